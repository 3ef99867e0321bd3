/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-window-trace.c - lines of the kernel's trace, and what they come to
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "lib/virtiofs/record.h"
#include "lib/virtiofs/trace.h"
#include "libdaxctl.h"
#include "test.h"

TEST(a_line_of_the_trace_is_taken_apart)
{
	struct daxctl_window_access access;
	dev_t device;

	OK(trace_parse(
		"             cat-412     [001] .....   145.210718: iomap_iter_dstmap: dev 0:33 ino 0xada171 bdev 0:0 addr 0x600000 offset 0x200000 length 0x1000 type MAPPED flags ",
		&device, &access));
	IS(device == makedev(0, 33));
	EQ_U64(access.inode, 0xada171);
	EQ_U64(access.address, 0x600000);
	EQ_U64(access.offset, 0x200000);
	EQ_U64(access.length, 0x1000);
	EQ_STR(access.type, "MAPPED");
	IS(access.mapped);
}

TEST(a_hole_has_no_address)
{
	struct daxctl_window_access access;
	dev_t device;

	OK(trace_parse(
		"             cat-230     [000] .....    47.993550: iomap_iter_dstmap: dev 7:0 ino 0x83 bdev 7:0 addr 0xffffffffffffffff offset 0x500000 length 0x40000 type HOLE flags DIRTY",
		&device, &access));
	IS(!access.mapped);
	EQ_STR(access.type, "HOLE");
}

TEST(other_lines_of_the_trace_are_none)
{
	struct daxctl_window_access access;
	dev_t device;

	EQ(trace_parse("# tracer: nop", &device, &access), -ENOENT);
	EQ(trace_parse("CPU:1 [LOST 12 EVENTS]", &device, &access), -ENOENT);
	EQ(trace_parse("x: iomap_iter_srcmap: dev 0:33", &device, &access),
	   -ENOENT);
	EQ(trace_parse("", &device, &access), -ENOENT);
}

TEST(a_remark_tells_what_was_lost)
{
	EQ_U64(trace_lost("CPU:11 [LOST 12 EVENTS]"), 12);
	EQ_U64(trace_lost("# lost 18446744073709551615"), UINT64_MAX);
	EQ_U64(trace_lost("CPU:1 [LOST EVENTS]"), 0);
	EQ_U64(trace_lost("# tracer: nop"), 0);
	EQ_U64(trace_lost(" CPU:1 [LOST 12 EVENTS]"), 0);
}

TEST(a_line_that_lacks_something_is_no_value)
{
	struct daxctl_window_access access;
	dev_t device;

	EQ(trace_parse("x: iomap_iter_dstmap: dev 0:33 ino 0x1 addr 0x0",
		       &device, &access),
	   -EINVAL);
	EQ(trace_parse("x: iomap_iter_dstmap: dev what", &device, &access),
	   -EINVAL);
	EQ(trace_parse(
		   "x: iomap_iter_dstmap: dev 0:1 ino 0x1 addr 0x0 offset 0x0 length 0x0",
		   &device, &access),
	   -EINVAL);
}

static struct daxctl_window_counter *counter;

static void count(uint64_t inode, uint64_t window_range, uint64_t file_range)
{
	const struct daxctl_window_access access = {
		.inode = inode,
		.address = window_range << 21,
		.offset = file_range << 21 | 0x1234,
		.mapped = true,
	};

	OK(daxctl_window_counter_add(counter, &access));
}

static struct daxctl_window_tally sum(void)
{
	struct daxctl_window_tally tally;

	daxctl_window_counter_read(counter, &tally);
	return tally;
}

static void begin(void)
{
	counter = daxctl_window_counter_new();
	IS(counter);
}

TEST(a_range_that_is_used_again_was_set_up_once)
{
	begin();
	count(1, 0, 0);
	count(1, 0, 0);
	EQ_U64(sum().accesses, 2);
	EQ_U64(sum().set_ups, 1);
	EQ_U64(sum().ranges, 1);
	EQ_U64(sum().wanted, 1);
	daxctl_window_counter_free(counter);
}

TEST(a_range_that_changes_hands_was_set_up_again)
{
	begin();
	count(1, 0, 0);
	count(2, 0, 0);
	count(1, 0, 0);
	EQ_U64(sum().set_ups, 3);
	EQ_U64(sum().ranges, 1);
	EQ_U64(sum().wanted, 2);
	daxctl_window_counter_free(counter);
}

TEST(what_moved_away_and_came_back_was_set_up_twice_more)
{
	begin();
	count(1, 0, 0);
	count(1, 4, 0);
	count(1, 0, 0);
	EQ_U64(sum().set_ups, 3);
	EQ_U64(sum().ranges, 2);
	EQ_U64(sum().wanted, 1);
	daxctl_window_counter_free(counter);
}

TEST(the_same_number_in_a_file_and_in_the_window_are_two_things)
{
	begin();
	count(0, 5, 5);
	EQ_U64(sum().ranges, 1);
	EQ_U64(sum().wanted, 1);
	daxctl_window_counter_free(counter);
}

TEST(a_hole_takes_no_range)
{
	const struct daxctl_window_access hole = { .inode = 1 };

	begin();
	OK(daxctl_window_counter_add(counter, &hole));
	EQ_U64(sum().accesses, 0);
	EQ_U64(sum().set_ups, 0);
	daxctl_window_counter_free(counter);
	daxctl_window_counter_free(NULL);
}

TEST(what_was_lost_is_told_even_with_a_hole)
{
	begin();
	OK(daxctl_window_counter_add(
		counter, &(struct daxctl_window_access){ .lost = 5 }));
	count(1, 0, 0);
	EQ_U64(sum().lost, 5);
	EQ_U64(sum().accesses, 1);
	daxctl_window_counter_free(counter);
}

TEST(many_ranges_are_all_counted)
{
	begin();
	for (uint64_t i = 0; i < 20000; i++)
		count(i % 7, i, i * 3);
	EQ_U64(sum().ranges, 20000);
	EQ_U64(sum().wanted, 20000);
	EQ_U64(sum().set_ups, 20000);
	daxctl_window_counter_free(counter);
}

/* As window-usage --record writes it: inode, address, offset, length, type. */
static int count_line(const char *line)
{
	struct daxctl_window_access access = { 0 };

	if (sscanf(line, "%lx %lx %lx %lx %15s", &access.inode, &access.address,
		   &access.offset, &access.length, access.type) != 5)
		return -EINVAL;
	access.mapped = access.address != UINT64_MAX;
	return daxctl_window_counter_add(counter, &access);
}

/*
 * The kernel counted 1906 requests to set a range up. The other 17 gave a range
 * the same piece of a file that it had before, which no trace can show.
 */
TEST(a_real_trace_of_64_mib_comes_to_what_the_kernel_counted)
{
	FILE *file = fopen(TEST_DATA "/traces/virtiofs-64M.trace", "re");
	char line[256];

	IS(file);
	begin();
	while (fgets(line, sizeof(line), file))
		if (*line != '#')
			OK(count_line(line));
	fclose(file);
	EQ_U64(sum().set_ups, 1889);
	EQ_U64(sum().wanted, 328);
	EQ_U64(sum().ranges, 32);
	daxctl_window_counter_free(counter);
}
