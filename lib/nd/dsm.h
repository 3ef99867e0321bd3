/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dsm.h - the firmware commands of dimms, family by family
 *
 * Each vendor family of dimms has its own numbering and its own payloads. A
 * family is one file dsm-NAME.c with one struct dsm_family, listed in dsm.c;
 * what it can't do it leaves NULL.
 */
#ifndef LIB_ND_DSM_H
#define LIB_ND_DSM_H

#include <stdint.h>

#include "lib/ctx.h"
#include "lib/nd/ioctl.h"

struct dsm_family {
	unsigned int id; /* NVDIMM_FAMILY_* */
	const char *name;
	/* The functions that each question needs, one bit a function. */
	uint64_t health_needs, firmware_needs;
	/* @mask has a bit for each function that this dimm has. */
	int (*health)(struct nd_device *device, uint64_t mask,
		      struct daxctl_nd_health *ret);
	int (*firmware)(struct nd_device *device, uint64_t mask,
			struct daxctl_nd_firmware *ret);
};

extern const struct dsm_family dsm_intel;

/* NULL: not one of ours. */
const struct dsm_family *dsm_family_find(uint64_t id);

/*
 * Ask a dimm through its family. -EOPNOTSUPP: its family, or the dimm itself,
 * has no function for it. Else as nd_device_open() and the family say.
 */
int nd_dimm_health(struct daxctl_nd_dimm *dimm,
		   struct daxctl_nd_health *ret) must_check;
int nd_dimm_firmware(struct daxctl_nd_dimm *dimm,
		     struct daxctl_nd_firmware *ret) must_check;

#endif
