/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bus.c - a libnvdimm bus: the root of dimms and regions
 *
 * Found by class/nd, which has one small entry a bus however many namespaces
 * there are. Everything below a bus is reached by one held directory.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "lib/nd/nd.h"

struct daxctl_nd_bus {
	struct daxctl_ctx *ctx; /* borrowed: the context owns us */
	unsigned int id;
	unsigned int index; /* in the context's array */
	char name[16];
	struct sysfs_node node;	     /* owned: its dirfd is .../ndbusN */
	char *provider;		     /* owned, NULL until asked for */
	struct array dimms, regions; /* owned */
	bool children_known;
};

void nd_bus_free(void *object)
{
	struct daxctl_nd_bus *bus = object;

	if (!bus)
		return;
	array_free(&bus->dimms, nd_dimm_free);
	array_free(&bus->regions, nd_region_free);
	close_p(&bus->node.dirfd);
	free(bus->provider);
	free(bus);
}

static void bus_free_p(struct daxctl_nd_bus **bus)
{
	nd_bus_free(*bus);
}

static int bus_new(struct daxctl_ctx *ctx, unsigned int id,
		   struct daxctl_nd_bus **ret)
{
	cleanup(bus_free_p) struct daxctl_nd_bus *bus = NULL;
	struct sysfs_node link;
	char path[SYSFS_PATH];
	int rc;

	bus = malloc(sizeof(*bus));
	if (!bus)
		return -ENOMEM;
	*bus = (struct daxctl_nd_bus){ .ctx = ctx, .id = id };
	bus->node.dirfd = -1;
	bus->node.captured = ctx->captured;
	snprintf(bus->name, sizeof(bus->name), "ndbus%u", id);

	snprintf(path, sizeof(path), "class/nd/ndctl%u/device", id);
	rc = sysfs_child(&ctx->sys, path, &link);
	if (rc < 0)
		return rc;
	bus->node.dirfd = sysfs_open_dir(&link, O_PATH);
	if (bus->node.dirfd < 0)
		return bus->node.dirfd;

	*ret = take_ptr(bus);
	return 0;
}

static int add_bus(void *arg, const char *name)
{
	struct daxctl_ctx *ctx = arg;
	struct daxctl_nd_bus *bus;
	unsigned int id;
	int rc;

	if (!parse_name(name, "ndctl", &id))
		return 0;
	/* Its control device and the bus have the same number. */
	rc = bus_new(ctx, id, &bus);
	if (rc == -ENOENT) /* gone since the folder was read */
		return 0;
	if (rc < 0)
		return rc;
	rc = array_add(&ctx->buses, bus);
	if (rc < 0)
		nd_bus_free(bus);
	return rc;
}

static unsigned int bus_id(const void *bus)
{
	return ((const struct daxctl_nd_bus *)bus)->id;
}

static const struct array *buses(struct daxctl_ctx *ctx)
{
	struct sysfs_node folder;
	int rc;

	if (ctx->buses_known)
		return &ctx->buses;
	/* Failed or not, it is tried once: the error is kept for the caller. */
	ctx->buses_known = true;
	rc = sysfs_child(&ctx->sys, "class/nd", &folder);
	if (rc == 0)
		rc = sysfs_list(&folder, add_bus, ctx);
	if (rc < 0)
		ctx_scan_failed(ctx, rc, "/sys/class/nd");
	nd_sort(&ctx->buses, bus_id);
	for (size_t i = 0; i < ctx->buses.count; i++)
		((struct daxctl_nd_bus *)ctx->buses.at[i])->index = i;
	return &ctx->buses;
}

void nd_forget(struct daxctl_ctx *ctx)
{
	array_free(&ctx->buses, nd_bus_free);
	ctx->buses_known = false;
}

static int add_child(void *arg, const char *name)
{
	struct daxctl_nd_bus *bus = arg;
	unsigned int id;

	if (parse_name(name, "region", &id))
		return nd_region_new(bus, id, &bus->regions);
	if (parse_name(name, "nmem", &id))
		return nd_dimm_new(bus, id, &bus->dimms);
	return 0;
}

static void scan_children(struct daxctl_nd_bus *bus)
{
	int rc;

	if (bus->children_known)
		return;
	bus->children_known = true;
	rc = sysfs_list(&bus->node, add_child, bus);
	if (rc < 0)
		ctx_scan_failed(bus->ctx, rc, bus->name);
	nd_sort(&bus->regions, nd_region_id);
	nd_sort(&bus->dimms, nd_dimm_id);
}

const struct array *nd_bus_regions(struct daxctl_nd_bus *bus)
{
	scan_children(bus);
	return &bus->regions;
}

