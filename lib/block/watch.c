/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * watch.c - be told when somebody may have written a disk's partition table
 *
 * udev tells it as well, by an event of the disk. But newer ones (262, not yet
 * 252) read a GPT themselves, give up where the name of a partition in /dev
 * leads to something else, and make no event then: and just there our links
 * are. So the node is watched as udev watches it.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>

#include "lib/block/block.h"

static int watch(const struct daxctl_ctx *ctx, const char *name)
{
	cleanup(close_p) int fd = inotify_init1(IN_CLOEXEC);
	cleanup(close_p) int disk = -1;
	char path[48];

	if (fd < 0)
		return -errno;
	snprintf(path, sizeof(path), "dev/%s", name);
	disk = ctx_open(ctx, path, O_PATH | O_NOFOLLOW);
	if (disk < 0)
		return disk;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", disk);
	if (inotify_add_watch(fd, path, IN_CLOSE_WRITE | IN_DELETE_SELF) < 0)
		return -errno;
	return take_fd(fd);
}

/* Wait for something: 1 if it was written to, 0 if it is gone. */
static int next(int fd)
{
	_Alignas(struct inotify_event) char events[4096];
	ssize_t len, at = 0;

	do
		len = read(fd, events, sizeof(events));
	while (len < 0 && errno == EINTR);
	if (len < 0)
		return -errno;
	while (at < len) {
		const struct inotify_event *event = (void *)(events + at);

		if (event->mask & (IN_DELETE_SELF | IN_IGNORED))
			return 0;
		at += sizeof(*event) + event->len;
	}
	return 1;
}

DAXCTL_EXPORT int daxctl_disk_watch(struct daxctl_ctx *ctx, const char *name,
				    int (*changed)(void *arg), void *arg)
{
	cleanup(close_p) int fd = -1;
	int rc;

	if (!block_is_disk_name(name))
		return ctx_fail(ctx, -EINVAL, "name one like pmem0",
				"'%s' is no name of a pmem disk", name);
	fd = watch(ctx, name);
	if (fd < 0)
		return ctx_fail(ctx, fd,
				"list what there is: daxctl list-partitions",
				"can't watch /dev/%s: %s", name, strerror(-fd));
	do {
		rc = changed(arg);
		if (rc)
			return rc;
		rc = next(fd);
	} while (rc > 0);
	return rc < 0 ? ctx_fail(ctx, rc, NULL, "can't watch /dev/%s: %s", name,
				 strerror(-rc))
		      : 0;
}
