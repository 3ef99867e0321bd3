/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-dev-policy.c - what others do with new memory blocks while a device is
 * made system memory: named, held back, put back
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dev-change.h"

TEST(a_kernel_that_puts_blocks_to_use_itself_is_named)
{
	struct daxctl_dev_reconfigure want = to_ram;
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	machine_set(MEMORY, "auto_online_blocks", "online\n");
	EQ(plan_mode(ctx, &want, 0, &plan), -EBUSY);
	EQ_STR(daxctl_get_error(ctx),
	       "dax0.0: kernel policy will auto-online memory: "
	       "/sys/devices/system/memory/auto_online_blocks says online");
	IS(strstr(daxctl_get_remedy(ctx), "00-daxctl-memory.rules"));
	want.no_online = true;
	EQ(plan_mode(ctx, &want, 0, &plan), -EBUSY);
	want.no_movable = true;
	EQ(plan_mode(ctx, &want, 0, &plan), -EBUSY);
	want.no_online = false;
	OK(plan_mode(ctx, &want, 0, &plan));
	daxctl_plan_free(plan);
	EQ_STR(dax_machine_writes(), "");
	daxctl_unref(ctx);
}

TEST(a_kernel_that_does_what_is_wanted_is_no_obstacle)
{
	struct daxctl_dev_reconfigure want = to_ram;
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	machine_set(MEMORY, "auto_online_blocks", "online_movable\n");
	OK(plan_mode(ctx, &want, 0, &plan));
	daxctl_plan_free(plan);
	want.no_movable = true;
	EQ(plan_mode(ctx, &want, 0, &plan), -EBUSY);
	daxctl_unref(ctx);
}

#define RULES "etc/udev/rules.d/"

TEST(a_rule_that_puts_blocks_to_use_is_named_with_its_line)
{
	struct daxctl_dev_reconfigure want = to_ram;
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	test_file(RULES "40-x.rules",
		  "# new memory\n"
		  "SUBSYSTEM==\"memory\", ACTION==\"add\", "
		  "ATTR{state}==\"offline\", ATTR{state}=\"online\"\n");
	EQ(plan_mode(ctx, &want, 0, &plan), -EBUSY);
	EQ_STR(daxctl_get_error(ctx),
	       "dax0.0: a rule of udev will auto-online memory: "
	       "/etc/udev/rules.d/40-x.rules:2: ATTR{state} online");
	IS(strstr(daxctl_get_remedy(ctx),
		  "begin line 2 of the file with ENV{DAXCTL_MEMORY}!=\"1\""));
	want.no_online = true;
	EQ(plan_mode(ctx, &want, 0, &plan), -EBUSY);
	/* It goes where the rule puts it. */
	want = (struct daxctl_dev_reconfigure){ .mode = DAXCTL_DEV_MODE_RAM,
						.no_movable = true };
	OK(plan_mode(ctx, &want, 0, &plan));
	daxctl_plan_free(plan);
	EQ_STR(dax_machine_writes(), "");
	daxctl_unref(ctx);
}

/* The rule that we ship is in force. */
static void use_drop_in(void)
{
	test_file("run/empty", "");
	test_file(RULES "00-daxctl-memory.rules",
		  "SUBSYSTEM==\"memory\", ACTION==\"add\", "
		  "ATTR{state}==\"offline\", "
		  "PROGRAM==\"/usr/bin/daxctl online-policy --owner=%k\", "
		  "ENV{DAXCTL_MEMORY}=\"1\"\n");
}

static bool is_kept(void)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/run/daxctl/policy.held", test_dir());
	return access(path, F_OK) == 0;
}

TEST(with_our_rule_the_policy_is_held_while_blocks_are_plugged)
{
	struct daxctl_dev_reconfigure want = to_ram;
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	machine_set(MEMORY, "auto_online_blocks", "online\n");
	use_drop_in();
	want.no_online = true;
	OK(plan_mode(ctx, &want, 0, &plan));
	steps_are(plan, "auto_online_blocks: write offline for this change\n"
			"dax0.0: unbind device_dax\n"
			"dax0.0: bind kmem\n"
			"auto_online_blocks: write online back\n");
	OK(run(plan));
	EQ_STR(dax_machine_writes(),
	       "memory/auto_online_blocks=offline; "
	       "dax0.0/driver/remove_id=dax0.0; dax0.0/driver/unbind=dax0.0; "
	       "kmem/new_id=dax0.0; kmem/bind=dax0.0; "
	       "memory/auto_online_blocks=online");
	IS(!is_kept());
	daxctl_unref(ctx);
}

