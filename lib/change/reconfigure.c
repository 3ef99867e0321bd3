/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reconfigure.c - make a namespace anew in its place
 */
#include <errno.h>
#include <string.h>

#include "lib/change/objects.h"
#include "lib/change/setup.h"
#include "lib/nd/driver.h"

/*
 * The most that the namespace can have in its place. An empty one can be filled
 * if its size is told: there is nothing in it to be kept or to be cleared.
 */
static int find_room(struct daxctl_plan *plan, bool sized,
		     struct target_from *from)
{
	enum daxctl_nd_region_type type;
	uint64_t size, more = 0;
	int rc;

	rc = daxctl_nd_namespace_get_raw_size(from->ns, &size);
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: size: %s", plan->object,
				 strerror(-rc));
	if (!size && !sized)
		return plan_fail(
			plan, -EINVAL,
			"give it a size with -s, or make a new one: daxctl create-namespace",
			"%s has size 0: there is nothing to make anew",
			plan->object);
	from->anew = size;
	/* Without labels the kernel tells of room that can't be had. */
	if (daxctl_nd_region_get_type(from->region, &type) == 0 &&
	    type == DAXCTL_ND_REGION_PMEM)
		(void)!daxctl_nd_region_get_available_size(from->region, &more);
	from->room = size + more;
	return 0;
}

static int vacate(struct daxctl_plan *plan, const struct target_from *from)
{
	int rc;

	if (from->anew)
		return plan_clear(plan, from->ns);
	rc = plan_check_namespace(plan, from->ns);
	return rc < 0 ? rc : plan_repair(plan, from->ns);
}

static int reconfigure(struct daxctl_plan *plan, struct daxctl_nd_namespace *ns,
		       const struct daxctl_nd_create *want, bool label)
{
	struct target_from from = {
		.region = daxctl_nd_namespace_get_region(ns),
		.ns = ns,
	};
	const struct sysfs_node *node = nd_namespace_node(ns);
	enum setup_from state = SETUP_OLD;
	struct target target;
	int rc;

	rc = find_room(plan, want->has_size, &from);
	if (rc == 0 && label)
		rc = autolabel_wanted(plan, from.region, &from.labels_later);
	if (rc == 0)
		rc = target_make(plan, &from, want, &target);
	if (rc == 0)
		rc = vacate(plan, &from);
	if (rc == 0 && from.labels_later)
		rc = plan_autolabel(plan, from.region);
	if (rc < 0)
		return rc;
	if (!from.anew)
		state = SETUP_EMPTY;
	else if (from.labels_later)
		state = SETUP_LATER;
	return plan_setup(plan, nd_region_node(from.region), node, &target,
			  state);
}

DAXCTL_EXPORT int
daxctl_nd_plan_reconfigure(struct daxctl_nd_namespace *ns,
			   const struct daxctl_nd_create *want,
			   unsigned int flags, struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	struct daxctl_nd_namespace *own;
	enum daxctl_nd_region_type type;
	bool label;
	int rc;

	rc = want_check(nd_namespace_ctx(ns), want);
	/* Who shares a dimm is only kept waiting when labels are written. */
	label = want->autolabel &&
		daxctl_nd_region_get_type(daxctl_nd_namespace_get_region(ns),
					  &type) == 0 &&
		type == DAXCTL_ND_REGION_IO;
	if (rc == 0 && label)
		rc = plan_for_labels(ns, "reconfigure namespace", flags, &plan,
				     &own);
	else if (rc == 0)
		rc = plan_for_namespace(ns, "reconfigure namespace", flags,
					&plan, &own);
	if (rc < 0)
		return rc;
	plan->keep_failed = !want->autorecover;
	plan->failed = "try again: daxctl create-namespace --force -e";
	rc = reconfigure(plan, own, want, label);
	if (rc == 0)
		*ret = take_ptr(plan);
	return rc;
}
