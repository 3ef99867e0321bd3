/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * partition.c - what the table, the kernel and the maps know of partitions
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/block/block.h"
#include "lib/block/table.h"

enum {
	SECTOR = 512
};

struct merge {
	struct daxctl_ctx *ctx;
	const char *disk;
	struct daxctl_partition *at; /* owned; sorted up to @sorted */
	size_t count, sorted, room;
	int rc;
};

static int by_number(const void *key, const void *item)
{
	unsigned int number = *(const unsigned int *)key;
	const struct daxctl_partition *part = item;

	return number < part->number ? -1 : number > part->number;
}

/* The one of that number, or a new one that no table lists. */
static struct daxctl_partition *find(struct merge *merge, unsigned int number)
{
	struct daxctl_partition *part = NULL;

	if (merge->sorted)
		part = bsearch(&number, merge->at, merge->sorted, sizeof(*part),
			       by_number);
	for (size_t i = merge->sorted; !part && i < merge->count; i++)
		if (merge->at[i].number == number)
			part = &merge->at[i];
	if (part)
		return part;
	if (merge->count == merge->room) {
		size_t room = 2 * merge->room + 16;

		part = reallocarray(merge->at, room, sizeof(*part));
		if (!part) {
			merge->rc = -ENOMEM;
			return NULL;
		}
		merge->at = part;
		merge->room = room;
	}
	part = &merge->at[merge->count++];
	*part = (struct daxctl_partition){ .number = number,
					   .fault = DAXCTL_PARTITION_UNLISTED };
	return part;
}

static int add_kernel(void *arg, const char *name)
{
	struct merge *merge = arg;
	struct daxctl_partition *part;
	uint64_t start = 0, size = 0;
	struct sysfs_node node;
	char path[SYSFS_PATH], disk[40];
	unsigned int number;

	if (!block_split_name(name, disk, &number) || strcmp(disk, merge->disk))
		return 0;
	part = find(merge, number);
	if (!part)
		return merge->rc;
	part->in_kernel = true;
	if (part->fault != DAXCTL_PARTITION_UNLISTED)
		return 0;
	if (snprintf(path, sizeof(path), "class/block/%s/%s", disk, name) <
		    (int)sizeof(path) &&
	    sysfs_child(&merge->ctx->sys, path, &node) == 0 &&
	    sysfs_read_u64(&node, "start", &start) == 0 &&
	    sysfs_read_u64(&node, "size", &size) == 0 &&
	    start < INT64_MAX / SECTOR && size < INT64_MAX / SECTOR) {
		part->start = start * SECTOR;
		part->size = size * SECTOR;
	}
	return 0;
}

/* What is mapped can only be compared as far as it is known. */
static bool is_current(const struct daxctl_partition *part,
		       const struct block_map *map)
{
	if (part->fault != DAXCTL_PARTITION_GOOD || part->size != map->size)
		return false;
	if (map->over && map->over != part->number)
		return false;
	return !map->known || (map->one_linear && map->start == part->start);
}

static enum daxctl_map_state state_of(const struct daxctl_partition *part,
				      const struct block_map *map)
{
	if (!map->number)
		return DAXCTL_MAP_FOREIGN;
	if (map->lost)
		return DAXCTL_MAP_LOST;
	return is_current(part, map) ? DAXCTL_MAP_CURRENT : DAXCTL_MAP_OUTDATED;
}

/* Ours go by their uuid; others matter here if they have a name of ours. */
static int add_map(struct merge *merge, const struct block_map *map)
{
	unsigned int number = map->number;
	struct daxctl_partition *part;
	char disk[40];

	if (!number && (!block_split_name(map->name, disk, &number) ||
			strcmp(disk, merge->disk)))
		return 0;
	part = find(merge, number);
	if (!part)
		return merge->rc;
	if (part->fault == DAXCTL_PARTITION_UNLISTED && !part->in_kernel) {
		part->start = map->start;
		part->size = map->size;
	}
	snprintf(part->map, sizeof(part->map), "%s", map->dm);
	part->map_state = state_of(part, map);
	part->map_over = map->over;
	return 0;
}

static int compare(const void *a, const void *b)
{
	return by_number(&((const struct daxctl_partition *)a)->number, b);
}

