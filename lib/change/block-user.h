/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * block-user.h - what is known of who keeps a memory block in use
 */
#ifndef LIB_CHANGE_BLOCK_USER_H
#define LIB_CHANGE_BLOCK_USER_H

#include "lib/ctx.h"

/*
 * To be asked right after the kernel has failed to take the block @number of
 * @size bytes out of use: what could be moved is gone by then. @kmsg: the log
 * since before, from kmsg_open(), or negative. @buf is "" if nothing is known.
 */
void block_users(const struct daxctl_ctx *ctx, unsigned int number,
		 uint64_t size, int kmsg, char *buf, size_t buf_size);

/* What the pages are that are left: "2 anonymous, 1 slab". 0 or -errno. */
int block_pages(const struct daxctl_ctx *ctx, uint64_t first, uint64_t count,
		char *buf, size_t size);

#endif
