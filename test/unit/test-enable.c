/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-enable.c - namespaces, regions and dimms come into use, and out of it
 */
#include <errno.h>

#include "machine.h"
#include "plan-check.h"
#include "test.h"

#define DRY DAXCTL_PLAN_DRY_RUN

TEST(what_is_enabled_stays_as_it_is)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	for (unsigned int id = 0; id < 4; id++) {
		OK(daxctl_nd_plan_enable_namespace(machine_namespace(ctx, id),
						   DRY, &plan));
		IS(daxctl_plan_is_unchanged(plan));
		PLAN_IS(plan, "");
	}
	OK(daxctl_nd_plan_enable_region(machine_region(ctx), DRY, &plan));
	PLAN_IS(plan, "");
	OK(daxctl_nd_plan_enable_dimm(daxctl_nd_dimm_get_by_name(ctx, "nmem0"),
				      DRY, &plan));
	PLAN_IS(plan, "");
	daxctl_unref(ctx);
}

TEST(a_disabled_namespace_is_bound)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	machine_unbind(MACHINE_REGION, "namespace0.0", "nd_pmem");
	OK(daxctl_nd_plan_enable_namespace(machine_namespace(ctx, 0), DRY,
					   &plan));
	PLAN_IS(plan, "namespace0.0: bind\n");
	daxctl_unref(ctx);
}

TEST(a_claim_that_was_never_finished_is_taken_off_first)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	machine_unbind(MACHINE_REGION, "pfn0.0", "nd_pmem");
	OK(daxctl_nd_plan_enable_namespace(machine_namespace(ctx, 2), DRY,
					   &plan));
	PLAN_IS(plan,
		"note: pfn0.0 holds namespace0.2, but isn't bound: left half-made\n"
		"pfn0.0: write namespace = \"\"\n"
		"namespace0.2: bind\n");
	daxctl_unref(ctx);
}

TEST(one_that_is_raw_by_force_stays_so_and_says_so)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "namespace0.0/force_raw", "1\n");
	machine_unbind(MACHINE_REGION, "namespace0.0", "nd_pmem");
	OK(daxctl_nd_plan_enable_namespace(machine_namespace(ctx, 0), DRY,
					   &plan));
	PLAN_IS(plan,
		"note: namespace0.0 will be raw whatever its info block says: force_raw is 1 (to go back, disable it and write 0)\n"
		"namespace0.0: bind\n");
	daxctl_unref(ctx);
}

TEST(a_seed_has_nothing_to_enable)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	REFUSED(ctx,
		daxctl_nd_plan_enable_namespace(machine_namespace(ctx, 4), DRY,
						&plan),
		-ENXIO, "namespace0.4 has size 0: there is nothing to enable",
		"make a namespace of it: daxctl create-namespace");
	daxctl_unref(ctx);
}

TEST(disabling_takes_the_claim_apart)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	OK(daxctl_nd_plan_disable_namespace(machine_namespace(ctx, 3), DRY,
					    &plan));
	PLAN_IS(plan, "dax0.0: unbind\n"
		      "dax0.0: write namespace = \"\"\n");
	OK(daxctl_nd_plan_disable_namespace(machine_namespace(ctx, 0), DRY,
					    &plan));
	PLAN_IS(plan, "namespace0.0: unbind\n");
	OK(daxctl_nd_plan_disable_namespace(machine_namespace(ctx, 4), DRY,
					    &plan));
	IS(daxctl_plan_is_unchanged(plan));
	PLAN_IS(plan, "");
	daxctl_unref(ctx);
}

