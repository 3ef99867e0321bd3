/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * memory.c - the memory blocks of a dax device that is system memory
 *
 * The kernel plugs memory in blocks of one size, numbered by their physical
 * address. A block is the device's when all of it lies in one of the device's
 * ranges; what lies between two ranges is somebody else's.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/dax/dax.h"

static int memory_folder(struct daxctl_ctx *ctx, struct sysfs_node *ret)
{
	return sysfs_child(&ctx->sys, "devices/system/memory", ret);
}

int dax_block_size(struct daxctl_ctx *ctx, uint64_t *ret)
{
	struct sysfs_node memory;
	int rc;

	/* The same for the whole machine, as long as it runs. */
	if (!ctx->block_size) {
		rc = memory_folder(ctx, &memory);
		if (rc == 0)
			rc = sysfs_read_hex(&memory, "block_size_bytes",
					    &ctx->block_size);
		if (rc < 0)
			return rc;
	}
	if (!ctx->block_size)
		return -EINVAL;
	*ret = ctx->block_size;
	return 0;
}

int dax_each_block(struct daxctl_dev *dev,
		   int (*each)(void *arg, const struct sysfs_node *block),
		   void *arg)
{
	struct daxctl_ctx *ctx =
		daxctl_region_get_ctx(daxctl_dev_get_region(dev));
	struct sysfs_node memory, node;
	struct daxctl_range range;
	char name[32];
	uint64_t size;
	int rc;

	rc = dax_block_size(ctx, &size);
	if (rc == 0)
		rc = memory_folder(ctx, &memory);
	for (unsigned int i = 0; rc == 0; i++) {
		uint64_t block, end;

		rc = daxctl_dev_read_range(dev, i, &range);
		if (rc < 0)
			return rc == -ENOENT ? 0 : rc;
		/* Only whole blocks can be hotplugged. */
		block = range.start / size + !!(range.start % size);
		end = range.end / size + (range.end % size == size - 1);
		for (; block < end && rc == 0; block++) {
			snprintf(name, sizeof(name), "memory%ju",
				 (uintmax_t)block);
			rc = sysfs_child(&memory, name, &node);
			if (rc == 0)
				rc = each(arg, &node);
		}
	}
	return rc;
}

/* Add one block's state; a block that isn't there is not counted. */
static int count_block(void *arg, const struct sysfs_node *block)
{
	struct daxctl_memory_blocks *counts = arg;
	char text[64];
	int rc;

	rc = sysfs_read(block, "state", text, sizeof(text));
	if (rc < 0)
		return rc == -ENOENT ? 0 : rc;
	counts->total++;
	if (!strcmp(text, "offline"))
		return 0;
	counts->online++;
	rc = sysfs_read(block, "valid_zones", text, sizeof(text));
	if (rc < 0)
		return rc == -ENOENT ? 0 : rc;
	counts->movable += !strcmp(text, "Movable");
	return 0;
}

DAXCTL_EXPORT int
daxctl_dev_read_memory_blocks(struct daxctl_dev *dev,
			      struct daxctl_memory_blocks *ret)
{
	struct daxctl_memory_blocks counts = { 0 };
	const char *driver;
	int rc;

	rc = dax_dev_driver(dev, &driver);
	if (rc < 0)
		return rc;
	if (strcmp(driver, "kmem"))
		return -ENOENT;
	rc = dax_each_block(dev, count_block, &counts);
	if (rc == 0)
		*ret = counts;
	return rc;
}
