/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * daxdev.c - what is shown of a dax device
 */
#include <stdio.h>

#include "classes.h"
#include "values.h"

static struct daxctl_dev *dev_of(const void *object)
{
	return (struct daxctl_dev *)object;
}

static const char *name(const void *object)
{
	return daxctl_dev_get_devname(dev_of(object));
}

static const char *parent(const void *object)
{
	return daxctl_region_get_devname(daxctl_dev_get_region(dev_of(object)));
}

static int get_chardev(const void *object, struct value *ret)
{
	return value_string(ret, name(object));
}

static int get_size(const void *object, struct value *ret)
{
	ret->type = VALUE_SIZE;
	return daxctl_dev_read_size(dev_of(object), &ret->number);
}

static int get_target_node(const void *object, struct value *ret)
{
	int node = -1;
	int rc;

	rc = daxctl_dev_read_target_node(dev_of(object), &node);
	return value_node(ret, rc, node);
}

static int get_numa_node(const void *object, struct value *ret)
{
	int node = -1;
	int rc;

	rc = daxctl_dev_read_numa_node(dev_of(object), &node);
	return value_node(ret, rc, node);
}

static int get_align(const void *object, struct value *ret)
{
	int rc;

	ret->type = VALUE_SIZE;
	rc = daxctl_dev_read_align(dev_of(object), &ret->number);
	return rc || ret->number ? rc : -ENOENT;
}

/* A device without driver is one to map, to upstream. */
static int get_mode(const void *object, struct value *ret)
{
	static const struct {
		const char *driver, *mode;
	} modes[] = {
		{ "kmem", "system-ram" },
		{ "fsdev_dax", "famfs" },
	};
	char driver[32];
	int rc;

	rc = daxctl_dev_read_driver(dev_of(object), driver, sizeof(driver));
	if (rc && rc != -ENOENT)
		return rc;
	for (size_t i = 0; !rc && i < ARRAY_SIZE(modes); i++)
		if (!strcmp(driver, modes[i].driver))
			return value_string(ret, modes[i].mode);
	return value_string(ret, "devdax");
}

/* The whole of it is read at once: it takes a read for each block. */
static int get_memory(const void *object, struct value *ret)
{
	struct daxctl_memory_blocks blocks;
	int rc;

	rc = daxctl_dev_read_memory_blocks(dev_of(object), &blocks);
	return rc ? rc : value_copy(ret, &class_memory, blocks);
}

static int get_online(const void *object, struct value *ret)
{
	struct daxctl_memory_blocks blocks;
	int rc;

	rc = daxctl_dev_read_memory_blocks(dev_of(object), &blocks);
	if (rc)
		return rc;
	snprintf(ret->text, sizeof(ret->text), "%u/%u", blocks.online,
		 blocks.total);
	return value_text(ret, 0);
}

/* 1, 0 or -errno */
static int is_enabled(const void *object)
{
	char driver[32];
	int rc;

	rc = daxctl_dev_read_driver(dev_of(object), driver, sizeof(driver));
	if (!rc)
		return 1;
	return rc == -ENOENT ? 0 : rc;
}

static int get_disabled(const void *object, struct value *ret)
{
	return value_disabled(ret, is_enabled(object));
}

static int get_state(const void *object, struct value *ret)
{
	return value_state(ret, is_enabled(object));
}

static int next_range(struct value_list *list, struct value *ret)
{
	struct daxctl_range range;
	int rc;

	rc = daxctl_dev_read_range(dev_of(list->owner), list->index, &range);
	return rc ? rc : value_copy(ret, &class_range, range);
}

/* Whether they may be read shows with the first: then all fail or none. */
static int get_mappings(const void *object, struct value *ret)
{
	struct daxctl_range first;
	int rc;

	rc = daxctl_dev_read_range(dev_of(object), 0, &first);
	if (rc && rc != -ENOENT)
		return rc;
	return value_list(ret, object, next_range);
}

