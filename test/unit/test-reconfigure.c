/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-reconfigure.c - which steps make a namespace anew in its place
 */
#include <errno.h>
#include <string.h>
#include <stdio.h>

#include "machine.h"
#include "plan-check.h"
#include "test.h"

static int plan_again(struct daxctl_ctx *ctx, unsigned int id,
		      const struct daxctl_nd_create *want, unsigned int flags,
		      struct daxctl_plan **plan)
{
	return daxctl_nd_plan_reconfigure(machine_namespace(ctx, id), want,
					  flags | DAXCTL_PLAN_DRY_RUN, plan);
}

TEST(an_active_namespace_wants_force)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	REFUSED(ctx, plan_again(ctx, 2, &want, 0, &plan), -EBUSY,
		"namespace0.2 is active",
		"daxctl disable-namespace namespace0.2, or use --force");
	daxctl_unref(ctx);
}

TEST(what_claims_it_goes_then_its_info_blocks_then_it_is_built)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_mode = true,
					 .mode = DAXCTL_ND_MODE_DEVDAX };
	struct daxctl_plan *plan;

	OK(plan_again(ctx, 2, &want, DAXCTL_PLAN_FORCE, &plan));
	PLAN_IS(plan,
		"pfn0.0: unbind\n"
		"pfn0.0: write namespace = \"\"\n"
		"namespace0.2: write holder_class = \"\"\n"
		"namespace0.2: write force_raw = 1\n"
		"namespace0.2: bind\n"
		"namespace0.2: clear the info blocks, bytes 0 to 8191 of pmem0.2\n"
		"namespace0.2: write force_raw = 0\n"
		"namespace0.2: unbind\n"
		"namespace0.2: write uuid = U\n"
		"namespace0.2: write alt_name = \"\"\n"
		"namespace0.2: write size = 134217728\n"
		"namespace0.2: write sector_size = 512\n"
		"namespace0.2: write holder_class = dax\n"
		"dax0.1: write uuid = U\n"
		"dax0.1: write mode = pmem\n"
		"dax0.1: write align = 2097152\n"
		"dax0.1: write namespace = namespace0.2\n"
		"dax0.1: bind\n");
	daxctl_unref(ctx);
}

TEST(the_longest_name_that_a_label_can_have_stays)
{
	static const char name[] =
		"a-name-of-sixty-three-bytes-which-is-all-that-a-label-has-for-it";
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;
	char text[128];

	snprintf(text, sizeof(text), "%.63s\n", name);
	machine_set(MACHINE_REGION, "namespace0.0/alt_name", text);
	OK(plan_again(ctx, 0, &want, DAXCTL_PLAN_FORCE, &plan));
	snprintf(text, sizeof(text), "namespace0.0: write alt_name = %.63s",
		 name);
	EQ_STR(daxctl_plan_get_step(plan, 8), text);
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(mode_name_size_and_sector_size_stay_when_nothing_is_said)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "namespace0.0/sector_size",
		    "512 [4096] \n");
	OK(plan_again(ctx, 0, &want, DAXCTL_PLAN_FORCE, &plan));
	PLAN_IS(plan,
		"namespace0.0: unbind\n"
		"namespace0.0: write holder_class = \"\"\n"
		"namespace0.0: write force_raw = 1\n"
		"namespace0.0: bind\n"
		"namespace0.0: clear the info blocks, bytes 0 to 8191 of pmem0\n"
		"namespace0.0: write force_raw = 0\n"
		"namespace0.0: unbind\n"
		"namespace0.0: write uuid = U\n"
		"namespace0.0: write alt_name = logs\n"
		"namespace0.0: write size = 134217728\n"
		"namespace0.0: write sector_size = 4096\n"
		"namespace0.0: write holder_class = \"\"\n"
		"namespace0.0: bind\n");
	daxctl_unref(ctx);
}

TEST(the_same_mode_keeps_its_alignment)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	OK(plan_again(ctx, 3, &want, DAXCTL_PLAN_FORCE, &plan));
	EQ_STR(daxctl_plan_get_step(plan, 15), "dax0.1: write align = 4096");
	daxctl_plan_free(plan);
	want.has_mode = true;
	want.mode = DAXCTL_ND_MODE_FSDAX;
	OK(plan_again(ctx, 3, &want, DAXCTL_PLAN_FORCE, &plan));
	EQ_STR(daxctl_plan_get_step(plan, 15), "pfn0.1: write align = 2097152");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(sector_mode_keeps_the_sector_size_of_its_btt)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "btt0.0/sector_size", "512 [520] 4096 \n");
	OK(plan_again(ctx, 1, &want, DAXCTL_PLAN_FORCE, &plan));
	EQ_STR(daxctl_plan_get_step(plan, 13),
	       "btt0.1: write sector_size = 520");
	daxctl_plan_free(plan);
	/* No other mode has such sectors. */
	want.has_mode = true;
	want.mode = DAXCTL_ND_MODE_RAW;
	OK(plan_again(ctx, 1, &want, DAXCTL_PLAN_FORCE, &plan));
	EQ_STR(daxctl_plan_get_step(plan, 11),
	       "namespace0.1: write sector_size = 512");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(it_can_grow_into_what_is_free_and_no_further)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_size = true, .size = 640 << 20 };
	struct daxctl_plan *plan;

	OK(plan_again(ctx, 0, &want, DAXCTL_PLAN_FORCE, &plan));
	EQ_STR(daxctl_plan_get_step(plan, 9),
	       "namespace0.0: write size = 671088640");
	daxctl_plan_free(plan);
	want.size = 656 << 20;
	REFUSED(ctx, plan_again(ctx, 0, &want, DAXCTL_PLAN_FORCE, &plan),
		-ENOSPC,
		"region0: 656M is wanted, the largest free piece is 640M",
		"ask for less, or destroy what is no longer wanted");
	daxctl_unref(ctx);
}

