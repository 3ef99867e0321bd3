/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-report.c - what is open, what is asked for, and upstream's layout
 *
 * The texts are what json-c 0.16 prints for the same values.
 */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>

#include "report-sample.h"

static const struct box small = { .name = "b0", .size = 4096, .mask = 0x1f };

TEST(a_list_is_an_array_even_of_one)
{
	OK(sample_list(sample_report(REPORT_COMPAT, false, 0), &small, 1));
	EQ_STR(listing, "[\n"
			"  {\n"
			"    \"box\":\"b0\",\n"
			"    \"size\":4096,\n"
			"    \"mask\":31,\n"
			"    \"open\":false\n"
			"  }\n"
			"]\n");
}

TEST(one_object_for_a_human_has_no_brackets)
{
	OK(sample_list(sample_report(REPORT_COMPAT, true, 0), &small, 1));
	EQ_STR(listing, "{\n"
			"  \"box\":\"b0\",\n"
			"  \"size\":4096,\n"
			"  \"mask\":\"0x1f\",\n"
			"  \"open\":false\n"
			"}\n");
}

TEST(two_objects_for_a_human_have_brackets)
{
	OK(sample_list(sample_report(REPORT_COMPAT, true, 0), &small, 2));
	IS(!strncmp(listing, "[\n  {\n    \"box\":\"b0\",\n", 22));
	IS(strstr(listing, "  },\n  {\n    \"box\""));
	IS(strstr(listing, "  }\n]\n"));
}

TEST(an_empty_list_prints_nothing)
{
	OK(sample_list(sample_report(REPORT_COMPAT, false, 0), &small, 0));
	EQ_STR(listing, "");
}

TEST(a_report_of_nothing_prints_nothing)
{
	OK(sample_finish(sample_report(REPORT_COMPAT, false, 0)));
	EQ_STR(listing, "");
}

TEST(an_object_outside_any_list_stands_alone)
{
	struct report *report = sample_report(REPORT_COMPAT, false, 0);

	report_object(report, &class_shelf, "s0");
	OK(sample_finish(report));
	EQ_STR(listing, "{\n  \"shelf\":\"s0\"\n}\n");
}

TEST(two_objects_at_the_top_are_two_texts)
{
	struct report *report = sample_report(REPORT_COMPAT, false, 0);

	report_object(report, &class_shelf, "s0");
	report_object(report, &class_shelf, "s1");
	OK(sample_finish(report));
	EQ_STR(listing, "{\n  \"shelf\":\"s0\"\n}\n"
			"{\n  \"shelf\":\"s1\"\n}\n");
}

TEST(children_follow_the_fields_of_their_parent)
{
	struct report *report = sample_report(REPORT_COMPAT, false, 0);

	report_begin_list(report, NULL, 1);
	report_begin(report, &class_shelf, "s0");
	report_begin_list(report, "shelves", 1);
	report_object(report, &class_shelf, "s1");
	report_end_list(report);
	report_end(report);
	report_end_list(report);
	OK(sample_finish(report));
	EQ_STR(listing, "[\n"
			"  {\n"
			"    \"shelf\":\"s0\",\n"
			"    \"shelves\":[\n"
			"      {\n"
			"        \"shelf\":\"s1\"\n"
			"      }\n"
			"    ]\n"
			"  }\n"
			"]\n");
}

TEST(a_list_without_children_leaves_no_key)
{
	struct report *report = sample_report(REPORT_COMPAT, false, 0);

	report_begin(report, &class_shelf, "s0");
	report_begin_list(report, "boxes", 0);
	report_end_list(report);
	report_end(report);
	OK(sample_finish(report));
	EQ_STR(listing, "{\n  \"shelf\":\"s0\"\n}\n");
}

TEST(human_output_keeps_the_brackets_of_children)
{
	struct report *report = sample_report(REPORT_COMPAT, true, 0);

	report_begin_list(report, NULL, 1);
	report_begin(report, &class_shelf, "s0");
	report_begin_list(report, "shelves", 1);
	report_object(report, &class_shelf, "s1");
	report_end_list(report);
	report_end(report);
	report_end_list(report);
	OK(sample_finish(report));
	EQ_STR(listing, "{\n"
			"  \"shelf\":\"s0\",\n"
			"  \"shelves\":[\n"
			"    {\n"
			"      \"shelf\":\"s1\"\n"
			"    }\n"
			"  ]\n"
			"}\n");
}

