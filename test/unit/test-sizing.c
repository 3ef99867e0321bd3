/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-sizing.c - the arithmetic of windows, against what was measured on 6.1
 */
#include "lib/libdaxctl.h"
#include "test.h"

#define KIB UINT64_C(1024)
#define MIB (KIB * 1024)
#define GIB (MIB * 1024)

TEST(ranges_are_whole_pieces_of_2_mib)
{
	EQ_U64(daxctl_window_ranges(64 * MIB), 32);
	EQ_U64(daxctl_window_ranges(GIB), 512);
	EQ_U64(daxctl_window_ranges(8 * GIB), 4096);
	EQ_U64(daxctl_window_ranges(64 * MIB + 1), 32);
	EQ_U64(daxctl_window_ranges(2 * MIB - 1), 0);
	EQ_U64(daxctl_window_ranges(0), 0);
}

TEST(file_needs_a_range_for_each_piece_it_touches)
{
	EQ_U64(daxctl_window_ranges_of(0, 0), 0);
	EQ_U64(daxctl_window_ranges_of(0, 1), 1);
	EQ_U64(daxctl_window_ranges_of(0, 2 * MIB), 1);
	EQ_U64(daxctl_window_ranges_of(0, 2 * MIB + 1), 2);
	EQ_U64(daxctl_window_ranges_of(0, 256 * MIB), 128);
}

TEST(access_across_a_border_needs_both_ranges)
{
	EQ_U64(daxctl_window_ranges_of(2 * MIB - 1, 2), 2);
	EQ_U64(daxctl_window_ranges_of(2 * MIB - 1, 1), 1);
	EQ_U64(daxctl_window_ranges_of(MIB, 2 * MIB), 2);
	EQ_U64(daxctl_window_ranges_of(5 * MIB, 0), 0);
}

TEST(access_past_the_end_of_all_numbers_is_cut)
{
	EQ_U64(daxctl_window_ranges_of(UINT64_MAX, 2), 1);
	EQ_U64(daxctl_window_ranges_of(0, UINT64_MAX), UINT64_C(1) << 43);
	EQ_U64(daxctl_window_ranges_of(UINT64_MAX, UINT64_MAX), 1);
}

TEST(reclaim_starts_below_a_fifth_and_at_least_at_one)
{
	EQ_U64(daxctl_window_threshold(1), 1);
	EQ_U64(daxctl_window_threshold(4), 1);
	EQ_U64(daxctl_window_threshold(9), 1);
	EQ_U64(daxctl_window_threshold(10), 2);
	EQ_U64(daxctl_window_threshold(32), 6);
	EQ_U64(daxctl_window_threshold(4096), 819);
}

TEST(capacity_is_what_fits_without_reclaim)
{
	static const struct {
		uint64_t ranges, capacity;
	} known[] = {
		{ 0, 0 },      { 1, 0 },       { 2, 1 },     { 32, 26 },
		{ 64, 52 },    { 128, 103 },   { 256, 205 }, { 512, 410 },
		{ 1024, 820 }, { 4096, 3277 },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		EQ_U64(daxctl_window_capacity(known[i].ranges),
		       known[i].capacity);
}

TEST(least_window_is_the_first_that_has_the_capacity)
{
	uint64_t least = 1;

	for (uint64_t capacity = 0; capacity <= 5000; capacity++) {
		while (daxctl_window_capacity(least) < capacity)
			least++;
		EQ_U64(daxctl_window_least(capacity), least);
	}
}

TEST(bar_is_the_next_power_of_two)
{
	EQ_U64(daxctl_window_bar(64 * MIB), 64 * MIB);
	EQ_U64(daxctl_window_bar(64 * MIB + 1), 128 * MIB);
	EQ_U64(daxctl_window_bar(1), 1);
	EQ_U64(daxctl_window_bar(0), 0);
	EQ_U64(daxctl_window_bar(UINT64_C(1) << 63), UINT64_C(1) << 63);
}

TEST(bar_beyond_64_bits_is_none)
{
	EQ_U64(daxctl_window_bar((UINT64_C(1) << 63) + 1), 0);
}

/* MemFree fell by 16384 kB when the driver found a window of 1 GiB. */
TEST(probe_costs_what_memfree_lost)
{
	EQ_U64(daxctl_window_probe_cost(GIB), 16384 * KIB);
	EQ_U64(daxctl_window_probe_cost(64 * MIB), MIB);
	EQ_U64(daxctl_window_probe_cost(8 * GIB), 131072 * KIB);
}

/* kmalloc-128 grew by 32, 512 and 4096 objects. */
TEST(mount_costs_an_object_of_128_bytes_a_range)
{
	EQ_U64(daxctl_window_mount_cost(64 * MIB), UINT64_C(32) * 128);
	EQ_U64(daxctl_window_mount_cost(GIB), UINT64_C(512) * 128);
	EQ_U64(daxctl_window_mount_cost(8 * GIB), UINT64_C(4096) * 128);
}

TEST(cost_is_1569_thousandths_of_a_percent)
{
	EQ_U64(daxctl_window_cost(GIB), 16 * MIB + 64 * KIB);
	EQ_U64(daxctl_window_cost(64 * GIB), 1028 * MIB);
	EQ_U64(daxctl_window_cost(0), 0);
}
