/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-disk.c - what a disk's table, the kernel and device-mapper know together
 *
 * A captured disk pmem0 of 64 MiB, whose table is an MBR. What device-mapper
 * would tell by ioctl isn't known in a captured tree; that is for the guests.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/block/block.h"
#include "plan-check.h"
#include "test.h"
#include "util/le.h"

enum {
	MIB = 1 << 20
};

#define PMEM0 "sys/class/block/pmem0"
#define OURS  "part1-DAXCTL-aaaaaaaa-0000-0000-0000-000000000001"

static struct daxctl_ctx *ctx;
static struct daxctl_disk *disk;
static char image[4096];

static void entry(unsigned int i, unsigned char type, uint32_t start,
		  uint32_t size)
{
	char *at = image + 446 + 16 * i;

	at[4] = type;
	put_le32(at + 8, start);
	put_le32(at + 12, size);
	put_le16(image + 510, 0xaa55);
}

static void write_image(const char *path)
{
	char name[512];
	FILE *file;

	test_file(path, "");
	snprintf(name, sizeof(name), "%s/%s", test_dir(), path);
	file = fopen(name, "w");
	IS(file);
	EQ(fwrite(image, 1, sizeof(image), file), sizeof(image));
	EQ(fclose(file), 0);
	EQ(truncate(name, 64 * MIB), 0);
}

/* Two partitions that are aligned, and a third one that isn't. */
static void make(void)
{
	memset(image, 0, sizeof(image));
	put_le32(image + 440, 0x11223344);
	entry(0, 0x83, 2048, 32768);
	entry(1, 0x83, 34816, 32768);
	entry(2, 0x83, 67585, 8001);
	test_file(PMEM0 "/size", "131072\n");
	test_file(PMEM0 "/dev", "259:0\n");
	test_file(PMEM0 "/ext_range", "256\n");
	test_file(PMEM0 "/queue/dax", "1\n");
	test_file(PMEM0 "/queue/logical_block_size", "512\n");
	test_file(PMEM0 "/device/uuid",
		  "aaaaaaaa-0000-0000-0000-000000000001\n");
	write_image("dev/pmem0");
}

static void add_kernel(unsigned int number, const char *start, const char *size)
{
	char path[128];

	snprintf(path, sizeof(path), PMEM0 "/pmem0p%u/start", number);
	test_file(path, start);
	snprintf(path, sizeof(path), PMEM0 "/pmem0p%u/size", number);
	test_file(path, size);
	snprintf(path, sizeof(path), PMEM0 "/pmem0p%u/dev", number);
	test_file(path, "259:9\n");
	snprintf(path, sizeof(path), "sys/class/block/pmem0p%u", number);
	snprintf(image, sizeof(image), "pmem0/pmem0p%u", number);
	test_link(path, image);
}

static void add_map(const char *dm, const char *below, const char *name,
		    const char *uuid, const char *size)
{
	char path[128];

	snprintf(path, sizeof(path), "sys/class/block/%s/dm/name", dm);
	test_file(path, name);
	snprintf(path, sizeof(path), "sys/class/block/%s/dm/uuid", dm);
	test_file(path, uuid);
	snprintf(path, sizeof(path), "sys/class/block/%s/size", dm);
	test_file(path, size);
	snprintf(path, sizeof(path), "%s/holders/%s", below, dm);
	test_file(path, "");
}

static void open_disk(void)
{
	OK(daxctl_new_at(test_dir(), &ctx));
	OK(daxctl_disk_open(ctx, "pmem0", &disk));
}

static void close_disk(void)
{
	daxctl_disk_free(disk);
	daxctl_unref(ctx);
}

static const struct daxctl_partition *part(unsigned int number)
{
	const struct daxctl_partition *at;

	for (unsigned int i = 0; (at = daxctl_disk_get_partition(disk, i)); i++)
		if (at->number == number)
			return at;
	test_fail(__FILE__, __LINE__, "no partition %u", number);
}

TEST(names_of_disks_are_known)
{
	IS(block_is_disk_name("pmem0"));
	IS(block_is_disk_name("pmem12.3"));
	IS(block_is_disk_name("pmem1s"));
	IS(block_is_disk_name("pmem1.2s"));
	IS(!block_is_disk_name("pmem"));
	IS(!block_is_disk_name("pmem0p1"));
	IS(!block_is_disk_name("pmem0."));
	IS(!block_is_disk_name("pmem0/../sda"));
	IS(!block_is_disk_name("sda"));
}

