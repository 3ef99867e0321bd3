/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sizing.c - what is shown of a recommendation for a DAX window
 */
#include "classes.h"
#include "sizing.h"
#include "values.h"

enum {
	/* The worker frees 10 ranges at a time: so many are to stay. */
	RANGES_MIN = 11
};

uint64_t sizing_ranges(uint64_t need, unsigned int threads)
{
	uint64_t pinned = 2 * (uint64_t)threads;
	uint64_t ranges = daxctl_window_least(need + pinned);

	return ranges > RANGES_MIN + pinned ? ranges : RANGES_MIN + pinned;
}

static int text_if_any(struct value *ret, const char *text)
{
	return text ? value_string(ret, text) : -ENOENT;
}

static int number_if_any(struct value *ret, enum value_type type,
			 uint64_t number)
{
	return number ? value_u64(ret, type, number) : -ENOENT;
}

static int value_real(struct value *ret, double real)
{
	ret->type = VALUE_REAL;
	ret->real = real;
	return 0;
}

static int percent(struct value *ret, uint64_t part, uint64_t whole)
{
	return whole ? value_real(ret, 100.0 * part / whole) : -ENOENT;
}

/* ---- The recommendation ------------------------------------------------- */

static const struct sizing *sizing_of(const void *object)
{
	return object;
}

static const char *sizing_name(const void *object)
{
	(void)object;
	return "window";
}

static int get_method(const void *object, struct value *ret)
{
	return value_string(ret, sizing_of(object)->method);
}

static int get_meaning(const void *object, struct value *ret)
{
	return value_string(ret, sizing_of(object)->meaning);
}

static int get_files(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_NUMBER, sizing_of(object)->sum.files);
}

static int get_bytes(const void *object, struct value *ret)
{
	const struct sizing *sizing = object;

	if (!sizing->has_bytes)
		return -ENOENT;
	return value_u64(ret, VALUE_SIZE, sizing->sum.bytes);
}

static int get_need(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_NUMBER, sizing_of(object)->sum.ranges);
}

static int get_least(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_NUMBER, sizing_of(object)->least);
}

static int get_threads(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_NUMBER, sizing_of(object)->threads);
}

static int get_ranges(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_NUMBER, sizing_of(object)->ranges);
}

static int get_size(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_SIZE, sizing_of(object)->size);
}

static int get_bar(const void *object, struct value *ret)
{
	return number_if_any(ret, VALUE_SIZE, sizing_of(object)->bar);
}

static int get_cost(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_SIZE,
			 daxctl_window_cost(sizing_of(object)->size));
}

static int get_bar_cost(const void *object, struct value *ret)
{
	return number_if_any(ret, VALUE_SIZE,
			     daxctl_window_cost(sizing_of(object)->bar));
}

static int get_share(const void *object, struct value *ret)
{
	const struct sizing *sizing = object;
	uint64_t window = sizing->bar ? sizing->bar : sizing->size;

	return percent(ret, daxctl_window_cost(window), sizing->memory);
}

static int get_recorded_setups(const void *object, struct value *ret)
{
	return number_if_any(ret, VALUE_NUMBER,
			     sizing_of(object)->recorded_setups);
}

static int get_recorded_size(const void *object, struct value *ret)
{
	return number_if_any(ret, VALUE_SIZE, sizing_of(object)->recorded_size);
}

static int get_vmm(const void *object, struct value *ret)
{
	return text_if_any(ret, sizing_of(object)->vmm);
}

static int get_config(const void *object, struct value *ret)
{
	const struct sizing *sizing = object;

	return text_if_any(ret, sizing->vmm ? sizing->config : NULL);
}

static int get_source(const void *object, struct value *ret)
{
	return text_if_any(ret, sizing_of(object)->source);
}

static int get_dated(const void *object, struct value *ret)
{
	return text_if_any(ret, sizing_of(object)->dated);
}

static const struct field sizing_fields[] = {
	{ .key = "method",
	  .heading = "METHOD",
	  .help = "how the need was found: bytes, tree, mounted or trace",
	  .flags = FIELD_ALWAYS,
	  .get = get_method },
	{ .key = "meaning",
	  .help = "what kind of number the need is, found that way",
	  .get = get_meaning },
	{ .key = "files",
	  .heading = "FILES",
	  .tree = "files",
	  .help = "files that were counted",
	  .get = get_files },
	{ .key = "bytes", .help = "bytes in them", .get = get_bytes },
	{ .key = "need",
	  .heading = "NEED",
	  .tree = "ranges needed",
	  .help = "ranges of 2 MiB that are to be in use at once",
	  .flags = FIELD_ALWAYS,
	  .get = get_need },
	{ .key = "least_ranges",
	  .heading = "LEAST",
	  .help = "ranges of the smallest window that never reclaims for that need",
	  .flags = FIELD_ALWAYS,
	  .get = get_least },
	{ .key = "threads",
	  .help = "threads that read or map at the same time",
	  .get = get_threads },
	{ .key = "ranges",
	  .heading = "RANGES",
	  .help = "ranges of the recommended window: also what threads hold on to",
	  .flags = FIELD_ALWAYS,
	  .get = get_ranges },
	{ .key = "size",
	  .heading = "WINDOW",
	  .tree = "",
	  .help = "bytes of these ranges: the recommended window",
	  .flags = FIELD_ALWAYS,
	  .get = get_size },
	{ .key = "bar",
	  .heading = "BAR",
	  .tree = "BAR",
	  .help = "the window on PCI: a BAR is a power of two",
	  .get = get_bar },
	{ .key = "cost",
	  .heading = "COST",
	  .tree = "of guest memory",
	  .help = "bytes of the guest's memory that the window takes, used or not",
	  .get = get_cost },
	{ .key = "bar_cost",
	  .heading = "BAR COST",
	  .help = "the same for all of the BAR",
	  .get = get_bar_cost },
	{ .key = "guest_percent",
	  .heading = "GUEST%",
	  .help = "of the guest's memory, for the BAR",
	  .get = get_share },
	{ .key = "recorded_setups",
	  .help = "set-ups that the addresses in the trace show",
	  .get = get_recorded_setups },
	{ .key = "recorded_size",
	  .help = "bytes of the window that the trace was recorded with",
	  .get = get_recorded_size },
	{ .key = "vmm", .help = "the VMM that was asked about", .get = get_vmm },
	{ .key = "config",
	  .heading = "CONFIGURATION",
	  .tree = "",
	  .help = "how that VMM is told the size",
	  .get = get_config },
	{ .key = "source", .help = "who says so", .get = get_source },
	{ .key = "dated", .help = "when that was looked up", .get = get_dated },
};

