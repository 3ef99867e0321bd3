/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-block-udev.c - that udev knows of a device that goes, and what it left
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "block-machine.h"
#include "machine.h"
#include "test.h"
#include "lib/gone.h"

#define MESSAGE(action, node)                           \
	"libudev\0\xfe\xed\xca\xfe\0ACTION=" action     \
	"\0DEVPATH=/devices/x/block/y\0SUBSYSTEM=block" \
	"\0DEVNAME=/dev/" node "\0DEVTYPE=disk\0SEQNUM=41"
#define TELLS(action, node, disk) \
	gone_tells(MESSAGE(action, node), sizeof(MESSAGE(action, node)), disk)

static struct daxctl_ctx *running(void)
{
	struct daxctl_ctx *ctx = block_machine_ctx();

	ctx->captured = false;
	return ctx;
}

TEST(a_removal_of_the_disk_tells_that_it_is_gone)
{
	IS(TELLS("remove", "pmem0", "pmem0"));
	IS(TELLS("remove", "pmem1.2s", "pmem1.2s"));
}

TEST(other_events_do_not)
{
	IS(!TELLS("add", "pmem0", "pmem0"));
	IS(!TELLS("change", "pmem0", "pmem0"));
	IS(!TELLS("removed", "pmem0", "pmem0"));
}

TEST(nor_do_other_devices)
{
	IS(!TELLS("remove", "pmem0", "pmem1"));
	IS(!TELLS("remove", "pmem0p1", "pmem0"));
	IS(!TELLS("remove", "pmem0", "pmem0s"));
	IS(!gone_tells("", 0, "pmem0"));
}

/* The messages of udev are @texts; the wait ends with the one that counts. */
TEST(the_wait_ends_with_the_message)
{
	static const char others[] = MESSAGE("remove", "pmem1");
	static const char ours[] = MESSAGE("remove", "pmem0");
	struct daxctl_ctx *ctx;
	int fds[2];

	block_machine_make();
	ctx = running();
	OK(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, fds));
	EQ(send(fds[1], others, sizeof(others), 0), (int64_t)sizeof(others));
	EQ(send(fds[1], ours, sizeof(ours), 0), (int64_t)sizeof(ours));
	EQ(send(fds[1], others, sizeof(others), 0), (int64_t)sizeof(others));
	gone_wait(ctx, fds[0], "pmem0");
	IS(!ctx->udev_is_silent);
	/* What came after it is nobody's business here. */
	EQ(recv(fds[0], (char[8]){ 0 }, 8, MSG_DONTWAIT), 8);
	close(fds[0]);
	close(fds[1]);
	daxctl_unref(ctx);
}

TEST(without_udev_or_on_a_captured_machine_nothing_is_watched)
{
	struct daxctl_ctx *ctx;

	block_machine_make();
	ctx = running();
	EQ(gone_watch(ctx), -1);
	test_file("run/udev/control", "");
	ctx->captured = true;
	EQ(gone_watch(ctx), -1);
	ctx->captured = false;
	ctx->udev_is_silent = true;
	EQ(gone_watch(ctx), -1);
	daxctl_unref(ctx);
}

static bool is_left(const char *name)
{
	char path[600];

	snprintf(path, sizeof(path), "%s/dev/block/%s", test_dir(), name);
	return faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void drop(void)
{
	struct daxctl_ctx *ctx = running();

	block_drop_stale(ctx);
	daxctl_unref(ctx);
}

TEST(links_to_partitions_that_are_no_more_are_dropped)
{
	block_machine_make();
	test_file("run/udev/control", "");
	test_link("dev/block/259:3", "../pmem0p1");
	test_link("dev/block/259:4", "../pmem1.2sp128");
	drop();
	IS(!is_left("259:3"));
	IS(!is_left("259:4"));
}

TEST(links_to_what_is_there_or_is_no_partition_of_pmem_stay)
{
	static const char *const links[][2] = {
		{ "259:3", "../pmem0p1" }, /* there is one */
		{ "259:4", "../pmem0" },    { "259:5", "../nvme0n1p1" },
		{ "259:6", "pmem0p1" },	    { "259:7", "/dev/pmem0p1" },
		{ "259:8", "../pmem0p01" }, { "259:9x", "../pmem0p1" },
		{ "254:3", "../pmem0p1" },  { "x", "../pmem0p1" },
	};

	block_machine_make();
	test_file("run/udev/control", "");
	test_file("sys/dev/block/259:3/dev", "259:3\n");
	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		char path[64];

		snprintf(path, sizeof(path), "dev/block/%s", links[i][0]);
		test_link(path, links[i][1]);
	}
	drop();
	for (size_t i = 0; i < ARRAY_SIZE(links); i++)
		if (!is_left(links[i][0]))
			test_fail(__FILE__, __LINE__, "%s", links[i][0]);
}

TEST(nobody_elses_links_are_touched)
{
	struct daxctl_ctx *ctx;

	block_machine_make();
	test_link("dev/block/259:3", "../pmem0p1");
	drop(); /* no udev */
	IS(is_left("259:3"));
	test_file("run/udev/control", "");
	ctx = block_machine_ctx();
	block_drop_stale(ctx); /* a captured machine */
	daxctl_unref(ctx);
	IS(is_left("259:3"));
	drop();
	IS(!is_left("259:3"));
}
