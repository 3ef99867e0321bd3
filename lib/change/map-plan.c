/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * map-plan.c - start a plan about the maps of a disk, and the steps of both
 * kinds
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

#include "lib/change/hold.h"
#include "lib/change/map.h"

/* Between two looks at a lock that is taken, in ms. */
enum {
	FLOCK_INTERVAL = 20
};

void map_plan_free(struct map_plan *map)
{
	if (!map)
		return;
	daxctl_disk_free(map->disk);
	dm_close(&map->dm);
	close_p(&map->fd);
	free(map);
}

DAXCTL_EXPORT int daxctl_block_get_user(struct daxctl_ctx *ctx,
					const char *name, char *buf,
					size_t size)
{
	char remedy[192];
	int rc;

	rc = disk_user(ctx, name, buf, size, remedy, sizeof(remedy));
	return rc > 0 ? 0 : rc < 0 ? rc : -ENOENT;
}

/* What was said in the plan's own view is for its caller. */
static int pass_on(struct daxctl_plan *plan, int rc)
{
	const char *error = daxctl_get_error(plan->ctx);

	return plan_fail(plan, rc, daxctl_get_remedy(plan->ctx), "%s%s%s",
			 error ? "" : plan->object, error ? "" : ": ",
			 error ? error : strerror(-rc));
}

/*
 * Programs that write a table lock the disk while they do. udev reads it under
 * a shared lock, and so do we: a rule of udev's runs us while it has its own.
 */
