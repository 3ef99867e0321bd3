/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * map.c - make the maps of a disk what its partition table says
 *
 * What is right already is left alone, so that a second run does nothing, and
 * one that udev starts for each change of the disk does little.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/map.h"

enum {
	SECTOR = 512
};

static const struct block_map *map_of(const struct daxctl_disk *disk,
				      const struct daxctl_partition *part)
{
	const struct block_maps *maps = block_disk_maps(disk);

	for (size_t i = 0; *part->map && i < maps->count; i++)
		if (!strcmp(maps->at[i].dm, part->map))
			return &maps->at[i];
	return NULL;
}

/* Away with it, unless somebody uses it: that is told and left as it is. */
static int drop(struct daxctl_plan *plan, const struct daxctl_partition *part)
{
	const struct block_map *map = map_of(plan->map->disk, part);
	char who[160], remedy[192];

	if (!map || part->map_state == DAXCTL_MAP_FOREIGN)
		return 0;
	if (map->lost && map->open_count)
		return map_plan_cut_off(plan, part, map);
	if (map->open_count && map_plan_user(plan, map->dm, who, remedy) > 0)
		return plan_note(plan,
				 "%s: the map %s should go, but is %s: %s",
				 part->device, map->dm, who, remedy);
	return map_plan_remove(plan, part, map, true);
}

/* Where the kernel has the partition: 1, 0: it has it no longer; or -errno. */
static int kernel_place(struct daxctl_plan *plan,
			const struct daxctl_partition *part, uint64_t *start,
			uint64_t *size)
{
	struct sysfs_node node;
	int rc;

	rc = sysfs_child(block_disk_node(plan->map->disk), part->device, &node);
	if (rc == 0)
		rc = sysfs_read_u64(&node, "start", start);
	if (rc == 0)
		rc = sysfs_read_u64(&node, "size", size);
	if (rc == -ENOENT || rc == -ENODEV)
		return 0;
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: its place: %s",
				 part->device, strerror(-rc));
	*start *= SECTOR;
	*size *= SECTOR;
	return 1;
}

/* What the kernel has at @start is changed, by a step that can go back. */
static int change_kernel(struct daxctl_plan *plan,
			 const struct daxctl_partition *part,
			 enum step_kind kind, uint64_t start, uint64_t size)
{
	struct map_step *step;
	int rc = map_plan_add(plan, kind, part, &step);

	if (rc < 0)
		return rc;
	step->old_start = start;
	step->old_size = size;
	map_say(plan, "%s: %s the kernel's partition", part->device,
		kind == STEP_PART_RESIZE ? "resize" : "delete");
	return 0;
}

static int delete_kernel(struct daxctl_plan *plan,
			 const struct daxctl_partition *part)
{
	uint64_t start, size;
	int rc = kernel_place(plan, part, &start, &size);

	return rc <= 0 ? rc
		       : change_kernel(plan, part, STEP_PART_DELETE, start,
				       size);
}

/* What a map is to stand on is made what the table says of it. */
static int fit_kernel(struct daxctl_plan *plan,
		      const struct daxctl_partition *part)
{
	uint64_t start, size;
	int rc = kernel_place(plan, part, &start, &size);

	if (rc < 0)
		return rc;
	if (rc > 0 && start == part->start)
		return size == part->size
			       ? 0
			       : change_kernel(plan, part, STEP_PART_RESIZE,
					       start, size);
	if (rc > 0)
		rc = change_kernel(plan, part, STEP_PART_DELETE, start, size);
	return rc < 0 ? rc : map_plan_add_kernel(plan, part);
}

/* Bytes stay where they are for who has it open: it only gets more. */
static bool only_grows(const struct daxctl_partition *part,
		       const struct block_map *old)
{
	return old->known && old->one_linear && old->start == part->start &&
	       old->size <= part->size;
}

static int make_map(struct daxctl_plan *plan,
		    const struct daxctl_partition *part,
		    const struct block_map *old, bool over)
{
	struct map_step *step;
	int rc = map_plan_add(plan, old ? STEP_REMAP : STEP_MAP, part, &step);

	if (rc < 0)
		return rc;
	step->over = over;
	step->read_only = block_disk_is_read_only(plan->map->disk);
	snprintf(step->uuid, sizeof(step->uuid), "part%u-DAXCTL-%s",
		 part->number, daxctl_disk_get_id(plan->map->disk));
	if (old) {
		step->moves = !only_grows(part, old);
		step->old_start = old->start;
		step->old_size = old->size;
		snprintf(step->name, sizeof(step->name), "%.47s", old->name);
	}
	map_say(plan, "%s: %s %" PRIu64 " bytes from byte %" PRIu64 " of %s%s",
		part->device, old ? "change the map to" : "map", part->size,
		part->start, plan->object,
		over ? ", over the kernel's partition" : "");
	return 0;
}

/* A filesystem would go on writing by its old places: 1, told, 0 or -errno. */
static int keep_used(struct daxctl_plan *plan,
		     const struct daxctl_partition *part,
		     const struct block_map *old)
{
	char who[160], remedy[192];
	int rc;

	if (!old || !old->open_count || only_grows(part, old) ||
	    map_plan_user(plan, old->dm, who, remedy) <= 0)
		return 0;
	rc = plan_note(plan,
		       "%s: the map %s should move or shrink, but is %s: %s",
		       part->device, old->dm, who, remedy);
	return rc < 0 ? rc : 1;
}

/*
 * Where the kernel's partition came while udev was at work on the map, it had
 * the name in /dev that was to be the link. udev makes that when told again.
 */
