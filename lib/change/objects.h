/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * objects.h - start a plan for an object: its locks, and its like in the plan's
 * own view
 */
#ifndef LIB_CHANGE_OBJECTS_H
#define LIB_CHANGE_OBJECTS_H

#include "lib/change/plan.h"

/*
 * @ret_own is the object in the plan's view. Everything here returns 0 or
 * -errno with the caller's error set; -ENXIO: the object is gone.
 */
int plan_for_namespace(struct daxctl_nd_namespace *ns, const char *what,
		       unsigned int flags, struct daxctl_plan **ret,
		       struct daxctl_nd_namespace **ret_own) must_check;
int plan_for_region(struct daxctl_nd_region *region, const char *what,
		    unsigned int flags, struct daxctl_plan **ret,
		    struct daxctl_nd_region **ret_own) must_check;
/* Takes the locks of all regions on the dimm, and its own. */
int plan_for_dimm(struct daxctl_nd_dimm *dimm, const char *what,
		  unsigned int flags, struct daxctl_plan **ret,
		  struct daxctl_nd_dimm **ret_own) must_check;
/* A namespace, with the locks of all that share a dimm with its region. */
int plan_for_labels(struct daxctl_nd_namespace *ns, const char *what,
		    unsigned int flags, struct daxctl_plan **ret,
		    struct daxctl_nd_namespace **ret_own) must_check;

bool region_has_dimm(struct daxctl_nd_region *region, const char *dimm);

#endif
