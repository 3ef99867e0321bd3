/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-release.c - a namespace whose disk has maps is taken out of use
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"
#include "plan-check.h"
#include "test.h"

#define PMEM0 "sys/class/block/pmem0"

static struct daxctl_ctx *ctx;

/* Below the machine's namespace0.0, which is used raw, a map of a partition. */
static void add_map(unsigned int number, const char *name, const char *uuid)
{
	char path[128], text[160];

	snprintf(path, sizeof(path), PMEM0 "/holders/dm-%u", number);
	test_file(path, "");
	snprintf(path, sizeof(path), "sys/class/block/dm-%u/dm/name", number);
	snprintf(text, sizeof(text), "%s\n", name);
	test_file(path, text);
	snprintf(path, sizeof(path), "sys/class/block/dm-%u/dm/uuid", number);
	snprintf(text, sizeof(text), "%s\n", uuid);
	test_file(path, text);
	snprintf(path, sizeof(path), "sys/class/block/dm-%u/dev", number);
	snprintf(text, sizeof(text), "254:%u\n", number);
	test_file(path, text);
	snprintf(path, sizeof(path), "sys/class/block/dm-%u/size", number);
	test_file(path, "8\n");
}

static int plan_disable(struct daxctl_plan **plan)
{
	return daxctl_nd_plan_disable_namespace(machine_namespace(ctx, 0),
						DAXCTL_PLAN_DRY_RUN, plan);
}

TEST(maps_that_nobody_uses_go_first)
{
	struct daxctl_plan *plan;

	ctx = plan_machine();
	add_map(0, "pmem0p1", "part1-DAXCTL-x");
	add_map(1, "pmem0p2", "part2-DAXCTL-x");
	OK(plan_disable(&plan));
	PLAN_IS(plan, "pmem0p1: remove the map dm-0\n"
		      "pmem0p2: remove the map dm-1\n"
		      "namespace0.0: unbind\n");
	daxctl_unref(ctx);
}

TEST(a_namespace_is_destroyed_and_made_anew_the_same_way)
{
	const struct daxctl_nd_create want = { .has_mode = true,
					       .mode = DAXCTL_ND_MODE_FSDAX };
	struct daxctl_plan *plan;

	ctx = plan_machine();
	add_map(0, "pmem0p1", "part1-DAXCTL-x");
	OK(daxctl_nd_plan_destroy(machine_namespace(ctx, 0),
				  DAXCTL_PLAN_DRY_RUN | DAXCTL_PLAN_FORCE,
				  &plan));
	EQ_STR(daxctl_plan_get_step(plan, 0), "pmem0p1: remove the map dm-0");
	daxctl_plan_free(plan);
	OK(daxctl_nd_plan_reconfigure(machine_namespace(ctx, 0), &want,
				      DAXCTL_PLAN_DRY_RUN | DAXCTL_PLAN_FORCE,
				      &plan));
	EQ_STR(daxctl_plan_get_step(plan, 0), "pmem0p1: remove the map dm-0");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_map_in_use_keeps_its_namespace)
{
	struct daxctl_plan *plan;

	ctx = plan_machine();
	add_map(0, "pmem0p1", "part1-DAXCTL-x");
	test_file("proc/self/mountinfo",
		  "36 25 254:0 / /mnt rw - xfs /dev/dm-0 rw\n");
	REFUSED(ctx, plan_disable(&plan), -EBUSY,
		"namespace0.0: pmem0p1 on its disk pmem0 is in use: mounted on /mnt",
		"umount /mnt");
	daxctl_unref(ctx);
}

TEST(a_map_of_another_program_keeps_it_too)
{
	struct daxctl_plan *plan;

	ctx = plan_machine();
	add_map(0, "pmem0p1", "part1-DAXCTL-x");
	add_map(1, "striped", "LVM-x");
	EQ(plan_disable(&plan), -EBUSY);
	IS(strstr(daxctl_get_error(ctx), "its disk pmem0 is in use: held by"));
	daxctl_unref(ctx);
}
