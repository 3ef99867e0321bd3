/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * gone.h - wait until udev knows that a device is gone
 */
#ifndef LIB_GONE_H
#define LIB_GONE_H

#include "lib/ctx.h"

/*
 * Watch, take the device away, wait. -1: there is nothing to wait for. Owned by
 * the caller.
 */
int gone_watch(const struct daxctl_ctx *ctx) must_check;

/* @node: "pmem0", "dax0.1", as in /dev. @fd -1: return at once. */
void gone_wait(struct daxctl_ctx *ctx, int fd, const char *node);

/* Does a message of udev's tell it? */
bool gone_tells(const char *message, size_t len, const char *node);

#endif
