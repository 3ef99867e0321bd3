/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-report-window.c - what is shown of DAX windows and their use
 */
#include <string.h>
#include <sys/sysmacros.h>

#include "daxctl/report/classes.h"
#include "daxctl/report/window.h"
#include "report-sample.h"
#include "window-machine.h"

#define BDF   "0000:00:03.0"
#define MOUNT "37 1 0:33 / /mnt/v rw - virtiofs t rw,dax=always\n"

static void make(void)
{
	window_machine_pci(1, BDF, WINDOW_64M);
	test_file("proc/self/mountinfo", MOUNT);
	test_file("proc/sys/kernel/osrelease", "6.1.0\n");
	test_file("proc/meminfo", "MemTotal: 1048576 kB\n");
	test_file("proc/zoneinfo", "Node 0, zone Device\n spanned 16384\n");
}

static void show(enum report_format format)
{
	struct daxctl_ctx *ctx = machine_open();

	OK(sample_show(format, false, 0, &class_window, the_window(ctx)));
	daxctl_unref(ctx);
}

TEST(a_window_on_a_line_of_a_tree)
{
	make();
	show(REPORT_TREE);
	EQ_STR(listing, "virtio1  t, 0000:00:03.0, 64 MiB window, 32 ranges, "
			"1 MiB of memory, /mnt/v (dax=always)\n");
}

TEST(a_device_without_a_window_on_a_line_of_a_tree)
{
	window_machine_pci(1, BDF, NULL);
	show(REPORT_TREE);
	EQ_STR(listing, "virtio1  0000:00:03.0, no DAX window\n");
}

TEST(a_driver_that_is_not_bound_shows)
{
	make();
	machine_remove(WINDOW_PCI "/" BDF "/virtio1/driver");
	test_file("proc/self/mountinfo", "");
	show(REPORT_TREE);
	EQ_STR(listing, "virtio1  0000:00:03.0, disabled, 64 MiB window, "
			"32 ranges, 1 MiB of memory\n");
}

TEST(what_is_wrong_with_a_capability_shows)
{
	make();
	window_machine_poke(BDF, WINDOW_AT + 4, 7);
	show(REPORT_TREE);
	EQ_STR(listing,
	       "virtio1  t, 0000:00:03.0, no DAX window, the capability "
	       "at 0xa4 is of BAR 7, /mnt/v (dax=always)\n");
}

TEST(of_a_path_that_is_too_long_the_end_shows)
{
	char line[512], path[301];

	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	path[0] = '/';
	memcpy(path + 296, "/end", 4);
	make();
	snprintf(line, sizeof(line),
		 "37 1 0:33 / %s rw - virtiofs t rw,dax=always\n", path);
	test_file("proc/self/mountinfo", line);
	show(REPORT_TREE);
	IS(strstr(listing, "…"));
	IS(strstr(listing, "x/end (dax=always)\n"));
}

static void show_usage(enum report_format format,
		       const struct window_answer *answer)
{
	OK(sample_show(format, false, 0, &class_window_usage, answer));
}

static const struct window_answer vmm = {
	.method = WINDOW_VMM,
	.name = "pid7",
	.usage = { .length = 64 << 20, .busy = 8, .processes = 1 },
};

static const struct window_answer traced = {
	.method = WINDOW_TRACE,
	.name = "virtio1",
	.extent = { .length = 64 << 20 },
	.tally = { .accesses = 99, .ranges = 16, .wanted = 20, .set_ups = 21 },
};

static const struct window_answer mapped = {
	.method = WINDOW_PAGE_TABLES,
	.name = "virtio1",
	.extent = { .length = 64 << 20 },
	.usage = { .busy = 1, .processes = 3, .unread = 2 },
};

static bool has(const char *text)
{
	return strstr(listing, text) != NULL;
}

TEST(what_a_vmm_has_mapped_is_exact)
{
	show_usage(REPORT_COMPAT, &vmm);
	IS(has("\"method\":\"vmm\""));
	IS(has("\"bound\":\"exact\""));
	IS(has("\"busy\":8"));
	IS(has("\"busy_percent\":25.0"));
	IS(has("near 80 %"));
	IS(!has("processes"));
	IS(!has("accesses"));
}

TEST(a_vmm_that_does_not_show_the_length_leaves_it_unknown)
{
	struct window_answer answer = vmm;

	answer.usage.length = 0;
	show_usage(REPORT_COMPAT, &answer);
	IS(has("\"busy\":8"));
	IS(!has("\"length\":0"));
	IS(!has("\"ranges\":0"));
	IS(!has("busy_percent"));
}

TEST(page_tables_are_a_lower_bound)
{
	show_usage(REPORT_COMPAT, &mapped);
	IS(has("\"bound\":\"lower\""));
	IS(has("\"busy\":1"));
	IS(has("\"processes\":3"));
	IS(has("\"unread_processes\":2"));
	IS(has("no fewer are in use"));
}

TEST(a_trace_tells_what_the_window_should_hold)
{
	show_usage(REPORT_COMPAT, &traced);
	IS(has("\"busy\":16"));
	IS(has("\"busy_percent\":50.0"));
	IS(has("\"accesses\":99"));
	IS(has("\"file_ranges\":20"));
	IS(has("\"set_ups\":21"));
	IS(!has("processes"));
}

TEST(a_window_of_no_range_has_no_share)
{
	const struct window_answer none = { .method = WINDOW_VMM,
					    .name = "pid7",
					    .usage.length = 1 << 20 };

	show_usage(REPORT_COMPAT, &none);
	IS(has("\"ranges\":0"));
	IS(!has("busy_percent"));
}

TEST(a_finding_is_shown_with_its_device)
{
	struct daxctl_ctx *ctx;
	struct daxctl_window_finding finding = {
		.id = "some-thing",
		.severity = DAXCTL_WINDOW_ERROR,
		.summary = "it is so",
		.detail = "",
		.remedy = "do that",
		.source = "them",
		.dated = "2026-11",
	};

	make();
	ctx = machine_open();
	OK(sample_show(REPORT_TREE, false, 0, &class_window_finding, &finding));
	EQ_STR(listing, "some-thing  error, it is so, do that\n");
	finding.window = the_window(ctx);
	finding.detail = "7 of 8";
	finding.severity = DAXCTL_WINDOW_NOTE;
	OK(sample_show(REPORT_TREE, false, 0, &class_window_finding, &finding));
	EQ_STR(listing,
	       "some-thing  virtio1, note, it is so, 7 of 8, do that\n");
	daxctl_unref(ctx);
}

TEST(a_mount_of_nobodys_is_shown_by_its_tag)
{
	const struct daxctl_window_mount mount = {
		.path = "/a",
		.tag = "t",
		.device = makedev(0, 44),
	};

	OK(sample_show(REPORT_COMPAT, false, 0, &class_virtiofs, &mount));
	IS(has("\"device\":\"0:44\""));
	IS(!has("\"dax\""));
	OK(sample_show(REPORT_JSON, false, 0, &class_virtiofs, &mount));
	IS(has("\"dax\":null"));
	IS(has("\"parent\":null"));
}
