/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * badblock.c - ranges that the media can't deliver, of a region or namespace
 *
 * A namespace shows its own bad ranges, also when it is raw: upstream then
 * shows those of the whole region.
 */
#include <stdio.h>

#include "classes.h"
#include "values.h"

enum {
	SECTOR = 512,
	/* Sectors after which any interleave set begins anew: 16 MiB. */
	INTERLEAVE_MAX = 32768,
	DIMMS_MAX = 60,
};

/* What a list of bad ranges is read from. */
struct source {
	struct daxctl_nd_region *region;
	struct daxctl_nd_namespace *ns; /* NULL: of the region */
	uint64_t base; /* sectors from the region's start to the object's */
	bool base_known;
};

/* One range, and where it lies in the region if that is known. */
struct range {
	struct daxctl_badblock bad;
	struct daxctl_nd_region *region;
	uint64_t sector;
	bool sector_known;
};

static int read_bad(const struct source *source, unsigned int index,
		    struct daxctl_badblock *ret)
{
	if (source->ns)
		return daxctl_nd_namespace_get_badblock(source->ns, index, ret);
	return daxctl_nd_region_get_badblock(source->region, index, ret);
}

static int count(const struct source *source, struct value *ret)
{
	struct daxctl_badblock bad;
	uint64_t sectors = 0;
	unsigned int i = 0;
	int rc;

	while (!(rc = read_bad(source, i++, &bad)))
		sectors += bad.length;
	if (rc != -ENOENT)
		return rc;
	return value_u64(ret, VALUE_NUMBER, sectors);
}

static int next_range(struct value_list *list, struct value *ret)
{
	const struct source *source = list->owner;
	struct range range = {
		.region = source->region,
		.sector_known = source->base_known,
	};
	int rc;

	rc = read_bad(source, list->index, &range.bad);
	if (rc)
		return rc;
	range.sector = source->base + range.bad.offset;
	return value_copy(ret, &class_badblock, range);
}

static int show(struct source *source, struct value *ret)
{
	memcpy(ret->text, source, sizeof(*source));
	return value_list(ret, ret->text, next_range);
}

int region_get_bad_count(const void *object, struct value *ret)
{
	struct source source = {
		.region = (struct daxctl_nd_region *)object,
	};

	return count(&source, ret);
}

/* Upstream shows a count only where there is something to count. */
static int unless_zero(struct value *ret, int rc)
{
	return rc || ret->number ? rc : -ENOENT;
}

int region_get_bad_count_if_any(const void *object, struct value *ret)
{
	return unless_zero(ret, region_get_bad_count(object, ret));
}

int region_get_bad_list(const void *object, struct value *ret)
{
	struct source source = {
		.region = (struct daxctl_nd_region *)object,
		.base_known = true,
	};

	return show(&source, ret);
}

static struct source of_namespace(const void *object)
{
	struct daxctl_nd_namespace *ns = (struct daxctl_nd_namespace *)object;

	return (struct source){
		.region = daxctl_nd_namespace_get_region(ns),
		.ns = ns,
	};
}

int namespace_get_bad_count(const void *object, struct value *ret)
{
	struct source source = of_namespace(object);

	return count(&source, ret);
}

int namespace_get_bad_count_if_any(const void *object, struct value *ret)
{
	return unless_zero(ret, namespace_get_bad_count(object, ret));
}

/* Without the addresses, which only root may read, no dimm is named. */
static void find_base(struct source *source)
{
	uint64_t start, region_start;

	if (daxctl_nd_namespace_get_resource(source->ns, &start) ||
	    daxctl_nd_region_get_resource(source->region, &region_start))
		return;
	source->base = (start - region_start) / SECTOR;
	source->base_known = true;
}

int namespace_get_bad_list(const void *object, struct value *ret)
{
	struct source source = of_namespace(object);
	struct daxctl_badblock first;
	enum daxctl_nd_claim claim;
	int rc;

	/* The sectors of a btt are not those of the media. */
	rc = daxctl_nd_namespace_get_claim(source.ns, &claim);
	if (rc || claim == DAXCTL_ND_CLAIM_BTT)
		return rc ? rc : -ENOENT;
	if (!daxctl_nd_namespace_get_badblock(source.ns, 0, &first))
		find_base(&source);
	return show(&source, ret);
}

static int get_offset(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_NUMBER,
			 ((const struct range *)object)->bad.offset);
}

static int get_length(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_NUMBER,
			 ((const struct range *)object)->bad.length);
}

/* The numbers of dimms, sorted. */
struct dimm_set {
	unsigned int count;
	unsigned int ids[DIMMS_MAX];
};

static void add_dimm(struct dimm_set *set, unsigned int id)
{
	unsigned int at = 0;

	while (at < set->count && set->ids[at] < id)
		at++;
	if (set->count == DIMMS_MAX || (at < set->count && set->ids[at] == id))
		return;
	memmove(&set->ids[at + 1], &set->ids[at],
		(set->count - at) * sizeof(*set->ids));
	set->ids[at] = id;
	set->count++;
}

/* Add the dimms that hold one sector of the region. */
static int add_dimms_of(struct dimm_set *set, struct daxctl_nd_region *region,
			uint64_t sector)
{
	unsigned int id;
	char name[32];
	int rc;

	for (unsigned int i = 0;; i++) {
		rc = daxctl_nd_region_get_badblock_dimm(region, sector, i, name,
							sizeof(name));
		if (rc)
			return rc == -ENOENT ? 0 : rc;
		if (sscanf(name, "nmem%u", &id) == 1)
			add_dimm(set, id);
	}
}

static unsigned int count_mappings(struct daxctl_nd_region *region)
{
	struct daxctl_nd_mapping mapping;
	unsigned int count = 0;

	while (!daxctl_nd_region_get_mapping(region, count, &mapping))
		count++;
	return count;
}

/* Sector by sector, until no dimm of the set can come any more. */
static int find_dimms(const struct range *range, struct dimm_set *set)
{
	unsigned int all = count_mappings(range->region);
	uint64_t length = range->bad.length;
	int rc = 0;

	if (length > INTERLEAVE_MAX)
		length = INTERLEAVE_MAX;
	for (uint64_t i = 0; i < length && set->count < all && !rc; i++)
		rc = add_dimms_of(set, range->region, range->sector + i);
	return rc;
}

static int next_dimm(struct value_list *list, struct value *ret)
{
	const struct dimm_set *set = list->owner;

	if (list->index == set->count)
		return -ENOENT;
	snprintf(ret->text, sizeof(ret->text), "nmem%u", set->ids[list->index]);
	return value_text(ret, 0);
}

static int get_dimms(const void *object, struct value *ret)
{
	const struct range *range = object;
	struct dimm_set set = { 0 };
	int rc;

	_Static_assert(sizeof(set) <= sizeof(ret->text),
		       "a value has no room for the dimms");
	if (!range->sector_known)
		return -ENOENT;
	rc = find_dimms(range, &set);
	if (rc || !set.count)
		return rc && rc != -EOPNOTSUPP ? rc : -ENOENT;
	memcpy(ret->text, &set, sizeof(set));
	return value_list(ret, ret->text, next_dimm);
}

static const struct field fields[] = {
	{ .key = "offset",
	  .help = "sectors of 512 bytes from the start of the object",
	  .get = get_offset },
	{ .key = "length", .help = "sectors of 512 bytes", .get = get_length },
	{ .key = "dimms",
	  .help = "the dimms that hold it, if that is known",
	  .flags = FIELD_OPTIONAL,
	  .get = get_dimms },
};

const struct class class_badblock = {
	.kind = "badblock",
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
};
