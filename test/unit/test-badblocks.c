/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-badblocks.c - the kernel's lists of bad sectors, whole and cut off
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/nd/nd.h"
#include "test.h"

static int parse(const char *text, struct nd_badblocks *ret)
{
	return nd_badblocks_parse(text, strlen(text), ret);
}

TEST(an_empty_list_has_no_ranges)
{
	struct nd_badblocks bad;

	OK(parse("", &bad));
	EQ(bad.count, 0);
	IS(!bad.incomplete);
	nd_badblocks_free(&bad);
}

TEST(ranges_come_out_sorted_though_the_kernel_does_not_sort)
{
	struct nd_badblocks bad;

	OK(parse("5608 392\n5096 512\n1000 512\n", &bad));
	EQ(bad.count, 3);
	EQ_U64(bad.at[0].offset, 1000);
	EQ_U64(bad.at[1].offset, 5096);
	EQ_U64(bad.at[2].length, 392);
	nd_badblocks_free(&bad);
}

TEST(a_last_line_cut_in_a_number_is_dropped_and_told)
{
	struct nd_badblocks bad;

	OK(parse("1000 8\n174", &bad));
	EQ(bad.count, 1);
	IS(bad.incomplete);
	nd_badblocks_free(&bad);
}

TEST(a_line_that_is_no_range_is_invalid)
{
	static const char *const lines[] = {
		"1000\n",
		"x 8\n",
		"8 x\n",
		" \n",
		"1 2 3\n",
		"-1 8\n",
		"18446744073709551615 2\n",
		"1111111111111111111111111111111111111111111111111111 1\n",
	};
	struct nd_badblocks bad;

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		EQ(parse(lines[i], &bad), -EINVAL);
}

static struct nd_badblocks clip(const char *text, uint64_t start, uint64_t len)
{
	struct nd_badblocks all, part;

	OK(parse(text, &all));
	OK(nd_badblocks_clip(&all, start, len, &part));
	nd_badblocks_free(&all);
	return part;
}

TEST(a_range_outside_is_left_out)
{
	struct nd_badblocks bad = clip("10 5\n100 5\n", 15, 85);

	EQ(bad.count, 0);
	nd_badblocks_free(&bad);
}

TEST(a_range_across_the_start_is_cut_and_counted_from_there)
{
	struct nd_badblocks bad = clip("10 20\n", 15, 100);

	EQ(bad.count, 1);
	EQ_U64(bad.at[0].offset, 0);
	EQ_U64(bad.at[0].length, 15);
	nd_badblocks_free(&bad);
}

TEST(a_range_across_the_end_is_cut)
{
	struct nd_badblocks bad = clip("90 20\n", 50, 50);

	EQ(bad.count, 1);
	EQ_U64(bad.at[0].offset, 40);
	EQ_U64(bad.at[0].length, 10);
	nd_badblocks_free(&bad);
}

/* An attribute of @lines lines of 8 bytes, cut after @size bytes. */
static int read_attr(unsigned int lines, size_t size, struct nd_badblocks *ret)
{
	struct sysfs_node node = { .captured = true };
	char text[80000], *end = text;
	int rc;

	for (unsigned int i = 0; i < lines; i++)
		end += sprintf(end, "%5u 1\n", 10000 + i);
	text[size < (size_t)(end - text) ? size : (size_t)(end - text)] = '\0';
	test_file("badblocks", text);
	node.dirfd = open(test_dir(), O_PATH | O_DIRECTORY | O_CLOEXEC);
	rc = nd_badblocks_read(&node, ret);
	close(node.dirfd);
	return rc;
}

TEST(a_page_full_of_lines_is_incomplete)
{
	struct nd_badblocks bad;

	OK(read_attr(600, 4095, &bad));
	EQ(bad.count, 511);
	IS(bad.incomplete);
	nd_badblocks_free(&bad);
}

TEST(a_machine_with_larger_pages_tells_more)
{
	struct nd_badblocks bad;

	OK(read_attr(1200, 16383, &bad));
	EQ(bad.count, 1200);
	IS(!bad.incomplete);
	nd_badblocks_free(&bad);
	OK(read_attr(9000, 65535, &bad));
	EQ(bad.count, 8191);
	IS(bad.incomplete);
	nd_badblocks_free(&bad);
}

TEST(a_list_that_fits_is_complete)
{
	struct nd_badblocks bad;

	OK(read_attr(100, 4095, &bad));
	EQ(bad.count, 100);
	IS(!bad.incomplete);
	nd_badblocks_free(&bad);
}

TEST(a_device_without_the_attribute_has_no_bad_blocks)
{
	struct sysfs_node node = { .captured = true };
	struct nd_badblocks bad;

	node.dirfd = open(test_dir(), O_PATH | O_DIRECTORY | O_CLOEXEC);
	OK(nd_badblocks_read(&node, &bad));
	EQ(bad.count, 0);
	close(node.dirfd);
}

TEST(choices_are_numbers_of_which_one_may_be_chosen)
{
	struct nd_choices choices;
	uint64_t selected = 7;

	OK(nd_choices_parse("512 520 [4096] 4104 ", &choices, &selected));
	EQ(choices.count, 4);
	EQ_U64(choices.at[3], 4104);
	EQ_U64(selected, 4096);
	OK(nd_choices_parse("512 4096 ", &choices, &selected));
	EQ_U64(selected, 0);
	OK(nd_choices_parse("", &choices, &selected));
	EQ(choices.count, 0);
}

TEST(choices_that_are_no_numbers_are_invalid)
{
	static const char *const texts[] = { "[]", "[512", "512 x", "-1",
					     "1 2 3 4 5 6 7 8 9 10 11 12 13 14 "
					     "15 16 17" };
	struct nd_choices choices;
	uint64_t selected;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		EQ(nd_choices_parse(texts[i], &choices, &selected), -EINVAL);
}
