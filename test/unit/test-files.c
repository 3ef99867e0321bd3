/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-files.c - files that a window is to serve: found, counted, assumed
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/libdaxctl.h"
#include "test.h"

#define KIB UINT64_C(1024)
#define MIB (KIB * 1024)
#define GIB (MIB * 1024)

static struct daxctl_files *files;
static struct daxctl_files_sum sum;

/* Files without blocks: only the size counts. */
static void make(const char *name, uint64_t size)
{
	char path[512];

	test_file(name, "");
	snprintf(path, sizeof(path), "%s/%s", test_dir(), name);
	OK(truncate(path, size));
}

static void make_path(char *path, size_t room, const char *name)
{
	snprintf(path, room, "%s/%s", test_dir(), name);
}

static void scan(const char *name, unsigned int flags)
{
	char path[512];

	daxctl_files_free(files);
	files = NULL;
	make_path(path, sizeof(path), name);
	OK(daxctl_files_scan(path, flags, NULL, NULL, &files));
	daxctl_files_get_sum(files, 0, &sum);
}

TEST(tree_needs_a_range_for_each_small_file)
{
	char name[64];

	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "t/d%d/s%d", i / 50, i);
		make(name, 4 * KIB);
	}
	make("t/big", 256 * MIB);
	make("t/empty", 0);
	scan("t", 0);
	EQ_U64(sum.files, 202);
	EQ_U64(sum.bytes, 200 * 4 * KIB + 256 * MIB);
	EQ_U64(sum.ranges, 328);
}

TEST(smaller_files_can_be_left_out)
{
	make("t/a", 4095);
	make("t/b", 4096);
	make("t/c", 2 * MIB + 1);
	scan("t", 0);
	EQ_U64(sum.ranges, 4);
	daxctl_files_get_sum(files, 4096, &sum);
	EQ_U64(sum.files, 2);
	EQ_U64(sum.ranges, 3);
	daxctl_files_get_sum(files, 4 * MIB, &sum);
	EQ_U64(sum.files, 0);
	EQ_U64(sum.ranges, 0);
}

TEST(file_of_several_names_counts_once)
{
	char from[512], to[512], name[64];

	make("t/a", 4 * MIB);
	make_path(from, sizeof(from), "t/a");
	for (int i = 0; i < 600; i++) {
		snprintf(name, sizeof(name), "t/link%d", i);
		make_path(to, sizeof(to), name);
		OK(link(from, to));
	}
	make("t/b", MIB);
	scan("t", 0);
	EQ_U64(sum.files, 2);
	EQ_U64(sum.ranges, 3);
}

TEST(many_files_of_two_names_count_once_each)
{
	char from[512], to[512], name[64];

	for (int i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), "t/a%d", i);
		make(name, 1);
		make_path(from, sizeof(from), name);
		snprintf(name, sizeof(name), "t/b%d", i);
		make_path(to, sizeof(to), name);
		OK(link(from, to));
	}
	scan("t", 0);
	EQ_U64(sum.files, 300);
}

TEST(links_are_not_followed)
{
	make("outside/huge", GIB);
	make("t/a", 1);
	test_link("t/folder", "../outside");
	test_link("t/file", "../outside/huge");
	scan("t", 0);
	EQ_U64(sum.files, 1);
}

TEST(what_is_no_file_is_passed_over)
{
	char path[512];

	make("t/a", 1);
	make_path(path, sizeof(path), "t/fifo");
	OK(mkfifo(path, 0600));
	scan("t", DAXCTL_FILES_RESIDENT);
	EQ_U64(sum.files, 1);
}

TEST(path_itself_may_be_a_file)
{
	make("a", 5 * MIB);
	scan("a", 0);
	EQ_U64(sum.files, 1);
	EQ_U64(sum.ranges, 3);
}

TEST(path_itself_may_be_a_link)
{
	make("t/a", 5 * MIB);
	test_link("l", "t");
	scan("l", 0);
	EQ_U64(sum.ranges, 3);
}

TEST(missing_folder_is_an_error)
{
	char path[512];

	make_path(path, sizeof(path), "nowhere");
	EQ(daxctl_files_scan(path, 0, NULL, NULL, &files), -ENOENT);
}

static int stop_at(void *arg, uint64_t seen)
{
	uint64_t *told = arg;

	*told = seen;
	return -EINTR;
}

