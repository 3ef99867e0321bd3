/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * region.c - a range of memory that dax devices are carved from
 *
 * The bus lists devices only. A region is the parent of a device: its path is
 * where the device's link leads, less the last part. The walk reads each link
 * once and puts the devices of one parent together.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/dax/dax.h"

struct daxctl_region {
	struct daxctl_ctx *ctx; /* borrowed: the context owns us */
	unsigned int id;
	unsigned int index;   /* in the context's array */
	char *path;	      /* owned: "/sys/devices/…" */
	struct array devices; /* owned, by number */
};

/* A device as the walk finds it, before it has a region. */
struct found {
	unsigned int region_id, id;
	char *parent; /* owned: "devices/…" */
};

struct walk {
	struct daxctl_ctx *ctx;
	struct array found;
};

static void found_free(void *object)
{
	struct found *found = object;

	free(found->parent);
	free(found);
}

static void region_free(void *object)
{
	struct daxctl_region *region = object;

	array_free(&region->devices, dax_dev_free);
	free(region->path);
	free(region);
}

/* The parent folder in a link such as "../../../devices/…/dax0.0/dax0.0". */
static char *parent_of(const char *link)
{
	const char *start = strstr(link, "devices/"), *end;

	if (!start)
		return NULL;
	end = strrchr(start, '/');
	return strndup(start, end - start);
}

static int add_found(void *arg, const char *name)
{
	struct walk *walk = arg;
	unsigned int region_id, id;
	struct found *found;
	char path[SYSFS_PATH], link[1024];
	int rc;

	if (!parse_name_pair(name, "dax", &region_id, &id))
		return 0;
	snprintf(path, sizeof(path), "bus/dax/devices/%s", name);
	rc = sysfs_read_link(&walk->ctx->sys, path, link, sizeof(link));
	if (rc == -ENOENT) /* gone since the folder was read */
		return 0;
	if (rc < 0)
		return rc;
	found = malloc(sizeof(*found));
	if (!found)
		return -ENOMEM;
	*found = (struct found){ region_id, id, parent_of(link) };
	rc = found->parent ? array_add(&walk->found, found) : -EINVAL;
	if (rc < 0)
		found_free(found);
	return rc;
}

static int compare(const void *a, const void *b)
{
	const struct found *left = *(void *const *)a;
	const struct found *right = *(void *const *)b;
	int rc;

	if (left->region_id != right->region_id)
		return left->region_id < right->region_id ? -1 : 1;
	rc = strcmp(left->parent, right->parent);
	if (rc)
		return rc;
	return left->id < right->id ? -1 : left->id > right->id;
}

static int region_new(struct daxctl_ctx *ctx, const struct found *found,
		      struct daxctl_region **ret)
{
	struct daxctl_region *region = malloc(sizeof(*region));

	if (!region)
		return -ENOMEM;
	*region = (struct daxctl_region){
		.ctx = ctx,
		.id = found->region_id,
		.index = ctx->dax_regions.count,
	};
	if (asprintf(&region->path, "/sys/%s", found->parent) < 0) {
		free(region);
		return -ENOMEM;
	}
	if (array_add(&ctx->dax_regions, region) < 0) {
		region_free(region);
		return -ENOMEM;
	}
	*ret = region;
	return 0;
}

static int group(struct walk *walk)
{
	struct daxctl_region *region = NULL;
	int rc = 0;

	qsort(walk->found.at, walk->found.count, sizeof(*walk->found.at),
	      compare);
	for (size_t i = 0; i < walk->found.count && rc == 0; i++) {
		const struct found *found = walk->found.at[i];

		if (!region || strcmp(region->path + 5, found->parent))
			rc = region_new(walk->ctx, found, &region);
		if (rc == 0)
			rc = dax_dev_new(region, found->region_id, found->id,
					 &region->devices);
	}
	return rc;
}

static const struct array *regions(struct daxctl_ctx *ctx)
{
	struct walk walk = { .ctx = ctx };
	struct sysfs_node folder;
	int rc;

	if (ctx->dax_known)
		return &ctx->dax_regions;
	ctx->dax_known = true;
	rc = sysfs_child(&ctx->sys, "bus/dax/devices", &folder);
	if (rc == 0)
		rc = sysfs_list(&folder, add_found, &walk);
	if (rc == 0)
		rc = group(&walk);
	if (rc < 0)
		ctx_scan_failed(ctx, rc, "/sys/bus/dax/devices");
	array_free(&walk.found, found_free);
	return &ctx->dax_regions;
}

void dax_forget(struct daxctl_ctx *ctx)
{
	array_free(&ctx->dax_regions, region_free);
	ctx->dax_known = false;
	ctx->block_size = 0;
}

struct daxctl_region *dax_region_by_path(struct daxctl_ctx *ctx,
					 const char *path)
{
	const struct array *all = regions(ctx);

	for (size_t i = 0; i < all->count; i++) {
		struct daxctl_region *region = all->at[i];

		if (!strcmp(region->path + 5, path))
			return region;
	}
	return NULL;
}

const struct array *dax_region_devices(struct daxctl_region *region)
{
	return &region->devices;
}

/*
 * The region's attributes, seen from its first device: the link on the bus
 * leads there however long the path is.
 */
static int region_read(struct daxctl_region *region, const char *attr,
		       uint64_t *ret)
{
	struct daxctl_dev *dev = region->devices.at[0];
	char path[64];

	snprintf(path, sizeof(path), "../dax_region/%s", attr);
	return sysfs_read_u64(dax_dev_node(dev), path, ret);
}

DAXCTL_EXPORT struct daxctl_region *
daxctl_region_get_first(struct daxctl_ctx *ctx)
{
	const struct array *all = regions(ctx);

	return all->count ? all->at[0] : NULL;
}

DAXCTL_EXPORT struct daxctl_region *
daxctl_region_get_next(struct daxctl_region *region)
{
	const struct array *all = regions(region->ctx);
	size_t next = region->index + 1;

	return next < all->count ? all->at[next] : NULL;
}

DAXCTL_EXPORT struct daxctl_ctx *
daxctl_region_get_ctx(struct daxctl_region *region)
{
	return region->ctx;
}

DAXCTL_EXPORT int daxctl_region_get_id(struct daxctl_region *region)
{
	return region->id;
}

DAXCTL_EXPORT const char *
daxctl_region_get_devname(struct daxctl_region *region)
{
	return strrchr(region->path, '/') + 1;
}

DAXCTL_EXPORT const char *daxctl_region_get_path(struct daxctl_region *region)
{
	return region->path;
}

DAXCTL_EXPORT int daxctl_region_read_size(struct daxctl_region *region,
					  uint64_t *ret)
{
	return region_read(region, "size", ret);
}

DAXCTL_EXPORT int
daxctl_region_read_available_size(struct daxctl_region *region, uint64_t *ret)
{
	return region_read(region, "available_size", ret);
}

DAXCTL_EXPORT int daxctl_region_read_align(struct daxctl_region *region,
					   uint64_t *ret)
{
	return region_read(region, "align", ret);
}
