/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * target.h - what a namespace shall be, down to the last value
 *
 * A wish leaves much open. Here it is made whole from what the region offers
 * and from what was there before, and checked against all that is known to be
 * refused later.
 */
#ifndef LIB_CHANGE_TARGET_H
#define LIB_CHANGE_TARGET_H

#include "lib/change/plan.h"

struct target {
	enum daxctl_nd_mode mode;
	enum daxctl_nd_map map;
	bool labelled;
	bool native;	      /* the kernel's own fsdax, without info block */
	bool has_sector_size; /* the namespace has one of its own */
	uint64_t size, align, sector_size;
	char uuid[37];	     /* of the label */
	char claim_uuid[37]; /* of the info block */
	char name[64];
};

/* What a wish is made whole with. */
struct target_from {
	struct daxctl_nd_region *region;
	struct daxctl_nd_namespace *ns; /* to be used */
	bool anew;			/* it is made anew: values are kept */
	bool labels_later;		/* the region will be given labels */
	uint64_t room;			/* the most that it can have */
};

/* What is wrong whatever the region. */
int want_check(struct daxctl_ctx *ctx,
	       const struct daxctl_nd_create *want) must_check;

int target_make(struct daxctl_plan *plan, const struct target_from *from,
		const struct daxctl_nd_create *want,
		struct target *ret) must_check;

/* The attribute of a region that names the device that a mode needs, or NULL.
 */
const char *mode_seed(enum daxctl_nd_mode mode);

/* "64M" where that is the whole truth, else the bytes. */
const char *size_words(uint64_t size, char buf[24]);

#endif
