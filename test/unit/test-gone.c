/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-gone.c - udev tells that it knows of a device's going
 */
#include <sys/socket.h>
#include <unistd.h>

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
	struct daxctl_ctx *ctx = machine_open();

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

/* Others came before it. */
TEST(the_wait_ends_with_the_message)
{
	static const char others[] = MESSAGE("remove", "pmem1");
	static const char ours[] = MESSAGE("remove", "pmem0");
	struct daxctl_ctx *ctx;
	int fds[2];

	machine_make();
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

	machine_make();
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
