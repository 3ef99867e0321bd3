/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * write.c - make, resize and delete dax devices
 *
 * One write each; the kernel decides. Only memory that the firmware
 * soft-reserved and CXL memory can be divided: a region over pmem is one
 * device whose size is its namespace's.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/dax/dax.h"

static struct daxctl_ctx *ctx_of(struct daxctl_dev *dev)
{
	return daxctl_region_get_ctx(daxctl_dev_get_region(dev));
}

/* What helps against an errno of the kernel's. */
static const char *remedy_for(int rc)
{
	switch (-rc) {
	case EACCES:
	case EPERM:
	case ENOENT:
		return "run it as root, on a device that has this: only soft-reserved and CXL memory can be divided";
	case EBUSY:
		return "disable the device first";
	case ENOSPC:
		return "see what is free: daxctl list --regions";
	case ENXIO:
		return "enable the device that the region belongs to";
	case EINVAL:
		return "give multiples of the alignment: see daxctl list --devices";
	default:
		return NULL;
	}
}

DAXCTL_EXPORT int daxctl_region_create_dev(struct daxctl_region *region)
{
	int rc = dax_region_write(region, "create", "1");

	if (rc < 0)
		return ctx_fail(daxctl_region_get_ctx(region), rc,
				remedy_for(rc), "%s: no device can be made: %s",
				daxctl_region_get_devname(region),
				strerror(-rc));
	dax_region_look_again(region);
	return 0;
}

DAXCTL_EXPORT int daxctl_region_destroy_dev(struct daxctl_region *region,
					    struct daxctl_dev *dev)
{
	const char *name = daxctl_dev_get_devname(dev);
	int rc = dax_region_write(region, "delete", name);

	if (rc == -EBUSY && !daxctl_dev_get_id(dev))
		return ctx_fail(ctx_of(dev), rc, "set its size to 0 instead",
				"%s: the first device of a region stays", name);
	if (rc < 0)
		return ctx_fail(ctx_of(dev), rc, remedy_for(rc),
				"%s can't be deleted: %s", name, strerror(-rc));
	dax_dev_set_gone(dev, true);
	return 0;
}

static struct daxctl_dev *find(struct daxctl_region *region, const char *name)
{
	struct daxctl_dev *dev;

	daxctl_dev_foreach(region, dev)
		if (!strcmp(daxctl_dev_get_devname(dev), name))
			return dev;
	return NULL;
}

DAXCTL_EXPORT struct daxctl_dev *
daxctl_region_get_dev_seed(struct daxctl_region *region)
{
	struct daxctl_dev *dev;
	char name[32];

	if (dax_region_read_text(region, "seed", name, sizeof(name)) < 0)
		return NULL;
	dev = find(region, name);
	if (dev)
		return dev;
	/* Somebody else has made it since we looked. */
	dax_region_look_again(region);
	return find(region, name);
}

/* @attr of a device, which may change its ranges. */
static int change(struct daxctl_dev *dev, const char *attr, const char *text)
{
	int rc = sysfs_write(dax_dev_node(dev), attr, text);

	dax_dev_ranges_changed(dev);
	if (rc < 0)
		return ctx_fail(ctx_of(dev), rc, remedy_for(rc),
				"%s: %s can't be set to %s: %s",
				daxctl_dev_get_devname(dev), attr, text,
				strerror(-rc));
	return 0;
}

static int change_number(struct daxctl_dev *dev, const char *attr,
			 uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	return change(dev, attr, text);
}

DAXCTL_EXPORT int daxctl_dev_set_size(struct daxctl_dev *dev,
				      unsigned long long size)
{
	return change_number(dev, "size", size);
}

DAXCTL_EXPORT int daxctl_dev_set_align(struct daxctl_dev *dev,
				       unsigned long align)
{
	return change_number(dev, "align", align);
}

DAXCTL_EXPORT int daxctl_dev_set_mapping(struct daxctl_dev *dev,
					 unsigned long long start,
					 unsigned long long end)
{
	char text[48];

	snprintf(text, sizeof(text), "%#llx-%#llx", start, end);
	if (end < start)
		return ctx_fail(
			ctx_of(dev), -EINVAL,
			"give the first and the last address of a range",
			"%s: the range %s ends before it begins",
			daxctl_dev_get_devname(dev), text);
	return change(dev, "mapping", text);
}