TEST(scan_tells_how_far_it_is_and_can_be_ended)
{
	char name[64], path[512];
	uint64_t told = 0;

	for (int i = 0; i < 1100; i++) {
		snprintf(name, sizeof(name), "t/%d", i);
		make(name, 1);
	}
	make_path(path, sizeof(path), "t");
	EQ(daxctl_files_scan(path, 0, stop_at, &told, &files), -EINTR);
	EQ_U64(told, 1024);
}

static void fill_a_page(const char *name, uint64_t offset)
{
	char path[512];
	int fd;

	make_path(path, sizeof(path), name);
	fd = open(path, O_RDWR);
	IS(fd >= 0);
	EQ(pwrite(fd, "x", 1, offset), 1);
	fsync(fd);
	close(fd);
}

TEST(residency_counts_ranges_with_a_page_in_the_cache)
{
	make("t/big", 300 * MIB);
	make("t/untouched", 10 * MIB);
	fill_a_page("t/big", 0);
	fill_a_page("t/big", 4 * KIB);
	fill_a_page("t/big", 200 * MIB + 5);
	scan("t", DAXCTL_FILES_RESIDENT);
	EQ_U64(sum.files, 2);
	EQ_U64(sum.ranges, 2);
}

TEST(everything_is_readable_here)
{
	const char *first = NULL;
	int rc = 0;

	make("t/a", 1);
	scan("t", DAXCTL_FILES_RESIDENT);
	EQ_U64(daxctl_files_unreadable(files, &first, &rc), 0);
	IS(!first && !rc);
}

static void assume(uint64_t bytes, uint64_t count)
{
	daxctl_files_free(files);
	files = NULL;
	OK(daxctl_files_assume(bytes, count, &files));
	daxctl_files_get_sum(files, 0, &sum);
	EQ_U64(sum.files, count);
	EQ_U64(sum.bytes, bytes);
}

TEST(assumed_files_need_as_many_ranges_as_they_can)
{
	assume(256 * MIB, 1);
	EQ_U64(sum.ranges, 128);
	assume(800 * KIB, 200);
	EQ_U64(sum.ranges, 200);
	assume(4 * MIB, 2);
	EQ_U64(sum.ranges, 3);
	assume(3, 5);
	EQ_U64(sum.ranges, 3);
	assume(0, 5);
	EQ_U64(sum.ranges, 0);
	EQ(daxctl_files_assume(5, 0, &files), -EINVAL);
}

/* No two files of 4 MiB in all can need more than 3 ranges, but 3 they can. */
TEST(assumption_is_the_worst_case)
{
	for (uint64_t first = 0; first <= 4 * MIB; first += 4 * KIB)
		IS(daxctl_window_ranges_of(0, first) +
			   daxctl_window_ranges_of(0, 4 * MIB - first) <=
		   3);
}

TEST(trace_of_two_passes_has_each_range_twice)
{
	struct daxctl_trace_info info;
	struct daxctl_replay replay;
	struct daxctl_trace *trace;

	assume(256 * MIB, 201);
	OK(daxctl_files_make_trace(files, 0, 2, &trace));
	daxctl_trace_get_info(trace, &info);
	EQ_U64(info.ranges, sum.ranges);
	EQ_U64(info.accesses, 2 * sum.ranges);
	/* It fits or, read from start to end, misses each time. */
	OK(daxctl_trace_replay(trace, daxctl_window_least(sum.ranges),
			       &replay));
	EQ_U64(replay.setups, sum.ranges);
	OK(daxctl_trace_replay(trace, 32, &replay));
	EQ_U64(replay.setups, 2 * sum.ranges);
	daxctl_trace_free(trace);
}

TEST(trace_of_too_many_ranges_is_not_made)
{
	struct daxctl_trace *trace;

	assume(GIB << 14, 1);
	EQ(daxctl_files_make_trace(files, 0, 2, &trace), -E2BIG);
}

TEST(endless_empty_files_take_no_time)
{
	struct daxctl_trace_info info;
	struct daxctl_trace *trace;

	assume(1, UINT64_C(1) << 62);
	OK(daxctl_files_make_trace(files, 0, 2, &trace));
	daxctl_trace_get_info(trace, &info);
	EQ_U64(info.accesses, 2);
	daxctl_trace_free(trace);
}
