/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-json.c - the tokens of JSON, and the versioned contract made of them
 */
#include <math.h>
#include <stdio.h>

#include "daxctl/report/json.h"
#include "report-sample.h"

#define HEAD                                            \
	"{\"schema\":1,\"host\":{\"hostname\":\"lab\"," \
	"\"kernel\":\"6.1.0\",\"machine\":\"x86_64\"},\"devices\":["

static const struct box small = {
	.name = "b0", .shelf = "s9", .size = 4096, .mask = 0x1f
};

static const char *take(struct out *out)
{
	OK(out->rc);
	IS(out->used < sizeof(listing));
	memcpy(listing, out->data, out->used);
	listing[out->used] = '\0';
	return listing;
}

TEST(tokens_are_separated_where_they_must)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;
	struct json json = { .out = &out };

	json_begin(&json, '{');
	json_key(&json, "a");
	json_u64(&json, 1);
	json_key(&json, "b");
	json_begin(&json, '[');
	json_null(&json);
	json_bool(&json, true);
	json_string(&json, "x");
	json_begin(&json, '{');
	json_end(&json, '}');
	json_i64(&json, -1);
	json_end(&json, ']');
	json_key(&json, "c");
	json_hex(&json, 10, 4);
	json_end(&json, '}');
	EQ_STR(take(&out), "{\"a\":1,\"b\":[null,true,\"x\",{},-1],"
			   "\"c\":\"0x000a\"}");
}

TEST(json_c_breaks_lines_in_empty_brackets)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;
	struct json json = { .out = &out, .pretty = true };

	json_begin(&json, '[');
	json_begin(&json, '{');
	json_key(&json, "e");
	json_begin(&json, '[');
	json_end(&json, ']');
	json_key(&json, "o");
	json_begin(&json, '{');
	json_end(&json, '}');
	json_end(&json, '}');
	json_end(&json, ']');
	EQ_STR(take(&out), "[\n"
			   "  {\n"
			   "    \"e\":[\n"
			   "    ],\n"
			   "    \"o\":{\n"
			   "    }\n"
			   "  }\n"
			   "]");
}

TEST(however_deep_each_level_is_two_blanks_further)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;
	struct json json = { .out = &out, .pretty = true };
	const char *line;

	for (int i = 0; i < 20; i++)
		json_begin(&json, '[');
	line = take(&out);
	for (int i = 0; i < 20; i++) {
		EQ(strspn(line, " "), 2 * i);
		line = strchrnul(line, '\n');
		line += *line == '\n';
	}
	EQ_STR(line, "");
}

TEST(a_string_that_is_missing_is_null)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;
	struct json json = { .out = &out };

	json_string(&json, NULL);
	EQ_STR(take(&out), "null");
}

TEST(what_is_no_number_is_null)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;
	struct json json = { .out = &out };

	json_begin(&json, '[');
	json_real(&json, NAN);
	json_real(&json, -INFINITY);
	json_end(&json, ']');
	EQ_STR(take(&out), "[null,null]");
}

TEST(a_report_of_nothing_has_the_whole_shape)
{
	OK(sample_finish(sample_report(REPORT_JSON, false, 0)));
	EQ_STR(listing, HEAD "],\"errors\":[]}\n");
}

TEST(devices_are_one_flat_list_a_line_each)
{
	struct report *report = sample_report(REPORT_JSON, false, 0);

	report_begin_list(report, NULL, 1);
	report_begin(report, &class_shelf, "s0");
	report_begin_list(report, "shelves", 1);
	report_object(report, &class_shelf, "s1");
	report_end_list(report);
	report_end(report);
	report_end_list(report);
	OK(sample_finish(report));
	EQ_STR(listing,
	       HEAD "\n"
		    "{\"kind\":\"shelf\",\"dev\":\"s0\",\"parent\":null},\n"
		    "{\"kind\":\"shelf\",\"dev\":\"s1\",\"parent\":\"s0\"}\n"
		    "],\"errors\":[]}\n");
}

TEST(an_object_that_knows_its_parent_names_it_unlisted)
{
	OK(sample_list(sample_report(REPORT_JSON, false, 0), &small, 1));
	EQ_STR(listing, HEAD "\n{\"kind\":\"box\",\"dev\":\"b0\","
			     "\"parent\":\"s9\",\"size\":4096,"
			     "\"mask\":\"0x001f\",\"open\":false}\n"
			     "],\"errors\":[]}\n");
}

TEST(human_output_changes_nothing)
{
	static char sober[4096];

	OK(sample_list(sample_report(REPORT_JSON, false, 0), &small, 1));
	strcpy(sober, listing);
	OK(sample_list(sample_report(REPORT_JSON, true, 0), &small, 1));
	EQ_STR(listing, sober);
}

TEST(groups_and_lists_leave_no_trace)
{
	static char flat[4096];
	struct report *report;

	OK(sample_list(sample_report(REPORT_JSON, false, 0), &small, 1));
	strcpy(flat, listing);
	report = sample_report(REPORT_JSON, false, 0);
	report_begin_group(report);
	report_begin_list(report, "boxes", 1);
	report_object(report, &class_box, &small);
	report_end_list(report);
	report_begin_list(report, "shelves", 0);
	report_end_list(report);
	report_end_group(report);
	OK(sample_finish(report));
	EQ_STR(listing, flat);
}

TEST(an_unknown_value_is_null_with_its_reason)
{
	static const struct box box = { .name = "b",
					.size_rc = -EIO,
					.mask = 1 };

	EQ(sample_list(sample_report(REPORT_JSON, false, 0), &box, 1), 1);
	IS(strstr(listing, "\"size\":null,\"mask\":\"0x0001\",\"open\":false,"
			   "\"unknown\":{\"size\":\"Input/output error\"}}"));
	EQ_STR(complaints, "");
}

