/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * device.c - a dax device: memory to map, or to give to the system
 *
 * A device can be made of several ranges. What is asked about its memory is
 * answered range by range, never from the first byte to the last.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/dax/dax.h"

struct daxctl_dev {
	struct daxctl_region *region; /* borrowed: the region owns us */
	unsigned int id;
	struct sysfs_node node;
};

int dax_dev_new(struct daxctl_region *region, const struct sysfs_node *folder,
		const char *name, struct array *to)
{
	cleanup(free_p) struct daxctl_dev *dev = NULL;
	unsigned int region_id, id;
	int rc;

	if (!parse_name_pair(name, "dax", &region_id, &id))
		return -EINVAL;
	dev = malloc(sizeof(*dev));
	if (!dev)
		return -ENOMEM;
	dev->region = region;
	dev->id = id;
	rc = sysfs_child(folder, name, &dev->node);
	if (rc == 0)
		rc = array_add(to, dev);
	if (rc == 0)
		(void)take_ptr(dev);
	return rc;
}

void dax_dev_free(void *dev)
{
	free(dev);
}

unsigned int dax_dev_id(const void *dev)
{
	return ((const struct daxctl_dev *)dev)->id;
}

const struct sysfs_node *dax_dev_node(const struct daxctl_dev *dev)
{
	return &dev->node;
}

DAXCTL_EXPORT struct daxctl_dev *
daxctl_dev_get_first(struct daxctl_region *region)
{
	const struct array *all = dax_region_devices(region);

	return all->count ? all->at[0] : NULL;
}

DAXCTL_EXPORT struct daxctl_dev *daxctl_dev_get_next(struct daxctl_dev *dev)
{
	const struct array *all = dax_region_devices(dev->region);

	for (size_t i = 0; i + 1 < all->count; i++)
		if (all->at[i] == dev)
			return all->at[i + 1];
	return NULL;
}

DAXCTL_EXPORT struct daxctl_region *
daxctl_dev_get_region(struct daxctl_dev *dev)
{
	return dev->region;
}

DAXCTL_EXPORT int daxctl_dev_get_id(struct daxctl_dev *dev)
{
	return dev->id;
}

DAXCTL_EXPORT const char *daxctl_dev_get_devname(struct daxctl_dev *dev)
{
	return strrchr(dev->node.path, '/') + 1;
}

DAXCTL_EXPORT int daxctl_dev_read_size(struct daxctl_dev *dev, uint64_t *ret)
{
	return sysfs_read_u64(&dev->node, "size", ret);
}

DAXCTL_EXPORT int daxctl_dev_read_align(struct daxctl_dev *dev, uint64_t *ret)
{
	return sysfs_read_u64(&dev->node, "align", ret);
}

DAXCTL_EXPORT int daxctl_dev_read_target_node(struct daxctl_dev *dev, int *ret)
{
	return sysfs_read_int(&dev->node, "target_node", ret);
}

DAXCTL_EXPORT int daxctl_dev_read_numa_node(struct daxctl_dev *dev, int *ret)
{
	return sysfs_read_int(&dev->node, "numa_node", ret);
}

static int dev_driver(struct daxctl_dev *dev, const char **ret)
{
	struct daxctl_ctx *ctx = daxctl_region_get_ctx(dev->region);

	return names_driver(&ctx->dax_drivers, &ctx->sys, "dax", &dev->node,
			    daxctl_dev_get_devname(dev), ret);
}

DAXCTL_EXPORT int daxctl_dev_read_driver(struct daxctl_dev *dev, char *buf,
					 size_t size)
{
	const char *driver;
	int rc;

	rc = dev_driver(dev, &driver);
	if (rc < 0)
		return rc;
	if (strlen(driver) >= size)
		return -E2BIG;
	strcpy(buf, driver);
	return 0;
}

static int read_mapping(struct daxctl_dev *dev, unsigned int index,
			struct daxctl_range *ret)
{
	struct daxctl_range range;
	char attr[40];
	int rc;

