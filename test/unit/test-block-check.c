/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-block-check.c - who can use DAX, and who can be mapped
 *
 * Faults are those of tables on a disk of 64 MiB; what else lies on it, a
 * device-mapper of our own tells.
 */
#include <errno.h>
#include <string.h>

#include "block-machine.h"
#include "plan-check.h"
#include "test.h"

enum {
	KIB = 1 << 10,
	MIB = 1 << 20,
	HUGE = 2 * MIB
};

static struct daxctl_ctx *ctx;
static struct daxctl_disk *disk;
static char why[160];

/* One partition of a table, in sectors. */
static void make(uint32_t start, uint32_t size)
{
	block_machine_make();
	block_machine_entry(0, 1, BLOCK_LINUX, start, size);
}

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

static bool has_dax(unsigned int number)
{
	return daxctl_disk_check_dax(disk, block_machine_part(disk, number),
				     why, sizeof(why));
}

static int check_map(unsigned int number, bool over)
{
	return daxctl_disk_check_map(disk, block_machine_part(disk, number),
				     over);
}

/* [start, size) becomes this; the same: it was aligned. */
static void aligns(uint64_t start, uint64_t size, uint64_t align,
		   uint64_t want_start, uint64_t want_size)
{
	const struct daxctl_partition part = { .start = start, .size = size };
	uint64_t is_start = 1, is_size = 1;
	bool rc = daxctl_partition_align(&part, align, &is_start, &is_size);

	EQ_U64(is_start, want_start);
	EQ_U64(is_size, want_size);
	EQ(rc, start == want_start && size == want_size);
}

TEST(what_is_aligned_stays_as_it_is)
{
	aligns(0, 4 * KIB, 4 * KIB, 0, 4 * KIB);
	aligns(MIB, 3 * MIB, 4 * KIB, MIB, 3 * MIB);
	aligns(HUGE, HUGE, HUGE, HUGE, HUGE);
	aligns(513, 7, 1, 513, 7);
}

TEST(the_next_aligned_start_is_within_the_partition)
{
	aligns(MIB + 512, MIB, 4 * KIB, MIB + 4 * KIB, MIB - 4 * KIB);
	aligns(MIB - 512, MIB + 512, 4 * KIB, MIB, MIB);
	aligns(MIB, 3 * MIB, HUGE, HUGE, HUGE);
}

TEST(an_odd_end_costs_less_than_a_page)
{
	aligns(MIB, MIB + 512, 4 * KIB, MIB, MIB);
	aligns(MIB, MIB + 4 * KIB - 1, 4 * KIB, MIB, MIB);
	aligns(HUGE, HUGE + MIB, HUGE, HUGE, HUGE);
}

TEST(where_no_whole_page_fits_there_is_none)
{
	aligns(512, 1024, 4 * KIB, 4 * KIB, 0);
	/* It is as large as one, but lies across two. */
	aligns(MIB + 512, 4 * KIB, 4 * KIB, MIB + 4 * KIB, 0);
	aligns(MIB, HUGE, HUGE, HUGE, 0);
}

TEST(ends_past_all_numbers_align_to_nothing)
{
	aligns(UINT64_MAX - 100, 50, 4 * KIB, UINT64_MAX - 100, 0);
	aligns(8 * KIB, UINT64_MAX - KIB, 4 * KIB, 8 * KIB, 0);
	aligns(8 * KIB + 512, UINT64_MAX, 4 * KIB, 8 * KIB + 512, 0);
	aligns(UINT64_MAX, 1, 4 * KIB, UINT64_MAX, 0);
}

TEST(an_odd_size_is_told_from_an_odd_start)
{
	make(2048, 32769);
	block_machine_entry(0, 2, BLOCK_LINUX, 40961, 32767);
	open_disk();
	IS(!has_dax(1));
	EQ_STR(why, "its size is no multiple of the page size, 4096");
	IS(!has_dax(2));
	EQ_STR(why, "its start is no multiple of the page size, 4096");
	end();
}

TEST(an_odd_size_is_not_mapped)
{
	make(2048, 32769);
	open_disk();
	REFUSED(ctx, check_map(1, false), -EINVAL,
		"pmem0p1: its start 1048576 and size 16777728 are not both multiples of the page size 4096: DAX would write to wrong places",
		"make it anew from byte 1048576 with 16777216 bytes (sector 2048, 32768 sectors), or use --no-dax");
	OK(check_map(1, true));
	end();
}

