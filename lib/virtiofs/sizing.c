/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sizing.c - what a window of so many bytes holds, and what it costs
 *
 * Pure arithmetic on the kernel's constants, the same since DAX came to
 * virtiofs in 5.10.
 */
#include "lib/ctx.h"
#include "lib/virtiofs/sizing.h"

DAXCTL_EXPORT uint64_t daxctl_window_ranges(uint64_t bytes)
{
	return bytes >> DAXCTL_RANGE_SHIFT;
}

DAXCTL_EXPORT uint64_t daxctl_window_ranges_of(uint64_t offset, uint64_t len)
{
	uint64_t last;

	if (!len)
		return 0;
	/* A file ends at 2^63 at the latest; garbage must not wrap around. */
	last = len - 1 > UINT64_MAX - offset ? UINT64_MAX : offset + (len - 1);
	return (last >> DAXCTL_RANGE_SHIFT) - (offset >> DAXCTL_RANGE_SHIFT) +
	       1;
}

DAXCTL_EXPORT uint64_t daxctl_window_threshold(uint64_t ranges)
{
	uint64_t share = ranges / SIZING_RECLAIM_SHARE;

	return share ? share : 1;
}

DAXCTL_EXPORT uint64_t daxctl_window_capacity(uint64_t ranges)
{
	return ranges ? ranges - daxctl_window_threshold(ranges) : 0;
}

DAXCTL_EXPORT uint64_t daxctl_window_least(uint64_t capacity)
{
	/* At least one range is kept free, and a fifth from five on. */
	if (capacity < SIZING_RECLAIM_SHARE)
		return capacity + 1;
	return capacity + (capacity - 1) / (SIZING_RECLAIM_SHARE - 1);
}

DAXCTL_EXPORT uint64_t daxctl_window_bar(uint64_t bytes)
{
	if (bytes <= 1)
		return bytes;
	if (bytes > UINT64_C(1) << 63)
		return 0;
	return UINT64_C(1) << (64 - __builtin_clzll(bytes - 1));
}

DAXCTL_EXPORT uint64_t daxctl_window_probe_cost(uint64_t bytes)
{
	return bytes / SIZING_PAGE_SIZE * SIZING_STRUCT_PAGE;
}

DAXCTL_EXPORT uint64_t daxctl_window_mount_cost(uint64_t bytes)
{
	return daxctl_window_ranges(bytes) * SIZING_MAPPING;
}

DAXCTL_EXPORT uint64_t daxctl_window_cost(uint64_t bytes)
{
	return daxctl_window_probe_cost(bytes) +
	       daxctl_window_mount_cost(bytes);
}
