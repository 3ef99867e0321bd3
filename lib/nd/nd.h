/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * nd.h - what libnvdimm's objects tell each other and the floors above
 *
 * The structs are private to their files. What is here is grouped by file.
 */
#ifndef LIB_ND_ND_H
#define LIB_ND_ND_H

#include "lib/ctx.h"

/* bus.c */
void nd_bus_free(void *bus);
const struct sysfs_node *nd_bus_node(const struct daxctl_nd_bus *bus);
/* All regions and dimms, in order of their numbers; read when first asked. */
const struct array *nd_bus_regions(struct daxctl_nd_bus *bus);
const struct array *nd_bus_dimms(struct daxctl_nd_bus *bus);
/* The driver of an object of any kind: name, or -ENOENT. */
int nd_driver(struct daxctl_ctx *ctx, const struct sysfs_node *node,
	      const char **ret) must_check;
/* As a truth value: 1, 0 or -errno. */
int nd_is_bound(struct daxctl_ctx *ctx, const struct sysfs_node *node);

/* dimm.c */
/* Makes one and adds it to an array that owns it from then on. */
int nd_dimm_new(struct daxctl_nd_bus *bus, unsigned int id,
		struct array *to) must_check;
unsigned int nd_dimm_id(const void *dimm);
const struct sysfs_node *nd_dimm_node(const struct daxctl_nd_dimm *dimm);
struct daxctl_ctx *nd_dimm_ctx(const struct daxctl_nd_dimm *dimm);
void nd_dimm_free(void *dimm);
/* firmware/activate of a dimm, or of a bus. */
int nd_fw_state(const struct sysfs_node *node,
		enum daxctl_nd_fw_state *ret) must_check;

/* region.c */
int nd_region_new(struct daxctl_nd_bus *bus, unsigned int id,
		  struct array *to) must_check;
unsigned int nd_region_id(const void *region);
const struct sysfs_node *nd_region_node(const struct daxctl_nd_region *region);
struct daxctl_ctx *nd_region_ctx(const struct daxctl_nd_region *region);
const struct array *nd_region_namespaces(struct daxctl_nd_region *region);
void nd_region_free(void *region);

/* choice.c: what the seeds of a region offer */
struct nd_choices {
	unsigned int count;
	uint64_t at[16];
	bool known;
};
int nd_choices_read(const struct sysfs_node *region, enum daxctl_nd_mode mode,
		    struct nd_choices *ret) must_check;
/* The numbers of a list such as "512 [4096] "; @selected 0 if none is. */
int nd_choices_parse(const char *text, struct nd_choices *ret,
		     uint64_t *selected) must_check;
/* The sector size that is selected in @node; 0: of those offered, none. */
int nd_sector_size_selected(const struct sysfs_node *node,
			    uint64_t *ret) must_check;
/* Of a namespace for which none is selected. */
#define ND_SECTOR_SIZE 512

/* badblocks.c: a sorted list of bad ranges */
struct nd_badblocks {
	struct daxctl_badblock *at; /* owned */
	size_t count;
	bool incomplete;
};
int nd_badblocks_parse(const char *text, size_t len,
		       struct nd_badblocks *ret) must_check;
int nd_badblocks_read(const struct sysfs_node *node,
		      struct nd_badblocks *ret) must_check;
/* The part of @from in [start, start + length), in sectors from @start. */
int nd_badblocks_clip(const struct nd_badblocks *from, uint64_t start,
		      uint64_t length, struct nd_badblocks *ret) must_check;
void nd_badblocks_free(struct nd_badblocks *badblocks);
/* The region's, read once. */
int nd_region_badblocks(struct daxctl_nd_region *region,
			const struct nd_badblocks **ret) must_check;

/* namespace.c */
int nd_namespace_new(struct daxctl_nd_region *region, const char *name,
		     struct array *to) must_check;
unsigned int nd_namespace_id(const void *ns);
const struct sysfs_node *
nd_namespace_node(const struct daxctl_nd_namespace *ns);
struct daxctl_ctx *nd_namespace_ctx(const struct daxctl_nd_namespace *ns);
/* The node of the btt, pfn or dax device that claims it; NULL if none. */
const struct sysfs_node *
nd_namespace_claim_node(struct daxctl_nd_namespace *ns);
void nd_namespace_free(void *ns);

/* Sort an array of objects by number. */
void nd_sort(struct array *array, unsigned int (*id)(const void *object));

#endif
