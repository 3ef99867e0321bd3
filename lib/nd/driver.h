/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * driver.h - bind devices of the nd bus to their drivers, and unbind them
 *
 * These see the kernel as it is now: nothing is taken from what a context has
 * read before.
 */
#ifndef LIB_ND_DRIVER_H
#define LIB_ND_DRIVER_H

#include "lib/ctx.h"
#include "util/util.h"

/* Is a driver bound to the device? 1, 0 or -errno. */
int nd_has_driver(const struct sysfs_node *node);

/*
 * Load the device's module if need be and bind its driver. When it returns the
 * kernel has probed whatever came up with it. 0 too if it was bound already;
 * -ENODEV: no driver takes it; else the driver's own error.
 */
int nd_bind(const struct daxctl_ctx *ctx,
	    const struct sysfs_node *node) must_check;

/*
 * The same for a namespace: when a btt, pfn or dax device comes up and claims
 * it, it's this that is bound.
 */
int nd_bind_namespace(const struct daxctl_ctx *ctx,
		      const struct sysfs_node *node) must_check;

/* 0 too if no driver was bound. */
int nd_unbind(const struct sysfs_node *node) must_check;

/* Wait until the bus has ended all probing that it does on its own. */
void nd_settle(const struct sysfs_node *node);

/* The last part of a node's path: "pfn0.1". */
const char *nd_node_name(const struct sysfs_node *node);

#endif
