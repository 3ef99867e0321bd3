/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-window.c - virtio-fs devices, their windows and their mounts
 *
 * On made-up machines; those that were captured are read in test/cli.
 */
#include <errno.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "window-machine.h"

static struct daxctl_window_extent extent;

static int read_extent(struct daxctl_window *window)
{
	return daxctl_window_read_extent(window, &extent);
}

TEST(without_virtio_there_are_no_windows)
{
	struct daxctl_ctx *ctx;

	test_file("sys/x", "");
	ctx = machine_open();
	IS(!daxctl_window_get_first(ctx));
	IS(!daxctl_window_find(ctx, "virtio1"));
	OK(daxctl_get_scan_error(ctx));
	daxctl_unref(ctx);
}

TEST(only_virtio_fs_is_listed_and_in_order)
{
	struct daxctl_ctx *ctx;
	struct daxctl_window *window;

	window_machine_pci(10, "0000:00:0a.0", WINDOW_64M);
	window_machine_pci(9, "0000:00:09.0", WINDOW_64M);
	window_machine_pci(2, "0000:00:02.0", WINDOW_64M);
	machine_set(WINDOW_PCI "/0000:00:02.0/virtio2", "device", "0x0009\n");
	ctx = machine_open();
	window = daxctl_window_get_first(ctx);
	IS(window);
	EQ_STR(daxctl_window_get_devname(window), "virtio9");
	EQ_STR(daxctl_window_get_address(window), "0000:00:09.0");
	EQ_STR(daxctl_window_get_transport(window), "pci");
	IS(daxctl_window_get_ctx(window) == ctx);
	window = daxctl_window_get_next(window);
	IS(window);
	EQ_STR(daxctl_window_get_devname(window), "virtio10");
	IS(!daxctl_window_get_next(window));
	daxctl_unref(ctx);
}

TEST(root_learns_a_window_from_the_capability)
{
	struct daxctl_ctx *ctx;

	window_machine_pci(1, "0000:00:03.0", WINDOW_64M);
	ctx = machine_open();
	OK(read_extent(the_window(ctx)));
	EQ_U64(extent.base, 0xf8000000);
	EQ_U64(extent.length, 64 << 20);
	EQ(extent.source, DAXCTL_WINDOW_CAPABILITY);
	EQ_STR(daxctl_window_source_name(extent.source), "capability");
	IS(!daxctl_window_get_fault(the_window(ctx)));
	daxctl_unref(ctx);
}

TEST(others_see_a_bar_that_looks_like_one)
{
	struct daxctl_ctx *ctx;

	window_machine_pci(1, "0000:00:03.0", WINDOW_64M);
	window_machine_cut_config("0000:00:03.0");
	ctx = machine_open();
	OK(read_extent(the_window(ctx)));
	EQ_U64(extent.length, 64 << 20);
	EQ(extent.source, DAXCTL_WINDOW_BAR);
	daxctl_unref(ctx);
}

TEST(a_device_without_a_capability_has_no_window)
{
	struct daxctl_ctx *ctx;

	window_machine_pci(1, "0000:00:03.0", NULL);
	ctx = machine_open();
	EQ(read_extent(the_window(ctx)), -ENOENT);
	IS(!daxctl_window_get_fault(the_window(ctx)));
	EQ(daxctl_window_has_pages(the_window(ctx)), -ENOENT);
	daxctl_unref(ctx);
}

TEST(a_capability_that_is_wrong_is_no_window_and_has_a_reason)
{
	struct daxctl_ctx *ctx;

	window_machine_pci(1, "0000:00:03.0", WINDOW_64M);
	window_machine_poke("0000:00:03.0", WINDOW_AT + 4, 6);
	ctx = machine_open();
	EQ(read_extent(the_window(ctx)), -ENOENT);
	EQ_STR(daxctl_window_get_fault(the_window(ctx)),
	       "the capability at 0xa4 is of BAR 6");
	daxctl_unref(ctx);
}

TEST(a_window_larger_than_its_bar_is_none_and_has_a_reason)
{
	struct daxctl_ctx *ctx;

	window_machine_pci(1, "0000:00:03.0", WINDOW_64M);
	window_machine_poke("0000:00:03.0", WINDOW_AT + 15, 8);
	ctx = machine_open();
	EQ(read_extent(the_window(ctx)), -ENOENT);
	EQ_STR(daxctl_window_get_fault(the_window(ctx)),
	       "the capability at 0xa4 reaches beyond its BAR");
	daxctl_unref(ctx);
}

