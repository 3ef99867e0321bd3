/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-table.c - tables: widths, alignment, what isn't there
 */
#include <stdio.h>

#include "report-sample.h"

TEST(columns_are_as_wide_as_their_widest_cell)
{
	static const struct box boxes[] = {
		{ .name = "b0", .size = 4096, .mask = 1 },
		{ .name = "a-long-name", .size = 1ull << 30, .mask = 0xabcd },
	};
	struct report *report = sample_report(REPORT_TABLE, false, 0);

	report_begin_list(report, NULL, 2);
	report_object(report, &class_box, &boxes[0]);
	report_object(report, &class_box, &boxes[1]);
	report_end_list(report);
	OK(sample_finish(report));
	EQ_STR(listing, "BOX           SIZE    MASK  OPEN\n"
			"b0           4 KiB     0x1  no\n"
			"a-long-name  1 GiB  0xabcd  no\n");
}

TEST(a_heading_can_be_the_widest_cell)
{
	static const struct box box = { .name = "b",
					.balance = -1,
					.open = true };

	OK(sample_list(sample_report(REPORT_TABLE, false, 0), &box, 1));
	EQ_STR(listing, "BOX  SIZE  MASK  BALANCE  OPEN\n"
			"b     0 B   0x0       -1  yes\n");
}

TEST(what_does_not_apply_is_a_dash)
{
	static const struct box boxes[] = {
		{ .name = "b0", .label = "red" },
		{ .name = "b1" },
	};
	struct report *report = sample_report(REPORT_TABLE, false, 0);

	report_object(report, &class_box, &boxes[0]);
	report_object(report, &class_box, &boxes[1]);
	OK(sample_finish(report));
	EQ_STR(listing, "BOX  SIZE  MASK  OPEN  LABEL\n"
			"b0    0 B   0x0  no    red\n"
			"b1    0 B   0x0  no    -\n");
}

TEST(what_can_not_be_told_is_a_question_mark)
{
	static const struct box box = { .name = "b7", .size_rc = -EIO };

	EQ(sample_list(sample_report(REPORT_TABLE, false, 0), &box, 1), 1);
	EQ_STR(listing, "BOX  SIZE  MASK  OPEN\n"
			"b7   ?      0x0  no\n");
	EQ_STR(complaints, "b7: size: Input/output error\n");
}

TEST(a_column_without_any_value_is_not_shown)
{
	static const struct box box = { .name = "b" };

	OK(sample_list(sample_report(REPORT_TABLE, false, 0), &box, 1));
	IS(!strstr(listing, "LABEL"));
	IS(!strstr(listing, "HEAT"));
}

TEST(lists_are_joined_by_commas)
{
	static const uint64_t marks[] = { 512, 4096, 0 };
	static const struct box box = { .name = "b", .marks = marks };

	OK(sample_list(sample_report(REPORT_TABLE, false, 0), &box, 1));
	IS(strstr(listing, "  512,4096\n"));
}

TEST(an_empty_list_is_a_dash)
{
	static const uint64_t marks[] = { 1, 0 }, none[] = { 0 };
	static const struct box boxes[] = {
		{ .name = "b0", .marks = marks },
		{ .name = "b1", .marks = none },
	};
	struct report *report = sample_report(REPORT_TABLE, false, 0);

	report_object(report, &class_box, &boxes[0]);
	report_object(report, &class_box, &boxes[1]);
	OK(sample_finish(report));
	IS(strstr(listing, "no    -\n"));
}

TEST(each_class_has_a_table_with_its_title)
{
	static const struct box box = { .name = "b" };
	struct report *report = sample_report(REPORT_TABLE, false, 0);

	report_begin(report, &class_shelf, "s0");
	report_object(report, &class_box, &box);
	report_end(report);
	report_object(report, &class_shelf, "s1");
	OK(sample_finish(report));
	EQ_STR(listing, "Shelves\n"
			"SHELF\n"
			"s0\n"
			"s1\n"
			"\n"
			"Boxes\n"
			"BOX  SIZE  MASK  OPEN\n"
			"b     0 B   0x0  no\n");
}

TEST(a_table_of_nothing_is_nothing)
{
	OK(sample_finish(sample_report(REPORT_TABLE, false, 0)));
	EQ_STR(listing, "");
}

TEST(letters_count_as_columns_not_as_bytes)
{
	static const struct box boxes[] = {
		{ .name = "b0", .label = "\xc3\xa4\xc3\xb6" },
		{ .name = "\xc3\xa4", .label = "x" },
	};
	struct report *report = sample_report(REPORT_TABLE, false, 0);

	report_object(report, &class_box, &boxes[0]);
	report_object(report, &class_box, &boxes[1]);
	OK(sample_finish(report));
	IS(strstr(listing, "\xc3\xa4     0 B"));
}

TEST(a_label_can_not_break_the_table)
{
	static const struct box box = { .name = "b", .label = "x\n\x1b[7m" };

	OK(sample_list(sample_report(REPORT_TABLE, false, 0), &box, 1));
	IS(strstr(listing, "  x\\x0a\\x1b[7m\n"));
}

static const char *size_cell(uint64_t size)
{
	static char cell[64];
	struct box box = { .name = "b", .size = size };
	size_t len;
	char *p;

	OK(sample_list(sample_report(REPORT_TABLE, false, 0), &box, 1));
	p = strchr(listing, '\n');
	IS(p);
	p += 2;
	p += strspn(p, " ");
	len = strstr(p, "  ") - p;
	IS(len < sizeof(cell));
	memcpy(cell, p, len);
	cell[len] = '\0';
	return cell;
}

TEST(sizes_have_two_places_at_most)
{
	EQ_STR(size_cell(0), "0 B");
	EQ_STR(size_cell(1023), "1023 B");
	EQ_STR(size_cell(1024), "1 KiB");
	EQ_STR(size_cell(66428928), "63.35 MiB");
	EQ_STR(size_cell(132120576), "126 MiB");
	EQ_STR(size_cell(1610612736), "1.5 GiB");
	EQ_STR(size_cell(1080033280), "1.01 GiB");
}

TEST(sizes_are_rounded_not_cut)
{
	EQ_STR(size_cell((1 << 20) - 1), "1024 KiB");
	EQ_STR(size_cell((1ull << 40) + (1ull << 30) * 6), "1.01 TiB");
}

TEST(the_largest_sizes_do_not_overflow)
{
	EQ_STR(size_cell(1ull << 63), "8 EiB");
	EQ_STR(size_cell(UINT64_MAX), "16 EiB");
	EQ_STR(size_cell(3ull << 59), "1.5 EiB");
	EQ_STR(size_cell((1ull << 50) * 5 / 4), "1.25 PiB");
}
