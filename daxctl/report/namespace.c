/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * namespace.c - what is shown of a namespace
 *
 * Listings of ten thousand of them are the yardstick: a getter reads what its
 * field needs and nothing else.
 */
#include "classes.h"
#include "values.h"

static struct daxctl_nd_namespace *ns_of(const void *object)
{
	return (struct daxctl_nd_namespace *)object;
}

static const char *name(const void *object)
{
	return daxctl_nd_namespace_get_devname(ns_of(object));
}

static const char *parent(const void *object)
{
	return daxctl_nd_region_get_devname(
		daxctl_nd_namespace_get_region(ns_of(object)));
}

static int get_dev(const void *object, struct value *ret)
{
	return value_string(ret, name(object));
}

static int get_mode(const void *object, struct value *ret)
{
	enum daxctl_nd_mode mode;
	int rc;

	rc = daxctl_nd_namespace_get_mode(ns_of(object), &mode);
	return rc ? rc : value_string(ret, daxctl_nd_mode_name(mode));
}

static int get_map(const void *object, struct value *ret)
{
	static const char *const names[] = {
		[DAXCTL_ND_MAP_NONE] = "none",
		[DAXCTL_ND_MAP_MEM] = "mem",
		[DAXCTL_ND_MAP_DEV] = "dev",
	};
	enum daxctl_nd_map map;
	int rc;

	rc = daxctl_nd_namespace_get_map(ns_of(object), &map);
	return rc ? rc : value_string(ret, names[map]);
}

static int get_size(const void *object, struct value *ret)
{
	ret->type = VALUE_SIZE;
	return daxctl_nd_namespace_get_size(ns_of(object), &ret->number);
}

static int get_raw_size(const void *object, struct value *ret)
{
	ret->type = VALUE_SIZE;
	return daxctl_nd_namespace_get_raw_size(ns_of(object), &ret->number);
}

static int get_resource(const void *object, struct value *ret)
{
	ret->type = VALUE_HEX;
	return daxctl_nd_namespace_get_resource(ns_of(object), &ret->number);
}

static const char no_uuid[] = "00000000-0000-0000-0000-000000000000";

/* Has it a label that could hold a uuid, if it holds none yet? */
static bool is_labelled(struct daxctl_nd_namespace *ns)
{
	enum daxctl_nd_region_type type;
	enum daxctl_nd_claim claim;

	return !daxctl_nd_namespace_get_claim(ns, &claim) &&
	       claim == DAXCTL_ND_CLAIM_NONE &&
	       !daxctl_nd_region_get_type(daxctl_nd_namespace_get_region(ns),
					  &type) &&
	       type != DAXCTL_ND_REGION_IO;
}

static int get_uuid(const void *object, struct value *ret)
{
	return value_text(
		ret, daxctl_nd_namespace_get_uuid(ns_of(object), ret->text));
}

/* Upstream shows the uuid that an idle seed doesn't have. */
static int get_uuid_or_zeros(const void *object, struct value *ret)
{
	int rc = get_uuid(object, ret);

	if (rc == -ENOENT && is_labelled(ns_of(object)))
		return value_string(ret, no_uuid);
	return rc;
}

/* Of interest where the info block has a uuid of its own. */
static int get_raw_uuid(const void *object, struct value *ret)
{
	struct daxctl_nd_namespace *ns = ns_of(object);
	enum daxctl_nd_claim claim;
	int rc;

	rc = daxctl_nd_namespace_get_claim(ns, &claim);
	if (rc || claim == DAXCTL_ND_CLAIM_NONE)
		return rc ? rc : -ENOENT;
	rc = daxctl_nd_namespace_get_raw_uuid(ns, ret->text);
	if (!rc && !strcmp(ret->text, no_uuid))
		return -ENOENT;
	return value_text(ret, rc);
}

static int get_daxregion(const void *object, struct value *ret)
{
	struct daxctl_region *region;

	region = daxctl_nd_namespace_get_dax_region(ns_of(object));
	return region ? daxregion_get_inner(region, ret) : -ENOENT;
}

