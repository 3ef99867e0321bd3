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
	bool gone;
	struct sysfs_node node;
	struct dax_extras extras;
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
	*dev = (struct daxctl_dev){ .region = region, .id = id };
	rc = sysfs_child(folder, name, &dev->node);
	if (rc == 0)
		rc = array_add(to, dev);
	if (rc == 0)
		(void)take_ptr(dev);
	return rc;
}

void dax_dev_free(void *object)
{
	struct daxctl_dev *dev = object;

	dax_memory_free(dev->extras.memory);
	dax_mappings_free(&dev->extras.mappings);
	free(dev);
}

void dax_dev_set_gone(struct daxctl_dev *dev, bool gone)
{
	dev->gone = gone;
}

bool dax_dev_is_gone(const struct daxctl_dev *dev)
{
	return dev->gone;
}

struct dax_extras *dax_dev_extras(struct daxctl_dev *dev)
{
	return &dev->extras;
}

void dax_dev_ranges_changed(struct daxctl_dev *dev)
{
	dev->extras.mappings_known = false;
}

unsigned int dax_dev_id(const void *dev)
{
	return ((const struct daxctl_dev *)dev)->id;
}

const struct sysfs_node *dax_dev_node(const struct daxctl_dev *dev)
{
	return &dev->node;
}

static struct daxctl_dev *there_from(const struct array *all, size_t index)
{
	for (; index < all->count; index++) {
		struct daxctl_dev *dev = all->at[index];

		if (!dev->gone)
			return dev;
	}
	return NULL;
}

DAXCTL_EXPORT struct daxctl_dev *
daxctl_dev_get_first(struct daxctl_region *region)
{
	return there_from(dax_region_devices(region), 0);
}

DAXCTL_EXPORT struct daxctl_dev *daxctl_dev_get_next(struct daxctl_dev *dev)
{
	const struct array *all = dax_region_devices(dev->region);

	for (size_t i = 0; i < all->count; i++)
		if (all->at[i] == dev)
			return there_from(all, i + 1);
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

bool dax_dev_is_of_class(const struct daxctl_dev *dev)
{
	return !strncmp(dev->node.path, "class/", strlen("class/"));
}

int dax_dev_driver(struct daxctl_dev *dev, const char **ret)
{
	struct daxctl_ctx *ctx = daxctl_region_get_ctx(dev->region);

	/* It is there as long as its driver is, and never another's. */
	if (dax_dev_is_of_class(dev)) {
		*ret = "device_dax";
		return 0;
	}
	return names_driver(&ctx->dax_drivers, &ctx->sys, "dax", &dev->node,
			    daxctl_dev_get_devname(dev), ret);
}

int dax_dev_is_bound(const struct daxctl_dev *dev)
{
	return sysfs_exists(&dev->node, "driver");
}

bool dax_dev_is_bound_to(const struct daxctl_dev *dev, const char *driver)
{
	char link[256];
	const char *last;

	if (sysfs_read_link(&dev->node, "driver", link, sizeof(link)) < 0)
		return false;
	last = strrchr(link, '/');
	return !strcmp(last ? last + 1 : link, driver);
}

DAXCTL_EXPORT int daxctl_dev_read_driver(struct daxctl_dev *dev, char *buf,
					 size_t size)
{
	const char *driver;
	int rc;

	rc = dax_dev_driver(dev, &driver);
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
