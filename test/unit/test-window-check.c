/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-window-check.c - what is known to be bad is recognised, and nothing else
 */
#include <errno.h>
#include <string.h>

#include "window-machine.h"

#define BDF	"0000:00:03.0"
#define ALWAYS	"37 1 0:33 / /a rw - virtiofs t rw,dax=always\n"
#define PLAIN	"37 1 0:33 / /a rw - virtiofs t rw\n"
#define ON_6_1	"6.1.0-56-amd64\n"
#define GIBS_64 "MemTotal: 67108864 kB\n"

/* A machine that is as it should be, but for what a test is about. */
static void make(const char *cap, const char *release, const char *mounts)
{
	window_machine_pci(1, BDF, cap);
	test_file("proc/sys/kernel/osrelease", release);
	test_file("proc/self/mountinfo", mounts);
	test_file("proc/meminfo", GIBS_64);
}

/* The names of all findings, separated by blanks. */
static const char *findings(void)
{
	static char text[512];
	struct daxctl_window_finding finding;
	struct daxctl_ctx *ctx = machine_open();
	unsigned int i;

	*text = '\0';
	for (i = 0; daxctl_window_get_finding(ctx, i, &finding) == 0; i++) {
		if (i)
			strcat(text, " ");
		strcat(text, finding.id);
		IS(*finding.summary && *finding.remedy && *finding.source);
		EQ(strlen(finding.dated), strlen("2026-11"));
	}
	EQ(daxctl_window_get_finding(ctx, i, &finding), -ENOENT);
	daxctl_unref(ctx);
	return text;
}

static const char *detail_of(const char *id)
{
	static char text[256];
	struct daxctl_window_finding finding;
	struct daxctl_ctx *ctx = machine_open();

	strcpy(text, "not found");
	for (unsigned int i = 0;
	     daxctl_window_get_finding(ctx, i, &finding) == 0; i++)
		if (!strcmp(finding.id, id))
			strcpy(text, finding.detail);
	daxctl_unref(ctx);
	return text;
}

TEST(a_window_that_is_used_has_nothing_wrong)
{
	make(WINDOW_64M, ON_6_1, ALWAYS);
	EQ_STR(findings(), "");
}

TEST(a_machine_without_virtio_fs_has_nothing_wrong)
{
	test_file("sys/x", "");
	EQ_STR(findings(), "");
}

TEST(kernels_with_a_known_fault_are_told)
{
	make(WINDOW_64M, "5.9.1\n", ALWAYS);
	EQ_STR(findings(), "no-kernel-support");
	make(WINDOW_64M, "5.12.0\n", ALWAYS);
	EQ_STR(findings(), "reclaim-deadlock dax-is-all-or-nothing");
	EQ_STR(detail_of("reclaim-deadlock"), "this is Linux 5.12");
	make(WINDOW_64M, "5.15.100\n", ALWAYS);
	EQ_STR(findings(), "empty-read-hang dax-is-all-or-nothing");
	make(WINDOW_64M, "5.17.0\n", ALWAYS);
	EQ_STR(findings(), "");
}

TEST(a_kernels_fault_is_none_where_there_is_no_window)
{
	make(NULL, "5.12.0\n", PLAIN);
	EQ_STR(findings(), "no-window");
}

TEST(a_kernel_without_fuse_dax_is_told_by_its_configuration)
{
	make(WINDOW_64M, ON_6_1, ALWAYS);
	test_file("boot/config-6.1.0-56-amd64",
		  "\nCONFIG_FUSE_FS=m\n"
		  "# CONFIG_FUSE_DAX is not set\n");
	EQ_STR(findings(), "no-fuse-dax");
	test_file("boot/config-6.1.0-56-amd64",
		  "\nCONFIG_FUSE_FS=m\nCONFIG_FUSE_DAX=y\n");
	EQ_STR(findings(), "");
}

TEST(or_by_its_symbols)
{
	make(WINDOW_64M, ON_6_1, ALWAYS);
	test_file("sys/bus/virtio/drivers/virtiofs/x", "");
	test_file("proc/kallsyms", "0000000000000000 t fuse_init\t[fuse]\n");
	EQ_STR(findings(), "no-fuse-dax");
	test_file("proc/kallsyms",
		  "0000000000000000 T fuse_dax_conn_alloc\t[fuse]\n");
	EQ_STR(findings(), "");
}

