/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * autolabel.c - give a region without labels some
 *
 * The kernel reads a dimm's labels when its driver is bound, so the region and
 * its dimms go out of use for it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/objects.h"
#include "lib/change/setup.h"
#include "lib/nd/driver.h"

/* Words of "commands" that reading and writing an area takes. */
static bool can_have_labels(struct daxctl_nd_dimm *dimm)
{
	static const char *const needed[] = { "get_size", "get_data",
					      "set_data" };
	char text[512];

	if (sysfs_read_text(nd_dimm_node(dimm), "commands", text,
			    sizeof(text)) < 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		if (!strstr(text, needed[i]))
			return false;
	return true;
}

/* Another enabled region on the dimm, or NULL. */
static struct daxctl_nd_region *other_user(struct daxctl_nd_region *region,
					   const char *dimm)
{
	struct daxctl_nd_region *other;

	daxctl_nd_region_foreach(daxctl_nd_region_get_bus(region), other)
		if (other != region && region_has_dimm(other, dimm) &&
		    nd_has_driver(nd_region_node(other)) > 0)
			return other;
	return NULL;
}

/* Why a dimm stays as it is: a note for the plan. 1 if it doesn't. */
static int judge_dimm(struct daxctl_plan *plan, struct daxctl_nd_region *region,
		      struct daxctl_nd_dimm *dimm)
{
	const char *name = daxctl_nd_region_get_devname(region);
	const char *dimm_name = daxctl_nd_dimm_get_devname(dimm);
	struct daxctl_nd_region *other;

	if (!can_have_labels(dimm))
		return plan_note(
			plan,
			"%s stays without labels: %s has no area for them",
			name, dimm_name);
	if (plan_has_labels(plan, dimm))
		return plan_note(
			plan,
			"%s stays without labels: %s has some, enable it and then the region",
			name, dimm_name);
	other = other_user(region, dimm_name);
	if (!other)
		return 1;
	return plan_note(plan, "%s stays without labels: %s is in use by %s",
			 name, dimm_name, daxctl_nd_region_get_devname(other));
}

int autolabel_wanted(struct daxctl_plan *plan, struct daxctl_nd_region *region,
		     bool *ret)
{
	struct daxctl_nd_mapping mapping;
	enum daxctl_nd_region_type type;
	struct daxctl_nd_dimm *dimm;
	unsigned int i;
	int rc;

	*ret = false;
	if (daxctl_nd_region_get_type(region, &type) < 0 ||
	    type != DAXCTL_ND_REGION_IO)
		return 0;
	for (i = 0; daxctl_nd_region_get_mapping(region, i, &mapping) == 0;
	     i++) {
		dimm = daxctl_nd_dimm_get_by_name(plan->ctx, mapping.dimm);
		rc = dimm ? judge_dimm(plan, region, dimm) : 0;
		if (rc <= 0)
			return rc;
	}
	*ret = i > 0;
	return 0;
}

int plan_autolabel(struct daxctl_plan *plan, struct daxctl_nd_region *region)
{
	const struct sysfs_node *node = nd_region_node(region);
	struct daxctl_nd_mapping mapping;
	struct daxctl_nd_dimm *dimm;
	int rc;

	rc = plan_unbind(plan, node, node);
	for (unsigned int i = 0;
	     rc == 0 && daxctl_nd_region_get_mapping(region, i, &mapping) == 0;
	     i++) {
		dimm = daxctl_nd_dimm_get_by_name(plan->ctx, mapping.dimm);
		if (dimm)
			rc = plan_start_labels(plan, nd_dimm_node(dimm),
					       ND_LABEL_V1_2, true);
	}
	return rc < 0 ? rc : plan_bind(plan, node);
}
