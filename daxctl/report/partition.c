/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * partition.c - what is shown of pmem disks and their partitions
 */
#include <stdio.h>

#include "classes.h"
#include "values.h"

enum {
	HUGE_PAGE = 2 << 20
};

static const struct daxctl_disk *disk_of(const void *object)
{
	return object;
}

static const char *disk_name(const void *object)
{
	return daxctl_disk_get_devname(disk_of(object));
}

static int get_disk(const void *object, struct value *ret)
{
	return value_string(ret, disk_name(object));
}

static int get_table(const void *object, struct value *ret)
{
	const char *table = daxctl_disk_get_table(disk_of(object));
	int rc = daxctl_disk_get_table_error(disk_of(object));

	if (table)
		return value_string(ret, table);
	/* Of a captured disk there need be no image. */
	return rc == -ENXIO || !rc ? -ENOENT : rc;
}

static int get_table_id(const void *object, struct value *ret)
{
	const char *id = daxctl_disk_get_table_id(disk_of(object));

	return id ? value_string(ret, id) : -ENOENT;
}

static int get_backup(const void *object, struct value *ret)
{
	return value_if_true(ret, daxctl_disk_is_backup(disk_of(object)));
}

static int get_disk_size(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_SIZE,
			 daxctl_disk_get_size(disk_of(object)));
}

static int get_sector_size(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_NUMBER,
			 daxctl_disk_get_sector_size(disk_of(object)));
}

static int get_disk_dax(const void *object, struct value *ret)
{
	return value_bool(ret, daxctl_disk_has_dax(disk_of(object)));
}

static int get_in_kernel(const void *object, struct value *ret)
{
	return value_bool(ret, daxctl_disk_makes_partitions(disk_of(object)));
}

static const struct field disk_fields[] = {
	{ .key = "dev",
	  .heading = "DISK",
	  .help = "name of the disk",
	  .flags = FIELD_COMPAT,
	  .get = get_disk },
	{ .key = "table",
	  .heading = "TABLE",
	  .tree = "",
	  .help = "kind of partition table: gpt, dos and others",
	  .get = get_table },
	{ .key = "table_id",
	  .help = "the table's GUID or number",
	  .get = get_table_id },
	{ .key = "table_damaged",
	  .heading = "DAMAGED",
	  .tree = "damaged, read from its backup",
	  .help = "the table at the start is damaged, this is its backup",
	  .get = get_backup },
	{ .key = "size",
	  .heading = "SIZE",
	  .tree = "",
	  .help = "bytes in all",
	  .get = get_disk_size },
	{ .key = "sector_size",
	  .heading = "SECTOR",
	  .help = "of its logical blocks, in bytes",
	  .get = get_sector_size },
	{ .key = "dax",
	  .heading = "DAX",
	  .help = "programs can map its memory",
	  .get = get_disk_dax },
	{ .key = "kernel_partitions",
	  .help = "the kernel makes partitions of its own on it",
	  .get = get_in_kernel },
};

const struct class class_disk = {
	.kind = "disk",
	.title = "Disks",
	.fields = disk_fields,
	.n_fields = ARRAY_SIZE(disk_fields),
	.name = disk_name,
};

static const struct daxctl_partition *part_of(const void *object)
{
	return ((const struct partition_view *)object)->part;
}

static const struct daxctl_disk *owner_of(const void *object)
{
	return ((const struct partition_view *)object)->disk;
}

static const char *part_name(const void *object)
{
	return part_of(object)->device;
}

static const char *part_parent(const void *object)
{
	return daxctl_disk_get_devname(owner_of(object));
}

static int text_or_none(struct value *ret, const char *text)
{
	return *text ? value_string(ret, text) : -ENOENT;
}

static int get_part(const void *object, struct value *ret)
{
	return value_string(ret, part_name(object));
}

static int get_number(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_NUMBER, part_of(object)->number);
}

static int get_start(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_NUMBER, part_of(object)->start);
}

static int get_size(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_SIZE, part_of(object)->size);
}

static int get_type(const void *object, struct value *ret)
{
	return text_or_none(ret, part_of(object)->type);
}

static int get_label(const void *object, struct value *ret)
{
	return text_or_none(ret, part_of(object)->name);
}

static int get_uuid(const void *object, struct value *ret)
{
	return text_or_none(ret, part_of(object)->uuid);
}

static int get_fault(const void *object, struct value *ret)
{
	static const char *const words[] = {
		[DAXCTL_PARTITION_CONTAINER] = "container",
		[DAXCTL_PARTITION_NESTED] = "nested",
		[DAXCTL_PARTITION_EMPTY] = "empty",
		[DAXCTL_PARTITION_OUTSIDE] = "outside",
		[DAXCTL_PARTITION_OVERLAPS] = "overlaps",
		[DAXCTL_PARTITION_NUMBER] = "number",
		[DAXCTL_PARTITION_UNLISTED] = "unlisted",
	};
	enum daxctl_partition_fault fault = part_of(object)->fault;

	return fault ? value_string(ret, words[fault]) : -ENOENT;
}

static int get_kernel(const void *object, struct value *ret)
{
	return value_bool(ret, part_of(object)->in_kernel);
}

static int get_map(const void *object, struct value *ret)
{
	return text_or_none(ret, part_of(object)->map);
}

