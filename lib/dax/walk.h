/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * walk.h - the devices of the dax bus, before they have a region
 */
#ifndef LIB_DAX_WALK_H
#define LIB_DAX_WALK_H

#include "lib/ctx.h"

/* A device as the walk finds it, before it has a region. */
struct dax_found {
	unsigned int region_id, id;
	bool of_class;
	char *parent; /* owned, until a region takes it: "/sys/devices/…" */
	char name[];
};

struct dax_walk {
	struct daxctl_ctx *ctx;
	struct sysfs_node folders[2]; /* of all devices: on the bus, of class */
	bool of_class;		      /* it is in the second */
	struct array found;	      /* owned: struct dax_found */
};

void dax_found_free(void *found);

/* Add one device to walk->found, or with @name NULL all. 0 or -errno. */
int dax_find(struct dax_walk *walk, const char *name) must_check;

#endif
