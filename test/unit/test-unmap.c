/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-unmap.c - what is planned for maps in use, lost, or of no partition
 *
 * Plans are dry runs on a captured disk, with a device-mapper of our own that
 * knows who has its devices open.
 */
#include <errno.h>
#include <string.h>

#include "block-machine.h"
#include "lib/change/map.h"
#include "machine.h"
#include "plan-check.h"
#include "test.h"

#define OURS(n) "part" n "-DAXCTL-x"

static struct daxctl_ctx *ctx;

static const struct block_fake lost[] = {
	{ "pmem0p1", OURS("1"), 7, 1, { { 0, 4096, "linear", "259:9 2048" } } },
	{ "pmem0p2", OURS("2"), 8, 0, { { 0, 2048, "linear", "259:9 8192" } } },
	{ 0 },
};

/* Two partitions of a table, 2 MiB each. */
static void make(void)
{
	block_machine_make();
	block_machine_entry(0, 1, BLOCK_LINUX, 2048, 4096);
	block_machine_entry(0, 2, BLOCK_LINUX, 8192, 4096);
}

static void open_with(const struct block_fake *fakes)
{
	if (fakes)
		(void)block_machine_dm(fakes);
	ctx = block_machine_ctx();
}

static int unmap(unsigned int number, bool kernel, struct daxctl_plan **ret)
{
	const struct daxctl_map_want want = { .number = number,
					      .over = kernel };

	return daxctl_disk_plan_unmap(ctx, "pmem0", &want, DAXCTL_PLAN_DRY_RUN,
				      ret);
}

static int map(unsigned int number, bool over, struct daxctl_plan **ret)
{
	const struct daxctl_map_want want = { .number = number, .over = over };

	return daxctl_disk_plan_map(ctx, "pmem0", &want, DAXCTL_PLAN_DRY_RUN,
				    ret);
}

static void counts(const struct daxctl_plan *plan, unsigned int want_made,
		   unsigned int want_removed)
{
	unsigned int made, removed;

	daxctl_plan_count_maps(plan, &made, &removed);
	EQ(made, want_made);
	EQ(removed, want_removed);
}

/* What the step at @index is to do with the map. */
static const struct map_step *step(const struct daxctl_plan *plan,
				   unsigned int index)
{
	IS(index < plan->count);
	IS(plan->steps[index].map);
	return plan->steps[index].map;
}

TEST(without_maps_there_is_nothing_to_remove)
{
	struct daxctl_plan *plan;

	make();
	open_with(NULL);
	OK(unmap(0, false, &plan));
	IS(daxctl_plan_is_unchanged(plan));
	counts(plan, 0, 0);
	PLAN_IS(plan, "");
	daxctl_unref(ctx);
}

TEST(what_is_no_disk_has_no_maps)
{
	const struct daxctl_map_want want = { 0 };
	struct daxctl_plan *plan;

	make();
	open_with(NULL);
	REFUSED(ctx,
		daxctl_disk_plan_unmap(ctx, "sda", &want, DAXCTL_PLAN_DRY_RUN,
				       &plan),
		-EINVAL, "'sda' is no name of a pmem disk",
		"name one like pmem0");
	daxctl_unref(ctx);
}

TEST(a_disk_that_never_was_is_told)
{
	struct daxctl_plan *plan;

	make();
	machine_remove(BLOCK_PMEM0);
	open_with(NULL);
	REFUSED(ctx, unmap(0, false, &plan), -ENODEV,
		"there is no disk 'pmem0'",
		"list what there is: daxctl list-partitions");
	daxctl_unref(ctx);
}

TEST(maps_of_a_disk_that_is_gone_are_removed)
{
	struct daxctl_plan *plan;

	make();
	machine_remove(BLOCK_PMEM0);
	open_with(lost);
	OK(unmap(0, false, &plan));
	counts(plan, 0, 2);
	/* First the one that nobody uses, which can't fail. */
	PLAN_IS(plan,
		"pmem0p2: remove the map dm-8\n"
		"pmem0p1: cut off who uses the map dm-7, whose disk is gone\n");
	daxctl_unref(ctx);
}

