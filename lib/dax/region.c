/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * region.c - a range of memory that dax devices are carved from
 *
 * The bus lists devices only. A region is the parent of a device: its path is
 * where the device's link leads, less the last part. The walk reads each link
 * once and puts the devices of one parent together. A device that is asked for
 * by name is there, with its region, before the walk, and stays. A region that
 * a program names by its path may have no devices at all.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "lib/dax/dax.h"
#include "lib/dax/walk.h"

/* Beyond so many regions that were asked for by name all are read. */
enum {
	ASK_SINGLY = 4
};

struct daxctl_region {
	struct daxctl_ctx *ctx; /* borrowed: the context owns us */
	unsigned int id;
	unsigned int index;   /* in the context's array */
	char *path;	      /* owned: "/sys/devices/…" */
	struct array devices; /* owned, by number */
	bool devices_known;   /* all, not only one asked for by name */
	bool named;	      /* by daxctl_new_region(): listed even if empty */
	uuid_t uuid;	      /* zeros, or that of daxctl_new_region() */
};

static void region_free(void *object)
{
	struct daxctl_region *region = object;

	array_free(&region->devices, dax_dev_free);
	free(region->path);
	free(region);
}

static int compare(const void *a, const void *b)
{
	const struct dax_found *left = *(void *const *)a;
	const struct dax_found *right = *(void *const *)b;
	int rc;

	if (left->region_id != right->region_id)
		return left->region_id < right->region_id ? -1 : 1;
	rc = strcmp(left->parent, right->parent);
	if (rc)
		return rc;
	return left->id < right->id ? -1 : left->id > right->id;
}

static int region_new(struct daxctl_ctx *ctx, struct dax_found *found,
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
	if (array_add(&ctx->dax_regions, region) < 0) {
		free(region);
		return -ENOMEM;
	}
	region->path = take_ptr(found->parent);
	region->devices_known = ctx->dax_known;
	*ret = region;
	return 0;
}

/* Among the first @named, which were there before the walk; NULL: not there. */
static struct daxctl_region *find_region(struct daxctl_ctx *ctx, size_t named,
					 const char *parent)
{
	for (size_t i = 0; i < named; i++) {
		struct daxctl_region *region = ctx->dax_regions.at[i];

		if (!strcmp(region->path, parent))
			return region;
	}
	return NULL;
}

static struct daxctl_dev *find_device(const struct daxctl_region *region,
				      unsigned int id)
{
	for (size_t i = 0; i < region->devices.count; i++)
		if (dax_dev_id(region->devices.at[i]) == id)
			return region->devices.at[i];
	return NULL;
}

/* @before: the region was there before the walk, and maybe the device. */
static int found_in(const struct dax_walk *walk, struct daxctl_region *region,
		    const struct dax_found *found, bool before)
{
	struct daxctl_dev *dev = before ? find_device(region, found->id) : NULL;

	if (!dev)
		return dax_dev_new(region, &walk->folders[found->of_class],
				   found->name, &region->devices);
	dax_dev_set_gone(dev, false);
	return 0;
}

static int group(struct dax_walk *walk)
{
	struct daxctl_region *region = NULL;
	size_t named = walk->ctx->dax_regions.count;
	int rc = 0;

	if (walk->found.count) /* qsort() takes no NULL */
		qsort(walk->found.at, walk->found.count,
		      sizeof(*walk->found.at), compare);
	for (size_t i = 0; i < walk->found.count && rc == 0; i++) {
		struct dax_found *found = walk->found.at[i];

		if (!region || strcmp(region->path, found->parent)) {
			region = find_region(walk->ctx, named, found->parent);
			if (!region)
				rc = region_new(walk->ctx, found, &region);
		}
		if (rc == 0)
			rc = found_in(walk, region, found,
				      region->index < named);
	}
	return rc;
}

static int compare_regions(const void *a, const void *b)
{
	const struct daxctl_region *left = *(void *const *)a;
	const struct daxctl_region *right = *(void *const *)b;

	if (left->id != right->id)
		return left->id < right->id ? -1 : 1;
	return strcmp(left->path, right->path);
}

static int compare_devices(const void *a, const void *b)
{
	unsigned int left = dax_dev_id(*(void *const *)a);
	unsigned int right = dax_dev_id(*(void *const *)b);

	return left < right ? -1 : left > right;
}

static void sort_devices(struct array *devices)
{
	if (devices->count) /* qsort() takes no NULL */
		qsort(devices->at, devices->count, sizeof(*devices->at),
		      compare_devices);
}

