/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * create-namespace.c - make an fsdax namespace of one GiB
 *
 * An example of libdaxctl(3), compiled and run by the tests.
 */
/* tag::body[] */
#include <stdio.h>

#include <daxctl/libdaxctl.h>

int main(void)
{
	const struct daxctl_nd_create want = {
		.has_mode = true,
		.mode = DAXCTL_ND_MODE_FSDAX,
		.has_size = true,
		.size = 1ULL << 30,
		.autorecover = true,
	};
	struct daxctl_nd_region *region;
	struct daxctl_plan *plan = NULL;
	struct daxctl_ctx *ctx;
	int rc = -1;

	if (daxctl_new(&ctx) < 0)
		return 1;
	region = daxctl_nd_region_get_by_name(ctx, "region0");
	if (region)
		rc = daxctl_nd_plan_create(region, &want, 0, &plan);
	if (rc == 0)
		rc = daxctl_plan_run(plan);
	if (rc < 0 && daxctl_get_error(ctx))
		fprintf(stderr, "%s\n", daxctl_get_error(ctx));
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
	return rc < 0;
}
/* end::body[] */