static int collect(struct merge *merge, const struct block_maps *maps)
{
	struct sysfs_node node;
	char path[SYSFS_PATH];
	int rc;

	snprintf(path, sizeof(path), "class/block/%.40s", merge->disk);
	rc = sysfs_child(&merge->ctx->sys, path, &node);
	if (rc == 0)
		rc = sysfs_list(&node, add_kernel, merge);
	for (size_t i = 0; rc == 0 && i < maps->count; i++)
		rc = add_map(merge, &maps->at[i]);
	return rc;
}

int block_partitions(struct daxctl_ctx *ctx, const char *disk,
		     const struct block_table *table,
		     const struct block_maps *maps,
		     struct daxctl_partition **ret, size_t *ret_count)
{
	struct merge merge = { .ctx = ctx, .disk = disk };
	int rc;

	merge.room = table->count + 16;
	merge.at = calloc(merge.room, sizeof(*merge.at));
	if (!merge.at)
		return -ENOMEM;
	if (table->count)
		memcpy(merge.at, table->at, table->count * sizeof(*merge.at));
	merge.count = merge.sorted = table->count;
	rc = collect(&merge, maps);
	if (rc < 0) {
		free(merge.at);
		return rc;
	}
	qsort(merge.at, merge.count, sizeof(*merge.at), compare);
	for (size_t i = 0; i < merge.count; i++)
		snprintf(merge.at[i].device, sizeof(merge.at[i].device),
			 "%sp%u", disk, merge.at[i].number);
	*ret = merge.at;
	*ret_count = merge.count;
	return 0;
}

DAXCTL_EXPORT bool daxctl_partition_align(const struct daxctl_partition *part,
					  uint64_t align, uint64_t *start,
					  uint64_t *size)
{
	uint64_t end = part->start + part->size;

	if (part->start > UINT64_MAX - (align - 1) || end < part->start) {
		*start = part->start;
		*size = 0;
		return false;
	}
	*start = (part->start + align - 1) & ~(align - 1);
	*size = end > *start ? (end - *start) & ~(align - 1) : 0;
	return *start == part->start && *size == part->size;
}

static const char *fault_text(const struct daxctl_partition *part, char *buf,
			      size_t size)
{
	switch (part->fault) {
	case DAXCTL_PARTITION_GOOD:
		return "";
	case DAXCTL_PARTITION_CONTAINER:
		return "it only holds other partitions";
	case DAXCTL_PARTITION_NESTED:
		return "it is inside another partition";
	case DAXCTL_PARTITION_EMPTY:
		return "it has no size";
	case DAXCTL_PARTITION_OUTSIDE:
		return "not all of it is on the disk";
	case DAXCTL_PARTITION_OVERLAPS:
		snprintf(buf, size, "it overlaps partition %u", part->other);
		return buf;
	case DAXCTL_PARTITION_NUMBER:
		return "its number is another's, or above 255";
	case DAXCTL_PARTITION_UNLISTED:
		return "it isn't in the partition table";
	}
	return "";
}

/* What makes DAX on this partition impossible; "" if nothing does. */
static void find_obstacle(const struct daxctl_disk *disk,
			  const struct daxctl_partition *part, char *buf,
			  size_t size)
{
	uint64_t page = sysconf(_SC_PAGESIZE), start, room;
	char fault[64];

	if (part->fault != DAXCTL_PARTITION_GOOD)
		snprintf(buf, size, "%s",
			 fault_text(part, fault, sizeof(fault)));
	else if (!daxctl_disk_has_dax(disk))
		snprintf(buf, size,
			 "the disk has no DAX, as in raw and sector mode");
	else if (!daxctl_partition_align(part, page, &start, &room))
		snprintf(buf, size,
			 "its %s is no multiple of the page size, %" PRIu64,
			 start == part->start ? "size" : "start", page);
}

DAXCTL_EXPORT bool daxctl_disk_check_dax(const struct daxctl_disk *disk,
					 const struct daxctl_partition *part,
					 char *why, size_t size)
{
	*why = '\0';
	find_obstacle(disk, part, why, size);
	if (*why)
		return false;
	if (part->map_state == DAXCTL_MAP_CURRENT)
		return true;
	snprintf(
		why, size,
		part->in_kernel
			? "not mapped: on all partitions of the disk together one XFS can, without reflink"
			: "not mapped");
	return part->in_kernel;
}

