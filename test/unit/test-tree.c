/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-tree.c - names under the names of their parents
 */
#include <stdio.h>
#include <stdlib.h>

#include "report-sample.h"

static struct report *tree(const char *locale)
{
	unsetenv("LC_ALL");
	unsetenv("LC_CTYPE");
	setenv("LANG", locale, 1);
	return sample_report(REPORT_TREE, false, 0);
}

/* Two shelves, the first with a box between two smaller shelves. */
static void furnish(struct report *report)
{
	static const struct box box = { .name = "b0", .size = 1 << 20 };

	report_begin_list(report, NULL, 2);
	report_begin(report, &class_shelf, "s0");
	report_begin_list(report, "small", 1);
	report_begin(report, &class_shelf, "s0.0");
	report_begin_list(report, "boxes", 1);
	report_object(report, &class_box, &box);
	report_end_list(report);
	report_end(report);
	report_end_list(report);
	report_begin_list(report, "more", 1);
	report_begin(report, &class_shelf, "s0.1");
	report_object(report, &class_box, &box);
	report_end(report);
	report_end_list(report);
	report_end(report);
	report_object(report, &class_shelf, "s1");
	report_end_list(report);
}

TEST(lines_show_who_is_last)
{
	struct report *report = tree("C.UTF-8");

	furnish(report);
	OK(sample_finish(report));
	EQ_STR(listing, "s0\n"
			"├─s0.0\n"
			"│ └─b0  1 MiB\n"
			"└─s0.1\n"
			"  └─b0  1 MiB\n"
			"s1\n");
}

TEST(lines_are_ascii_where_the_locale_is)
{
	struct report *report = tree("C");

	furnish(report);
	OK(sample_finish(report));
	EQ_STR(listing, "s0\n"
			"|-s0.0\n"
			"| `-b0  1 MiB\n"
			"`-s0.1\n"
			"  `-b0  1 MiB\n"
			"s1\n");
}

TEST(the_first_locale_variable_that_is_set_decides)
{
	struct report *report;

	setenv("LC_ALL", "POSIX", 1);
	setenv("LANG", "de_DE.utf8", 1);
	report = sample_report(REPORT_TREE, false, 0);
	furnish(report);
	OK(sample_finish(report));
	IS(strstr(listing, "|-s0.0"));

	setenv("LC_ALL", "", 1);
	report = sample_report(REPORT_TREE, false, 0);
	furnish(report);
	OK(sample_finish(report));
	IS(strstr(listing, "├─s0.0"));
}

TEST(the_most_telling_fields_follow_the_name)
{
	static const struct box box = { .name = "b",
					.size = 512,
					.balance = -3,
					.open = true,
					.label = "red" };
	struct report *report = tree("C");

	report_object(report, &class_box, &box);
	OK(sample_finish(report));
	EQ_STR(listing, "b  512 B, -3 euro, open, red\n");
}

TEST(a_flag_that_is_not_set_is_not_shown)
{
	static const struct box box = { .name = "b" };
	struct report *report = tree("C");

	report_object(report, &class_box, &box);
	OK(sample_finish(report));
	EQ_STR(listing, "b  0 B\n");
}

TEST(a_field_that_fails_is_unknown_and_told)
{
	static const struct box box = { .name = "b", .size_rc = -EIO };
	struct report *report = tree("C");

	report_object(report, &class_box, &box);
	EQ(sample_finish(report), 1);
	EQ_STR(listing, "b  size unknown\n");
	EQ_STR(complaints, "b: size: Input/output error\n");
}

TEST(a_label_can_not_draw_lines)
{
	static const struct box box = { .name = "b", .label = "x\ny" };
	struct report *report = tree("C");

	report_object(report, &class_box, &box);
	OK(sample_finish(report));
	EQ_STR(listing, "b  0 B, x\\x0ay\n");
}

TEST(many_children_are_all_there)
{
	static const struct box box = { .name = "b" };
	struct report *report = tree("C");
	size_t forks = 0;

	report_begin(report, &class_shelf, "s");
	report_begin_list(report, "boxes", 1000);
	for (int i = 0; i < 1000; i++)
		report_object(report, &class_box, &box);
	report_end_list(report);
	report_end(report);
	OK(sample_finish(report));
	for (const char *p = listing; (p = strstr(p, "|-")); p++)
		forks++;
	EQ(forks, 999);
	IS(strstr(listing, "`-b  0 B\n"));
}

TEST(a_tree_of_nothing_is_nothing)
{
	OK(sample_finish(tree("C")));
	EQ_STR(listing, "");
}
