/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * table.c - the partition table of a disk, read by libblkid and doubted by us
 *
 * The bytes may be anybody's. libblkid finds the table and takes it apart; that
 * a partition is on the disk and on no other one is checked here again,
 * because a map is made where we are told.
 */
#include <blkid/blkid.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/block/table.h"
#include "util/le.h"

enum {
	SECTOR = 512,	  /* libblkid counts in these, whatever the disk has */
	MOST_NUMBER = 255 /* the kernel's own limit */
};

/* What of libblkid we call; the types are those of its header. */
struct blkid_api {
	typeof(blkid_new_probe) *new;
	typeof(blkid_free_probe) *free;
	typeof(blkid_probe_set_device) *set_device;
	typeof(blkid_probe_set_sectorsize) *set_sectorsize;
	typeof(blkid_probe_enable_superblocks) *superblocks;
	typeof(blkid_probe_enable_partitions) *partitions;
	typeof(blkid_probe_set_partitions_flags) *flags;
	typeof(blkid_probe_get_partitions) *get;
	typeof(blkid_partlist_get_table) *table;
	typeof(blkid_partlist_numof_partitions) *count;
	typeof(blkid_partlist_get_partition) *partition;
	typeof(blkid_parttable_get_type) *table_type;
	typeof(blkid_parttable_get_id) *table_id;
	typeof(blkid_parttable_get_offset) *table_offset;
	typeof(blkid_parttable_get_parent) *table_parent;
	typeof(blkid_partition_get_table) *table_of;
	typeof(blkid_partition_get_partno) *number;
	typeof(blkid_partition_get_start) *start;
	typeof(blkid_partition_get_size) *size;
	typeof(blkid_partition_get_type) *type;
	typeof(blkid_partition_get_type_string) *type_string;
	typeof(blkid_partition_get_name) *name;
	typeof(blkid_partition_get_uuid) *uuid;
	typeof(blkid_partition_is_extended) *is_extended;
};

static bool load_api(struct blkid_api *api)
{
	const struct {
		void *to;
		const char *name;
	} symbols[] = {
		{ &api->new, "blkid_new_probe" },
		{ &api->free, "blkid_free_probe" },
		{ &api->set_device, "blkid_probe_set_device" },
		{ &api->set_sectorsize, "blkid_probe_set_sectorsize" },
		{ &api->superblocks, "blkid_probe_enable_superblocks" },
		{ &api->partitions, "blkid_probe_enable_partitions" },
		{ &api->flags, "blkid_probe_set_partitions_flags" },
		{ &api->get, "blkid_probe_get_partitions" },
		{ &api->table, "blkid_partlist_get_table" },
		{ &api->count, "blkid_partlist_numof_partitions" },
		{ &api->partition, "blkid_partlist_get_partition" },
		{ &api->table_type, "blkid_parttable_get_type" },
		{ &api->table_id, "blkid_parttable_get_id" },
		{ &api->table_offset, "blkid_parttable_get_offset" },
		{ &api->table_parent, "blkid_parttable_get_parent" },
		{ &api->table_of, "blkid_partition_get_table" },
		{ &api->number, "blkid_partition_get_partno" },
		{ &api->start, "blkid_partition_get_start" },
		{ &api->size, "blkid_partition_get_size" },
		{ &api->type, "blkid_partition_get_type" },
		{ &api->type_string, "blkid_partition_get_type_string" },
		{ &api->name, "blkid_partition_get_name" },
		{ &api->uuid, "blkid_partition_get_uuid" },
		{ &api->is_extended, "blkid_partition_is_extended" },
	};
	/* Never closed: who reads one table mostly reads a second. */
	void *library = dlopen("libblkid.so.1", RTLD_NOW | RTLD_LOCAL);

	for (size_t i = 0; library && i < ARRAY_SIZE(symbols); i++) {
		void *symbol = dlsym(library, symbols[i].name);

		if (!symbol)
			return false;
		memcpy(symbols[i].to, &symbol, sizeof(symbol));
	}
	return library;
}

