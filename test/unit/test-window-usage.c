/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-window-usage.c - ranges in use, by page tables and by a VMM's maps
 *
 * The machine's memory maps and page tables are files; a table has its entries
 * where the kernel would have them, so addresses are low.
 */
#include <errno.h>
#include <string.h>

#include "util/le.h"
#include "window-machine.h"

#define BASE	0xf8000000ull
#define PRESENT (1ull << 63)
#define MAPPED	"37 1 0:33 / /a rw - virtiofs t rw,dax=always\n"

/* Entry number @page of a process's table. */
static void set_page(const char *pid, uint64_t page, uint64_t entry)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/proc/%s/pagemap", test_dir(), pid);
	file = fopen(path, "r+e");
	if (!file)
		file = fopen(path, "w+e");
	IS(file);
	OK(fseek(file, page * 8, SEEK_SET));
	EQ(fwrite(&entry, 8, 1, file), 1);
	OK(fclose(file));
}

static uint64_t frame(uint64_t address)
{
	return PRESENT | address / 4096;
}

static void make_process(const char *pid, const char *maps)
{
	char dir[64];

	snprintf(dir, sizeof(dir), "proc/%s", pid);
	machine_set(dir, "maps", maps);
	/* The whole of 4 MiB at 16 MiB: none of it is there yet. */
	set_page(pid, 0x1400000 / 4096 - 1, 0);
}

static struct daxctl_window_usage usage;

static int read_mapped(void)
{
	struct daxctl_ctx *ctx = machine_open();
	int rc = daxctl_window_read_mapped(the_window(ctx), &usage);

	daxctl_unref(ctx);
	return rc;
}

static void make(void)
{
	window_machine_pci(1, "0000:00:03.0", WINDOW_64M);
	test_file("proc/self/mountinfo", MAPPED);
	make_process("12", "01000000-01400000 rw-s 00000000 00:21 5 /a/f\n"
			   "01400000-01401000 rw-p 00000000 00:00 0 \n");
}

TEST(nothing_mapped_is_nothing_busy)
{
	make();
	OK(read_mapped());
	EQ_U64(usage.busy, 0);
	EQ_U64(usage.processes, 1);
	EQ_U64(usage.base, BASE);
	EQ_U64(usage.length, 64 << 20);
}

TEST(pages_of_one_range_are_one_range)
{
	make();
	set_page("12", 0x1000000 / 4096, frame(BASE));
	set_page("12", 0x1001000 / 4096, frame(BASE + 4096));
	OK(read_mapped());
	EQ_U64(usage.busy, 1);
	set_page("12", 0x1200000 / 4096, frame(BASE + (31ull << 21)));
	OK(read_mapped());
	EQ_U64(usage.busy, 2);
}

TEST(a_range_that_two_processes_map_is_one)
{
	make();
	make_process("34", "01000000-01200000 r--s 00200000 00:21 5 /a/f\n");
	set_page("12", 0x1200000 / 4096, frame(BASE + (3ull << 21)));
	set_page("34", 0x1000000 / 4096, frame(BASE + (3ull << 21)));
	OK(read_mapped());
	EQ_U64(usage.busy, 1);
	EQ_U64(usage.processes, 2);
}

TEST(pages_that_are_not_of_the_window_do_not_count)
{
	make();
	set_page("12", 0x1000000 / 4096, frame(BASE - 4096));
	set_page("12", 0x1001000 / 4096, frame(BASE + (64ull << 20)));
	set_page("12", 0x1002000 / 4096, BASE / 4096); /* swapped out */
	OK(read_mapped());
	EQ_U64(usage.busy, 0);
}

TEST(files_of_other_filesystems_are_not_looked_at)
{
	make();
	make_process("12", "01000000-01400000 rw-s 00000000 00:22 5 /b/f\n");
	set_page("12", 0x1000000 / 4096, frame(BASE));
	OK(read_mapped());
	EQ_U64(usage.busy, 0);
	EQ_U64(usage.processes, 0);
}

TEST(page_frames_of_zero_are_withheld)
{
	make();
	set_page("12", 0x1000000 / 4096, PRESENT);
	EQ(read_mapped(), -EACCES);
}

TEST(a_process_that_has_ended_is_no_trouble)
{
	make();
	test_file("proc/99/stat", "");
	OK(read_mapped());
	EQ_U64(usage.unread, 0);
}

TEST(without_a_window_nothing_can_be_in_use)
{
	window_machine_pci(1, "0000:00:03.0", NULL);
	EQ(read_mapped(), -ENOENT);
}

TEST(on_the_host_the_vmm_has_mapped_what_is_busy)
{
	struct daxctl_ctx *ctx;

	test_file("sys/x", "");
	test_file("proc/77/maps",
		  "7ff570000000-7ff570200000 ---p 00000000 00:00 0 \n"
		  "7ff570200000-7ff570400000 r--s 0ea00000 00:00 11 /big\n"
		  "7ff570400000-7ff574000000 ---p 00000000 00:00 0 \n");
	ctx = machine_open();
	OK(daxctl_window_read_vmm(ctx, 77, 0, 0, &usage));
	EQ_U64(usage.busy, 1);
	EQ_U64(usage.length, 64 << 20);
	EQ(daxctl_window_read_vmm(ctx, 77, 0, 1, &usage), -ENOENT);
	EQ(daxctl_window_read_vmm(ctx, 78, 0, 0, &usage), -ESRCH);
	daxctl_unref(ctx);
}

static int ignore(void *arg, const struct daxctl_window_access *access)
{
	(void)arg;
	(void)access;
	return 0;
}

TEST(a_captured_machine_can_not_be_traced)
{
	struct daxctl_ctx *ctx;

	test_file("sys/kernel/tracing/events/iomap/iomap_iter_dstmap/enable",
		  "0\n");
	ctx = machine_open();
	EQ(daxctl_window_trace(ctx, 33, 10, ignore, NULL), -EROFS);
	daxctl_unref(ctx);
}
