/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * check.c - can a partition use DAX, and could it be mapped?
 *
 * device-mapper drops the bits below a page when it tells DAX where to write,
 * and nothing in the kernel looks at them before: so we do.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/block/block.h"

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
	/* Programs that write tables count in the disk's own. */
	unsigned int sector = daxctl_disk_get_sector_size(disk);
	char remedy[192];

	if (daxctl_partition_align(part, page, &start, &size))
		return 0;
	snprintf(remedy, sizeof(remedy),
		 "make it anew from byte %" PRIu64 " with %" PRIu64
		 " bytes (sector %" PRIu64 ", %" PRIu64
		 " sectors), or use --no-dax",
		 start, size, start / sector, size / sector);
	if (!size)
		snprintf(remedy, sizeof(remedy),
			 "no whole page is in it: use --no-dax");
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

		if (map->number || map->lost || map->elsewhere ||
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

		if (map->lost || map->elsewhere || !map->over == !over)
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
