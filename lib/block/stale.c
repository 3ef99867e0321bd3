/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * stale.c - links in /dev/block to partitions of the kernel's that are no more
 *
 * udev 262 leaves them where a partition comes again with another number before
 * it is told that the first one went, as by any "blockdev --rereadpt". They
 * lead to a name, and a name like pmem0p1 is a map's now: the map would seem to
 * have a number that isn't its own.
 */
#include <errno.h>
#include <linux/major.h>
#include <stdio.h>
#include <string.h>

#include "lib/block/block.h"

/* "../pmem0p1" */
static bool leads_to_partition(const struct daxctl_ctx *ctx, const char *link)
{
	char target[64], disk[40];
	unsigned int number;
	ssize_t len;

	len = readlinkat(ctx->root, link, target, sizeof(target) - 1);
	if (len < 0)
		return false;
	target[len] = '\0';
	return !strncmp(target, "../", 3) &&
	       block_split_name(target + 3, disk, &number);
}

static int drop(void *arg, const char *name)
{
	const struct daxctl_ctx *ctx = arg;
	unsigned int major, minor;
	char link[48], device[48];
	int end = 0;

	if (sscanf(name, "%9u:%9u%n", &major, &minor, &end) != 2 || name[end] ||
	    major != BLOCK_EXT_MAJOR)
		return 0;
	snprintf(link, sizeof(link), "dev/block/%u:%u", major, minor);
	snprintf(device, sizeof(device), "sys/dev/block/%u:%u", major, minor);
	/* A device is there before udev hears of it, and makes the link. */
	if (leads_to_partition(ctx, link) &&
	    faccessat(ctx->root, device, F_OK, 0) < 0 && errno == ENOENT)
		(void)!unlinkat(ctx->root, link, 0);
	return 0;
}

void block_drop_stale(struct daxctl_ctx *ctx)
{
	const struct sysfs_node links = { .dirfd = ctx->root,
					  .path = "dev/block" };

	if (ctx_has_udev(ctx))
		(void)!sysfs_list(&links, drop, ctx);
}
