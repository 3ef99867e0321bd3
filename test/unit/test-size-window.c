/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-size-window.c - the advice about a window's size, and its picture
 */
#include <stdio.h>
#include <string.h>

#include "daxctl/cmd/size-window.h"
#include "test.h"

#define MIB (UINT64_C(1) << 20)
#define GIB (MIB << 10)

static struct advice advice;
static struct daxctl_files *files;
static struct daxctl_trace *trace;

/* A file of so many bytes, read twice. */
static void begin(uint64_t bytes)
{
	daxctl_files_free(files);
	daxctl_trace_free(trace);
	advice = (struct advice){ .wish = { .threads = 1 },
				  .sizing = { .method = "trace" } };
	OK(daxctl_files_assume(bytes, 1, &files));
	OK(daxctl_files_make_trace(files, 0, 2, &trace));
	daxctl_files_get_sum(files, 0, &advice.sizing.sum);
	advice.trace = trace;
}

static bool warned(const char *name, const char *severity)
{
	for (size_t i = 0; i < advice.n_warnings; i++)
		if (!strcmp(advice.warnings[i].name, name))
			return !strcmp(advice.warnings[i].severity, severity);
	return false;
}

static void is_named(uint64_t size, const char *want)
{
	char name[24];

	size_name(size, name, sizeof(name));
	EQ_STR(name, want);
}

TEST(sizes_are_named_by_the_largest_unit_without_rest)
{
	is_named(0, "0");
	is_named(1023, "1023");
	is_named(4096, "4K");
	is_named(818 * MIB, "818M");
	is_named(GIB, "1G");
	is_named(GIB + 1, "1073741825");
	is_named(UINT64_C(1) << 63, "8E");
}

TEST(recommended_ranges_hold_the_need_and_what_threads_pin)
{
	for (unsigned int threads = 0; threads < 20; threads++)
		for (uint64_t need = 0; need < 500; need++) {
			uint64_t ranges = sizing_ranges(need, threads);

			IS(daxctl_window_capacity(ranges) >=
			   need + 2 * threads);
			IS(ranges >= 11 + 2 * threads);
		}
	EQ_U64(sizing_ranges(328, 0), 409);
	EQ_U64(sizing_ranges(328, 1), 412);
}

TEST(recommended_window_is_what_the_formulas_give)
{
	begin(256 * MIB);
	OK(advice_make(&advice));
	EQ_U64(advice.sizing.least, 159);
	EQ_U64(advice.sizing.ranges, 162);
	EQ_U64(advice.sizing.size, 324 * MIB);
	EQ_U64(advice.sizing.bar, 512 * MIB);
	EQ_U64(advice_window(&advice), 512 * MIB);
}

TEST(rows_are_sorted_and_none_comes_twice)
{
	begin(256 * MIB);
	advice.wish.window = 64 * MIB;
	advice.sizing.recorded_size = 30 * MIB;
	OK(advice_make(&advice));
	IS(advice.n_rows > 8);
	for (size_t i = 1; i < advice.n_rows; i++)
		IS(advice.rows[i - 1].size < advice.rows[i].size);
}

TEST(one_row_is_the_chosen_one)
{
	unsigned int chosen = 0;

	begin(256 * MIB);
	OK(advice_make(&advice));
	for (size_t i = 0; i < advice.n_rows; i++)
		chosen += advice.rows[i].chosen;
	EQ(chosen, 1);
}

TEST(rows_agree_with_the_replay)
{
	struct daxctl_replay replay;

	begin(100 * MIB);
	OK(advice_make(&advice));
	for (size_t i = 0; i < advice.n_rows; i++) {
		const struct window_size *row = &advice.rows[i];

		OK(daxctl_trace_replay(trace, daxctl_window_ranges(row->size),
				       &replay));
		EQ_MEM(&row->replay, &replay, sizeof(replay));
		IS(row->known);
	}
}

TEST(thresholds_fall_with_the_size_of_files)
{
	begin(256 * MIB);
	advice.files = files;
	OK(advice_make(&advice));
	EQ(advice.n_thresholds, 7);
	for (size_t i = 1; i < advice.n_thresholds; i++)
		IS(advice.thresholds[i].sum.ranges <=
		   advice.thresholds[i - 1].sum.ranges);
}

TEST(without_trace_there_are_sizes_but_no_counts)
{
	begin(256 * MIB);
	advice.trace = NULL;
	OK(advice_make(&advice));
	IS(advice.n_rows > 0 && !advice.rows[0].known);
}

static void judge(uint64_t need, uint64_t window)
{
	begin(need);
	advice.wish.window = window;
	OK(advice_make(&advice));
}

TEST(good_window_gets_no_warning)
{
	judge(100 * MIB, 128 * MIB);
	EQ(advice.n_warnings, 0);
}

TEST(window_below_the_threads_deadlocks)
{
	judge(MIB, 4 * MIB);
	IS(!warned("deadlock", "error"));
	judge(MIB, 2 * MIB);
	IS(warned("deadlock", "error"));
	begin(MIB);
	advice.wish.threads = 40;
	advice.wish.window = 80 * MIB;
	OK(advice_make(&advice));
	IS(warned("deadlock", "error"));
}

TEST(unaligned_window_is_an_error)
{
	judge(MIB, 129 * MIB);
	IS(warned("unaligned", "error"));
	judge(MIB, 130 * MIB);
	IS(!warned("unaligned", "error"));
	IS(warned("not-a-bar", "warning"));
}

