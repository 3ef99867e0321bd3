/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dax.h - what the dax bus's objects tell each other and the floors above
 */
#ifndef LIB_DAX_DAX_H
#define LIB_DAX_DAX_H

#include "lib/ctx.h"

/* region.c */
/* The region that the device "daxX.Y" is in, or NULL. */
struct daxctl_region *dax_region_of(struct daxctl_ctx *ctx, const char *device);
const struct array *dax_region_devices(struct daxctl_region *region);

/* Look again which devices there are; objects of others are marked as gone. */
void dax_region_look_again(struct daxctl_region *region);
/* Attributes below its dax_region/. */
int dax_region_read_text(struct daxctl_region *region, const char *attr,
			 char *buf, size_t size) must_check;
int dax_region_write(struct daxctl_region *region, const char *attr,
		     const char *text) must_check;

/* device.c */
/* Makes the one called @name in @folder, and gives it to an array. */
int dax_dev_new(struct daxctl_region *region, const struct sysfs_node *folder,
		const char *name, struct array *to) must_check;
unsigned int dax_dev_id(const void *dev);
const struct sysfs_node *dax_dev_node(const struct daxctl_dev *dev);
void dax_dev_free(void *dev);
/* The name of its driver; -ENOENT: it has none. For many devices. */
int dax_dev_driver(struct daxctl_dev *dev, const char **ret) must_check;
/* Is a driver bound now? 1, 0, -errno. */
int dax_dev_is_bound(const struct daxctl_dev *dev);
/* Is this one? */
bool dax_dev_is_bound_to(const struct daxctl_dev *dev, const char *driver);
/* Its object outlives it. */
void dax_dev_set_gone(struct daxctl_dev *dev, bool gone);
bool dax_dev_is_gone(const struct daxctl_dev *dev);

/* Not on the bus but in class/dax, where some drivers before 5.18 put it? */
bool dax_dev_is_of_class(const struct daxctl_dev *dev);

/* What the files below keep with a device. */
struct dax_extras {
	struct daxctl_memory *memory; /* NULL: nobody has asked */
	struct array mappings;	      /* owned */
	bool mappings_known;
};
struct dax_extras *dax_dev_extras(struct daxctl_dev *dev);
/* Its ranges have changed. */
void dax_dev_ranges_changed(struct daxctl_dev *dev);

/* numa.c */
/* Where a node stands in a list as "0-1,4"; -ENOENT, -EINVAL. */
int dax_node_index(const char *list, unsigned int node) must_check;

/* mapping.c */
void dax_mappings_free(struct array *mappings);

/* memory.c */
struct daxctl_memory_blocks;
void dax_memory_free(struct daxctl_memory *memory);
/* As daxctl_dev_read_memory_blocks(), whatever its driver. */
int dax_count_blocks(struct daxctl_dev *dev,
		     struct daxctl_memory_blocks *ret) must_check;
/* Is a block in use? 1, 0; -ENOENT: there is no such block; other -errno. */
int dax_block_is_online(const struct sysfs_node *block);
/* Is it in ZONE_MOVABLE? For a block that is in use. 1, 0, -errno. */
int dax_block_is_movable(const struct sysfs_node *block);
/*
 * Call @each for each memory block that lies in a range of the device, until
 * it returns other than 0. Attributes of the block are those of @block.
 */
int dax_each_block(struct daxctl_dev *dev,
		   int (*each)(void *arg, const struct sysfs_node *block),
		   void *arg) must_check;
/* Bytes of a block. */
int dax_block_size(struct daxctl_ctx *ctx, uint64_t *ret) must_check;

#endif
