/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * size-advice.c - from what files need to a window, and the sizes around it
 */
#include <stdio.h>

#include "size-window.h"

#define KIB (UINT64_C(1) << 10)
#define MIB (KIB << 10)

enum {
	ROWS_BELOW = 6, /* powers of two below the recommended one */
};

void size_name(uint64_t size, char *text, size_t room)
{
	static const char units[] = "KMGTPE";
	const char *unit = NULL;

	for (const char *next = units; size && size % 1024 == 0; next++) {
		size /= 1024;
		unit = next;
	}
	snprintf(text, room, "%llu%.*s", (unsigned long long)size, unit ? 1 : 0,
		 unit ? unit : "");
}

uint64_t advice_window(const struct advice *advice)
{
	const struct sizing *sizing = &advice->sizing;

	if (advice->wish.window)
		return advice->wish.window;
	if (vmm_fixed_size(advice->wish.vmm))
		return vmm_fixed_size(advice->wish.vmm);
	return vmm_needs_power_of_two(advice->wish.vmm) && sizing->bar
		       ? sizing->bar
		       : sizing->size;
}

static void recommend(struct advice *advice)
{
	struct sizing *sizing = &advice->sizing;

	sizing->threads = advice->wish.threads;
	sizing->memory = advice->wish.memory;
	sizing->least = daxctl_window_least(sizing->sum.ranges);
	sizing->ranges = sizing_ranges(sizing->sum.ranges, sizing->threads);
	sizing->size = sizing->ranges * DAXCTL_RANGE_SIZE;
	sizing->bar = daxctl_window_bar(sizing->size);
}

/* In their order, and each once. */
static void add_row(struct advice *advice, uint64_t size)
{
	struct window_size *rows = advice->rows;
	size_t at = advice->n_rows;

	for (size_t i = 0; i < advice->n_rows; i++)
		if (rows[i].size == size)
			return;
	if (size < DAXCTL_RANGE_SIZE || advice->n_rows == ADVICE_ROWS)
		return;
	for (; at && rows[at - 1].size > size; at--)
		rows[at] = rows[at - 1];
	rows[at] = (struct window_size){
		.size = size,
		.memory = advice->wish.memory,
		.chosen = size == advice_window(advice),
	};
	size_name(size, rows[at].name, sizeof(rows[at].name));
	advice->n_rows++;
}

static int replay_row(const struct advice *advice, struct window_size *row)
{
	int rc;

	if (!advice->trace)
		return 0;
	rc = daxctl_trace_replay(advice->trace, daxctl_window_ranges(row->size),
				 &row->replay);
	row->known = rc == 0;
	return rc;
}

static int add_rows(struct advice *advice)
{
	uint64_t bar = advice->sizing.bar;
	int rc = 0;

	add_row(advice, advice_window(advice));
	add_row(advice, advice->sizing.size);
	add_row(advice, advice->sizing.recorded_size);
	for (int i = ROWS_BELOW; i >= -1 && bar; i--)
		add_row(advice, i < 0 ? bar << 1 : bar >> i);
	for (size_t i = 0; i < advice->n_rows && !rc; i++)
		rc = replay_row(advice, &advice->rows[i]);
	return rc;
}

static void add_thresholds(struct advice *advice)
{
	static const uint64_t sizes[] = { 0,	    4 * KIB,  16 * KIB,
					  32 * KIB, 64 * KIB, 256 * KIB,
					  2 * MIB };
	struct size_threshold *threshold = advice->thresholds;

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++, threshold++) {
		*threshold = (struct size_threshold){
			.least = sizes[i],
			.threads = advice->wish.threads,
		};
		size_name(sizes[i], threshold->name, sizeof(threshold->name));
		daxctl_files_get_sum(advice->files, sizes[i], &threshold->sum);
	}
	advice->n_thresholds = ARRAY_SIZE(sizes);
}

int advice_make(struct advice *advice)
{
	int rc;

	recommend(advice);
	vmm_describe(advice->wish.vmm, advice_window(advice), &advice->sizing);
	rc = add_rows(advice);
	if (rc)
		return rc;
	if (advice->files)
		add_thresholds(advice);
	advice_warn(advice);
	return 0;
}
