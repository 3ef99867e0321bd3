/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hold.h - is a disk in use, and by whom?
 */
#ifndef LIB_CHANGE_HOLD_H
#define LIB_CHANGE_HOLD_H

#include <stddef.h>

#include "lib/ctx.h"

/*
 * Who uses a disk or one of its partitions: "mounted on /mnt", "a swap area",
 * "held by dm-0". @remedy says how to end that. 1 if anybody is found, 0,
 * -errno.
 */
int disk_user(const struct daxctl_ctx *ctx, const char *disk, char *who,
	      size_t who_size, char *remedy, size_t remedy_size);

#endif
