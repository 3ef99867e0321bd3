/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-create.c - which steps make a namespace, and what is refused before
 */
#include <errno.h>
#include <string.h>

#include "lib/change/plan.h"
#include "machine.h"
#include "plan-check.h"
#include "test.h"

static int plan_create(struct daxctl_ctx *ctx,
		       const struct daxctl_nd_create *want, unsigned int flags,
		       struct daxctl_plan **plan)
{
	return daxctl_nd_plan_create(machine_region(ctx), want,
				     flags | DAXCTL_PLAN_DRY_RUN, plan);
}

TEST(by_default_the_largest_free_piece_becomes_fsdax)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	OK(plan_create(ctx, &want, 0, &plan));
	EQ_STR(daxctl_plan_get_object(plan), "namespace0.4");
	PLAN_IS(plan, "namespace0.4: write uuid = U\n"
		      "namespace0.4: write alt_name = \"\"\n"
		      "namespace0.4: write size = 268435456\n"
		      "namespace0.4: write sector_size = 512\n"
		      "namespace0.4: write holder_class = pfn\n"
		      "pfn0.1: write uuid = U\n"
		      "pfn0.1: write mode = pmem\n"
		      "pfn0.1: write align = 2097152\n"
		      "pfn0.1: write namespace = namespace0.4\n"
		      "pfn0.1: bind\n");
	daxctl_unref(ctx);
}

TEST(devdax_takes_map_align_name_and_uuid)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = {
		.has_mode = true,
		.mode = DAXCTL_ND_MODE_DEVDAX,
		.has_map = true,
		.map = DAXCTL_ND_MAP_MEM,
		.has_align = true,
		.align = 4096,
		.has_size = true,
		.size = 128 << 20,
		.name = "cache",
		.uuid = "12345678-9ABC-1def-8000-000000000001",
	};
	struct daxctl_plan *plan;

	OK(plan_create(ctx, &want, 0, &plan));
	PLAN_IS(plan,
		"namespace0.4: write uuid = 12345678-9abc-1def-8000-000000000001\n"
		"namespace0.4: write alt_name = cache\n"
		"namespace0.4: write size = 134217728\n"
		"namespace0.4: write sector_size = 512\n"
		"namespace0.4: write holder_class = dax\n"
		"dax0.1: write uuid = U\n"
		"dax0.1: write mode = ram\n"
		"dax0.1: write align = 4096\n"
		"dax0.1: write namespace = namespace0.4\n"
		"dax0.1: bind\n");
	daxctl_unref(ctx);
}

TEST(sector_mode_has_4096_byte_sectors_by_default)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_mode = true,
					 .mode = DAXCTL_ND_MODE_SECTOR };
	struct daxctl_plan *plan;

	OK(plan_create(ctx, &want, 0, &plan));
	PLAN_IS(plan, "namespace0.4: write uuid = U\n"
		      "namespace0.4: write alt_name = \"\"\n"
		      "namespace0.4: write size = 268435456\n"
		      "namespace0.4: write sector_size = 4096\n"
		      "namespace0.4: write holder_class = btt\n"
		      "btt0.1: write uuid = U\n"
		      "btt0.1: write sector_size = 4096\n"
		      "btt0.1: write namespace = namespace0.4\n"
		      "btt0.1: bind\n");
	daxctl_unref(ctx);
}

/* The kernel can't be told to select none again; 512 means the same. */
TEST(a_seed_gets_the_sector_size_back_that_was_in_effect)
{
	static const struct {
		const char *before, *back;
	} seeds[] = { { "512 4096 \n", "512" },
		      { "[512] 4096 \n", "512" },
		      { "512 [4096] \n", "4096" } };
	struct daxctl_nd_create want = { .has_mode = true,
					 .mode = DAXCTL_ND_MODE_SECTOR };
	struct daxctl_ctx *ctx = plan_machine();

	for (size_t i = 0; i < 3; i++) {
		const struct step *step = NULL;
		struct daxctl_plan *plan;

		machine_set(MACHINE_REGION, "namespace0.4/sector_size",
			    seeds[i].before);
		OK(plan_create(ctx, &want, 0, &plan));
		for (size_t j = 0; j < plan->count && !step; j++)
			if (plan->steps[j].attr &&
			    !strcmp(plan->steps[j].attr, "sector_size"))
				step = &plan->steps[j];
		IS(step);
		EQ(step->undo, UNDO_WRITE);
		EQ_STR(step->undo_attr, "sector_size");
		EQ_STR(step->undo_value, seeds[i].back);
		daxctl_plan_free(plan);
	}
	daxctl_unref(ctx);
}

