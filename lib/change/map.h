/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * map.h - maps of partitions: what the files about them share
 */
#ifndef LIB_CHANGE_MAP_H
#define LIB_CHANGE_MAP_H

#include "lib/block/block.h"
#include "lib/change/plan.h"

/* What a plan about partitions has of its own. */
struct map_plan {
	struct daxctl_disk *disk; /* owned; NULL: it is gone */
	struct dm dm;		  /* owned */
	int fd;			  /* owned: the disk, locked for reading; -1 */
	char name[40];
	char devno[24]; /* "259:0" of the disk; "": not asked for yet */
};

/* What a step about one partition is about. */
struct map_step {
	unsigned int number;
	char name[48]; /* of partition and map: pmem0p1 */
	char uuid[DM_UUID_LEN];
	char dm[24];
	char devno[24]; /* below it; "": the plan's disk tells */
	bool over, read_only;
	bool moves; /* REMAP: what a user would read is not what it wrote */
	uint64_t start, size;	      /* bytes of the disk */
	uint64_t old_start, old_size; /* of the map, or the kernel's */
	bool done;		      /* there is something to take back */
	bool started; /* together with others, with result @rc */
	int rc;
};

void map_plan_free(struct map_plan *map);

/* map-plan.c: all return 0 or -errno with the caller's error set */
int map_plan_start(struct daxctl_ctx *ctx, const char *name, const char *what,
		   unsigned int flags, struct daxctl_plan **ret) must_check;
/* The disk, under its lock. -ENODEV: there is none. */
int map_plan_read_disk(struct daxctl_plan *plan) must_check;
/* A step; its text is still to be said. */
int map_plan_add(struct daxctl_plan *plan, enum step_kind kind,
		 const struct daxctl_partition *part,
		 struct map_step **ret) must_check;
#define map_say(plan, ...)                                             \
	snprintf(plan_last(plan)->text, sizeof(plan_last(plan)->text), \
		 __VA_ARGS__)
/* @optional: it is no failure if somebody uses it. */
int map_plan_remove(struct daxctl_plan *plan,
		    const struct daxctl_partition *part,
		    const struct block_map *map, bool optional) must_check;
int map_plan_cut_off(struct daxctl_plan *plan,
		     const struct daxctl_partition *part,
		     const struct block_map *map) must_check;
int map_plan_add_kernel(struct daxctl_plan *plan,
			const struct daxctl_partition *part) must_check;
/* Who uses "dm-0", and what ends it: as disk_user(). */
int map_plan_user(struct daxctl_plan *plan, const char *name, char who[160],
		  char remedy[192]);

/* map-step.c: all need the plan's own struct map_plan */
int map_step_do(struct daxctl_plan *plan, struct step *step) must_check;
int map_step_undo(struct daxctl_plan *plan, struct step *step) must_check;
/* Steps that are done side by side may be done before it is their turn. */
bool map_step_is_done(const struct step *step);

/* map-verify.c */
int map_verify(struct daxctl_plan *plan) must_check;

#endif
