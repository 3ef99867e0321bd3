/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * gone.c - wait until udev knows that a device is gone
 *
 * One that comes again has its old name, but another number. udev 262 takes the
 * number from sysfs when it is told that the first one went. If the second is
 * there by then, what it knows of the first stays, and its links with it. So
 * who takes a device away lets udev know before anybody brings it back.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/gone.h"
#include "lib/monitor.h"

enum {
	TIMEOUT = 3000, /* ms: it is others' links that this is about */
	MESSAGE_MAX = 16384
};

bool gone_tells(const char *message, size_t len, const char *node)
{
	/* Properties follow each other, each with its NUL. */
	static const char removed[] = "ACTION=remove";
	char name[64];
	int size = snprintf(name, sizeof(name), "DEVNAME=/dev/%s", node) + 1;

	return memmem(message, len, removed, sizeof(removed)) &&
	       memmem(message, len, name, size);
}

int gone_watch(const struct daxctl_ctx *ctx)
{
	if (ctx->udev_is_silent || !ctx_has_udev(ctx))
		return -1;
	return monitor_open_udev();
}

void gone_wait(struct daxctl_ctx *ctx, int fd, const char *node)
{
	const int64_t end = now_ms() + TIMEOUT;
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	char message[MESSAGE_MAX];
	int64_t left = TIMEOUT;
	ssize_t len;

	while (fd >= 0 && left > 0) {
		(void)!poll(&poll_fd, 1, left);
		len = recv(fd, message, sizeof(message), MSG_DONTWAIT);
		if (len > 0 && gone_tells(message, len, node))
			return;
		left = end - now_ms();
	}
	/* Stopped, or in a network namespace that isn't ours: ask once. */
	ctx->udev_is_silent = ctx->udev_is_silent || fd >= 0;
}
