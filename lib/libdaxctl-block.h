/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdaxctl-block.h - partitions of pmem disks
 *
 * Part of <daxctl/libdaxctl.h>, which tells the conventions.
 */
#ifndef _LIBDAXCTL_BLOCK_H_
#define _LIBDAXCTL_BLOCK_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct daxctl_ctx;
struct daxctl_disk;
struct daxctl_plan;

/*
 * A partition of a pmem disk is known from up to three places: the table on the
 * disk, the kernel's own partition (pmem0p1), and a map, a device-mapper device
 * of our making called pmem0p1 too. The kernel's partitions of a disk share one
 * dax device, so only one XFS can use it, and none with reflink; each map
 * has its own.
 *
 * A map has the uuid "part<N>-DAXCTL-<id>", the id being the namespace's uuid
 * or, where it has none, the table's. Maps stand on the disk itself, and then
 * nothing else can use the disk's kernel partitions; or, all of them, on kernel
 * partitions ("over"), where the kernel refuses DAX for those whose start or
 * size is no multiple of the page size. On the disk itself it would let them
 * use DAX and write to wrong places, so that they are never mapped there.
 */

/** Why a partition can't be mapped, wherever it is to stand. */
enum daxctl_partition_fault {
	DAXCTL_PARTITION_GOOD,
	DAXCTL_PARTITION_CONTAINER, /* others are in it: extended, BSD slice */
	DAXCTL_PARTITION_NESTED,    /* in one that isn't an extended one */
	DAXCTL_PARTITION_EMPTY,
	DAXCTL_PARTITION_OUTSIDE,  /* not all of it is on the disk */
	DAXCTL_PARTITION_OVERLAPS, /* with partition number @other */
	DAXCTL_PARTITION_NUMBER,   /* of none, or more than 255 */
	DAXCTL_PARTITION_UNLISTED, /* not in the table, or there is none */
};

/** How the map of a partition is. */
enum daxctl_map_state {
	DAXCTL_MAP_NONE,
	DAXCTL_MAP_CURRENT,  /* as the table says */
	DAXCTL_MAP_OUTDATED, /* of another place or size */
	DAXCTL_MAP_FOREIGN,  /* has our name, but isn't of our making */
	DAXCTL_MAP_LOST,     /* its disk is gone, or another by now */
};

/** struct daxctl_partition - one partition, as it was when the disk was read */
struct daxctl_partition {
	unsigned int number;
	uint64_t start, size; /* bytes, from the start of the disk */
	enum daxctl_partition_fault fault;
	unsigned int other; /* see OVERLAPS */
	char type[40];	    /* GUID, or 0x83; "": none is known */
	char name[112];	    /* GPT: what it was called; "": nothing */
	char uuid[40];	    /* "": none */
	char device[48];    /* "pmem0p1", be it there or not */
	bool in_kernel;	    /* the kernel has made it */
	char map[24];	    /* "dm-0"; "": none */
	enum daxctl_map_state map_state;
	bool map_over; /* it stands on the kernel's partition */
};

/**
 * daxctl_disk_list() - name all pmem disks
 * @ctx: the context
 * @each: is called for each name ("pmem0", "pmem1.1s"), until it returns other
 *        than 0
 * @arg: its first argument
 *
 * Return: 0, what @each returned, or -errno.
 */
int daxctl_disk_list(struct daxctl_ctx *ctx,
		     int (*each)(void *arg, const char *name), void *arg);

/**
 * daxctl_disk_open() - read a disk, its partition table and its maps
 * @ctx: the context
 * @name: "pmem0"
 * @ret: the disk; free it with daxctl_disk_free()
 *
 * Tables are read by libblkid: GPT, also from its backup, MBR with logical
 * partitions, and what else it knows. A table that is missing or can't be read
 * is no failure here, see daxctl_disk_get_table_error(). Who isn't root sees
 * maps, but not what they map.
 *
 * In a captured tree dev/NAME may be an image of the disk.
 *
 * Return: 0; -ENODEV: there is no such disk; -EINVAL: no name of a pmem disk.
 */
int daxctl_disk_open(struct daxctl_ctx *ctx, const char *name,
		     struct daxctl_disk **ret);

