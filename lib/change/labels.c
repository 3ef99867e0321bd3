/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * labels.c - start the labels of a dimm anew
 *
 * The kernel reads them when the dimm's driver is bound, and writes them while
 * a region on it is enabled: so the regions are off, and the driver comes back
 * afterwards if it was there.
 */
#include <errno.h>

#include "lib/change/objects.h"
#include "lib/change/setup.h"
#include "lib/nd/config.h"
#include "lib/nd/driver.h"

/*
 * A region can seem to have no labels because its dimm was off when it came up.
 * What can't be read here is found out when it's written.
 */
bool plan_has_labels(const struct daxctl_plan *plan,
		     struct daxctl_nd_dimm *dimm)
{
	cleanup(nd_device_close) struct nd_device device = ND_DEVICE_NONE;
	cleanup(free_p) void *data = NULL;
	struct nd_label_area area;
	struct nd_config config;

	return !plan->ctx->captured && nd_dimm_open_node(dimm, &device) == 0 &&
	       nd_config_get(&device, &config) == 0 &&
	       nd_config_read_index(&device, &config, &data, &area) == 0 &&
	       area.current >= 0;
}

static int check(struct daxctl_plan *plan, struct daxctl_nd_dimm *dimm)
{
	if (daxctl_nd_dimm_is_active(dimm) > 0)
		return plan_dimm_in_use(plan, dimm);
	if (plan->flags & DAXCTL_PLAN_FORCE || !plan_has_labels(plan, dimm))
		return 0;
	return plan_fail(plan, -EEXIST,
			 "write over them, and lose what they name: --force",
			 "%s has labels already", plan->object);
}

int plan_start_labels(struct daxctl_plan *plan, const struct sysfs_node *dimm,
		      enum nd_label_version version, bool bind)
{
	int rc = 0;

	if (nd_has_driver(dimm) > 0)
		rc = plan_unbind(plan, dimm, dimm);
	if (rc == 0)
		rc = plan_labels(plan, dimm, version);
	if (rc == 0 && bind)
		rc = plan_bind(plan, dimm);
	return rc;
}

/* A dimm that was disabled stays so. */
static int start(struct daxctl_plan *plan, const struct sysfs_node *node,
		 enum nd_label_version version)
{
	bool bound = nd_has_driver(node) > 0;

	if (bound)
		plan->expect =
			(struct expect){ .kind = EXPECT_BOUND, .node = *node };
	return plan_start_labels(plan, node, version, bound);
}

DAXCTL_EXPORT int daxctl_nd_plan_init_labels(struct daxctl_nd_dimm *dimm,
					     unsigned int minor,
					     unsigned int flags,
					     struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	struct daxctl_nd_dimm *own;
	int rc;

	if (minor != 1 && minor != 2)
		return -EINVAL;
	rc = plan_for_dimm(dimm, "init labels", flags, &plan, &own);
	if (rc < 0)
		return rc;
	plan->failed = "see its state: ndctl list -DHi";
	rc = check(plan, own);
	if (rc == 0)
		rc = start(plan, nd_dimm_node(own),
			   minor == 1 ? ND_LABEL_V1_1 : ND_LABEL_V1_2);
	if (rc < 0)
		return rc;
	*ret = take_ptr(plan);
	return 0;
}