TEST(names_of_partitions_are_taken_apart)
{
	unsigned int number = 7;
	char name[40];

	IS(block_split_name("pmem1.2sp34", name, &number));
	EQ_STR(name, "pmem1.2s");
	EQ(number, 34);
	IS(!block_split_name("pmem0", name, &number));
	IS(!block_split_name("pmem0p", name, &number));
	IS(!block_split_name("pmem0p0", name, &number));
	IS(!block_split_name("pmem0p01", name, &number));
	IS(!block_split_name("pmem0p1x", name, &number));
	IS(!block_split_name("pmem0p70000", name, &number));
}

TEST(only_uuids_of_ours_are_ours)
{
	EQ(block_uuid_number("part12-DAXCTL-abc"), 12);
	EQ(block_uuid_number("part12-DAXCTL-"), 0);
	EQ(block_uuid_number("part1-devnode_259:0_Wh5pYvM"), 0);
	EQ(block_uuid_number("part1-mpath-123"), 0);
	EQ(block_uuid_number("LVM-part1-DAXCTL-x"), 0);
	EQ(block_uuid_number(""), 0);
}

TEST(a_disk_is_read_from_its_image)
{
	make();
	open_disk();
	EQ_STR(daxctl_disk_get_table(disk), "dos");
	EQ_STR(daxctl_disk_get_table_id(disk), "11223344");
	EQ_U64(daxctl_disk_get_size(disk), 64 * MIB);
	EQ(daxctl_disk_get_sector_size(disk), 512);
	IS(daxctl_disk_has_dax(disk));
	IS(daxctl_disk_makes_partitions(disk));
	OK(daxctl_disk_get_table_error(disk));
	EQ_STR(part(1)->device, "pmem0p1");
	EQ_U64(part(2)->start, 17 * MIB);
	IS(!part(1)->in_kernel);
	EQ(part(1)->map_state, DAXCTL_MAP_NONE);
	close_disk();
}

TEST(maps_are_named_by_the_namespace_or_else_the_table)
{
	make();
	open_disk();
	EQ_STR(daxctl_disk_get_id(disk),
	       "aaaaaaaa-0000-0000-0000-000000000001");
	close_disk();
	test_file(PMEM0 "/device/uuid",
		  "00000000-0000-0000-0000-000000000000\n");
	open_disk();
	EQ_STR(daxctl_disk_get_id(disk), "11223344");
	close_disk();
}

TEST(no_partitions_are_made_where_the_kernel_says_so)
{
	make();
	test_file(PMEM0 "/partscan", "0\n");
	open_disk();
	IS(!daxctl_disk_makes_partitions(disk));
	close_disk();
	test_file(PMEM0 "/partscan", "1\n");
	test_file(PMEM0 "/ext_range", "1\n");
	open_disk();
	IS(!daxctl_disk_makes_partitions(disk));
	close_disk();
}

TEST(a_disk_that_isnt_there_is_told)
{
	make();
	OK(daxctl_new_at(test_dir(), &ctx));
	EQ(daxctl_disk_open(ctx, "pmem1", &disk), -ENODEV);
	EQ_STR(daxctl_get_error(ctx), "there is no disk 'pmem1'");
	EQ(daxctl_disk_open(ctx, "../sda", &disk), -EINVAL);
	daxctl_unref(ctx);
}

TEST(without_an_image_there_is_no_table_to_know)
{
	char path[512];

	make();
	snprintf(path, sizeof(path), "%s/dev/pmem0", test_dir());
	EQ(unlink(path), 0);
	open_disk();
	EQ(daxctl_disk_get_table_error(disk), -ENXIO);
	IS(!daxctl_disk_get_partition(disk, 0));
	close_disk();
	/* Nor is one read from where a link leads. */
	write_image("dev/other");
	test_link("dev/pmem0", "other");
	open_disk();
	EQ(daxctl_disk_get_table_error(disk), -ELOOP);
	close_disk();
}

TEST(what_the_kernel_has_made_is_known)
{
	make();
	add_kernel(1, "2048\n", "32768\n");
	add_kernel(9, "100000\n", "8\n");
	open_disk();
	IS(part(1)->in_kernel);
	IS(!part(2)->in_kernel);
	EQ(part(9)->fault, DAXCTL_PARTITION_UNLISTED);
	EQ_U64(part(9)->start, 51200000);
	EQ_U64(part(9)->size, 4096);
	close_disk();
}