TEST(advice_counts_in_the_sectors_of_the_disk)
{
	make(1024, 16385);
	block_machine_set("queue/logical_block_size", "1024\n");
	open_disk();
	REFUSED(ctx, check_map(1, false), -EINVAL,
		"pmem0p1: its start 1048576 and size 16778240 are not both multiples of the page size 4096: DAX would write to wrong places",
		"make it anew from byte 1048576 with 16777216 bytes (sector 1024, 16384 sectors), or use --no-dax");
	end();
}

TEST(without_a_whole_page_there_is_nothing_to_advise_but_no_dax)
{
	make(2049, 4);
	open_disk();
	REFUSED(ctx, check_map(1, false), -EINVAL,
		"pmem0p1: its start 1049088 and size 2048 are not both multiples of the page size 4096: DAX would write to wrong places",
		"no whole page is in it: use --no-dax");
	end();
}

TEST(a_partition_of_huge_pages_or_not_can_have_dax)
{
	/* 1 MiB is no place for a huge page, but one for pages. */
	make(2048, 8192);
	block_machine_kernel(1, 2048, 8192);
	open_disk();
	IS(has_dax(1));
	OK(check_map(1, false));
	end();
}

TEST(beyond_the_disk_there_is_no_dax)
{
	make(126976, 8192);
	open_disk();
	IS(!has_dax(1));
	EQ_STR(why, "not all of it is on the disk");
	REFUSED(ctx, check_map(1, false), -EINVAL,
		"pmem0p1 can't be mapped: not all of it is on the disk",
		"mend the table, see: sfdisk --verify");
	EQ(check_map(1, true), -EINVAL);
	end();
}

TEST(up_to_the_end_of_the_disk_is_on_it)
{
	make(126976, 4096);
	open_disk();
	OK(check_map(1, false));
	end();
}

TEST(a_disk_that_shrank_loses_its_last_partition)
{
	make(2048, 4096);
	block_machine_entry(0, 2, BLOCK_LINUX, 65536, 65536);
	block_machine_set("size", "131064\n");
	open_disk();
	OK(check_map(1, false));
	EQ(check_map(2, false), -EINVAL);
	end();
}

TEST(whom_a_partition_overlaps_is_told)
{
	make(2048, 8192);
	block_machine_entry(0, 2, BLOCK_LINUX, 20480, 4096);
	block_machine_entry(0, 3, BLOCK_LINUX, 8192, 4096);
	open_disk();
	IS(!has_dax(1));
	EQ_STR(why, "it overlaps partition 3");
	IS(!has_dax(3));
	EQ_STR(why, "it overlaps partition 1");
	REFUSED(ctx, check_map(3, true), -EINVAL,
		"pmem0p3 can't be mapped: it overlaps partition 1",
		"mend the table, see: sfdisk --verify");
	OK(check_map(2, false));
	end();
}

TEST(neighbours_dont_overlap)
{
	make(2048, 8192);
	block_machine_entry(0, 2, BLOCK_LINUX, 10240, 8192);
	open_disk();
	OK(check_map(1, false));
	OK(check_map(2, false));
	end();
}

/* An extended partition with one logical one in it. */
static void make_logical(void)
{
	make(2048, 2048);
	block_machine_entry(0, 2, BLOCK_EXTEND, 8192, 65536);
	block_machine_entry(8192, 1, BLOCK_LINUX, 2048, 8192);
	open_disk();
}

TEST(an_extended_partition_only_holds_others)
{
	make_logical();
	IS(!has_dax(2));
	EQ_STR(why, "it only holds other partitions");
	REFUSED(ctx, check_map(2, false), -EINVAL,
		"pmem0p2 can't be mapped: it only holds other partitions",
		"map those in it");
	end();
}

TEST(a_logical_partition_can_be_mapped)
{
	make_logical();
	EQ_U64(block_machine_part(disk, 5)->start, 5 * MIB);
	EQ_U64(block_machine_part(disk, 5)->size, 4 * MIB);
	OK(check_map(5, false));
	OK(check_map(5, true));
	IS(!has_dax(5));
	EQ_STR(why, "not mapped");
	end();
}

