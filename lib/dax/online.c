/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * online.c - put memory blocks to use, and take them out of it
 *
 * Others do the same at the same time: the kernel by its policy, udev by its
 * rules. So what a write answers is not the last word; the block is, and its
 * zone is looked at as well.
 */
#include <errno.h>
#include <string.h>

#include "lib/dax/dax.h"

/* The walk over a device's blocks. */
struct walk {
	struct daxctl_ctx *ctx;
	const char *device;
	bool movable;	/* the zone wanted */
	int changed;	/* blocks */
	bool misplaced; /* some were in another zone before we came */
};

static const char *block_name(const struct sysfs_node *block)
{
	return strrchr(block->path, '/') + 1;
}

/* What is left to say where the kernel gave an errno only. */
static int refused(const struct walk *walk, const struct sysfs_node *block,
		   int rc, const char *verb)
{
	const char *remedy = NULL;

	if (rc == -EACCES || rc == -EPERM)
		remedy = "run it as root";
	else if (rc == -EBUSY || rc == -EAGAIN)
		remedy =
			"end what uses this memory, or try again: its pages can't be moved away now";
	return ctx_fail(walk->ctx, rc, remedy, "%s: %s can't be %s: %s",
			walk->device, block_name(block), verb, strerror(-rc));
}

/* The zone of a block that was offline when we came, or wasn't. */
static int check_zone(struct walk *walk, const struct sysfs_node *block,
		      bool was_offline)
{
	int movable = dax_block_is_movable(block);

	if (movable < 0 || movable == walk->movable)
		return 0;
	if (was_offline && walk->movable)
		return ctx_fail(
			walk->ctx, -EBUSY,
			"something else puts new blocks to use: daxctl online-policy tells what",
			"%s: %s came up outside ZONE_MOVABLE", walk->device,
			block_name(block));
	walk->misplaced |= !was_offline;
	return 0;
}

static int online_block(void *arg, const struct sysfs_node *block)
{
	struct walk *walk = arg;
	bool was_offline;
	int rc;

	rc = dax_block_is_online(block);
	if (rc < 0)
		return rc == -ENOENT ? 0 : rc;
	was_offline = !rc;
	if (was_offline) {
		rc = sysfs_write(block, "state",
				 walk->movable ? "online_movable" : "online");
		/* Somebody else was quicker. */
		if (rc < 0 && dax_block_is_online(block) <= 0)
			return refused(walk, block, rc, "put to use");
		walk->changed += rc == 0;
	}
	return check_zone(walk, block, was_offline);
}

static int online(struct daxctl_memory *mem, bool movable)
{
	struct daxctl_dev *dev = daxctl_memory_get_dev(mem);
	struct walk walk = {
		.ctx = daxctl_region_get_ctx(daxctl_dev_get_region(dev)),
		.device = daxctl_dev_get_devname(dev),
		.movable = movable,
	};
	int rc;

	rc = dax_each_block(dev, online_block, &walk);
	if (rc < 0)
		return rc;
	if (!walk.changed && walk.misplaced)
		return ctx_fail(walk.ctx, -EBUSY,
				"take its memory offline first",
				"%s: its memory is in use in another zone",
				walk.device);
	return walk.changed;
}

DAXCTL_EXPORT int daxctl_memory_online(struct daxctl_memory *mem)
{
	return online(mem, true);
}

DAXCTL_EXPORT int daxctl_memory_online_no_movable(struct daxctl_memory *mem)
{
	return online(mem, false);
}

static int offline_block(void *arg, const struct sysfs_node *block)
{
	struct walk *walk = arg;
	bool removable;
	int rc;

	rc = dax_block_is_online(block);
	if (rc <= 0)
		return rc == -ENOENT ? 0 : rc;
	if (sysfs_read_bool(block, "removable", &removable) == 0 && !removable)
		return refused(walk, block, -EOPNOTSUPP, "taken out of use");
	rc = sysfs_write_within(block, "state", "offline",
				walk->ctx->offline_timeout);
	if (rc == -ETIMEDOUT)
		rc = -EBUSY;
	if (rc < 0 && dax_block_is_online(block) != 0)
		return refused(walk, block, rc, "taken out of use");
	walk->changed += rc == 0;
	return 0;
}

DAXCTL_EXPORT int daxctl_memory_offline(struct daxctl_memory *mem)
{
	struct daxctl_dev *dev = daxctl_memory_get_dev(mem);
	struct walk walk = {
		.ctx = daxctl_region_get_ctx(daxctl_dev_get_region(dev)),
		.device = daxctl_dev_get_devname(dev),
	};
	int rc;

	rc = dax_each_block(dev, offline_block, &walk);
	return rc < 0 ? rc : walk.changed;
}
