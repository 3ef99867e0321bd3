/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * driver.c - bind devices of the nd bus to their drivers, and unbind them
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/module.h"
#include "lib/nd/driver.h"

const char *nd_node_name(const struct sysfs_node *node)
{
	const char *slash = strrchr(node->path, '/');

	return slash ? slash + 1 : node->path;
}

int nd_has_driver(const struct sysfs_node *node)
{
	return sysfs_exists(node, "driver");
}

void nd_settle(const struct sysfs_node *node)
{
	struct sysfs_node bus = *node;
	char text[16];

	/* Nodes of a bus lie below its folder; the read itself is the wait. */
	*bus.path = '\0';
	(void)!sysfs_read(&bus, "wait_probe", text, sizeof(text));
}

/* The driver that takes devices of this name on every kernel so far. */
static const char *usual_driver(const char *name)
{
	static const struct {
		const char *prefix, *driver;
	} usual[] = {
		{ "namespace", "nd_pmem" }, { "btt", "nd_pmem" },
		{ "pfn", "nd_pmem" },	    { "dax", "dax_pmem" },
		{ "region", "nd_region" },  { "nmem", "nvdimm" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(usual); i++)
		if (!strncmp(name, usual[i].prefix, strlen(usual[i].prefix)))
			return usual[i].driver;
	return "";
}

/* The walk over bus/nd/drivers. */
struct offer {
	struct sysfs_node drivers;
	const char *device;
	const char *asked; /* this one was asked already */
};

static int offer_to(void *arg, const char *driver)
{
	const struct offer *offer = arg;
	struct sysfs_node folder;
	int rc;

	if (!strcmp(driver, offer->asked))
		return 0;
	rc = sysfs_child(&offer->drivers, driver, &folder);
	if (rc == 0)
		rc = sysfs_write(&folder, "bind", offer->device);
	if (rc == 0)
		return 1;
	/* Not its kind of device, or a driver that can't be bound by hand. */
	return rc == -ENODEV || rc == -ENOENT ? 0 : rc;
}

static int bind_some_driver(const struct daxctl_ctx *ctx, const char *device)
{
	struct offer offer = { .device = device, .asked = "" };
	const char *usual = usual_driver(device);
	int rc;

	rc = sysfs_child(&ctx->sys, "bus/nd/drivers", &offer.drivers);
	if (rc == 0)
		rc = offer_to(&offer, usual);
	offer.asked = usual;
	if (rc == 0)
		rc = sysfs_list(&offer.drivers, offer_to, &offer);
	return rc > 0 ? 0 : rc < 0 ? rc : -ENODEV;
}

int nd_bind(const struct daxctl_ctx *ctx, const struct sysfs_node *node)
{
	char alias[64];
	int rc, loaded = 0;

	rc = nd_has_driver(node);
	if (rc)
		return rc < 0 ? rc : 0;
	rc = sysfs_read_text(node, "modalias", alias, sizeof(alias));
	if (rc == 0) {
		loaded = module_load(alias);
		nd_settle(node);
	}
	/* A driver that was just loaded binds all that is unbound itself. */
	rc = nd_has_driver(node);
	if (rc == 0)
		rc = bind_some_driver(ctx, nd_node_name(node));
	nd_settle(node);
	if (rc < 0 && nd_has_driver(node) > 0)
		return 0;
	if (rc == -ENODEV && loaded < 0 && loaded != -ENOENT)
		return loaded;
	return rc < 0 ? rc : 0;
}

int nd_bind_namespace(const struct daxctl_ctx *ctx,
		      const struct sysfs_node *node)
{
	struct sysfs_node region = *node, claim;
	char holder[40], *slash;
	int rc;

	rc = nd_bind(ctx, node);
	if (rc == 0)
		return 0;
	if (sysfs_read_text(node, "holder", holder, sizeof(holder)) < 0)
		return rc;
	slash = strrchr(region.path, '/');
	if (slash)
		*slash = '\0';
	if (sysfs_child(&region, holder, &claim) < 0)
		return rc;
	return nd_bind(ctx, &claim);
}

int nd_unbind(const struct sysfs_node *node)
{
	int rc = nd_has_driver(node);

	if (rc <= 0)
		return rc;
	rc = sysfs_write(node, "driver/unbind", nd_node_name(node));
	/* Somebody else was quicker. */
	if ((rc == -ENODEV || rc == -ENOENT) && nd_has_driver(node) == 0)
		rc = 0;
	nd_settle(node);
	return rc;
}