	snprintf(attr, sizeof(attr), "mapping%u/start", index);
	rc = sysfs_read_u64(&dev->node, attr, &range.start);
	if (rc < 0)
		return rc;
	snprintf(attr, sizeof(attr), "mapping%u/end", index);
	rc = sysfs_read_u64(&dev->node, attr, &range.end);
	if (rc < 0)
		return rc;
	snprintf(attr, sizeof(attr), "mapping%u/page_offset", index);
	rc = sysfs_read_u64(&dev->node, attr, &range.page_offset);
	if (rc < 0)
		return rc;
	if (range.end < range.start)
		return -EINVAL;
	*ret = range;
	return 0;
}

/* Before 5.10 a device is one range, and has no mappings to say so. */
static int read_resource(struct daxctl_dev *dev, struct daxctl_range *ret)
{
	uint64_t start, size;
	int rc;

	rc = sysfs_exists(&dev->node, "align");
	if (rc)
		return rc < 0 ? rc : -ENOENT;
	rc = sysfs_read_u64(&dev->node, "resource", &start);
	if (rc == 0)
		rc = daxctl_dev_read_size(dev, &size);
	if (rc < 0)
		return rc;
	if (!size)
		return -ENOENT;
	*ret = (struct daxctl_range){ 0, start, start + size - 1 };
	return 0;
}

DAXCTL_EXPORT int daxctl_dev_read_range(struct daxctl_dev *dev,
					unsigned int index,
					struct daxctl_range *ret)
{
	int rc = read_mapping(dev, index, ret);

	return rc == -ENOENT && !index ? read_resource(dev, ret) : rc;
}

static int block_size(struct daxctl_ctx *ctx, const struct sysfs_node *memory,
		      uint64_t *ret)
{
	int rc = 0;

	if (!ctx->block_size)
		rc = sysfs_read_hex(memory, "block_size_bytes",
				    &ctx->block_size);
	if (rc == 0 && !ctx->block_size)
		return -EINVAL;
	*ret = ctx->block_size;
	return rc;
}

/* Add one block's state; a block that isn't there is not counted. */
static int count_block(const struct sysfs_node *memory, uint64_t block,
		       struct daxctl_memory_blocks *counts)
{
	char attr[48], text[64];
	int rc;

	snprintf(attr, sizeof(attr), "memory%ju/state", (uintmax_t)block);
	rc = sysfs_read(memory, attr, text, sizeof(text));
	if (rc < 0)
		return rc == -ENOENT ? 0 : rc;
	counts->total++;
	if (!strcmp(text, "offline"))
		return 0;
	counts->online++;
	snprintf(attr, sizeof(attr), "memory%ju/valid_zones", (uintmax_t)block);
	rc = sysfs_read(memory, attr, text, sizeof(text));
	if (rc < 0)
		return rc == -ENOENT ? 0 : rc;
	counts->movable += !strcmp(text, "Movable");
	return 0;
}

static int count_range(const struct sysfs_node *memory, uint64_t size,
		       const struct daxctl_range *range,
		       struct daxctl_memory_blocks *counts)
{
	/* Only whole blocks can be hotplugged. */
	uint64_t block = range->start / size + !!(range->start % size);
	uint64_t end = range->end / size + (range->end % size == size - 1);
	int rc = 0;

	for (; block < end && rc == 0; block++)
		rc = count_block(memory, block, counts);
	return rc;
}

DAXCTL_EXPORT int
daxctl_dev_read_memory_blocks(struct daxctl_dev *dev,
			      struct daxctl_memory_blocks *ret)
{
	struct daxctl_ctx *ctx = daxctl_region_get_ctx(dev->region);
	struct daxctl_memory_blocks counts = { 0 };
	struct daxctl_range range;
	struct sysfs_node memory;
	const char *driver;
	uint64_t size;
	int rc;

	rc = dev_driver(dev, &driver);
	if (rc < 0)
		return rc;
	if (strcmp(driver, "kmem"))
		return -ENOENT;
	rc = sysfs_child(&ctx->sys, "devices/system/memory", &memory);
	if (rc == 0)
		rc = block_size(ctx, &memory, &size);
	for (unsigned int i = 0; rc == 0; i++) {
		rc = daxctl_dev_read_range(dev, i, &range);
		if (rc == 0)
			rc = count_range(&memory, size, &range, &counts);
	}
	if (rc != -ENOENT)
		return rc;
	*ret = counts;
	return 0;
}
