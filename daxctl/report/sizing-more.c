/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sizing-more.c - what else there is to say of a window's size
 *
 * What leaving small files out would save, and what to be warned of.
 */
#include "classes.h"
#include "sizing.h"
#include "values.h"

static const struct size_threshold *threshold_of(const void *object)
{
	return object;
}

static const char *threshold_name(const void *object)
{
	return threshold_of(object)->name;
}

static uint64_t threshold_size(const void *object)
{
	const struct size_threshold *threshold = object;

	return sizing_ranges(threshold->sum.ranges, threshold->threads) *
	       DAXCTL_RANGE_SIZE;
}

static int get_least(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_SIZE, threshold_of(object)->least);
}

static int get_files(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_NUMBER, threshold_of(object)->sum.files);
}

static int get_bytes(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_SIZE, threshold_of(object)->sum.bytes);
}

static int get_need(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_NUMBER, threshold_of(object)->sum.ranges);
}

static int get_size(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_SIZE, threshold_size(object));
}

static int get_cost(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_SIZE,
			 daxctl_window_cost(threshold_size(object)));
}

static const struct field threshold_fields[] = {
	{ .key = "min_file",
	  .heading = "MIN FILE",
	  .help = "bytes of the smallest file that uses DAX, by dax=inode",
	  .flags = FIELD_ALWAYS,
	  .get = get_least },
	{ .key = "files",
	  .heading = "FILES",
	  .tree = "files",
	  .help = "files that do",
	  .flags = FIELD_ALWAYS,
	  .get = get_files },
	{ .key = "bytes",
	  .heading = "BYTES",
	  .help = "bytes in them",
	  .get = get_bytes },
	{ .key = "need",
	  .heading = "NEED",
	  .tree = "ranges needed",
	  .help = "ranges of 2 MiB that they need",
	  .flags = FIELD_ALWAYS,
	  .get = get_need },
	{ .key = "size",
	  .heading = "WINDOW",
	  .tree = "",
	  .help = "bytes of the window to recommend then",
	  .flags = FIELD_ALWAYS,
	  .get = get_size },
	{ .key = "cost",
	  .heading = "COST",
	  .tree = "of guest memory",
	  .help = "bytes of the guest's memory that it takes",
	  .get = get_cost },
};

/* Of a struct size_threshold. */
const struct class class_size_threshold = {
	.kind = "size_threshold",
	.title = "If smaller files don't use DAX",
	.fields = threshold_fields,
	.n_fields = ARRAY_SIZE(threshold_fields),
	.name = threshold_name,
};

static const struct size_warning *warning_of(const void *object)
{
	return object;
}

static const char *warning_name(const void *object)
{
	return warning_of(object)->name;
}

static int get_name(const void *object, struct value *ret)
{
	return value_string(ret, warning_name(object));
}

static int get_severity(const void *object, struct value *ret)
{
	return value_string(ret, warning_of(object)->severity);
}

static int get_message(const void *object, struct value *ret)
{
	return value_string(ret, warning_of(object)->text);
}

static const struct field warning_fields[] = {
	{ .key = "name",
	  .heading = "NAME",
	  .help = "a word for it",
	  .flags = FIELD_ALWAYS,
	  .get = get_name },
	{ .key = "severity",
	  .heading = "SEVERITY",
	  .tree = "",
	  .help = "error, warning or note",
	  .flags = FIELD_ALWAYS,
	  .get = get_severity },
	{ .key = "message",
	  .heading = "MESSAGE",
	  .tree = "",
	  .help = "what is to be known, and what helps",
	  .flags = FIELD_ALWAYS,
	  .get = get_message },
};

/* Of a struct size_warning. */
const struct class class_size_warning = {
	.kind = "size_warning",
	.title = "Warnings",
	.fields = warning_fields,
	.n_fields = ARRAY_SIZE(warning_fields),
	.name = warning_name,
};
