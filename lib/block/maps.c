/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * maps.c - the device-mapper devices on a disk
 *
 * sysfs tells which stand on this very disk, however they are called: a
 * device number may be that of a disk which is gone. What they map only
 * device-mapper tells, and only root. Where it can be asked it tells the rest,
 * too: one call a map, and a disk may have many.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/block/block.h"

enum {
	SECTOR = 512
};

/* The device that a table must name for its lines to be about our disk. */
struct below {
	char devno[24];	   /* "259:0"; "": not read yet */
	unsigned int over; /* whose it is */
	uint64_t shift;	   /* of the device on the disk, sectors */
};

struct search {
	struct daxctl_ctx *ctx;
	struct dm *dm; /* NULL: there is none to ask */
	const char *disk;
	unsigned int over; /* the partition whose holders we look at */
	struct below below;
	struct block_maps *maps;
	size_t holders; /* so many of them stand on the disk, by minor */
	int rc;
};

void block_maps_free(struct block_maps *maps)
{
	free(maps->at);
	*maps = (struct block_maps){ 0 };
}

static struct block_map *add(struct search *search)
{
	struct block_maps *maps = search->maps;
	struct block_map *at;

	at = reallocarray(maps->at, maps->count + 1, sizeof(*at));
	if (!at) {
		search->rc = -ENOMEM;
		return NULL;
	}
	maps->at = at;
	at += maps->count++;
	*at = (struct block_map){ .over = search->over };
	return at;
}

/* The lines of one table, as far as they are about one device. */
struct lines {
	const struct below *below;
	struct block_map *map;
	unsigned int count, ours;
};

static void cover(struct lines *lines, uint64_t start, uint64_t length)
{
	struct block_map *map = lines->map;
	uint64_t end = map->start + map->size;

	start = (start + lines->below->shift) * SECTOR;
	length *= SECTOR;
	if (!lines->ours++) {
		map->start = start;
		map->size = length;
		return;
	}
	if (start + length > end)
		end = start + length;
	if (start < map->start)
		map->start = start;
	map->size = end - map->start;
}

/* "2 128 259:0 0 259:1 0": how many, chunk, and each with its offset. */
static void cover_striped(struct lines *lines, const struct dm_target *target)
{
	const char *at = target->params;
	unsigned int stripes = 0;
	int len = 0;

	if (sscanf(at, "%u %*u%n", &stripes, &len) != 1 || !stripes)
		return;
	for (unsigned int i = 0; i < stripes; i++) {
		char device[24];
		uint64_t start;

		at += len;
		if (sscanf(at, "%23s %" SCNu64 "%n", device, &start, &len) != 2)
			return;
		if (!strcmp(device, lines->below->devno))
			cover(lines, start, target->length / stripes);
	}
}

static int read_line(void *arg, const struct dm_target *target)
{
	struct lines *lines = arg;
	unsigned int major, minor;
	char device[24];
	uint64_t start;

	lines->count++;
	if (!strcmp(target->type, "striped")) {
		cover_striped(lines, target);
	} else if (!strcmp(target->type, "linear") &&
		   dm_parse_linear(target->params, &major, &minor, &start)) {
		snprintf(device, sizeof(device), "%u:%u", major, minor);
		if (!strcmp(device, lines->below->devno))
			cover(lines, start, target->length);
		lines->map->one_linear = lines->count == 1;
	} else if (strstr(target->params, lines->below->devno)) {
		/* Of other targets we can't tell which part it is: all. */
		cover(lines, 0, INT64_MAX / SECTOR / 2);
	}
	if (lines->count > 1)
		lines->map->one_linear = false;
	return 0;
}

static int read_below(struct search *search, unsigned int over)
{
	struct below *below = &search->below;
	struct sysfs_node node;
	char name[48];
	int rc;

	if (*below->devno && below->over == over)
		return 0;
	*below = (struct below){ .over = over };
	snprintf(name, sizeof(name), over ? "%s/%sp%u" : "%s", search->disk,
		 search->disk, over);
	rc = block_node(search->ctx, name, &node);
	if (rc == 0 && over)
		rc = sysfs_read_u64(&node, "start", &below->shift);
	if (rc == 0)
		rc = sysfs_read_text(&node, "dev", below->devno,
				     sizeof(below->devno));
	return rc;
}

static void set_uuid(struct block_map *map, const char *uuid)
{
	snprintf(map->uuid, sizeof(map->uuid), "%s", uuid);
	map->number = block_uuid_number(uuid);
}

/* Without its table the size at least can be told. */
static int ask_sysfs(struct search *search, struct block_map *map)
{
	struct sysfs_node node;
	char uuid[sizeof(map->uuid)];
	uint64_t sectors;
	int rc;

	rc = block_node(search->ctx, map->dm, &node);
	if (rc == 0)
		rc = sysfs_read_text(&node, "dm/name", map->name,
				     sizeof(map->name));
	if (rc < 0)
		return rc;
	if (sysfs_read_text(&node, "dm/uuid", uuid, sizeof(uuid)) == 0)
		set_uuid(map, uuid);
	if (sysfs_read_u64(&node, "size", &sectors) == 0 &&
	    sectors <= INT64_MAX / SECTOR)
		map->size = sectors * SECTOR;
	return 0;
}

/* It may go away while we look: then it keeps no name. */
static void ask_kernel(struct search *search, struct block_map *map,
		       const char *name)
{
	struct lines lines = { .below = &search->below, .map = map };
	struct dm_status status;

	if (read_below(search, map->over) < 0 ||
	    dm_table(search->dm, name, &status, read_line, &lines) < 0) {
		(void)!ask_sysfs(search, map);
		return;
	}
	snprintf(map->name, sizeof(map->name), "%s", name);
	set_uuid(map, status.uuid);
	map->known = true;
	map->open_count = status.open_count;
}

