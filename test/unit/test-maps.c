/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-maps.c - windows in a VMM's address space
 *
 * The lines of the window are those of a real VMM: a 256 MiB file behind a
 * window of 64 MiB. Around them stands what a VMM has besides.
 */
#include <errno.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "lib/virtiofs/maps.h"
#include "test.h"

#define RESERVED(from, to) from "-" to " ---p 00000000 00:00 0 \n"
#define BUSY(from, to, offset) \
	from "-" to " r--s " offset " 00:00 11378772                   /big\n"

/* Four busy ranges, one of them twice as long. */
#define WINDOW                                           \
	RESERVED("7ff570000000", "7ff570200000")         \
	BUSY("7ff570200000", "7ff570400000", "0ea00000") \
	BUSY("7ff570400000", "7ff570600000", "0f200000") \
	RESERVED("7ff570600000", "7ff570e00000")         \
	BUSY("7ff570e00000", "7ff571200000", "0e600000") \
	RESERVED("7ff571200000", "7ff574000000")

#define AROUND_BEFORE                                                       \
	"55d0c0a00000-55d0c0a21000 r-xp 00000000 fe:01 1234 /usr/bin/vmm\n" \
	"7ff4e0000000-7ff560000000 rw-s 00000000 00:01 99 /memfd:ram\n"     \
	"7ff560000000-7ff560001000 ---p 00000000 00:00 0 \n"

#define AROUND_BEHIND                                        \
	"7ff574000000-7ff574021000 rw-p 00000000 00:00 0 \n" \
	"7ffc00000000-7ffc00021000 rw-p 00000000 00:00 0 [stack]\n"

static struct maps_window window;

static int find(const char *text, uint64_t length, unsigned int index)
{
	window = (struct maps_window){ 0, 0, 0 };
	return maps_find_window(text, length, index, &window);
}

TEST(a_line_is_taken_apart)
{
	const char *text = "7ff570200000-7ff570400000 r--s 0ea00000 08:11 "
			   "11378772                   /big\nrest";
	struct maps_line line;

	OK(maps_next(&text, &line));
	EQ_U64(line.start, 0x7ff570200000);
	EQ_U64(line.end, 0x7ff570400000);
	EQ_U64(line.offset, 0x0ea00000);
	EQ_U64(line.inode, 11378772);
	EQ(major(line.device), 8);
	EQ(minor(line.device), 17);
	IS(line.readable && line.shared && !line.writable);
	IS(!strncmp(line.name, "/big\n", 5));
	EQ_STR(text, "rest");
	EQ(maps_next(&text, &line), -EINVAL);
}

TEST(the_end_of_the_text_is_no_line)
{
	const char *text = "";
	struct maps_line line;

	EQ(maps_next(&text, &line), -ENOENT);
	text = "2000-1000 r--s 0 00:00 0 \n";
	EQ(maps_next(&text, &line), -EINVAL);
}

TEST(a_window_is_found_among_everything_else)
{
	OK(find(AROUND_BEFORE WINDOW AROUND_BEHIND, 0, 0));
	EQ_U64(window.base, 0x7ff570000000);
	EQ_U64(window.length, 64 << 20);
	EQ_U64(window.busy, 4);
	EQ(find(AROUND_BEFORE WINDOW AROUND_BEHIND, 0, 1), -ENOENT);
}

TEST(memory_of_the_guest_is_no_window)
{
	EQ(find(AROUND_BEFORE, 0, 0), -ENOENT);
	EQ(find(AROUND_BEHIND, 0, 0), -ENOENT);
	EQ(find("", 0, 0), -ENOENT);
}

TEST(a_window_with_nothing_in_it_is_known_by_its_length_alone)
{
	static const char empty[] = RESERVED("7ff570000000", "7ff574000000");

	EQ(find(empty, 0, 0), -ENOENT);
	OK(find(empty, 64 << 20, 0));
	EQ_U64(window.busy, 0);
	EQ(find(empty, 32 << 20, 0), -ENOENT);
}

TEST(a_full_window_is_known_by_its_length_alone)
{
	static const char full[] =
		BUSY("7ff570000000", "7ff570200000", "00000000")
			BUSY("7ff570200000", "7ff570400000", "00200000");

	EQ(find(full, 0, 0), -ENOENT);
	OK(find(full, 4 << 20, 0));
	EQ_U64(window.busy, 2);
}

TEST(two_windows_are_two)
{
	static const char two[] =
		WINDOW RESERVED("7ff600000000", "7ff600200000")
			BUSY("7ff600200000", "7ff600400000", "00000000");

	OK(find(two, 0, 1));
	EQ_U64(window.base, 0x7ff600000000);
	EQ_U64(window.length, 4 << 20);
	EQ_U64(window.busy, 1);
	EQ(find(two, 0, 2), -ENOENT);
}

TEST(what_is_no_multiple_of_a_range_ends_a_window)
{
	static const char text[] = RESERVED("7ff570000000", "7ff570200000")
		BUSY("7ff570200000", "7ff570400000", "00000000")
			RESERVED("7ff570400000", "7ff570401000");

	OK(find(text, 0, 0));
	EQ_U64(window.length, 4 << 20);
}

/* As QEMU 11.1 has them: each on its own, with a guard behind. */
#define PIECE(from, to, guard) BUSY(from, to, "00200000") RESERVED(to, guard)

#define PIECES                                                \
	PIECE("7ff570000000", "7ff570200000", "7ff570201000") \
	PIECE("7ff580400000", "7ff580600000", "7ff580601000") \
	"7ff590000000-7ff590200000 rw-p 00000000 00:00 0 \n"

TEST(ranges_that_lie_about_are_one_window_of_unknown_length)
{
	OK(find(AROUND_BEFORE PIECES AROUND_BEHIND, 0, 0));
	EQ_U64(window.busy, 2);
	EQ_U64(window.base, 0);
	EQ_U64(window.length, 0);
	EQ(find(AROUND_BEFORE PIECES AROUND_BEHIND, 0, 1), -ENOENT);
}

TEST(ranges_that_lie_about_are_of_the_length_that_is_told)
{
	OK(find(PIECES, 64 << 20, 0));
	EQ_U64(window.busy, 2);
	EQ_U64(window.length, 64 << 20);
	EQ(find(PIECES PIECES, 6 << 20, 0), -ENOENT);
}

TEST(a_shared_file_without_a_guard_is_no_range)
{
	static const char unguarded[] = BUSY(
		"7ff570000000", "7ff570200000",
		"00200000") "7ff570200000-7ff570201000 rw-p 00000000 00:00 0 \n";

	EQ(find(unguarded, 0, 0), -ENOENT);
	EQ(find(BUSY("7ff570000000", "7ff570200000", "00200000")
			RESERVED("7ff570300000", "7ff570301000"),
		0, 0),
	   -ENOENT);
	EQ(find(BUSY("7ff570000000", "7ff570400000", "00200000")
			RESERVED("7ff570400000", "7ff570401000"),
		0, 0),
	   -ENOENT);
}

TEST(reserved_windows_are_not_counted_again)
{
	OK(find(WINDOW PIECES, 0, 0));
	EQ_U64(window.length, 64 << 20);
	EQ_U64(window.busy, 4);
	EQ(find(WINDOW PIECES, 0, 1), -ENOENT);
	EQ(find(WINDOW, 128 << 20, 0), -ENOENT);
}

TEST(garbage_is_told)
{
	EQ(find(WINDOW "what is this?\n", 0, 1), -EINVAL);
	EQ(find("what is this?\n", 0, 0), -EINVAL);
}