/* A kernel that tells no align tells no mappings either: there is one. */
static int get_told_mappings(const void *object, struct value *ret)
{
	uint64_t align;

	if (daxctl_dev_read_align(dev_of(object), &align) == -ENOENT)
		return -ENOENT;
	return get_mappings(object, ret);
}

static const struct field fields[] = {
	{ .key = "chardev",
	  .heading = "DEVICE",
	  .help = "name of the device",
	  .get = get_chardev },
	{ .key = "size",
	  .heading = "SIZE",
	  .tree = "",
	  .help = "bytes in all",
	  .flags = FIELD_ALWAYS,
	  .get = get_size },
	{ .key = "numa_node",
	  .help = "the nearest node with a CPU",
	  .flags = FIELD_CONTRACT,
	  .get = get_numa_node },
	{ .key = "target_node",
	  .heading = "NODE",
	  .help = "the node that it is, once it is system memory",
	  .get = get_target_node },
	{ .key = "distance",
	  .heading = "DISTANCE",
	  .help = "from numa_node to target_node; 10 is none",
	  .when = REPORT_VERBOSE,
	  .flags = FIELD_NO_JSON,
	  .get = daxdev_get_distance },
	{ .key = "distance",
	  .tree = "",
	  .help = "the same in words",
	  .when = REPORT_VERBOSE,
	  .flags = FIELD_NO_JSON,
	  .get = daxdev_get_distance_in_words },
	{ .key = "distance",
	  .help = "from numa_node to target_node, once that is online; 10 is none",
	  .flags = FIELD_CONTRACT,
	  .get = daxdev_get_distance },
	{ .key = "memory_tier",
	  .heading = "TIER",
	  .help = "the kernel's tier of memory of its speed",
	  .when = REPORT_VERBOSE,
	  .flags = FIELD_NO_JSON,
	  .get = daxdev_get_memory_tier },
	{ .key = "memory_tier",
	  .tree = "",
	  .help = "the same in words",
	  .when = REPORT_VERBOSE,
	  .flags = FIELD_NO_JSON,
	  .get = daxdev_get_tier_in_words },
	{ .key = "memory_tier",
	  .help = "the kernel's tier of memory of its speed; a lower number is faster",
	  .flags = FIELD_CONTRACT,
	  .get = daxdev_get_memory_tier },
	{ .key = "bandwidth",
	  .heading = "BANDWIDTH",
	  .tree = "",
	  .help = "MB/s that can be read and written",
	  .when = REPORT_VERBOSE,
	  .flags = FIELD_NO_JSON,
	  .get = daxdev_get_bandwidth },
	{ .key = "latency",
	  .heading = "LATENCY",
	  .tree = "",
	  .help = "nanoseconds that a read and a write take",
	  .when = REPORT_VERBOSE,
	  .flags = FIELD_NO_JSON,
	  .get = daxdev_get_latency },
	{ .key = "access0",
	  .help = "its speed for the nearest node that can start a transfer",
	  .flags = FIELD_CONTRACT,
	  .get = daxdev_get_access0 },
	{ .key = "access1",
	  .help = "its speed for the nearest node with a CPU",
	  .flags = FIELD_CONTRACT,
	  .get = daxdev_get_access1 },
	{ .key = "align",
	  .heading = "ALIGN",
	  .help = "alignment of mappings in bytes",
	  .get = get_align },
	{ .key = "mode",
	  .heading = "MODE",
	  .tree = "",
	  .help = "devdax, system-ram or famfs",
	  .get = get_mode },
	{ .key = "memory",
	  .help = "its blocks of system memory",
	  .flags = FIELD_COMPAT | FIELD_OPTIONAL | FIELD_INLINE,
	  .get = get_memory },
	{ .key = "memory",
	  .help = "its blocks of system memory, in mode system-ram",
	  .flags = FIELD_CONTRACT | FIELD_OPTIONAL,
	  .get = get_memory },
	{ .key = "memory",
	  .heading = "ONLINE",
	  .tree = "blocks online",
	  .help = "blocks of system memory that are in use, of all",
	  .flags = FIELD_NO_JSON | FIELD_OPTIONAL,
	  .get = get_online },
	{ .key = "state",
	  .tree = "",
	  .help = "disabled, if no driver is bound",
	  .flags = FIELD_COMPAT,
	  .get = get_disabled },
	{ .key = "state",
	  .heading = "STATE",
	  .help = "enabled or disabled",
	  .flags = FIELD_CONTRACT,
	  .get = get_state },
	/* Inside a namespace the fields end here. */
	{ .key = "mappings",
	  .help = "the physical ranges that it is made of",
	  .when = REPORT_RANGES,
	  .flags = FIELD_COMPAT | FIELD_OPTIONAL,
	  .get = get_told_mappings },
	{ .key = "mappings",
	  .help = "the physical ranges that it is made of",
	  .when = REPORT_RANGES,
	  .flags = FIELD_CONTRACT | FIELD_OPTIONAL,
	  .get = get_mappings },
};

