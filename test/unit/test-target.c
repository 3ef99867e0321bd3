/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-target.c - each value that a namespace can't have is refused by name
 */
#include <errno.h>
#include <string.h>

#include "lib/change/target.h"
#include "machine.h"
#include "plan-check.h"
#include "test.h"

/* What creating @want says, on the machine as it is. */
static int refusal(struct daxctl_ctx *ctx, const struct daxctl_nd_create *want)
{
	struct daxctl_plan *plan;

	return daxctl_nd_plan_create(machine_region(ctx), want,
				     DAXCTL_PLAN_DRY_RUN, &plan);
}

static struct daxctl_nd_create of_mode(enum daxctl_nd_mode mode)
{
	return (struct daxctl_nd_create){ .has_mode = true, .mode = mode };
}

TEST(sizes_are_told_with_the_unit_that_divides_them)
{
	char buf[24];

	EQ_STR(size_words(0, buf), "0");
	EQ_STR(size_words(1000, buf), "1000");
	EQ_STR(size_words(4096, buf), "4K");
	EQ_STR(size_words(1536 << 10, buf), "1536K");
	EQ_STR(size_words(16 << 20, buf), "16M");
	EQ_STR(size_words(UINT64_C(3) << 30, buf), "3G");
	EQ_STR(size_words(UINT64_C(1) << 60, buf), "1048576T");
}

TEST(a_map_is_only_for_dax_modes)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = of_mode(DAXCTL_ND_MODE_RAW);

	want.has_map = true;
	want.map = DAXCTL_ND_MAP_MEM;
	REFUSED(ctx, refusal(ctx, &want), -EINVAL,
		"a map is for fsdax and devdax, not for raw",
		"leave the map out");
	daxctl_unref(ctx);
}

TEST(an_alignment_is_only_for_dax_modes)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = of_mode(DAXCTL_ND_MODE_SECTOR);

	want.has_align = true;
	want.align = 4096;
	REFUSED(ctx, refusal(ctx, &want), -EINVAL,
		"an alignment is for fsdax and devdax, not for sector",
		"leave the alignment out");
	daxctl_unref(ctx);
}

TEST(an_alignment_is_a_power_of_two_of_a_page_or_more)
{
	static const struct {
		uint64_t align;
		const char *error;
	} wrong[] = {
		{ 0, "alignment 0: a power of two of at least 4K is wanted" },
		{ 512,
		  "alignment 512: a power of two of at least 4K is wanted" },
		{ 3 << 20,
		  "alignment 3M: a power of two of at least 4K is wanted" },
	};
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = of_mode(DAXCTL_ND_MODE_FSDAX);

	want.has_align = true;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		want.align = wrong[i].align;
		REFUSED(ctx, refusal(ctx, &want), -EINVAL, wrong[i].error,
			"see which alignments a region offers: ndctl list -RC");
	}
	daxctl_unref(ctx);
}

TEST(an_alignment_must_be_one_that_the_region_offers)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = of_mode(DAXCTL_ND_MODE_FSDAX);

	want.has_align = true;
	want.align = 16 << 20;
	REFUSED(ctx, refusal(ctx, &want), -EINVAL,
		"region0: alignment 16M is not supported, only 4K, 2M",
		"choose one of these");
	daxctl_unref(ctx);
}

TEST(a_sector_size_must_be_one_that_the_mode_offers)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = of_mode(DAXCTL_ND_MODE_SECTOR);

	want.has_sector_size = true;
	want.sector_size = 1000;
	REFUSED(ctx, refusal(ctx, &want), -EINVAL,
		"region0: sector size 1000 is not supported, only 512, 520, 4096",
		"choose one of these");
	want.mode = DAXCTL_ND_MODE_FSDAX;
	want.sector_size = 520;
	REFUSED(ctx, refusal(ctx, &want), -EINVAL,
		"namespace0.4: sector size 520 is not supported in fsdax mode, only 512 and 4096",
		"choose one of them, or -m sector, which offers others");
	machine_set(MACHINE_REGION, "namespace0.4/sector_size", "\n");
	want.sector_size = 4096;
	REFUSED(ctx, refusal(ctx, &want), -EINVAL,
		"namespace0.4: sector size 4096 is not supported in fsdax mode, only 512",
		"choose one of them, or -m sector, which offers others");
	daxctl_unref(ctx);
}

TEST(a_size_must_be_a_multiple_and_the_next_ones_are_told)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_size = true };

	want.size = 100000;
	REFUSED(ctx, refusal(ctx, &want), -EINVAL,
		"region0: size 100000 is no multiple of 16M", "use -s 16M");
	want.size = 33 << 20;
	REFUSED(ctx, refusal(ctx, &want), -EINVAL,
		"region0: size 33M is no multiple of 16M",
		"use -s 32M or -s 48M");
	want.size = 255 << 20;
	REFUSED(ctx, refusal(ctx, &want), -EINVAL,
		"region0: size 255M is no multiple of 16M",
		"use -s 240M or -s 256M");
	daxctl_unref(ctx);
}