/* After something was added to what had been there before. */
static void put_in_order(struct array *all)
{
	qsort(all->at, all->count, sizeof(*all->at), compare_regions);
	for (size_t i = 0; i < all->count; i++) {
		struct daxctl_region *region = all->at[i];

		region->index = i;
		sort_devices(&region->devices);
	}
}

static const struct array *regions(struct daxctl_ctx *ctx)
{
	struct dax_walk walk = { .ctx = ctx };
	bool named = ctx->dax_regions.count;
	int rc;

	if (ctx->dax_known)
		return &ctx->dax_regions;
	ctx->dax_known = true;
	rc = dax_find(&walk, NULL);
	if (rc == 0)
		rc = group(&walk);
	if (rc < 0)
		ctx_scan_failed(ctx, rc, "/sys/bus/dax/devices");
	if (named)
		put_in_order(&ctx->dax_regions);
	for (size_t i = 0; i < ctx->dax_regions.count; i++) {
		struct daxctl_region *region = ctx->dax_regions.at[i];

		region->devices_known = true;
	}
	array_free(&walk.found, dax_found_free);
	return &ctx->dax_regions;
}

void dax_forget(struct daxctl_ctx *ctx)
{
	array_free(&ctx->dax_regions, region_free);
	ctx->dax_known = false;
	ctx->block_size = 0;
}

