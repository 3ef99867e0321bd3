/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-dev.c - changes on the dax bus, planned and carried out
 *
 * A plan is made as a dry run, because the machine is a captured one, and then
 * carried out all the same: the writes go to a made-up kernel that answers.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "dev-change.h"

static const struct daxctl_dev_reconfigure to_devdax = {
	.mode = DAXCTL_DEV_MODE_DEVDAX
};

TEST(a_device_is_made_sized_and_bound)
{
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_dev_create want = { .has_size = true, .size = 4194304 };
	struct daxctl_plan *plan;

	machine_set(HMEM, "dax_region/seed", "\n");
	OK(daxctl_region_plan_create(daxctl_region_get_first(ctx), &want,
				     DAXCTL_PLAN_DRY_RUN, &plan));
	steps_are(plan, "hmem.0: create a device\n"
			"new device: write size = 4194304\n"
			"new device: bind device_dax\n");
	OK(run(plan));
	EQ_STR(dax_machine_writes(),
	       "dax_region/create=1; dax0.1/size=4194304; "
	       "device_dax/new_id=dax0.1; device_dax/bind=dax0.1");
	daxctl_unref(ctx);
}

TEST(a_device_that_can_t_have_its_size_is_deleted_again)
{
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_dev_create want = { .has_size = true, .size = 4194304 };
	struct daxctl_plan *plan;

	machine_set(HMEM, "dax_region/seed", "\n");
	OK(daxctl_region_plan_create(daxctl_region_get_first(ctx), &want,
				     DAXCTL_PLAN_DRY_RUN, &plan));
	dax_machine_refuse("size", -EINVAL);
	EQ(run(plan), -EINVAL);
	EQ_STR(dax_machine_writes(),
	       "dax_region/create=1; dax0.1/size=0; dax_region/delete=dax0.1");
	IS(strstr(daxctl_get_remedy(ctx), "all is as it was before"));
	daxctl_unref(ctx);
}

/* A killed tool has left a device without a size. */
static struct daxctl_ctx *open_left(const char *align)
{
	dax_machine_make("device_dax");
	dax_machine_device(HMEM, "dax0.1", NULL);
	machine_set(HMEM, "dax0.1/size", "0\n");
	machine_set(HMEM, "dax_region/seed", "dax0.1\n");
	if (align)
		machine_set(HMEM, "dax0.1/align", align);
	return machine_open();
}

