/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * size-warnings.c - what to know before a window is made that big
 *
 * Each function knows one trouble and says it in a sentence that ends with
 * what helps. The limits are the kernel's or, where they are a choice, named.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "size-window.h"

#define KIB (UINT64_C(1) << 10)
#define MIB (KIB << 10)
#define GIB (MIB << 10)

enum {
	/* Choices: what of a guest's memory a window may cost, in percent. */
	MEMORY_WARNING = 5,
	MEMORY_ERROR = 25,
	/* And for how many hits of a hundred a smaller window is as good. */
	SMALLER_LOSS = 2,
	/* vm.max_map_count is 65530, and the VMM needs some itself. */
	MAPS_MAX = 65000,
	/* The most physical address bits of Linux with 4 levels of tables. */
	PA_BITS_MAX = 46,
};

/* Below this a window isn't worth its trouble: it costs the guest 1 MiB. */
#define SMALL_WINDOW (64 * MIB)
/* Below this a file costs less in the page cache than its range does. */
#define SMALL_FILE (32 * KIB)
/* The space for 64-bit BARs of QEMU's q35 and of OVMF, by default. */
#define HOLE64 (32 * GIB)
/* No BAR of that size fits between 3 GiB and the devices below 4 GiB. */
#define HOLE32 GIB

static void add(struct advice *advice, const char *name, const char *severity,
		const char *format, ...) printf_like(4, 5);

static void add(struct advice *advice, const char *name, const char *severity,
		const char *format, ...)
{
	struct size_warning *warning = &advice->warnings[advice->n_warnings];
	va_list args;

	if (advice->n_warnings == ADVICE_WARNINGS)
		return;
	advice->n_warnings++;
	warning->name = name;
	warning->severity = severity;
	va_start(args, format);
	vsnprintf(warning->text, sizeof(warning->text), format, args);
	va_end(args);
}

static void warn_deadlock(struct advice *advice, uint64_t ranges)
{
	unsigned int threads = advice->wish.threads;

	if (ranges < (uint64_t)threads + 1)
		add(advice, "deadlock", "error",
		    "%u threads can hang for ever with %" PRIu64
		    " ranges: give it at least %u",
		    threads, ranges, threads + 1);
	else if (ranges < 2)
		add(advice, "deadlock", "error",
		    "a read into a mapped DAX file hangs for ever in a window of less than 2 ranges: give it at least 64M");
}

static void warn_small(struct advice *advice, uint64_t window)
{
	if (window < SMALL_WINDOW)
		add(advice, "small", "warning",
		    "below 64M a single run of the kernel's reclaim empties a third of the window: 64M costs 1 MiB");
}

static void warn_shape(struct advice *advice, uint64_t window)
{
	if (window % DAXCTL_RANGE_SIZE)
		add(advice, "unaligned", "error",
		    "it is no multiple of 2M: the kernel refuses the device, or leaves the rest unused");
	else if (window & (window - 1) &&
		 vmm_needs_power_of_two(advice->wish.vmm))
		add(advice, "not-a-bar", "warning",
		    "on PCI the BAR is a power of two: it will be larger, or refused");
}

static void warn_planned(struct advice *advice, uint64_t ranges)
{
	uint64_t need = advice->sizing.sum.ranges;
	uint64_t capacity = daxctl_window_capacity(ranges);

	if (need <= capacity)
		return;
	if (need <= ranges)
		add(advice, "over-80-percent", "warning",
		    "it holds all %" PRIu64
		    " ranges, but the kernel reclaims when more than %" PRIu64
		    " are in use: never plan on the last fifth",
		    need, capacity);
	else
		add(advice, "too-small", "warning",
		    "%" PRIu64 " ranges are needed and %" PRIu64
		    " can be in use: the rest is set up again and again",
		    need, capacity);
}

/* Where it ends if it lies as low as it can: behind the memory. */
static uint64_t end_address(uint64_t memory, uint64_t window)
{
	uint64_t start = memory > 4 * GIB ? memory : 4 * GIB;

	/* A BAR lies at a multiple of its size. */
	return (start / window + (start % window != 0) + 1) * window;
}

static void warn_addresses(struct advice *advice, uint64_t window)
{
	unsigned int bits = advice->wish.pa_bits;
	uint64_t bar = daxctl_window_bar(window);

	if (!bits || bits > PA_BITS_MAX)
		bits = PA_BITS_MAX;
	if (!bar || bar >> bits ||
	    (bar >= HOLE32 && end_address(advice->wish.memory, bar) >> bits))
		add(advice, "beyond-addresses", "error",
		    "behind the guest's memory it ends beyond %u physical address bits: the guest can't reach it",
		    bits);
	else if (bar > HOLE64)
		add(advice, "pci-hole64", "warning",
		    "QEMU's q35 and OVMF have 32G for 64-bit BARs: raise pci-hole64-size and X-PciMmio64Mb");
	else if (bar >= HOLE32)
		add(advice, "above-4g", "note",
		    "it doesn't fit below 4G: firmware and guest need 64-bit BARs");
}

