/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * write.c - the bytes of media that a change writes itself
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "lib/nd/config.h"
#include "lib/nd/infoblock.h"
#include "lib/nd/write.h"

/* How long udev may take to make a node, in ms; devtmpfs is at once. */
enum {
	NODE_TIMEOUT = 5000
};

/* An inotify of what appears in /dev; -errno. */
static int watch_dev(const struct daxctl_ctx *ctx)
{
	cleanup(close_p) int dev = -1;
	cleanup(close_p) int watch = -1;
	char path[40];

	dev = ctx_open(ctx, "dev", O_PATH | O_DIRECTORY);
	if (dev < 0)
		return dev;
	watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (watch < 0)
		return -errno;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", dev);
	if (inotify_add_watch(watch, path, IN_CREATE | IN_MOVED_TO) < 0)
		return -errno;
	return take_fd(watch);
}

/* Open a node as soon as it is there. */
static int open_node(const struct daxctl_ctx *ctx, const char *path, int flags)
{
	int64_t end = now_ms() + NODE_TIMEOUT, left;
	cleanup(close_p) int watch = -1;
	char events[4096];
	int fd;

	fd = ctx_open(ctx, path, flags);
	if (fd != -ENOENT)
		return fd;
	watch = watch_dev(ctx);
	while (watch >= 0) {
		fd = ctx_open(ctx, path, flags);
		left = end - now_ms();
		if (fd != -ENOENT || left <= 0)
			return fd;
		(void)!poll(&(struct pollfd){ watch, POLLIN, 0 }, 1, left);
		(void)!read(watch, events, sizeof(events));
	}
	return fd;
}

/* A node left over from another boot would have us write to a stranger. */
static int check_disk(const struct daxctl_ctx *ctx, const char *disk, int fd)
{
	char path[SYSFS_PATH], want[32], is[32];
	struct sysfs_node node;
	struct stat st;
	int rc;

	rc = snprintf(path, sizeof(path), "class/block/%s", disk);
	if (rc >= (int)sizeof(path))
		return -ENAMETOOLONG;
	rc = sysfs_child(&ctx->sys, path, &node);
	if (rc == 0)
		rc = sysfs_read_text(&node, "dev", want, sizeof(want));
	if (rc < 0)
		return rc;
	if (fstat(fd, &st) < 0)
		return -errno;
	snprintf(is, sizeof(is), "%u:%u", major(st.st_rdev), minor(st.st_rdev));
	return S_ISBLK(st.st_mode) && !strcmp(is, want) ? 0 : -ENODEV;
}

int nd_disk_open(const struct daxctl_ctx *ctx, const char *disk, int flags)
{
	cleanup(close_p) int fd = -1;
	char path[64];
	int rc;

	rc = snprintf(path, sizeof(path), "dev/%s", disk);
	if (rc >= (int)sizeof(path))
		return -ENAMETOOLONG;
	fd = open_node(ctx, path, flags | O_EXCL | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return fd;
	rc = check_disk(ctx, disk, fd);
	return rc < 0 ? rc : take_fd(fd);
}

/* All of the head or an error; an end of the disk before it is -EIO. */
static int move_head(int disk, void *bytes, bool out)
{
	ssize_t done;

	do
		done = out ? pwrite(disk, bytes, ND_HEAD_SIZE, 0)
			   : pread(disk, bytes, ND_HEAD_SIZE, 0);
	while (done < 0 && errno == EINTR);
	if (done < 0)
		return -errno;
	return done == ND_HEAD_SIZE ? 0 : -EIO;
}

static int write_checked(int disk, const void *bytes)
{
	cleanup(free_p) void *copy = NULL;
	int rc;

	if (posix_memalign(&copy, 4096, ND_HEAD_SIZE))
		return -ENOMEM;
	memcpy(copy, bytes, ND_HEAD_SIZE);
	rc = move_head(disk, copy, true);
	if (rc == 0 && fdatasync(disk) < 0)
		rc = -errno;
	if (rc == 0)
		rc = move_head(disk, copy, false);
	if (rc == 0 && memcmp(copy, bytes, ND_HEAD_SIZE))
		rc = -EIO;
	return rc;
}

int nd_head_clear(int disk, struct nd_head *ret)
{
	cleanup(free_p) void *bytes = NULL;
	static const uint8_t zero[ND_HEAD_SIZE];
	int rc;

	if (posix_memalign(&bytes, 4096, ND_HEAD_SIZE))
		return -ENOMEM;
	rc = move_head(disk, bytes, false);
	if (rc < 0)
		return rc;
	free(ret->bytes);
	ret->cleared = !nd_head_is_clear(bytes);
	ret->bytes = take_ptr(bytes);
	return ret->cleared ? write_checked(disk, zero) : 0;
}

int nd_head_restore(int disk, const struct nd_head *head)
{
	return head->cleared ? write_checked(disk, head->bytes) : 0;
}

static int open_area(struct daxctl_nd_dimm *dimm, struct nd_device *device,
		     struct nd_config *config)
{
	int rc;

	rc = nd_dimm_open_node(dimm, device);
	return rc < 0 ? rc : nd_config_get(device, config);
}

int nd_labels_start(struct daxctl_nd_dimm *dimm, enum nd_label_version version,
		    void **ret_old)
{
	cleanup(nd_device_close) struct nd_device device = ND_DEVICE_NONE;
	cleanup(free_p) void *old = NULL;
	struct nd_config config;
	uint32_t len;
	int rc;

	rc = open_area(dimm, &device, &config);
	if (rc < 0)
		return rc;
	len = nd_label_index_extent(config.size);
	old = malloc(len ? len : 1);
	if (!old)
		return -ENOMEM;
	rc = nd_config_read(&device, &config, 0, old, len);
	if (rc < 0)
		return rc;
	*ret_old = take_ptr(old);
	return nd_config_init_labels(&device, &config, version);
}

int nd_labels_restore(struct daxctl_nd_dimm *dimm, const void *old)
{
	cleanup(nd_device_close) struct nd_device device = ND_DEVICE_NONE;
	struct nd_config config;
	int rc;

	rc = open_area(dimm, &device, &config);
	if (rc < 0)
		return rc;
	return nd_config_write(&device, &config, 0, old,
			       nd_label_index_extent(config.size));
}
