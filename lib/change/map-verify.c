/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * map-verify.c - read back whether maps of partitions are as planned
 *
 * The table is locked since it was read: what a map should be, the plan knows.
 * What it is, only the kernel does.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/map.h"

/* The kernel would let a filesystem write to wrong places through it. */
static int check_no_dax(struct daxctl_plan *plan, const struct map_step *step,
			const struct block_map *map)
{
	uint64_t page = sysconf(_SC_PAGESIZE);
	struct sysfs_node node;
	bool dax = true;

	if (!((step->start | step->size) % page))
		return 0;
	if (block_node(plan->ctx, map->dm, &node) == 0 &&
	    sysfs_read_bool(&node, "queue/dax", &dax) == 0 && !dax)
		return 0;
	return plan_fail(
		plan, -EIO, NULL,
		"%s isn't aligned, but the kernel has made its map %s one for DAX",
		step->name, map->dm);
}

static bool is_planned(const struct block_map *map, const struct map_step *step)
{
	return map->number == step->number && map->known && map->one_linear &&
	       map->over == (step->over ? step->number : 0) &&
	       map->start == step->start && map->size == step->size;
}

static int check_map(struct daxctl_plan *plan, const struct block_maps *maps,
		     const struct map_step *step)
{
	for (size_t i = 0; i < maps->count; i++)
		if (is_planned(&maps->at[i], step))
			return check_no_dax(plan, step, &maps->at[i]);
	return plan_fail(plan, -EIO, NULL, "%s isn't mapped afterwards",
			 step->name);
}

/* -ENODEV, with nothing said: the disk is gone. */
static int look(struct daxctl_plan *plan, struct block_maps *maps)
{
	int rc = block_maps_find(plan->ctx, &plan->map->dm, plan->map->name,
				 maps);

	if (rc == -ENOENT || rc == -ENODEV)
		return -ENODEV;
	return rc < 0 ? plan_fail(plan, rc, NULL,
				  "the maps of %s can't be read back: %s",
				  plan->map->name, strerror(-rc))
		      : 0;
}

int map_verify(struct daxctl_plan *plan)
{
	struct block_maps maps = { 0 };
	bool looked = false;
	int rc = 0;

	if (!plan->map->disk)
		return 0;
	for (size_t i = 0; rc == 0 && i < plan->count; i++) {
		if (plan->steps[i].kind != STEP_MAP &&
		    plan->steps[i].kind != STEP_REMAP)
			continue;
		if (!looked)
			rc = look(plan, &maps);
		/* A disk that has gone meanwhile has no maps to be wrong. */
		if (rc == -ENODEV)
			return 0;
		looked = true;
		if (rc == 0)
			rc = check_map(plan, &maps, plan->steps[i].map);
	}
	block_maps_free(&maps);
	return rc;
}