TEST(a_device_without_a_window_falls_back_in_silence)
{
	make(NULL, ON_6_1, PLAIN);
	EQ_STR(findings(), "no-window silent-fallback");
	make(NULL, ON_6_1, "37 1 0:33 / /a rw - virtiofs t rw,dax=never\n");
	EQ_STR(findings(), "no-window");
}

TEST(a_mount_that_the_kernel_refused_is_told_with_the_cause)
{
	make(NULL, ON_6_1, "");
	test_file(
		"dev/kmsg",
		"3,1,1,-;virtio-fs: dax can't be enabled as filesystem device does not support it.\n");
	EQ_STR(findings(), "mount-refused");
}

TEST(a_capability_that_is_passed_over_is_told_with_the_cause)
{
	make(WINDOW_64M, ON_6_1, "");
	window_machine_poke(BDF, WINDOW_AT + 2, 16);
	EQ_STR(findings(), "bad-capability no-window");
	EQ_STR(detail_of("bad-capability"),
	       "the capability at 0xa4 has a length of 16, not 24");
}

TEST(a_probe_that_failed_is_told_with_the_cause)
{
	make(WINDOW_64M, ON_6_1, "");
	/* 1 MiB */
	window_machine_poke(BDF, WINDOW_AT + 15, 0);
	window_machine_poke(BDF, WINDOW_AT + 14, 0x10);
	machine_remove(WINDOW_PCI "/" BDF "/virtio1/driver");
	test_file("dev/kmsg",
		  "3,1,1,-;virtiofs: probe of virtio1 failed with error -22\n");
	EQ_STR(findings(), "probe-failed unaligned deadlock-size");
	EQ_STR(detail_of("unaligned"), "1048576 bytes at 0xf8000000");
}

TEST(windows_that_are_too_small_are_told)
{
	make(WINDOW_64M, ON_6_1, ALWAYS);
	window_machine_poke(BDF, WINDOW_AT + 15, 0);
	window_machine_poke(BDF, WINDOW_AT + 14, 0x20);
	EQ_STR(findings(), "deadlock-size");
	window_machine_poke(BDF, WINDOW_AT + 14, 0x40);
	EQ_STR(findings(), "small-window");
	EQ_STR(detail_of("small-window"), "it has 2 ranges");
}

TEST(windows_that_eat_the_guest_are_told)
{
	make(WINDOW_64M, ON_6_1, ALWAYS);
	test_file("proc/meminfo", "MemTotal: 16384 kB\n");
	EQ_STR(findings(), "costs-memory");
	test_file("proc/meminfo", "MemTotal: 4096 kB\n");
	EQ_STR(findings(), "eats-memory");
	test_file("proc/meminfo", "MemTotal: 65536 kB\n");
	EQ_STR(findings(), "");
}

TEST(a_window_that_nobody_uses_is_told)
{
	make(WINDOW_64M, ON_6_1, "");
	EQ_STR(findings(), "unused");
	EQ_STR(detail_of("unused"), "1024 KiB");
	make(WINDOW_64M, ON_6_1,
	     "37 1 0:33 / /a rw - virtiofs t rw,dax=never\n");
	EQ_STR(findings(), "unused");
	/* What the server does with dax=inode shows on its files alone. */
	make(WINDOW_64M, ON_6_1, PLAIN);
	EQ_STR(findings(), "");
}

TEST(a_server_of_another_alignment_is_told)
{
	make(WINDOW_64M, ON_6_1, "");
	test_file(
		"dev/kmsg",
		"3,1,1,-;FUSE: map_alignment 22 incompatible with dax mem range size 2097152\n");
	EQ_STR(findings(), "map-alignment unused");
}

TEST(a_second_mount_is_told_to_share_the_first_ones_option)
{
	make(WINDOW_64M, ON_6_1,
	     ALWAYS "38 1 0:33 / /b rw - virtiofs t rw,dax=always\n");
	EQ_STR(findings(), "option-ignored");
	EQ_STR(detail_of("option-ignored"), "2 mounts");
}
