/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-block-disk.c - what is made of a disk whose attributes are odd
 *
 * Old kernels lack some, a disk that goes away lacks all, and a captured tree
 * may hold anything.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "block-machine.h"
#include "test.h"

enum {
	MIB = 1 << 20
};

static struct daxctl_ctx *ctx;
static struct daxctl_disk *disk;

static void open_disk(void)
{
	ctx = block_machine_ctx();
	disk = block_machine_open(ctx);
}

static void end(void)
{
	daxctl_disk_free(disk);
	daxctl_unref(ctx);
}

static const struct daxctl_partition *part(unsigned int number)
{
	return block_machine_part(disk, number);
}

/* The disk with this attribute can't be opened. */
static void is_refused(const char *attr, const char *text, int rc)
{
	block_machine_make();
	block_machine_set(attr, text);
	ctx = block_machine_ctx();
	disk = NULL;
	EQ(daxctl_disk_open(ctx, "pmem0", &disk), rc);
	IS(!disk);
	IS(strstr(daxctl_get_error(ctx), "pmem0"));
	daxctl_unref(ctx);
}

/* Open it with this size of a sector, in bytes. */
static unsigned int sector_of(const char *text)
{
	unsigned int size;

	block_machine_make();
	block_machine_set("queue/logical_block_size", text);
	open_disk();
	size = daxctl_disk_get_sector_size(disk);
	end();
	return size;
}

TEST(sectors_have_the_size_that_the_kernel_tells)
{
	EQ(sector_of("512\n"), 512);
	EQ(sector_of("4096\n"), 4096);
	EQ(sector_of("65536\n"), 65536);
}

TEST(a_sector_of_no_size_has_512_bytes)
{
	EQ(sector_of(NULL), 512);
	EQ(sector_of("\n"), 512);
	EQ(sector_of("0\n"), 512);
	EQ(sector_of("256\n"), 512);
	EQ(sector_of("520\n"), 512);
	EQ(sector_of("131072\n"), 512);
	EQ(sector_of("4294967808\n"), 512);
	EQ(sector_of("many\n"), 512);
}

TEST(the_size_in_sysfs_is_in_units_of_512_always)
{
	block_machine_make();
	block_machine_set("queue/logical_block_size", "4096\n");
	open_disk();
	EQ_U64(daxctl_disk_get_size(disk), BLOCK_SIZE);
	end();
}

TEST(a_table_of_large_sectors_counts_in_them)
{
	block_machine_make();
	block_machine_set("queue/logical_block_size", "4096\n");
	block_machine_entry(0, 1, BLOCK_LINUX, 256, 512);
	open_disk();
	EQ_U64(part(1)->start, MIB);
	EQ_U64(part(1)->size, 2 * MIB);
	EQ(part(1)->fault, DAXCTL_PARTITION_GOOD);
	end();
}

TEST(the_kernels_own_partitions_count_in_512_always)
{
	block_machine_make();
	block_machine_set("queue/logical_block_size", "4096\n");
	block_machine_kernel(7, 2048, 4096);
	open_disk();
	EQ_U64(part(7)->start, MIB);
	EQ_U64(part(7)->size, 2 * MIB);
	end();
}

TEST(without_a_size_there_is_no_disk)
{
	is_refused("size", NULL, -ENODEV);
}

TEST(a_size_that_is_no_number_is_no_disk_either)
{
	is_refused("size", "large\n", -EINVAL);
	is_refused("size", "\n", -ENXIO);
	is_refused("size", "-8\n", -EINVAL);
}

TEST(a_size_past_all_bytes_is_an_error)
{
	is_refused("size", "36028797018963968\n", -ERANGE);
	is_refused("size", "18446744073709551615\n", -ERANGE);
}

TEST(a_disk_of_no_size_has_no_table)
{
	block_machine_make();
	block_machine_set("size", "0\n");
	open_disk();
	EQ_U64(daxctl_disk_get_size(disk), 0);
	IS(!daxctl_disk_get_table(disk));
	IS(daxctl_disk_get_table_error(disk) < 0);
	end();
}

TEST(what_the_kernel_doesnt_say_is_no_dax)
{
	block_machine_make();
	block_machine_set("queue/dax", NULL);
	open_disk();
	IS(!daxctl_disk_has_dax(disk));
	end();
	block_machine_set("queue/dax", "maybe\n");
	open_disk();
	IS(!daxctl_disk_has_dax(disk));
	end();
}

TEST(a_disk_can_be_read_only)
{
	block_machine_make();
	open_disk();
	IS(!block_disk_is_read_only(disk));
	end();
	block_machine_set("ro", "1\n");
	open_disk();
	IS(block_disk_is_read_only(disk));
	end();
	block_machine_set("ro", "0\n");
	open_disk();
	IS(!block_disk_is_read_only(disk));
	end();
}

