/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * memory.c - the memory blocks of a dax device: which, and in what state
 *
 * The kernel plugs memory in blocks of one size, numbered by their physical
 * address. A block is the device's when all of it lies in one of the device's
 * ranges; what lies between two ranges is somebody else's.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/dax/dax.h"

/* No device has half a PiB in blocks of 128 MiB: a capture that isn't true. */
enum {
	MOST_BLOCKS = 1 << 22
};

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
		if (block < end && end - block > MOST_BLOCKS)
			return -EOVERFLOW;
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

static int is_named(void *arg, const struct sysfs_node *block)
{
	return !strcmp(strrchr(block->path, '/') + 1, arg);
}

DAXCTL_EXPORT int daxctl_find_memory_block(struct daxctl_ctx *ctx,
					   const char *block,
					   struct daxctl_dev **ret)
{
	const char *slash = strrchr(block, '/');
	const char *name = slash ? slash + 1 : block;
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	unsigned int number;
	int rc, failed = 0;

	if (!parse_name(name, "memory", &number))
		return -EINVAL;
	daxctl_region_foreach(ctx, region)
		daxctl_dev_foreach(region, dev) {
			rc = dax_each_block(dev, is_named, (char *)name);
			if (rc > 0)
				*ret = dev;
			if (rc > 0)
				return 0;
			failed = failed ? failed : rc;
		}
	/* One that could not be looked at may have it. */
	failed = failed ? failed : daxctl_get_scan_error(ctx);
	return failed ? failed : -ENOENT;
}

/* A block that is being offlined is in use still. */
int dax_block_is_online(const struct sysfs_node *block)
{
	char text[64];
	int rc;

	rc = sysfs_read(block, "state", text, sizeof(text));
	return rc < 0 ? rc : strcmp(text, "offline") != 0;
}

int dax_block_is_movable(const struct sysfs_node *block)
{
	char text[64];
	int rc;

	rc = sysfs_read(block, "valid_zones", text, sizeof(text));
	return rc < 0 ? rc : !strcmp(text, "Movable");
}

/* Add one block's state; a block that isn't there is not counted. */
static int count_block(void *arg, const struct sysfs_node *block)
{
	struct daxctl_memory_blocks *counts = arg;
	int rc;

	rc = dax_block_is_online(block);
	if (rc < 0)
		return rc == -ENOENT ? 0 : rc;
	counts->total++;
	if (!rc)
		return 0;
	counts->online++;
	rc = dax_block_is_movable(block);
	if (rc < 0)
		return rc == -ENOENT ? 0 : rc;
	counts->movable += rc;
	return 0;
}

int dax_count_blocks(struct daxctl_dev *dev, struct daxctl_memory_blocks *ret)
{
	struct daxctl_memory_blocks counts = { 0 };
	int rc;

	rc = dax_each_block(dev, count_block, &counts);
	if (rc == 0)
		*ret = counts;
	return rc;
}

DAXCTL_EXPORT int
daxctl_dev_read_memory_blocks(struct daxctl_dev *dev,
			      struct daxctl_memory_blocks *ret)
{
	const char *driver;
	int rc;

	rc = dax_dev_driver(dev, &driver);
	if (rc < 0)
		return rc;
	if (strcmp(driver, "kmem"))
		return -ENOENT;
	return dax_count_blocks(dev, ret);
}

struct daxctl_memory {
	struct daxctl_dev *dev; /* borrowed: the device owns us */
	char node_path[48];
};

void dax_memory_free(struct daxctl_memory *memory)
{
	free(memory);
}

DAXCTL_EXPORT struct daxctl_memory *
daxctl_dev_get_memory(struct daxctl_dev *dev)
{
	struct dax_extras *extras = dax_dev_extras(dev);

	if (!dax_dev_is_bound_to(dev, "kmem"))
		return NULL;
	if (!extras->memory)
		extras->memory = calloc(1, sizeof(*extras->memory));
	if (extras->memory)
		extras->memory->dev = dev;
	return extras->memory;
}

DAXCTL_EXPORT struct daxctl_dev *
daxctl_memory_get_dev(struct daxctl_memory *mem)
{
	return mem->dev;
}

DAXCTL_EXPORT const char *daxctl_memory_get_node_path(struct daxctl_memory *mem)
{
	int node;

	if (daxctl_dev_read_target_node(mem->dev, &node) < 0 || node < 0)
		return NULL;
	snprintf(mem->node_path, sizeof(mem->node_path),
		 "/sys/devices/system/node/node%d", node);
	return mem->node_path;
}

DAXCTL_EXPORT unsigned long
daxctl_memory_get_block_size(struct daxctl_memory *mem)
{
	struct daxctl_region *region = daxctl_dev_get_region(mem->dev);
	uint64_t size;

	if (dax_block_size(daxctl_region_get_ctx(region), &size) < 0)
		return 0;
	return size;
}

DAXCTL_EXPORT int daxctl_memory_is_online(struct daxctl_memory *mem)
{
	struct daxctl_memory_blocks blocks;
	int rc = dax_count_blocks(mem->dev, &blocks);

	return rc ? rc : (int)blocks.online;
}

DAXCTL_EXPORT int daxctl_memory_num_sections(struct daxctl_memory *mem)
{
	struct daxctl_memory_blocks blocks;
	int rc = dax_count_blocks(mem->dev, &blocks);

	return rc ? rc : (int)blocks.total;
}

DAXCTL_EXPORT int daxctl_memory_is_movable(struct daxctl_memory *mem)
{
	struct daxctl_memory_blocks blocks;
	int rc = dax_count_blocks(mem->dev, &blocks);

	if (rc)
		return rc;
	if (!blocks.online || blocks.online < blocks.total)
		return -ENXIO;
	return blocks.movable == blocks.total;
}
