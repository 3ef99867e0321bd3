/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * kmsg.h - what the kernel says in its log while a change is made
 */
#ifndef LIB_CHANGE_KMSG_H
#define LIB_CHANGE_KMSG_H

#include <stddef.h>

#include "lib/ctx.h"

/* From now on. A descriptor; -errno where the log can't be read. */
int kmsg_open(const struct daxctl_ctx *ctx);

/*
 * The messages since then that name one of @objects ("namespace0.1", "pfn0.1"),
 * the last ones if they don't all fit, separated by "; ". "" when there are
 * none.
 */
void kmsg_about(int fd, const char *const *objects, size_t count, char *buf,
		size_t size);

/* Whether @text has @object as a word: "pfn0.1" isn't in "pfn0.12". */
bool kmsg_names(const char *text, const char *object);

#endif