TEST(a_policy_that_was_held_is_put_back_when_the_change_fails)
{
	struct daxctl_dev_reconfigure want = to_ram;
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;
	char policy[32];

	machine_set(MEMORY, "auto_online_blocks", "online_kernel\n");
	use_drop_in();
	want.no_online = true;
	OK(plan_mode(ctx, &want, 0, &plan));
	dax_machine_refuse("bind", -ENOMEM);
	IS(run(plan) < 0);
	OK(sysfs_read_text(&ctx->sys,
			   "devices/system/memory/auto_online_blocks", policy,
			   sizeof(policy)));
	EQ_STR(policy, "online_kernel");
	IS(!is_kept());
	daxctl_unref(ctx);
}

TEST(force_holds_the_policy_as_well)
{
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	machine_set(MEMORY, "auto_online_blocks", "online\n");
	OK(plan_mode(ctx, &to_ram, DAXCTL_PLAN_FORCE, &plan));
	steps_are(plan, "auto_online_blocks: write offline for this change\n"
			"dax0.0: unbind device_dax\n"
			"dax0.0: bind kmem\n"
			"auto_online_blocks: write online back\n"
			"memory40: write state = online_movable\n"
			"memory41: write state = online_movable\n");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(what_a_killed_change_has_held_is_named_and_put_back)
{
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;
	char policy[32];

	test_file("run/daxctl/policy.held", "online daxctl[1]\n");
	OK(plan_mode(ctx, &to_ram, 0, &plan));
	steps_are(
		plan,
		"note: auto_online_blocks was online before a change that did "
		"not end: it is put back\n"
		"dax0.0: unbind device_dax\n"
		"dax0.0: bind kmem\n"
		"auto_online_blocks: write online back\n"
		"memory40: write state = online_movable\n"
		"memory41: write state = online_movable\n");
	OK(run(plan));
	OK(sysfs_read_text(&ctx->sys,
			   "devices/system/memory/auto_online_blocks", policy,
			   sizeof(policy)));
	EQ_STR(policy, "online");
	IS(!is_kept());
	daxctl_unref(ctx);
}

TEST(what_a_killed_change_has_held_is_put_back_with_nothing_else_to_do)
{
	struct daxctl_dev_reconfigure want = to_ram;
	struct daxctl_ctx *ctx = open_machine("kmem");
	struct daxctl_plan *plan;

	want.no_online = true;
	test_file("run/daxctl/policy.held", "online daxctl[1]\n");
	OK(plan_mode(ctx, &want, 0, &plan));
	IS(!daxctl_plan_is_unchanged(plan));
	OK(run(plan));
	EQ_STR(dax_machine_writes(), "memory/auto_online_blocks=online");
	OK(plan_mode(ctx, &want, 0, &plan));
	IS(daxctl_plan_is_unchanged(plan));
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_kill_before_the_policy_was_held_has_it_held_now)
{
	struct daxctl_dev_reconfigure want = to_ram;
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	machine_set(MEMORY, "auto_online_blocks", "online\n");
	use_drop_in();
	test_file("run/daxctl/policy.held", "online daxctl[1]\n");
	want.no_online = true;
	OK(plan_mode(ctx, &want, 0, &plan));
	steps_are(
		plan,
		"note: auto_online_blocks was online before a change that did "
		"not end: it is put back\n"
		"auto_online_blocks: write offline for this change\n"
		"dax0.0: unbind device_dax\n"
		"dax0.0: bind kmem\n"
		"auto_online_blocks: write online back\n");
	OK(run(plan));
	IS(!is_kept());
	daxctl_unref(ctx);
}

TEST(a_policy_that_somebody_has_set_since_stays)
{
	struct daxctl_dev_reconfigure want = to_ram;
	struct daxctl_ctx *ctx = open_machine("kmem");
	struct daxctl_plan *plan;

	want.no_online = true;
	machine_set(MEMORY, "auto_online_blocks", "online_movable\n");
	test_file("run/daxctl/policy.held", "online daxctl[1]\n");
	OK(plan_mode(ctx, &want, 0, &plan));
	OK(run(plan));
	EQ_STR(dax_machine_writes(), "");
	IS(!is_kept());
	daxctl_unref(ctx);
}

TEST(a_kill_before_anything_was_written_leaves_nothing_to_put_back)
{
	struct daxctl_dev_reconfigure want = to_ram;
	struct daxctl_ctx *ctx = open_machine("kmem");
	struct daxctl_plan *plan;

	want.no_online = true;
	test_file("run/daxctl/policy.held", "");
	OK(plan_mode(ctx, &want, 0, &plan));
	steps_are(plan, "remove /run/daxctl/policy.held\n");
	OK(run(plan));
	EQ_STR(dax_machine_writes(), "");
	IS(!is_kept());
	daxctl_unref(ctx);
}

TEST(a_kill_before_anything_was_written_does_not_last)
{
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	test_file("run/daxctl/policy.held", "");
	OK(plan_mode(ctx, &to_ram, 0, &plan));
	OK(run(plan));
	IS(!is_kept());
	daxctl_unref(ctx);
}

TEST(blocks_that_did_not_stay_out_of_use_are_named_with_their_zones)
{
	struct daxctl_dev_reconfigure want = to_ram;
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	want.no_online = true;
	dax_machine_block(41, "online", "Normal");
	OK(plan_mode(ctx, &want, 0, &plan));
	EQ(run(plan), -EIO);
	EQ_STR(daxctl_get_error(ctx),
	       "dax0.0: 1 of 2 memory blocks did not follow: "
	       "memory41 is online in Normal");
	daxctl_unref(ctx);
}

TEST(of_many_blocks_that_did_not_follow_some_are_named)
{
	struct daxctl_dev_reconfigure want = to_ram;
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	want.no_online = true;
	dax_machine_range(HMEM, "dax0.0", 0, 40, 30);
	for (unsigned int i = 40; i < 70; i++)
		dax_machine_block(i, "online", "Normal");
	OK(plan_mode(ctx, &want, 0, &plan));
	EQ(run(plan), -EIO);
	IS(strstr(daxctl_get_error(ctx),
		  "dax0.0: 30 of 30 memory blocks did not follow: "
		  "memory40 is online in Normal, memory41 is online in"));
	IS(!strstr(daxctl_get_error(ctx), "memory69"));
	daxctl_unref(ctx);
}

TEST(an_uncertain_rule_keeps_nobody_from_a_movable_zone)
{
	struct daxctl_dev_reconfigure want = to_ram;
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	test_file(RULES "40-x.rules",
		  "SUBSYSTEM==\"memory\", PROGRAM==\"/bin/x\", "
		  "ATTR{state}=\"online\"\n");
	OK(plan_mode(ctx, &want, 0, &plan));
	daxctl_plan_free(plan);
	want.no_online = true;
	EQ(plan_mode(ctx, &want, 0, &plan), -EBUSY);
	EQ_STR(daxctl_get_error(ctx),
	       "dax0.0: a rule of udev may auto-online memory: "
	       "/etc/udev/rules.d/40-x.rules:1: ATTR{state} online");
	daxctl_unref(ctx);
}

TEST(rules_that_can_t_be_read_stop_a_change_before_it_begins)
{
	struct daxctl_ctx *ctx = open_machine("device_dax");
	struct daxctl_plan *plan;

	test_link(RULES "40-x.rules", "40-x.rules");
	EQ(plan_mode(ctx, &to_ram, 0, &plan), -ELOOP);
	IS(strstr(daxctl_get_error(ctx), "/etc/udev/rules.d/40-x.rules"));
	EQ_STR(dax_machine_writes(), "");
	daxctl_unref(ctx);
}

TEST(what_does_not_plug_memory_asks_nobody)
{
	const struct daxctl_dev_reconfigure to_devdax = {
		.mode = DAXCTL_DEV_MODE_DEVDAX
	};
	struct daxctl_ctx *ctx = open_machine("kmem");
	struct daxctl_plan *plan;

	machine_set(MEMORY, "auto_online_blocks", "online\n");
	test_link(RULES "40-x.rules", "40-x.rules");
	OK(plan_mode(ctx, &to_ram, 0, &plan));
	daxctl_plan_free(plan);
	OK(plan_mode(ctx, &to_devdax, 0, &plan));
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_busy_block_tells_its_zone_and_is_put_back)
{
	struct daxctl_ctx *ctx = open_machine("kmem");
	struct daxctl_plan *plan;

	dax_machine_block(40, "online", "Movable");
	dax_machine_block(41, "online", "Movable");
	daxctl_set_offline_timeout(ctx, 7000);
	OK(daxctl_dev_plan_offline(first_dev(ctx), DAXCTL_PLAN_DRY_RUN, &plan));
	dax_machine_refuse("state", -ETIMEDOUT);
	EQ(run(plan), -EBUSY);
	IS(strstr(
		daxctl_get_error(ctx),
		"memory40 (zone Movable): given up after 7 s, pages in it are "
		"in use and can't be moved away"));
	EQ_STR(dax_machine_writes(), "");
	daxctl_unref(ctx);
}

TEST(a_forced_change_of_mode_puts_back_what_went_before_a_busy_block)
{
	const struct daxctl_dev_reconfigure to_devdax = {
		.mode = DAXCTL_DEV_MODE_DEVDAX
	};
	struct daxctl_ctx *ctx = open_machine("kmem");
	struct daxctl_plan *plan;

	dax_machine_block(40, "online", "Movable");
	dax_machine_block(41, "online", "Normal");
	machine_set(MEMORY, "memory41/removable", "0\n");
	OK(plan_mode(ctx, &to_devdax, DAXCTL_PLAN_FORCE, &plan));
	EQ(run(plan), -EOPNOTSUPP);
	EQ_STR(dax_machine_writes(),
	       "memory40/state=offline; memory40/state=online_movable");
	IS(daxctl_dev_is_system_ram_mode(first_dev(ctx)));
	daxctl_unref(ctx);
}
