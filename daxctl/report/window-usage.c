/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window-usage.c - what is shown of the use of a DAX window, and its trouble
 */
#include "classes.h"
#include "values.h"
#include "window.h"

static const struct window_answer *answer_of(const void *object)
{
	return object;
}

static const char *name(const void *object)
{
	return answer_of(object)->name;
}

static const char *parent(const void *object)
{
	struct daxctl_window *window = answer_of(object)->window;

	return window ? daxctl_window_get_address(window) : NULL;
}

static int get_dev(const void *object, struct value *ret)
{
	return value_string(ret, name(object));
}

static int get_tag(const void *object, struct value *ret)
{
	struct daxctl_window *window = answer_of(object)->window;
	const char *tag = window ? daxctl_window_get_tag(window) : NULL;

	return tag ? value_string(ret, tag) : -ENOENT;
}

static int get_method(const void *object, struct value *ret)
{
	static const char *const names[] = {
		[WINDOW_PAGE_TABLES] = "page-tables",
		[WINDOW_VMM] = "vmm",
		[WINDOW_TRACE] = "trace",
	};

	return value_string(ret, names[answer_of(object)->method]);
}

static uint64_t length_of(const void *object)
{
	const struct window_answer *answer = object;

	return answer->method == WINDOW_VMM ? answer->usage.length
					    : answer->extent.length;
}

/* Not every VMM shows how long a window is. */
static int get_length(const void *object, struct value *ret)
{
	if (!length_of(object))
		return -ENODATA;
	return value_u64(ret, VALUE_SIZE, length_of(object));
}

static int get_ranges(const void *object, struct value *ret)
{
	if (!length_of(object))
		return -ENODATA;
	return value_u64(ret, VALUE_NUMBER,
			 daxctl_window_ranges(length_of(object)));
}

static int get_busy(const void *object, struct value *ret)
{
	const struct window_answer *answer = object;

	return value_u64(ret, VALUE_NUMBER,
			 answer->method == WINDOW_TRACE ? answer->tally.ranges
							: answer->usage.busy);
}

static int get_percent(const void *object, struct value *ret)
{
	uint64_t ranges = daxctl_window_ranges(length_of(object));
	int rc = get_busy(object, ret);

	if (rc || !ranges)
		return rc ? rc : -ENOENT;
	ret->type = VALUE_REAL;
	ret->real = 100.0 * ret->number / ranges;
	return 0;
}

static int get_bound(const void *object, struct value *ret)
{
	static const char *const bounds[] = {
		[WINDOW_PAGE_TABLES] = "lower",
		[WINDOW_VMM] = "exact",
		[WINDOW_TRACE] = "seen",
	};

	return value_string(ret, bounds[answer_of(object)->method]);
}

static int get_processes(const void *object, struct value *ret)
{
	const struct window_answer *answer = object;

	if (answer->method != WINDOW_PAGE_TABLES)
		return -ENOENT;
	return value_u64(ret, VALUE_NUMBER, answer->usage.processes);
}

static int get_unread(const void *object, struct value *ret)
{
	const struct window_answer *answer = object;

	if (answer->method != WINDOW_PAGE_TABLES)
		return -ENOENT;
	return value_u64(ret, VALUE_NUMBER, answer->usage.unread);
}

static int get_traced(const void *object, struct value *ret, uint64_t number)
{
	return answer_of(object)->method == WINDOW_TRACE
		       ? value_u64(ret, VALUE_NUMBER, number)
		       : -ENOENT;
}

static int get_accesses(const void *object, struct value *ret)
{
	return get_traced(object, ret, answer_of(object)->tally.accesses);
}

static int get_wanted(const void *object, struct value *ret)
{
	return get_traced(object, ret, answer_of(object)->tally.wanted);
}

static int get_set_ups(const void *object, struct value *ret)
{
	return get_traced(object, ret, answer_of(object)->tally.set_ups);
}

static int get_lost(const void *object, struct value *ret)
{
	return get_traced(object, ret, answer_of(object)->tally.lost);
}

static int get_meaning(const void *object, struct value *ret)
{
	static const char *const meanings[] = {
		[WINDOW_PAGE_TABLES] =
			"ranges that programs map now; files that are only read or written aren't seen, so no fewer are in use",
		[WINDOW_VMM] =
			"ranges in use; the kernel gives none back until 80 % are, so a long-lived guest is always near 80 %, whatever it needs",
		[WINDOW_TRACE] =
			"ranges used in that time; what the window should hold is file_ranges, and each set-up beyond those was made again",
	};

	return value_string(ret, meanings[answer_of(object)->method]);
}