TEST(old_kernels_make_partitions_without_saying_so)
{
	block_machine_make();
	block_machine_set("ext_range", NULL);
	open_disk();
	IS(daxctl_disk_makes_partitions(disk));
	end();
	block_machine_set("ext_range", "x\n");
	open_disk();
	IS(daxctl_disk_makes_partitions(disk));
	end();
}

TEST(a_disk_that_is_blank_has_no_table)
{
	block_machine_make();
	open_disk();
	EQ(daxctl_disk_get_table_error(disk), -ENOENT);
	IS(!daxctl_disk_get_table(disk));
	IS(!daxctl_disk_get_table_id(disk));
	IS(!daxctl_disk_is_backup(disk));
	IS(!daxctl_disk_get_partition(disk, 0));
	end();
}

TEST(a_disk_without_any_identity_goes_by_its_name)
{
	block_machine_make();
	open_disk();
	EQ_STR(daxctl_disk_get_id(disk), "pmem0");
	EQ_STR(daxctl_disk_get_devname(disk), "pmem0");
	end();
}

TEST(an_image_that_is_no_file_is_not_read)
{
	char path[512];

	block_machine_make();
	snprintf(path, sizeof(path), "%s/dev/pmem0", test_dir());
	EQ(unlink(path), 0);
	EQ(mkfifo(path, 0600), 0);
	open_disk();
	EQ(daxctl_disk_get_table_error(disk), -ENOTBLK);
	end();
	EQ(unlink(path), 0);
	EQ(mkdir(path, 0700), 0);
	open_disk();
	EQ(daxctl_disk_get_table_error(disk), -ENOTBLK);
	end();
}

TEST(of_a_running_machine_a_file_is_no_disk)
{
	block_machine_make();
	ctx = block_machine_ctx();
	ctx->captured = false;
	(void)block_machine_dm((const struct block_fake[]){ { 0 } });
	EQ(block_disk_open_fd(ctx, "pmem0"), -ENODEV);
	daxctl_unref(ctx);
}

TEST(a_partition_of_the_kernel_without_a_place_is_there_all_the_same)
{
	block_machine_make();
	block_machine_set("pmem0p3/start", "2048\n");
	block_machine_set("pmem0p4/start", "two\n");
	block_machine_set("pmem0p4/size", "8\n");
	open_disk();
	for (unsigned int i = 3; i <= 4; i++) {
		IS(part(i)->in_kernel);
		EQ(part(i)->fault, DAXCTL_PARTITION_UNLISTED);
		EQ_U64(part(i)->start, 0);
		EQ_U64(part(i)->size, 0);
	}
	end();
}

TEST(a_place_past_all_bytes_is_none)
{
	block_machine_make();
	block_machine_set("pmem0p3/start", "18014398509481984\n");
	block_machine_set("pmem0p3/size", "18014398509481984\n");
	open_disk();
	EQ_U64(part(3)->start, 0);
	EQ_U64(part(3)->size, 0);
	end();
}

TEST(folders_of_other_names_are_no_partitions)
{
	block_machine_make();
	block_machine_set("pmem0p0/start", "8\n");
	block_machine_set("pmem0px/start", "8\n");
	block_machine_set("pmem00p1/start", "8\n");
	block_machine_set("pmem1p1/start", "8\n");
	block_machine_set("pmem0p01/start", "8\n");
	open_disk();
	IS(!daxctl_disk_get_partition(disk, 0));
	end();
}

TEST(partitions_come_in_order_of_numbers_wherever_from)
{
	static const unsigned int want[] = { 1, 2, 4, 9, 30 };

	block_machine_make();
	block_machine_entry(0, 4, BLOCK_LINUX, 2048, 2048);
	block_machine_entry(0, 2, BLOCK_LINUX, 8192, 2048);
	block_machine_kernel(30, 16384, 8);
	block_machine_kernel(1, 20480, 8);
	block_machine_map("dm-0", 0, "pmem0p9\n", "part9-DAXCTL-x\n", 8);
	open_disk();
	for (unsigned int i = 0; i < ARRAY_SIZE(want); i++) {
		char name[16];

		snprintf(name, sizeof(name), "pmem0p%u", want[i]);
		EQ_STR(daxctl_disk_get_partition(disk, i)->device, name);
	}
	IS(!daxctl_disk_get_partition(disk, ARRAY_SIZE(want)));
	end();
}

