/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * region.c - what is shown of a libnvdimm region
 */
#include "classes.h"
#include "values.h"

static struct daxctl_nd_region *region_of(const void *object)
{
	return (struct daxctl_nd_region *)object;
}

static const char *name(const void *object)
{
	return daxctl_nd_region_get_devname(region_of(object));
}

static const char *parent(const void *object)
{
	struct daxctl_nd_bus *bus = daxctl_nd_region_get_bus(region_of(object));

	return daxctl_nd_bus_get_devname(bus);
}

static int get_dev(const void *object, struct value *ret)
{
	return value_string(ret, name(object));
}

static int get_size(const void *object, struct value *ret)
{
	ret->type = VALUE_SIZE;
	return daxctl_nd_region_get_size(region_of(object), &ret->number);
}

static int get_align(const void *object, struct value *ret)
{
	ret->type = VALUE_SIZE;
	return daxctl_nd_region_get_align(region_of(object), &ret->number);
}

static int get_type(const void *object, struct value *ret)
{
	enum daxctl_nd_region_type type;
	int rc;

	rc = daxctl_nd_region_get_type(region_of(object), &type);
	if (rc)
		return rc;
	return value_string(ret, type == DAXCTL_ND_REGION_BLK ? "blk" : "pmem");
}

static int get_labelled(const void *object, struct value *ret)
{
	enum daxctl_nd_region_type type;
	int rc;

	rc = daxctl_nd_region_get_type(region_of(object), &type);
	return rc ? rc : value_bool(ret, type != DAXCTL_ND_REGION_IO);
}

/*
 * Room for namespaces. Without labels there is none to be had, whatever the
 * kernel counts as unused.
 */
static int usable(const void *object, struct value *ret,
		  int (*read)(struct daxctl_nd_region *region, uint64_t *ret))
{
	int rc = get_labelled(object, ret);

	if (rc)
		return rc;
	if (!ret->flag)
		return value_u64(ret, VALUE_SIZE, 0);
	ret->type = VALUE_SIZE;
	return read(region_of(object), &ret->number);
}

static int get_available_size(const void *object, struct value *ret)
{
	return usable(object, ret, daxctl_nd_region_get_available_size);
}

static int get_max_extent(const void *object, struct value *ret)
{
	return usable(object, ret, daxctl_nd_region_get_max_available_extent);
}

static int get_numa_node(const void *object, struct value *ret)
{
	int node = -1;
	int rc;

	rc = daxctl_nd_region_get_numa_node(region_of(object), &node);
	return value_node(ret, rc, node);
}

static int get_target_node(const void *object, struct value *ret)
{
	int node = -1;
	int rc;

	rc = daxctl_nd_region_get_target_node(region_of(object), &node);
	return value_node(ret, rc, node);
}

static int get_iset_id(const void *object, struct value *ret)
{
	ret->type = VALUE_HEX;
	return daxctl_nd_region_get_iset_id(region_of(object), &ret->number);
}

static int get_resource(const void *object, struct value *ret)
{
	ret->type = VALUE_HEX;
	return daxctl_nd_region_get_resource(region_of(object), &ret->number);
}

static int get_read_only(const void *object, struct value *ret)
{
	ret->type = VALUE_BOOL;
	return daxctl_nd_region_get_read_only(region_of(object), &ret->flag);
}

static int next_mapping(struct value_list *list, struct value *ret)
{
	struct daxctl_nd_mapping mapping;
	int rc;

	rc = daxctl_nd_region_get_mapping(region_of(list->owner), list->index,
					  &mapping);
	return rc ? rc : value_copy(ret, &class_mapping, mapping);
}

static int get_mappings(const void *object, struct value *ret)
{
	return value_list(ret, object, next_mapping);
}

static int get_disabled(const void *object, struct value *ret)
{
	return value_disabled(ret,
			      daxctl_nd_region_is_enabled(region_of(object)));
}

static int get_state(const void *object, struct value *ret)
{
	return value_state(ret, daxctl_nd_region_is_enabled(region_of(object)));
}

static int get_incomplete(const void *object, struct value *ret)
{
	int rc = daxctl_nd_region_badblocks_incomplete(region_of(object));

	return rc < 0 ? rc : value_if_true(ret, rc);
}

