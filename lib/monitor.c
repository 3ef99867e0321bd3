/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * monitor.c - wait until something happens to a dax device or to memory
 *
 * The kernel's messages tell of what it did, udev's of what it has done with
 * it since. A message is but a reason to look: nothing in it is believed, and
 * one that was lost for want of room is a reason as well. Who makes the
 * monitor first and looks then can't miss anything.
 */
#include <errno.h>
#include <linux/netlink.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/ctx.h"
#include "lib/monitor.h"

/* The multicast groups of NETLINK_KOBJECT_UEVENT, as bits. */
enum {
	KERNEL = 1 << 0,
	UDEV = 1 << 1,
};

enum {
	MESSAGE_MAX = 16384
};

struct daxctl_monitor {
	int fd; /* owned */
};

int monitor_from_fd(int fd, struct daxctl_monitor **ret)
{
	struct daxctl_monitor *monitor = malloc(sizeof(*monitor));

	if (!monitor)
		return -ENOMEM;
	monitor->fd = fd;
	*ret = monitor;
	return 0;
}

static int open_socket(unsigned int groups)
{
	const struct sockaddr_nl address = {
		.nl_family = AF_NETLINK,
		.nl_groups = groups,
	};
	cleanup(close_p) int fd =
		socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
		       NETLINK_KOBJECT_UEVENT);

	if (fd < 0 ||
	    bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return take_fd(fd);
}

int monitor_open_udev(void)
{
	return open_socket(UDEV);
}

DAXCTL_EXPORT int daxctl_monitor_new(struct daxctl_ctx *ctx,
				     struct daxctl_monitor **ret)
{
	cleanup(close_p) int fd = -1;
	int rc;

	if (ctx->captured)
		return -EROFS;
	fd = open_socket(KERNEL | UDEV);
	if (fd < 0)
		return fd;
	rc = monitor_from_fd(fd, ret);
	if (rc == 0)
		(void)take_fd(fd);
	return rc;
}

DAXCTL_EXPORT void daxctl_monitor_free(struct daxctl_monitor *monitor)
{
	if (!monitor)
		return;
	close_p(&monitor->fd);
	free(monitor);
}

DAXCTL_EXPORT int daxctl_monitor_get_fd(struct daxctl_monitor *monitor)
{
	return monitor->fd;
}

bool monitor_concerns_us(const char *message, size_t len)
{
	/* Properties follow each other, each with its NUL. */
	static const char dax[] = "SUBSYSTEM=dax";
	static const char memory[] = "SUBSYSTEM=memory";

	return memmem(message, len, dax, sizeof(dax)) ||
	       memmem(message, len, memory, sizeof(memory));
}

/* Take all messages that are there. 1: one is of interest, 0, -errno. */
static int receive(struct daxctl_monitor *monitor)
{
	char message[MESSAGE_MAX];
	int found = 0;
	ssize_t len;

	for (;;) {
		len = recv(monitor->fd, message, sizeof(message), MSG_DONTWAIT);
		if (len > 0)
			found |= monitor_concerns_us(message, len);
		else if (len == 0)
			return -EPIPE;
		else if (errno == EAGAIN)
			return found;
		else if (errno == ENOBUFS)
			found = 1;
		else if (errno != EINTR)
			return -errno;
	}
}

DAXCTL_EXPORT int daxctl_monitor_wait(struct daxctl_monitor *monitor,
				      int timeout)
{
	const int64_t end = now_ms() + timeout;
	struct pollfd poll_fd = { .fd = monitor->fd, .events = POLLIN };
	int64_t left = timeout;
	int rc;

	do {
		rc = poll(&poll_fd, 1, timeout < 0 ? -1 : (int)left);
		if (rc < 0)
			rc = errno == EINTR ? 0 : -errno;
		else if (rc > 0)
			rc = receive(monitor);
		if (rc)
			return rc < 0 ? rc : 0;
		left = end - now_ms();
	} while (timeout < 0 || left > 0);
	return -ETIMEDOUT;
}
