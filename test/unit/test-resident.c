/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-resident.c - which ranges of a file are in the page cache
 *
 * Files are in memory (memfd): what is written stays in the cache, what never
 * was written isn't there.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/virtiofs/files.h"
#include "test.h"

#define MIB (UINT64_C(1) << 20)

static int fd = -1;

static void make(uint64_t size)
{
	if (fd >= 0)
		close(fd);
	fd = memfd_create("file", MFD_CLOEXEC);
	IS(fd >= 0);
	OK(ftruncate(fd, size));
}

static void touch(uint64_t offset)
{
	EQ(pwrite(fd, "x", 1, offset), 1);
}

static uint64_t resident(uint64_t size)
{
	uint64_t ranges = 12345;

	OK(resident_ranges(fd, size, &ranges));
	return ranges;
}

TEST(file_that_nobody_read_has_none)
{
	make(100 * MIB);
	EQ_U64(resident(100 * MIB), 0);
}

TEST(empty_file_has_none)
{
	make(0);
	EQ_U64(resident(0), 0);
}

TEST(page_makes_its_whole_range_count_once)
{
	make(10 * MIB);
	touch(4 * MIB);
	touch(4 * MIB + 4096);
	touch(6 * MIB - 1);
	EQ_U64(resident(10 * MIB), 1);
}

TEST(borders_of_ranges_are_kept)
{
	make(10 * MIB);
	touch(2 * MIB - 1);
	touch(2 * MIB);
	EQ_U64(resident(10 * MIB), 2);
}

TEST(last_range_may_be_a_part_of_one)
{
	make(4 * MIB + 1);
	touch(4 * MIB);
	EQ_U64(resident(4 * MIB + 1), 1);
}

/* More is mapped at a time than one range, and not all of a large file. */
TEST(ranges_far_apart_are_all_found)
{
	make(1024 * MIB);
	for (uint64_t at = 0; at < 1024; at += 126)
		touch(at * MIB);
	EQ_U64(resident(1024 * MIB), 9);
}

TEST(file_that_has_become_shorter_has_no_more_than_it_has)
{
	make(4 * MIB);
	touch(0);
	OK(ftruncate(fd, MIB));
	EQ_U64(resident(4 * MIB), 1);
}

TEST(closed_file_is_an_error)
{
	uint64_t ranges = 12345;

	EQ(resident_ranges(-1, MIB, &ranges), -EBADF);
	EQ_U64(ranges, 12345);
}

TEST(file_that_cannot_be_mapped_is_an_error)
{
	uint64_t ranges = 12345;
	int ends[2];

	OK(pipe(ends));
	IS(resident_ranges(ends[0], MIB, &ranges) < 0);
	EQ_U64(ranges, 12345);
	close(ends[0]);
	close(ends[1]);
}
