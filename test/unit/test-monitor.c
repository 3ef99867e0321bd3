/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-monitor.c - messages of the kernel and of udev, as reasons to look
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "machine.h"
#include "test.h"
#include "lib/monitor.h"

#define DEVPATH "/devices/platform/hmem.0/dax0.0"
#define KERNEL(subsystem) \
	"add@" DEVPATH "\0ACTION=add\0SUBSYSTEM=" subsystem "\0SEQNUM=4711"
#define UDEV \
	"libudev\0\xfe\xed\xca\xfe\0ACTION=add\0SUBSYSTEM=dax\0TAGS=:systemd:"

/* A monitor, and where its messages come from. */
struct line {
	struct daxctl_monitor *monitor;
	int sender;
};

static struct line connect_monitor(void)
{
	struct line line;
	int fds[2];

	OK(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, fds));
	OK(monitor_from_fd(fds[0], &line.monitor));
	line.sender = fds[1];
	return line;
}

static void disconnect(struct line *line)
{
	daxctl_monitor_free(line->monitor);
	close(line->sender);
}

static void send_message(const struct line *line, const char *text, size_t size)
{
	EQ(send(line->sender, text, size, 0), (int64_t)size);
}

TEST(messages_about_dax_and_memory_concern_us)
{
	IS(monitor_concerns_us(KERNEL("dax"), sizeof(KERNEL("dax"))));
	IS(monitor_concerns_us(KERNEL("memory"), sizeof(KERNEL("memory"))));
	IS(monitor_concerns_us(UDEV, sizeof(UDEV)));
}

TEST(others_do_not)
{
	IS(!monitor_concerns_us(KERNEL("net"), sizeof(KERNEL("net"))));
	IS(!monitor_concerns_us(KERNEL("daxish"), sizeof(KERNEL("daxish"))));
	IS(!monitor_concerns_us("", 0));
	IS(!monitor_concerns_us("SUBSYSTEM=dax", strlen("SUBSYSTEM=dax")));
}

TEST(a_message_that_came_before_the_wait_ends_it)
{
	struct line line = connect_monitor();

	send_message(&line, KERNEL("dax"), sizeof(KERNEL("dax")));
	OK(daxctl_monitor_wait(line.monitor, 60000));
	disconnect(&line);
}

TEST(all_messages_are_taken_at_once)
{
	struct line line = connect_monitor();

	send_message(&line, KERNEL("dax"), sizeof(KERNEL("dax")));
	send_message(&line, KERNEL("net"), sizeof(KERNEL("net")));
	send_message(&line, UDEV, sizeof(UDEV));
	OK(daxctl_monitor_wait(line.monitor, 60000));
	EQ(daxctl_monitor_wait(line.monitor, 0), -ETIMEDOUT);
	disconnect(&line);
}

static int64_t ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

TEST(a_message_of_no_interest_does_not_end_the_wait)
{
	struct line line = connect_monitor();
	int64_t start = ms();

	send_message(&line, KERNEL("net"), sizeof(KERNEL("net")));
	EQ(daxctl_monitor_wait(line.monitor, 50), -ETIMEDOUT);
	IS(ms() - start >= 49);
	disconnect(&line);
}

TEST(an_end_of_messages_is_an_error_and_no_news)
{
	struct line line = connect_monitor();

	OK(shutdown(line.sender, SHUT_RDWR));
	IS(daxctl_monitor_wait(line.monitor, 1000) < 0);
	disconnect(&line);
}

TEST(on_a_captured_machine_nothing_happens)
{
	struct daxctl_monitor *monitor = NULL;
	struct daxctl_ctx *ctx;

	machine_make();
	ctx = machine_open();
	EQ(daxctl_monitor_new(ctx, &monitor), -EROFS);
	IS(!monitor);
	daxctl_unref(ctx);
}

TEST(the_running_kernel_can_be_heard)
{
	struct daxctl_monitor *monitor;
	struct daxctl_ctx *ctx;

	OK(daxctl_new(&ctx));
	OK(daxctl_monitor_new(ctx, &monitor));
	IS(daxctl_monitor_get_fd(monitor) >= 0);
	daxctl_monitor_free(monitor);
	daxctl_monitor_free(NULL);
	daxctl_unref(ctx);
}
