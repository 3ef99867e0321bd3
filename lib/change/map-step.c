/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * map-step.c - the steps that maps of partitions are made of, there and back
 *
 * A map is three calls, and none of them waits for udev. What there is to wait
 * for is the kernel, which makes a disk of it, or waits until no CPU can still
 * be using one: so maps are made, and removed, side by side.
 */
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lib/block/blkpg.h"
#include "lib/change/map.h"

enum {
	SECTOR = 512,
	/*
	 * Besides our own. What makes maps is busy, and soon with what the
	 * kernel does one after the other; what removes them only waits.
	 */
	MAKERS = 2,
	REMOVERS = 16,
	/* udev looks at a device that was just made: it soon lets go. */
	BUSY_TRIES = 150,
	BUSY_INTERVAL = 20 /* ms */
};

/* Once more while it is only busy, up to three seconds. */
static int patiently(int (*call)(struct daxctl_plan *plan,
				 const struct map_step *map),
		     struct daxctl_plan *plan, const struct map_step *map)
{
	const struct timespec interval = { 0, BUSY_INTERVAL * 1000000 };
	int rc = call(plan, map);

	for (int i = 0; rc == -EBUSY && i < BUSY_TRIES; i++) {
		nanosleep(&interval, NULL);
		rc = call(plan, map);
	}
	return rc;
}

/* The number of what is below the map; the disk's is asked for only once. */
static int find_devno(struct map_plan *plan, struct map_step *map)
{
	int rc = 0;

	if (*map->devno)
		return 0;
	if (map->over)
		return block_disk_devno(plan->disk, map->number, map->devno,
					sizeof(map->devno));
	if (!*plan->devno)
		rc = block_disk_devno(plan->disk, 0, plan->devno,
				      sizeof(plan->devno));
	strcpy(map->devno, plan->devno);
	return rc;
}

static int load(struct daxctl_plan *plan, struct map_step *map, uint64_t start,
		uint64_t size)
{
	char params[64];
	int rc = find_devno(plan->map, map);

	if (rc < 0)
		return rc;
	snprintf(params, sizeof(params), "%s %" PRIu64, map->devno,
		 map->over ? 0 : start / SECTOR);
	rc = dm_load(&plan->map->dm, map->name, map->read_only,
		     &(struct dm_target){ .length = size / SECTOR,
					  .type = "linear",
					  .params = params });
	return rc < 0 ? rc : dm_resume(&plan->map->dm, map->name, false);
}

static int refused(struct daxctl_plan *plan, const struct map_step *map, int rc)
{
	if (rc == -EBUSY)
		snprintf(
			plan->why, sizeof(plan->why),
			"%s: %s, or another of its partitions is in use: see lsblk /dev/%s",
			strerror(-rc), plan->map->name, plan->map->name);
	else if (rc == -EINVAL)
		snprintf(plan->why, sizeof(plan->why),
			 "the kernel doesn't take a map of %" PRIu64
			 " bytes from byte %" PRIu64,
			 map->size, map->start);
	return rc;
}

static int skip_line(void *arg, const struct dm_target *target)
{
	(void)arg;
	(void)target;
	return 0;
}

static int look_if_idle(struct daxctl_plan *plan, const struct map_step *map)
{
	struct dm_status status;
	int rc = dm_table(&plan->map->dm, map->name, &status, skip_line, NULL);

	return rc == 0 && status.open_count ? -EBUSY : rc;
}

/* The kernel would change a mounted one as well, and asks nobody. */
static int change(struct daxctl_plan *plan, struct map_step *map)
{
	int rc = map->moves ? patiently(look_if_idle, plan, map) : 0;

	if (rc == -EBUSY)
		snprintf(plan->why, sizeof(plan->why),
			 "in use by a process: see fuser -v /dev/%s", map->dm);
	if (rc < 0)
		return rc;
	map->done = true;
	return refused(plan, map, load(plan, map, map->start, map->size));
}

static int remove_once(struct daxctl_plan *plan, const struct map_step *map)
{
	int rc = dm_remove(&plan->map->dm, map->name, false);

	/* It was to go, and it has gone. */
	return rc == -ENXIO ? 0 : rc;
}

/* Whoever still uses it has nothing below: let them have errors, not waits. */
static int cut_off(struct daxctl_plan *plan, const struct map_step *map)
{
	struct dm *dm = &plan->map->dm;
	int rc;

	rc = dm_load(dm, map->name, false,
		     &(struct dm_target){ .length = map->old_size / SECTOR,
					  .type = "error",
					  .params = "" });
	if (rc == 0)
		rc = dm_resume(dm, map->name, true);
	if (rc == 0)
		rc = dm_remove(dm, map->name, true);
	return rc == -ENXIO ? 0 : rc;
}

/* All that it needs is known: this is what several threads do at once. */
static int make_once(struct daxctl_plan *plan, struct map_step *map)
{
	int rc = dm_create(&plan->map->dm, map->name, map->uuid);

	if (rc < 0)
		return rc;
	map->done = true;
	return load(plan, map, map->start, map->size);
}

static int remove_patiently(struct daxctl_plan *plan, struct map_step *map)
{
	int rc = patiently(remove_once, plan, map);

	map->done = rc == 0;
	return rc;
}

