/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * partition.c - what the table, the kernel and the maps know of partitions
 */
#include <errno.h>
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
	if (snprintf(path, sizeof(path), "%s/%s", disk, name) <
		    (int)sizeof(path) &&
	    block_node(merge->ctx, path, &node) == 0 &&
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
	int rc;

	rc = block_node(merge->ctx, merge->disk, &node);
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