/** daxctl_disk_free() - free a disk and its partitions; NULL is fine. */
void daxctl_disk_free(struct daxctl_disk *disk);

/** daxctl_disk_get_devname() - Return: "pmem0". */
const char *daxctl_disk_get_devname(const struct daxctl_disk *disk);

/** daxctl_disk_get_size() - Return: bytes. */
uint64_t daxctl_disk_get_size(const struct daxctl_disk *disk);

/** daxctl_disk_get_sector_size() - Return: of its logical blocks, bytes. */
unsigned int daxctl_disk_get_sector_size(const struct daxctl_disk *disk);

/** daxctl_disk_has_dax() - Return: whether programs can map its memory. */
bool daxctl_disk_has_dax(const struct daxctl_disk *disk);

/** daxctl_disk_makes_partitions() - Return: whether the kernel makes some. */
bool daxctl_disk_makes_partitions(const struct daxctl_disk *disk);

/** daxctl_disk_get_id() - Return: what our maps' uuids name it by. */
const char *daxctl_disk_get_id(const struct daxctl_disk *disk);

/** daxctl_disk_get_table() - Return: "gpt", "dos", …; NULL: none was read. */
const char *daxctl_disk_get_table(const struct daxctl_disk *disk);

/** daxctl_disk_get_table_id() - Return: its GUID or number; NULL: none. */
const char *daxctl_disk_get_table_id(const struct daxctl_disk *disk);

/** daxctl_disk_is_backup() - Return: whether the GPT at the end was read,
 * because the one at the start is damaged. */
bool daxctl_disk_is_backup(const struct daxctl_disk *disk);

/**
 * daxctl_disk_get_table_error() - why there is no table
 *
 * Return: 0; -ENOENT: none is on the disk; -ELIBACC: libblkid isn't here;
 * -EACCES, -EIO, …: it can't be read.
 */
int daxctl_disk_get_table_error(const struct daxctl_disk *disk);

/**
 * daxctl_disk_get_partition() - partition at @index, in order of numbers
 *
 * Return: it, valid as long as the disk; NULL past the last.
 */
const struct daxctl_partition *
daxctl_disk_get_partition(const struct daxctl_disk *disk, unsigned int index);

/**
 * daxctl_disk_split_name() - what disk and partition a name means
 * @name: like pmem0, pmem1.2s or pmem0p12
 * @disk: receives the disk
 * @number: receives the number of the partition; 0: the disk itself
 *
 * Return: whether it is such a name; if not, both are untouched.
 */
bool daxctl_disk_split_name(const char *name, char disk[40],
			    unsigned int *number);

/**
 * daxctl_partition_align() - what of a partition is aligned
 * @part: the partition
 * @align: a power of two
 * @start: the first multiple of @align in it, bytes from the start of the disk
 * @size: how many bytes from there on are a multiple
 *
 * Return: whether that is all of it.
 */
bool daxctl_partition_align(const struct daxctl_partition *part, uint64_t align,
			    uint64_t *start, uint64_t *size);

/**
 * daxctl_disk_check_dax() - can a filesystem on a partition use DAX?
 * @disk: the disk
 * @part: one of its partitions
 * @why: why not; or, if only some can, which: "" if there is nothing to say
 * @size: of @why
 *
 * Return: whether it can, the way it is there now.
 */
bool daxctl_disk_check_dax(const struct daxctl_disk *disk,
			   const struct daxctl_partition *part, char *why,
			   size_t size);

/**
 * daxctl_disk_check_map() - could a partition be mapped?
 * @disk: the disk
 * @part: one of its partitions
 * @over: over the kernel's partitions, not on the disk itself
 *
 * Return: 0; -EINVAL: not this partition; -EBUSY: it is in use as something
 * else, or another program's map has its name; -EOPNOTSUPP: the kernel makes no
 * partitions here. daxctl_get_error() tells.
 */
int daxctl_disk_check_map(struct daxctl_disk *disk,
			  const struct daxctl_partition *part, bool over);

/**
 * daxctl_block_get_user() - who uses a disk, partition or map?
 * @ctx: the context
 * @name: "pmem0p1", "dm-0"
 * @buf: "mounted on /mnt", "a swap area", "held by dm-0"
 * @size: of @buf
 *
 * Mounts of other mount namespaces are not seen.
 *
 * Return: 0; -ENOENT: nobody that can be found.
 */