TEST(every_fault_has_words_of_its_own)
{
	static const struct {
		enum daxctl_partition_fault fault;
		const char *words;
	} faults[] = {
		{ DAXCTL_PARTITION_NESTED, "it is inside another partition" },
		{ DAXCTL_PARTITION_EMPTY, "it has no size" },
		{ DAXCTL_PARTITION_NUMBER,
		  "its number is another's, or above 255" },
		{ DAXCTL_PARTITION_UNLISTED,
		  "it isn't in the partition table" },
	};

	make(2048, 4096);
	open_disk();
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		struct daxctl_partition part = *block_machine_part(disk, 1);

		part.fault = faults[i].fault;
		IS(!daxctl_disk_check_dax(disk, &part, why, sizeof(why)));
		EQ_STR(why, faults[i].words);
		EQ(daxctl_disk_check_map(disk, &part, false), -EINVAL);
		IS(strstr(daxctl_get_error(ctx), faults[i].words));
	}
	end();
}

TEST(words_that_dont_fit_are_cut_not_spilled)
{
	char small[8] = "xxxxxxx";

	make(2048, 4096);
	open_disk();
	IS(!daxctl_disk_check_dax(disk, block_machine_part(disk, 1), small, 4));
	EQ_STR(small, "not");
	EQ_STR(small + 4, "xxx");
	end();
}

TEST(a_fault_is_told_before_what_the_disk_lacks)
{
	make(126976, 8192);
	block_machine_set("queue/dax", "0\n");
	open_disk();
	IS(!has_dax(1));
	EQ_STR(why, "not all of it is on the disk");
	end();
}

TEST(without_kernel_partitions_none_is_mapped_over)
{
	make(2048, 4096);
	block_machine_set("ext_range", "1\n");
	open_disk();
	REFUSED(ctx, check_map(1, true), -EOPNOTSUPP,
		"pmem0p1: the kernel makes no partitions on this disk",
		"align it, and leave --no-dax out");
	OK(check_map(1, false));
	end();
}

TEST(another_programs_map_keeps_its_name)
{
	make(2048, 4096);
	block_machine_map("dm-2", 0, "pmem0p1\n", "part1-mpath-x\n", 4096);
	open_disk();
	REFUSED(ctx, check_map(1, false), -EBUSY,
		"pmem0p1: another program has made a map of this name, dm-2",
		"remove it with the program that made it, see dmsetup info");
	end();
}

TEST(a_map_elsewhere_keeps_its_name_and_nothing_else)
{
	static const struct block_fake fakes[] = {
		{ "pmem0p1", "LVM-x", 7, 0, { { 0, 8, "linear", "8:0 0" } } },
		{ 0 },
	};

	make(2048, 4096);
	block_machine_entry(0, 2, BLOCK_LINUX, 8192, 4096);
	(void)block_machine_dm(fakes);
	open_disk();
	EQ(check_map(1, false), -EBUSY);
	OK(check_map(2, false));
	OK(check_map(2, true));
	end();
}

/* Another program's map "data" from 4 to 8 MiB. */
static void make_theirs(void)
{
	static const struct block_fake fakes[] = {
		{ "data",
		  "LVM-x",
		  2,
		  0,
		  { { 0, 8192, "linear", "259:0 8192" } } },
		{ 0 },
	};

	make(2048, 6144);
	block_machine_entry(0, 2, BLOCK_LINUX, 8192, 2048);
	block_machine_entry(0, 3, BLOCK_LINUX, 14336, 2048);
	block_machine_entry(0, 4, BLOCK_LINUX, 16384, 2048);
	block_machine_map("dm-2", 0, "data\n", "LVM-x\n", 8192);
	(void)block_machine_dm(fakes);
	open_disk();
}

TEST(where_another_program_maps_we_dont)
{
	make_theirs();
	REFUSED(ctx, check_map(2, false), -EBUSY,
		"pmem0p2: the map data (dm-2) of another program lies on it",
		"dmsetup remove data");
	/* A part of it is enough. */
	EQ(check_map(3, false), -EBUSY);
	end();
}

TEST(beside_another_programs_map_there_is_room)
{
	make_theirs();
	OK(check_map(1, false));
	OK(check_map(4, false));
	end();
}

TEST(over_kernel_partitions_excludes_maps_on_the_disk)
{
	make(2048, 4096);
	block_machine_entry(0, 2, BLOCK_LINUX, 8192, 4096);
	block_machine_kernel(1, 2048, 4096);
	block_machine_map("dm-0", 1, "pmem0p1\n", "part1-DAXCTL-x\n", 4096);
	open_disk();
	REFUSED(ctx, check_map(2, false), -EBUSY,
		"pmem0p2: the map pmem0p1 of its disk stands on the kernel's partition, which excludes the other",
		"daxctl unmap-partitions pmem0");
	OK(check_map(2, true));
	end();
}