TEST(of_a_disk_that_is_gone_one_map_can_be_meant)
{
	struct daxctl_plan *plan;

	make();
	machine_remove(BLOCK_PMEM0);
	open_with(lost);
	OK(unmap(2, false, &plan));
	PLAN_IS(plan, "pmem0p2: remove the map dm-8\n");
	EQ(unmap(3, false, &plan), -ENODEV);
	daxctl_unref(ctx);
}

TEST(who_is_cut_off_gets_errors_as_large_as_the_map)
{
	struct daxctl_plan *plan;

	make();
	open_with(lost);
	OK(unmap(1, false, &plan));
	EQ(plan->steps[0].kind, STEP_CUT_OFF);
	EQ_U64(step(plan, 0)->old_size, 2 << 20);
	EQ_STR(step(plan, 0)->name, "pmem0p1");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(what_is_removed_is_not_taken_back)
{
	struct daxctl_plan *plan;

	make();
	open_with(lost);
	OK(unmap(0, false, &plan));
	EQ(plan->count, 2);
	EQ(plan->steps[0].undo, UNDO_NONE);
	EQ(plan->steps[1].undo, UNDO_NONE);
	IS(plan->keep_failed);
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

/* Two maps on the disk, of which somebody has the second one open. */
static const struct block_fake present[] = {
	{ "pmem0p1", OURS("1"), 0, 0, { { 0, 4096, "linear", "259:0 2048" } } },
	{ "pmem0p2", OURS("2"), 1, 1, { { 0, 4096, "linear", "259:0 8192" } } },
	{ 0 },
};

static void make_present(void)
{
	make();
	block_machine_map("dm-0", 0, "pmem0p1\n", OURS("1") "\n", 4096);
	block_machine_map("dm-1", 0, "pmem0p2\n", OURS("2") "\n", 4096);
	test_file("sys/class/block/dm-0/dev", "254:0\n");
	test_file("sys/class/block/dm-1/dev", "254:1\n");
}

TEST(an_open_map_without_a_known_user_is_tried)
{
	struct daxctl_plan *plan;

	make_present();
	open_with(present);
	OK(unmap(0, false, &plan));
	PLAN_IS(plan, "pmem0p1: remove the map dm-0\n"
		      "pmem0p2: remove the map dm-1\n");
	daxctl_unref(ctx);
}

TEST(another_map_on_a_map_is_its_user)
{
	struct daxctl_plan *plan;

	make_present();
	test_file("sys/class/block/dm-1/holders/dm-5", "");
	open_with(present);
	REFUSED(ctx, unmap(0, false, &plan), -EBUSY,
		"pmem0p2: its map dm-1 is in use: held by dm-5",
		"take dm-5 off it first, see: lsblk /dev/dm-1");
	/* The other one isn't its business. */
	OK(unmap(1, false, &plan));
	PLAN_IS(plan, "pmem0p1: remove the map dm-0\n");
	daxctl_unref(ctx);
}

TEST(swap_on_a_map_is_its_user)
{
	struct daxctl_plan *plan;

	make_present();
	test_file("dev/dm-1", "");
	test_file("proc/swaps", "Filename Type Size Used Priority\n"
				"/dev/dm-1 partition 1 0 -2\n");
	open_with(present);
	REFUSED(ctx, unmap(2, false, &plan), -EBUSY,
		"pmem0p2: its map dm-1 is in use: a swap area",
		"swapoff /dev/dm-1");
	daxctl_unref(ctx);
}

TEST(a_renamed_map_is_removed_by_the_name_it_has)
{
	static const struct block_fake fakes[] = {
		{ "scratch",
		  OURS("1"),
		  0,
		  0,
		  { { 0, 4096, "linear", "259:0 2048" } } },
		{ 0 },
	};
	struct daxctl_plan *plan;

	make();
	block_machine_map("dm-0", 0, "scratch\n", OURS("1") "\n", 4096);
	open_with(fakes);
	OK(unmap(0, false, &plan));
	EQ_STR(step(plan, 0)->name, "scratch");
	PLAN_IS(plan, "pmem0p1: remove the map dm-0\n");
	daxctl_unref(ctx);
}

TEST(the_kernel_gets_back_only_what_it_can_have)
{
	struct daxctl_plan *plan;

	make();
	block_machine_entry(0, 3, BLOCK_LINUX, 126976, 8192);
	block_machine_kernel(1, 2048, 4096);
	open_with(NULL);
	OK(unmap(0, true, &plan));
	EQ_U64(step(plan, 0)->start, 4 << 20);
	EQ_U64(step(plan, 0)->size, 2 << 20);
	PLAN_IS(plan, "pmem0p2: make the kernel's partition\n");
	OK(unmap(3, true, &plan));
	PLAN_IS(plan, "");
	daxctl_unref(ctx);
}

TEST(nothing_is_given_back_to_a_kernel_without_partitions)
{
	struct daxctl_plan *plan;

	make_present();
	block_machine_set("partscan", "0\n");
	open_with(NULL);
	REFUSED(ctx, unmap(0, true, &plan), -EOPNOTSUPP,
		"pmem0: the kernel makes no partitions on this disk",
		"leave --kernel out");
	daxctl_unref(ctx);
}

TEST(a_lost_map_in_the_way_is_replaced)
{
	struct daxctl_plan *plan;

	make();
	open_with(lost);
	OK(map(2, false, &plan));
	counts(plan, 1, 1);
	PLAN_IS(plan,
		"pmem0p2: remove the map dm-8\n"
		"pmem0p2: map 2097152 bytes from byte 4194304 of pmem0\n");
	daxctl_unref(ctx);
}

TEST(a_lost_map_in_use_keeps_its_name)
{
	struct daxctl_plan *plan;

	make();
	open_with(lost);
	OK(map(1, false, &plan));
	counts(plan, 0, 1);
	PLAN_IS(plan,
		"pmem0p1: cut off who uses the map dm-7, whose disk is gone\n");
	daxctl_unref(ctx);
}

TEST(a_map_of_no_partition_that_is_mounted_is_left)
{
	static const struct block_fake fakes[] = {
		{ "pmem0p5",
		  OURS("5"),
		  5,
		  1,
		  { { 0, 4096, "linear", "259:0 16384" } } },
		{ 0 },
	};
	struct daxctl_plan *plan;

	make();
	block_machine_map("dm-5", 0, "pmem0p5\n", OURS("5") "\n", 4096);
	test_file("sys/class/block/dm-5/dev", "254:5\n");
	test_file("proc/self/mountinfo",
		  "36 25 254:5 / /mnt rw - xfs /dev/dm-5 rw\n");
	open_with(fakes);
	OK(map(5, false, &plan));
	counts(plan, 0, 0);
	PLAN_IS(plan,
		"note: pmem0p5: the map dm-5 should go, but is mounted on /mnt: umount /mnt\n");
	daxctl_unref(ctx);
}

TEST(a_map_has_the_number_and_the_disk_in_its_uuid)
{
	struct daxctl_plan *plan;

	make();
	block_machine_set("device/uuid",
			  "aaaaaaaa-0000-0000-0000-000000000001\n");
	open_with(NULL);
	OK(map(2, false, &plan));
	EQ_STR(step(plan, 0)->uuid,
	       "part2-DAXCTL-aaaaaaaa-0000-0000-0000-000000000001");
	EQ(block_uuid_number(step(plan, 0)->uuid), 2);
	EQ_STR(step(plan, 0)->name, "pmem0p2");
	IS(!step(plan, 0)->read_only);
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(maps_of_a_read_only_disk_are_read_only)
{
	struct daxctl_plan *plan;

	make();
	block_machine_set("ro", "1\n");
	open_with(NULL);
	OK(map(1, false, &plan));
	IS(step(plan, 0)->read_only);
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_map_that_moves_remembers_where_it_was)
{
	static const struct block_fake fakes[] = {
		{ "scratch",
		  OURS("1"),
		  0,
		  1,
		  { { 0, 4096, "linear", "259:0 16384" } } },
		{ 0 },
	};
	struct daxctl_plan *plan;

	make();
	block_machine_map("dm-0", 0, "scratch\n", OURS("1") "\n", 4096);
	open_with(fakes);
	OK(map(1, false, &plan));
	counts(plan, 1, 0);
	EQ(plan->steps[0].kind, STEP_REMAP);
	EQ_U64(step(plan, 0)->start, 1 << 20);
	EQ_U64(step(plan, 0)->old_start, 8 << 20);
	EQ_U64(step(plan, 0)->old_size, 2 << 20);
	EQ_STR(step(plan, 0)->name, "scratch");
	IS(step(plan, 0)->moves);
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

/* Partition 1 is 4096 sectors from 2048; its map, so many of @place, is
 * mounted. */
static void make_mounted(uint64_t sectors, const char *place)
{
	static struct block_fake fakes[2];

	fakes[0] = (struct block_fake){
		.name = "pmem0p1",
		.uuid = OURS("1"),
		.open_count = 1,
		.lines = { { 0, sectors, "linear", place } },
	};
	make();
	block_machine_map("dm-0", 0, "pmem0p1\n", OURS("1") "\n", 4096);
	test_file("sys/class/block/dm-0/dev", "254:0\n");
	test_file("proc/self/mountinfo",
		  "36 25 254:0 / /mnt rw - ext4 /dev/pmem0p1 rw\n");
	open_with(fakes);
}

TEST(a_mounted_map_grows_with_its_partition)
{
	struct daxctl_plan *plan;

	make_mounted(2048, "259:0 2048");
	OK(map(1, false, &plan));
	EQ(plan->count, 1);
	EQ(plan->steps[0].kind, STEP_REMAP);
	IS(!step(plan, 0)->moves);
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_mounted_map_is_not_moved)
{
	struct daxctl_plan *plan;

	make_mounted(4096, "259:0 16384");
	OK(map(1, false, &plan));
	counts(plan, 0, 0);
	PLAN_IS(plan,
		"note: pmem0p1: the map dm-0 should move or shrink, but is mounted on /mnt: umount /mnt\n");
	daxctl_unref(ctx);
}

TEST(a_mounted_map_is_not_made_smaller)
{
	struct daxctl_plan *plan;

	make_mounted(6144, "259:0 2048");
	OK(map(1, false, &plan));
	counts(plan, 0, 0);
	PLAN_IS(plan,
		"note: pmem0p1: the map dm-0 should move or shrink, but is mounted on /mnt: umount /mnt\n");
	daxctl_unref(ctx);
}

TEST(a_deleted_partition_of_the_kernel_comes_back_where_it_was)
{
	struct daxctl_plan *plan;

	make();
	/* Of an older table, perhaps. */
	block_machine_kernel(1, 4096, 1024);
	open_with(NULL);
	OK(map(1, false, &plan));
	EQ(plan->steps[0].kind, STEP_PART_DELETE);
	EQ(plan->steps[0].undo, UNDO_MAP);
	EQ_U64(step(plan, 0)->old_start, 2 << 20);
	EQ_U64(step(plan, 0)->old_size, 512 << 10);
	EQ_U64(step(plan, 1)->start, 1 << 20);
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(what_a_map_stands_on_gets_the_size_that_the_table_says)
{
	struct daxctl_plan *plan;

	make();
	block_machine_kernel(1, 2048, 1024);
	open_with(NULL);
	OK(map(1, true, &plan));
	EQ(plan->count, 2);
	EQ(plan->steps[0].kind, STEP_PART_RESIZE);
	EQ_U64(step(plan, 0)->size, 2 << 20);
	EQ_U64(step(plan, 0)->old_size, 512 << 10);
	EQ(plan->steps[1].kind, STEP_MAP);
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(what_a_map_stands_on_is_made_anew_where_the_table_says)
{
	struct daxctl_plan *plan;

	make();
	block_machine_kernel(1, 4096, 4096);
	open_with(NULL);
	OK(map(1, true, &plan));
	EQ(plan->count, 3);
	EQ(plan->steps[0].kind, STEP_PART_DELETE);
	EQ(plan->steps[1].kind, STEP_PART_ADD);
	EQ_U64(step(plan, 1)->start, 1 << 20);
	EQ(plan->steps[2].kind, STEP_MAP);
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_table_that_cant_be_read_is_no_empty_one)
{
	struct daxctl_plan *plan;

	make_present();
	machine_remove("dev");
	open_with(NULL);
	REFUSED(ctx, map(0, false, &plan), -ENXIO,
		"pmem0: there is no /dev/pmem0 to read its table from",
		"see what /dev has for it");
	/* To remove maps no table is needed. */
	OK(unmap(0, false, &plan));
	counts(plan, 0, 2);
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}