static int get_region_number(const void *object, struct value *ret)
{
	struct daxctl_nd_region *region;

	region = daxctl_nd_namespace_get_region(ns_of(object));
	return value_int(ret, daxctl_nd_region_get_id(region));
}

static const struct field unmade_fields[] = {
	{ .key = "id",
	  .help = "X in the names daxX.Y of its devices, once it has some",
	  .get = get_region_number },
};

/* Of a namespace that no driver has made a dax region of, to upstream. */
static const struct class class_daxregion_unmade = {
	.kind = "daxregion_inner",
	.fields = unmade_fields,
	.n_fields = ARRAY_SIZE(unmade_fields),
};

static int get_daxregion_or_number(const void *object, struct value *ret)
{
	enum daxctl_nd_claim claim;
	int rc;

	rc = get_daxregion(object, ret);
	if (rc != -ENOENT)
		return rc;
	rc = daxctl_nd_namespace_get_claim(ns_of(object), &claim);
	if (rc || claim != DAXCTL_ND_CLAIM_DAX)
		return rc ? rc : -ENOENT;
	return value_object(ret, &class_daxregion_unmade, object);
}

static int get_chardev(const void *object, struct value *ret)
{
	return value_text(
		ret, daxctl_nd_namespace_get_chardev(ns_of(object), ret->text,
						     sizeof(ret->text)));
}

static int get_blockdev(const void *object, struct value *ret)
{
	return value_text(
		ret, daxctl_nd_namespace_get_blockdev(ns_of(object), ret->text,
						      sizeof(ret->text)));
}

static int get_device(const void *object, struct value *ret)
{
	int rc = get_blockdev(object, ret);

	return rc == -ENOENT ? get_chardev(object, ret) : rc;
}

static int get_sector_size(const void *object, struct value *ret)
{
	struct daxctl_nd_namespace *ns = ns_of(object);
	enum daxctl_nd_claim claim;
	int rc;

	rc = daxctl_nd_namespace_get_claim(ns, &claim);
	if (rc || claim == DAXCTL_ND_CLAIM_DAX)
		return rc ? rc : -ENOENT;
	ret->type = VALUE_NUMBER;
	return daxctl_nd_namespace_get_sector_size(ns, &ret->number);
}

static int get_align(const void *object, struct value *ret)
{
	int rc;

	ret->type = VALUE_NUMBER;
	rc = daxctl_nd_namespace_get_align(ns_of(object), &ret->number);
	return rc || ret->number ? rc : -ENOENT;
}

static int get_align_as_size(const void *object, struct value *ret)
{
	int rc = get_align(object, ret);

	ret->type = VALUE_SIZE;
	return rc;
}

static int get_disabled(const void *object, struct value *ret)
{
	return value_disabled(ret,
			      daxctl_nd_namespace_is_active(ns_of(object)));
}

static int get_state(const void *object, struct value *ret)
{
	return value_state(ret, daxctl_nd_namespace_is_active(ns_of(object)));
}

static int get_alt_name(const void *object, struct value *ret)
{
	return value_text(
		ret, daxctl_nd_namespace_get_alt_name(ns_of(object), ret->text,
						      sizeof(ret->text)));
}

static int get_numa_node(const void *object, struct value *ret)
{
	int node = -1;
	int rc;

	rc = daxctl_nd_namespace_get_numa_node(ns_of(object), &node);
	return value_node(ret, rc, node);
}

static int get_target_node(const void *object, struct value *ret)
{
	int node = -1;
	int rc;

	rc = daxctl_nd_namespace_get_target_node(ns_of(object), &node);
	return value_node(ret, rc, node);
}

