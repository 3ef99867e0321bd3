/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * unmap.c - remove the maps of a disk, be it there or gone
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/map.h"

/* What the steps need to know of a partition that may be in no table. */
static struct daxctl_partition partition_of(const struct daxctl_plan *plan,
					    const struct block_map *map)
{
	struct daxctl_partition part = { .number = map->number };

	snprintf(part.device, sizeof(part.device), "%sp%u", plan->object,
		 map->number);
	snprintf(part.map, sizeof(part.map), "%s", map->dm);
	return part;
}

static int unmap_one(struct daxctl_plan *plan, const struct block_map *map)
{
	struct daxctl_partition part = partition_of(plan, map);
	char who[160], remedy[192];

	/* udev may have it open for a moment: only who has a name counts. */
	if (map->lost && map->open_count)
		return map_plan_cut_off(plan, &part, map);
	if ((map->open_count || !map->known) &&
	    map_plan_user(plan, map->dm, who, remedy) > 0)
		return plan_fail(plan, -EBUSY, remedy,
				 "%s: its map %s is in use: %s", part.device,
				 map->dm, who);
	return map_plan_remove(plan, &part, map, false);
}

static bool is_idle(const struct block_map *map)
{
	return !map->lost || !map->open_count;
}

/* Those that nobody uses first: cutting off may fail, and ends the run then. */
static int unmap_all(struct daxctl_plan *plan, const struct block_maps *maps,
		     unsigned int number)
{
	int rc = 0;

	for (int idle = 1; idle >= 0; idle--)
		for (size_t i = 0; rc == 0 && i < maps->count; i++)
			if (maps->at[i].number &&
			    (!number || maps->at[i].number == number) &&
			    is_idle(&maps->at[i]) == idle)
				rc = unmap_one(plan, &maps->at[i]);
	return rc;
}

static int unmap_gone(struct daxctl_plan *plan, unsigned int number, int gone)
{
	cleanup(block_maps_free) struct block_maps maps = { 0 };
	cleanup(dm_close) struct dm dm = DM_NONE;
	int rc;

	/* A dry run has none of its own. */
	rc = dm_open(plan->ctx, &dm);
	if (rc == 0)
		rc = block_maps_find(plan->ctx, &dm, plan->object, &maps);
	if (rc == 0)
		rc = unmap_all(plan, &maps, number);
	if (rc < 0 || plan->count)
		return rc == -EROFS ? gone : rc;
	return gone;
}

static int give_back(struct daxctl_plan *plan, unsigned int number)
{
	const struct daxctl_partition *part;
	int rc = 0;

	for (unsigned int i = 0;
	     rc == 0 && (part = daxctl_disk_get_partition(plan->map->disk, i));
	     i++)
		if (part->fault == DAXCTL_PARTITION_GOOD && !part->in_kernel &&
		    (!number || part->number == number))
			rc = map_plan_add_kernel(plan, part);
	return rc;
}

static int unmap(struct daxctl_plan *plan, const struct daxctl_map_want *want)
{
	int rc = map_plan_read_disk(plan);

	if (rc == -ENODEV && !plan->map->disk)
		return unmap_gone(plan, want->number, rc);
	if (rc == 0)
		rc = unmap_all(plan, block_disk_maps(plan->map->disk),
			       want->number);
	if (rc < 0 || !want->over)
		return rc;
	if (!daxctl_disk_makes_partitions(plan->map->disk))
		return plan_fail(
			plan, -EOPNOTSUPP, "leave --kernel out",
			"%s: the kernel makes no partitions on this disk",
			plan->object);
	return give_back(plan, want->number);
}

DAXCTL_EXPORT int daxctl_disk_plan_unmap(struct daxctl_ctx *ctx,
					 const char *name,
					 const struct daxctl_map_want *want,
					 unsigned int flags,
					 struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	int rc;

	rc = map_plan_start(ctx, name, "unmap partitions", flags, &plan);
	if (rc < 0)
		return rc;
	plan->failed = "try again: daxctl unmap-partitions";
	/* Several are removed at a time; those that are gone are gone. */
	plan->keep_failed = true;
	rc = unmap(plan, want);
	if (rc == 0)
		*ret = take_ptr(plan);
	return rc;
}
