/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-labels.c - a dimm gets empty labels, and is left as it was but for them
 */
#include <errno.h>

#include "machine.h"
#include "plan-check.h"
#include "test.h"

#define DRY DAXCTL_PLAN_DRY_RUN

static struct daxctl_nd_dimm *idle_dimm(struct daxctl_ctx *ctx)
{
	struct daxctl_nd_dimm *dimm = daxctl_nd_dimm_get_by_name(ctx, "nmem0");

	IS(dimm);
	machine_set(MACHINE_BUS, "nmem0/state", "idle\n");
	return dimm;
}

TEST(an_idle_dimm_is_bound_anew_around_it)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_dimm *dimm = idle_dimm(ctx);
	struct daxctl_plan *plan;

	OK(daxctl_nd_plan_init_labels(dimm, 1, DRY, &plan));
	PLAN_IS(plan, "nmem0: unbind\n"
		      "nmem0: write empty label indices, version 1.1\n"
		      "nmem0: bind\n");
	daxctl_unref(ctx);
}

TEST(a_dimm_without_a_driver_is_left_without)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_dimm *dimm = idle_dimm(ctx);
	struct daxctl_plan *plan;

	machine_unbind(MACHINE_BUS, "nmem0", "nvdimm");
	OK(daxctl_nd_plan_init_labels(dimm, 2, DRY | DAXCTL_PLAN_FORCE, &plan));
	PLAN_IS(plan, "nmem0: write empty label indices, version 1.2\n");
	daxctl_unref(ctx);
}

TEST(labels_in_use_are_not_overwritten_by_force_either)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_dimm *dimm = daxctl_nd_dimm_get_by_name(ctx, "nmem0");
	struct daxctl_plan *plan;

	IS(dimm);
	REFUSED(ctx, daxctl_nd_plan_init_labels(dimm, 1, DRY, &plan), -EBUSY,
		"nmem0 is in use by region0", "daxctl disable-region region0");
	REFUSED(ctx,
		daxctl_nd_plan_init_labels(dimm, 1, DRY | DAXCTL_PLAN_FORCE,
					   &plan),
		-EBUSY, "nmem0 is in use by region0",
		"daxctl disable-region region0");
	daxctl_unref(ctx);
}

TEST(there_are_two_versions)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_dimm *dimm = idle_dimm(ctx);
	struct daxctl_plan *plan = NULL;

	EQ(daxctl_nd_plan_init_labels(dimm, 0, DRY, &plan), -EINVAL);
	EQ(daxctl_nd_plan_init_labels(dimm, 3, DRY, &plan), -EINVAL);
	IS(!plan);
	daxctl_unref(ctx);
}