static int announce(struct daxctl_plan *plan,
		    const struct daxctl_partition *part)
{
	struct sysfs_node node;
	int rc;

	if (block_node(plan->ctx, part->map, &node) < 0)
		return 0;
	rc = plan_write(plan, &node, "uevent", "change", NULL, NULL);
	if (rc < 0)
		return rc;
	plan_last(plan)->optional = true;
	map_say(plan, "%s: tell udev again of the map %s", part->device,
		part->map);
	return 0;
}

static int map_one(struct daxctl_plan *plan,
		   const struct daxctl_partition *part,
		   const struct daxctl_map_want *want)
{
	const struct block_map *old = map_of(plan->map->disk, part);
	bool current = part->map_state == DAXCTL_MAP_CURRENT;
	int rc = 0;

	if (part->map_state == DAXCTL_MAP_LOST) {
		rc = drop(plan, part);
		/* Who has it keeps the name and the uuid, too. */
		if (rc < 0 || !old || old->open_count)
			return rc;
		old = NULL;
	}
	if (!current)
		rc = keep_used(plan, part, old);
	if (rc)
		return rc < 0 ? rc : 0;
	/* The name in /dev is to be the link to our map. */
	if (want->over)
		rc = fit_kernel(plan, part);
	else if (part->in_kernel)
		rc = delete_kernel(plan, part);
	if (rc == 0 && !current)
		rc = make_map(plan, part, old, want->over);
	else if (rc == 0 && part->in_kernel && !want->over)
		rc = announce(plan, part);
	return rc;
}

/* Nothing but a note for what can't be, so that the others aren't kept. */
static int plan_partition(struct daxctl_plan *plan,
			  const struct daxctl_partition *part,
			  const struct daxctl_map_want *want)
{
	int rc;

	if (part->fault == DAXCTL_PARTITION_UNLISTED)
		return drop(plan, part);
	if (part->fault == DAXCTL_PARTITION_CONTAINER)
		return 0;
	rc = daxctl_disk_check_map(plan->map->disk, part, want->over);
	if (rc == 0)
		return map_one(plan, part, want);
	if (part->map_state != DAXCTL_MAP_CURRENT && rc != -EBUSY)
		return drop(plan, part);
	return 0;
}

/* As long as one kernel partition is in use, nothing can have the disk. */
static int check_kernel_users(struct daxctl_plan *plan)
{
	const struct daxctl_partition *part;
	char who[160], remedy[192];
	const char *name = NULL;
	int found = 0;

	/* Whoever uses one of them uses the disk: the one is told first. */
	for (unsigned int i = 0;
	     found <= 0 &&
	     (part = daxctl_disk_get_partition(plan->map->disk, i));
	     i++) {
		name = part->device;
		if (part->in_kernel)
			found = map_plan_user(plan, name, who, remedy);
	}
	if (found <= 0 && !block_disk_maps(plan->map->disk)->count) {
		name = plan->object;
		found = map_plan_user(plan, name, who, remedy);
	}
	if (found <= 0)
		return 0;
	return plan_fail(plan, -EBUSY, remedy,
			 "%s can't be mapped while %s is %s", plan->object,
			 name, who);
}

static bool makes_maps(const struct daxctl_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->steps[i].kind == STEP_MAP)
			return true;
	return false;
}

static int check_table(struct daxctl_plan *plan)
{
	int rc = daxctl_disk_get_table_error(plan->map->disk);

	/* No table, no partitions: maps of an old one are to go. */
	if (rc == 0 || rc == -ENOENT)
		return 0;
	if (rc == -ELIBACC)
		return plan_fail(plan, -EOPNOTSUPP,
				 "install libblkid, in Debian libblkid1",
				 "%s: its table can't be read without libblkid",
				 plan->object);
	if (rc == -ENXIO)
		return plan_fail(
			plan, rc, "see what /dev has for it",
			"%s: there is no /dev/%s to read its table from",
			plan->object, plan->object);
	return plan_fail(plan, rc, rc == -EACCES ? "run it as root" : NULL,
			 "%s: its partition table can't be read: %s",
			 plan->object, strerror(-rc));
}

static int plan_all(struct daxctl_plan *plan,
		    const struct daxctl_map_want *want)
{
	const struct daxctl_partition *part;
	bool found = !want->number;
	int rc = check_table(plan);

	if (rc == 0 && daxctl_disk_is_backup(plan->map->disk))
		rc = plan_note(
			plan,
			"the table at the start of %s is damaged, its backup is used: gdisk /dev/%s can write both anew",
			plan->object, plan->object);
	for (unsigned int i = 0;
	     rc == 0 && (part = daxctl_disk_get_partition(plan->map->disk, i));
	     i++) {
		if (want->number && part->number != want->number)
			continue;
		found = true;
		rc = plan_partition(plan, part, want);
	}
	if (rc == 0 && !found)
		return plan_fail(plan, -ENODEV, "daxctl list-partitions",
				 "%s has no partition %u%s", plan->object,
				 want->number,
				 daxctl_disk_get_table(plan->map->disk)
					 ? ""
					 : ", and no partition table");
	if (rc == 0 && !want->over && makes_maps(plan))
		rc = check_kernel_users(plan);
	return rc;
}

DAXCTL_EXPORT int daxctl_disk_plan_map(struct daxctl_ctx *ctx, const char *name,
				       const struct daxctl_map_want *want,
				       unsigned int flags,
				       struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	int rc;

	rc = map_plan_start(ctx, name, "map partitions", flags, &plan);
	if (rc < 0)
		return rc;
	plan->failed = "try again: daxctl map-partitions";
	rc = map_plan_read_disk(plan);
	if (rc == 0)
		rc = plan_all(plan, want);
	if (rc == 0)
		*ret = take_ptr(plan);
	return rc;
}