static int lock_table(struct daxctl_plan *plan)
{
	const struct timespec interval = { 0, FLOCK_INTERVAL * 1000000 };
	unsigned int waited = 0;

	while (flock(plan->map->fd, LOCK_SH | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return plan_fail(plan, -errno, NULL,
					 "%s: can't lock it: %s", plan->object,
					 strerror(errno));
		if (waited >= plan->caller->lock_timeout)
			return plan_fail(
				plan, -EAGAIN,
				"wait until that is done, or wait longer with --lock-timeout",
				"%s is locked by a program that writes its table, see: lslocks",
				plan->object);
		nanosleep(&interval, NULL);
		waited += FLOCK_INTERVAL;
	}
	return 0;
}

static int open_disk(struct daxctl_plan *plan)
{
	int fd;

	if (!plan->ctx->captured && !(plan->flags & DAXCTL_PLAN_DRY_RUN)) {
		fd = block_disk_open_fd(plan->ctx, plan->map->name);
		if (fd < 0)
			return fd;
		plan->map->fd = fd;
		fd = lock_table(plan);
		if (fd < 0)
			return fd;
	}
	return 0;
}

static int open_dm(struct daxctl_plan *plan)
{
	int rc;

	if (plan->flags & DAXCTL_PLAN_DRY_RUN)
		return 0;
	rc = dm_open(plan->ctx, &plan->map->dm);
	if (rc == -EACCES || rc == -EPERM)
		return plan_fail(
			plan, rc, "run it as root",
			"%s: no permission to open /dev/mapper/control",
			plan->object);
	if (rc < 0)
		return plan_fail(plan, rc, "modprobe dm_mod",
				 "%s: device-mapper can't be used: %s",
				 plan->object, strerror(-rc));
	return 0;
}

/* The number X of pmemX is its region's. */
static int want_lock(struct daxctl_ctx *ctx, const char *name,
		     struct lock_set *locks)
{
	char region[24];
	unsigned int id;

	if (!block_is_disk_name(name) || sscanf(name, "pmem%u", &id) != 1)
		return ctx_fail(ctx, -EINVAL, "name one like pmem0",
				"'%s' is no name of a pmem disk", name);
	snprintf(region, sizeof(region), "region%u", id);
	return lock_want(locks, "region", id, region);
}

int map_plan_start(struct daxctl_ctx *ctx, const char *name, const char *what,
		   unsigned int flags, struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	struct lock_set locks = { 0 };
	int rc;

	rc = want_lock(ctx, name, &locks);
	if (rc == 0)
		rc = plan_new(ctx, name, what, flags, &locks, &plan);
	if (rc < 0)
		return rc;
	plan->map = malloc(sizeof(*plan->map));
	if (!plan->map)
		return -ENOMEM;
	*plan->map = (struct map_plan){ .dm = DM_NONE, .fd = -1 };
	snprintf(plan->map->name, sizeof(plan->map->name), "%s", name);
	plan->expect.kind = EXPECT_MAPS;
	rc = open_dm(plan);
	if (rc < 0)
		return rc;
	*ret = take_ptr(plan);
	return 0;
}

int map_plan_read_disk(struct daxctl_plan *plan)
{
	int rc = open_disk(plan);

	if (rc == -EAGAIN)
		return rc;
	/* The other one's words are better where the disk isn't there. */
	if (daxctl_disk_open(plan->ctx, plan->map->name, &plan->map->disk) < 0)
		return pass_on(plan, -ENODEV);
	if (rc < 0)
		return plan_fail(plan, rc,
				 rc == -EACCES ? "run it as root"
					       : "see what /dev has for it",
				 "%s: can't open /dev/%s: %s", plan->object,
				 plan->object, strerror(-rc));
	return 0;
}

int map_plan_add(struct daxctl_plan *plan, enum step_kind kind,
		 const struct daxctl_partition *part, struct map_step **ret)
{
	struct map_step *map;
	struct step *step;
	int rc;

	map = calloc(1, sizeof(*map));
	if (!map)
		return -ENOMEM;
	rc = plan_add(plan, kind,
		      plan->map->disk ? block_disk_node(plan->map->disk)
				      : NULL);
	if (rc < 0) {
		free(map);
		return rc;
	}
	step = plan_last(plan);
	step->map = map;
	/* What is removed was of no use: it isn't taken back. */
	if (kind != STEP_UNMAP && kind != STEP_CUT_OFF)
		step->undo = UNDO_MAP;
	map->number = part->number;
	map->start = part->start;
	map->size = part->size;
	snprintf(map->name, sizeof(map->name), "%s", part->device);
	snprintf(map->dm, sizeof(map->dm), "%s", part->map);
	*ret = map;
	return 0;
}

int map_plan_remove(struct daxctl_plan *plan,
		    const struct daxctl_partition *part,
		    const struct block_map *map, bool optional)
{
	struct map_step *step;
	int rc = map_plan_add(plan, STEP_UNMAP, part, &step);

	if (rc < 0)
		return rc;
	plan_last(plan)->optional = optional;
	/* Of a map that was renamed the name is its own, not ours. */
	snprintf(step->name, sizeof(step->name), "%.47s", map->name);
	map_say(plan, "%s: remove the map %s", part->device, map->dm);
	return 0;
}

int map_plan_cut_off(struct daxctl_plan *plan,
		     const struct daxctl_partition *part,
		     const struct block_map *map)
{
	struct map_step *step;
	int rc = map_plan_add(plan, STEP_CUT_OFF, part, &step);

	if (rc < 0)
		return rc;
	step->old_size = map->size;
	snprintf(step->name, sizeof(step->name), "%.47s", map->name);
	map_say(plan, "%s: cut off who uses the map %s, whose disk is gone",
		part->device, map->dm);
	return 0;
}

int map_plan_user(struct daxctl_plan *plan, const char *name, char who[160],
		  char remedy[192])
{
	return disk_user(plan->ctx, name, who, 160, remedy, 192);
}

int map_plan_add_kernel(struct daxctl_plan *plan,
			const struct daxctl_partition *part)
{
	struct map_step *step;
	int rc = map_plan_add(plan, STEP_PART_ADD, part, &step);

	if (rc == 0)
		map_say(plan, "%s: make the kernel's partition", part->device);
	return rc;
}

DAXCTL_EXPORT struct daxctl_disk *
daxctl_plan_get_disk(const struct daxctl_plan *plan)
{
	return plan->map ? plan->map->disk : NULL;
}

DAXCTL_EXPORT void daxctl_plan_count_maps(const struct daxctl_plan *plan,
					  unsigned int *made,
					  unsigned int *removed)
{
	*made = *removed = 0;
	for (size_t i = 0; i < plan->count; i++) {
		enum step_kind kind = plan->steps[i].kind;

		*made += kind == STEP_MAP || kind == STEP_REMAP;
		*removed += kind == STEP_UNMAP || kind == STEP_CUT_OFF;
	}
}