TEST(its_own_uuid_can_be_kept)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = {
		.uuid = "00000000-0000-0000-0000-000000000001"
	};
	struct daxctl_plan *plan;

	OK(plan_again(ctx, 0, &want, DAXCTL_PLAN_FORCE, &plan));
	EQ_STR(daxctl_plan_get_step(plan, 7),
	       "namespace0.0: write alt_name = logs");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_seed_can_not_be_made_anew)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	REFUSED(ctx, plan_again(ctx, 4, &want, DAXCTL_PLAN_FORCE, &plan),
		-EINVAL,
		"namespace0.4 has size 0: there is nothing to make anew",
		"give it a size with -s, or make a new one: daxctl create-namespace");
	daxctl_unref(ctx);
}

TEST(a_seed_is_filled_once_its_size_is_told)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_mode = true,
					 .mode = DAXCTL_ND_MODE_DEVDAX,
					 .has_size = true,
					 .size = 64 << 20 };
	struct daxctl_plan *plan;

	OK(plan_again(ctx, 4, &want, 0, &plan));
	PLAN_IS(plan, "namespace0.4: write uuid = U\n"
		      "namespace0.4: write alt_name = \"\"\n"
		      "namespace0.4: write size = 67108864\n"
		      "namespace0.4: write sector_size = 512\n"
		      "namespace0.4: write holder_class = dax\n"
		      "dax0.1: write uuid = U\n"
		      "dax0.1: write mode = pmem\n"
		      "dax0.1: write align = 2097152\n"
		      "dax0.1: write namespace = namespace0.4\n"
		      "dax0.1: bind\n");
	daxctl_unref(ctx);
}

TEST(an_empty_namespace_is_not_filled_beyond_the_room_there_is)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_size = true, .size = 1ULL << 40 };
	struct daxctl_plan *plan;

	EQ(plan_again(ctx, 4, &want, 0, &plan), -ENOSPC);
	daxctl_unref(ctx);
}

TEST(a_read_only_region_keeps_its_namespaces)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "read_only", "1\n");
	REFUSED(ctx, plan_again(ctx, 0, &want, DAXCTL_PLAN_FORCE, &plan),
		-EROFS, "namespace0.0: its region region0 is read-only",
		"echo 0 > /sys/bus/nd/devices/region0/read_only");
	want = (struct daxctl_nd_create){ .has_size = true, .size = 64 << 20 };
	REFUSED(ctx, plan_again(ctx, 4, &want, 0, &plan), -EROFS,
		"namespace0.4: its region region0 is read-only",
		"echo 0 > /sys/bus/nd/devices/region0/read_only");
	daxctl_unref(ctx);
}

TEST(a_region_without_labels_gets_some)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_mode = true,
					 .mode = DAXCTL_ND_MODE_SECTOR,
					 .autolabel = true };
	struct daxctl_plan *plan;

	plan_machine_without_labels();
	OK(plan_again(ctx, 0, &want, DAXCTL_PLAN_FORCE, &plan));
	PLAN_IS(plan,
		"namespace0.0: unbind\n"
		"namespace0.0: write holder_class = \"\"\n"
		"namespace0.0: write force_raw = 1\n"
		"namespace0.0: bind\n"
		"namespace0.0: clear the info blocks, bytes 0 to 8191 of pmem0\n"
		"namespace0.0: write force_raw = 0\n"
		"namespace0.0: unbind\n"
		"region0: unbind\n"
		"nmem0: unbind\n"
		"nmem0: write empty label indices, version 1.2\n"
		"nmem0: bind\n"
		"region0: bind\n"
		"namespace0.0: write uuid = U\n"
		"namespace0.0: write alt_name = logs\n"
		"namespace0.0: write size = 1073741824\n"
		"namespace0.0: write sector_size = 4096\n"
		"namespace0.0: write holder_class = btt\n"
		"region0's btt_seed: write uuid = U\n"
		"region0's btt_seed: write sector_size = 4096\n"
		"region0's btt_seed: write namespace = namespace0.0\n"
		"region0's btt_seed: bind\n");
	daxctl_unref(ctx);
}

