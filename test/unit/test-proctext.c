/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-proctext.c - what /proc and a PCI device's attributes tell of a window
 */
#include <errno.h>
#include <string.h>

#include "lib/virtiofs/proctext.h"
#include "machine.h"
#include "test.h"

static const char iomem[] = "00001000-0009fbff : System RAM\n"
			    "c0000000-febfffff : PCI Bus 0000:00\n"
			    "  f8000000-fbffffff : 0000:00:03.0\n"
			    "    f8000000-fbffffff : virtio1\n"
			    "980000000-9bfffffff : virtio12\n";

TEST(a_line_of_iomem_is_found_by_its_whole_name)
{
	struct extent found;

	OK(proc_iomem_find(iomem, "virtio1", &found));
	EQ_U64(found.base, 0xf8000000);
	EQ_U64(found.length, 64 << 20);
	OK(proc_iomem_find(iomem, "virtio12", &found));
	EQ_U64(found.base, 0x980000000);
	EQ_U64(found.length, 1 << 30);
	EQ(proc_iomem_find(iomem, "virtio2", &found), -ENOENT);
	EQ(proc_iomem_find("", "virtio2", &found), -ENOENT);
}

TEST(addresses_of_zero_are_withheld)
{
	struct extent found;

	EQ(proc_iomem_find("00000000-00000000 : virtio1\n", "virtio1", &found),
	   -EACCES);
}

TEST(a_line_of_iomem_that_ends_before_it_begins_is_no_value)
{
	struct extent found;

	EQ(proc_iomem_find("2000-1fff : virtio1", "virtio1", &found), -EINVAL);
	EQ(proc_iomem_find("garbage : virtio1", "virtio1", &found), -ENOENT);
}

TEST(the_log_tells_the_last_window_of_a_device)
{
	static const char log[] =
		"5,1,1,-;virtiofs virtio1: Cache len: 0x100000 @ 0xfe000000\n"
		"5,2,1,-;virtiofs virtio11: Cache len: 0x200000 @ 0x100000000\n"
		"5,3,1,-;virtiofs virtio1: Cache len: 0x4000000 @ 0xf8000000\n";
	struct extent found;

	OK(proc_log_window(log, "virtio1", &found));
	EQ_U64(found.length, 64 << 20);
	EQ_U64(found.base, 0xf8000000);
	EQ(proc_log_window(log, "virtio2", &found), -ENOENT);
	EQ(proc_log_window("virtiofs virtio1: Cache len: long", "virtio1",
			   &found),
	   -ENOENT);
}

TEST(two_texts_must_be_in_one_message)
{
	static const char log[] = "virtiofs: one\nprobe of virtio1\n"
				  "virtiofs: probe of virtio2 failed\n";

	IS(proc_log_has(log, "virtiofs", "probe of virtio2"));
	IS(!proc_log_has(log, "virtiofs", "probe of virtio1"));
	IS(!proc_log_has(log, "failed", "virtiofs"));
	IS(!proc_log_has("", "a", "b"));
}

TEST(memory_is_in_kib)
{
	uint64_t bytes = 7;

	OK(proc_meminfo_total("MemTotal:        1945820 kB\nMemFree: 1 kB\n",
			      &bytes));
	EQ_U64(bytes, 1945820ull * 1024);
	EQ(proc_meminfo_total("MemFree: 1 kB\n", &bytes), -EINVAL);
	EQ(proc_meminfo_total("MemTotal: 0 kB\n", &bytes), -EINVAL);
	EQ(proc_meminfo_total("MemTotal: 18446744073709551615 kB\n", &bytes),
	   -EINVAL);
	EQ_U64(bytes, 1945820ull * 1024);
}

TEST(zones_of_devices_are_added_up)
{
	static const char zoneinfo[] = "Node 0, zone   Normal\n"
				       "        spanned  999\n"
				       "Node 0, zone   Device\n"
				       "        spanned  16384\n"
				       "        present  0\n"
				       "Node 1, zone   Device\n"
				       "        spanned  1\n";

	EQ_U64(proc_zoneinfo_device(zoneinfo), 16385);
	EQ_U64(proc_zoneinfo_device(""), 0);
}

TEST(kernels_can_be_compared)
{
	unsigned int number;

	OK(proc_release_number("6.1.0-56-amd64\n", &number));
	EQ(number, 601);
	OK(proc_release_number("5.10.0", &number));
	EQ(number, 510);
	EQ(proc_release_number("linux", &number), -EINVAL);
}

static const char resource[] =
	"0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
	"0x00000000febf2000 0x00000000febf2fff 0x0000000000040200\n"
	"0x00000000f8000000 0x00000000fbffffff 0x000000000014220c\n"
	"0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
	"0x00000000fd004000 0x00000000fd007fff 0x000000000014220c\n";

TEST(a_bar_is_a_line)
{
	struct pci_bar bar;

	OK(proc_resource_bar(resource, 2, &bar));
	EQ_U64(bar.start, 0xf8000000);
	EQ_U64(bar.end, 0xfbffffff);
	EQ_U64(bar.flags, 0x14220c);
	EQ(proc_resource_bar(resource, 5, &bar), -ENOENT);
	EQ(proc_resource_bar("word\n", 0, &bar), -EINVAL);
}

TEST(the_bar_that_is_guessed_is_large_and_prefetchable)
{
	struct extent found;

	OK(proc_resource_guess(resource, &found));
	EQ_U64(found.base, 0xf8000000);
	EQ_U64(found.length, 64 << 20);
	/* The device's own BAR is small, and 32 bits are for other things. */
	EQ(proc_resource_guess("0xfd004000 0xfd007fff 0x14220c\n"
			       "0xe0000000 0xefffffff 0x40200\n",
			       &found),
	   -ENOENT);
	EQ(proc_resource_guess("", &found), -ENOENT);
}

TEST(a_file_is_read_to_its_end_however_long)
{
	struct daxctl_ctx *ctx;
	char *text, *read;

	text = calloc(1, 300001);
	IS(text);
	memset(text, 'x', 300000);
	machine_set("proc", "iomem", text);
	machine_set("sys", "x", "");
	ctx = machine_open();
	OK(proc_read(ctx, "proc/iomem", &read));
	EQ_STR(read, text);
	free(read);
	EQ(proc_read(ctx, "proc/zoneinfo", &read), -ENOENT);
	free(text);
	daxctl_unref(ctx);
}
