/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * namespace.c - a piece of a region, and what it is used as
 *
 * A namespace is used raw, or a btt, pfn or dax device claims it and shows
 * what is left of it after its own metadata. Mode, size and uuid are then the
 * claiming device's.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/dax/dax.h"
#include "lib/nd/nd.h"

struct daxctl_nd_namespace {
	struct daxctl_nd_region *region; /* borrowed: the region owns us */
	unsigned int id;
	struct sysfs_node node;
	struct sysfs_node claim; /* valid unless claimed_by is NONE */
	enum daxctl_nd_claim claimed_by;
	bool claim_known;
	enum daxctl_nd_mode mode; /* of one that nothing claims */
	bool mode_known;
	struct nd_badblocks *badblocks; /* owned, NULL: not asked for yet */
};

int nd_namespace_new(struct daxctl_nd_region *region, const char *name,
		     struct array *to)
{
	cleanup(free_p) struct daxctl_nd_namespace *ns = NULL;
	unsigned int major, id;
	int rc;

	if (!parse_name_pair(name, "namespace", &major, &id))
		return -EINVAL;

	ns = malloc(sizeof(*ns));
	if (!ns)
		return -ENOMEM;
	ns->region = region;
	ns->id = id;
	ns->claimed_by = DAXCTL_ND_CLAIM_NONE;
	ns->claim_known = ns->mode_known = false;
	ns->badblocks = NULL;
	rc = sysfs_child(nd_region_node(region), name, &ns->node);
	if (rc == 0)
		rc = array_add(to, ns);
	if (rc == 0)
		(void)take_ptr(ns);
	return rc;
}

void nd_namespace_free(void *object)
{
	struct daxctl_nd_namespace *ns = object;

	if (ns->badblocks)
		nd_badblocks_free(ns->badblocks);
	free(ns->badblocks);
	free(ns);
}

unsigned int nd_namespace_id(const void *ns)
{
	return ((const struct daxctl_nd_namespace *)ns)->id;
}

const struct sysfs_node *nd_namespace_node(const struct daxctl_nd_namespace *ns)
{
	return &ns->node;
}

struct daxctl_ctx *nd_namespace_ctx(const struct daxctl_nd_namespace *ns)
{
	return nd_region_ctx(ns->region);
}

DAXCTL_EXPORT struct daxctl_nd_namespace *
daxctl_nd_namespace_get_first(struct daxctl_nd_region *region)
{
	const struct array *all = nd_region_namespaces(region);

	return all->count ? all->at[0] : NULL;
}