/* There was none to keep; in sector mode the label has that of the btt. */
TEST(a_label_made_on_the_way_has_no_sector_size_unless_it_is_asked_for)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_mode = true,
					 .mode = DAXCTL_ND_MODE_RAW,
					 .autolabel = true };
	struct daxctl_plan *plan;

	plan_machine_without_labels();
	OK(plan_again(ctx, 0, &want, DAXCTL_PLAN_FORCE, &plan));
	EQ_STR(daxctl_plan_get_step(plan, 14),
	       "namespace0.0: write size = 1073741824");
	EQ_STR(daxctl_plan_get_step(plan, 15),
	       "namespace0.0: write holder_class = \"\"");
	daxctl_plan_free(plan);
	want.has_sector_size = true;
	want.sector_size = 4096;
	OK(plan_again(ctx, 0, &want, DAXCTL_PLAN_FORCE, &plan));
	EQ_STR(daxctl_plan_get_step(plan, 15),
	       "namespace0.0: write sector_size = 4096");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

static bool writes_sector(const struct daxctl_plan *plan)
{
	for (unsigned int i = 0; daxctl_plan_get_step(plan, i); i++)
		if (strstr(daxctl_plan_get_step(plan, i), "sector_size"))
			return true;
	return false;
}

TEST(a_namespace_whose_sector_size_was_never_selected_keeps_it_so)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_mode = true,
					 .mode = DAXCTL_ND_MODE_RAW };
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "namespace0.0/sector_size", "512 4096 \n");
	OK(plan_again(ctx, 0, &want, DAXCTL_PLAN_FORCE, &plan));
	IS(!writes_sector(plan));
	daxctl_plan_free(plan);
	want.has_sector_size = true;
	want.sector_size = 512;
	OK(plan_again(ctx, 0, &want, DAXCTL_PLAN_FORCE, &plan));
	IS(writes_sector(plan));
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(no_labels_are_written_when_they_are_not_wanted)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_mode = true,
					 .mode = DAXCTL_ND_MODE_FSDAX };
	struct daxctl_plan *plan;

	plan_machine_without_labels();
	OK(plan_again(ctx, 0, &want, DAXCTL_PLAN_FORCE, &plan));
	PLAN_IS(plan,
		"namespace0.0: unbind\n"
		"namespace0.0: write holder_class = \"\"\n"
		"namespace0.0: write force_raw = 1\n"
		"namespace0.0: bind\n"
		"namespace0.0: clear the info blocks, bytes 0 to 8191 of pmem0\n"
		"namespace0.0: write force_raw = 0\n"
		"namespace0.0: unbind\n"
		"namespace0.0: write holder_class = pfn\n"
		"pfn0.1: write uuid = U\n"
		"pfn0.1: write mode = pmem\n"
		"pfn0.1: write align = 2097152\n"
		"pfn0.1: write namespace = namespace0.0\n"
		"pfn0.1: bind\n");
	daxctl_unref(ctx);
}

TEST(a_dimm_without_an_area_leaves_its_region_without_labels)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .autolabel = true };
	struct daxctl_plan *plan;

	plan_machine_without_labels();
	machine_set(MACHINE_BUS, "nmem0/commands", "smart\n");
	OK(plan_again(ctx, 0, &want, DAXCTL_PLAN_FORCE, &plan));
	EQ_STR(daxctl_plan_get_step(plan, 0),
	       "note: region0 stays without labels: nmem0 has no area for them");
	EQ_STR(daxctl_plan_get_step(plan, 9), "namespace0.0: bind");
	IS(!daxctl_plan_get_step(plan, 10));
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_dimm_of_another_region_is_not_labelled_under_it)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .autolabel = true };
	struct daxctl_plan *plan;

	plan_machine_without_labels();
	machine_set(MACHINE_BUS "/region1", "mapping0", "nmem0,0,4096,0\n");
	machine_bind(MACHINE_BUS, "region1", "nd_region");
	OK(plan_again(ctx, 0, &want, DAXCTL_PLAN_FORCE, &plan));
	EQ_STR(daxctl_plan_get_step(plan, 0),
	       "note: region0 stays without labels: nmem0 is in use by region1");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(the_kernels_own_fsdax_is_had_by_binding_alone)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_map = true,
					 .map = DAXCTL_ND_MAP_MEM };
	struct daxctl_plan *plan;

	plan_machine_without_labels();
	machine_set(MACHINE_REGION, "namespace0.0/mode", "memory\n");
	OK(plan_again(ctx, 0, &want, DAXCTL_PLAN_FORCE, &plan));
	EQ_STR(daxctl_plan_get_step(plan, 8), "namespace0.0: bind");
	IS(!daxctl_plan_get_step(plan, 9));
	daxctl_plan_free(plan);
	/* With its pages on the media it needs an info block. */
	want.map = DAXCTL_ND_MAP_DEV;
	OK(plan_again(ctx, 0, &want, DAXCTL_PLAN_FORCE, &plan));
	EQ_STR(daxctl_plan_get_step(plan, 10), "pfn0.1: write align = 4096");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}
