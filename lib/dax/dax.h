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

/* device.c */
/* Makes the one called @name in @folder, and gives it to an array. */
int dax_dev_new(struct daxctl_region *region, const struct sysfs_node *folder,
		const char *name, struct array *to) must_check;
unsigned int dax_dev_id(const void *dev);
const struct sysfs_node *dax_dev_node(const struct daxctl_dev *dev);
void dax_dev_free(void *dev);
/* The name of its driver; -ENOENT: it has none. */
int dax_dev_driver(struct daxctl_dev *dev, const char **ret) must_check;

/* memory.c */
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