TEST(an_interleaved_region_wants_a_multiple_for_each_dimm)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_size = true, .size = 64 << 20 };

	machine_set(MACHINE_REGION, "mappings", "6\n");
	machine_set(MACHINE_REGION, "align", "0x600000\n");
	REFUSED(ctx, refusal(ctx, &want), -EINVAL,
		"region0: size 64M is no multiple of 12M",
		"use -s 60M or -s 72M");
	daxctl_unref(ctx);
}

TEST(too_large_a_size_names_the_largest_free_piece)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_size = true,
					 .size = UINT64_C(2) << 30 };

	REFUSED(ctx, refusal(ctx, &want), -ENOSPC,
		"region0: 2G is wanted, the largest free piece is 256M",
		"ask for less, or destroy what is no longer wanted");
	want.size = UINT64_MAX - 1;
	EQ(refusal(ctx, &want), -ENOSPC);
	daxctl_unref(ctx);
}

TEST(only_raw_mode_can_be_smaller_than_16M)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_size = true, .size = 8 << 20 };
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "align", "0x200000\n");
	REFUSED(ctx, refusal(ctx, &want), -EINVAL,
		"region0: size 8M is too small for fsdax mode",
		"use -s 16M or more, or -m raw");
	want.has_mode = true;
	want.mode = DAXCTL_ND_MODE_RAW;
	OK(daxctl_nd_plan_create(machine_region(ctx), &want,
				 DAXCTL_PLAN_DRY_RUN, &plan));
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_size_of_zero_is_none)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { .has_size = true };

	REFUSED(ctx, refusal(ctx, &want), -EINVAL,
		"a namespace of size 0 is none",
		"leave it out to take all there is");
	daxctl_unref(ctx);
}

TEST(what_is_left_after_the_last_multiple_is_left_free)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = of_mode(DAXCTL_ND_MODE_RAW);
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "max_available_extent", "268566528\n");
	OK(daxctl_nd_plan_create(machine_region(ctx), &want,
				 DAXCTL_PLAN_DRY_RUN, &plan));
	EQ_STR(daxctl_plan_get_step(plan, 2),
	       "namespace0.4: write size = 268435456");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(memory_that_starts_askew_is_not_mapped_unless_forced)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = of_mode(DAXCTL_ND_MODE_FSDAX);
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "resource", "0x17ffe0000\n");
	REFUSED(ctx, refusal(ctx, &want), -ENODEV,
		"region0: its memory starts at 0x17ffe0000, which is no multiple of 16M, as fsdax mode wants",
		"use raw or sector mode, or --force if the kernel can map it");
	OK(daxctl_nd_plan_create(machine_region(ctx), &want,
				 DAXCTL_PLAN_DRY_RUN | DAXCTL_PLAN_FORCE,
				 &plan));
	/* 2M can't be had there: pages it is. */
	EQ_STR(daxctl_plan_get_step(plan, 7), "pfn0.1: write align = 4096");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(numbers_that_make_no_sense_are_not_divided_by)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = of_mode(DAXCTL_ND_MODE_FSDAX);
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "pfn0.1/align", "0\n");
	machine_set(MACHINE_REGION, "mappings", "4503599627370496\n");
	OK(daxctl_nd_plan_create(machine_region(ctx), &want,
				 DAXCTL_PLAN_DRY_RUN, &plan));
	EQ_STR(daxctl_plan_get_step(plan, 7), "pfn0.1: write align = 4096");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_uuid_must_be_one)
{
	static const char *const wrong[] = {
		"",
		"foo",
		"12345678-9abc-1def-8000-00000000000",
		"12345678-9abc-1def-8000-0000000000011",
		"00000000-0000-0000-0000-000000000000",
	};
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		want.uuid = wrong[i];
		EQ(refusal(ctx, &want), -EINVAL);
		EQ_STR(daxctl_get_remedy(ctx),
		       "make one with uuidgen, or leave it out");
	}
	daxctl_unref(ctx);
}

TEST(a_uuid_is_had_by_one_namespace)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = {
		.uuid = "00000000-0000-0000-0000-000000000002"
	};

	REFUSED(ctx, refusal(ctx, &want), -EINVAL,
		"the uuid 00000000-0000-0000-0000-000000000002 is that of namespace0.1",
		"leave it out to get a new one");
	want.uuid = "AAAAAAAA-0000-0000-0000-000000000002";
	REFUSED(ctx, refusal(ctx, &want), -EINVAL,
		"the uuid aaaaaaaa-0000-0000-0000-000000000002 is that of namespace0.2",
		"leave it out to get a new one");
	daxctl_unref(ctx);
}

TEST(a_name_fits_in_63_bytes)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_create want = { 0 };
	struct daxctl_plan *plan;
	char name[65];

	memset(name, 'n', 64);
	name[64] = '\0';
	want.name = name;
	REFUSED(ctx, refusal(ctx, &want), -EINVAL,
		"a name of 64 bytes: a label has room for 63",
		"choose a shorter one");
	name[63] = '\0';
	OK(daxctl_nd_plan_create(machine_region(ctx), &want,
				 DAXCTL_PLAN_DRY_RUN, &plan));
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}
