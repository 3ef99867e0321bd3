/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-destroy.c - which steps delete a namespace, and who keeps it
 */
#include <errno.h>

#include "machine.h"
#include "plan-check.h"
#include "test.h"

static int plan_destroy(struct daxctl_ctx *ctx, unsigned int id,
			unsigned int flags, struct daxctl_plan **plan)
{
	return daxctl_nd_plan_destroy(machine_namespace(ctx, id),
				      flags | DAXCTL_PLAN_DRY_RUN, plan);
}

TEST(a_labelled_namespace_is_cleared_and_its_size_becomes_0)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	OK(plan_destroy(ctx, 1, DAXCTL_PLAN_FORCE, &plan));
	IS(!daxctl_plan_is_unchanged(plan));
	PLAN_IS(plan,
		"btt0.0: unbind\n"
		"btt0.0: write namespace = \"\"\n"
		"namespace0.1: write holder_class = \"\"\n"
		"namespace0.1: write force_raw = 1\n"
		"namespace0.1: bind\n"
		"namespace0.1: clear the info blocks, bytes 0 to 8191 of pmem0.1\n"
		"namespace0.1: write force_raw = 0\n"
		"namespace0.1: unbind\n"
		"namespace0.1: write size = 0\n");
	daxctl_unref(ctx);
}

TEST(a_namespace_without_label_only_loses_its_info_block)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	plan_machine_without_labels();
	OK(plan_destroy(ctx, 0, DAXCTL_PLAN_FORCE, &plan));
	PLAN_IS(plan,
		"namespace0.0: unbind\n"
		"namespace0.0: write holder_class = \"\"\n"
		"namespace0.0: write force_raw = 1\n"
		"namespace0.0: bind\n"
		"namespace0.0: clear the info blocks, bytes 0 to 8191 of pmem0\n"
		"namespace0.0: write force_raw = 0\n"
		"namespace0.0: unbind\n");
	daxctl_unref(ctx);
}

TEST(a_seed_is_nothing_to_destroy)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	OK(plan_destroy(ctx, 4, 0, &plan));
	IS(daxctl_plan_is_unchanged(plan));
	PLAN_IS(plan, "");
	daxctl_unref(ctx);
}

TEST(a_half_made_namespace_is_deleted_without_touching_the_media)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	machine_set(MACHINE_REGION, "namespace0.4/uuid",
		    "00000000-0000-0000-0000-000000000009\n");
	OK(plan_destroy(ctx, 4, 0, &plan));
	PLAN_IS(plan, "namespace0.4: write holder_class = \"\"\n"
		      "namespace0.4: write size = 0\n");
	daxctl_unref(ctx);
}

TEST(an_active_one_wants_force)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	REFUSED(ctx, plan_destroy(ctx, 0, 0, &plan), -EBUSY,
		"namespace0.0 is active",
		"daxctl disable-namespace namespace0.0, or use --force");
	daxctl_unref(ctx);
}

TEST(a_mounted_disk_keeps_its_namespace_force_or_not)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	test_file("sys/class/block/pmem0.2/dev", "259:3\n");
	test_file("proc/self/mountinfo",
		  "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
		  "36 22 259:3 / /srv/db rw,noatime - xfs /dev/pmem0.2 rw\n");
	REFUSED(ctx, plan_destroy(ctx, 2, DAXCTL_PLAN_FORCE, &plan), -EBUSY,
		"namespace0.2: its disk pmem0.2 is in use: mounted on /srv/db",
		"umount /srv/db");
	daxctl_unref(ctx);
}

TEST(a_mount_point_with_a_blank_can_be_copied)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	test_file("sys/class/block/pmem0.2/dev", "259:3\n");
	test_file(
		"proc/self/mountinfo",
		"36 22 259:3 / /srv/my\\040db\\04 rw - xfs /dev/pmem0.2 rw\n");
	REFUSED(ctx, plan_destroy(ctx, 2, DAXCTL_PLAN_FORCE, &plan), -EBUSY,
		"namespace0.2: its disk pmem0.2 is in use: mounted on /srv/my db\\04",
		"umount '/srv/my db\\04'");
	daxctl_unref(ctx);
}

TEST(a_mounted_partition_keeps_its_namespace)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	test_file("sys/class/block/pmem0.2/dev", "259:3\n");
	test_file("sys/class/block/pmem0.2/pmem0.2p1/dev", "259:4\n");
	test_file("proc/self/mountinfo",
		  "36 22 259:4 / /boot rw - vfat /dev/pmem0.2p1 rw\n");
	REFUSED(ctx, plan_destroy(ctx, 2, DAXCTL_PLAN_FORCE, &plan), -EBUSY,
		"namespace0.2: its disk pmem0.2 is in use: mounted on /boot",
		"umount /boot");
	daxctl_unref(ctx);
}

TEST(a_swap_area_keeps_its_namespace)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	test_file("proc/swaps", "Filename Type Size Used Priority\n"
				"/dev/pmem0.2 partition 1048572 0 -2\n");
	REFUSED(ctx, plan_destroy(ctx, 2, DAXCTL_PLAN_FORCE, &plan), -EBUSY,
		"namespace0.2: its disk pmem0.2 is in use: a swap area",
		"swapoff /dev/pmem0.2");
	daxctl_unref(ctx);
}

TEST(a_dm_device_keeps_its_namespace)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_plan *plan;

	test_file("sys/class/block/pmem0.1s/holders/dm-4/dev", "254:4\n");
	REFUSED(ctx, plan_destroy(ctx, 1, DAXCTL_PLAN_FORCE, &plan), -EBUSY,
		"namespace0.1: its disk pmem0.1s is in use: held by dm-4",
		"take dm-4 off it first, see: lsblk /dev/pmem0.1s");
	daxctl_unref(ctx);
}

TEST(one_that_went_away_is_told_to_be_gone)
{
	struct daxctl_ctx *ctx = plan_machine();
	struct daxctl_nd_namespace *ns = machine_namespace(ctx, 4);
	struct daxctl_plan *plan;

	machine_remove(MACHINE_REGION "/namespace0.4");
	REFUSED(ctx, daxctl_nd_plan_destroy(ns, DAXCTL_PLAN_DRY_RUN, &plan),
		-ENXIO, "namespace0.4 is gone",
		"list what there is: daxctl list -i");
	daxctl_unref(ctx);
}
