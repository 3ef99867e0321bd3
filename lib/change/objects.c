/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * objects.c - start a plan for an object
 */
#include <errno.h>
#include <string.h>

#include "lib/change/objects.h"

bool region_has_dimm(struct daxctl_nd_region *region, const char *dimm)
{
	struct daxctl_nd_mapping mapping;

	for (unsigned int i = 0;
	     daxctl_nd_region_get_mapping(region, i, &mapping) == 0; i++)
		if (!strcmp(mapping.dimm, dimm))
			return true;
	return false;
}

static int want_region(struct lock_set *set, struct daxctl_nd_region *region)
{
	return lock_want(set, "region", daxctl_nd_region_get_id(region),
			 daxctl_nd_region_get_devname(region));
}

/* The dimm itself, and every region that has a part on it. */
static int want_dimm(struct lock_set *set, struct daxctl_nd_dimm *dimm)
{
	const char *name = daxctl_nd_dimm_get_devname(dimm);
	struct daxctl_nd_region *region;
	int rc;

	rc = lock_want(set, "dimm", daxctl_nd_dimm_get_id(dimm), name);
	daxctl_nd_region_foreach(daxctl_nd_dimm_get_bus(dimm), region)
		if (rc == 0 && region_has_dimm(region, name))
			rc = want_region(set, region);
	return rc;
}

static int want_dimms(struct lock_set *set, struct daxctl_nd_region *region)
{
	struct daxctl_nd_mapping mapping;
	struct daxctl_nd_dimm *dimm;
	int rc = want_region(set, region);

	for (unsigned int i = 0;
	     rc == 0 && daxctl_nd_region_get_mapping(region, i, &mapping) == 0;
	     i++) {
		dimm = daxctl_nd_dimm_get_by_name(nd_region_ctx(region),
						  mapping.dimm);
		if (dimm)
			rc = want_dimm(set, dimm);
	}
	return rc;
}

static int namespace_plan(struct daxctl_nd_namespace *ns, const char *what,
			  unsigned int flags, struct lock_set *locks,
			  struct daxctl_plan **ret,
			  struct daxctl_nd_namespace **ret_own)
{
	const char *name = daxctl_nd_namespace_get_devname(ns);
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	int rc;

	rc = plan_new(nd_namespace_ctx(ns), name, what, flags, locks, &plan);
	if (rc < 0)
		return rc;
	*ret_own = plan_namespace(plan, name);
	if (!*ret_own)
		return plan_gone(plan);
	*ret = take_ptr(plan);
	return 0;
}

int plan_for_namespace(struct daxctl_nd_namespace *ns, const char *what,
		       unsigned int flags, struct daxctl_plan **ret,
		       struct daxctl_nd_namespace **ret_own)
{
	struct lock_set locks = { 0 };
	int rc;

	rc = want_region(&locks, daxctl_nd_namespace_get_region(ns));
	if (rc < 0)
		return rc;
	return namespace_plan(ns, what, flags, &locks, ret, ret_own);
}

int plan_for_labels(struct daxctl_nd_namespace *ns, const char *what,
		    unsigned int flags, struct daxctl_plan **ret,
		    struct daxctl_nd_namespace **ret_own)
{
	struct lock_set locks = { 0 };
	int rc;

	rc = want_dimms(&locks, daxctl_nd_namespace_get_region(ns));
	if (rc < 0) {
		lock_release(&locks);
		return rc;
	}
	return namespace_plan(ns, what, flags, &locks, ret, ret_own);
}

int plan_for_region(struct daxctl_nd_region *region, const char *what,
		    unsigned int flags, struct daxctl_plan **ret,
		    struct daxctl_nd_region **ret_own)
{
	const char *name = daxctl_nd_region_get_devname(region);
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	struct lock_set locks = { 0 };
	int rc;

	rc = want_region(&locks, region);
	if (rc == 0)
		rc = plan_new(nd_region_ctx(region), name, what, flags, &locks,
			      &plan);
	if (rc < 0)
		return rc;
	*ret_own = plan_region(plan, name);
	if (!*ret_own)
		return plan_gone(plan);
	*ret = take_ptr(plan);
	return 0;
}

int plan_for_dimm(struct daxctl_nd_dimm *dimm, const char *what,
		  unsigned int flags, struct daxctl_plan **ret,
		  struct daxctl_nd_dimm **ret_own)
{
	const char *name = daxctl_nd_dimm_get_devname(dimm);
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	struct lock_set locks = { 0 };
	int rc;

	rc = want_dimm(&locks, dimm);
	if (rc < 0) {
		lock_release(&locks);
		return rc;
	}
	rc = plan_new(nd_dimm_ctx(dimm), name, what, flags, &locks, &plan);
	if (rc < 0)
		return rc;
	*ret_own = daxctl_nd_dimm_get_by_name(plan->ctx, name);
	if (!*ret_own)
		return plan_gone(plan);
	*ret = take_ptr(plan);
	return 0;
}