/* What a region could hold: one mode, and the sizes it comes in. */
struct capability {
	struct daxctl_nd_region *region;
	enum daxctl_nd_mode mode;
};

static const enum daxctl_nd_mode modes[] = {
	DAXCTL_ND_MODE_SECTOR,
	DAXCTL_ND_MODE_FSDAX,
	DAXCTL_ND_MODE_DEVDAX,
};

/* list->cursor is the mode to go on with. */
static int next_capability(struct value_list *list, struct value *ret)
{
	struct capability capability = { .region = region_of(list->owner) };
	const enum daxctl_nd_mode *mode = list->cursor;
	uint64_t first;
	int rc;

	for (mode = mode ? mode : modes; mode < modes + ARRAY_SIZE(modes);
	     mode++) {
		rc = daxctl_nd_region_get_choice(capability.region, *mode, 0,
						 &first);
		if (rc == -ENOENT)
			continue;
		if (rc)
			return rc;
		list->cursor = mode + 1;
		capability.mode = *mode;
		return value_copy(ret, &class_capability, capability);
	}
	return -ENOENT;
}

static int get_capabilities(const void *object, struct value *ret)
{
	return value_list(ret, object, next_capability);
}

/* A firmware that tells none of the words, or a kernel that has none. */
static int get_persistence(const void *object, struct value *ret)
{
	static const char *const known[] = { "cpu_cache", "memory_controller",
					     "none" };
	int rc;

	rc = daxctl_nd_region_get_persistence_domain(
		region_of(object), ret->text, sizeof(ret->text));
	if (rc && rc != -ENOENT)
		return rc;
	for (size_t i = 0; !rc && i < ARRAY_SIZE(known); i++)
		if (!strcmp(ret->text, known[i]))
			return value_string(ret, known[i]);
	return value_string(ret, "unknown");
}

static const struct field fields[] = {
	{ .key = "dev",
	  .heading = "REGION",
	  .help = "name of the region",
	  .flags = FIELD_COMPAT,
	  .get = get_dev },
	{ .key = "size",
	  .heading = "SIZE",
	  .tree = "",
	  .help = "bytes in all",
	  .flags = FIELD_ALWAYS,
	  .get = get_size },
	{ .key = "align",
	  .heading = "ALIGN",
	  .help = "what sizes and starts of namespaces are multiples of",
	  .get = get_align },
	{ .key = "available_size",
	  .heading = "AVAILABLE",
	  .tree = "free",
	  .help = "bytes in no namespace",
	  .flags = FIELD_ALWAYS,
	  .get = get_available_size },
	{ .key = "max_available_extent",
	  .heading = "LARGEST",
	  .help = "bytes of the largest piece that is in no namespace",
	  .get = get_max_extent },
	{ .key = "type",
	  .heading = "TYPE",
	  .help = "pmem or blk",
	  .flags = FIELD_ALWAYS,
	  .get = get_type },
	{ .key = "labelled",
	  .heading = "LABELS",
	  .help = "whether labels on its dimms say what namespaces it has",
	  .flags = FIELD_CONTRACT | FIELD_ALWAYS,
	  .get = get_labelled },
	{ .key = "numa_node",
	  .heading = "NODE",
	  .help = "the nearest node with a CPU",
	  .when = REPORT_VERBOSE,
	  .get = get_numa_node },
	{ .key = "target_node",
	  .heading = "TARGET",
	  .help = "the node that it is, once it is system memory",
	  .when = REPORT_VERBOSE,
	  .get = get_target_node },
	{ .key = "iset_id",
	  .help = "cookie of the interleave set, if it has labels",
	  .get = get_iset_id },
	{ .key = "resource",
	  .help = "its first physical address",
	  .flags = FIELD_CONTRACT | FIELD_OPTIONAL,
	  .get = get_resource },
	{ .key = "read_only",
	  .help = "whether writing to it is refused",
	  .flags = FIELD_CONTRACT,
	  .get = get_read_only },
	{ .key = "mappings",
	  .help = "the parts of dimms that it is made of",
	  .when = REPORT_MAPPINGS,
	  .get = get_mappings },
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
	{ .key = "badblock_count",
	  .heading = "BAD",
	  .tree = "bad sectors",
	  .help = "sectors of 512 bytes that the media can't deliver",
	  .flags = FIELD_COMPAT | FIELD_WHEN_BOUND,
	  .get = region_get_bad_count_if_any },
	{ .key = "badblock_count",
	  .help = "sectors of 512 bytes that the media can't deliver",
	  .flags = FIELD_CONTRACT | FIELD_WHEN_BOUND,
	  .get = region_get_bad_count },
	{ .key = "badblocks_incomplete",
	  .tree = "or more",
	  .help = "true, if the kernel's list of them is cut off",
	  .flags = FIELD_CONTRACT | FIELD_WHEN_BOUND,
	  .get = get_incomplete },
	{ .key = "badblocks",
	  .help = "which sectors, and on which dimms",
	  .flags = FIELD_WHEN_BOUND,
	  .when = REPORT_MEDIA_ERRORS,
	  .get = region_get_bad_list },
	{ .key = "capabilities",
	  .help = "modes of namespaces, with their sizes",
	  .when = REPORT_CAPABILITIES,
	  .get = get_capabilities },
	{ .key = "persistence_domain",
	  .heading = "PERSISTENCE",
	  .help = "what is saved at power-off: cpu_cache, memory_controller",
	  .get = get_persistence },
};

