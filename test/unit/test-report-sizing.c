/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-report-sizing.c - what is shown of a recommended window, and what not
 */
#include "daxctl/report/classes.h"
#include "daxctl/report/sizing.h"
#include "report-sample.h"

#define MIB (UINT64_C(1) << 20)

static const struct sizing full = {
	.method = "trace",
	.meaning = "all",
	.has_bytes = true,
	.sum = { .files = 201, .bytes = 5 * MIB, .ranges = 328 },
	.recorded_setups = 1889,
	.recorded_size = 64 * MIB,
	.threads = 1,
	.least = 409,
	.ranges = 412,
	.size = 824 * MIB,
	.bar = 1024 * MIB,
	.memory = 512 * MIB,
	.vmm = "kata",
	.source = "somebody",
	.dated = "2026-11",
	.config = "virtio_fs_cache_size = 1024",
};

static int show(const struct class *class, const void *object)
{
	return sample_show(REPORT_COMPAT, false, 0, class, object);
}

TEST(recommendation_shows_all_that_is_known)
{
	OK(show(&class_sizing, &full));
	EQ_STR(listing, "{\n"
			"  \"method\":\"trace\",\n"
			"  \"meaning\":\"all\",\n"
			"  \"files\":201,\n"
			"  \"bytes\":5242880,\n"
			"  \"need\":328,\n"
			"  \"least_ranges\":409,\n"
			"  \"threads\":1,\n"
			"  \"ranges\":412,\n"
			"  \"size\":864026624,\n"
			"  \"bar\":1073741824,\n"
			"  \"cost\":13553152,\n"
			"  \"bar_cost\":16842752,\n"
			"  \"guest_percent\":3.13720703125,\n"
			"  \"recorded_setups\":1889,\n"
			"  \"recorded_size\":67108864,\n"
			"  \"vmm\":\"kata\",\n"
			"  \"config\":\"virtio_fs_cache_size = 1024\",\n"
			"  \"source\":\"somebody\",\n"
			"  \"dated\":\"2026-11\"\n"
			"}\n");
}

TEST(what_was_not_told_is_left_out)
{
	struct sizing sizing = full;

	sizing.has_bytes = false;
	sizing.memory = 0;
	sizing.recorded_setups = sizing.recorded_size = 0;
	sizing.vmm = sizing.source = sizing.dated = NULL;
	OK(show(&class_sizing, &sizing));
	IS(!strstr(listing, "bytes"));
	IS(!strstr(listing, "guest_percent"));
	IS(!strstr(listing, "recorded"));
	IS(!strstr(listing, "vmm"));
	IS(!strstr(listing, "config"));
	IS(!strstr(listing, "dated"));
}

TEST(window_beyond_all_bars_has_none)
{
	struct sizing sizing = full;

	sizing.bar = 0;
	OK(show(&class_sizing, &sizing));
	IS(!strstr(listing, "\"bar"));
	/* The share is the window's own, then. */
	IS(strstr(listing, "\"guest_percent\":2.52"));
}

static struct window_size row = {
	.name = "64M",
	.size = 64 * MIB,
	.memory = 100 * UINT64_C(1052672),
	.known = true,
	.chosen = true,
	.replay = { .accesses = 200, .setups = 50, .removes = 50 },
};

TEST(size_shows_what_it_holds_costs_and_does)
{
	OK(show(&class_window_size, &row));
	EQ_STR(listing, "{\n"
			"  \"size\":67108864,\n"
			"  \"ranges\":32,\n"
			"  \"capacity\":26,\n"
			"  \"cost\":1052672,\n"
			"  \"guest_percent\":1.0,\n"
			"  \"accesses\":200,\n"
			"  \"setups\":50,\n"
			"  \"removes\":50,\n"
			"  \"hit_percent\":75.0,\n"
			"  \"requests_per_access\":0.5,\n"
			"  \"chosen\":true\n"
			"}\n");
}

TEST(size_that_was_not_replayed_tells_no_counts)
{
	struct window_size other = row;

	other.known = other.chosen = false;
	OK(show(&class_window_size, &other));
	IS(strstr(listing, "\"capacity\":26"));
	IS(!strstr(listing, "accesses") && !strstr(listing, "setups"));
	IS(!strstr(listing, "hit_percent") && !strstr(listing, "chosen"));
}

TEST(size_without_accesses_has_no_rate)
{
	struct window_size other = row;

	other.replay = (struct daxctl_replay){ 0 };
	OK(show(&class_window_size, &other));
	IS(strstr(listing, "\"setups\":0"));
	IS(!strstr(listing, "hit_percent"));
	IS(!strstr(listing, "requests_per_access"));
}

TEST(threshold_shows_the_window_that_would_do)
{
	const struct size_threshold threshold = {
		.name = "32K",
		.least = 32768,
		.threads = 1,
		.sum = { .files = 1, .bytes = 256 * MIB, .ranges = 128 },
	};

	OK(show(&class_size_threshold, &threshold));
	EQ_STR(listing, "{\n"
			"  \"min_file\":32768,\n"
			"  \"files\":1,\n"
			"  \"bytes\":268435456,\n"
			"  \"need\":128,\n"
			"  \"size\":339738624,\n"
			"  \"cost\":5329152\n"
			"}\n");
}

static const struct size_warning warning = {
	.name = "deadlock",
	.severity = "error",
	.text = "it hangs",
};

TEST(warning_has_a_name_a_severity_and_a_sentence)
{
	OK(show(&class_size_warning, &warning));
	EQ_STR(listing, "{\n"
			"  \"name\":\"deadlock\",\n"
			"  \"severity\":\"error\",\n"
			"  \"message\":\"it hangs\"\n"
			"}\n");
}

TEST(names_are_those_of_the_contract)
{
	EQ_STR(class_sizing.name(&full), "window");
	EQ_STR(class_window_size.name(&row), "64M");
	EQ_STR(class_size_warning.name(&warning), "deadlock");
}

TEST(tree_says_a_size_in_a_line)
{
	OK(sample_show(REPORT_TREE, false, 0, &class_window_size, &row));
	EQ_STR(listing,
	       "64M  32 ranges, 50 set-ups, 50 removes, 75.0 % hits, chosen\n");
}

TEST(table_has_sizes_with_units)
{
	OK(sample_show(REPORT_TABLE, false, 0, &class_window_size, &row));
	EQ_STR(listing,
	       "  SIZE  RANGES  CAPACITY   COST  GUEST%  SETUPS  REMOVES  HIT%  CHOSEN\n"
	       "64 MiB      32        26  1 MiB     1.0      50       50  75.0  yes\n");
}
