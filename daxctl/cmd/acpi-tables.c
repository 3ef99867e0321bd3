/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * acpi-tables.c - divide a proximity domain in the tables that tell of it
 *
 * The first part stays where it was and keeps its numbers; the others are
 * added at the end of the table.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "daxctl/cmd/acpi-tables.h"
#include "util/le.h"

enum {
	HEADER = 36,
	AT_LENGTH = 4,
	AT_CHECKSUM = 9,
	AT_OEM_REVISION = 24,

	SRAT_ENTRIES = 48,
	SRAT_MEMORY = 1, /* a type of entry, and its length */
	SRAT_MEMORY_SIZE = 40,
	SRAT_ENABLED = 1,

	SLIT_MATRIX = 44,
	SAME = 10,    /* the distance of a node from itself */
	SIBLING = 11, /* … and of parts of one domain, from each other */
	REMOTE = 20,  /* what the kernel takes where nothing is said */

	NFIT_ENTRIES = 40,
	NFIT_SPA = 0, /* a range of physical addresses */
	NFIT_SPA_SIZE = 56,
	NFIT_SPA_HAS_DOMAIN = 2,
	NFIT_MAP = 1, /* a part of a range on a dimm */
	NFIT_MAP_SIZE = 48,
};

void acpi_table_free(struct acpi_table *table)
{
	free(table->bytes);
	*table = (struct acpi_table){ 0 };
}

static int bad(struct acpi_split *split, const char *fault)
{
	split->fault = fault;
	return -EINVAL;
}

static uint8_t sum(const struct acpi_table *table)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < table->size; i++)
		sum += table->bytes[i];
	return sum;
}

int acpi_check(const struct acpi_table *table, const char *signature,
	       struct acpi_split *split)
{
	if (table->size < HEADER)
		return bad(split, "is too short for a table");
	if (memcmp(table->bytes, signature, 4))
		return bad(split, "has another signature");
	if (get_le32(table->bytes + AT_LENGTH) != table->size)
		return bad(split, "has another length than it says");
	if (sum(table))
		return bad(split, "has a wrong checksum");
	return 0;
}

/* A copy of @from with @more bytes of zeros behind it. */
static int enlarge(const struct acpi_table *from, size_t more,
		   struct acpi_table *ret)
{
	uint8_t *bytes = calloc(1, from->size + more);

	if (!bytes)
		return -ENOMEM;
	memcpy(bytes, from->bytes, from->size);
	*ret = (struct acpi_table){ bytes, from->size + more };
	return 0;
}

static void finish(struct acpi_table *table)
{
	uint8_t *revision = table->bytes + AT_OEM_REVISION;

	put_le32(table->bytes + AT_LENGTH, table->size);
	put_le32(revision, get_le32(revision) + 1);
	table->bytes[AT_CHECKSUM] -= sum(table);
}

/* Part number @index of @nodes that @length is divided into. */
static uint64_t part(const struct acpi_split *split, uint64_t length,
		     unsigned int index)
{
	uint64_t each = length / split->nodes;

	return index + 1 < split->nodes ? each : length - each * index;
}

/* The next entry at or after *@at, which is moved behind it. 1, 0, -EINVAL. */
static int next_srat(const struct acpi_table *srat, size_t *at,
		     struct acpi_split *split, uint8_t **ret)
{
	uint8_t *entry = srat->bytes + *at;
	size_t left = srat->size - *at;

	if (!left)
		return 0;
	if (left < 2 || entry[1] < 2 || entry[1] > left)
		return bad(split, "has an entry of a wrong length");
	if (entry[0] == SRAT_MEMORY && entry[1] < SRAT_MEMORY_SIZE)
		return bad(split, "has a range of memory of a wrong length");
	*at += entry[1];
	*ret = entry;
	return 1;
}

/* The domain of a CPU, a device or a range; 0 where the entry tells none. */
static uint32_t domain_of(const uint8_t *entry)
{
	static const struct {
		uint8_t size, at;
	} types[] = {
		[0] = { 12, 0 }, /* in two pieces */
		[SRAT_MEMORY] = { 6, 2 }, [2] = { 8, 4 }, [3] = { 6, 2 },
		[4] = { 6, 2 },		  [5] = { 8, 4 },
	};
	uint8_t type = entry[0];

	if (type >= ARRAY_SIZE(types) || entry[1] < types[type].size)
		return 0;
	if (type == 0)
		return entry[2] | (get_le32(entry + 8) & 0xffffff00);
	return get_le32(entry + types[type].at);
}

static int localities(const struct acpi_table *slit, struct acpi_split *split,
		      size_t *ret)
{
	uint64_t count;

	if (slit->size < SLIT_MATRIX)
		return bad(split, "is too short for a matrix");
	count = get_le64(slit->bytes + HEADER);
	if (count > 0xffff || count * count != slit->size - SLIT_MATRIX)
		return bad(split, "has a matrix of a wrong size");
	*ret = count;
	return 0;
}