enum {
	ONLY_OUTER = 2
};

const struct class class_daxdev = {
	.kind = "daxdev",
	.title = "DAX devices",
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
	.name = name,
	.parent = parent,
};

const struct class class_daxdev_inner = {
	.kind = "daxdev_inner",
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields) - ONLY_OUTER,
};

static const struct daxctl_memory_blocks *blocks_of(const void *object)
{
	return object;
}

static int get_online_blocks(const void *object, struct value *ret)
{
	return value_int(ret, blocks_of(object)->online);
}

static int get_total_blocks(const void *object, struct value *ret)
{
	return value_int(ret, blocks_of(object)->total);
}

static int get_movable_blocks(const void *object, struct value *ret)
{
	return value_int(ret, blocks_of(object)->movable);
}

/* A block that is offline is in no zone yet, so nobody can say. */
static int get_movable(const void *object, struct value *ret)
{
	const struct daxctl_memory_blocks *blocks = blocks_of(object);

	if (blocks->online < blocks->total)
		return -ENOENT;
	return value_bool(ret,
			  blocks->total && blocks->movable == blocks->total);
}

static const struct field memory_fields[] = {
	{ .key = "online_memblocks",
	  .help = "blocks that are in use",
	  .get = get_online_blocks },
	{ .key = "total_memblocks",
	  .help = "blocks in all",
	  .get = get_total_blocks },
	{ .key = "movable_memblocks",
	  .help = "blocks in use that could be taken back",
	  .flags = FIELD_CONTRACT,
	  .get = get_movable_blocks },
	{ .key = "movable",
	  .help = "whether all could be taken back, once all are in use",
	  .get = get_movable },
};

/* Of a struct daxctl_memory_blocks. */
const struct class class_memory = {
	.kind = "memory",
	.fields = memory_fields,
	.n_fields = ARRAY_SIZE(memory_fields),
};

static const struct daxctl_range *range_of(const void *object)
{
	return object;
}

static int get_page_offset(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_HEX, range_of(object)->page_offset);
}

static int get_start(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_HEX, range_of(object)->start);
}

static int get_end(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_HEX, range_of(object)->end);
}

static int get_range_size(const void *object, struct value *ret)
{
	const struct daxctl_range *range = range_of(object);

	return value_u64(ret, VALUE_SIZE, range->end - range->start + 1);
}

static const struct field range_fields[] = {
	{ .key = "page_offset",
	  .help = "pages from the start of the device",
	  .get = get_page_offset },
	{ .key = "start",
	  .help = "its first physical address",
	  .get = get_start },
	{ .key = "end", .help = "its last", .get = get_end },
	{ .key = "size", .help = "bytes", .get = get_range_size },
};

/* Of a struct daxctl_range. */
const struct class class_range = {
	.kind = "range",
	.fields = range_fields,
	.n_fields = ARRAY_SIZE(range_fields),
};