/* Steps in a row that are done side by side, each by one of the threads. */
struct crew {
	struct daxctl_plan *plan;
	int (*work)(struct daxctl_plan *plan, struct map_step *map);
	size_t most; /* threads */
	atomic_size_t next;
	size_t end;
};

static void *work_some(void *arg)
{
	struct crew *crew = arg;
	size_t i;

	while ((i = atomic_fetch_add(&crew->next, 1)) < crew->end) {
		struct map_step *map = crew->plan->steps[i].map;

		map->rc = crew->work(crew->plan, map);
		map->started = true;
	}
	return NULL;
}

/* This step and those of its kind that follow it. */
static int together(struct crew *crew, const struct step *step)
{
	struct daxctl_plan *plan = crew->plan;
	size_t first = step - plan->steps, threads = 0;
	pthread_t thread[REMOVERS];

	if (step->map->started)
		return step->map->rc;
	crew->end = first;
	while (crew->end < plan->count &&
	       plan->steps[crew->end].kind == step->kind)
		crew->end++;
	atomic_init(&crew->next, first);
	while (threads + 1 < crew->end - first && threads < crew->most &&
	       !pthread_create(&thread[threads], NULL, work_some, crew))
		threads++;
	/* What no thread could be had for is done here. */
	work_some(crew);
	while (threads)
		pthread_join(thread[--threads], NULL);
	return step->map->rc;
}

/* What is below each is asked for by one thread: it is kept in the plan. */
static int find_devnos(struct daxctl_plan *plan, const struct step *step)
{
	const struct step *end = plan->steps + plan->count;
	int rc = 0;

	if (step->map->started)
		return 0;
	for (; rc == 0 && step < end && step->kind == STEP_MAP; step++)
		rc = find_devno(plan->map, step->map);
	return rc;
}

static int make(struct daxctl_plan *plan, const struct step *step)
{
	struct map_step *map = step->map;
	int rc = find_devnos(plan, step);

	if (rc == 0)
		rc = together(&(struct crew){ .plan = plan,
					      .work = make_once,
					      .most = MAKERS },
			      step);
	if (rc != -EBUSY || map->done)
		return refused(plan, map, rc);
	snprintf(
		plan->why, sizeof(plan->why),
		"there is a device-mapper device of this name, or of the uuid %s",
		map->uuid);
	return rc;
}

static int unmap(struct daxctl_plan *plan, const struct step *step)
{
	int rc = together(&(struct crew){ .plan = plan,
					  .work = remove_patiently,
					  .most = REMOVERS },
			  step);

	if (rc == -EBUSY)
		snprintf(plan->why, sizeof(plan->why),
			 "in use by a process: see fuser -v /dev/%s",
			 step->map->dm);
	return rc;
}

static int delete_once(struct daxctl_plan *plan, const struct map_step *map)
{
	return blkpg_delete(plan->map->fd, map->number);
}

static int delete_partition(struct daxctl_plan *plan, struct map_step *map)
{
	int rc = patiently(delete_once, plan, map);

	map->done = rc == 0;
	if (rc == -EBUSY)
		snprintf(plan->why, sizeof(plan->why),
			 "in use by a process: see fuser -v /dev/%s",
			 map->name);
	return rc;
}

static int add_partition(struct daxctl_plan *plan, struct map_step *map)
{
	int rc = blkpg_add(plan->map->fd, map->number, map->start, map->size);

	map->done = rc == 0;
	/* udev or a partitioning program was faster. */
	return rc == -EBUSY ? 0 : rc;
}

static int resize_partition(struct daxctl_plan *plan, struct map_step *map)
{
	int rc =
		blkpg_resize(plan->map->fd, map->number, map->start, map->size);

	map->done = rc == 0;
	return rc;
}

int map_step_do(struct daxctl_plan *plan, struct step *step)
{
	switch (step->kind) {
	case STEP_MAP:
		return make(plan, step);
	case STEP_REMAP:
		return change(plan, step->map);
	case STEP_UNMAP:
		return unmap(plan, step);
	case STEP_CUT_OFF:
		return cut_off(plan, step->map);
	case STEP_PART_DELETE:
		return delete_partition(plan, step->map);
	case STEP_PART_ADD:
		return add_partition(plan, step->map);
	case STEP_PART_RESIZE:
		return resize_partition(plan, step->map);
	default:
		return -EINVAL;
	}
}

bool map_step_is_done(const struct step *step)
{
	return step->map && step->map->done;
}

int map_step_undo(struct daxctl_plan *plan, struct step *step)
{
	struct map_step *map = step->map;

	if (!map->done)
		return 0;
	switch (step->kind) {
	case STEP_MAP:
		return patiently(remove_once, plan, map);
	case STEP_UNMAP:
		return make_once(plan, map);
	case STEP_REMAP:
		return load(plan, map, map->old_start, map->old_size);
	case STEP_PART_DELETE:
		return blkpg_add(plan->map->fd, map->number, map->old_start,
				 map->old_size);
	case STEP_PART_ADD:
		return patiently(delete_once, plan, map);
	case STEP_PART_RESIZE:
		return blkpg_resize(plan->map->fd, map->number, map->old_start,
				    map->old_size);
	default:
		return -EINVAL;
	}
}