TEST(memory_that_the_system_runs_on_is_not_taken)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	/* 0x128200000 to 0x130000000, in blocks of 32 MiB */
	test_file("sys/devices/system/memory/block_size_bytes", "2000000\n");
	test_file("sys/devices/system/memory/memory149/phys_index",
		  "00000095\n");
	test_file("sys/devices/system/memory/memory149/state", "online\n");
	machine_set(MACHINE_REGION, "dax0.0/dax0.3/mapping0/start",
		    "0x128200000\n");
	machine_set(MACHINE_REGION, "dax0.0/dax0.3/mapping0/end",
		    "0x12fffffff\n");
	machine_set(MACHINE_REGION, "dax0.0/dax0.3/mapping0/page_offset",
		    "0x0\n");
	test_link(MACHINE_REGION "/dax0.0/dax0.3/driver",
		  "../../../../../../bus/dax/drivers/kmem");
	test_link("sys/bus/dax/drivers/kmem/dax0.3",
		  "../../../../devices/platform/ndbus0/region0/dax0.0/dax0.3");
	REFUSED(ctx,
		daxctl_nd_plan_disable_namespace(machine_namespace(ctx, 3), DRY,
						 &plan),
		-EBUSY,
		"namespace0.3: dax0.3 is in use as system memory (1 of 1 blocks online)",
		"take it out of use: daxctl offline-memory dax0.3");
	daxctl_unref(ctx);
}

TEST(a_region_goes_after_all_its_namespaces)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	OK(daxctl_nd_plan_disable_region(machine_region(ctx), DRY, &plan));
	PLAN_IS(plan, "namespace0.0: unbind\n"
		      "btt0.0: unbind\n"
		      "btt0.0: write namespace = \"\"\n"
		      "pfn0.0: unbind\n"
		      "pfn0.0: write namespace = \"\"\n"
		      "dax0.0: unbind\n"
		      "dax0.0: write namespace = \"\"\n"
		      "region0: unbind\n");
	machine_unbind(MACHINE_BUS, "region0", "nd_region");
	OK(daxctl_nd_plan_disable_region(machine_region(ctx), DRY, &plan));
	PLAN_IS(plan, "");
	daxctl_unref(ctx);
}

TEST(one_busy_namespace_keeps_the_region)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	test_file("proc/swaps", "/dev/pmem0.2 partition 1048572 0 -2\n");
	REFUSED(ctx,
		daxctl_nd_plan_disable_region(machine_region(ctx), DRY, &plan),
		-EBUSY, "namespace0.2: its disk pmem0.2 is in use: a swap area",
		"swapoff /dev/pmem0.2");
	daxctl_unref(ctx);
}

TEST(a_region_comes_after_its_dimms)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	machine_unbind(MACHINE_BUS, "region0", "nd_region");
	OK(daxctl_nd_plan_enable_region(machine_region(ctx), DRY, &plan));
	PLAN_IS(plan, "region0: bind\n");
	machine_unbind(MACHINE_BUS, "nmem0", "nvdimm");
	OK(daxctl_nd_plan_enable_region(machine_region(ctx), DRY, &plan));
	PLAN_IS(plan, "nmem0: bind\nregion0: bind\n");
	daxctl_unref(ctx);
}

TEST(a_dimm_stays_while_an_enabled_region_uses_it)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_dimm *dimm = daxctl_nd_dimm_get_by_name(ctx, "nmem0");
	struct daxctl_plan *plan;

	IS(dimm);
	REFUSED(ctx, daxctl_nd_plan_disable_dimm(dimm, DRY, &plan), -EBUSY,
		"nmem0 is in use by region0", "daxctl disable-region region0");
	machine_set(MACHINE_BUS, "nmem0/state", "idle\n");
	OK(daxctl_nd_plan_disable_dimm(dimm, DRY, &plan));
	PLAN_IS(plan, "nmem0: unbind\n");
	machine_unbind(MACHINE_BUS, "nmem0", "nvdimm");
	OK(daxctl_nd_plan_disable_dimm(dimm, DRY, &plan));
	PLAN_IS(plan, "");
	OK(daxctl_nd_plan_enable_dimm(dimm, DRY, &plan));
	PLAN_IS(plan, "nmem0: bind\n");
	daxctl_unref(ctx);
}
