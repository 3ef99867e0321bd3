/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * region.c - a range of persistent memory that namespaces are cut from
 *
 * Sizes are read on each call: the kernel changes them whenever a namespace
 * comes or goes. Bad blocks and what the seeds offer are read once.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/nd/nd.h"

struct daxctl_nd_region {
	struct daxctl_nd_bus *bus; /* borrowed: the bus owns us */
	unsigned int id;
	struct sysfs_node node;
	struct array namespaces; /* owned */
	bool namespaces_known;
	struct nd_badblocks badblocks; /* owned */
	bool badblocks_known;
	/* by enum daxctl_nd_mode; owned, NULL: not asked for yet */
	struct nd_choices *choices[DAXCTL_ND_MODE_DEVDAX + 1];
};

void nd_region_free(void *object)
{
	struct daxctl_nd_region *region = object;

	array_free(&region->namespaces, nd_namespace_free);
	nd_badblocks_free(&region->badblocks);
	for (size_t i = 0; i < ARRAY_SIZE(region->choices); i++)
		free(region->choices[i]);
	free(region);
}

int nd_region_new(struct daxctl_nd_bus *bus, unsigned int id, struct array *to)
{
	cleanup(free_p) struct daxctl_nd_region *region = NULL;
	char name[24];
	int rc;

	region = calloc(1, sizeof(*region));
	if (!region)
		return -ENOMEM;
	region->bus = bus;
	region->id = id;
	snprintf(name, sizeof(name), "region%u", id);
	rc = sysfs_child(nd_bus_node(bus), name, &region->node);
	if (rc == 0)
		rc = array_add(to, region);
	if (rc == 0)
		(void)take_ptr(region);
	return rc;
}

unsigned int nd_region_id(const void *region)
{
	return ((const struct daxctl_nd_region *)region)->id;
}

const struct sysfs_node *nd_region_node(const struct daxctl_nd_region *region)
{
	return &region->node;
}

struct daxctl_ctx *nd_region_ctx(const struct daxctl_nd_region *region)
{
	return daxctl_nd_bus_get_ctx(region->bus);
}

/* One that was asked for by name may be there before the folder is read. */
static struct daxctl_nd_namespace *find(const struct daxctl_nd_region *region,
					unsigned int id)
{
	for (size_t i = 0; i < region->namespaces.count; i++)
		if (nd_namespace_id(region->namespaces.at[i]) == id)
			return region->namespaces.at[i];
	return NULL;
}

/* The namespaces that a walk finds, and those that were known before it. */
struct walk {
	struct daxctl_nd_region *region;
	struct array known;
};

static int add_namespace(void *arg, const char *name)
{
	struct walk *walk = arg;
	unsigned int major, id;

	if (!parse_name_pair(name, "namespace", &major, &id))
		return 0;
	for (size_t i = 0; i < walk->known.count; i++)
		if (nd_namespace_id(walk->known.at[i]) == id)
			return array_add(&walk->region->namespaces,
					 walk->known.at[i]);
	return nd_namespace_new(walk->region, name, &walk->region->namespaces);
}

const struct array *nd_region_namespaces(struct daxctl_nd_region *region)
{
	struct walk walk = { region, region->namespaces };
	int rc;

	if (region->namespaces_known)
		return &region->namespaces;
	/*
	 * Objects that were handed out by name must stay where they are: take
	 * them over into the whole list.
	 */
	region->namespaces_known = true;
	region->namespaces = (struct array){ 0 };
	rc = sysfs_list(&region->node, add_namespace, &walk);
	if (rc < 0)
		ctx_scan_failed(nd_region_ctx(region), rc, region->node.path);
	array_free(&walk.known, NULL);
	nd_sort(&region->namespaces, nd_namespace_id);
	return &region->namespaces;
}

DAXCTL_EXPORT struct daxctl_nd_namespace *
daxctl_nd_namespace_get_by_name(struct daxctl_ctx *ctx, const char *name)
{
	struct daxctl_nd_region *region;
	unsigned int region_id, id;
	char text[24];

	if (!parse_name_pair(name, "namespace", &region_id, &id))
		return NULL;
	snprintf(text, sizeof(text), "region%u", region_id);
	region = daxctl_nd_region_get_by_name(ctx, text);
	if (!region)
		return NULL;
	/* Don't read a folder of thousands for the sake of one. */
	if (!find(region, id) && !region->namespaces_known) {
		if (sysfs_exists(&region->node, name) <= 0 ||
		    nd_namespace_new(region, name, &region->namespaces) < 0)
			return NULL;
	}
	return find(region, id);
}

