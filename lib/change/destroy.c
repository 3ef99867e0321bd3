/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * destroy.c - delete a namespace
 *
 * Without a label there is nothing to delete but the info block: the namespace
 * stays, and stays disabled.
 */
#include <errno.h>
#include <string.h>

#include "lib/change/objects.h"
#include "lib/change/setup.h"
#include "lib/nd/driver.h"

static int destroy(struct daxctl_plan *plan, struct daxctl_nd_namespace *ns,
		   bool labelled)
{
	const struct sysfs_node *node = nd_namespace_node(ns);
	int idle = daxctl_nd_namespace_is_idle(ns);
	int rc;

	/* Nobody has taken this seed yet. */
	if (idle > 0)
		return 0;
	rc = plan_clear(plan, ns);
	if (rc == 0 && labelled)
		rc = plan_write(plan, node, "size", "0", NULL, NULL);
	if (rc < 0)
		return rc;
	plan->only_head = !labelled;
	plan->expect = (struct expect){
		.kind = labelled ? EXPECT_DELETED : EXPECT_INACTIVE,
		.node = *node,
	};
	return 0;
}

DAXCTL_EXPORT int daxctl_nd_plan_destroy(struct daxctl_nd_namespace *ns,
					 unsigned int flags,
					 struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	struct daxctl_nd_namespace *own;
	enum daxctl_nd_region_type type;
	int rc;

	rc = plan_for_namespace(ns, "destroy namespace", flags, &plan, &own);
	if (rc < 0)
		return rc;
	plan->failed = "try again: daxctl destroy-namespace --force";
	rc = daxctl_nd_region_get_type(daxctl_nd_namespace_get_region(own),
				       &type);
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: type of its region: %s",
				 plan->object, strerror(-rc));
	rc = destroy(plan, own, type == DAXCTL_ND_REGION_PMEM);
	if (rc == 0)
		*ret = take_ptr(plan);
	return rc;
}
