/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * release.c - give up the maps of a disk that is to go
 *
 * They are ours, so that nobody else takes them away; and as long as they are
 * there, the disk can't be had exclusively.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/disable.h"
#include "lib/change/map.h"

/* In a dry run, and for who isn't root, sysfs tells enough. */
static int prepare(struct daxctl_plan *plan)
{
	int rc;

	if (plan->map)
		return 0;
	plan->map = malloc(sizeof(*plan->map));
	if (!plan->map)
		return -ENOMEM;
	*plan->map = (struct map_plan){ .dm = DM_NONE, .fd = -1 };
	rc = dm_open(plan->ctx, &plan->map->dm);
	if (rc == 0 || plan->flags & DAXCTL_PLAN_DRY_RUN)
		return 0;
	return plan_fail(plan, rc, rc == -EACCES ? "run it as root" : NULL,
			 "%s: device-mapper can't be used: %s", plan->object,
			 strerror(-rc));
}

/* What takes it back must be known before it is gone. */
static int remember(struct daxctl_plan *plan, const char *disk,
		    const struct block_map *map)
{
	struct step *step = plan_last(plan);
	char below[96];
	struct sysfs_node node;
	int rc;

	if (!map->known || !map->one_linear)
		return 0;
	snprintf(below, sizeof(below), map->over ? "%s/%sp%u" : "%s", disk,
		 disk, map->over);
	rc = block_node(plan->ctx, below, &node);
	if (rc == 0)
		rc = sysfs_read_text(&node, "dev", step->map->devno,
				     sizeof(step->map->devno));
	if (rc < 0)
		return 0;
	step->undo = UNDO_MAP;
	step->map->over = map->over;
	step->map->start = map->start;
	step->map->size = map->size;
	snprintf(step->map->uuid, sizeof(step->map->uuid), "%s", map->uuid);
	return 0;
}

static int release(struct daxctl_plan *plan, const char *disk,
		   const struct block_map *map)
{
	struct daxctl_partition part = { .number = map->number };
	char who[160], remedy[192];
	int rc;

	snprintf(part.device, sizeof(part.device), "%.40sp%u", disk,
		 map->number);
	snprintf(part.map, sizeof(part.map), "%s", map->dm);
	if ((map->open_count || !map->known) &&
	    map_plan_user(plan, map->dm, who, remedy) > 0)
		return plan_fail(plan, -EBUSY, remedy,
				 "%s: %s on its disk %s is in use: %s",
				 plan->object, part.device, disk, who);
	rc = map_plan_remove(plan, &part, map, false);
	return rc < 0 ? rc : remember(plan, disk, map);
}

static bool is_ours(const struct block_maps *maps)
{
	for (size_t i = 0; i < maps->count; i++)
		if (!maps->at[i].number && !maps->at[i].lost)
			return false;
	return maps->count;
}

int plan_release(struct daxctl_plan *plan, const char *disk, bool *ret)
{
	cleanup(block_maps_free) struct block_maps maps = { 0 };
	struct dm *dm = NULL;
	int rc;

	*ret = false;
	/* Without device-mapper in the kernel there is nothing to ask. */
	rc = block_maps_find(plan->ctx, NULL, disk, &maps);
	if (rc < 0 || !is_ours(&maps))
		return 0;
	rc = prepare(plan);
	if (rc < 0)
		return rc;
	if (plan->map->dm.fd >= 0)
		dm = &plan->map->dm;
	block_maps_free(&maps);
	rc = block_maps_find(plan->ctx, dm, disk, &maps);
	for (size_t i = 0; rc == 0 && i < maps.count; i++)
		if (!maps.at[i].lost && !maps.at[i].elsewhere)
			rc = release(plan, disk, &maps.at[i]);
	*ret = rc == 0;
	return rc;
}
