/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dev.h - changes on the dax bus: what their files share
 *
 * Everything here works on the plan's own dax region and device, and returns 0
 * or -errno with the caller's error set, unless it says otherwise.
 */
#ifndef LIB_CHANGE_DEV_H
#define LIB_CHANGE_DEV_H

#include "lib/change/plan.h"

/* dev.c: start a plan, under the lock of the region */
int plan_for_dax_region(struct daxctl_region *region, const char *what,
			unsigned int flags,
			struct daxctl_plan **ret) must_check;
int plan_for_dev(struct daxctl_dev *dev, const char *what, unsigned int flags,
		 struct daxctl_plan **ret) must_check;
/* The whole plan, whose steps @fill adds; @failed helps when one fails. */
int dev_plan(struct daxctl_dev *dev, const char *what, const char *failed,
	     unsigned int flags, int (*fill)(struct daxctl_plan *plan),
	     struct daxctl_plan **ret) must_check;
/* As plan_for_dev(), for a change that plugs memory: the policy's lock, too. */
int plan_for_memory(struct daxctl_dev *dev, const char *what,
		    unsigned int flags, struct daxctl_plan **ret) must_check;

/*
 * Steps for the plan's device, or for the one that the plan will have made by
 * then. @undo NULL: the value that the attribute has now.
 */
int plan_dev_write(struct daxctl_plan *plan, const char *attr,
		   const char *value, const char *undo_attr,
		   const char *undo) must_check;
int plan_dev_number(struct daxctl_plan *plan, const char *attr, uint64_t value,
		    const char *undo) must_check;
int plan_dev_bind(struct daxctl_plan *plan, const char *driver) must_check;
int plan_dev_unbind(struct daxctl_plan *plan) must_check;
int plan_dev_create(struct daxctl_plan *plan) must_check;
int plan_dev_delete(struct daxctl_plan *plan) must_check;

/* The driver of a mode. */
const char *dev_driver(enum daxctl_dev_mode mode);

/* dev-memory.c: its memory blocks */
/* @fresh: they will be plugged by then. Sets what is expected of them. */
int plan_online(struct daxctl_plan *plan, bool movable, bool fresh) must_check;
int plan_offline(struct daxctl_plan *plan) must_check;
/*
 * policy.c: the kernel's policy for new memory, held back meanwhile. @was: what
 * it is put back to.
 */
int policy_want_lock(struct lock_set *locks) must_check;
int plan_policy_hold(struct daxctl_plan *plan, const char *was) must_check;
int plan_policy_put_back(struct daxctl_plan *plan, const char *was) must_check;
/*
 * Has a change that was killed left it held? 0: yes, and what it was before is
 * in @was; it still has to be put back. -ENOENT: no.
 */
int plan_policy_repair(struct daxctl_plan *plan, char *was,
		       size_t size) must_check;
int policy_hold(struct daxctl_plan *plan, const struct step *step) must_check;
int policy_put_back(struct daxctl_plan *plan,
		    const struct step *step) must_check;

/* Does it hold at least one block? */
int dev_check_blocks(struct daxctl_plan *plan) must_check;

/* dev-check.c: what is known to be refused later */
/* "daxctl @command DEVICE@rest", to be copied; the plan's, until the next one. */
const char *dev_remedy(struct daxctl_plan *plan, const char *command,
		       const char *rest);
/* Can its region be divided? @what can't be done otherwise: "be resized". */
int dev_check_dynamic(struct daxctl_plan *plan, const char *what) must_check;
/* A multiple of @align, and no more than @room. */
int dev_check_size(struct daxctl_plan *plan, uint64_t size, uint64_t align,
		   uint64_t room) must_check;
int dev_check_align(struct daxctl_plan *plan, uint64_t align) must_check;
/* Any other mode than system-ram; -ENXIO. */
int dev_check_not_ram(struct daxctl_plan *plan) must_check;

/* dev-step.c */
int dev_step_do(struct daxctl_plan *plan, struct step *step) must_check;
int dev_step_undo(struct daxctl_plan *plan, struct step *step) must_check;

/* dev-verify.c */
int dev_verify(struct daxctl_plan *plan) must_check;

#endif
