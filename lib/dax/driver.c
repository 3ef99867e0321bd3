/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * driver.c - bind dax devices to the driver that makes them what they are for
 *
 * A driver of the dax bus takes a device by its type, or because it was told
 * its name (new_id). The name is taken back (remove_id) when the device is
 * disabled: another driver is to have it then.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/dax/dax.h"
#include "lib/module.h"

static struct daxctl_ctx *ctx_of(struct daxctl_dev *dev)
{
	return daxctl_region_get_ctx(daxctl_dev_get_region(dev));
}

static int folder_of(struct daxctl_dev *dev, const char *driver,
		     struct sysfs_node *ret)
{
	char path[40];

	snprintf(path, sizeof(path), "bus/dax/drivers/%s", driver);
	return sysfs_child(&ctx_of(dev)->sys, path, ret);
}

/*
 * Modules have the names of their drivers. To ask libkmod takes longer than all
 * of the rest, and a driver that is there has been loaded.
 */
static int load(struct daxctl_dev *dev, const char *driver)
{
	struct sysfs_node folder;

	if (folder_of(dev, driver, &folder) == 0 &&
	    sysfs_exists(&folder, "new_id") > 0)
		return 0;
	return module_load(driver);
}

static int bind(struct daxctl_dev *dev, const char *driver)
{
	const char *name = daxctl_dev_get_devname(dev);
	struct sysfs_node folder;
	int rc;

	rc = folder_of(dev, driver, &folder);
	if (rc == 0)
		rc = sysfs_write(&folder, "new_id", name);
	if (rc < 0)
		return rc == -ENOENT ? -ENODEV : rc;
	if (dax_dev_is_bound_to(dev, driver))
		return 0;
	/* The driver was asked by now; only this tells why it won't have it. */
	rc = sysfs_write(&folder, "bind", name);
	if (dax_dev_is_bound_to(dev, driver))
		return 0;
	(void)!sysfs_write(&folder, "remove_id", name);
	return rc < 0 ? rc : -ENXIO;
}

static const char *remedy_for(int rc)
{
	switch (-rc) {
	case EACCES:
	case EPERM:
		return "run it as root";
	case ENODEV:
		return "use a kernel that has this driver";
	case ENXIO:
		return "give the device a size first";
	default:
		return "see what the kernel says of it: dmesg";
	}
}

static int enable(struct daxctl_dev *dev, const char *driver)
{
	struct daxctl_ctx *ctx = ctx_of(dev);
	int rc, loaded;

	rc = dax_dev_is_bound(dev);
	if (rc)
		return rc < 0 ? rc : 0;
	loaded = load(dev, driver);
	rc = bind(dev, driver);
	names_clear(&ctx->dax_drivers);
	dax_dev_ranges_changed(dev);
	if (rc == 0)
		return 0;
	if (rc == -ENODEV && loaded < 0 && loaded != -ENOENT)
		rc = loaded;
	return ctx_fail(ctx, rc, remedy_for(rc), "%s: %s doesn't take it: %s",
			daxctl_dev_get_devname(dev), driver, strerror(-rc));
}

DAXCTL_EXPORT int daxctl_dev_enable_devdax(struct daxctl_dev *dev)
{
	return enable(dev, "device_dax");
}

DAXCTL_EXPORT int daxctl_dev_enable_ram(struct daxctl_dev *dev)
{
	return enable(dev, "kmem");
}

DAXCTL_EXPORT int daxctl_dev_enable_famfs(struct daxctl_dev *dev)
{
	return enable(dev, "fsdev_dax");
}

/*
 * Memory in use stays in use when its driver goes, and the device can't be
 * bound again before a reboot.
 */
static int check_offline(struct daxctl_dev *dev)
{
	struct daxctl_memory_blocks blocks;
	int rc;

	if (!dax_dev_is_bound_to(dev, "kmem"))
		return 0;
	rc = dax_count_blocks(dev, &blocks);
	if (rc < 0 || !blocks.online)
		return rc;
	return ctx_fail(
		ctx_of(dev), -EBUSY, "take its memory offline first",
		"%s is in use as system memory (%u of %u blocks online)",
		daxctl_dev_get_devname(dev), blocks.online, blocks.total);
}

DAXCTL_EXPORT int daxctl_dev_disable(struct daxctl_dev *dev)
{
	const char *name = daxctl_dev_get_devname(dev);
	int rc;

	rc = dax_dev_is_bound(dev);
	if (rc <= 0)
		return rc;
	rc = check_offline(dev);
	if (rc < 0)
		return rc;
	(void)!sysfs_write(dax_dev_node(dev), "driver/remove_id", name);
	rc = sysfs_write(dax_dev_node(dev), "driver/unbind", name);
	names_clear(&ctx_of(dev)->dax_drivers);
	if (dax_dev_is_bound(dev) == 0)
		return 0;
	rc = rc < 0 ? rc : -EBUSY;
	return ctx_fail(ctx_of(dev), rc, remedy_for(rc),
			"%s can't be disabled: %s", name, strerror(-rc));
}
