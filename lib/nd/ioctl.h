/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ioctl.h - talk to a bus or a dimm through its device node
 *
 * Two things can go wrong with a command, and they are kept apart: the kernel
 * may refuse to carry it (-errno), or the firmware that got it answers with a
 * status of its own.
 */
#ifndef LIB_ND_IOCTL_H
#define LIB_ND_IOCTL_H

#include <stdint.h>

#include "lib/ctx.h"
#include "util/util.h"

struct nd_device {
	int fd;		 /* owned */
	uint32_t status; /* what the firmware answered last, 0 is good */
	/* The kernel's, or a test's own firmware. 0 or -errno. */
	int (*ioctl)(struct nd_device *device, unsigned long request,
		     void *arg);
};

#define ND_DEVICE_NONE ((struct nd_device){ .fd = -1 })

/*
 * Open /dev/@name for the object @node, whose attribute "dev" must name the
 * very same device. It is opened for writing even to read: the kernel takes the
 * question for the size of a label area for a command that changes something.
 * -EROFS: a captured tree. -ENODEV: the node is another device's.
 * -EACCES, -ENOENT.
 */
int nd_device_open(const struct daxctl_ctx *ctx, const struct sysfs_node *node,
		   const char *name, struct nd_device *ret) must_check;

/* The same for a dimm. */
int nd_dimm_open_node(struct daxctl_nd_dimm *dimm,
		      struct nd_device *ret) must_check;

/* cleanup() for a device, ND_DEVICE_NONE too. */
void nd_device_close(const struct nd_device *device);

/* A function of a family of firmware commands. */
struct nd_call {
	unsigned int family;
	unsigned int function;
	const void *in;
	uint32_t in_len;
	void *out; /* zero where the firmware answers less */
	uint32_t out_len;
};

/*
 * Where a family puts its status is its own matter: it is part of @out, and
 * @status of the device isn't touched.
 */
int nd_call(struct nd_device *device, const struct nd_call *call) must_check;

#endif
