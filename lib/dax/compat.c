/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * compat.c - the values of ndctl's libdaxctl, as its callers know them
 *
 * Each function is a shell over one that tells why a value isn't there; here
 * that is all ones, -1 or 0, as it was.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "lib/dax/dax.h"

static unsigned long long or_unknown(int rc, uint64_t value)
{
	return rc < 0 ? ULLONG_MAX : value;
}

DAXCTL_EXPORT unsigned long long
daxctl_region_get_available_size(struct daxctl_region *region)
{
	uint64_t size;

	return daxctl_region_read_available_size(region, &size) < 0 ? 0 : size;
}

DAXCTL_EXPORT unsigned long long
daxctl_region_get_size(struct daxctl_region *region)
{
	uint64_t size = 0;
	int rc = daxctl_region_read_size(region, &size);

	return or_unknown(rc, size);
}

DAXCTL_EXPORT unsigned long
daxctl_region_get_align(struct daxctl_region *region)
{
	uint64_t align = 0;
	int rc = daxctl_region_read_align(region, &align);

	return or_unknown(rc, align);
}

DAXCTL_EXPORT struct daxctl_ctx *daxctl_dev_get_ctx(struct daxctl_dev *dev)
{
	return daxctl_region_get_ctx(daxctl_dev_get_region(dev));
}

/* One half of "252:3"; -1 if it can't be told. */
static int devnum(struct daxctl_dev *dev, bool major)
{
	char text[24], *colon;
	uint64_t value;

	if (sysfs_read_text(dax_dev_node(dev), "dev", text, sizeof(text)) < 0)
		return -1;
	colon = strchr(text, ':');
	if (!colon)
		return -1;
	*colon = '\0';
	if (parse_u64(major ? text : colon + 1, 10, &value) < 0 ||
	    value > INT_MAX)
		return -1;
	return value;
}

DAXCTL_EXPORT int daxctl_dev_get_major(struct daxctl_dev *dev)
{
	return devnum(dev, true);
}

DAXCTL_EXPORT int daxctl_dev_get_minor(struct daxctl_dev *dev)
{
	return devnum(dev, false);
}

DAXCTL_EXPORT unsigned long long daxctl_dev_get_size(struct daxctl_dev *dev)
{
	uint64_t size = 0;
	int rc = daxctl_dev_read_size(dev, &size);

	return or_unknown(rc, size);
}

DAXCTL_EXPORT unsigned long long daxctl_dev_get_resource(struct daxctl_dev *dev)
{
	struct daxctl_range range;
	uint64_t start;

	if (sysfs_read_u64(dax_dev_node(dev), "resource", &start) == 0)
		return start;
	return daxctl_dev_read_range(dev, 0, &range) < 0 ? 0 : range.start;
}

DAXCTL_EXPORT unsigned long daxctl_dev_get_align(struct daxctl_dev *dev)
{
	uint64_t align;

	return daxctl_dev_read_align(dev, &align) < 0 ? 0 : align;
}

DAXCTL_EXPORT int daxctl_dev_get_target_node(struct daxctl_dev *dev)
{
	int node;

	return daxctl_dev_read_target_node(dev, &node) < 0 ? -1 : node;
}

DAXCTL_EXPORT int daxctl_dev_is_enabled(struct daxctl_dev *dev)
{
	return dax_dev_is_bound(dev) == 1;
}

DAXCTL_EXPORT enum daxctl_dev_mode daxctl_dev_get_mode(struct daxctl_dev *dev)
{
	static const char *const drivers[] = {
		[DAXCTL_DEV_MODE_DEVDAX] = "device_dax",
		[DAXCTL_DEV_MODE_RAM] = "kmem",
		[DAXCTL_DEV_MODE_FAMFS] = "fsdev_dax",
	};

	for (size_t mode = 0; mode < ARRAY_SIZE(drivers); mode++)
		if (dax_dev_is_bound_to(dev, drivers[mode]))
			return mode;
	return DAXCTL_DEV_MODE_UNKNOWN;
}

DAXCTL_EXPORT int daxctl_dev_is_devdax_mode(struct daxctl_dev *dev)
{
	return daxctl_dev_get_mode(dev) == DAXCTL_DEV_MODE_DEVDAX;
}

DAXCTL_EXPORT int daxctl_dev_is_famfs_mode(struct daxctl_dev *dev)
{
	return daxctl_dev_get_mode(dev) == DAXCTL_DEV_MODE_FAMFS;
}

DAXCTL_EXPORT int daxctl_dev_is_system_ram_mode(struct daxctl_dev *dev)
{
	return daxctl_dev_get_mode(dev) == DAXCTL_DEV_MODE_RAM;
}

DAXCTL_EXPORT int daxctl_dev_is_system_ram_capable(struct daxctl_dev *dev)
{
	return daxctl_dev_is_system_ram_mode(dev);
}

DAXCTL_EXPORT int daxctl_dev_has_online_memory(struct daxctl_dev *dev)
{
	struct daxctl_memory *memory = daxctl_dev_get_memory(dev);

	return memory ? daxctl_memory_is_online(memory) : 0;
}

DAXCTL_EXPORT int daxctl_dev_will_auto_online_memory(struct daxctl_dev *dev)
{
	static const char on[] = "online"; /* and online_kernel, _movable */
	char policy[32];

	return sysfs_read_text(&daxctl_dev_get_ctx(dev)->sys,
			       "devices/system/memory/auto_online_blocks",
			       policy, sizeof(policy)) == 0 &&
	       !strncmp(policy, on, strlen(on));
}

DAXCTL_EXPORT int daxctl_set_config_path(struct daxctl_ctx *ctx,
					 char *config_path)
{
	if (!config_path)
		return -EINVAL;
	ctx->config_path = config_path;
	return 0;
}

DAXCTL_EXPORT const char *daxctl_get_config_path(struct daxctl_ctx *ctx)
{
	return ctx->config_path ? ctx->config_path : "/etc/daxctl.conf.d";
}
