/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * list-namespaces.c - the modes of all namespaces
 *
 * An example of libdaxctl(3), compiled and run by the tests.
 */
/* tag::body[] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <daxctl/libdaxctl.h>

static void show(struct daxctl_nd_namespace *ns)
{
	enum daxctl_nd_mode mode;
	int rc;

	rc = daxctl_nd_namespace_get_mode(ns, &mode);
	printf("%s %s\n", daxctl_nd_namespace_get_devname(ns),
	       rc ? strerror(-rc) : daxctl_nd_mode_name(mode));
}

int main(void)
{
	struct daxctl_nd_namespace *ns;
	struct daxctl_nd_region *region;
	struct daxctl_nd_bus *bus;
	struct daxctl_ctx *ctx;

	if (daxctl_new_at(getenv("DAXCTL_SYSROOT"), &ctx) < 0)
		return 1;
	daxctl_nd_bus_foreach(ctx, bus)
		daxctl_nd_region_foreach(bus, region)
			daxctl_nd_namespace_foreach(region, ns)
				show(ns);
	daxctl_unref(ctx);
	return 0;
}
/* end::body[] */