TEST(a_group_is_an_object_of_the_lists_that_have_something)
{
	struct report *report = sample_report(REPORT_COMPAT, false, 0);

	report_begin_group(report);
	report_begin_list(report, "dimms", 0);
	report_end_list(report);
	report_begin_list(report, "shelves", 2);
	report_object(report, &class_shelf, "s0");
	report_object(report, &class_shelf, "s1");
	report_end_list(report);
	report_end_group(report);
	OK(sample_finish(report));
	EQ_STR(listing, "{\n"
			"  \"shelves\":[\n"
			"    {\n"
			"      \"shelf\":\"s0\"\n"
			"    },\n"
			"    {\n"
			"      \"shelf\":\"s1\"\n"
			"    }\n"
			"  ]\n"
			"}\n");
}

TEST(an_empty_group_prints_nothing)
{
	struct report *report = sample_report(REPORT_COMPAT, true, 0);

	report_begin_group(report);
	report_begin_list(report, "dimms", 0);
	report_end_list(report);
	report_end_group(report);
	OK(sample_finish(report));
	EQ_STR(listing, "");
}

TEST(human_sizes_have_units_and_patterns_are_hex)
{
	static const struct box box = { .name = "b", .size = 1054867456 };

	OK(sample_list(sample_report(REPORT_COMPAT, true, 0), &box, 1));
	IS(strstr(listing, "\"size\":\"1006.00 MiB (1054.87 MB)\",\n"));
	IS(strstr(listing, "\"mask\":\"0\",\n"));
}

TEST(small_sizes_are_numbers_for_humans_too)
{
	static const struct box box = { .name = "b", .size = 5119999 };

	OK(sample_list(sample_report(REPORT_COMPAT, true, 0), &box, 1));
	IS(strstr(listing, "\"size\":5119999,\n"));
}

TEST(numbers_are_exact_up_to_two_to_the_sixty_fourth)
{
	static const struct box box = { .name = "b",
					.size = UINT64_MAX,
					.mask = 1ull << 63,
					.balance = INT64_MIN };

	OK(sample_list(sample_report(REPORT_COMPAT, false, 0), &box, 1));
	IS(strstr(listing, "\"size\":18446744073709551615,\n"));
	IS(strstr(listing, "\"mask\":9223372036854775808,\n"));
	IS(strstr(listing, "\"balance\":-9223372036854775808,\n"));
}

TEST(reals_look_as_json_c_prints_them)
{
	static const struct box box = { .name = "b", .heat = 23 };
	static const struct box cold = { .name = "b", .heat = -0.0625 };

	OK(sample_list(sample_report(REPORT_COMPAT, true, 0), &box, 1));
	IS(strstr(listing, "\"heat\":23.0,\n"));
	OK(sample_list(sample_report(REPORT_COMPAT, true, 0), &cold, 1));
	IS(strstr(listing, "\"heat\":-0.0625,\n"));
}

TEST(lists_and_objects_nest)
{
	static const uint64_t marks[] = { 512, 4096, 0 };
	static const struct box inner = { .name = "i", .marks = marks };
	static const struct box box = { .name = "b", .inner = &inner };
	struct report *report = sample_report(REPORT_COMPAT, false, 0);

	report_object(report, &class_box, &box);
	OK(sample_finish(report));
	EQ_STR(listing, "{\n"
			"  \"box\":\"b\",\n"
			"  \"size\":0,\n"
			"  \"mask\":0,\n"
			"  \"open\":false,\n"
			"  \"inner\":{\n"
			"    \"box\":\"i\",\n"
			"    \"size\":0,\n"
			"    \"mask\":0,\n"
			"    \"open\":false,\n"
			"    \"marks\":[\n"
			"      512,\n"
			"      4096\n"
			"    ]\n"
			"  }\n"
			"}\n");
}

TEST(a_list_of_no_elements_is_left_out)
{
	static const uint64_t none[] = { 0 };
	static const struct box box = { .name = "b", .marks = none };

	OK(sample_list(sample_report(REPORT_COMPAT, false, 0), &box, 1));
	IS(!strstr(listing, "marks"));
}

TEST(a_field_that_fails_is_left_out_and_told)
{
	static const struct box box = { .name = "b3", .size_rc = -EACCES };

	EQ(sample_list(sample_report(REPORT_COMPAT, false, 0), &box, 1), 1);
	IS(!strstr(listing, "size"));
	IS(strstr(listing, "\"mask\":0"));
	EQ_STR(complaints, "b3: size: Permission denied\n");
}

