/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * map-verify.c - read back whether maps of partitions are as planned
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/map.h"

static const struct daxctl_partition *find(const struct daxctl_disk *disk,
					   unsigned int number)
{
	const struct daxctl_partition *part;

	for (unsigned int i = 0; (part = daxctl_disk_get_partition(disk, i));
	     i++)
		if (part->number == number)
			return part;
	return NULL;
}

/* The kernel would let a filesystem write to wrong places through it. */
static int check_no_dax(struct daxctl_plan *plan,
			const struct daxctl_partition *part)
{
	uint64_t page = sysconf(_SC_PAGESIZE), start, size;
	struct sysfs_node node;
	bool dax = true;

	if (daxctl_partition_align(part, page, &start, &size))
		return 0;
	if (block_node(plan->ctx, part->map, &node) == 0 &&
	    sysfs_read_bool(&node, "queue/dax", &dax) == 0 && !dax)
		return 0;
	return plan_fail(
		plan, -EIO, NULL,
		"%s isn't aligned, but the kernel has made its map %s one for DAX",
		part->device, part->map);
}

static int check_map(struct daxctl_plan *plan, const struct daxctl_disk *disk,
		     const struct map_step *step)
{
	const struct daxctl_partition *part = find(disk, step->number);

	if (!part || part->map_state != DAXCTL_MAP_CURRENT)
		return plan_fail(plan, -EIO, NULL, "%s isn't mapped afterwards",
				 step->name);
	return check_no_dax(plan, part);
}

int map_verify(struct daxctl_plan *plan)
{
	cleanup(block_disk_free_p) struct daxctl_disk *disk = NULL;
	int rc = 0;

	if (!plan->map->disk)
		return 0;
	for (size_t i = 0; rc == 0 && i < plan->count; i++) {
		if (plan->steps[i].kind != STEP_MAP &&
		    plan->steps[i].kind != STEP_REMAP)
			continue;
		/* A disk that has gone meanwhile has no maps to be wrong. */
		if (!disk &&
		    daxctl_disk_open(plan->ctx, plan->map->name, &disk) < 0)
			return 0;
		rc = check_map(plan, disk, plan->steps[i].map);
	}
	return rc;
}