DAXCTL_EXPORT struct daxctl_nd_namespace *
daxctl_nd_namespace_get_next(struct daxctl_nd_namespace *ns)
{
	const struct array *all = nd_region_namespaces(ns->region);
	size_t low = 0, high = all->count;

	/* Sorted by number: the first one above ours. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (nd_namespace_id(all->at[middle]) <= ns->id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < all->count ? all->at[low] : NULL;
}

DAXCTL_EXPORT struct daxctl_nd_region *
daxctl_nd_namespace_get_region(struct daxctl_nd_namespace *ns)
{
	return ns->region;
}

DAXCTL_EXPORT unsigned int
daxctl_nd_namespace_get_id(struct daxctl_nd_namespace *ns)
{
	return ns->id;
}

DAXCTL_EXPORT const char *
daxctl_nd_namespace_get_devname(struct daxctl_nd_namespace *ns)
{
	return strrchr(ns->node.path, '/') + 1;
}

/* What the name in "holder" is; NONE for "" and what we don't know. */
static enum daxctl_nd_claim claim_of(const char *name)
{
	unsigned int major, minor;

	if (parse_name_pair(name, "btt", &major, &minor))
		return DAXCTL_ND_CLAIM_BTT;
	if (parse_name_pair(name, "pfn", &major, &minor))
		return DAXCTL_ND_CLAIM_PFN;
	if (parse_name_pair(name, "dax", &major, &minor))
		return DAXCTL_ND_CLAIM_DAX;
	return DAXCTL_ND_CLAIM_NONE;
}

static int read_claim(struct daxctl_nd_namespace *ns)
{
	enum daxctl_nd_claim claimed_by;
	char name[40];
	int rc;

	/* One that a driver has bound is used as it is: save the read. */
	rc = nd_is_bound(nd_namespace_ctx(ns), &ns->node);
	if (rc < 0)
		return rc;
	ns->claim_known = true;
	if (rc)
		return 0;
	/* Kernels without the attribute have nothing to tell. */
	rc = sysfs_read(&ns->node, "holder", name, sizeof(name));
	if (rc < 0 && rc != -ENOENT) {
		ns->claim_known = false;
		return rc;
	}
	claimed_by = rc < 0 ? DAXCTL_ND_CLAIM_NONE : claim_of(name);
	if (claimed_by != DAXCTL_ND_CLAIM_NONE) {
		rc = sysfs_child(nd_region_node(ns->region), name, &ns->claim);
		if (rc < 0)
			return rc;
	}
	ns->claimed_by = claimed_by;
	return 0;
}

DAXCTL_EXPORT int daxctl_nd_namespace_get_claim(struct daxctl_nd_namespace *ns,
						enum daxctl_nd_claim *ret)
{
	int rc = ns->claim_known ? 0 : read_claim(ns);

	if (rc == 0)
		*ret = ns->claimed_by;
	return rc;
}

const struct sysfs_node *nd_namespace_claim_node(struct daxctl_nd_namespace *ns)
{
	enum daxctl_nd_claim claim;

	if (daxctl_nd_namespace_get_claim(ns, &claim) < 0 ||
	    claim == DAXCTL_ND_CLAIM_NONE)
		return NULL;
	return &ns->claim;
}

DAXCTL_EXPORT const char *
daxctl_nd_namespace_get_claim_devname(struct daxctl_nd_namespace *ns)
{
	const struct sysfs_node *claim = nd_namespace_claim_node(ns);

	return claim ? strrchr(claim->path, '/') + 1 : NULL;
}

DAXCTL_EXPORT int daxctl_nd_namespace_is_active(struct daxctl_nd_namespace *ns)
{
	enum daxctl_nd_claim claim;
	int rc;

	rc = daxctl_nd_namespace_get_claim(ns, &claim);
	if (rc < 0)
		return rc;
	return nd_is_bound(nd_namespace_ctx(ns), claim == DAXCTL_ND_CLAIM_NONE
							 ? &ns->node
							 : &ns->claim);
}

DAXCTL_EXPORT int daxctl_nd_namespace_get_mode(struct daxctl_nd_namespace *ns,
					       enum daxctl_nd_mode *ret)
{
	static const enum daxctl_nd_mode of_claim[] = {
		[DAXCTL_ND_CLAIM_BTT] = DAXCTL_ND_MODE_SECTOR,
		[DAXCTL_ND_CLAIM_PFN] = DAXCTL_ND_MODE_FSDAX,
		[DAXCTL_ND_CLAIM_DAX] = DAXCTL_ND_MODE_DEVDAX,
	};
	enum daxctl_nd_claim claim;
	char text[16];
	int rc;

	rc = daxctl_nd_namespace_get_claim(ns, &claim);
	if (rc < 0)
		return rc;
	if (claim != DAXCTL_ND_CLAIM_NONE) {
		*ret = of_claim[claim];
		return 0;
	}
	/* "memory" here: a driver maps it as a whole, without a pfn device. */
	if (!ns->mode_known) {
		rc = sysfs_read_text(&ns->node, "mode", text, sizeof(text));
		if (rc == 0)
			rc = daxctl_nd_mode_parse(text, &ns->mode);
		if (rc < 0)
			return rc;
		ns->mode_known = true;
	}
	*ret = ns->mode;
	return 0;
}

DAXCTL_EXPORT int daxctl_nd_namespace_get_map(struct daxctl_nd_namespace *ns,
					      enum daxctl_nd_map *ret)
{
	enum daxctl_nd_claim claim;
	enum daxctl_nd_mode mode;
	char text[16];
	int rc;

	rc = daxctl_nd_namespace_get_claim(ns, &claim);
	if (rc < 0)
		return rc;
	if (claim == DAXCTL_ND_CLAIM_NONE) {
		rc = daxctl_nd_namespace_get_mode(ns, &mode);
		if (rc < 0)
			return rc;
		if (mode != DAXCTL_ND_MODE_FSDAX)
			return -ENOENT;
		*ret = DAXCTL_ND_MAP_MEM;
		return 0;
	}
	if (claim == DAXCTL_ND_CLAIM_BTT)
		return -ENOENT;
	rc = sysfs_read_text(&ns->claim, "mode", text, sizeof(text));
	if (rc < 0)
		return rc;
	if (!strcmp(text, "ram"))
		*ret = DAXCTL_ND_MAP_MEM;
	else if (!strcmp(text, "pmem"))
		*ret = DAXCTL_ND_MAP_DEV;
	else
		*ret = DAXCTL_ND_MAP_NONE;
	return 0;
}

/* The device whose attributes describe what the namespace shows. */
static int shown_by(struct daxctl_nd_namespace *ns,
		    const struct sysfs_node **ret)
{
	enum daxctl_nd_claim claim;
	int rc;

	rc = daxctl_nd_namespace_get_claim(ns, &claim);
	if (rc == 0)
		*ret = claim == DAXCTL_ND_CLAIM_NONE ? &ns->node : &ns->claim;
	return rc;
}

DAXCTL_EXPORT int daxctl_nd_namespace_get_size(struct daxctl_nd_namespace *ns,
					       uint64_t *ret)
{
	const struct sysfs_node *node = NULL;
	int rc;

	rc = shown_by(ns, &node);
	if (rc < 0)
		return rc;
	rc = sysfs_read_u64(node, "size", ret);
	return rc == -ENXIO ? -ENOENT : rc; /* its driver isn't bound */
}

DAXCTL_EXPORT int
daxctl_nd_namespace_get_raw_size(struct daxctl_nd_namespace *ns, uint64_t *ret)
{
	return sysfs_read_u64(&ns->node, "size", ret);
}

DAXCTL_EXPORT int
daxctl_nd_namespace_get_resource(struct daxctl_nd_namespace *ns, uint64_t *ret)
{
	const struct sysfs_node *node = &ns->node;
	enum daxctl_nd_claim claim;
	int rc;

	rc = daxctl_nd_namespace_get_claim(ns, &claim);
	if (rc < 0)
		return rc;
	/* A btt has no place: its sectors move about. */
	if (claim == DAXCTL_ND_CLAIM_PFN || claim == DAXCTL_ND_CLAIM_DAX)
		node = &ns->claim;
	rc = sysfs_read_u64(node, "resource", ret);
	return rc == -ENXIO ? -ENOENT : rc;
}

DAXCTL_EXPORT int daxctl_nd_namespace_get_uuid(struct daxctl_nd_namespace *ns,
					       char *buf)
{
	const struct sysfs_node *node = NULL;
	int rc;

	/*
	 * The info block has a uuid of its own: that of the label stays with
	 * the memory, this one with what was made on it.
	 */
	rc = shown_by(ns, &node);
	return rc < 0 ? rc : sysfs_read_text(node, "uuid", buf, 38);
}

DAXCTL_EXPORT int
daxctl_nd_namespace_get_raw_uuid(struct daxctl_nd_namespace *ns, char *buf)
{
	return sysfs_read_text(&ns->node, "uuid", buf, 38);
}

DAXCTL_EXPORT int
daxctl_nd_namespace_get_alt_name(struct daxctl_nd_namespace *ns, char *buf,
				 size_t size)
{
	return sysfs_read_text(&ns->node, "alt_name", buf, size);
}

DAXCTL_EXPORT int
daxctl_nd_namespace_get_sector_size(struct daxctl_nd_namespace *ns,
				    uint64_t *ret)
{
	const struct sysfs_node *node = &ns->node;
	enum daxctl_nd_claim claim;
	uint64_t selected = 0;
	int rc;

	rc = daxctl_nd_namespace_get_claim(ns, &claim);
	if (rc < 0)
		return rc;
	if (claim == DAXCTL_ND_CLAIM_BTT)
		node = &ns->claim;
	rc = nd_sector_size_selected(node, &selected);
	if (rc < 0 && rc != -ENOENT)
		return rc;
	/* Without a choice, or none made yet, disks have the usual size. */
	*ret = selected ? selected : ND_SECTOR_SIZE;
	return 0;
}

DAXCTL_EXPORT int daxctl_nd_namespace_get_align(struct daxctl_nd_namespace *ns,
						uint64_t *ret)
{
	enum daxctl_nd_claim claim;
	int rc;

	rc = daxctl_nd_namespace_get_claim(ns, &claim);
	if (rc < 0)
		return rc;
	if (claim != DAXCTL_ND_CLAIM_PFN && claim != DAXCTL_ND_CLAIM_DAX)
		return -ENOENT;
	return sysfs_read_u64(&ns->claim, "align", ret);
}

/* "X.Y" of namespaceX.Y, which its disk and dax device have as well */
static const char *number_of(struct daxctl_nd_namespace *ns)
{
	return daxctl_nd_namespace_get_devname(ns) + strlen("namespace");
}

/* As the kernel does. @blk: of a blk region, gone since kernel 5.18 */
static void disk_name(struct daxctl_nd_namespace *ns, bool blk, bool btt,
		      char *buf)
{
	char *end = stpcpy(buf, blk ? "ndblk" : "pmem");

	end = stpcpy(end, number_of(ns));
	if (!blk && !ns->id)
		end -= strlen(".0");
	strcpy(end, btt ? "s" : "");
}

/* Hand out a name that a device has if it is there: it is in @folder. */
static int name_if_there(struct daxctl_ctx *ctx, struct names *names,
			 const char *folder, const char *name, char *buf,
			 size_t size)
{
	struct sysfs_node node;
	int rc;

	rc = sysfs_child(&ctx->sys, folder, &node);
	if (rc == 0)
		rc = names ? names_in_folder(names, &node, name)
			   : sysfs_exists(&node, name);
	if (rc <= 0)
		return rc < 0 ? rc : -ENOENT;
	if (strlen(name) >= size)
		return -E2BIG;
	strcpy(buf, name);
	return 0;
}

DAXCTL_EXPORT int
daxctl_nd_namespace_get_blockdev(struct daxctl_nd_namespace *ns, char *buf,
				 size_t size)
{
	struct daxctl_ctx *ctx = nd_namespace_ctx(ns);
	enum daxctl_nd_claim claim;
	char name[SYSFS_PATH];
	int rc;

	rc = daxctl_nd_namespace_get_claim(ns, &claim);
	if (rc < 0)
		return rc;
	if (claim == DAXCTL_ND_CLAIM_DAX)
		return -ENOENT;
	disk_name(ns, false, claim == DAXCTL_ND_CLAIM_BTT, name);
	rc = name_if_there(ctx, &ctx->disks, "class/block", name, buf, size);
	if (rc != -ENOENT)
		return rc;
	disk_name(ns, true, claim == DAXCTL_ND_CLAIM_BTT, name);
	return name_if_there(ctx, &ctx->disks, "class/block", name, buf, size);
}

DAXCTL_EXPORT int
daxctl_nd_namespace_get_chardev(struct daxctl_nd_namespace *ns, char *buf,
				size_t size)
{
	struct daxctl_ctx *ctx = nd_namespace_ctx(ns);
	enum daxctl_nd_claim claim;
	char name[SYSFS_PATH];
	int rc;

	rc = daxctl_nd_namespace_get_claim(ns, &claim);
	if (rc < 0)
		return rc;
	if (claim != DAXCTL_ND_CLAIM_DAX)
		return -ENOENT;
	/* dax_pmem gives its device the namespace's number. */
	strcpy(stpcpy(name, "dax"), number_of(ns));
	rc = name_if_there(ctx, &ctx->dax_devices, "bus/dax/devices", name, buf,
			   size);
	if (rc != -ENOENT)
		return rc;
	return name_if_there(ctx, NULL, "class/dax", name, buf, size);
}

DAXCTL_EXPORT struct daxctl_region *
daxctl_nd_namespace_get_dax_region(struct daxctl_nd_namespace *ns)
{
	char name[SYSFS_PATH];

	if (daxctl_nd_namespace_get_chardev(ns, name, sizeof(name)) < 0)
		return NULL;
	return dax_region_of(nd_namespace_ctx(ns), name);
}

DAXCTL_EXPORT int
daxctl_nd_namespace_get_numa_node(struct daxctl_nd_namespace *ns, int *ret)
{
	return sysfs_read_int(&ns->node, "numa_node", ret);
}

DAXCTL_EXPORT int
daxctl_nd_namespace_get_target_node(struct daxctl_nd_namespace *ns, int *ret)
{
	return sysfs_read_int(&ns->node, "target_node", ret);
}

/* Who may not read where a namespace lies may read its disk's list. */
static int read_disk_badblocks(struct daxctl_nd_namespace *ns,
			       struct nd_badblocks *ret)
{
	char name[SYSFS_PATH], path[SYSFS_PATH + 16];
	enum daxctl_nd_claim claim;
	struct sysfs_node disk;
	int rc;

	rc = daxctl_nd_namespace_get_claim(ns, &claim);
	if (rc == 0)
		rc = claim == DAXCTL_ND_CLAIM_BTT
			     ? -ENOENT
			     : daxctl_nd_namespace_get_blockdev(ns, name,
								sizeof(name));
	if (rc < 0)
		return rc == -ENOENT ? -EACCES : rc;
	snprintf(path, sizeof(path), "class/block/%s", name);
	rc = sysfs_child(&nd_namespace_ctx(ns)->sys, path, &disk);
	return rc < 0 ? rc : nd_badblocks_read(&disk, ret);
}

/* The namespace's own list, cut out of its region's. */
static int read_badblocks(struct daxctl_nd_namespace *ns,
			  const struct nd_badblocks *all,
			  struct nd_badblocks *ret)
{
	uint64_t region_start, start, size;
	enum daxctl_nd_claim claim;
	int rc;

	rc = daxctl_nd_namespace_get_claim(ns, &claim);
	if (rc == 0 && claim == DAXCTL_ND_CLAIM_BTT)
		rc = daxctl_nd_namespace_get_raw_size(ns, &size);
	else if (rc == 0)
		rc = daxctl_nd_namespace_get_size(ns, &size);
	/* A seed is nowhere: it has nothing bad, and no start to read. */
	if (rc == 0 && !size)
		rc = -ENOENT;
	if (rc == 0)
		rc = daxctl_nd_region_get_resource(ns->region, &region_start);
	if (rc == 0)
		rc = daxctl_nd_namespace_get_resource(ns, &start);
	if (rc == -EACCES)
		return read_disk_badblocks(ns, ret);
	if (rc < 0)
		return rc;
	if (start < region_start)
		return -EINVAL;
	return nd_badblocks_clip(all, (start - region_start) / 512, size / 512,
				 ret);
}

DAXCTL_EXPORT int
daxctl_nd_namespace_get_badblock(struct daxctl_nd_namespace *ns,
				 unsigned int index,
				 struct daxctl_badblock *ret)
{
	const struct nd_badblocks *all;
	int rc;

	rc = nd_region_badblocks(ns->region, &all);
	if (rc < 0)
		return rc;
	/* The usual case costs no read of where the namespace lies. */
	if (!all->count)
		return -ENOENT;
	if (!ns->badblocks) {
		struct nd_badblocks *own = calloc(1, sizeof(*own));

		if (!own)
			return -ENOMEM;
		rc = read_badblocks(ns, all, own);
		if (rc < 0) {
			free(own);
			return rc;
		}
		ns->badblocks = own;
	}
	if (index >= ns->badblocks->count)
		return -ENOENT;
	*ret = ns->badblocks->at[index];
	return 0;
}

DAXCTL_EXPORT int daxctl_nd_namespace_is_idle(struct daxctl_nd_namespace *ns)
{
	enum daxctl_nd_region_type type;
	uint64_t size;
	char uuid[38];
	int rc;

	rc = daxctl_nd_region_get_type(ns->region, &type);
	if (rc < 0)
		return rc;
	if (type != DAXCTL_ND_REGION_PMEM)
		return 0;
	rc = daxctl_nd_namespace_get_raw_size(ns, &size);
	if (rc < 0)
		return rc;
	if (size)
		return 0;
	rc = daxctl_nd_namespace_get_raw_uuid(ns, uuid);
	if (rc == -ENOENT)
		return 1;
	return rc < 0 ? rc : !uuid[strspn(uuid, "0-")];
}