static int get_map_state(const void *object, struct value *ret)
{
	static const char *const words[] = {
		[DAXCTL_MAP_CURRENT] = "current",
		[DAXCTL_MAP_OUTDATED] = "outdated",
		[DAXCTL_MAP_FOREIGN] = "foreign",
		[DAXCTL_MAP_LOST] = "lost",
	};
	enum daxctl_map_state state = part_of(object)->map_state;

	return state ? value_string(ret, words[state]) : -ENOENT;
}

static bool is_aligned(const void *object, uint64_t align)
{
	uint64_t start, size;

	return daxctl_partition_align(part_of(object), align, &start, &size);
}

static int get_page_aligned(const void *object, struct value *ret)
{
	return value_bool(ret, is_aligned(object, sysconf(_SC_PAGESIZE)));
}

/* For huge pages where it begins is what counts. */
static int get_huge_aligned(const void *object, struct value *ret)
{
	return value_bool(ret, part_of(object)->start % HUGE_PAGE == 0);
}

static int get_dax(const void *object, struct value *ret)
{
	return value_bool(ret, daxctl_disk_check_dax(owner_of(object),
						     part_of(object), ret->text,
						     sizeof(ret->text)));
}

static int get_dax_limit(const void *object, struct value *ret)
{
	daxctl_disk_check_dax(owner_of(object), part_of(object), ret->text,
			      sizeof(ret->text));
	return *ret->text ? value_text(ret, 0) : -ENOENT;
}

/* What would do, for a partition that doesn't. */
static int get_aligned_start(const void *object, struct value *ret)
{
	uint64_t start, size;

	if (daxctl_partition_align(part_of(object), sysconf(_SC_PAGESIZE),
				   &start, &size) ||
	    !size)
		return -ENOENT;
	return value_u64(ret, VALUE_NUMBER, start);
}

static int get_aligned_size(const void *object, struct value *ret)
{
	uint64_t start, size;

	if (daxctl_partition_align(part_of(object), sysconf(_SC_PAGESIZE),
				   &start, &size) ||
	    !size)
		return -ENOENT;
	return value_u64(ret, VALUE_SIZE, size);
}

/* The map's, where there is one: it is what is mounted then. */
static int get_user(const void *object, struct value *ret)
{
	const struct partition_view *view = object;
	const struct daxctl_partition *part = view->part;

	if (!*part->map && !part->in_kernel)
		return -ENOENT;
	return value_text(ret, daxctl_block_get_user(
				       view->ctx,
				       *part->map ? part->map : part->device,
				       ret->text, sizeof(ret->text)));
}

static const struct field part_fields[] = {
	{ .key = "dev",
	  .heading = "PARTITION",
	  .help = "name of the partition",
	  .flags = FIELD_COMPAT,
	  .get = get_part },
	{ .key = "number", .help = "of the partition", .get = get_number },
	{ .key = "start",
	  .heading = "START",
	  .help = "where it begins, in bytes from the start of the disk",
	  .get = get_start },
	{ .key = "size",
	  .heading = "SIZE",
	  .tree = "",
	  .help = "bytes in all",
	  .get = get_size },
	{ .key = "type",
	  .help = "what it is for: a GUID, or a number like 0x83",
	  .get = get_type },
	{ .key = "name",
	  .heading = "NAME",
	  .tree = "",
	  .help = "what it was called",
	  .get = get_label },
	{ .key = "uuid", .help = "identity of the partition", .get = get_uuid },
	{ .key = "fault",
	  .heading = "FAULT",
	  .tree = "",
	  .help = "why it can't be mapped: container, nested, empty, outside, overlaps, number, unlisted",
	  .get = get_fault },
	{ .key = "in_kernel",
	  .heading = "KERNEL",
	  .tree = "in the kernel",
	  .help = "the kernel has made it, so that the disk can't be mapped while it is in use",
	  .get = get_kernel },
	{ .key = "map",
	  .heading = "MAP",
	  .tree = "",
	  .help = "the device-mapper device that is its map",
	  .get = get_map },
	{ .key = "map_state",
	  .heading = "STATE",
	  .tree = "",
	  .help = "how the map is: current, outdated (of another place or size), foreign (another program's), lost (its disk is gone)",
	  .get = get_map_state },
	{ .key = "page_aligned",
	  .help = "start and size are multiples of the page size",
	  .get = get_page_aligned },
	{ .key = "huge_aligned",
	  .help = "it begins on a multiple of 2 MiB of the disk, as huge pages need",
	  .get = get_huge_aligned },
	{ .key = "dax",
	  .heading = "DAX",
	  .tree = "DAX",
	  .help = "a filesystem on it can use DAX, the way it is now",
	  .get = get_dax },
	{ .key = "dax_limit",
	  .heading = "WHY NOT, OR HOW FAR",
	  .help = "why no filesystem on it can use DAX, or which only",
	  .get = get_dax_limit },
	{ .key = "aligned_start",
	  .help = "of one that isn't page aligned: where it could begin",
	  .get = get_aligned_start },
	{ .key = "aligned_size",
	  .help = "and how many bytes it would have then",
	  .get = get_aligned_size },
	{ .key = "user",
	  .heading = "USER",
	  .tree = "",
	  .help = "who uses it: a mount, swap, another device",
	  .flags = FIELD_OPTIONAL,
	  .get = get_user },
};

const struct class class_partition = {
	.kind = "partition",
	.title = "Partitions",
	.fields = part_fields,
	.n_fields = ARRAY_SIZE(part_fields),
	.name = part_name,
	.parent = part_parent,
};