static void warn_host(struct advice *advice, uint64_t ranges)
{
	if (ranges > MAPS_MAX)
		add(advice, "max-map-count", "warning",
		    "the VMM has a mapping for each range in use: raise vm.max_map_count (65530) on the host above %" PRIu64,
		    ranges + ranges / 10);
}

static void warn_memory(struct advice *advice, uint64_t window)
{
	uint64_t cost = daxctl_window_cost(window);
	uint64_t memory = advice->wish.memory;
	double share = memory ? 100.0 * cost / memory : 0;

	if (share > MEMORY_ERROR)
		add(advice, "memory", "error",
		    "it takes %.1f %% of the guest's memory before a file is read: use a smaller one, or give the guest more",
		    share);
	else if (share > MEMORY_WARNING)
		add(advice, "memory", "warning",
		    "it takes %.1f %% of the guest's memory before a file is read",
		    share);
}

static void warn_small_files(struct advice *advice)
{
	struct daxctl_files_sum all, large;

	if (!advice->files || advice->wish.min_file >= SMALL_FILE)
		return;
	daxctl_files_get_sum(advice->files, advice->wish.min_file, &all);
	daxctl_files_get_sum(advice->files, SMALL_FILE, &large);
	if (all.ranges > large.ranges)
		add(advice, "small-files", "note",
		    "%" PRIu64
		    " files below 32K cost less without DAX: with dax=inode and a server that leaves them out, %" PRIu64
		    " ranges are needed",
		    all.files - large.files, large.ranges);
}

static const struct window_size *judged_row(const struct advice *advice)
{
	for (size_t i = 0; i < advice->n_rows; i++)
		if (advice->rows[i].chosen && advice->rows[i].known)
			return &advice->rows[i];
	return NULL;
}

static void warn_misses(struct advice *advice)
{
	const struct window_size *row = judged_row(advice);

	if (row && row->replay.accesses < 2 * row->replay.setups &&
	    row->replay.removes)
		add(advice, "misses", "warning",
		    "more than half of the accesses miss: small random reads take fewer requests without DAX");
}

static double hits(const struct window_size *row)
{
	return 100 - 100.0 * row->replay.setups / row->replay.accesses;
}

/* The last few files can cost as much as all others: for those who count. */
static void note_smaller(struct advice *advice)
{
	const struct window_size *judged = judged_row(advice);
	char size[24];

	/* Of files it isn't known how often each is read: only of a trace. */
	if (!judged || !judged->replay.accesses ||
	    strcmp(advice->sizing.method, "trace"))
		return;
	for (size_t i = 0; i < advice->n_rows; i++) {
		const struct window_size *row = &advice->rows[i];

		if (row->size > judged->size / 2)
			return;
		if (row->size < SMALL_WINDOW ||
		    hits(row) + SMALLER_LOSS < hits(judged))
			continue;
		size_name(row->size, size, sizeof(size));
		add(advice, "smaller-will-do", "note",
		    "%s would have %.1f %% hits instead of %.1f %%, for %.0f %% of the memory",
		    size, hits(row), hits(judged),
		    100.0 * row->size / judged->size);
		return;
	}
}

static void warn_lost(struct advice *advice)
{
	struct daxctl_trace_info info;

	if (!advice->trace)
		return;
	daxctl_trace_get_info(advice->trace, &info);
	if (info.lost)
		add(advice, "lost", "warning",
		    "%" PRIu64
		    " accesses are missing from the record, and what they need from this advice: record for a shorter time, or with less going on",
		    info.lost);
}

static void warn_fixed(struct advice *advice)
{
	uint64_t fixed = vmm_fixed_size(advice->wish.vmm);
	char name[24];

	if (!fixed)
		return;
	size_name(fixed, name, sizeof(name));
	add(advice, "fixed-size", "note",
	    "a window of %s always is %s, which is what is judged here",
	    advice->wish.vmm, name);
}

void advice_warn(struct advice *advice)
{
	uint64_t window = advice_window(advice);
	uint64_t ranges = daxctl_window_ranges(window);

	warn_deadlock(advice, ranges);
	warn_small(advice, window);
	warn_shape(advice, window);
	warn_planned(advice, ranges);
	warn_addresses(advice, window);
	warn_host(advice, ranges);
	warn_memory(advice, window);
	warn_small_files(advice);
	warn_misses(advice);
	note_smaller(advice);
	warn_lost(advice);
	warn_fixed(advice);
}
