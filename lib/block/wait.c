/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * wait.c - wait until udev is done with the maps of a disk
 *
 * Once for all of them. There is nothing to ask udev for: it shows that it has
 * events left by the file /run/udev/queue, and that it is done with a map by
 * the link in /dev/mapper. Both are watched, so that we are woken and don't
 * look again and again.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>

#include "lib/block/block.h"

struct wait {
	struct daxctl_ctx *ctx;
	const char *disk;
	struct block_maps maps; /* owned: those that there should be */
	bool stray;		/* a link of a map that isn't there */
};

static bool is_there(const struct daxctl_ctx *ctx, const char *path)
{
	return faccessat(ctx->root, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static int watch(const struct daxctl_ctx *ctx)
{
	cleanup(close_p) int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	static const char *const folders[] = { "run/udev", "dev/mapper" };

	if (fd < 0)
		return -errno;
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		cleanup(close_p) int dir =
			ctx_open(ctx, folders[i], O_PATH | O_DIRECTORY);
		char path[40];

		if (dir < 0)
			return dir;
		snprintf(path, sizeof(path), "/proc/self/fd/%d", dir);
		if (inotify_add_watch(fd, path,
				      IN_CREATE | IN_DELETE | IN_MOVED_TO) < 0)
			return -errno;
	}
	return take_fd(fd);
}

static int check_link(void *arg, const char *name)
{
	struct wait *wait = arg;
	unsigned int number;
	char disk[40];

	if (!block_split_name(name, disk, &number) || strcmp(disk, wait->disk))
		return 0;
	for (size_t i = 0; i < wait->maps.count; i++)
		if (!strcmp(wait->maps.at[i].name, name))
			return 0;
	wait->stray = true;
	return 1;
}

static bool is_done(struct wait *wait)
{
	const struct sysfs_node links = { .dirfd = wait->ctx->root,
					  .path = "dev/mapper" };
	char path[160];

	if (is_there(wait->ctx, "run/udev/queue"))
		return false;
	for (size_t i = 0; i < wait->maps.count; i++) {
		snprintf(path, sizeof(path), "dev/mapper/%s",
			 wait->maps.at[i].name);
		if (wait->maps.at[i].number && !is_there(wait->ctx, path))
			return false;
	}
	wait->stray = false;
	return sysfs_list(&links, check_link, wait) >= 0 && !wait->stray;
}

static int wait_until(struct wait *wait, int64_t end)
{
	cleanup(close_p) int fd = watch(wait->ctx);
	char events[4096];
	int64_t left;

	if (fd < 0)
		return ctx_fail(wait->ctx, fd, NULL,
				"can't watch /run/udev and /dev/mapper: %s",
				strerror(-fd));
	while (!is_done(wait)) {
		left = end - now_ms();
		if (left <= 0)
			return ctx_fail(wait->ctx, -ETIMEDOUT,
					"see what it does: udevadm monitor",
					"%s: udev isn't done with its maps",
					wait->disk);
		(void)!poll(&(struct pollfd){ fd, POLLIN, 0 }, 1, left);
		(void)!read(fd, events, sizeof(events));
	}
	return 0;
}

DAXCTL_EXPORT int daxctl_disk_wait(struct daxctl_ctx *ctx, const char *name,
				   unsigned int timeout)
{
	struct wait wait = { .ctx = ctx, .disk = name };
	int64_t end = now_ms() + timeout;
	int rc;

	/* Without udev there are no links to wait for. */
	if (!ctx_has_udev(ctx))
		return 0;
	rc = block_maps_find(ctx, NULL, name, &wait.maps);
	if (rc == 0)
		rc = wait_until(&wait, end);
	block_maps_free(&wait.maps);
	return rc;
}
