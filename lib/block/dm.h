/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dm.h - device-mapper by its own ioctls
 *
 * What a map of a partition needs of it is three calls: create, load, resume.
 * libdevmapper would do each with a fork of helpers, a semaphore and messages
 * on standard error.
 */
#ifndef LIB_BLOCK_DM_H
#define LIB_BLOCK_DM_H

#include <linux/dm-ioctl.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/ctx.h"
#include "util/util.h"

struct dm {
	int fd; /* owned */
	/* The kernel's, or a test's own. 0 or -errno. */
	int (*ioctl)(struct dm *dm, unsigned long request, void *arg);
};

#define DM_NONE ((struct dm){ .fd = -1 })

struct dm_status {
	unsigned int major, minor;
	unsigned int open_count;
	char name[DM_NAME_LEN], uuid[DM_UUID_LEN];
};

/* A line of a table, in sectors of 512 bytes; the texts are borrowed. */
struct dm_target {
	uint64_t start, length;
	const char *type, *params;
};

/*
 * Load the module if need be and shake hands. -EROFS: a captured tree;
 * -EOPNOTSUPP: no device-mapper here, or one of another age; -EACCES.
 */
int dm_open(const struct daxctl_ctx *ctx, struct dm *ret) must_check;
/* Shake hands with what @dm is already connected to. */
int dm_handshake(struct dm *dm) must_check;

/* cleanup() for it, DM_NONE too. */
void dm_close(const struct dm *dm);

/* A device without a table. -EBUSY: the name or the uuid is taken. */
int dm_create(struct dm *dm, const char *name, const char *uuid) must_check;

/* Its next table, which dm_resume() makes the one in force. */
int dm_load(struct dm *dm, const char *name, bool read_only,
	    const struct dm_target *target) must_check;

/*
 * @gone: its disk is, so that nothing can be flushed and no filesystem be
 * frozen. udev is told in a way that makes it look at the device.
 */
int dm_resume(struct dm *dm, const char *name, bool gone) must_check;

/* @deferred: when its last user ends, if it has one; else -EBUSY. */
int dm_remove(struct dm *dm, const char *name, bool deferred) must_check;

/* Call @each for every line of a device's table. -ENXIO: no such device. */
int dm_table(struct dm *dm, const char *name, struct dm_status *ret,
	     int (*each)(void *arg, const struct dm_target *target),
	     void *arg) must_check;

/* Call @each for every device, dm-@minor, until it returns other than 0. */
int dm_list(struct dm *dm,
	    int (*each)(void *arg, const char *name, unsigned int minor),
	    void *arg) must_check;

/*
 * What names and uuids may hold goes through; any other byte becomes \xNN, as
 * libdevmapper and udev's rules have it. -ENAMETOOLONG.
 */
int dm_mangle(const char *text, char *ret, size_t size) must_check;

/* "259:0 2048" of a linear target. */
bool dm_parse_linear(const char *params, unsigned int *major,
		     unsigned int *minor, uint64_t *start);

#endif