int acpi_next_domain(const struct acpi_table *srat,
		     const struct acpi_table *slit, struct acpi_split *split,
		     uint32_t *ret)
{
	size_t at = SRAT_ENTRIES, count;
	uint32_t highest = 0;
	uint8_t *entry;
	int rc;

	if (srat->size < SRAT_ENTRIES)
		return bad(split, "is too short for an SRAT");
	while ((rc = next_srat(srat, &at, split, &entry)) > 0)
		if (domain_of(entry) > highest)
			highest = domain_of(entry);
	if (rc == 0)
		rc = localities(slit, split, &count);
	if (rc < 0)
		return rc;
	/* More than this is no number of a node, and the matrix too large. */
	if (highest > 0xfff || count > 0x1000)
		return bad(split, "has domains with too high numbers");
	*ret = highest + 1 > count ? highest + 1 : count;
	return 0;
}

static bool is_in_domain(const uint8_t *entry, const struct acpi_split *split)
{
	return entry[0] == SRAT_MEMORY && get_le32(entry + 28) & SRAT_ENABLED &&
	       get_le32(entry + 2) == split->domain;
}

/* The one range of the domain, as its place in the table. */
static int find_range(const struct acpi_table *srat, struct acpi_split *split,
		      size_t *ret)
{
	size_t at = SRAT_ENTRIES, found = 0;
	uint8_t *entry;
	int rc;

	if (srat->size < SRAT_ENTRIES)
		return bad(split, "is too short for an SRAT");
	while ((rc = next_srat(srat, &at, split, &entry)) > 0) {
		if (!is_in_domain(entry, split))
			continue;
		if (found)
			return -ENXIO;
		found = entry - srat->bytes;
	}
	if (rc < 0)
		return rc;
	*ret = found;
	return found ? 0 : -ENOENT;
}

int acpi_split_srat(const struct acpi_table *srat, struct acpi_split *split,
		    struct acpi_table *ret)
{
	uint64_t base, length;
	uint8_t *first, *entry;
	size_t at = 0;
	int rc;

	rc = find_range(srat, split, &at);
	if (rc < 0)
		return rc;
	base = get_le64(srat->bytes + at + 8);
	length = get_le64(srat->bytes + at + 16);
	if (!part(split, length, 0))
		return bad(split, "has a range that is too small to divide");
	rc = enlarge(srat, (split->nodes - 1) * SRAT_MEMORY_SIZE, ret);
	if (rc < 0)
		return rc;
	first = ret->bytes + at;
	entry = ret->bytes + srat->size;
	put_le64(first + 16, part(split, length, 0));
	for (unsigned int i = 1; i < split->nodes; i++) {
		memcpy(entry, first, SRAT_MEMORY_SIZE);
		entry[1] = SRAT_MEMORY_SIZE;
		put_le32(entry + 2, split->next + i - 1);
		put_le64(entry + 8, base + i * part(split, length, 0));
		put_le64(entry + 16, part(split, length, i));
		entry += SRAT_MEMORY_SIZE;
	}
	finish(ret);
	return 0;
}

/* The distance of two domains once there are parts. */
static uint8_t distance(const struct acpi_table *slit, size_t count,
			const struct acpi_split *split, uint32_t from,
			uint32_t to)
{
	uint32_t row = from >= split->next ? split->domain : from;
	uint32_t column = to >= split->next ? split->domain : to;

	if (from == to)
		return SAME;
	if (row == column)
		return SIBLING;
	if (row >= count || column >= count)
		return REMOTE;
	return slit->bytes[SLIT_MATRIX + row * count + column];
}

int acpi_split_slit(const struct acpi_table *slit, struct acpi_split *split,
		    struct acpi_table *ret)
{
	size_t count = 0, total = split->next + split->nodes - 1;
	uint8_t *cell;
	int rc;

	rc = localities(slit, split, &count);
	if (rc < 0)
		return rc;
	if (split->domain >= count)
		return -ENOENT;
	rc = enlarge(slit, total * total - count * count, ret);
	if (rc < 0)
		return rc;
	put_le64(ret->bytes + HEADER, total);
	cell = ret->bytes + SLIT_MATRIX;
	for (uint32_t from = 0; from < total; from++)
		for (uint32_t to = 0; to < total; to++)
			*cell++ = from < count && to < count
					  ? slit->bytes[SLIT_MATRIX +
							from * count + to]
					  : distance(slit, count, split, from,
						     to);
	finish(ret);
	return 0;
}

/* As next_srat(); an entry of the NFIT has longer numbers. */
static int next_nfit(const struct acpi_table *nfit, size_t *at,
		     struct acpi_split *split, uint8_t **ret)
{
	uint8_t *entry = nfit->bytes + *at;
	size_t left = nfit->size - *at, size;

	if (!left)
		return 0;
	size = left < 4 ? 0 : get_le16(entry + 2);
	if (size < 4 || size > left)
		return bad(split, "has an entry of a wrong length");
	if ((get_le16(entry) == NFIT_SPA && size < NFIT_SPA_SIZE) ||
	    (get_le16(entry) == NFIT_MAP && size < NFIT_MAP_SIZE))
		return bad(split, "has a range of a wrong length");
	*at += size;
	*ret = entry;
	return 1;
}