static int misaligned(struct daxctl_disk *disk,
		      const struct daxctl_partition *part)
{
	uint64_t page = sysconf(_SC_PAGESIZE), start, size;
	char remedy[192];

	if (daxctl_partition_align(part, page, &start, &size))
		return 0;
	snprintf(remedy, sizeof(remedy),
		 "make it anew from byte %" PRIu64 " with %" PRIu64
		 " bytes (sector %" PRIu64 ", %" PRIu64
		 " sectors), or use --no-dax",
		 start, size, start / SECTOR, size / SECTOR);
	return ctx_fail(block_disk_ctx(disk), -EINVAL, remedy,
			"%s: its start %" PRIu64 " and size %" PRIu64
			" are not both multiples of the page size %" PRIu64
			": DAX would write to wrong places",
			part->device, part->start, part->size, page);
}

/* Two users of one place, one of which nobody knows to be there. */
static int check_covered(struct daxctl_disk *disk,
			 const struct daxctl_partition *part)
{
	const struct block_maps *maps = block_disk_maps(disk);

	for (size_t i = 0; i < maps->count; i++) {
		const struct block_map *map = &maps->at[i];
		char remedy[192];

		if (map->number || map->lost ||
		    (map->known && (map->start >= part->start + part->size ||
				    part->start >= map->start + map->size)))
			continue;
		snprintf(remedy, sizeof(remedy), "dmsetup remove %s",
			 map->name);
		return ctx_fail(
			block_disk_ctx(disk), -EBUSY, remedy,
			"%s: the map %s (%s) of another program lies on it",
			part->device, map->name, map->dm);
	}
	return 0;
}

/* A disk is claimed either as a whole or by its partitions. */
static int check_style(struct daxctl_disk *disk,
		       const struct daxctl_partition *part, bool over)
{
	const struct block_maps *maps = block_disk_maps(disk);

	for (size_t i = 0; i < maps->count; i++) {
		const struct block_map *map = &maps->at[i];
		char remedy[128];

		if (map->lost || !map->over == !over)
			continue;
		snprintf(remedy, sizeof(remedy),
			 map->number ? "daxctl unmap-partitions %s"
				     : "see dmsetup table %s",
			 map->number ? daxctl_disk_get_devname(disk)
				     : map->name);
		return ctx_fail(
			block_disk_ctx(disk), -EBUSY, remedy,
			"%s: the map %s of its disk stands on the %s, which excludes the other",
			part->device, map->name,
			map->over ? "kernel's partition" : "disk");
	}
	return 0;
}

static int check_name(struct daxctl_disk *disk,
		      const struct daxctl_partition *part)
{
	if (part->map_state != DAXCTL_MAP_FOREIGN)
		return 0;
	return ctx_fail(
		block_disk_ctx(disk), -EBUSY,
		"remove it with the program that made it, see dmsetup info",
		"%s: another program has made a map of this name, %s",
		part->device, part->map);
}

DAXCTL_EXPORT int daxctl_disk_check_map(struct daxctl_disk *disk,
					const struct daxctl_partition *part,
					bool over)
{
	char fault[64];
	int rc = 0;

	if (part->fault != DAXCTL_PARTITION_GOOD)
		return ctx_fail(
			block_disk_ctx(disk), -EINVAL,
			part->fault == DAXCTL_PARTITION_CONTAINER
				? "map those in it"
				: "mend the table, see: sfdisk --verify",
			"%s can't be mapped: %s", part->device,
			fault_text(part, fault, sizeof(fault)));
	if (over && !daxctl_disk_makes_partitions(disk))
		return ctx_fail(
			block_disk_ctx(disk), -EOPNOTSUPP,
			"align it, and leave --no-dax out",
			"%s: the kernel makes no partitions on this disk",
			part->device);
	if (!over && daxctl_disk_has_dax(disk))
		rc = misaligned(disk, part);
	if (rc == 0)
		rc = check_name(disk, part);
	if (rc == 0)
		rc = check_style(disk, part, over);
	return rc < 0 ? rc : check_covered(disk, part);
}