static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "");
}

/* Units to bytes; what can't be is more than any disk has. */
static uint64_t bytes_of(blkid_loff_t sectors)
{
	uint64_t bytes;

	if (sectors < 0 ||
	    __builtin_mul_overflow((uint64_t)sectors, SECTOR, &bytes))
		return UINT64_MAX;
	return bytes;
}

static void read_partition(const struct blkid_api *api, blkid_partition from,
			   struct daxctl_partition *to)
{
	const char *type = api->type_string(from);
	int number = api->number(from);

	to->number = number > 0 ? number : 0;
	to->start = bytes_of(api->start(from));
	to->size = bytes_of(api->size(from));
	if (type)
		copy(to->type, sizeof(to->type), type);
	else
		snprintf(to->type, sizeof(to->type), "%#x", api->type(from));
	copy(to->name, sizeof(to->name), api->name(from));
	copy(to->uuid, sizeof(to->uuid), api->uuid(from));
	if (api->is_extended(from))
		to->fault = DAXCTL_PARTITION_CONTAINER;
	else if (api->table_parent(api->table_of(from)))
		to->fault = DAXCTL_PARTITION_NESTED;
}

/* A logical partition is in one of the extended ones, which are primary. */
static bool in_extended(const struct block_table *table,
			const struct daxctl_partition *part)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct daxctl_partition *all = &table->at[i];

		if (all->fault == DAXCTL_PARTITION_CONTAINER &&
		    all->number <= 4 && part->start >= all->start &&
		    part->start - all->start <= all->size &&
		    part->size <= all->size - (part->start - all->start))
			return true;
	}
	return false;
}

/*
 * libblkid multiplies and adds an MBR's 32-bit numbers in 32 bits, so that what
 * lies beyond the disk can come out as a place on it. Primary partitions are
 * multiplied by us; a logical one must be where it belongs.
 */
static void distrust_mbr(int fd, unsigned int sector,
			 const struct block_table *table)
{
	unsigned char mbr[SECTOR];

	if (strcmp(table->type, "dos") ||
	    pread(fd, mbr, sizeof(mbr), 0) != sizeof(mbr))
		return;
	for (size_t i = 0; i < table->count; i++) {
		struct daxctl_partition *part = &table->at[i];
		const unsigned char *entry;

		if (!part->number || part->number > 4)
			continue;
		entry = mbr + 446 + 16 * (part->number - 1);
		part->start = (uint64_t)get_le32(entry + 8) * sector;
		part->size = (uint64_t)get_le32(entry + 12) * sector;
	}
	for (size_t i = 0; i < table->count; i++)
		if (table->at[i].number > 4 && !table->at[i].fault &&
		    !in_extended(table, &table->at[i]))
			table->at[i].fault = DAXCTL_PARTITION_OUTSIDE;
}

static int read_list(const struct blkid_api *api, blkid_partlist list,
		     unsigned int sector, struct block_table *ret)
{
	blkid_parttable table = api->table(list);
	int count = api->count(list);

	if (!table || count < 0)
		return -ENOENT;
	ret->at = calloc(count + 1, sizeof(*ret->at));
	if (!ret->at)
		return -ENOMEM;
	copy(ret->type, sizeof(ret->type), api->table_type(table));
	copy(ret->id, sizeof(ret->id), api->table_id(table));
	ret->backup = !strcmp(ret->type, "gpt") &&
		      api->table_offset(table) > (blkid_loff_t)sector;
	for (; ret->count < (size_t)count; ret->count++) {
		blkid_partition from = api->partition(list, ret->count);

		if (!from)
			break;
		read_partition(api, from, &ret->at[ret->count]);
	}
	return 0;
}

