/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ready.c - can a dax device be used by now?
 *
 * The link to its driver is there before the driver has done its work. So what
 * the work is for is looked at: the node that opens, the blocks of memory.
 * udev's part shows in its database.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "lib/dax/dax.h"

static struct daxctl_ctx *ctx_of(struct daxctl_dev *dev)
{
	return daxctl_region_get_ctx(daxctl_dev_get_region(dev));
}

/* Without its driver the kernel has nothing to open. */
static int node_opens(struct daxctl_dev *dev)
{
	cleanup(close_p) int fd = -1;
	char path[64];

	if (ctx_of(dev)->captured)
		return 1;
	snprintf(path, sizeof(path), "dev/%s", daxctl_dev_get_devname(dev));
	fd = ctx_open(ctx_of(dev), path, O_RDONLY);
	switch (fd) {
	case -ENOENT:
	case -ENXIO:
	case -ENODEV:
		return 0;
	case -EACCES:
	case -EPERM:
		return 1; /* somebody else may */
	default:
		return fd < 0 ? fd : 1;
	}
}

struct blocks {
	unsigned int there, missing;
};

static int look_at_block(void *arg, const struct sysfs_node *block)
{
	struct blocks *blocks = arg;
	int rc = sysfs_exists(block, "state");

	if (rc < 0)
		return rc;
	blocks->there += rc;
	blocks->missing += !rc;
	return 0;
}

static int memory_is_plugged(struct daxctl_dev *dev)
{
	struct blocks blocks = { 0 };
	int rc;

	rc = dax_each_block(dev, look_at_block, &blocks);
	if (rc == -EACCES) /* where it lies is told to root alone */
		return 1;
	return rc < 0 ? rc : blocks.there && !blocks.missing;
}

DAXCTL_EXPORT int daxctl_dev_is_ready(struct daxctl_dev *dev)
{
	char driver[32];
	int rc;

	rc = daxctl_dev_read_driver(dev, driver, sizeof(driver));
	if (rc < 0)
		return rc == -ENOENT ? 0 : rc;
	if (!strcmp(driver, "device_dax"))
		return node_opens(dev);
	if (!strcmp(driver, "kmem"))
		return memory_is_plugged(dev);
	return 1;
}

/*
 * Once the rules have been gone through there is a file, be it empty. New
 * versions have one before that as well, and say so.
 */
static bool is_processed(const char *text)
{
	return !strstr(text, "E:ID_PROCESSING=1\n");
}

DAXCTL_EXPORT int daxctl_dev_is_initialized(struct daxctl_dev *dev)
{
	struct daxctl_ctx *ctx = ctx_of(dev);
	const struct sysfs_node root = { .dirfd = ctx->root,
					 .captured = ctx->captured };
	char text[8192], path[64];
	cleanup(close_p) int fd = -1;
	ssize_t len;
	int rc;

	rc = sysfs_exists(&root, "run/udev/control");
	if (rc <= 0) /* no udev, nothing to wait for */
		return rc < 0 ? rc : 1;
	/* It may be done with "add", and have "bind" still before it. */
	rc = sysfs_exists(&root, "run/udev/queue");
	if (rc)
		return rc < 0 ? rc : 0;
	snprintf(path, sizeof(path), "run/udev/data/c%d:%d",
		 daxctl_dev_get_major(dev), daxctl_dev_get_minor(dev));
	fd = ctx_open(ctx, path, O_RDONLY);
	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	len = read(fd, text, sizeof(text) - 1);
	if (len < 0)
		return -errno;
	text[len] = '\0';
	return is_processed(text);
}
