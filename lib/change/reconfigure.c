/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reconfigure.c - make a namespace anew in its place
 */
#include <errno.h>
#include <string.h>

#include "lib/change/objects.h"
#include "lib/change/setup.h"
#include "lib/nd/driver.h"

/* The most that the namespace can have in its place. */
static int find_room(struct daxctl_plan *plan, struct target_from *from)
{
	enum daxctl_nd_region_type type;
	uint64_t size, more = 0;
	int rc;

	rc = daxctl_nd_namespace_get_raw_size(from->ns, &size);
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: size: %s", plan->object,
				 strerror(-rc));
	if (!size)
		return plan_fail(
			plan, -EINVAL,
			"make a new namespace: daxctl create-namespace",
			"%s has size 0: there is nothing to make anew",
			plan->object);
	/* Without labels the kernel tells of room that can't be had. */
	if (daxctl_nd_region_get_type(from->region, &type) == 0 &&
	    type == DAXCTL_ND_REGION_PMEM)
		(void)!daxctl_nd_region_get_available_size(from->region, &more);
	from->room = size + more;
	return 0;
}

static int reconfigure(struct daxctl_plan *plan, struct daxctl_nd_namespace *ns,
		       const struct daxctl_nd_create *want, bool label)
{
	struct target_from from = {
		.region = daxctl_nd_namespace_get_region(ns),
		.ns = ns,
		.anew = true,
	};
	const struct sysfs_node *node = nd_namespace_node(ns);
	struct target target;
	int rc;

	rc = find_room(plan, &from);
	if (rc == 0 && label)
		rc = autolabel_wanted(plan, from.region, &from.labels_later);
	if (rc == 0)
		rc = target_make(plan, &from, want, &target);
	if (rc == 0)
		rc = plan_clear(plan, ns);
	if (rc == 0 && from.labels_later)
		rc = plan_autolabel(plan, from.region);
	if (rc < 0)
		return rc;
	return plan_setup(plan, nd_region_node(from.region), node, &target,
			  from.labels_later ? SETUP_LATER : SETUP_OLD);
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