TEST(on_mmio_a_bound_driver_has_claimed_what_there_is)
{
	struct daxctl_ctx *ctx;

	window_machine_mmio(1, true);
	test_file("proc/iomem", "100000000-13fffffff : virtio1\n");
	ctx = machine_open();
	OK(read_extent(the_window(ctx)));
	EQ_U64(extent.base, 1ull << 32);
	EQ_U64(extent.length, 1 << 30);
	EQ(extent.source, DAXCTL_WINDOW_IOMEM);
	EQ_STR(daxctl_window_get_transport(the_window(ctx)), "mmio");
	EQ_STR(daxctl_window_get_address(the_window(ctx)), "LNRO0005:00");
	daxctl_unref(ctx);
}

TEST(on_mmio_others_see_that_there_is_one_and_not_where)
{
	struct daxctl_ctx *ctx;

	window_machine_mmio(1, true);
	test_file("proc/iomem", "00000000-00000000 : virtio1\n");
	ctx = machine_open();
	EQ(read_extent(the_window(ctx)), -EACCES);
	daxctl_unref(ctx);
}

TEST(on_mmio_what_is_not_claimed_is_no_window)
{
	struct daxctl_ctx *ctx;

	window_machine_mmio(1, true);
	test_file("proc/iomem", "feb02e00-feb02fff : LNRO0005:00\n");
	ctx = machine_open();
	EQ(read_extent(the_window(ctx)), -ENOENT);
	daxctl_unref(ctx);
}

TEST(on_mmio_without_a_driver_only_the_log_tells)
{
	struct daxctl_ctx *ctx;

	window_machine_mmio(1, false);
	test_file("proc/iomem", "feb02e00-feb02fff : LNRO0005:00\n");
	ctx = machine_open();
	EQ(read_extent(the_window(ctx)), -ENODATA);
	daxctl_unref(ctx);

	test_file(
		"dev/kmsg",
		"5,1,1,-;virtiofs virtio1: Cache len: 0x100000 @ 0xfe000000\n");
	ctx = machine_open();
	OK(read_extent(the_window(ctx)));
	EQ_U64(extent.length, 1 << 20);
	EQ(extent.source, DAXCTL_WINDOW_LOG);
	daxctl_unref(ctx);

	test_file(
		"dev/kmsg",
		"6,1,1,-;virtiofs virtio1: virtio_fs_setup_dax: No cache capability\n");
	ctx = machine_open();
	EQ(read_extent(the_window(ctx)), -ENOENT);
	daxctl_unref(ctx);
}

static const char *tag_of(struct daxctl_window *window)
{
	const char *tag = daxctl_window_get_tag(window);

	return tag ? tag : "none";
}

TEST(since_6_9_the_kernel_tells_tags)
{
	struct daxctl_ctx *ctx;
	struct daxctl_window *window;

	window_machine_pci(1, "0000:00:03.0", NULL);
	window_machine_pci(2, "0000:00:04.0", WINDOW_64M);
	window_machine_tag(0, "0000:00:03.0/virtio1", "plain");
	window_machine_tag(7, "0000:00:04.0/virtio2", "fast");
	ctx = machine_open();
	EQ_STR(tag_of(daxctl_window_get_first(ctx)), "plain");
	window = daxctl_window_find(ctx, "fast");
	IS(window);
	EQ_STR(daxctl_window_get_devname(window), "virtio2");
	IS(!daxctl_window_find(ctx, "slow"));
	IS(!daxctl_window_find(ctx, ""));
	daxctl_unref(ctx);
}

#define ROOT "29 1 0:24 / / rw,relatime - overlay overlay rw\n"

