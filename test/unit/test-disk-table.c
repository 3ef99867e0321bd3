/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-disk-table.c - tables that are right, and tables that lie
 *
 * Each is a disk of 64 MiB in memory that libblkid reads. Whatever the table
 * says, a partition without a fault lies on the disk, and on no other one.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/block/table.h"
#include "test.h"
#include "util/le.h"

enum {
	MIB = 1 << 20,
	SIZE = 64 * MIB,
	LINUX = 0x83,
	EXTENDED = 0x05
};

static int disk = -1;
static unsigned int sector;
static struct block_table table;

static void new_disk(unsigned int sector_size)
{
	if (disk >= 0)
		close(disk);
	disk = memfd_create("disk", MFD_CLOEXEC);
	IS(disk >= 0);
	EQ(ftruncate(disk, SIZE), 0);
	sector = sector_size;
	block_table_free(&table);
}

/* An MBR, or an EBR, at a sector. */
static unsigned char boot[512];

static void entry(unsigned int i, unsigned char type, uint32_t start,
		  uint32_t size)
{
	unsigned char *at = boot + 446 + 16 * i;

	at[4] = type;
	put_le32(at + 8, start);
	put_le32(at + 12, size);
	put_le16(boot + 510, 0xaa55);
}

static void write_boot(uint64_t at)
{
	EQ(pwrite(disk, boot, sizeof(boot), at * sector), sizeof(boot));
	memset(boot, 0, sizeof(boot));
}

static int read_disk(void)
{
	block_table_free(&table);
	return block_table_read(disk, SIZE, sector, &table);
}

static const struct daxctl_partition *number(unsigned int number)
{
	for (size_t i = 0; i < table.count; i++)
		if (table.at[i].number == number)
			return &table.at[i];
	test_fail(__FILE__, __LINE__, "no partition %u", number);
}

#define FAULT(n, want) EQ(number(n)->fault, DAXCTL_PARTITION_##want)

TEST(primary_partitions_are_read_in_bytes)
{
	new_disk(512);
	put_le32(boot + 440, 0x11223344);
	entry(0, LINUX, 2048, 4096);
	entry(2, 0x82, 8192, 2048);
	write_boot(0);
	OK(read_disk());
	EQ_STR(table.type, "dos");
	EQ_STR(table.id, "11223344");
	IS(!table.backup);
	EQ(table.count, 2);
	EQ_U64(number(1)->start, MIB);
	EQ_U64(number(1)->size, 2 * MIB);
	EQ_STR(number(1)->type, "0x83");
	EQ_STR(number(1)->uuid, "11223344-01");
	/* A number is the entry's, be the one before it empty. */
	EQ_U64(number(3)->start, 4 * MIB);
	FAULT(3, GOOD);
}

TEST(logical_partitions_are_read)
{
	new_disk(512);
	entry(0, EXTENDED, 2048, 65536);
	write_boot(0);
	entry(0, LINUX, 2048, 4096);
	entry(1, EXTENDED, 8192, 8192);
	write_boot(2048);
	entry(0, LINUX, 2048, 2048);
	write_boot(2048 + 8192);
	OK(read_disk());
	FAULT(1, CONTAINER);
	EQ_U64(number(5)->start, 2 * MIB);
	EQ_U64(number(5)->size, 2 * MIB);
	FAULT(5, GOOD);
	EQ_U64(number(6)->start, 6 * MIB);
	FAULT(6, GOOD);
}

TEST(sectors_of_4096_bytes_are_counted_as_such)
{
	new_disk(4096);
	entry(0, LINUX, 256, 512);
	write_boot(0);
	OK(read_disk());
	EQ_U64(number(1)->start, MIB);
	EQ_U64(number(1)->size, 2 * MIB);
	FAULT(1, GOOD);
}

TEST(a_disk_without_a_table_has_none)
{
	new_disk(512);
	EQ(read_disk(), -ENOENT);
	EQ(table.count, 0);
	new_disk(4096);
	EQ(read_disk(), -ENOENT);
}

TEST(what_ends_before_the_disk_does_cant_be_read)
{
	new_disk(512);
	entry(0, LINUX, 2048, 4096);
	write_boot(0);
	EQ(ftruncate(disk, 4096), 0);
	EQ(read_disk(), -EIO);
	EQ(table.count, 0);
}

TEST(partitions_beyond_the_disk_are_outside)
{
	new_disk(512);
	entry(0, LINUX, 2048, UINT32_MAX);
	entry(1, LINUX, UINT32_MAX, 8);
	/* The last sector, and one too many. */
	entry(2, LINUX, 131064, 8);
	entry(3, LINUX, 131056, 17);
	write_boot(0);
	OK(read_disk());
	FAULT(1, OUTSIDE);
	FAULT(2, OUTSIDE);
	FAULT(4, OUTSIDE);
	/* Only partitions that can be there can overlap. */
	FAULT(3, GOOD);
}

TEST(numbers_that_overflow_are_outside_too)
{
	new_disk(4096);
	/* Times 8 it is sector 2048, in 32 bits. */
	entry(0, LINUX, 0x20000100, 256);
	entry(1, LINUX, 512, 0x20000100);
	entry(2, LINUX, 1024, 256);
	write_boot(0);
	OK(read_disk());
	FAULT(1, OUTSIDE);
	FAULT(2, OUTSIDE);
	FAULT(3, GOOD);
}

