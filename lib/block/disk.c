/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * disk.c - a pmem disk and what stands on it
 *
 * All is read when the disk is opened, and stays as it was then: a partition
 * table that changes while it is looked at makes no sense.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "lib/block/block.h"
#include "lib/block/table.h"

enum {
	SECTOR = 512
};

struct daxctl_disk {
	struct daxctl_ctx *ctx; /* owned: a reference */
	struct sysfs_node node;
	char name[40];
	char id[48];
	uint64_t size;
	unsigned int sector;
	bool dax, makes_partitions, read_only;
	struct block_table table; /* owned; its entries are in @parts, too */
	int table_rc;
	struct block_maps maps;		/* owned */
	struct daxctl_partition *parts; /* owned */
	size_t n_parts;
};

static int add_name(void *arg, const char *name)
{
	struct array *names = arg;
	char *copy;
	int rc;

	if (!block_is_disk_name(name))
		return 0;
	copy = strdup(name);
	rc = copy ? array_add(names, copy) : -ENOMEM;
	if (rc < 0)
		free(copy);
	return rc;
}

static int by_version(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

DAXCTL_EXPORT int daxctl_disk_list(struct daxctl_ctx *ctx,
				   int (*each)(void *arg, const char *name),
				   void *arg)
{
	struct array names = { 0 };
	struct sysfs_node node;
	int rc;

	rc = sysfs_child(&ctx->sys, "class/block", &node);
	if (rc == 0)
		rc = sysfs_list(&node, add_name, &names);
	if (names.count)
		qsort(names.at, names.count, sizeof(*names.at), by_version);
	for (size_t i = 0; rc == 0 && i < names.count; i++)
		rc = each(arg, names.at[i]);
	array_free(&names, free);
	return rc;
}

int block_node(const struct daxctl_ctx *ctx, const char *name,
	       struct sysfs_node *ret)
{
	char path[SYSFS_PATH];

	if (snprintf(path, sizeof(path), "class/block/%s", name) >=
	    (int)sizeof(path))
		return -ENAMETOOLONG;
	return sysfs_child(&ctx->sys, path, ret);
}

/* A node of another boot, or in a captured tree anything but an image. */
static int check_identity(struct daxctl_ctx *ctx, const char *name, int fd)
{
	struct sysfs_node node;
	char want[32], is[32];
	struct stat st;
	int rc;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (ctx->captured)
		return S_ISREG(st.st_mode) ? 0 : -ENOTBLK;
	rc = block_node(ctx, name, &node);
	if (rc == 0)
		rc = sysfs_read_text(&node, "dev", want, sizeof(want));
	if (rc < 0)
		return rc;
	snprintf(is, sizeof(is), "%u:%u", major(st.st_rdev), minor(st.st_rdev));
	return S_ISBLK(st.st_mode) && !strcmp(is, want) ? 0 : -ENODEV;
}

int block_disk_open_fd(struct daxctl_ctx *ctx, const char *name)
{
	cleanup(close_p) int fd = -1;
	char path[48];
	int rc;

	snprintf(path, sizeof(path), "dev/%s", name);
	/* For reading: closing what was open for writing makes udev look. */
	fd = ctx_open(ctx, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return fd;
	rc = check_identity(ctx, name, fd);
	return rc < 0 ? rc : take_fd(fd);
}

/* Numbers that old kernels don't show, or show differently, have defaults. */
static void read_optional(struct daxctl_disk *disk)
{
	uint64_t number;
	bool flag;

	disk->sector = SECTOR;
	if (sysfs_read_u64(&disk->node, "queue/logical_block_size", &number) ==
		    0 &&
	    number >= SECTOR && number <= 1 << 16 && !(number & (number - 1)))
		disk->sector = number;
	disk->dax = sysfs_read_bool(&disk->node, "queue/dax", &flag) == 0 &&
		    flag;
	disk->read_only = sysfs_read_bool(&disk->node, "ro", &flag) == 0 &&
			  flag;
	/* Since 6.10; before, one number reserved means none for partitions. */
	if (sysfs_read_bool(&disk->node, "partscan", &flag) < 0)
		flag = true;
	disk->makes_partitions =
		flag &&
		!(sysfs_read_u64(&disk->node, "ext_range", &number) == 0 &&
		  number <= 1);
}

static int read_numbers(struct daxctl_disk *disk)
{
	uint64_t sectors;
	int rc;

	rc = sysfs_read_u64(&disk->node, "size", &sectors);
	if (rc == -ENOENT)
		return ctx_fail(disk->ctx, -ENODEV,
				"list what there is: daxctl list-partitions",
				"there is no disk '%s'", disk->name);
	if (rc == 0 && sectors > INT64_MAX / SECTOR)
		rc = -ERANGE;
	if (rc < 0)
		return ctx_fail(disk->ctx, rc, NULL, "%s: its size: %s",
				disk->name, strerror(-rc));
	disk->size = sectors * SECTOR;
	read_optional(disk);
	return 0;
}

static void read_table(struct daxctl_disk *disk)
{
	cleanup(close_p) int fd = block_disk_open_fd(disk->ctx, disk->name);

	disk->table_rc = fd < 0 ? fd
				: block_table_read(fd, disk->size, disk->sector,
						   &disk->table);
	/* That the node isn't there doesn't mean that the table isn't. */
	if (fd == -ENOENT)
		disk->table_rc = -ENXIO;
}

/* What stays the same when the disk gets another number. */
static void find_id(struct daxctl_disk *disk)
{
	const char *id = disk->table.id;
	char uuid[40];

	if (sysfs_read_text(&disk->node, "device/uuid", uuid, sizeof(uuid)) ==
		    0 &&
	    strspn(uuid, "0-") < strlen(uuid)) {
		snprintf(disk->id, sizeof(disk->id), "%s", uuid);
		return;
	}
	if (!strncmp(id, "0x", 2))
		id += 2;
	snprintf(disk->id, sizeof(disk->id), "%s", *id ? id : disk->name);
}

static int read_disk(struct daxctl_disk *disk)
{
	cleanup(dm_close) struct dm dm = DM_NONE;
	int rc;

	rc = read_numbers(disk);
	if (rc < 0)
		return rc;
	read_table(disk);
	find_id(disk);
	/* Not to be root is no reason to see nothing. */
	rc = dm_open(disk->ctx, &dm);
	rc = block_maps_find(disk->ctx, rc == 0 ? &dm : NULL, disk->name,
			     &disk->maps);
	if (rc == 0)
		rc = block_partitions(disk->ctx, disk->name, &disk->table,
				      &disk->maps, &disk->parts,
				      &disk->n_parts);
	if (rc < 0)
		return ctx_fail(disk->ctx, rc, NULL, "%s: its partitions: %s",
				disk->name, strerror(-rc));
	return 0;
}

DAXCTL_EXPORT int daxctl_disk_open(struct daxctl_ctx *ctx, const char *name,
				   struct daxctl_disk **ret)
{
	cleanup(block_disk_free_p) struct daxctl_disk *disk = NULL;
	int rc;

	if (!block_is_disk_name(name))
		return ctx_fail(ctx, -EINVAL, "name one like pmem0",
				"'%s' is no name of a pmem disk", name);
	disk = calloc(1, sizeof(*disk));
	if (!disk)
		return -ENOMEM;
	disk->ctx = daxctl_ref(ctx);
	snprintf(disk->name, sizeof(disk->name), "%s", name);
	rc = block_node(ctx, name, &disk->node);
	if (rc == 0)
		rc = read_disk(disk);
	if (rc < 0)
		return rc;
	*ret = take_ptr(disk);
	return 0;
}

DAXCTL_EXPORT void daxctl_disk_free(struct daxctl_disk *disk)
{
	if (!disk)
		return;
	block_table_free(&disk->table);
	block_maps_free(&disk->maps);
	free(disk->parts);
	daxctl_unref(disk->ctx);
	free(disk);
}

DAXCTL_EXPORT const char *
daxctl_disk_get_devname(const struct daxctl_disk *disk)
{
	return disk->name;
}

DAXCTL_EXPORT uint64_t daxctl_disk_get_size(const struct daxctl_disk *disk)
{
	return disk->size;
}

DAXCTL_EXPORT unsigned int
daxctl_disk_get_sector_size(const struct daxctl_disk *disk)
{
	return disk->sector;
}

DAXCTL_EXPORT bool daxctl_disk_has_dax(const struct daxctl_disk *disk)
{
	return disk->dax;
}

DAXCTL_EXPORT bool daxctl_disk_makes_partitions(const struct daxctl_disk *disk)
{
	return disk->makes_partitions;
}

DAXCTL_EXPORT const char *daxctl_disk_get_id(const struct daxctl_disk *disk)
{
	return disk->id;
}

DAXCTL_EXPORT const char *daxctl_disk_get_table(const struct daxctl_disk *disk)
{
	return *disk->table.type ? disk->table.type : NULL;
}

DAXCTL_EXPORT const char *
daxctl_disk_get_table_id(const struct daxctl_disk *disk)
{
	return *disk->table.id ? disk->table.id : NULL;
}

DAXCTL_EXPORT bool daxctl_disk_is_backup(const struct daxctl_disk *disk)
{
	return disk->table.backup;
}

DAXCTL_EXPORT int daxctl_disk_get_table_error(const struct daxctl_disk *disk)
{
	return disk->table_rc;
}

DAXCTL_EXPORT const struct daxctl_partition *
daxctl_disk_get_partition(const struct daxctl_disk *disk, unsigned int index)
{
	return index < disk->n_parts ? &disk->parts[index] : NULL;
}

const struct block_maps *block_disk_maps(const struct daxctl_disk *disk)
{
	return &disk->maps;
}

struct daxctl_ctx *block_disk_ctx(const struct daxctl_disk *disk)
{
	return disk->ctx;
}

const struct sysfs_node *block_disk_node(const struct daxctl_disk *disk)
{
	return &disk->node;
}

bool block_disk_is_read_only(const struct daxctl_disk *disk)
{
	return disk->read_only;
}

int block_disk_devno(const struct daxctl_disk *disk, unsigned int number,
		     char *buf, size_t size)
{
	char attr[64] = "dev";

	if (number)
		snprintf(attr, sizeof(attr), "%sp%u/dev", disk->name, number);
	return sysfs_read_text(&disk->node, attr, buf, size);
}