/* The first region that may have this number. */
static size_t first_region(const struct daxctl_ctx *ctx, unsigned int id)
{
	const struct array *all = &ctx->dax_regions;
	size_t low = 0, high = all->count;

	if (!ctx->dax_known) /* in the order in which they were asked for */
		return 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct daxctl_region *region = all->at[middle];

		if (region->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct daxctl_dev *known_device(struct daxctl_ctx *ctx,
				       unsigned int region_id, unsigned int id)
{
	size_t i = first_region(ctx, region_id);

	for (; i < ctx->dax_regions.count; i++) {
		struct daxctl_region *region = ctx->dax_regions.at[i];
		struct daxctl_dev *dev;

		if (region->id > region_id && ctx->dax_known)
			break;
		if (region->id != region_id)
			continue;
		if (ctx->dax_known)
			dax_region_devices(region);
		dev = find_device(region, id);
		if (dev && !dax_dev_is_gone(dev))
			return dev;
	}
	return NULL;
}

DAXCTL_EXPORT struct daxctl_dev *daxctl_dev_get_by_name(struct daxctl_ctx *ctx,
							const char *name)
{
	struct dax_walk walk = { .ctx = ctx };
	unsigned int region_id, id;
	int rc;

	if (!parse_name_pair(name, "dax", &region_id, &id))
		return NULL;
	if (!ctx->dax_known && !known_device(ctx, region_id, id)) {
		rc = dax_find(&walk, name);
		if (rc == 0)
			rc = group(&walk);
		array_free(&walk.found, dax_found_free);
		if (rc < 0)
			return NULL;
	}
	return known_device(ctx, region_id, id);
}

/* Among a few it is quicker to ask for one, among many to walk once. */
struct daxctl_region *dax_region_of(struct daxctl_ctx *ctx, const char *device)
{
	struct daxctl_dev *dev;

	if (ctx->dax_regions.count >= ASK_SINGLY)
		regions(ctx);
	dev = daxctl_dev_get_by_name(ctx, device);
	return dev ? daxctl_dev_get_region(dev) : NULL;
}

static int add_sibling(void *arg, const char *name)
{
	struct daxctl_region *region = arg;
	unsigned int region_id, id;
	struct dax_walk walk = { .ctx = region->ctx };
	struct daxctl_dev *dev;
	int rc;

	if (!parse_name_pair(name, "dax", &region_id, &id))
		return 0;
	dev = find_device(region, id);
	if (dev) {
		dax_dev_set_gone(dev, false);
		return 0;
	}
	rc = dax_find(&walk, name);
	/* Its folder comes before it is on the bus, and goes after. */
	if (rc == 0 && walk.found.count)
		rc = dax_dev_new(region, &walk.folders[walk.of_class], name,
				 &region->devices);
	array_free(&walk.found, dax_found_free);
	return rc;
}

static struct daxctl_dev *device_there(const struct array *devices)
{
	for (size_t i = 0; i < devices->count; i++)
		if (!dax_dev_is_gone(devices->at[i]))
			return devices->at[i];
	return NULL;
}

/*
 * The region's folder, or that of its attributes. A device's link on the bus
 * leads there however long the path is; a region without devices is opened by
 * its path, and @fd to be closed.
 */
static int region_open(const struct daxctl_region *region, bool attributes,
		       struct sysfs_node *ret, int *fd)
{
	struct daxctl_dev *dev = device_there(&region->devices);
	int rc;

	if (dev && dax_dev_is_of_class(dev))
		return sysfs_child(dax_dev_node(dev),
				   attributes ? "../../dax_region" : "..", ret);
	if (dev)
		return sysfs_child(dax_dev_node(dev),
				   attributes ? "../dax_region" : "..", ret);
	rc = ctx_open(region->ctx, region->path + 1, O_PATH | O_DIRECTORY);
	if (rc < 0)
		return rc;
	*fd = rc;
	*ret = (struct sysfs_node){ .dirfd = rc,
				    .captured = region->ctx->captured };
	strcpy(ret->path, attributes ? "dax_region" : "");
	return 0;
}

const struct array *dax_region_devices(struct daxctl_region *region)
{
	cleanup(close_p) int fd = -1;
	struct sysfs_node folder;
	int rc;

	if (region->devices_known)
		return &region->devices;
	region->devices_known = true;
	rc = region_open(region, false, &folder, &fd);
	if (rc == 0)
		rc = sysfs_list(&folder, add_sibling, region);
	if (rc < 0 && rc != -ENOENT) /* a region that is gone has none */
		ctx_scan_failed(region->ctx, rc, region->path);
	sort_devices(&region->devices);
	return &region->devices;
}

void dax_region_look_again(struct daxctl_region *region)
{
	for (size_t i = 0; i < region->devices.count; i++)
		dax_dev_set_gone(region->devices.at[i], true);
	region->devices_known = false;
}

static int region_read(struct daxctl_region *region, const char *attr,
		       uint64_t *ret)
{
	cleanup(close_p) int fd = -1;
	struct sysfs_node folder;
	int rc;

	rc = region_open(region, true, &folder, &fd);
	return rc < 0 ? rc : sysfs_read_u64(&folder, attr, ret);
}

int dax_region_read_text(struct daxctl_region *region, const char *attr,
			 char *buf, size_t size)
{
	cleanup(close_p) int fd = -1;
	struct sysfs_node folder;
	int rc;

	rc = region_open(region, true, &folder, &fd);
	return rc < 0 ? rc : sysfs_read_text(&folder, attr, buf, size);
}

int dax_region_write(struct daxctl_region *region, const char *attr,
		     const char *text)
{
	cleanup(close_p) int fd = -1;
	struct sysfs_node folder;
	int rc;

	rc = region_open(region, true, &folder, &fd);
	return rc < 0 ? rc : sysfs_write(&folder, attr, text);
}

/* The first at or after @index that has devices, or was named by its path. */
static struct daxctl_region *listed(const struct array *all, size_t index)
{
	for (; index < all->count; index++) {
		struct daxctl_region *region = all->at[index];

		if (region->named || device_there(dax_region_devices(region)))
			return region;
	}
	return NULL;
}

DAXCTL_EXPORT struct daxctl_region *
daxctl_region_get_first(struct daxctl_ctx *ctx)
{
	return listed(regions(ctx), 0);
}

DAXCTL_EXPORT struct daxctl_region *
daxctl_region_get_next(struct daxctl_region *region)
{
	const struct array *all = regions(region->ctx);

	return listed(all, region->index + 1);
}

/* Anew in each case: what is at this path may have been made anew as well. */
DAXCTL_EXPORT struct daxctl_region *
daxctl_new_region(struct daxctl_ctx *ctx, int id, uuid_t uuid, const char *path)
{
	cleanup(free_p) char *copy = NULL;
	struct dax_found found = { .region_id = id };
	struct daxctl_region *region;

	if (*path != '/')
		return NULL;
	region = find_region(ctx, ctx->dax_regions.count, path);
	if (!region) {
		found.parent = copy = strdup(path);
		if (!copy || region_new(ctx, &found, &region) < 0)
			return NULL;
		(void)take_ptr(copy);
		if (ctx->dax_known)
			put_in_order(&ctx->dax_regions);
	}
	region->named = true;
	memcpy(region->uuid, uuid, sizeof(region->uuid));
	dax_region_look_again(region);
	return region;
}

/* Regions live as long as their context, however often they are counted. */
DAXCTL_EXPORT void daxctl_region_ref(struct daxctl_region *region)
{
	(void)region;
}

DAXCTL_EXPORT void daxctl_region_unref(struct daxctl_region *region)
{
	(void)region;
}

DAXCTL_EXPORT void daxctl_region_get_uuid(struct daxctl_region *region,
					  uuid_t uu)
{
	memcpy(uu, region->uuid, sizeof(region->uuid));
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
