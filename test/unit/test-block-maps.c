/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-block-maps.c - which maps stand on a disk, and what they cover
 *
 * sysfs tells who holds the disk; a device-mapper of our own tells what of it.
 */
#include <string.h>

#include "block-machine.h"
#include "test.h"

enum {
	MIB = 1 << 20,
	SECTORS = 32768 /* 16 MiB */
};

#define OURS(n) "part" n "-DAXCTL-x"

static struct daxctl_ctx *ctx;
static struct block_maps maps;

/* Ask @fakes, or none. */
static void find(const struct block_fake *fakes)
{
	struct dm dm = block_machine_dm(fakes);

	ctx = block_machine_ctx();
	maps = (struct block_maps){ 0 };
	OK(block_maps_find(ctx, fakes ? &dm : NULL, "pmem0", &maps));
}

static void end(void)
{
	block_maps_free(&maps);
	daxctl_unref(ctx);
}

/* The only map, with this table of one device. */
static const struct block_map *one_map(const struct dm_target *lines,
				       unsigned int count)
{
	static struct block_fake fakes[2];

	fakes[0] = (struct block_fake){ .name = "m", .uuid = "", .minor = 3 };
	memcpy(fakes[0].lines, lines, count * sizeof(*lines));
	block_machine_make();
	block_machine_map("dm-3", 0, "m\n", "\n", SECTORS);
	find(fakes);
	EQ(maps.count, 1);
	return &maps.at[0];
}

static void covers(const struct block_map *map, uint64_t start, uint64_t size)
{
	IS(map->known);
	EQ_U64(map->start, start);
	EQ_U64(map->size, size);
	end();
}

TEST(a_disk_that_nothing_holds_has_no_maps)
{
	block_machine_make();
	block_machine_set("holders/other", "");
	block_machine_set("holders/md0", "");
	find(NULL);
	EQ(maps.count, 0);
	end();
}

TEST(without_device_mapper_only_the_size_is_known)
{
	block_machine_make();
	block_machine_map("dm-3", 0, "pmem0p1\n", OURS("1") "\n", SECTORS);
	find(NULL);
	EQ(maps.count, 1);
	EQ_STR(maps.at[0].dm, "dm-3");
	EQ_STR(maps.at[0].name, "pmem0p1");
	EQ_STR(maps.at[0].uuid, OURS("1"));
	EQ(maps.at[0].number, 1);
	EQ_U64(maps.at[0].size, 16 * MIB);
	IS(!maps.at[0].known);
	IS(!maps.at[0].lost);
	end();
}

TEST(a_device_that_goes_while_we_look_is_left_out)
{
	block_machine_make();
	block_machine_set("holders/dm-8", "");
	block_machine_map("dm-9", 0, "pmem0p2\n", OURS("2") "\n", 8);
	test_file("sys/class/block/dm-8/size", "8\n");
	find(NULL);
	EQ(maps.count, 1);
	EQ_STR(maps.at[0].dm, "dm-9");
	end();
}

TEST(maps_come_in_order_of_their_partitions)
{
	block_machine_make();
	block_machine_map("dm-0", 0, "pmem0p3\n", OURS("3") "\n", 8);
	block_machine_map("dm-1", 0, "pmem0p12\n", OURS("12") "\n", 8);
	block_machine_map("dm-2", 0, "pmem0p1\n", OURS("1") "\n", 8);
	block_machine_map("dm-4", 0, "theirs\n", "LVM-x\n", 8);
	find(NULL);
	EQ(maps.count, 4);
	EQ_STR(maps.at[0].dm, "dm-4");
	EQ(maps.at[1].number, 1);
	EQ(maps.at[2].number, 3);
	EQ(maps.at[3].number, 12);
	end();
}

TEST(a_map_without_a_uuid_is_not_ours)
{
	block_machine_make();
	block_machine_map("dm-0", 0, "pmem0p1\n", "\n", 8);
	find(NULL);
	EQ(maps.at[0].number, 0);
	EQ_STR(maps.at[0].uuid, "");
	end();
}

TEST(a_linear_map_covers_its_sectors)
{
	const struct dm_target line = { 0, SECTORS, "linear", "259:0 2048" };
	const struct block_map *map = one_map(&line, 1);

	IS(map->one_linear);
	covers(map, MIB, 16 * MIB);
}

TEST(lines_of_other_disks_dont_count)
{
	const struct dm_target lines[] = {
		{ 0, 2048, "linear", "259:7 0" },
		{ 2048, 4096, "linear", "259:0 8192" },
	};
	const struct block_map *map = one_map(lines, 2);

	IS(!map->one_linear);
	covers(map, 4 * MIB, 2 * MIB);
}

TEST(several_lines_cover_the_gap_between_them_too)
{
	const struct dm_target lines[] = {
		{ 0, 2048, "linear", "259:0 16384" },
		{ 2048, 2048, "linear", "259:0 4096" },
		{ 4096, 2048, "linear", "259:0 8192" },
	};
	const struct block_map *map = one_map(lines, 3);

	IS(!map->one_linear);
	covers(map, 2 * MIB, 7 * MIB);
}