TEST(before_6_9_one_device_and_one_tag_belong_together)
{
	struct daxctl_window_mount mount;
	struct daxctl_ctx *ctx;

	window_machine_pci(1, "0000:00:03.0", WINDOW_64M);
	test_file("proc/sys/kernel/osrelease", "6.1.0-56-amd64\n");
	test_file(
		"proc/self/mountinfo", ROOT
		"37 29 0:33 / /mnt/a\\040b rw,relatime - virtiofs myfs rw,dax=always\n"
		"38 29 0:33 /sub /mnt/c ro - virtiofs myfs rw,dax=always\n");
	ctx = machine_open();
	EQ_STR(tag_of(the_window(ctx)), "myfs");
	OK(daxctl_window_get_mount(the_window(ctx), 0, &mount));
	EQ_STR(mount.path, "/mnt/a b");
	EQ_STR(mount.tag, "myfs");
	EQ_STR(mount.dax, "always");
	IS(mount.device == makedev(0, 33));
	OK(daxctl_window_get_mount(the_window(ctx), 1, &mount));
	EQ_STR(mount.path, "/mnt/c");
	EQ(daxctl_window_get_mount(the_window(ctx), 2, &mount), -ENOENT);
	EQ(daxctl_window_get_stray_mount(ctx, 0, &mount), -ENOENT);
	IS(daxctl_window_find(ctx, "/mnt/c") == the_window(ctx));
	daxctl_unref(ctx);
}

TEST(before_6_9_several_tags_are_nobodys)
{
	struct daxctl_window_mount mount;
	struct daxctl_ctx *ctx;

	window_machine_pci(1, "0000:00:03.0", WINDOW_64M);
	test_file("proc/self/mountinfo",
		  ROOT "37 29 0:33 / /a rw - virtiofs one rw\n"
		       "38 29 0:34 / /b rw - virtiofs two rw,dax=never\n");
	ctx = machine_open();
	EQ_STR(tag_of(the_window(ctx)), "none");
	OK(daxctl_window_get_stray_mount(ctx, 1, &mount));
	EQ_STR(mount.tag, "two");
	EQ_STR(mount.dax, "never");
	EQ(daxctl_window_get_stray_mount(ctx, 2, &mount), -ENOENT);
	daxctl_unref(ctx);
}

static const char *dax_of(const char *release, const char *options)
{
	static char line[128], text[16];
	struct daxctl_window_mount mount;
	struct daxctl_ctx *ctx;

	window_machine_pci(1, "0000:00:03.0", WINDOW_64M);
	snprintf(line, sizeof(line),
		 ROOT "37 29 0:33 / /a rw - virtiofs t %s\n", options);
	test_file("proc/self/mountinfo", line);
	test_file("proc/sys/kernel/osrelease", release);
	ctx = machine_open();
	OK(daxctl_window_get_mount(the_window(ctx), 0, &mount));
	snprintf(text, sizeof(text), "%s", mount.dax ? mount.dax : "unknown");
	daxctl_unref(ctx);
	return text;
}

TEST(what_no_option_means_depends_on_the_kernel)
{
	EQ_STR(dax_of("5.17.0\n", "rw"), "inode");
	EQ_STR(dax_of("5.16.9\n", "rw"), "never");
	EQ_STR(dax_of("none\n", "rw"), "unknown");
	EQ_STR(dax_of("5.10.0\n", "rw,dax"), "always");
	EQ_STR(dax_of("none\n", "rw,dax=inode"), "inode");
}

TEST(pages_are_proven_by_the_zone_of_devices)
{
	struct daxctl_ctx *ctx;

	window_machine_pci(1, "0000:00:03.0", WINDOW_64M);
	test_file("proc/zoneinfo", "Node 0, zone   Device\n spanned  16383\n");
	ctx = machine_open();
	EQ(daxctl_window_has_pages(the_window(ctx)), 0);
	test_file("proc/zoneinfo", "Node 0, zone   Device\n spanned  16384\n");
	EQ(daxctl_window_has_pages(the_window(ctx)), 1);
	daxctl_unref(ctx);
}

TEST(memory_of_the_machine_is_read)
{
	struct daxctl_ctx *ctx;
	uint64_t bytes;

	window_machine_pci(1, "0000:00:03.0", WINDOW_64M);
	ctx = machine_open();
	EQ(daxctl_window_read_memory(ctx, &bytes), -ENOENT);
	test_file("proc/meminfo", "MemTotal: 2048 kB\n");
	OK(daxctl_window_read_memory(ctx, &bytes));
	EQ_U64(bytes, 2 << 20);
	daxctl_unref(ctx);
}
