/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * setup.h - the steps that clear a namespace and those that build one
 */
#ifndef LIB_CHANGE_SETUP_H
#define LIB_CHANGE_SETUP_H

#include "lib/change/target.h"

/* Refuse what is in use or read-only. -EBUSY, -EROFS. */
int plan_check_namespace(struct daxctl_plan *plan,
			 struct daxctl_nd_namespace *ns) must_check;

/*
 * Refuse what is in use, then unbind it, clear its info blocks and leave it
 * unbound. -EBUSY, -EROFS.
 */
int plan_clear(struct daxctl_plan *plan,
	       struct daxctl_nd_namespace *ns) must_check;

/* create.c: bring a seed that was begun back to where every seed starts. */
int plan_repair(struct daxctl_plan *plan,
		struct daxctl_nd_namespace *ns) must_check;

/* What the namespace is when the building starts. */
enum setup_from {
	SETUP_EMPTY, /* size 0: taking back deletes it */
	SETUP_OLD,   /* taking back gives it its old values again */
	SETUP_LATER, /* not there yet as it will be: the region gets labels */
};

/* @ns is the namespace's node, @region its region's. */
int plan_setup(struct daxctl_plan *plan, const struct sysfs_node *region,
	       const struct sysfs_node *ns, const struct target *target,
	       enum setup_from from) must_check;

/* enable.c: -EBUSY, naming the enabled regions that the dimm is part of */
int plan_dimm_in_use(struct daxctl_plan *plan,
		     struct daxctl_nd_dimm *dimm) must_check;

/* labels.c: does the dimm's area hold a valid index? */
bool plan_has_labels(const struct daxctl_plan *plan,
		     struct daxctl_nd_dimm *dimm);
/* Empty ones, written while the dimm has no driver; @bind: it gets one then. */
int plan_start_labels(struct daxctl_plan *plan, const struct sysfs_node *dimm,
		      enum nd_label_version version, bool bind) must_check;

/* autolabel.c: can, and shall, the region be given labels? Notes why not. */
int autolabel_wanted(struct daxctl_plan *plan, struct daxctl_nd_region *region,
		     bool *ret) must_check;
int plan_autolabel(struct daxctl_plan *plan,
		   struct daxctl_nd_region *region) must_check;

#endif