TEST(maps_of_ours_belong_to_their_partitions)
{
	make();
	add_map("dm-0", PMEM0, "pmem0p1\n", OURS "\n", "32768\n");
	add_map("dm-1", PMEM0, "pmem0p2\n", "part2-DAXCTL-x\n", "8\n");
	add_map("dm-2", PMEM0, "pmem0p7\n", "part7-DAXCTL-x\n", "8\n");
	open_disk();
	EQ(part(1)->map_state, DAXCTL_MAP_CURRENT);
	EQ_STR(part(1)->map, "dm-0");
	EQ(part(2)->map_state, DAXCTL_MAP_OUTDATED);
	EQ(part(7)->map_state, DAXCTL_MAP_OUTDATED);
	EQ(part(7)->fault, DAXCTL_PARTITION_UNLISTED);
	EQ(part(3)->map_state, DAXCTL_MAP_NONE);
	close_disk();
}

TEST(a_map_over_the_kernels_partition_is_told_apart)
{
	make();
	add_kernel(3, "67585\n", "8001\n");
	add_map("dm-4", PMEM0 "/pmem0p3", "pmem0p3\n", "part3-DAXCTL-x\n",
		"8001\n");
	open_disk();
	EQ(part(3)->map_state, DAXCTL_MAP_CURRENT);
	IS(part(3)->map_over);
	close_disk();
}

TEST(a_map_of_another_program_is_foreign)
{
	make();
	add_map("dm-0", PMEM0, "pmem0p1\n", "part1-devnode_259:0_x\n",
		"32768\n");
	add_map("dm-1", PMEM0, "striped\n", "\n", "32768\n");
	open_disk();
	EQ(part(1)->map_state, DAXCTL_MAP_FOREIGN);
	EQ(part(2)->map_state, DAXCTL_MAP_NONE);
	EQ(daxctl_disk_check_map(disk, part(1), false), -EBUSY);
	/* What it maps isn't known here, so it may be this. */
	EQ(daxctl_disk_check_map(disk, part(2), false), -EBUSY);
	close_disk();
}

TEST(alignment_is_counted_in_whole_pieces)
{
	struct daxctl_partition at = { .start = 4097, .size = 20000 };
	uint64_t start, size;

	IS(!daxctl_partition_align(&at, 4096, &start, &size));
	EQ_U64(start, 8192);
	EQ_U64(size, 12288);
	at = (struct daxctl_partition){ .start = 8192, .size = 4096 };
	IS(daxctl_partition_align(&at, 4096, &start, &size));
	IS(!daxctl_partition_align(&at, 16384, &start, &size));
	EQ_U64(size, 0);
	at = (struct daxctl_partition){ .start = UINT64_MAX - 5, .size = 3 };
	IS(!daxctl_partition_align(&at, 4096, &start, &size));
	EQ_U64(size, 0);
}

TEST(dax_has_its_conditions)
{
	char why[128];

	make();
	add_kernel(1, "2048\n", "32768\n");
	add_map("dm-1", PMEM0, "pmem0p2\n", "part2-DAXCTL-x\n", "32768\n");
	open_disk();
	IS(daxctl_disk_check_dax(disk, part(1), why, sizeof(why)));
	IS(strstr(why, "one XFS"));
	IS(daxctl_disk_check_dax(disk, part(2), why, sizeof(why)));
	EQ_STR(why, "");
	IS(!daxctl_disk_check_dax(disk, part(3), why, sizeof(why)));
	EQ_STR(why, "its start is no multiple of the page size, 4096");
	close_disk();
	test_file(PMEM0 "/queue/dax", "0\n");
	open_disk();
	IS(!daxctl_disk_check_dax(disk, part(2), why, sizeof(why)));
	EQ_STR(why, "the disk has no DAX, as in raw and sector mode");
	close_disk();
}

TEST(a_misaligned_partition_is_refused_with_numbers_that_would_do)
{
	make();
	open_disk();
	REFUSED(ctx, daxctl_disk_check_map(disk, part(3), false), -EINVAL,
		"pmem0p3: its start 34603520 and size 4096512 are not both multiples of the page size 4096: DAX would write to wrong places",
		"make it anew from byte 34607104 with 4091904 bytes (sector 67592, 7992 sectors), or use --no-dax");
	OK(daxctl_disk_check_map(disk, part(3), true));
	close_disk();
	/* Where there is no DAX nothing can go wrong. */
	test_file(PMEM0 "/queue/dax", "0\n");
	open_disk();
	OK(daxctl_disk_check_map(disk, part(3), false));
	close_disk();
}

static int plan_map(unsigned int number, bool over, struct daxctl_plan **ret)
{
	const struct daxctl_map_want want = { .number = number, .over = over };

	return daxctl_disk_plan_map(ctx, "pmem0", &want, DAXCTL_PLAN_DRY_RUN,
				    ret);
}