TEST(a_stripe_covers_its_share_of_the_disk)
{
	const struct dm_target line = { 0, 8192, "striped",
					"2 128 259:7 0 259:0 2048" };
	const struct block_map *map = one_map(&line, 1);

	IS(!map->one_linear);
	covers(map, MIB, 2 * MIB);
}

TEST(both_stripes_of_one_disk_count)
{
	const struct dm_target line = { 0, 8192, "striped",
					"2 128 259:0 2048 259:0 16384" };

	covers(one_map(&line, 1), MIB, 9 * MIB);
}

TEST(a_target_of_another_kind_may_be_anywhere)
{
	const struct dm_target line = { 0, 8192, "crypt",
					"aes-xts 00 0 259:0 2048" };
	const struct block_map *map = one_map(&line, 1);

	IS(!map->one_linear);
	IS(map->known);
	EQ_U64(map->start, 0);
	IS(map->size > BLOCK_SIZE);
	end();
}

TEST(stripes_that_make_no_sense_cover_nothing_new)
{
	const struct dm_target lines[] = {
		{ 0, 2048, "linear", "259:0 4096" },
		{ 2048, 2048, "striped", "0 128 259:0 0" },
		{ 4096, 2048, "striped", "what" },
	};

	covers(one_map(lines, 3), 2 * MIB, MIB);
}

TEST(a_map_over_a_partition_is_placed_on_the_disk)
{
	static const struct block_fake fakes[] = {
		{ "pmem0p2",
		  OURS("2"),
		  3,
		  1,
		  { { 0, SECTORS, "linear", "259:2 0" } } },
		{ 0 },
	};

	block_machine_make();
	block_machine_kernel(2, 34816, SECTORS);
	block_machine_map("dm-3", 2, "pmem0p2\n", OURS("2") "\n", SECTORS);
	find(fakes);
	EQ(maps.count, 1);
	EQ(maps.at[0].over, 2);
	EQ(maps.at[0].open_count, 1);
	IS(maps.at[0].one_linear);
	covers(&maps.at[0], 17 * MIB, 16 * MIB);
}

TEST(a_map_whose_disk_has_gone_is_lost)
{
	static const struct block_fake fakes[] = {
		{ "pmem0p2",
		  OURS("2"),
		  7,
		  2,
		  { { 0, 2048, "linear", "259:9 0" },
		    { 2048, 2048, "linear", "259:9 8192" } } },
		{ 0 },
	};

	block_machine_make();
	find(fakes);
	EQ(maps.count, 1);
	IS(maps.at[0].lost);
	EQ(maps.at[0].number, 2);
	EQ_STR(maps.at[0].dm, "dm-7");
	EQ(maps.at[0].open_count, 2);
	EQ_U64(maps.at[0].size, 2 * MIB);
	end();
}

TEST(a_map_that_was_renamed_and_has_its_disk_is_not_lost)
{
	static const struct block_fake fakes[] = {
		{ "pmem0p2",
		  OURS("2"),
		  7,
		  1,
		  { { 0, 2048, "linear", "259:9 8192" } } },
		{ 0 },
	};

	block_machine_make();
	test_file("sys/dev/block/259:9/holders/dm-7", "");
	find(fakes);
	EQ(maps.count, 1);
	IS(!maps.at[0].lost);
	IS(maps.at[0].elsewhere);
	EQ(maps.at[0].number, 0);
	end();
}

TEST(a_name_of_ours_elsewhere_is_no_lost_map_of_ours)
{
	static const struct block_fake fakes[] = {
		{ "pmem0p2", "LVM-x", 7, 0, { { 0 } } },
		{ "pmem1p2", OURS("2"), 8, 0, { { 0 } } },
		{ "home", OURS("3"), 9, 0, { { 0 } } },
		{ 0 },
	};

	block_machine_make();
	find(fakes);
	EQ(maps.count, 1);
	EQ_STR(maps.at[0].dm, "dm-7");
	EQ(maps.at[0].number, 0);
	IS(!maps.at[0].lost);
	end();
}

TEST(a_map_that_is_on_the_disk_is_found_once)
{
	static const struct block_fake fakes[] = {
		{ "pmem0p1",
		  OURS("1"),
		  3,
		  0,
		  { { 0, SECTORS, "linear", "259:0 2048" } } },
		{ 0 },
	};

	block_machine_make();
	block_machine_map("dm-3", 0, "pmem0p1\n", OURS("1") "\n", SECTORS);
	find(fakes);
	EQ(maps.count, 1);
	IS(!maps.at[0].lost);
	covers(&maps.at[0], MIB, 16 * MIB);
}

TEST(a_size_of_no_size_is_none)
{
	static const struct block_fake fakes[] = {
		{ "pmem0p1",
		  OURS("1"),
		  3,
		  0,
		  { { UINT64_MAX - 7, 8, "linear", "259:9 0" },
		    { INT64_MAX / 512, 8, "linear", "259:9 0" },
		    { 0, 8, "linear", "259:9 0" } } },
		{ 0 },
	};

	block_machine_make();
	find(fakes);
	EQ_U64(maps.at[0].size, 4096);
	end();
}