TEST(each_unknown_value_has_a_reason_of_its_own)
{
	static const struct box box = { .name = "b",
					.size_rc = -EIO,
					.secret_rc = -EACCES };

	EQ(sample_list(sample_report(REPORT_JSON, false, BOX_SECRET), &box, 1),
	   1);
	IS(strstr(listing, "\"secret\":null"));
	IS(strstr(listing, "\"unknown\":{\"size\":\"Input/output error\","
			   "\"secret\":\"Permission denied\"}"));
}

TEST(what_only_root_may_read_is_unknown_but_no_error)
{
	static const struct box box = { .name = "b", .secret_rc = -EACCES };

	OK(sample_list(sample_report(REPORT_JSON, false, BOX_SECRET), &box, 1));
	IS(strstr(listing, "\"secret\":null"));
	IS(strstr(listing, "\"errors\":[]"));
}

TEST(an_unknown_value_inside_an_object_stays_inside)
{
	static const struct box inner = { .name = "i", .size_rc = -EIO };
	static const struct box box = { .name = "b", .inner = &inner };

	EQ(sample_list(sample_report(REPORT_JSON, false, 0), &box, 1), 1);
	IS(strstr(listing, "\"inner\":{\"size\":null,\"mask\":\"0x0000\","
			   "\"open\":false,\"unknown\":{\"size\":"
			   "\"Input/output error\"}}}\n"));
}

TEST(an_empty_list_is_an_empty_array)
{
	static const uint64_t none[] = { 0 };
	static const struct box box = { .name = "b", .marks = none };

	OK(sample_list(sample_report(REPORT_JSON, false, 0), &box, 1));
	IS(strstr(listing, "\"marks\":[]"));
}

TEST(fields_of_the_contract_alone_are_there)
{
	OK(sample_list(sample_report(REPORT_JSON, false, BOX_SECRET), &small,
		       1));
	IS(strstr(listing, "\"new\":false"));
	IS(!strstr(listing, "\"box\":"));
}

TEST(errors_are_kept_for_the_end)
{
	struct report *report = sample_report(REPORT_JSON, false, 0);

	report_error(report, "nmem0", "health", -EIO, NULL);
	report_error(report, NULL, NULL, -ENOMEM, "no \"room\"");
	report_object(report, &class_shelf, "s0");
	EQ(sample_finish(report), 1);
	IS(strstr(listing, "\"parent\":null}\n],\"errors\":[{\"dev\":\"nmem0\","
			   "\"key\":\"health\",\"code\":5,"
			   "\"message\":\"Input/output error\"},"
			   "{\"dev\":null,\"key\":null,\"code\":12,"
			   "\"message\":\"no \\\"room\\\"\"}]}\n"));
	EQ_STR(complaints, "");
}

TEST(a_list_that_fails_in_the_middle_is_an_error)
{
	static const uint64_t marks[] = { 8, 0 };
	static const struct box box = { .name = "b4",
					.marks = marks,
					.marks_rc = -EIO };

	EQ(sample_list(sample_report(REPORT_JSON, false, 0), &box, 1), 1);
	IS(strstr(listing, "\"marks\":[8]"));
	IS(strstr(listing, "\"errors\":[{\"dev\":\"b4\",\"key\":\"marks\","));
}

TEST(names_from_the_media_leave_the_json_valid)
{
	static const struct box box = { .name = "b",
					.label = "a/\xff\x1b\"\xc3\xa4" };

	OK(sample_list(sample_report(REPORT_JSON, false, 0), &box, 1));
	IS(strstr(listing, "\"label\":\"a/\\\\xff\\u001b\\\"\xc3\xa4\""));
}

TEST(numbers_are_exact_up_to_two_to_the_sixty_fourth)
{
	static const struct box box = { .name = "b",
					.size = UINT64_MAX,
					.mask = UINT64_MAX };

	OK(sample_list(sample_report(REPORT_JSON, false, 0), &box, 1));
	IS(strstr(listing, "\"size\":18446744073709551615,"
			   "\"mask\":\"0xffffffffffffffff\""));
}

TEST(without_a_given_host_it_is_the_one_we_run_on)
{
	struct report_options options = { .format = REPORT_JSON };
	struct report *report;

	options.fd = memory_file();
	report = report_new(&options);
	IS(report);
	OK(report_finish(report));
	read_back(options.fd, listing, sizeof(listing));
	IS(!strstr(listing, "\"hostname\":null"));
	IS(!strstr(listing, "\"kernel\":null"));
}

TEST(a_host_that_is_not_known_is_null)
{
	static const struct report_host nobody;
	struct report_options options = { .format = REPORT_JSON,
					  .host = &nobody };
	struct report *report;

	options.fd = memory_file();
	report = report_new(&options);
	IS(report);
	OK(report_finish(report));
	read_back(options.fd, listing, sizeof(listing));
	IS(strstr(listing, "{\"hostname\":null,\"kernel\":null,"
			   "\"machine\":null}"));
}

TEST(ten_thousand_objects_take_no_more_memory)
{
	struct report *report = sample_report(REPORT_JSON, false, 0);
	size_t lines = 0;

	report_begin_list(report, NULL, 10000);
	for (int i = 0; i < 10000; i++)
		report_object(report, &class_box, &small);
	report_end_list(report);
	OK(sample_finish(report));
	for (const char *p = listing; (p = strchr(p, '\n')); p++)
		lines++;
	EQ(lines, 10002);
}