static int probe(const struct blkid_api *api, blkid_probe probe, int fd,
		 uint64_t size, unsigned int sector, struct block_table *ret)
{
	blkid_partlist list;

	if (api->set_device(probe, fd, 0, size) < 0)
		return -EIO;
	(void)!api->set_sectorsize(probe, sector);
	api->superblocks(probe, 0);
	api->partitions(probe, 1);
	api->flags(probe, BLKID_PARTS_ENTRY_DETAILS);
	errno = 0;
	list = api->get(probe);
	if (list)
		return read_list(api, list, sector, ret);
	return errno == EIO || errno == ENOMEM ? -errno : -ENOENT;
}

int block_table_read(int fd, uint64_t size, unsigned int sector,
		     struct block_table *ret)
{
	struct block_table table = { 0 };
	struct blkid_api api;
	blkid_probe made;
	int rc;

	if (!load_api(&api))
		return -ELIBACC;
	made = api.new();
	if (!made)
		return -ENOMEM;
	rc = probe(&api, made, fd, size, sector, &table);
	api.free(made);
	if (rc < 0) {
		block_table_free(&table);
		return rc;
	}
	distrust_mbr(fd, sector, &table);
	block_table_check(table.at, table.count, size);
	*ret = table;
	return 0;
}

void block_table_free(struct block_table *table)
{
	free(table->at);
	*table = (struct block_table){ 0 };
}

static int by_number(const void *a, const void *b)
{
	const struct daxctl_partition *left = a, *right = b;

	return left->number < right->number ? -1 : left->number > right->number;
}

static enum daxctl_partition_fault judge(const struct daxctl_partition *part,
					 uint64_t size)
{
	if (part->fault != DAXCTL_PARTITION_GOOD)
		return part->fault;
	if (!part->number || part->number > MOST_NUMBER)
		return DAXCTL_PARTITION_NUMBER;
	if (!part->size)
		return DAXCTL_PARTITION_EMPTY;
	/* Ordered so that nothing overflows. */
	if (part->start > size || part->size > size - part->start)
		return DAXCTL_PARTITION_OUTSIDE;
	return DAXCTL_PARTITION_GOOD;
}

static bool counts(const struct daxctl_partition *part)
{
	return part->fault == DAXCTL_PARTITION_GOOD ||
	       part->fault == DAXCTL_PARTITION_OVERLAPS;
}

static int by_place(const void *a, const void *b)
{
	const struct daxctl_partition *left = *(void *const *)a,
				      *right = *(void *const *)b;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	return by_number(left, right);
}

static void overlap(struct daxctl_partition *a, struct daxctl_partition *b)
{
	a->fault = b->fault = DAXCTL_PARTITION_OVERLAPS;
	if (!a->other)
		a->other = b->number;
	b->other = a->number;
}

/*
 * In order of their places each is held against the one before it that
 * reaches furthest: that finds everyone who has a part in an overlap.
 */
static void find_overlaps(struct daxctl_partition **at, size_t count)
{
	struct daxctl_partition *furthest = NULL;

	for (size_t i = 0; i < count; i++) {
		if (furthest && at[i]->start < furthest->start + furthest->size)
			overlap(furthest, at[i]);
		if (!furthest || at[i]->start + at[i]->size >
					 furthest->start + furthest->size)
			furthest = at[i];
	}
}

void block_table_check(struct daxctl_partition *at, size_t count, uint64_t size)
{
	/* At most 255 of them can be good, but of which numbers is open. */
	struct daxctl_partition *good[MOST_NUMBER];
	size_t n_good = 0;

	qsort(at, count, sizeof(*at), by_number);
	for (size_t i = 0; i < count; i++) {
		at[i].fault = judge(&at[i], size);
		/* One number for two would be one name for two. */
		if (i && counts(&at[i]) && at[i].number == at[i - 1].number)
			at[i].fault = DAXCTL_PARTITION_NUMBER;
		if (counts(&at[i]))
			good[n_good++] = &at[i];
	}
	qsort(good, n_good, sizeof(*good), by_place);
	find_overlaps(good, n_good);
}