static void left_is_taken(struct daxctl_ctx *ctx, const char *steps)
{
	struct daxctl_dev_create want = { 0 };
	struct daxctl_plan *plan;

	OK(daxctl_region_plan_create(daxctl_region_get_first(ctx), &want,
				     DAXCTL_PLAN_DRY_RUN, &plan));
	steps_are(plan, steps);
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(an_empty_device_that_a_killed_tool_has_left_is_taken)
{
	left_is_taken(open_left(NULL),
		      "note: dax0.1 was made before and is empty: it is taken\n"
		      "dax0.1: write size = 805306368\n"
		      "dax0.1: bind device_dax\n");
}

TEST(a_device_that_was_left_with_another_alignment_gets_the_usual_one)
{
	left_is_taken(open_left("1073741824\n"),
		      "note: dax0.1 was made before and is empty: it is taken\n"
		      "dax0.1: write align = 2097152\n"
		      "dax0.1: write size = 805306368\n"
		      "dax0.1: bind device_dax\n");
}

TEST(ranges_are_written_in_their_order)
{
	const struct daxctl_range ranges[] = { { 0, 0x200000, 0x3fffff },
					       { 512, 0x800000, 0xbfffff } };
	struct daxctl_dev_create want = { .ranges = ranges, .n_ranges = 2 };
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	machine_set(HMEM, "dax_region/seed", "\n");
	OK(daxctl_region_plan_create(daxctl_region_get_first(ctx), &want,
				     DAXCTL_PLAN_DRY_RUN, &plan));
	steps_are(plan, "hmem.0: create a device\n"
			"new device: write mapping = 0x200000-0x3fffff\n"
			"new device: write mapping = 0x800000-0xbfffff\n"
			"new device: bind device_dax\n");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_range_that_ends_before_it_begins_is_refused)
{
	const struct daxctl_range range = { 0, 0x400000, 0x3fffff };
	struct daxctl_dev_create want = { .ranges = &range, .n_ranges = 1 };
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	EQ(daxctl_region_plan_create(daxctl_region_get_first(ctx), &want,
				     DAXCTL_PLAN_DRY_RUN, &plan),
	   -EINVAL);
	daxctl_unref(ctx);
}

TEST(a_device_becomes_memory_in_the_zone_asked_for)
{
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	OK(plan_mode(ctx, &to_ram, 0, &plan));
	OK(run(plan));
	EQ_STR(dax_machine_writes(),
	       "dax0.0/driver/remove_id=dax0.0; dax0.0/driver/unbind=dax0.0; "
	       "kmem/new_id=dax0.0; kmem/bind=dax0.0; "
	       "memory40/state=online_movable; memory41/state=online_movable");
	OK(plan_mode(ctx, &to_ram, 0, &plan));
	IS(daxctl_plan_is_unchanged(plan));
	OK(run(plan));
	daxctl_unref(ctx);
}

TEST(a_failing_block_brings_the_old_mode_back)
{
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	OK(plan_mode(ctx, &to_ram, 0, &plan));
	dax_machine_refuse("state", -ENOMEM);
	EQ(run(plan), -ENOMEM);
	IS(strstr(daxctl_get_error(ctx), "memory40 (zone Normal Movable): "
					 "Cannot allocate memory"));
	IS(daxctl_dev_is_devdax_mode(first_dev(ctx)));
	daxctl_unref(ctx);
}

TEST(blocks_that_come_up_elsewhere_are_an_error)
{
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	OK(plan_mode(ctx, &to_ram, 0, &plan));
	dax_machine_zone("Normal");
	EQ(run(plan), -EBUSY);
	IS(strstr(daxctl_get_error(ctx), "memory40 is in use in another zone"));
	daxctl_unref(ctx);
}

TEST(memory_in_use_keeps_its_mode_unless_forced)
{
	struct daxctl_ctx *ctx = open_machine("kmem");
	struct daxctl_plan *plan;

	dax_machine_block(41, "online", "Movable");
	EQ(plan_mode(ctx, &to_devdax, 0, &plan), -EBUSY);
	EQ_STR(daxctl_get_error(ctx),
	       "dax0.0 is in use as system memory (1 of 2 blocks online)");
	OK(plan_mode(ctx, &to_devdax, DAXCTL_PLAN_FORCE, &plan));
	steps_are(plan, "memory41: write state = offline\n"
			"dax0.0: unbind kmem\n"
			"dax0.0: bind device_dax\n");
	OK(run(plan));
	IS(daxctl_dev_is_devdax_mode(first_dev(ctx)));
	daxctl_unref(ctx);
}

TEST(what_was_taken_out_of_use_is_put_back_when_a_block_fails)
{
	struct daxctl_ctx *ctx = open_machine("kmem");
	struct daxctl_plan *plan;

	dax_machine_block(40, "online", "Movable");
	dax_machine_block(41, "online", "Normal");
	machine_set(MEMORY, "memory41/removable", "0\n");
	OK(daxctl_dev_plan_offline(first_dev(ctx), DAXCTL_PLAN_DRY_RUN, &plan));
	EQ(run(plan), -EOPNOTSUPP);
	EQ_STR(dax_machine_writes(),
	       "memory40/state=offline; memory40/state=online_movable");
	IS(strstr(daxctl_get_error(ctx), "memory41 (zone Normal)"));
	daxctl_unref(ctx);
}

TEST(each_block_in_the_ranges_is_put_to_use_and_no_other)
{
	struct daxctl_ctx *ctx = open_machine("kmem");
	struct daxctl_plan *plan;

	dax_machine_range(HMEM, "dax0.0", 1, 50, 1);
	dax_machine_block(45, "offline", "Normal Movable");
	dax_machine_block(50, "offline", "Normal Movable");
	OK(daxctl_dev_plan_online(first_dev(ctx), false, DAXCTL_PLAN_DRY_RUN,
				  &plan));
	steps_are(plan, "memory40: write state = online_kernel\n"
			"memory41: write state = online_kernel\n"
			"memory50: write state = online_kernel\n");
	OK(run(plan));
	daxctl_unref(ctx);
}

TEST(a_block_in_the_other_zone_is_moved_with_force_only)
{
	struct daxctl_ctx *ctx = open_machine("kmem");
	struct daxctl_plan *plan;

	dax_machine_block(40, "online", "Normal");
	dax_machine_block(41, "online", "Movable");
	EQ(daxctl_dev_plan_online(first_dev(ctx), true, DAXCTL_PLAN_DRY_RUN,
				  &plan),
	   -EBUSY);
	OK(daxctl_dev_plan_online(first_dev(ctx), true,
				  DAXCTL_PLAN_DRY_RUN | DAXCTL_PLAN_FORCE,
				  &plan));
	steps_are(plan, "memory40: write state = offline\n"
			"memory40: write state = online_movable\n");
	OK(run(plan));
	daxctl_unref(ctx);
}

TEST(a_device_smaller_than_a_block_can_t_be_memory)
{
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	machine_set(HMEM, "dax0.0/mapping0/end", "0x1401fffff\n");
	EQ(plan_mode(ctx, &to_ram, 0, &plan), -EINVAL);
	IS(strstr(daxctl_get_error(ctx), "holds a whole memory block of "
					 "134217728 bytes"));
	daxctl_unref(ctx);
}

TEST(the_first_device_of_a_region_is_emptied_and_stays)
{
	struct daxctl_ctx *ctx = open_machine(NULL);
	struct daxctl_plan *plan;

	OK(daxctl_dev_plan_destroy(first_dev(ctx), DAXCTL_PLAN_DRY_RUN, &plan));
	OK(run(plan));
	EQ_STR(dax_machine_writes(), "dax0.0/size=0");
	OK(daxctl_dev_plan_destroy(first_dev(ctx), DAXCTL_PLAN_DRY_RUN, &plan));
	IS(daxctl_plan_is_unchanged(plan));
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_bound_driver_is_bound_again_after_a_size_was_refused)
{
	struct daxctl_dev_reconfigure want = { .has_size = true,
					       .size = 2097152 };
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	EQ(plan_mode(ctx, &want, 0, &plan), -EBUSY);
	OK(plan_mode(ctx, &want, DAXCTL_PLAN_FORCE, &plan));
	dax_machine_refuse("size", -EINVAL);
	EQ(run(plan), -EINVAL);
	IS(daxctl_dev_is_devdax_mode(first_dev(ctx)));
	daxctl_unref(ctx);
}

TEST(a_device_is_resized_and_left_without_a_driver)
{
	struct daxctl_dev_reconfigure want = { .has_size = true,
					       .size = 2097152,
					       .disabled = true };
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	OK(plan_mode(ctx, &want, DAXCTL_PLAN_FORCE, &plan));
	steps_are(plan, "dax0.0: unbind device_dax\n"
			"dax0.0: write size = 2097152\n");
	OK(run(plan));
	EQ(daxctl_dev_is_enabled(first_dev(ctx)), 0);
	daxctl_unref(ctx);
}

TEST(system_memory_is_resized_for_who_gives_it_its_next_mode)
{
	struct daxctl_dev_reconfigure want = { .has_size = true,
					       .size = 2097152 };
	struct daxctl_ctx *ctx = open_machine("kmem");
	struct daxctl_plan *plan;

	dax_machine_block(41, "online", "Movable");
	EQ(plan_mode(ctx, &want, DAXCTL_PLAN_FORCE, &plan), -EBUSY);
	want.disabled = true;
	EQ(plan_mode(ctx, &want, 0, &plan), -EBUSY);
	OK(plan_mode(ctx, &want, DAXCTL_PLAN_FORCE, &plan));
	steps_are(plan, "memory41: write state = offline\n"
			"dax0.0: unbind kmem\n"
			"dax0.0: write size = 2097152\n");
	OK(run(plan));
	EQ(daxctl_dev_is_enabled(first_dev(ctx)), 0);
	daxctl_unref(ctx);
}

TEST(a_device_of_persistent_memory_is_neither_resized_nor_destroyed)
{
	struct daxctl_dev_reconfigure want = { .has_size = true,
					       .size = 2097152 };
	struct daxctl_dev *dev;
	struct daxctl_plan *plan;
	struct daxctl_ctx *ctx;

	dax_machine_make(NULL);
	dax_machine_device(PMEM, "dax1.0", NULL);
	machine_set(PMEM, "dax_region/size", "4096\n");
	ctx = machine_open();
	dev = dax_machine_dev(ctx, "dax1.0");
	EQ(daxctl_dev_plan_reconfigure(dev, &want, DAXCTL_PLAN_DRY_RUN, &plan),
	   -ENXIO);
	EQ(daxctl_dev_plan_destroy(dev, DAXCTL_PLAN_DRY_RUN, &plan), -ENXIO);
	EQ(daxctl_region_plan_create(daxctl_dev_get_region(dev),
				     &(struct daxctl_dev_create){ 0 },
				     DAXCTL_PLAN_DRY_RUN, &plan),
	   -ENOSPC);
	daxctl_unref(ctx);
}

TEST(enabling_and_disabling_is_not_for_system_memory)
{
	struct daxctl_ctx *ctx = open_machine("kmem");
	struct daxctl_plan *plan;

	EQ(daxctl_dev_plan_enable(first_dev(ctx), DAXCTL_PLAN_DRY_RUN, &plan),
	   -ENXIO);
	EQ(daxctl_dev_plan_disable(first_dev(ctx), DAXCTL_PLAN_DRY_RUN, &plan),
	   -ENXIO);
	EQ_STR(daxctl_get_error(ctx),
	       "dax0.0: status operations are only applicable in devdax mode");
	daxctl_unref(ctx);
}

TEST(a_device_is_disabled_and_enabled)
{
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	OK(daxctl_dev_plan_disable(first_dev(ctx), DAXCTL_PLAN_DRY_RUN, &plan));
	OK(run(plan));
	IS(!daxctl_dev_is_enabled(first_dev(ctx)));
	OK(daxctl_dev_plan_enable(first_dev(ctx), DAXCTL_PLAN_DRY_RUN, &plan));
	OK(run(plan));
	IS(daxctl_dev_is_devdax_mode(first_dev(ctx)));
	OK(daxctl_dev_plan_enable(first_dev(ctx), DAXCTL_PLAN_DRY_RUN, &plan));
	IS(daxctl_plan_is_unchanged(plan));
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}
