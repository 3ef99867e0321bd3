/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-record.c - the text of a recorded trace, taken apart
 */
#include <errno.h>
#include <string.h>

#include "lib/libdaxctl.h"
#include "test.h"

#define LINE	 "0xada171 0x0 0x0 0x1000 MAPPED\n"
#define HOLE	 "0xada171 0xffffffffffffffff 0x1000 0x1f000 HOLE\n"
#define RAW_HEAD "  cat-77 [001] d..1. 12.5: iomap_iter_dstmap: dev 0:33 ino "
#define RAW(place)                          \
	RAW_HEAD "0x7 bdev 0:0 addr " place \
		 " length 0x1000 type MAPPED flags \n"

static struct daxctl_trace *trace;

static int feed(const char *text)
{
	daxctl_trace_free(trace);
	trace = NULL;
	OK(daxctl_trace_new(&trace));
	return daxctl_trace_feed(trace, text, strlen(text));
}

static struct daxctl_trace_info info_of(const char *text)
{
	struct daxctl_trace_info info;

	OK(feed(text));
	OK(daxctl_trace_finish(trace));
	daxctl_trace_get_info(trace, &info);
	return info;
}

TEST(mapped_line_is_an_access)
{
	struct daxctl_trace_info info = info_of(LINE LINE);

	EQ_U64(info.accesses, 2);
	EQ_U64(info.ranges, 1);
	EQ_U64(info.files, 1);
	EQ_U64(info.holes, 0);
}

TEST(hole_uses_no_range)
{
	struct daxctl_trace_info info = info_of(HOLE);

	EQ_U64(info.accesses, 0);
	EQ_U64(info.ranges, 0);
	EQ_U64(info.holes, 1);
}

TEST(line_of_tracefs_is_an_access)
{
	struct daxctl_trace_info info =
		info_of(RAW("0x200000 offset 0x0") RAW("0x0 offset 0x200000"));

	EQ_U64(info.accesses, 2);
	EQ_U64(info.ranges, 2);
	EQ_U64(info.recorded_setups, 2);
}

TEST(other_lines_of_tracefs_are_passed_over)
{
	EQ_U64(info_of("# tracer: nop\n#\nCPU:1 [LOST 3 EVENTS]\n" RAW(
			       "0x0 offset 0x0") "  cat-77 [001] d..1. 12.6: sys_exit: NR 1 = 0\n")
		       .accesses,
	       1);
}

TEST(what_the_tracer_has_lost_is_known)
{
	struct daxctl_trace_info info = info_of(
		LINE "CPU:1 [LOST 3 EVENTS]\n# lost 4\n" LINE "# lost\n");

	EQ_U64(info.accesses, 2);
	EQ_U64(info.lost, 7);
	EQ_U64(info.recorded_setups, 0);
	EQ_U64(info_of(LINE).lost, 0);
}

TEST(last_line_needs_no_end)
{
	EQ_U64(info_of("0x1 0x0 0x0 0x1 MAPPED").accesses, 1);
}

TEST(line_that_ends_as_on_dos_is_taken)
{
	EQ_U64(info_of("0x1 0x0 0x0 0x1 MAPPED\r\n").accesses, 1);
}

TEST(pieces_may_be_cut_anywhere)
{
	struct daxctl_trace_info info;
	const char *text = LINE HOLE LINE;

	for (size_t cut = 0; cut <= strlen(text); cut++) {
		OK(feed(""));
		OK(daxctl_trace_feed(trace, text, cut));
		OK(daxctl_trace_feed(trace, text + cut, strlen(text) - cut));
		OK(daxctl_trace_finish(trace));
		daxctl_trace_get_info(trace, &info);
		EQ_U64(info.accesses, 2);
		EQ_U64(info.holes, 1);
	}
}