TEST(a_list_that_fails_in_the_middle_is_told)
{
	static const uint64_t marks[] = { 8, 0 };
	static const struct box box = { .name = "b4",
					.marks = marks,
					.marks_rc = -EIO };

	EQ(sample_list(sample_report(REPORT_COMPAT, false, 0), &box, 1), 1);
	IS(strstr(listing, "\"marks\":[\n      8\n    ]\n"));
	EQ_STR(complaints, "b4: marks: Input/output error\n");
}

TEST(a_field_inside_another_object_is_told_by_its_owner)
{
	static const struct box inner = { .name = "i", .size_rc = -EIO };
	static const struct box box = { .name = "b5", .inner = &inner };

	EQ(sample_list(sample_report(REPORT_COMPAT, false, 0), &box, 1), 1);
	EQ_STR(complaints, "b5: size: Input/output error\n");
}

TEST(an_optional_field_fails_in_silence)
{
	static const struct box box = { .name = "b", .secret_rc = -EACCES };

	OK(sample_list(sample_report(REPORT_COMPAT, false, BOX_SECRET), &box,
		       1));
	IS(!strstr(listing, "secret"));
	EQ_STR(complaints, "");
}

TEST(details_are_shown_only_when_asked_for)
{
	OK(sample_list(sample_report(REPORT_COMPAT, false, 0), &small, 1));
	IS(!strstr(listing, "secret"));
	OK(sample_list(sample_report(REPORT_COMPAT, false, BOX_SECRET), &small,
		       1));
	IS(strstr(listing, "\"secret\":7"));
	OK(sample_list(
		sample_report(REPORT_COMPAT, false, BOX_SECRET | BOX_PUBLIC),
		&small, 1));
	IS(!strstr(listing, "secret"));
}

TEST(our_own_fields_never_change_upstreams_shape)
{
	OK(sample_list(sample_report(REPORT_COMPAT, false, BOX_SECRET), &small,
		       1));
	IS(!strstr(listing, "\"new\""));
}

TEST(an_error_names_device_field_and_cause)
{
	struct report *report = sample_report(REPORT_COMPAT, false, 0);

	report_error(report, "nmem0", "health", -EIO, NULL);
	report_error(report, "ndbus1", NULL, -EIO, "can't be read");
	report_error(report, NULL, NULL, -ENOMEM, NULL);
	EQ(sample_finish(report), 1);
	EQ_STR(complaints, "nmem0: health: Input/output error\n"
			   "ndbus1: can't be read\n"
			   "Cannot allocate memory\n");
}

TEST(an_error_can_not_command_the_terminal)
{
	struct report *report = sample_report(REPORT_COMPAT, false, 0);

	report_error(report, "x\x1b[2J", NULL, -EIO, "a\nb");
	EQ(sample_finish(report), 1);
	EQ_STR(complaints, "x\\x1b[2J: a\\x0ab\n");
}

TEST(a_full_disk_is_a_failure)
{
	const struct report_options options = {
		.format = REPORT_COMPAT,
		.fd = open("/dev/full", O_WRONLY | O_CLOEXEC),
	};
	struct report *report = report_new(&options);

	report_object(report, &class_shelf, "s0");
	EQ(report_finish(report), -ENOSPC);
	close(options.fd);
}

TEST(a_failed_write_outweighs_reported_errors)
{
	const struct report_options options = {
		.format = REPORT_JSON,
		.fd = open("/dev/full", O_WRONLY | O_CLOEXEC),
	};
	struct report *report = report_new(&options);

	report_error(report, "s0", NULL, -EIO, NULL);
	EQ(report_finish(report), -ENOSPC);
	close(options.fd);
}

TEST(an_end_without_its_beginning_is_a_failure)
{
	struct report *report = sample_report(REPORT_COMPAT, false, 0);

	report_begin_list(report, NULL, 0);
	report_end(report);
	report_end_list(report);
	EQ(sample_finish(report), -EINVAL);
}

TEST(nesting_without_end_is_a_failure_and_no_crash)
{
	struct report *report = sample_report(REPORT_COMPAT, false, 0);

	for (int i = 0; i < 1000; i++)
		report_begin_list(report, "deep", 1);
	EQ(sample_finish(report), -E2BIG);
}

TEST(a_long_name_is_cut_not_overrun)
{
	static char name[200];
	struct box box = { .name = name, .size_rc = -EIO };

	memset(name, 'n', sizeof(name) - 1);
	EQ(sample_list(sample_report(REPORT_COMPAT, false, 0), &box, 1), 1);
	EQ(strlen(complaints), 63 + strlen(": size: Input/output error\n"));
	IS(strstr(listing, name));
}