static const struct field fields[] = {
	{ .key = "dev",
	  .heading = "NAMESPACE",
	  .help = "name of the namespace",
	  .flags = FIELD_COMPAT,
	  .get = get_dev },
	{ .key = "mode",
	  .heading = "MODE",
	  .tree = "",
	  .help = "raw, sector, fsdax or devdax",
	  .flags = FIELD_ALWAYS,
	  .get = get_mode },
	{ .key = "map",
	  .heading = "MAP",
	  .help = "where its struct pages are: mem, dev or none",
	  .get = get_map },
	{ .key = "size",
	  .heading = "SIZE",
	  .tree = "",
	  .help = "bytes that can be used",
	  .get = get_size },
	{ .key = "raw_size",
	  .help = "bytes with all metadata",
	  .flags = FIELD_CONTRACT | FIELD_ALWAYS,
	  .get = get_raw_size },
	{ .key = "resource",
	  .help = "its first physical address",
	  .flags = FIELD_CONTRACT | FIELD_OPTIONAL,
	  .get = get_resource },
	{ .key = "uuid",
	  .help = "identity of what it holds",
	  .flags = FIELD_COMPAT,
	  .get = get_uuid_or_zeros },
	{ .key = "uuid",
	  .help = "identity of what it holds",
	  .flags = FIELD_CONTRACT,
	  .get = get_uuid },
	{ .key = "raw_uuid",
	  .help = "identity of its label, if an info block has its own",
	  .when = REPORT_VERBOSE,
	  .get = get_raw_uuid },
	{ .key = "daxregion",
	  .help = "the dax region that a devdax namespace makes",
	  .when = REPORT_DAX,
	  .flags = FIELD_COMPAT,
	  .get = get_daxregion_or_number },
	{ .key = "daxregion",
	  .help = "the dax region that a devdax namespace makes",
	  .when = REPORT_DAX,
	  .flags = FIELD_CONTRACT,
	  .get = get_daxregion },
	{ .key = "chardev",
	  .help = "name of its character device",
	  .unless = REPORT_DAX,
	  .flags = FIELD_COMPAT,
	  .get = get_chardev },
	{ .key = "chardev",
	  .help = "name of its character device",
	  .flags = FIELD_CONTRACT,
	  .get = get_chardev },
	{ .key = "sector_size",
	  .heading = "SECTOR",
	  .help = "bytes of a logical sector",
	  .get = get_sector_size },
	{ .key = "align",
	  .help = "alignment of mappings in bytes",
	  .get = get_align },
	{ .key = "align",
	  .heading = "ALIGN",
	  .help = "alignment of mappings",
	  .flags = FIELD_NO_JSON,
	  .get = get_align_as_size },
	{ .key = "blockdev", .help = "name of its disk", .get = get_blockdev },
	{ .key = "device",
	  .heading = "DEVICE",
	  .tree = "",
	  .help = "name of its disk or character device",
	  .flags = FIELD_NO_JSON,
	  .get = get_device },
	{ .key = "state",
	  .tree = "",
	  .help = "disabled, if no driver uses it",
	  .flags = FIELD_COMPAT,
	  .get = get_disabled },
	{ .key = "state",
	  .heading = "STATE",
	  .help = "enabled or disabled",
	  .flags = FIELD_CONTRACT,
	  .get = get_state },
	{ .key = "name",
	  .heading = "NAME",
	  .tree = "",
	  .help = "name in its label",
	  .get = get_alt_name },
	{ .key = "uuid",
	  .heading = "UUID",
	  .help = "identity of what it holds",
	  .when = REPORT_VERBOSE,
	  .flags = FIELD_NO_JSON,
	  .get = get_uuid },
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
	{ .key = "badblock_count",
	  .heading = "BAD",
	  .tree = "bad sectors",
	  .help = "sectors of 512 bytes that the media can't deliver",
	  .flags = FIELD_COMPAT | FIELD_OPTIONAL,
	  .get = namespace_get_bad_count_if_any },
	{ .key = "badblock_count",
	  .help = "sectors of 512 bytes that the media can't deliver",
	  .flags = FIELD_CONTRACT | FIELD_OPTIONAL,
	  .get = namespace_get_bad_count },
	{ .key = "badblocks",
	  .help = "which sectors, and on which dimms",
	  .when = REPORT_MEDIA_ERRORS,
	  .flags = FIELD_OPTIONAL,
	  .get = namespace_get_bad_list },
};

const struct class class_namespace = {
	.kind = "namespace",
	.title = "Namespaces",
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
	.name = name,
	.parent = parent,
};