int daxctl_block_get_user(struct daxctl_ctx *ctx, const char *name, char *buf,
			  size_t size);

/** struct daxctl_map_want - what daxctl_disk_plan_map() shall do */
struct daxctl_map_want {
	unsigned int number; /* only this partition; 0: all */
	bool over;	     /* over the kernel's partitions, see above */
};

/**
 * daxctl_disk_plan_map() - plan to map the partitions of a disk
 * @ctx: the context
 * @name: the disk, "pmem0"
 * @want: which, and how
 * @flags: DAXCTL_PLAN_*
 * @ret: the plan; free it with daxctl_plan_free()
 *
 * Maps become what the table says: new ones are made, those of another place
 * or size changed, those whose partition isn't there any more removed. What is
 * right already isn't touched, and one in use is only ever made larger: notes
 * tell which ones stay. Without a table all maps go. Partitions that can't be
 * mapped are left out; daxctl_disk_check_map() tells why.
 *
 * Return: 0; -EBUSY: a kernel partition is in use; -ENODEV, -EAGAIN, …; what
 * the table can't be read for, see daxctl_disk_get_table_error().
 */
int daxctl_disk_plan_map(struct daxctl_ctx *ctx, const char *name,
			 const struct daxctl_map_want *want, unsigned int flags,
			 struct daxctl_plan **ret);

/**
 * daxctl_disk_plan_unmap() - plan to remove the maps of a disk
 * @ctx: the context
 * @name: the disk, "pmem0"
 * @want: which; with @over the kernel makes its partitions again
 * @flags: DAXCTL_PLAN_*
 * @ret: the plan; free it with daxctl_plan_free()
 *
 * Only maps of our making. The disk may be gone: then a map in use loses its
 * table, so that its users get errors, and is removed when the last of them
 * ends.
 *
 * Return: 0; -EBUSY: a map is in use; -ENODEV: neither disk nor map; …
 */
int daxctl_disk_plan_unmap(struct daxctl_ctx *ctx, const char *name,
			   const struct daxctl_map_want *want,
			   unsigned int flags, struct daxctl_plan **ret);

/**
 * daxctl_plan_get_disk() - the disk that a plan about partitions is made from
 * @plan: from daxctl_disk_plan_map() or daxctl_disk_plan_unmap()
 *
 * Return: the disk as it was then, the plan's own: it ends with the plan; NULL:
 * it was gone, or the plan is about something else.
 */
struct daxctl_disk *daxctl_plan_get_disk(const struct daxctl_plan *plan);

/**
 * daxctl_plan_count_maps() - what a plan about partitions does
 * @plan: from daxctl_disk_plan_map() or daxctl_disk_plan_unmap()
 * @made: how many partitions get a map, or another one
 * @removed: how many lose theirs
 */
void daxctl_plan_count_maps(const struct daxctl_plan *plan, unsigned int *made,
			    unsigned int *removed);

/**
 * daxctl_disk_wait() - wait until udev is done with the maps of a disk
 * @ctx: the context
 * @name: the disk
 * @timeout: in ms
 *
 * One wait for all of them: until udev has no events left, and /dev/mapper has
 * just the links of the maps there are. Never call it from a rule of udev.
 *
 * Return: 0, at once where no udev runs; -ETIMEDOUT.
 */
int daxctl_disk_wait(struct daxctl_ctx *ctx, const char *name,
		     unsigned int timeout);

/**
 * daxctl_disk_watch() - be told when a disk may have another table
 * @ctx: the context
 * @name: the disk
 * @changed: called at the start, and each time after somebody has closed the
 *	disk who could write to it; the watch ends when it returns other than 0
 * @arg: for @changed
 *
 * What happens while @changed runs leads to another call, once for all of it.
 * It doesn't return before the disk is gone.
 *
 * Return: 0 when the disk is gone; what @changed returned; -ENOENT if there is
 * no such disk, or another -errno, with the context's error set.
 */
int daxctl_disk_watch(struct daxctl_ctx *ctx, const char *name,
		      int (*changed)(void *arg), void *arg);

#ifdef __cplusplus
}
#endif

#endif