static int plan_unmap(unsigned int number, bool kernel,
		      struct daxctl_plan **ret)
{
	const struct daxctl_map_want want = { .number = number,
					      .over = kernel };

	return daxctl_disk_plan_unmap(ctx, "pmem0", &want, DAXCTL_PLAN_DRY_RUN,
				      ret);
}

TEST(aligned_partitions_are_mapped_and_the_kernels_deleted)
{
	struct daxctl_plan *plan;

	make();
	add_kernel(2, "34816\n", "32768\n");
	add_kernel(3, "67585\n", "8001\n");
	OK(daxctl_new_at(test_dir(), &ctx));
	OK(plan_map(0, false, &plan));
	PLAN_IS(plan,
		"pmem0p1: map 16777216 bytes from byte 1048576 of pmem0\n"
		"pmem0p2: delete the kernel's partition\n"
		"pmem0p2: map 16777216 bytes from byte 17825792 of pmem0\n");
	OK(plan_map(1, false, &plan));
	PLAN_IS(plan,
		"pmem0p1: map 16777216 bytes from byte 1048576 of pmem0\n");
	EQ(plan_map(4, false, &plan), -ENODEV);
	daxctl_unref(ctx);
}

TEST(over_the_kernels_partitions_all_can_be_mapped)
{
	struct daxctl_plan *plan;

	make();
	add_kernel(3, "67585\n", "8001\n");
	OK(daxctl_new_at(test_dir(), &ctx));
	OK(plan_map(3, true, &plan));
	PLAN_IS(plan,
		"pmem0p3: map 4096512 bytes from byte 34603520 of pmem0, over the kernel's partition\n");
	OK(plan_map(1, true, &plan));
	PLAN_IS(plan,
		"pmem0p1: make the kernel's partition\n"
		"pmem0p1: map 16777216 bytes from byte 1048576 of pmem0, over the kernel's partition\n");
	daxctl_unref(ctx);
}

TEST(what_is_mapped_right_is_left_alone)
{
	struct daxctl_plan *plan;
	unsigned int made, removed;

	make();
	add_map("dm-0", PMEM0, "pmem0p1\n", OURS "\n", "32768\n");
	add_map("dm-1", PMEM0, "pmem0p2\n", "part2-DAXCTL-x\n", "32768\n");
	OK(daxctl_new_at(test_dir(), &ctx));
	OK(plan_map(0, false, &plan));
	IS(daxctl_plan_is_unchanged(plan));
	EQ_STR(daxctl_disk_get_devname(daxctl_plan_get_disk(plan)), "pmem0");
	daxctl_plan_count_maps(plan, &made, &removed);
	EQ(made + removed, 0);
	PLAN_IS(plan, "");
	daxctl_unref(ctx);
}

TEST(a_kernels_partition_beside_a_map_goes_and_the_map_gets_its_name)
{
	struct daxctl_plan *plan;

	make();
	add_kernel(1, "2048\n", "32768\n");
	add_map("dm-0", PMEM0, "pmem0p1\n", OURS "\n", "32768\n");
	OK(daxctl_new_at(test_dir(), &ctx));
	OK(plan_map(1, false, &plan));
	PLAN_IS(plan, "pmem0p1: delete the kernel's partition\n"
		      "pmem0p1: tell udev again of the map dm-0\n");
	daxctl_unref(ctx);
}

TEST(maps_follow_the_table)
{
	struct daxctl_plan *plan;
	unsigned int made, removed;

	make();
	add_map("dm-0", PMEM0, "pmem0p1\n", OURS "\n", "16384\n");
	add_map("dm-1", PMEM0, "pmem0p2\n", "part2-DAXCTL-x\n", "32768\n");
	add_map("dm-2", PMEM0, "pmem0p8\n", "part8-DAXCTL-x\n", "8\n");
	OK(daxctl_new_at(test_dir(), &ctx));
	OK(plan_map(0, false, &plan));
	daxctl_plan_count_maps(plan, &made, &removed);
	EQ(made, 1);
	EQ(removed, 1);
	PLAN_IS(plan,
		"pmem0p1: change the map to 16777216 bytes from byte 1048576 of pmem0\n"
		"pmem0p8: remove the map dm-2\n");
	daxctl_unref(ctx);
}

