/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * enable.c - bring namespaces, regions and dimms into use, and out of it
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/disable.h"
#include "lib/change/objects.h"
#include "lib/change/setup.h"
#include "lib/nd/driver.h"

/* Whoever mends an info block wants it; a killed tool may have left it. */
static int note_force_raw(struct daxctl_plan *plan, const struct sysfs_node *ns)
{
	bool forced;

	if (sysfs_read_bool(ns, "force_raw", &forced) < 0 || !forced)
		return 0;
	return plan_note(
		plan,
		"%s will be raw whatever its info block says: force_raw is 1 (to go back, disable it and write 0)",
		nd_node_name(ns));
}

static int enable_namespace(struct daxctl_plan *plan,
			    struct daxctl_nd_namespace *ns)
{
	const struct sysfs_node *node = nd_namespace_node(ns);
	uint64_t size;
	int rc;

	if (daxctl_nd_namespace_get_raw_size(ns, &size) == 0 && !size)
		return plan_fail(
			plan, -ENXIO,
			"make a namespace of it: daxctl create-namespace",
			"%s has size 0: there is nothing to enable",
			plan->object);
	rc = daxctl_nd_namespace_is_active(ns);
	if (rc > 0)
		return 0;
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: %s", plan->object,
				 strerror(-rc));
	/* Claimed and not bound: what claims it was never finished. */
	rc = plan_disable(plan, ns);
	if (rc >= 0)
		rc = note_force_raw(plan, node);
	if (rc == 0)
		rc = plan_bind(plan, node);
	plan->expect = (struct expect){ .kind = EXPECT_ACTIVE, .node = *node };
	return rc;
}

DAXCTL_EXPORT int
daxctl_nd_plan_enable_namespace(struct daxctl_nd_namespace *ns,
				unsigned int flags, struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	struct daxctl_nd_namespace *own;
	int rc;

	rc = plan_for_namespace(ns, "enable namespace", flags, &plan, &own);
	if (rc < 0)
		return rc;
	plan->failed =
		"make it anew, if what it holds is lost: daxctl create-namespace -f -e";
	rc = enable_namespace(plan, own);
	if (rc == 0)
		*ret = take_ptr(plan);
	return rc;
}

DAXCTL_EXPORT int
daxctl_nd_plan_disable_namespace(struct daxctl_nd_namespace *ns,
				 unsigned int flags, struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	struct daxctl_nd_namespace *own;
	int rc;

	rc = plan_for_namespace(ns, "disable namespace", flags, &plan, &own);
	if (rc < 0)
		return rc;
	plan->failed = "try again: daxctl disable-namespace";
	rc = plan_disable(plan, own);
	if (rc < 0)
		return rc;
	plan->expect = (struct expect){ .kind = EXPECT_INACTIVE,
					.node = *nd_namespace_node(own) };
	*ret = take_ptr(plan);
	return 0;
}

/* A region whose dimms are off comes up without its labels. */
static int enable_dimms(struct daxctl_plan *plan,
			struct daxctl_nd_region *region)
{
	struct daxctl_nd_mapping mapping;
	struct daxctl_nd_dimm *dimm;
	int rc = 0;

	for (unsigned int i = 0;
	     rc == 0 && daxctl_nd_region_get_mapping(region, i, &mapping) == 0;
	     i++) {
		dimm = daxctl_nd_dimm_get_by_name(plan->ctx, mapping.dimm);
		if (!dimm || nd_has_driver(nd_dimm_node(dimm)))
			continue;
		rc = plan_bind(plan, nd_dimm_node(dimm));
		if (rc == 0)
			plan_last(plan)->optional = true;
	}
	return rc;
}