DAXCTL_EXPORT struct daxctl_nd_region *
daxctl_nd_region_get_first(struct daxctl_nd_bus *bus)
{
	const struct array *all = nd_bus_regions(bus);

	return all->count ? all->at[0] : NULL;
}

DAXCTL_EXPORT struct daxctl_nd_region *
daxctl_nd_region_get_next(struct daxctl_nd_region *region)
{
	const struct array *all = nd_bus_regions(region->bus);

	for (size_t i = 0; i + 1 < all->count; i++)
		if (all->at[i] == region)
			return all->at[i + 1];
	return NULL;
}

DAXCTL_EXPORT struct daxctl_nd_region *
daxctl_nd_region_get_by_name(struct daxctl_ctx *ctx, const char *name)
{
	struct daxctl_nd_bus *bus;
	struct daxctl_nd_region *region;

	daxctl_nd_bus_foreach(ctx, bus)
		daxctl_nd_region_foreach(bus, region)
			if (!strcmp(region->node.path, name))
				return region;
	return NULL;
}

DAXCTL_EXPORT struct daxctl_nd_bus *
daxctl_nd_region_get_bus(struct daxctl_nd_region *region)
{
	return region->bus;
}

DAXCTL_EXPORT unsigned int
daxctl_nd_region_get_id(struct daxctl_nd_region *region)
{
	return region->id;
}

DAXCTL_EXPORT const char *
daxctl_nd_region_get_devname(struct daxctl_nd_region *region)
{
	return region->node.path;
}

DAXCTL_EXPORT int daxctl_nd_region_is_enabled(struct daxctl_nd_region *region)
{
	return nd_is_bound(nd_region_ctx(region), &region->node);
}

DAXCTL_EXPORT int daxctl_nd_region_get_type(struct daxctl_nd_region *region,
					    enum daxctl_nd_region_type *ret)
{
	uint64_t type;
	int rc;

	rc = sysfs_read_u64(&region->node, "nstype", &type);
	if (rc < 0)
		return rc;
	/* The kernel's 1 to 3 are devices of other kinds. */
	if (type < DAXCTL_ND_REGION_IO || type > DAXCTL_ND_REGION_BLK)
		return -EINVAL;
	*ret = type;
	return 0;
}

DAXCTL_EXPORT int daxctl_nd_region_get_size(struct daxctl_nd_region *region,
					    uint64_t *ret)
{
	return sysfs_read_u64(&region->node, "size", ret);
}

DAXCTL_EXPORT int daxctl_nd_region_get_align(struct daxctl_nd_region *region,
					     uint64_t *ret)
{
	return sysfs_read_u64(&region->node, "align", ret);
}

DAXCTL_EXPORT int
daxctl_nd_region_get_available_size(struct daxctl_nd_region *region,
				    uint64_t *ret)
{
	return sysfs_read_u64(&region->node, "available_size", ret);
}

DAXCTL_EXPORT int
daxctl_nd_region_get_max_available_extent(struct daxctl_nd_region *region,
					  uint64_t *ret)
{
	return sysfs_read_u64(&region->node, "max_available_extent", ret);
}

DAXCTL_EXPORT int daxctl_nd_region_get_resource(struct daxctl_nd_region *region,
						uint64_t *ret)
{
	return sysfs_read_u64(&region->node, "resource", ret);
}

DAXCTL_EXPORT int
daxctl_nd_region_get_read_only(struct daxctl_nd_region *region, bool *ret)
{
	return sysfs_read_bool(&region->node, "read_only", ret);
}

DAXCTL_EXPORT int
daxctl_nd_region_get_numa_node(struct daxctl_nd_region *region, int *ret)
{
	return sysfs_read_int(&region->node, "numa_node", ret);
}