TEST(a_sector_size_that_only_the_btt_has_is_not_written_to_the_label)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_mode = true,
					 .mode = DAXCTL_ND_MODE_SECTOR,
					 .has_sector_size = true,
					 .sector_size = 520 };
	struct daxctl_plan *plan;

	OK(plan_create(ctx, &want, 0, &plan));
	PLAN_IS(plan, "namespace0.4: write uuid = U\n"
		      "namespace0.4: write alt_name = \"\"\n"
		      "namespace0.4: write size = 268435456\n"
		      "namespace0.4: write holder_class = btt\n"
		      "btt0.1: write uuid = U\n"
		      "btt0.1: write sector_size = 520\n"
		      "btt0.1: write namespace = namespace0.4\n"
		      "btt0.1: bind\n");
	daxctl_unref(ctx);
}

TEST(raw_binds_the_namespace_itself)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_mode = true,
					 .mode = DAXCTL_ND_MODE_RAW };
	struct daxctl_plan *plan;

	OK(plan_create(ctx, &want, 0, &plan));
	PLAN_IS(plan, "namespace0.4: write uuid = U\n"
		      "namespace0.4: write alt_name = \"\"\n"
		      "namespace0.4: write size = 268435456\n"
		      "namespace0.4: write sector_size = 512\n"
		      "namespace0.4: write holder_class = \"\"\n"
		      "namespace0.4: bind\n");
	daxctl_unref(ctx);
}

TEST(without_a_pfn_seed_the_default_is_raw)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "pfn_seed", "\n");
	OK(plan_create(ctx, &want, 0, &plan));
	EQ_STR(daxctl_plan_get_step(plan, 5), "namespace0.4: bind");
	daxctl_plan_free(plan);
	want.has_mode = true;
	want.mode = DAXCTL_ND_MODE_FSDAX;
	REFUSED(ctx, plan_create(ctx, &want, 0, &plan), -ENODEV,
		"region0: the kernel offers no fsdax mode here",
		"see what it offers: ndctl list -RC; raw needs nothing");
	daxctl_unref(ctx);
}

TEST(the_first_namespace_is_used_again_when_it_is_empty)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "namespace0.0/size", "0\n");
	machine_set(MACHINE_REGION, "namespace0.0/uuid", "\n");
	/* Bound, it isn't free. */
	OK(plan_create(ctx, &want, 0, &plan));
	EQ_STR(daxctl_plan_get_object(plan), "namespace0.4");
	daxctl_plan_free(plan);
	machine_unbind(MACHINE_REGION, "namespace0.0", "nd_pmem");
	OK(plan_create(ctx, &want, 0, &plan));
	EQ_STR(daxctl_plan_get_object(plan), "namespace0.0");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(the_first_namespace_is_used_again_with_a_uuid_left_on_it)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "namespace0.0/size", "0\n");
	machine_unbind(MACHINE_REGION, "namespace0.0", "nd_pmem");
	OK(plan_create(ctx, &want, 0, &plan));
	EQ_STR(daxctl_plan_get_object(plan), "namespace0.0");
	EQ_STR(daxctl_plan_get_step(plan, 0),
	       "note: namespace0.0 was left half-made (size 0): it is used anew");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_half_made_seed_is_named_and_used_anew)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_mode = true,
					 .mode = DAXCTL_ND_MODE_RAW,
					 .has_size = true,
					 .size = 64 << 20 };
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "namespace0.4/uuid",
		    "00000000-0000-0000-0000-000000000009\n");
	machine_set(MACHINE_REGION, "namespace0.4/size", "33554432\n");
	machine_set(MACHINE_REGION, "namespace0.4/holder", "pfn0.1\n");
	OK(plan_create(ctx, &want, 0, &plan));
	PLAN_IS(plan,
		"note: namespace0.4 was left half-made (size 32M): it is used anew\n"
		"note: pfn0.1 holds namespace0.4, but isn't bound: left half-made\n"
		"pfn0.1: write namespace = \"\"\n"
		"namespace0.4: write size = 0\n"
		"namespace0.4: write uuid = U\n"
		"namespace0.4: write alt_name = \"\"\n"
		"namespace0.4: write size = 67108864\n"
		"namespace0.4: write sector_size = 512\n"
		"namespace0.4: write holder_class = \"\"\n"
		"namespace0.4: bind\n");
	daxctl_unref(ctx);
}