TEST(a_logical_partition_must_be_in_the_extended_one)
{
	new_disk(512);
	entry(0, EXTENDED, 8192, 65536);
	entry(1, LINUX, 90112, 2048);
	write_boot(0);
	/* 8192 plus this is 2048, in 32 bits. */
	entry(0, LINUX, UINT32_MAX - 8192 + 2049, 1024);
	entry(1, EXTENDED, 8192, 8192);
	write_boot(8192);
	entry(0, LINUX, 65536, 1024);
	write_boot(16384);
	OK(read_disk());
	FAULT(5, OUTSIDE);
	FAULT(6, OUTSIDE);
	FAULT(2, GOOD);
}

TEST(partitions_that_overlap_are_both_at_fault)
{
	new_disk(512);
	entry(0, LINUX, 2048, 20480);
	entry(1, LINUX, 16384, 20480);
	entry(2, LINUX, 36864, 2048);
	entry(3, LINUX, 65536, 2048);
	write_boot(0);
	OK(read_disk());
	FAULT(1, OVERLAPS);
	EQ(number(1)->other, 2);
	FAULT(2, OVERLAPS);
	EQ(number(2)->other, 1);
	/* It begins where the other one ends. */
	FAULT(3, GOOD);
	FAULT(4, GOOD);
}

TEST(one_that_spans_all_overlaps_all)
{
	new_disk(512);
	entry(0, LINUX, 4096, 2048);
	entry(1, LINUX, 16384, 2048);
	entry(2, LINUX, 2048, 65536);
	entry(3, LINUX, 32768, 2048);
	write_boot(0);
	OK(read_disk());
	for (unsigned int i = 1; i <= 4; i++)
		FAULT(i, OVERLAPS);
}

TEST(chains_of_logical_partitions_that_loop_come_to_an_end)
{
	new_disk(512);
	entry(0, EXTENDED, 2048, 65536);
	write_boot(0);
	entry(0, LINUX, 2048, 1024);
	entry(1, EXTENDED, 0, 65536);
	write_boot(2048);
	OK(read_disk());
	IS(table.count < 300);
	new_disk(512);
	entry(0, EXTENDED, 2048, 65536);
	write_boot(0);
	entry(1, EXTENDED, 0, 65536);
	write_boot(2048);
	OK(read_disk());
	EQ(table.count, 1);
}

static void check(struct daxctl_partition *at, size_t count)
{
	block_table_check(at, count, SIZE);
}

TEST(two_partitions_of_one_number_are_one_too_many)
{
	struct daxctl_partition at[] = {
		{ .number = 2, .start = 8 * MIB, .size = MIB },
		{ .number = 1, .start = 0, .size = MIB },
		{ .number = 2, .start = 4 * MIB, .size = MIB },
		{ .number = 2, .start = 6 * MIB, .size = MIB },
	};

	check(at, 4);
	EQ(at[0].number, 1);
	EQ(at[0].fault, DAXCTL_PARTITION_GOOD);
	EQ(at[1].fault, DAXCTL_PARTITION_GOOD);
	EQ(at[2].fault, DAXCTL_PARTITION_NUMBER);
	EQ(at[3].fault, DAXCTL_PARTITION_NUMBER);
}

TEST(numbers_that_the_kernel_doesnt_have_are_at_fault)
{
	struct daxctl_partition at[] = {
		{ .number = 0, .start = 0, .size = MIB },
		{ .number = 255, .start = MIB, .size = MIB },
		{ .number = 256, .start = 2 * MIB, .size = MIB },
	};

	check(at, 3);
	EQ(at[0].fault, DAXCTL_PARTITION_NUMBER);
	EQ(at[1].fault, DAXCTL_PARTITION_GOOD);
	EQ(at[2].fault, DAXCTL_PARTITION_NUMBER);
}

TEST(a_hundred_thousand_entries_are_judged)
{
	enum {
		COUNT = 100000
	};
	struct daxctl_partition *at = calloc(COUNT, sizeof(*at));
	size_t good = 0;

	IS(at);
	for (unsigned int i = 0; i < COUNT; i++)
		at[i] = (struct daxctl_partition){ .number = COUNT - i,
						   .start = i * 512,
						   .size = 512 };
	check(at, COUNT);
	for (size_t i = 0; i < COUNT; i++)
		good += at[i].fault == DAXCTL_PARTITION_GOOD;
	free(at);
	EQ(good, 255);
}

TEST(sizes_that_overflow_are_outside)
{
	struct daxctl_partition at[] = {
		{ .number = 1, .start = UINT64_MAX - 511, .size = 1024 },
		{ .number = 2, .start = 512, .size = UINT64_MAX },
		{ .number = 3, .start = SIZE, .size = 512 },
		{ .number = 4, .start = 512, .size = 0 },
		{ .number = 5, .start = 0, .size = SIZE },
	};

	check(at, 5);
	for (size_t i = 0; i < 3; i++)
		EQ(at[i].fault, DAXCTL_PARTITION_OUTSIDE);
	EQ(at[3].fault, DAXCTL_PARTITION_EMPTY);
	EQ(at[4].fault, DAXCTL_PARTITION_GOOD);
}
