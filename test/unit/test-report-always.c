/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-report-always.c - what holds in every format
 *
 * Each claim is tried in all four: they share the rules for which fields are
 * shown and what is done about those that fail.
 */
#include <fcntl.h>
#include <stdio.h>

#include "report-sample.h"

static const enum report_format formats[] = { REPORT_COMPAT, REPORT_JSON,
					      REPORT_TABLE, REPORT_TREE };

/* A class of one field, so that a test can set its flags. */
static struct field one;
static const struct class class_one = {
	.kind = "one",
	.title = "Ones",
	.fields = &one,
	.n_fields = 1,
	.name = name_of_box,
};

static void set_field(unsigned int flags,
		      int (*get)(const void *object, struct value *ret))
{
	one = (struct field){ .key = "only",
			      .heading = "ONLY",
			      .help = "the only one",
			      .tree = "",
			      .flags = flags,
			      .get = get };
}

static int show_one(enum report_format format, const struct box *box)
{
	return sample_show(format, false, 0, &class_one, box);
}

/* How often a text is in another. */
static unsigned int count(const char *text, const char *what)
{
	unsigned int n = 0;

	for (; (text = strstr(text, what)); text++)
		n++;
	return n;
}

TEST(each_object_is_shown_once)
{
	static const struct box box = { .name = "the-box" };

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		OK(sample_list(sample_report(formats[i], false, 0), &box, 3));
		EQ(count(listing, "the-box"), 3);
	}
}

TEST(what_fails_makes_the_report_fail)
{
	static const struct box box = { .name = "b", .size_rc = -EIO };

	set_field(0, box_size);
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		EQ(show_one(formats[i], &box), 1);
}

TEST(what_does_not_apply_fails_nothing)
{
	static const struct box box = { .name = "b" };

	set_field(0, box_label);
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		OK(show_one(formats[i], &box));
		EQ_STR(complaints, "");
		IS(!strstr(listing, "only"));
	}
}

TEST(what_every_object_has_fails_when_it_is_missing)
{
	static const struct box box = { .name = "b" };

	set_field(FIELD_ALWAYS, box_label);
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		EQ(show_one(formats[i], &box), 1);
}

TEST(what_is_withheld_fails_nothing)
{
	static const struct box box = { .name = "b", .secret_rc = -EACCES };

	set_field(FIELD_OPTIONAL, box_secret);
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		OK(show_one(formats[i], &box));
		EQ_STR(complaints, "");
	}
}

TEST(what_a_driver_would_tell_is_no_error_without_one)
{
	static const struct box box = { .name = "b", .secret_rc = -ENXIO };

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		set_field(FIELD_WHEN_BOUND, box_secret);
		OK(show_one(formats[i], &box));
		EQ_STR(complaints, "");
		set_field(0, box_secret);
		EQ(show_one(formats[i], &box), 1);
	}
}

TEST(garbage_fails_though_it_could_be_withheld)
{
	static const struct box box = { .name = "b", .secret_rc = -EINVAL };

	set_field(FIELD_OPTIONAL, box_secret);
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		EQ(show_one(formats[i], &box), 1);
}

TEST(fields_are_shown_where_their_flags_allow)
{
	static const struct {
		unsigned int flags;
		bool compat, json;
	} kinds[] = {
		{ 0, true, true },
		{ FIELD_COMPAT, true, false },
		{ FIELD_CONTRACT, false, true },
		{ FIELD_NO_JSON, false, false },
	};
	static const struct box box = { .name = "b" };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		set_field(kinds[i].flags, box_size);
		OK(show_one(REPORT_COMPAT, &box));
		EQ(!!strstr(listing, "\"only\""), kinds[i].compat);
		OK(show_one(REPORT_JSON, &box));
		EQ(!!strstr(listing, "\"only\""), kinds[i].json);
		OK(show_one(REPORT_TABLE, &box));
		IS(strstr(listing, "ONLY\n"));
		OK(show_one(REPORT_TREE, &box));
		EQ_STR(listing, "b  0 B\n");
	}
}

static int get_inner(const void *object, struct value *ret)
{
	return box_inner(object, ret);
}

TEST(members_of_an_inline_object_are_its_owners)
{
	static const struct box inner = { .name = "i", .size = 7 };
	static const struct box box = { .name = "b", .inner = &inner };

	set_field(FIELD_INLINE, get_inner);
	OK(show_one(REPORT_COMPAT, &box));
	EQ_STR(listing, "{\n"
			"  \"box\":\"i\",\n"
			"  \"size\":7,\n"
			"  \"mask\":0,\n"
			"  \"open\":false\n"
			"}\n");
}

TEST(an_inline_object_that_is_not_there_leaves_nothing)
{
	static const struct box box = { .name = "b" };

	set_field(FIELD_INLINE, get_inner);
	OK(show_one(REPORT_COMPAT, &box));
	EQ_STR(listing, "{\n}\n");
}

TEST(an_error_is_told_in_every_format)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		struct report *report = sample_report(formats[i], false, 0);

		report_error(report, "nmem7", "health", -EIO, "on fire");
		EQ(sample_finish(report), 1);
		if (formats[i] == REPORT_JSON) {
			IS(strstr(listing, "\"dev\":\"nmem7\""));
			EQ_STR(complaints, "");
		} else {
			EQ_STR(listing, "");
			EQ_STR(complaints, "nmem7: health: on fire\n");
		}
	}
}

TEST(a_full_disk_is_noticed_in_every_format)
{
	static const struct box box = { .name = "b" };

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		struct report_options options = {
			.format = formats[i],
			.fd = open("/dev/full", O_WRONLY | O_CLOEXEC),
		};
		struct report *report = report_new(&options);

		report_object(report, &class_box, &box);
		EQ(report_finish(report), -ENOSPC);
		close(options.fd);
	}
}

TEST(a_listing_is_whole_however_long)
{
	static const struct box box = { .name = "b", .label = "end-of-box" };

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		OK(sample_list(sample_report(formats[i], false, 0), &box,
			       3000));
		EQ(count(listing, "end-of-box"), 3000);
		EQ(listing[strlen(listing) - 1], '\n');
	}
}

TEST(an_unfinished_nesting_frees_everything)
{
	static const struct box box = { .name = "b" };

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		struct report *report = sample_report(formats[i], false, 0);

		report_begin_group(report);
		report_begin_list(report, "boxes", 1);
		report_begin(report, &class_box, &box);
		IS(sample_finish(report) >= 0);
	}
}

TEST(words_for_errors_fit_a_field)
{
	static const struct {
		int rc;
		const char *words;
	} known[] = {
		{ -EINVAL, "the kernel's text is no value" },
		{ -EROFS, "a captured machine can't be asked" },
		{ -EIO, "Input/output error" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		struct report *report = sample_report(REPORT_TREE, false, 0);

		report_error(report, NULL, NULL, known[i].rc, NULL);
		EQ(sample_finish(report), 1);
		EQ(strlen(complaints), strlen(known[i].words) + 1);
		IS(strstr(complaints, known[i].words));
	}
}