const struct class class_region = {
	.kind = "region",
	.title = "Regions",
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
	.name = name,
	.parent = parent,
};

static const struct daxctl_nd_mapping *mapping_of(const void *object)
{
	return object;
}

static const char *mapping_name(const void *object)
{
	return mapping_of(object)->dimm;
}

static int get_dimm(const void *object, struct value *ret)
{
	return value_string(ret, mapping_name(object));
}

static int get_offset(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_HEX, mapping_of(object)->offset);
}

static int get_length(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_HEX, mapping_of(object)->length);
}

static int get_position(const void *object, struct value *ret)
{
	return value_node(ret, 0, mapping_of(object)->position);
}

static const struct field mapping_fields[] = {
	{ .key = "dimm", .help = "name of the dimm", .get = get_dimm },
	{ .key = "offset", .help = "bytes into the dimm", .get = get_offset },
	{ .key = "length", .help = "bytes of the dimm", .get = get_length },
	{ .key = "position",
	  .help = "its number in the interleave set",
	  .get = get_position },
};

/* Of a struct daxctl_nd_mapping. */
const struct class class_mapping = {
	.kind = "mapping",
	.fields = mapping_fields,
	.n_fields = ARRAY_SIZE(mapping_fields),
	.name = mapping_name,
};

static const struct capability *capability_of(const void *object)
{
	return object;
}

static int get_mode(const void *object, struct value *ret)
{
	return value_string(ret,
			    daxctl_nd_mode_name(capability_of(object)->mode));
}

static int next_choice(struct value_list *list, struct value *ret)
{
	const struct capability *capability = capability_of(list->owner);

	ret->type = VALUE_NUMBER;
	return daxctl_nd_region_get_choice(capability->region, capability->mode,
					   list->index, &ret->number);
}

static int get_sector_sizes(const void *object, struct value *ret)
{
	if (capability_of(object)->mode != DAXCTL_ND_MODE_SECTOR)
		return -ENOENT;
	return value_list(ret, object, next_choice);
}

static int get_alignments(const void *object, struct value *ret)
{
	if (capability_of(object)->mode == DAXCTL_ND_MODE_SECTOR)
		return -ENOENT;
	return value_list(ret, object, next_choice);
}

static const struct field capability_fields[] = {
	{ .key = "mode", .help = "sector, fsdax or devdax", .get = get_mode },
	{ .key = "sector_sizes",
	  .help = "bytes, for mode sector",
	  .get = get_sector_sizes },
	{ .key = "alignments",
	  .help = "bytes, for modes fsdax and devdax",
	  .get = get_alignments },
};

const struct class class_capability = {
	.kind = "capability",
	.fields = capability_fields,
	.n_fields = ARRAY_SIZE(capability_fields),
};