TEST(last_fifth_is_not_planned_on)
{
	/* 64 ranges, of which 52 can be in use. */
	judge(104 * MIB, 128 * MIB);
	IS(!warned("over-80-percent", "warning"));
	judge(106 * MIB, 128 * MIB);
	IS(warned("over-80-percent", "warning"));
	judge(128 * MIB, 128 * MIB);
	IS(warned("over-80-percent", "warning"));
	judge(130 * MIB, 128 * MIB);
	IS(warned("too-small", "warning"));
}

TEST(addresses_end_where_the_guest_can_reach)
{
	begin(20 * GIB);
	/* 32 GiB behind 4 GiB of memory end at 64 GiB: 36 bits. */
	advice.wish.pa_bits = 36;
	OK(advice_make(&advice));
	IS(warned("beyond-addresses", "error"));
	begin(20 * GIB);
	advice.wish.pa_bits = 37;
	OK(advice_make(&advice));
	IS(!warned("beyond-addresses", "error"));
	begin(20 * GIB);
	advice.wish.pa_bits = 37;
	advice.wish.memory = 100 * GIB;
	OK(advice_make(&advice));
	IS(warned("beyond-addresses", "error"));
}

TEST(window_above_4_gib_is_noted)
{
	judge(100 * MIB, 512 * MIB);
	IS(!warned("above-4g", "note"));
	judge(100 * MIB, GIB);
	IS(warned("above-4g", "note"));
	judge(100 * MIB, 64 * GIB);
	IS(warned("pci-hole64", "warning"));
	IS(!warned("max-map-count", "warning"));
	judge(100 * MIB, 128 * GIB);
	IS(warned("max-map-count", "warning"));
}

TEST(largest_window_there_can_be_is_judged_too)
{
	judge(100 * MIB, UINT64_MAX - 1);
	IS(warned("beyond-addresses", "error"));
	judge(100 * MIB, UINT64_C(1) << 63);
	IS(warned("beyond-addresses", "error"));
}

/* One file is read all the time, and 200 others once. */
TEST(smaller_window_with_as_many_hits_is_noted)
{
	begin(256 * MIB);
	daxctl_trace_free(trace);
	OK(daxctl_trace_new(&trace));
	for (unsigned int i = 0; i < 20000; i++)
		OK(daxctl_trace_add(trace, 1, i % 4 * DAXCTL_RANGE_SIZE, 1));
	for (unsigned int i = 0; i < 200; i++)
		OK(daxctl_trace_add(trace, 2 + i, 0, 1));
	OK(daxctl_trace_finish(trace));
	advice.trace = trace;
	OK(advice_make(&advice));
	IS(warned("smaller-will-do", "note"));
}

TEST(smaller_window_with_fewer_hits_is_not)
{
	begin(256 * MIB);
	OK(advice_make(&advice));
	IS(!warned("smaller-will-do", "note"));
}

/* How often files are read isn't known of them: as many hits mean nothing. */
TEST(smaller_window_is_noted_of_a_trace_alone)
{
	begin(256 * MIB);
	advice.wish.window = 8 * GIB;
	OK(advice_make(&advice));
	IS(warned("smaller-will-do", "note"));
	begin(256 * MIB);
	advice.wish.window = 8 * GIB;
	advice.sizing.method = "tree";
	OK(advice_make(&advice));
	IS(!warned("smaller-will-do", "note"));
}

TEST(unknown_vmm_describes_nothing)
{
	struct sizing sizing = { .size = MIB };

	vmm_describe("xen", MIB, &sizing);
	IS(!sizing.vmm && !sizing.source);
	IS(!vmm_is_known("xen") && vmm_is_known("kata"));
}

TEST(vmm_in_mib_is_told_no_less_than_the_window)
{
	struct sizing sizing = { 0 };

	vmm_describe("kata", 3 * MIB + 1, &sizing);
	EQ_STR(sizing.config, "virtio_fs_cache_size = 4");
	IS(sizing.source && sizing.dated);
}

/* The picture as text; "" if there is none. */
static const char *draw(void)
{
	static char text[1 << 16];
	char path[512];
	FILE *file;
	size_t len;

	snprintf(path, sizeof(path), "%s/p.svg", test_dir());
	OK(plot_write(&advice, path));
	file = fopen(path, "r");
	IS(file);
	len = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[len] = '\0';
	return text;
}

static unsigned int count(const char *text, const char *what)
{
	unsigned int found = 0;

	while ((text = strstr(text, what))) {
		found++;
		text++;
	}
	return found;
}

TEST(picture_ends_each_element_that_it_begins)
{
	const char *svg;

	begin(100 * MIB);
	OK(advice_make(&advice));
	svg = draw();
	EQ(count(svg, "<svg "), 1);
	EQ(count(svg, "</svg>"), 1);
	EQ(count(svg, "<text "), count(svg, "</text>"));
	EQ(count(svg, "<line "), count(svg, "/>") - 2); /* rect, polyline */
	IS(!strstr(svg, "nan") && !strstr(svg, "inf"));
}

TEST(picture_has_axes_and_names_the_window)
{
	const char *svg;

	begin(100 * MIB);
	OK(advice_make(&advice));
	svg = draw();
	IS(strstr(svg, ">0 %<") && strstr(svg, ">100 %<"));
	IS(strstr(svg, ">2M<") && strstr(svg, ">128M<"));
	IS(strstr(svg, "recommended: 128M"));
	IS(strstr(svg, "size of the window"));
}

TEST(picture_of_huge_files_has_room_for_its_labels)
{
	begin(64 * GIB);
	OK(advice_make(&advice));
	IS(count(draw(), "text-anchor=\"middle\"") <= 12);
}

TEST(picture_without_access_is_none)
{
	begin(0);
	OK(advice_make(&advice));
	IS(plot_write(&advice, "/nowhere/at/all") < 0);
}