const struct array *nd_bus_dimms(struct daxctl_nd_bus *bus)
{
	scan_children(bus);
	return &bus->dimms;
}

const struct sysfs_node *nd_bus_node(const struct daxctl_nd_bus *bus)
{
	return &bus->node;
}

int nd_driver(struct daxctl_ctx *ctx, const struct sysfs_node *node,
	      const char **ret)
{
	const char *name = strrchr(node->path, '/');

	return names_driver(&ctx->nd_drivers, &ctx->sys, "nd", node,
			    name ? name + 1 : node->path, ret);
}

int nd_is_bound(struct daxctl_ctx *ctx, const struct sysfs_node *node)
{
	const char *driver;
	int rc = nd_driver(ctx, node, &driver);

	return rc == 0 ? 1 : rc == -ENOENT ? 0 : rc;
}

/* The function that tells an object's number, for qsort_r(). */
struct by_number {
	unsigned int (*id)(const void *object);
};

static int compare(const void *a, const void *b, void *arg)
{
	const struct by_number *by = arg;
	unsigned int left = by->id(*(void *const *)a);
	unsigned int right = by->id(*(void *const *)b);

	return left < right ? -1 : left > right;
}

void nd_sort(struct array *array, unsigned int (*id)(const void *object))
{
	struct by_number by = { id };

	if (array->count) /* qsort_r() takes no NULL */
		qsort_r(array->at, array->count, sizeof(*array->at), compare,
			&by);
}

DAXCTL_EXPORT struct daxctl_nd_bus *
daxctl_nd_bus_get_first(struct daxctl_ctx *ctx)
{
	const struct array *all = buses(ctx);

	return all->count ? all->at[0] : NULL;
}

DAXCTL_EXPORT struct daxctl_nd_bus *
daxctl_nd_bus_get_next(struct daxctl_nd_bus *bus)
{
	const struct array *all = buses(bus->ctx);
	size_t next = bus->index + 1;

	return next < all->count ? all->at[next] : NULL;
}

DAXCTL_EXPORT struct daxctl_ctx *
daxctl_nd_bus_get_ctx(struct daxctl_nd_bus *bus)
{
	return bus->ctx;
}

DAXCTL_EXPORT unsigned int daxctl_nd_bus_get_id(struct daxctl_nd_bus *bus)
{
	return bus->id;
}

DAXCTL_EXPORT const char *daxctl_nd_bus_get_devname(struct daxctl_nd_bus *bus)
{
	return bus->name;
}

DAXCTL_EXPORT const char *daxctl_nd_bus_get_provider(struct daxctl_nd_bus *bus)
{
	char text[128];

	if (!bus->provider &&
	    sysfs_read_text(&bus->node, "provider", text, sizeof(text)) == 0)
		bus->provider = strdup(text);
	return bus->provider;
}

DAXCTL_EXPORT int daxctl_nd_bus_get_scrub(struct daxctl_nd_bus *bus,
					  bool *active, unsigned int *count)
{
	char text[32];
	uint64_t scrubs;
	bool running;
	int len;

	/* A bus whose firmware can't scrub has the attribute all the same. */
	len = sysfs_read(&bus->node, "nfit/scrub", text, sizeof(text));
	if (len == -EOPNOTSUPP || len == -ENXIO || len == -ENOTTY)
		return -ENOENT;
	if (len < 0)
		return len;
	/* "7" or, while one runs, "7+" */
	running = len && text[len - 1] == '+';
	if (running)
		text[len - 1] = '\0';
	if (parse_u64(text, 10, &scrubs) < 0)
		return -EINVAL;
	*active = running;
	if (count)
		*count = scrubs;
	return 0;
}

DAXCTL_EXPORT int daxctl_nd_bus_get_fw_method(struct daxctl_nd_bus *bus,
					      enum daxctl_nd_fw_method *ret)
{
	char text[32];

	/* Only what is better than a reset is announced. */
	*ret = DAXCTL_ND_FW_RESET;
	if (sysfs_read_text(&bus->node, "firmware/capability", text,
			    sizeof(text)) < 0)
		return 0;
	if (!strcmp(text, "live"))
		*ret = DAXCTL_ND_FW_LIVE;
	else if (!strcmp(text, "quiesce"))
		*ret = DAXCTL_ND_FW_SUSPEND;
	return 0;
}

DAXCTL_EXPORT int daxctl_nd_bus_get_fw_state(struct daxctl_nd_bus *bus,
					     enum daxctl_nd_fw_state *ret)
{
	return nd_fw_state(&bus->node, ret);
}