DAXCTL_EXPORT int
daxctl_nd_region_get_target_node(struct daxctl_nd_region *region, int *ret)
{
	return sysfs_read_int(&region->node, "target_node", ret);
}

DAXCTL_EXPORT int daxctl_nd_region_get_iset_id(struct daxctl_nd_region *region,
					       uint64_t *ret)
{
	enum daxctl_nd_region_type type;
	int rc;

	rc = daxctl_nd_region_get_type(region, &type);
	if (rc < 0)
		return rc;
	/* Without labels the attribute is there, but identifies nothing. */
	if (type != DAXCTL_ND_REGION_PMEM)
		return -ENOENT;
	return sysfs_read_u64(&region->node, "set_cookie", ret);
}

DAXCTL_EXPORT int
daxctl_nd_region_get_persistence_domain(struct daxctl_nd_region *region,
					char *buf, size_t size)
{
	return sysfs_read_text(&region->node, "persistence_domain", buf, size);
}

DAXCTL_EXPORT int daxctl_nd_region_get_mapping(struct daxctl_nd_region *region,
					       unsigned int index,
					       struct daxctl_nd_mapping *ret)
{
	struct daxctl_nd_mapping mapping = { .position = -1 };
	char attr[24], text[96], *state, *word;
	uint64_t position;
	int rc;

	snprintf(attr, sizeof(attr), "mapping%u", index);
	rc = sysfs_read_text(&region->node, attr, text, sizeof(text));
	if (rc < 0)
		return rc;
	/* "nmem1,0,1073741824,0": the position since 4.12 */
	word = strtok_r(text, ",", &state);
	if (!word || strlen(word) >= sizeof(mapping.dimm))
		return -EINVAL;
	strcpy(mapping.dimm, word);
	word = strtok_r(NULL, ",", &state);
	if (!word || parse_u64(word, 10, &mapping.offset) < 0)
		return -EINVAL;
	word = strtok_r(NULL, ",", &state);
	if (!word || parse_u64(word, 10, &mapping.length) < 0)
		return -EINVAL;
	word = strtok_r(NULL, ",", &state);
	if (word && parse_u64(word, 10, &position) == 0)
		mapping.position = position;
	*ret = mapping;
	return 0;
}

DAXCTL_EXPORT int daxctl_nd_region_get_choice(struct daxctl_nd_region *region,
					      enum daxctl_nd_mode mode,
					      unsigned int index, uint64_t *ret)
{
	struct nd_choices **choices;
	int rc;

	if (mode == DAXCTL_ND_MODE_RAW || mode > DAXCTL_ND_MODE_DEVDAX)
		return -ENOENT;
	/* Seeds of one kind are alike, whichever is next: read one once. */
	choices = &region->choices[mode];
	if (!*choices) {
		*choices = calloc(1, sizeof(**choices));
		if (!*choices)
			return -ENOMEM;
		rc = nd_choices_read(&region->node, mode, *choices);
		if (rc < 0) {
			free(take_ptr(*choices));
			return rc;
		}
	}
	if (index >= (*choices)->count)
		return -ENOENT;
	*ret = (*choices)->at[index];
	return 0;
}

int nd_region_badblocks(struct daxctl_nd_region *region,
			const struct nd_badblocks **ret)
{
	int rc;

	/* Asked for by each namespace; the list is the same for all. */
	if (!region->badblocks_known) {
		rc = nd_badblocks_read(&region->node, &region->badblocks);
		if (rc < 0)
			return rc;
		region->badblocks_known = true;
	}
	*ret = &region->badblocks;
	return 0;
}

DAXCTL_EXPORT int daxctl_nd_region_get_badblock(struct daxctl_nd_region *region,
						unsigned int index,
						struct daxctl_badblock *ret)
{
	const struct nd_badblocks *bad;
	int rc;

	rc = nd_region_badblocks(region, &bad);
	if (rc < 0)
		return rc;
	if (index >= bad->count)
		return -ENOENT;
	*ret = bad->at[index];
	return 0;
}

DAXCTL_EXPORT int
daxctl_nd_region_badblocks_incomplete(struct daxctl_nd_region *region)
{
	const struct nd_badblocks *bad;
	int rc;

	rc = nd_region_badblocks(region, &bad);
	return rc < 0 ? rc : bad->incomplete;
}
