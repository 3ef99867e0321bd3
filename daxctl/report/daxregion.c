/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * daxregion.c - what is shown of a dax region
 *
 * Either with its path, in a listing of dax regions, or inside the namespace
 * that makes it, which has the path, with its devices.
 */
#include "classes.h"
#include "values.h"

static struct daxctl_region *region_of(const void *object)
{
	return (struct daxctl_region *)object;
}

static const char *name(const void *object)
{
	return daxctl_region_get_devname(region_of(object));
}

static int get_dev(const void *object, struct value *ret)
{
	return value_string(ret, name(object));
}

static int get_path(const void *object, struct value *ret)
{
	static const char prefix[] = "/sys/devices";
	const char *path = daxctl_region_get_path(region_of(object));

	if (!strncmp(path, prefix, strlen(prefix)))
		path += strlen(prefix);
	return value_string(ret, path);
}

static int get_id(const void *object, struct value *ret)
{
	return value_int(ret, daxctl_region_get_id(region_of(object)));
}

static int get_size(const void *object, struct value *ret)
{
	ret->type = VALUE_SIZE;
	return daxctl_region_read_size(region_of(object), &ret->number);
}

static int get_available_size(const void *object, struct value *ret)
{
	ret->type = VALUE_SIZE;
	return daxctl_region_read_available_size(region_of(object),
						 &ret->number);
}

static int get_available_if_any(const void *object, struct value *ret)
{
	int rc = get_available_size(object, ret);

	return rc || ret->number ? rc : -ENOENT;
}

static int get_align(const void *object, struct value *ret)
{
	ret->type = VALUE_NUMBER;
	return daxctl_region_read_align(region_of(object), &ret->number);
}

static int get_align_as_size(const void *object, struct value *ret)
{
	int rc = get_align(object, ret);

	ret->type = VALUE_SIZE;
	return rc;
}

static bool has_size(struct daxctl_dev *dev)
{
	uint64_t size;

	return daxctl_dev_read_size(dev, &size) || size;
}

/* list->cursor is the device shown last. */
static int next_device(struct value_list *list, struct value *ret)
{
	struct daxctl_dev *dev = (struct daxctl_dev *)list->cursor;

	dev = dev ? daxctl_dev_get_next(dev)
		  : daxctl_dev_get_first(region_of(list->owner));
	if (!dev)
		return -ENOENT;
	list->cursor = dev;
	return value_object(ret, &class_daxdev_inner, dev);
}

static int next_sized_device(struct value_list *list, struct value *ret)
{
	int rc;

	do
		rc = next_device(list, ret);
	while (!rc && !has_size((struct daxctl_dev *)list->cursor));
	return rc;
}

static int get_devices(const void *object, struct value *ret)
{
	return value_list(ret, object, next_sized_device);
}

static int get_all_devices(const void *object, struct value *ret)
{
	return value_list(ret, object, next_device);
}

static const struct field fields[] = {
	{ .key = "dev",
	  .heading = "REGION",
	  .help = "name of the device that it belongs to",
	  .flags = FIELD_NO_JSON,
	  .get = get_dev },
	{ .key = "path",
	  .help = "path of that device below /sys/devices",
	  .get = get_path },
	/* Inside a namespace the fields begin here. */
	{ .key = "id",
	  .heading = "ID",
	  .help = "X in the names daxX.Y of its devices",
	  .get = get_id },
	{ .key = "size",
	  .heading = "SIZE",
	  .tree = "",
	  .help = "bytes in all",
	  .get = get_size },
	{ .key = "available_size",
	  .help = "bytes in no device, if there are any",
	  .flags = FIELD_COMPAT,
	  .get = get_available_if_any },
	{ .key = "available_size",
	  .heading = "AVAILABLE",
	  .tree = "free",
	  .help = "bytes in no device; only if devices can be made",
	  .flags = FIELD_CONTRACT,
	  .get = get_available_size },
	{ .key = "align",
	  .help = "bytes that sizes of devices are multiples of",
	  .flags = FIELD_OPTIONAL,
	  .get = get_align },
	{ .key = "align",
	  .heading = "ALIGN",
	  .help = "what sizes of devices are multiples of",
	  .flags = FIELD_NO_JSON | FIELD_OPTIONAL,
	  .get = get_align_as_size },
	/* In a list of regions the fields end here. */
	{ .key = "devices",
	  .help = "its devices",
	  .unless = REPORT_IDLE,
	  .get = get_devices },
	{ .key = "devices",
	  .help = "its devices, those of no size included",
	  .when = REPORT_IDLE,
	  .get = get_all_devices },
};

enum {
	ONLY_LISTED = 2,
	ONLY_INNER = 2
};

const struct class class_daxregion = {
	.kind = "daxregion",
	.title = "DAX regions",
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields) - ONLY_INNER,
	.name = name,
};

const struct class class_daxregion_inner = {
	.kind = "daxregion_inner",
	.fields = fields + ONLY_LISTED,
	.n_fields = ARRAY_SIZE(fields) - ONLY_LISTED,
};

int daxregion_get_inner(struct daxctl_region *region, struct value *ret)
{
	return value_object(ret, &class_daxregion_inner, region);
}