/* Of a struct sizing. */
const struct class class_sizing = {
	.kind = "sizing",
	.title = "Recommended window",
	.fields = sizing_fields,
	.n_fields = ARRAY_SIZE(sizing_fields),
	.name = sizing_name,
};

/* ---- Sizes around it ---------------------------------------------------- */

static const struct window_size *row_of(const void *object)
{
	return object;
}

static const char *row_name(const void *object)
{
	return row_of(object)->name;
}

static int get_row_size(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_SIZE, row_of(object)->size);
}

static int get_row_ranges(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_NUMBER,
			 daxctl_window_ranges(row_of(object)->size));
}

static int get_row_capacity(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_NUMBER,
			 daxctl_window_capacity(
				 daxctl_window_ranges(row_of(object)->size)));
}

static int get_row_cost(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_SIZE,
			 daxctl_window_cost(row_of(object)->size));
}

static int get_row_share(const void *object, struct value *ret)
{
	const struct window_size *row = object;

	return percent(ret, daxctl_window_cost(row->size), row->memory);
}

static int get_accesses(const void *object, struct value *ret)
{
	const struct window_size *row = object;

	if (!row->known)
		return -ENOENT;
	return value_u64(ret, VALUE_NUMBER, row->replay.accesses);
}

static int get_setups(const void *object, struct value *ret)
{
	const struct window_size *row = object;

	if (!row->known)
		return -ENOENT;
	return value_u64(ret, VALUE_NUMBER, row->replay.setups);
}

static int get_removes(const void *object, struct value *ret)
{
	const struct window_size *row = object;

	if (!row->known)
		return -ENOENT;
	return value_u64(ret, VALUE_NUMBER, row->replay.removes);
}

static int get_hits(const void *object, struct value *ret)
{
	const struct daxctl_replay *replay = &row_of(object)->replay;

	if (!row_of(object)->known)
		return -ENOENT;
	return percent(ret, replay->accesses - replay->setups,
		       replay->accesses);
}

static int get_requests(const void *object, struct value *ret)
{
	const struct daxctl_replay *replay = &row_of(object)->replay;

	if (!row_of(object)->known || !replay->accesses)
		return -ENOENT;
	return value_real(ret, (double)(replay->setups + replay->removes) /
				       replay->accesses);
}

static int get_chosen(const void *object, struct value *ret)
{
	return value_if_true(ret, row_of(object)->chosen);
}

static const struct field row_fields[] = {
	{ .key = "size",
	  .heading = "SIZE",
	  .help = "bytes of the window",
	  .flags = FIELD_ALWAYS,
	  .get = get_row_size },
	{ .key = "ranges",
	  .heading = "RANGES",
	  .tree = "ranges",
	  .help = "ranges of 2 MiB in it",
	  .flags = FIELD_ALWAYS,
	  .get = get_row_ranges },
	{ .key = "capacity",
	  .heading = "CAPACITY",
	  .help = "ranges that can be in use without any reclaim",
	  .flags = FIELD_ALWAYS,
	  .get = get_row_capacity },
	{ .key = "cost",
	  .heading = "COST",
	  .help = "bytes of the guest's memory that it takes, used or not",
	  .get = get_row_cost },
	{ .key = "guest_percent",
	  .heading = "GUEST%",
	  .help = "of the guest's memory",
	  .get = get_row_share },
	{ .key = "accesses",
	  .help = "accesses to ranges that were replayed",
	  .get = get_accesses },
	{ .key = "setups",
	  .heading = "SETUPS",
	  .tree = "set-ups",
	  .help = "requests to set a range up: misses",
	  .get = get_setups },
	{ .key = "removes",
	  .heading = "REMOVES",
	  .tree = "removes",
	  .help = "requests to give a range back",
	  .get = get_removes },
	{ .key = "hit_percent",
	  .heading = "HIT%",
	  .tree = "% hits",
	  .help = "accesses that found their range set up",
	  .get = get_hits },
	{ .key = "requests_per_access",
	  .help = "set-ups and removes for each access",
	  .get = get_requests },
	{ .key = "chosen",
	  .heading = "CHOSEN",
	  .tree = "chosen",
	  .help = "this one is recommended, or was asked about",
	  .get = get_chosen },
};

/* Of a struct window_size. */
const struct class class_window_size = {
	.kind = "window_size",
	.title = "Sizes",
	.fields = row_fields,
	.n_fields = ARRAY_SIZE(row_fields),
	.name = row_name,
};