TEST(line_that_is_no_access_is_named)
{
	static const char *const bad[] = {
		"hello\n",
		"0x1 0x0 0x0 0x1\n",
		"0x1 0x0 0x0 0x1 SOMETHING\n",
		"0x1 0x0 0x0 MAPPED\n",
		"1 0x0 0x0 0x1 MAPPED\n",
		"0x 0x0 0x0 0x1 MAPPED\n",
		"0x1 0x0 0x0 0x11111111111111111 MAPPED\n",
		"0x1 0x0 0x0 0x0 MAPPED\n",
		"0x1 0x0 0x0 0x200001 MAPPED\n",
		"0x1 0x0 0x1ff001 0x1000 MAPPED\n",
		RAW_HEAD "7 addr 0x0 offset 0x0 length 0x1 type MAPPED\n",
		RAW_HEAD "0x7 addr 0x0 offset 0x0 length 0x1\n",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		OK(feed(LINE "\n" LINE));
		EQ(daxctl_trace_feed(trace, bad[i], strlen(bad[i])), -EINVAL);
		EQ_U64(daxctl_trace_get_line(trace), 4);
	}
}

TEST(bad_last_line_is_found_at_the_end)
{
	OK(feed(LINE "0x1 0x0"));
	EQ(daxctl_trace_finish(trace), -EINVAL);
	EQ_U64(daxctl_trace_get_line(trace), 2);
}

TEST(endless_line_is_refused)
{
	char text[600];

	memset(text, ' ', sizeof(text));
	OK(feed(LINE));
	EQ(daxctl_trace_feed(trace, text, sizeof(text)), -EINVAL);
	EQ_U64(daxctl_trace_get_line(trace), 2);
}

TEST(zero_byte_hides_nothing)
{
	OK(feed(""));
	EQ(daxctl_trace_feed(trace, "#\0" LINE, 2 + strlen(LINE)), -EINVAL);
}

TEST(record_of_two_filesystems_is_refused)
{
	OK(feed(RAW("0x0 offset 0x0")));
	EQ(daxctl_trace_feed(
		   trace,
		   "x: iomap_iter_dstmap: dev 0:34 ino 0x7 addr 0x0 offset 0x0 length 0x1 type MAPPED\n",
		   83),
	   -EXDEV);
}

TEST(address_that_no_window_has_tells_nothing)
{
	struct daxctl_trace_info info =
		info_of("0x1 0xffffffffff000000 0x0 0x1 MAPPED\n");

	EQ_U64(info.accesses, 1);
	EQ_U64(info.recorded_ranges, 0);
	EQ_U64(info.recorded_setups, 0);
}

TEST(window_shows_once_a_range_is_used_again)
{
	EQ_U64(info_of("0x1 0x0 0x0 0x1 MAPPED\n"
		       "0x1 0x200000 0x200000 0x1 MAPPED\n")
		       .recorded_ranges,
	       0);
	EQ_U64(info_of("0x1 0x0 0x0 0x1 MAPPED\n"
		       "0x1 0x200000 0x200000 0x1 MAPPED\n"
		       "0x1 0x0 0x400000 0x1 MAPPED\n")
		       .recorded_ranges,
	       2);
}

TEST(window_with_ranges_that_nobody_used_does_not_show)
{
	EQ_U64(info_of("0x1 0x0 0x0 0x1 MAPPED\n"
		       "0x1 0x600000 0x200000 0x1 MAPPED\n"
		       "0x1 0x0 0x400000 0x1 MAPPED\n")
		       .recorded_ranges,
	       0);
}

/* Set up, given back and set up again: the address is the same, too. */
TEST(range_that_lost_its_place_is_set_up_again)
{
	struct daxctl_trace_info info = info_of("0x1 0x0 0x0 0x1 MAPPED\n"
						"0x1 0x0 0x200000 0x1 MAPPED\n"
						"0x1 0x0 0x0 0x1 MAPPED\n"
						"0x1 0x0 0x0 0x1 MAPPED\n");

	EQ_U64(info.recorded_setups, 3);
	EQ_U64(info.recorded_ranges, 1);
}