TEST(a_table_has_its_word_against_the_kernels)
{
	block_machine_make();
	block_machine_entry(0, 1, BLOCK_LINUX, 2048, 4096);
	block_machine_kernel(1, 8192, 8);
	open_disk();
	IS(part(1)->in_kernel);
	EQ_U64(part(1)->start, MIB);
	EQ_U64(part(1)->size, 2 * MIB);
	EQ(part(1)->fault, DAXCTL_PARTITION_GOOD);
	end();
}

TEST(many_partitions_of_no_table_all_find_room)
{
	block_machine_make();
	for (unsigned int i = 1; i <= 60; i++)
		block_machine_kernel(i, i * 2048, 8);
	open_disk();
	for (unsigned int i = 1; i <= 60; i++)
		EQ_U64(part(i)->start, (uint64_t)i * MIB);
	end();
}

/* How the map of partition 1, 2 MiB from 1 MiB on, is with this table. */
static enum daxctl_map_state state_with(const struct dm_target *lines,
					unsigned int count)
{
	static struct block_fake fakes[2];
	enum daxctl_map_state state;

	fakes[0] = (struct block_fake){ .name = "pmem0p1",
					.uuid = "part1-DAXCTL-x" };
	memcpy(fakes[0].lines, lines, count * sizeof(*lines));
	block_machine_make();
	block_machine_entry(0, 1, BLOCK_LINUX, 2048, 4096);
	block_machine_map("dm-0", 0, "pmem0p1\n", "part1-DAXCTL-x\n", 4096);
	(void)block_machine_dm(fakes);
	open_disk();
	state = part(1)->map_state;
	end();
	return state;
}

TEST(a_map_of_another_place_is_outdated)
{
	const struct dm_target right = { 0, 4096, "linear", "259:0 2048" };
	const struct dm_target moved = { 0, 4096, "linear", "259:0 8192" };
	const struct dm_target shrunk = { 0, 2048, "linear", "259:0 2048" };

	EQ(state_with(&right, 1), DAXCTL_MAP_CURRENT);
	EQ(state_with(&moved, 1), DAXCTL_MAP_OUTDATED);
	EQ(state_with(&shrunk, 1), DAXCTL_MAP_OUTDATED);
}

TEST(a_map_in_two_pieces_is_outdated)
{
	const struct dm_target pieces[] = {
		{ 0, 2048, "linear", "259:0 2048" },
		{ 2048, 2048, "linear", "259:0 4096" },
	};

	EQ(state_with(pieces, 2), DAXCTL_MAP_OUTDATED);
}

TEST(a_map_over_anothers_partition_is_outdated)
{
	block_machine_make();
	block_machine_entry(0, 1, BLOCK_LINUX, 2048, 4096);
	block_machine_entry(0, 2, BLOCK_LINUX, 8192, 4096);
	block_machine_kernel(2, 8192, 4096);
	block_machine_map("dm-0", 2, "pmem0p1\n", "part1-DAXCTL-x\n", 4096);
	open_disk();
	EQ(part(1)->map_state, DAXCTL_MAP_OUTDATED);
	EQ(part(2)->map_state, DAXCTL_MAP_NONE);
	end();
}

TEST(numbers_of_devices_are_read_from_sysfs)
{
	char devno[16];

	block_machine_make();
	block_machine_kernel(3, 2048, 8);
	open_disk();
	OK(block_disk_devno(disk, 0, devno, sizeof(devno)));
	EQ_STR(devno, "259:0");
	OK(block_disk_devno(disk, 3, devno, sizeof(devno)));
	EQ_STR(devno, "259:3");
	EQ(block_disk_devno(disk, 4, devno, sizeof(devno)), -ENOENT);
	end();
}

static int stop_at_second(void *arg, const char *name)
{
	unsigned int *count = arg;

	IS(*name);
	return ++*count == 2 ? 42 : 0;
}

TEST(a_list_of_disks_can_be_left_early)
{
	unsigned int count = 0;

	block_machine_make();
	test_file("sys/class/block/pmem1/size", "8\n");
	test_file("sys/class/block/pmem2/size", "8\n");
	ctx = block_machine_ctx();
	EQ(daxctl_disk_list(ctx, stop_at_second, &count), 42);
	EQ(count, 2);
	daxctl_unref(ctx);
}

TEST(a_machine_without_disks_has_none_to_list)
{
	unsigned int count = 0;

	test_file("sys/class/block/sda/size", "8\n");
	ctx = block_machine_ctx();
	OK(daxctl_disk_list(ctx, stop_at_second, &count));
	EQ(count, 0);
	daxctl_unref(ctx);
}

TEST(no_disk_is_nothing_to_free)
{
	daxctl_disk_free(NULL);
}