TEST(maps_of_a_table_that_is_gone_go_as_well)
{
	struct daxctl_plan *plan;

	make();
	memset(image, 0, sizeof(image));
	write_image("dev/pmem0");
	add_map("dm-0", PMEM0, "pmem0p1\n", OURS "\n", "16384\n");
	add_map("dm-1", PMEM0, "other\n", "LVM-x\n", "8\n");
	OK(daxctl_new_at(test_dir(), &ctx));
	OK(plan_map(0, false, &plan));
	PLAN_IS(plan, "pmem0p1: remove the map dm-0\n");
	daxctl_unref(ctx);
}

TEST(nothing_is_mapped_while_a_kernel_partition_is_in_use)
{
	struct daxctl_plan *plan;

	make();
	add_kernel(3, "67585\n", "8001\n");
	test_file("proc/self/mountinfo",
		  "36 25 259:9 / /mnt rw - ext4 /dev/pmem0p3 rw\n");
	OK(daxctl_new_at(test_dir(), &ctx));
	REFUSED(ctx, plan_map(0, false, &plan), -EBUSY,
		"pmem0 can't be mapped while pmem0p3 is mounted on /mnt",
		"umount /mnt");
	daxctl_unref(ctx);
}

TEST(nothing_is_mapped_while_the_whole_disk_is_in_use)
{
	struct daxctl_plan *plan;

	make();
	add_kernel(3, "67585\n", "8001\n");
	test_file("proc/self/mountinfo",
		  "36 25 259:0 / /mnt rw - ext4 /dev/pmem0 rw\n");
	OK(daxctl_new_at(test_dir(), &ctx));
	REFUSED(ctx, plan_map(0, false, &plan), -EBUSY,
		"pmem0 can't be mapped while pmem0 is mounted on /mnt",
		"umount /mnt");
	daxctl_unref(ctx);
}

TEST(the_disk_is_claimed_one_way_or_the_other)
{
	struct daxctl_plan *plan;

	make();
	add_map("dm-0", PMEM0, "pmem0p1\n", OURS "\n", "32768\n");
	open_disk();
	REFUSED(ctx, daxctl_disk_check_map(disk, part(3), true), -EBUSY,
		"pmem0p3: the map pmem0p1 of its disk stands on the disk, which excludes the other",
		"daxctl unmap-partitions pmem0");
	OK(plan_map(0, true, &plan));
	PLAN_IS(plan, "");
	close_disk();
}

TEST(only_maps_of_ours_are_unmapped)
{
	struct daxctl_plan *plan;

	make();
	add_map("dm-0", PMEM0, "pmem0p1\n", OURS "\n", "32768\n");
	add_map("dm-1", PMEM0, "other\n", "\n", "8\n");
	add_map("dm-2", PMEM0, "pmem0p2\n", "part2-DAXCTL-x\n", "32768\n");
	OK(daxctl_new_at(test_dir(), &ctx));
	OK(plan_unmap(2, false, &plan));
	PLAN_IS(plan, "pmem0p2: remove the map dm-2\n");
	OK(plan_unmap(1, true, &plan));
	PLAN_IS(plan, "pmem0p1: remove the map dm-0\n"
		      "pmem0p1: make the kernel's partition\n");
	OK(plan_unmap(3, false, &plan));
	PLAN_IS(plan, "");
	daxctl_unref(ctx);
}

TEST(a_map_in_use_is_not_unmapped)
{
	struct daxctl_plan *plan;

	make();
	add_map("dm-0", PMEM0, "pmem0p1\n", OURS "\n", "32768\n");
	test_file("sys/class/block/dm-0/dev", "254:0\n");
	test_file("proc/self/mountinfo",
		  "36 25 254:0 / /mnt rw - xfs /dev/dm-0 rw\n");
	OK(daxctl_new_at(test_dir(), &ctx));
	REFUSED(ctx, plan_unmap(0, false, &plan), -EBUSY,
		"pmem0p1: its map dm-0 is in use: mounted on /mnt",
		"umount /mnt");
	daxctl_unref(ctx);
}

static int first_two(void *arg, const char *name)
{
	char *to = arg;

	strcat(strcat(to, name), ";");
	return 0;
}

TEST(disks_are_listed_in_order_and_without_partitions)
{
	char names[128] = "";

	make();
	add_kernel(1, "2048\n", "32768\n");
	test_file("sys/class/block/pmem10/size", "8\n");
	test_file("sys/class/block/pmem2.1s/size", "8\n");
	test_file("sys/class/block/sda/size", "8\n");
	OK(daxctl_new_at(test_dir(), &ctx));
	OK(daxctl_disk_list(ctx, first_two, names));
	EQ_STR(names, "pmem0;pmem2.1s;pmem10;");
	daxctl_unref(ctx);
}