DAXCTL_EXPORT int daxctl_nd_plan_enable_region(struct daxctl_nd_region *region,
					       unsigned int flags,
					       struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	struct daxctl_nd_region *own;
	int rc;

	rc = plan_for_region(region, "enable region", flags, &plan, &own);
	if (rc < 0)
		return rc;
	plan->failed = "see the state of its dimms: ndctl list -DHi";
	if (nd_has_driver(nd_region_node(own)) <= 0) {
		rc = enable_dimms(plan, own);
		if (rc == 0)
			rc = plan_bind(plan, nd_region_node(own));
	}
	if (rc < 0)
		return rc;
	plan->expect = (struct expect){ .kind = EXPECT_BOUND,
					.node = *nd_region_node(own) };
	*ret = take_ptr(plan);
	return 0;
}

static int disable_region(struct daxctl_plan *plan,
			  struct daxctl_nd_region *region)
{
	const struct sysfs_node *node = nd_region_node(region);
	struct daxctl_nd_namespace *ns;
	int rc;

	plan->expect = (struct expect){ .kind = EXPECT_UNBOUND, .node = *node };
	if (nd_has_driver(node) <= 0)
		return 0;
	daxctl_nd_namespace_foreach(region, ns) {
		rc = plan_disable(plan, ns);
		if (rc < 0)
			return rc;
	}
	return plan_unbind(plan, node, node);
}

DAXCTL_EXPORT int daxctl_nd_plan_disable_region(struct daxctl_nd_region *region,
						unsigned int flags,
						struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	struct daxctl_nd_region *own;
	int rc;

	rc = plan_for_region(region, "disable region", flags, &plan, &own);
	if (rc < 0)
		return rc;
	plan->failed = "try again: daxctl disable-region";
	rc = disable_region(plan, own);
	if (rc == 0)
		*ret = take_ptr(plan);
	return rc;
}

DAXCTL_EXPORT int daxctl_nd_plan_enable_dimm(struct daxctl_nd_dimm *dimm,
					     unsigned int flags,
					     struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	struct daxctl_nd_dimm *own;
	int rc;

	rc = plan_for_dimm(dimm, "enable dimm", flags, &plan, &own);
	if (rc < 0)
		return rc;
	plan->failed = "see its state: ndctl list -DHi";
	if (nd_has_driver(nd_dimm_node(own)) <= 0)
		rc = plan_bind(plan, nd_dimm_node(own));
	if (rc < 0)
		return rc;
	plan->expect = (struct expect){ .kind = EXPECT_BOUND,
					.node = *nd_dimm_node(own) };
	*ret = take_ptr(plan);
	return 0;
}

int plan_dimm_in_use(struct daxctl_plan *plan, struct daxctl_nd_dimm *dimm)
{
	struct daxctl_nd_region *region;
	char names[160] = "", remedy[96] = "daxctl disable-region all";

	daxctl_nd_region_foreach(daxctl_nd_dimm_get_bus(dimm), region) {
		const char *name = daxctl_nd_region_get_devname(region);
		size_t used = strlen(names);

		if (!region_has_dimm(region, plan->object) ||
		    nd_has_driver(nd_region_node(region)) <= 0)
			continue;
		if (!used)
			snprintf(remedy, sizeof(remedy),
				 "daxctl disable-region %s", name);
		snprintf(names + used, sizeof(names) - used, "%s%s",
			 used ? ", " : "", name);
	}
	return plan_fail(plan, -EBUSY, remedy, "%s is in use by %s",
			 plan->object, *names ? names : "a region");
}

DAXCTL_EXPORT int daxctl_nd_plan_disable_dimm(struct daxctl_nd_dimm *dimm,
					      unsigned int flags,
					      struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	struct daxctl_nd_dimm *own;
	const struct sysfs_node *node;
	int rc;

	rc = plan_for_dimm(dimm, "disable dimm", flags, &plan, &own);
	if (rc < 0)
		return rc;
	plan->failed = "try again: daxctl disable-dimm";
	node = nd_dimm_node(own);
	if (nd_has_driver(node) > 0) {
		if (daxctl_nd_dimm_is_active(own) > 0)
			return plan_dimm_in_use(plan, own);
		rc = plan_unbind(plan, node, node);
	}
	if (rc < 0)
		return rc;
	plan->expect = (struct expect){ .kind = EXPECT_UNBOUND, .node = *node };
	*ret = take_ptr(plan);
	return 0;
}
