/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * disable.h - take a namespace out of use without hurting who uses it
 */
#ifndef LIB_CHANGE_DISABLE_H
#define LIB_CHANGE_DISABLE_H

#include "lib/change/plan.h"

/*
 * Add the steps that unbind a namespace and what claims it; none if there is
 * nothing to unbind. Its disk is opened exclusively now, and held until it's
 * gone. -EBUSY: somebody uses it.
 */
int plan_disable(struct daxctl_plan *plan,
		 struct daxctl_nd_namespace *ns) must_check;

/*
 * Add the steps that remove the maps of partitions on a disk, if all that is on
 * it is maps of our making. @ret: there are some, so the disk can only be had
 * when the plan is carried out. -EBUSY: one is in use.
 */
int plan_release(struct daxctl_plan *plan, const char *disk,
		 bool *ret) must_check;

#endif