static int add_holder(void *arg, const char *name)
{
	struct search *search = arg;
	struct block_map *map;
	unsigned int minor;

	if (!parse_name(name, "dm-", &minor))
		return 0;
	map = add(search);
	if (!map)
		return 1;
	snprintf(map->dm, sizeof(map->dm), "%s", name);
	map->minor = minor;
	if (!search->dm && ask_sysfs(search, map) < 0)
		search->maps->count--;
	return 0;
}

static int look_at_partition(void *arg, const char *name)
{
	struct search *search = arg;
	struct sysfs_node holders;
	char disk[40], path[SYSFS_PATH];

	if (!block_split_name(name, disk, &search->over) ||
	    strcmp(disk, search->disk))
		return 0;
	snprintf(path, sizeof(path), "%s/%s/holders", disk, name);
	if (block_node(search->ctx, path, &holders) < 0)
		return 0;
	search->rc = sysfs_list(&holders, add_holder, search);
	return search->rc;
}

/* Of what is lost only the size is of interest: errors shall be as large. */
struct stray {
	uint64_t size;
	char devno[24]; /* below its first line; "": that is not linear */
};

static int measure_line(void *arg, const struct dm_target *target)
{
	uint64_t end = target->start + target->length, start;
	struct stray *stray = arg;
	unsigned int major, minor;

	if (!target->start && !strcmp(target->type, "linear") &&
	    dm_parse_linear(target->params, &major, &minor, &start))
		snprintf(stray->devno, sizeof(stray->devno), "%u:%u", major,
			 minor);
	if (end > target->start && end <= INT64_MAX / SECTOR &&
	    end * SECTOR > stray->size)
		stray->size = end * SECTOR;
	return 0;
}

/* Whoever has renamed it, what it stands on is there, and of another name. */
static bool stands_elsewhere(const struct search *search,
			     const struct stray *stray, const char *dm)
{
	char attr[80];

	snprintf(attr, sizeof(attr), "dev/block/%s/holders/%s", stray->devno,
		 dm);
	return *stray->devno && sysfs_exists(&search->ctx->sys, attr) > 0;
}

/* A map that has a name of ours, but doesn't stand on this disk. */
static int add_stray(struct search *search, const char *name)
{
	struct dm_status status;
	struct block_map *map;
	struct stray stray = { 0 };
	unsigned int number;
	char disk[40];

	if (!block_split_name(name, disk, &number) ||
	    strcmp(disk, search->disk) ||
	    dm_table(search->dm, name, &status, measure_line, &stray) < 0)
		return 0;
	map = add(search);
	if (!map)
		return 1;
	snprintf(map->dm, sizeof(map->dm), "dm-%u", status.minor);
	map->minor = status.minor;
	snprintf(map->name, sizeof(map->name), "%s", name);
	set_uuid(map, status.uuid);
	/* With its uuid it would be taken for ours, and be cut off. */
	if (stands_elsewhere(search, &stray, map->dm))
		map->number = 0;
	map->lost = map->number;
	map->elsewhere = !map->lost;
	map->over = 0;
	map->size = stray.size;
	map->open_count = status.open_count;
	return 0;
}

static int by_minor(const void *a, const void *b)
{
	const struct block_map *left = a, *right = b;

	return left->minor < right->minor ? -1 : left->minor > right->minor;
}

static int look_at_device(void *arg, const char *name, unsigned int minor)
{
	struct search *search = arg;
	struct block_map *map = NULL;

	if (search->holders)
		map = bsearch(&(struct block_map){ .minor = minor },
			      search->maps->at, search->holders, sizeof(*map),
			      by_minor);
	if (!map)
		return add_stray(search, name);
	ask_kernel(search, map, name);
	return 0;
}

static void drop_nameless(struct block_maps *maps)
{
	size_t kept = 0;

	for (size_t i = 0; i < maps->count; i++)
		if (*maps->at[i].name)
			maps->at[kept++] = maps->at[i];
	maps->count = kept;
}

/* What device-mapper has, of this disk and with names as if it were. */
static int look_at_devices(struct search *search)
{
	struct block_maps *maps = search->maps;
	int rc;

	search->holders = maps->count;
	if (maps->count)
		qsort(maps->at, maps->count, sizeof(*maps->at), by_minor);
	rc = dm_list(search->dm, look_at_device, search);
	drop_nameless(maps);
	return rc;
}

static int by_number(const void *a, const void *b)
{
	const struct block_map *left = a, *right = b;

	return left->number < right->number ? -1 : left->number > right->number;
}

int block_maps_find(struct daxctl_ctx *ctx, struct dm *dm, const char *disk,
		    struct block_maps *ret)
{
	struct block_maps maps = { 0 };
	struct search search = {
		.ctx = ctx, .dm = dm, .disk = disk, .maps = &maps
	};
	struct sysfs_node node, holders;
	int rc;

	rc = block_node(ctx, disk, &node);
	if (rc == 0)
		rc = sysfs_child(&node, "holders", &holders);
	if (rc == 0)
		rc = sysfs_list(&holders, add_holder, &search);
	if (rc == 0)
		rc = sysfs_list(&node, look_at_partition, &search);
	if (rc == 0 && dm)
		rc = look_at_devices(&search);
	if (search.rc < 0)
		rc = search.rc;
	/* Folders have no order; plans and errors shall be the same twice. */
	if (rc >= 0 && maps.count)
		qsort(maps.at, maps.count, sizeof(*maps.at), by_number);
	if (rc < 0)
		block_maps_free(&maps);
	else
		*ret = maps;
	return rc < 0 ? rc : 0;
}