static bool is_spa_in_domain(const uint8_t *entry,
			     const struct acpi_split *split)
{
	return get_le16(entry) == NFIT_SPA &&
	       get_le16(entry + 6) & NFIT_SPA_HAS_DOMAIN &&
	       get_le32(entry + 12) == split->domain;
}

/* What is there of a domain: one range, and its parts on dimms. */
struct nfit_range {
	uint16_t index;
	uint16_t last_index, last_region; /* the highest numbers there are */
	size_t found, more;		  /* ranges; bytes that are added */
};

static void count_spa(const uint8_t *entry, const struct acpi_split *split,
		      struct nfit_range *range)
{
	uint16_t index = get_le16(entry + 4);

	if (index > range->last_index)
		range->last_index = index;
	if (!is_spa_in_domain(entry, split))
		return;
	range->index = index;
	range->found++;
	range->more += get_le16(entry + 2);
}

static void count_map(const uint8_t *entry, struct nfit_range *range)
{
	uint16_t region = get_le16(entry + 10);

	if (region > range->last_region)
		range->last_region = region;
	if (get_le16(entry + 12) == range->index)
		range->more += get_le16(entry + 2);
}

/* Twice: a part on a dimm may come before the range that it is of. */
static int find_spa(const struct acpi_table *nfit, struct acpi_split *split,
		    struct nfit_range *ret)
{
	struct nfit_range range = { 0 };
	uint8_t *entry;
	size_t at;
	int rc;

	if (nfit->size < NFIT_ENTRIES)
		return bad(split, "is too short for an NFIT");
	at = NFIT_ENTRIES;
	while ((rc = next_nfit(nfit, &at, split, &entry)) > 0)
		if (get_le16(entry) == NFIT_SPA)
			count_spa(entry, split, &range);
	if (rc < 0)
		return rc;
	if (range.found != 1)
		return range.found ? -ENXIO : -ENOENT;
	at = NFIT_ENTRIES;
	while (next_nfit(nfit, &at, split, &entry) > 0)
		if (get_le16(entry) == NFIT_MAP)
			count_map(entry, &range);
	if (range.last_index + split->nodes > UINT16_MAX ||
	    range.last_region + split->nodes * (range.more / NFIT_MAP_SIZE) >
		    UINT16_MAX)
		return bad(split, "has no numbers left for more ranges");
	*ret = range;
	return 0;
}

static uint8_t *add_spas(uint8_t *first, uint8_t *to,
			 const struct acpi_split *split,
			 const struct nfit_range *range)
{
	uint64_t base = get_le64(first + 32), length = get_le64(first + 40);
	size_t size = get_le16(first + 2);

	for (unsigned int i = 1; i < split->nodes; i++, to += size) {
		memcpy(to, first, size);
		put_le16(to + 4, range->last_index + i);
		put_le32(to + 12, split->next + i - 1);
		put_le64(to + 32, base + i * part(split, length, 0));
		put_le64(to + 40, part(split, length, i));
	}
	put_le64(first + 40, part(split, length, 0));
	return to;
}

static uint8_t *add_maps(uint8_t *first, uint8_t *to,
			 const struct acpi_split *split,
			 struct nfit_range *range)
{
	uint64_t length = get_le64(first + 16), offset = get_le64(first + 24);
	size_t size = get_le16(first + 2);

	for (unsigned int i = 1; i < split->nodes; i++, to += size) {
		memcpy(to, first, size);
		put_le16(to + 10, ++range->last_region);
		put_le16(to + 12, range->last_index + i);
		put_le64(to + 16, part(split, length, i));
		put_le64(to + 24, offset + i * part(split, length, 0));
	}
	put_le64(first + 16, part(split, length, 0));
	return to;
}

int acpi_split_nfit(const struct acpi_table *nfit, struct acpi_split *split,
		    struct acpi_table *ret)
{
	struct acpi_table old = *nfit; /* the first entries of the new one */
	struct nfit_range range;
	uint8_t *entry, *to;
	size_t at;
	int rc;

	rc = find_spa(nfit, split, &range);
	if (rc == 0)
		rc = enlarge(nfit, (split->nodes - 1) * range.more, ret);
	if (rc < 0)
		return rc;
	old.bytes = ret->bytes;
	to = ret->bytes + nfit->size;
	at = NFIT_ENTRIES;
	while (next_nfit(&old, &at, split, &entry) > 0)
		if (is_spa_in_domain(entry, split))
			to = add_spas(entry, to, split, &range);
	at = NFIT_ENTRIES;
	while (next_nfit(&old, &at, split, &entry) > 0)
		if (get_le16(entry) == NFIT_MAP &&
		    get_le16(entry + 12) == range.index)
			to = add_maps(entry, to, split, &range);
	finish(ret);
	return 0;
}