TEST(a_half_made_seed_goes_before_an_empty_first_namespace)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "namespace0.0/size", "0\n");
	machine_set(MACHINE_REGION, "namespace0.0/uuid", "\n");
	machine_unbind(MACHINE_REGION, "namespace0.0", "nd_pmem");
	machine_set(MACHINE_REGION, "namespace0.4/size", "33554432\n");
	OK(plan_create(ctx, &want, 0, &plan));
	EQ_STR(daxctl_plan_get_object(plan), "namespace0.4");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_seed_with_only_a_uuid_is_used_anew)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "namespace0.4/uuid",
		    "00000000-0000-0000-0000-000000000009\n");
	OK(plan_create(ctx, &want, 0, &plan));
	EQ_STR(daxctl_plan_get_step(plan, 0),
	       "note: namespace0.4 was left half-made (size 0): it is used anew");
	EQ_STR(daxctl_plan_get_step(plan, 1), "namespace0.4: write size = 0");
	EQ_STR(daxctl_plan_get_step(plan, 3),
	       "namespace0.4: write alt_name = \"\"");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_claim_that_was_left_on_another_namespace_is_let_go)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_size = true, .size = 64 << 20 };
	struct daxctl_plan *plan;

	machine_unbind(MACHINE_REGION, "namespace0.0", "nd_pmem");
	machine_set(MACHINE_REGION, "namespace0.0/holder", "pfn0.1\n");
	machine_set(MACHINE_REGION, "pfn0.1/namespace", "namespace0.0\n");
	OK(plan_create(ctx, &want, 0, &plan));
	EQ_STR(daxctl_plan_get_object(plan), "namespace0.4");
	EQ_STR(daxctl_plan_get_step(plan, 0),
	       "note: namespace0.0 is disabled, perhaps left half-made: if it holds nothing, daxctl destroy-namespace namespace0.0");
	EQ_STR(daxctl_plan_get_step(plan, 1),
	       "note: pfn0.1 holds namespace0.0, but isn't bound: left half-made");
	EQ_STR(daxctl_plan_get_step(plan, 2), "pfn0.1: write namespace = \"\"");
	EQ_STR(daxctl_plan_get_step(plan, 4),
	       "namespace0.4: write alt_name = \"\"");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_region_without_labels_has_one_namespace)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	plan_machine_without_labels();
	REFUSED(ctx, plan_create(ctx, &want, 0, &plan), -ENOSPC,
		"region0 has no labels, and its one namespace is in use",
		"make it anew: daxctl create-namespace -f -e namespace0.0");
	daxctl_unref(ctx);
}

TEST(a_namespace_without_label_takes_all_of_its_region)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	plan_machine_without_labels();
	machine_set(MACHINE_REGION, "namespace0.0/holder", "btt0.9\n");
	machine_unbind(MACHINE_REGION, "namespace0.0", "nd_pmem");
	OK(plan_create(ctx, &want, 0, &plan));
	PLAN_IS(plan, "namespace0.0: write holder_class = pfn\n"
		      "pfn0.1: write uuid = U\n"
		      "pfn0.1: write mode = pmem\n"
		      "pfn0.1: write align = 2097152\n"
		      "pfn0.1: write namespace = namespace0.0\n"
		      "pfn0.1: bind\n");
	want.has_size = true;
	want.size = 64 << 20;
	REFUSED(ctx, plan_create(ctx, &want, 0, &plan), -EINVAL,
		"region0 has no labels: a namespace takes all of it, 1G, not 64M",
		"leave the size out; labels, which divide a region, are made by --autolabel");
	daxctl_unref(ctx);
}

TEST(a_disabled_region_is_refused)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	machine_unbind(MACHINE_BUS, "region0", "nd_region");
	REFUSED(ctx, plan_create(ctx, &want, 0, &plan), -ENODEV,
		"region0 is disabled", "daxctl enable-region region0");
	daxctl_unref(ctx);
}

TEST(a_read_only_region_is_refused)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "read_only", "1\n");
	REFUSED(ctx, plan_create(ctx, &want, 0, &plan), -EROFS,
		"region0 is read-only",
		"echo 0 > /sys/bus/nd/devices/region0/read_only");
	daxctl_unref(ctx);
}

TEST(a_full_region_says_what_could_be_destroyed)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "max_available_extent", "0\n");
	REFUSED(ctx, plan_create(ctx, &want, 0, &plan), -ENOSPC,
		"region0 has no free space",
		"destroy what is no longer wanted, see: ndctl list -Ni -r region0");
	machine_unbind(MACHINE_REGION, "namespace0.0", "nd_pmem");
	REFUSED(ctx, plan_create(ctx, &want, 0, &plan), -ENOSPC,
		"region0 has no free space",
		"namespace0.0 is disabled, perhaps left half-made: if it holds nothing, daxctl destroy-namespace namespace0.0");
	daxctl_unref(ctx);
}

TEST(garbage_in_the_free_space_is_told_of)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "max_available_extent", "lots\n");
	machine_set(MACHINE_REGION, "available_size", "18446744073709551615\n");
	EQ(plan_create(ctx, &want, 0, &plan), -ERANGE);
	EQ_STR(daxctl_get_error(ctx),
	       "region0: available_size: Numerical result out of range");
	daxctl_unref(ctx);
}

TEST(a_dry_run_is_not_carried_out)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	OK(plan_create(ctx, &want, 0, &plan));
	EQ(daxctl_plan_run(plan), -EROFS);
	daxctl_plan_free(plan);
	REFUSED(ctx,
		daxctl_nd_plan_create(machine_region(ctx), &want, 0, &plan),
		-EROFS, "region0: a captured tree can't be changed",
		"make the plan as a dry run");
	daxctl_unref(ctx);
}