static const struct field fields[] = {
	{ .key = "dev",
	  .heading = "DEVICE",
	  .help = "name of the device, or the VMM's process",
	  .flags = FIELD_COMPAT,
	  .get = get_dev },
	{ .key = "tag",
	  .heading = "TAG",
	  .tree = "",
	  .help = "the name by which it is mounted",
	  .get = get_tag },
	{ .key = "method",
	  .heading = "METHOD",
	  .tree = "",
	  .help = "where the figures are from: page-tables, vmm or trace",
	  .get = get_method },
	{ .key = "length",
	  .heading = "WINDOW",
	  .tree = "window",
	  .help = "bytes of the window",
	  .flags = FIELD_OPTIONAL,
	  .get = get_length },
	{ .key = "ranges",
	  .heading = "RANGES",
	  .tree = "ranges",
	  .help = "pieces of 2 MiB in it",
	  .flags = FIELD_OPTIONAL,
	  .get = get_ranges },
	{ .key = "busy",
	  .heading = "BUSY",
	  .tree = "busy",
	  .help = "of these, in use; what meaning says",
	  .get = get_busy },
	{ .key = "busy_percent",
	  .heading = "%BUSY",
	  .help = "that in percent",
	  .get = get_percent },
	{ .key = "bound",
	  .heading = "BOUND",
	  .tree = "bound",
	  .help = "exact; lower: no fewer are in use; seen: in the time of a trace",
	  .get = get_bound },
	{ .key = "processes",
	  .help = "that map files of it",
	  .get = get_processes },
	{ .key = "unread_processes",
	  .help = "that may, but can't be looked at",
	  .get = get_unread },
	{ .key = "accesses",
	  .heading = "ACCESSES",
	  .tree = "accesses",
	  .help = "look-ups in the time of a trace",
	  .get = get_accesses },
	{ .key = "file_ranges",
	  .heading = "WANTED",
	  .tree = "file ranges",
	  .help = "ranges of files that were looked up",
	  .get = get_wanted },
	{ .key = "set_ups",
	  .heading = "SET-UPS",
	  .tree = "set-ups",
	  .help = "ranges set up in the time of a trace, as far as it shows",
	  .get = get_set_ups },
	{ .key = "lost",
	  .heading = "LOST",
	  .tree = "lost",
	  .help = "look-ups that the kernel had no room for: they are in none of these figures",
	  .get = get_lost },
	{ .key = "meaning",
	  .tree = "",
	  .help = "what the figure busy means",
	  .get = get_meaning },
};

/* Of a struct window_answer. */
const struct class class_window_usage = {
	.kind = "window_usage",
	.title = "Use of DAX windows",
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
	.name = name,
	.parent = parent,
};

static const struct daxctl_window_finding *finding_of(const void *object)
{
	return object;
}

static const char *finding_name(const void *object)
{
	return finding_of(object)->id;
}

static const char *finding_parent(const void *object)
{
	struct daxctl_window *window = finding_of(object)->window;

	return window ? daxctl_window_get_devname(window) : NULL;
}

static int get_id(const void *object, struct value *ret)
{
	return value_string(ret, finding_of(object)->id);
}

static int get_device(const void *object, struct value *ret)
{
	const char *device = finding_parent(object);

	return device ? value_string(ret, device) : -ENOENT;
}

static int get_severity(const void *object, struct value *ret)
{
	static const char *const names[] = {
		[DAXCTL_WINDOW_NOTE] = "note",
		[DAXCTL_WINDOW_WARNING] = "warning",
		[DAXCTL_WINDOW_ERROR] = "error",
	};

	return value_string(ret, names[finding_of(object)->severity]);
}

static int get_summary(const void *object, struct value *ret)
{
	return value_string(ret, finding_of(object)->summary);
}

static int get_detail(const void *object, struct value *ret)
{
	const char *detail = finding_of(object)->detail;

	return *detail ? value_string(ret, detail) : -ENOENT;
}

static int get_remedy(const void *object, struct value *ret)
{
	return value_string(ret, finding_of(object)->remedy);
}

static int get_source(const void *object, struct value *ret)
{
	return value_string(ret, finding_of(object)->source);
}

static int get_dated(const void *object, struct value *ret)
{
	return value_string(ret, finding_of(object)->dated);
}

static const struct field finding_fields[] = {
	{ .key = "finding",
	  .heading = "FINDING",
	  .help = "a name for what is wrong, which stays the same",
	  .flags = FIELD_COMPAT,
	  .get = get_id },
	{ .key = "window",
	  .heading = "DEVICE",
	  .tree = "",
	  .help = "the device concerned; not there: the whole machine",
	  .flags = FIELD_COMPAT,
	  .get = get_device },
	{ .key = "severity",
	  .heading = "SEVERITY",
	  .tree = "",
	  .help = "error: doesn't work; warning: costs, or may hang; note",
	  .get = get_severity },
	{ .key = "summary",
	  .heading = "WHAT",
	  .tree = "",
	  .help = "what is wrong",
	  .get = get_summary },
	{ .key = "detail",
	  .heading = "DETAIL",
	  .tree = "",
	  .help = "the figures of this machine",
	  .get = get_detail },
	{ .key = "remedy",
	  .heading = "REMEDY",
	  .tree = "",
	  .help = "what helps",
	  .get = get_remedy },
	{ .key = "source", .help = "who says so", .get = get_source },
	{ .key = "dated",
	  .help = "the month in which that was looked at",
	  .get = get_dated },
};

/* Of a struct daxctl_window_finding. */
const struct class class_window_finding = {
	.kind = "window_finding",
	.title = "Findings",
	.fields = finding_fields,
	.n_fields = ARRAY_SIZE(finding_fields),
	.name = finding_name,
	.parent = finding_parent,
};
