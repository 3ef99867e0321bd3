/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * block.h - what stands on a pmem disk: what the files of this room and the
 * floors above tell each other
 */
#ifndef LIB_BLOCK_BLOCK_H
#define LIB_BLOCK_BLOCK_H

#include "lib/block/dm.h"
#include "lib/ctx.h"
#include "lib/libdaxctl-block.h"

/* A device-mapper device that has something to do with a disk. */
struct block_map {
	char dm[24];	    /* "dm-3"; "": of a lost one, none is known */
	unsigned int minor; /* its 3 */
	char name[128];	    /* of device-mapper */
	char uuid[129];
	unsigned int number; /* of the partition by our uuid; 0: not ours */
	bool lost;	     /* the disk below it isn't this one, nor any */
	bool elsewhere;	     /* only its name is of this disk; never ours */
	bool known;	     /* its table could be read */
	bool one_linear;     /* a table of one linear line */
	/* The partition that it stands on; 0: the disk itself. */
	unsigned int over;
	uint64_t start, size; /* bytes of the disk that it covers, gaps too */
	unsigned int open_count;
};

struct block_maps {
	struct block_map *at; /* owned */
	size_t count;
};

/* names.c */
/* "pmem0", "pmem1.2", "pmem1.2s" */
bool block_is_disk_name(const char *name);
/* "pmem0p3" to "pmem0" and 3. */
bool block_split_name(const char *name, char disk[40], unsigned int *number);
/* "part3-DAXCTL-…" to 3; 0: it isn't a map of ours. */
unsigned int block_uuid_number(const char *uuid);

/* maps.c: all maps on a disk and on its kernel partitions, by number */
int block_maps_find(struct daxctl_ctx *ctx, struct dm *dm, const char *disk,
		    struct block_maps *ret) must_check;
void block_maps_free(struct block_maps *maps);

/* disk.c */
/* "pmem0", "dm-1", or "pmem0/pmem0p1" as the kernel's partition below a disk. */
int block_node(const struct daxctl_ctx *ctx, const char *name,
	       struct sysfs_node *ret) must_check;
const struct block_maps *block_disk_maps(const struct daxctl_disk *disk);
struct daxctl_ctx *block_disk_ctx(const struct daxctl_disk *disk);
const struct sysfs_node *block_disk_node(const struct daxctl_disk *disk);
bool block_disk_is_read_only(const struct daxctl_disk *disk);
/* "259:0" of the disk (@number 0), or of a kernel partition; -ENOENT. */
int block_disk_devno(const struct daxctl_disk *disk, unsigned int number,
		     char *buf, size_t size) must_check;
/* The disk for reading, and that it is the one of that name. */
int block_disk_open_fd(struct daxctl_ctx *ctx, const char *name) must_check;

static inline void block_disk_free_p(struct daxctl_disk **disk)
{
	daxctl_disk_free(*disk);
}

/* partition.c */
struct block_table;
/* What the table, the kernel and the maps know, by number; owned by caller. */
int block_partitions(struct daxctl_ctx *ctx, const char *disk,
		     const struct block_table *table,
		     const struct block_maps *maps,
		     struct daxctl_partition **ret,
		     size_t *ret_count) must_check;

/* stale.c: links in /dev/block to the kernel's partitions that are no more */
void block_drop_stale(struct daxctl_ctx *ctx);

#endif
