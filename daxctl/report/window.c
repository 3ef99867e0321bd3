/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window.c - what is shown of a virtio-fs device and its DAX window
 */
#include <stdio.h>
#include <sys/sysmacros.h>

#include "classes.h"
#include "values.h"

static struct daxctl_window *window_of(const void *object)
{
	return (struct daxctl_window *)object;
}

static const char *name(const void *object)
{
	return daxctl_window_get_devname(window_of(object));
}

static const char *parent(const void *object)
{
	return daxctl_window_get_address(window_of(object));
}

static int get_dev(const void *object, struct value *ret)
{
	return value_string(ret, name(object));
}

static int get_tag(const void *object, struct value *ret)
{
	const char *tag = daxctl_window_get_tag(window_of(object));

	return tag ? value_string(ret, tag) : -ENODATA;
}

static int get_told_tag(const void *object, struct value *ret)
{
	int rc = get_tag(object, ret);

	return rc == -ENODATA ? -ENOENT : rc;
}

static int get_transport(const void *object, struct value *ret)
{
	const char *transport = daxctl_window_get_transport(window_of(object));

	return transport ? value_string(ret, transport) : -ENOENT;
}

static int get_address(const void *object, struct value *ret)
{
	return value_string(ret, parent(object));
}

static int get_state(const void *object, struct value *ret)
{
	return value_state(ret, daxctl_window_is_enabled(window_of(object)));
}

static int get_disabled(const void *object, struct value *ret)
{
	return value_disabled(ret, daxctl_window_is_enabled(window_of(object)));
}

static int read_extent(const void *object, struct daxctl_window_extent *ret)
{
	return daxctl_window_read_extent(window_of(object), ret);
}

/* Whether there is one can be known where it is isn't: -EACCES. */
static int get_window(const void *object, struct value *ret)
{
	struct daxctl_window_extent extent;
	int rc = read_extent(object, &extent);

	if (!rc || rc == -ENOENT || rc == -EACCES)
		return value_bool(ret, rc != -ENOENT);
	return rc;
}

static int get_none(const void *object, struct value *ret)
{
	struct daxctl_window_extent extent;

	return read_extent(object, &extent) == -ENOENT
		       ? value_string(ret, "no DAX window")
		       : -ENOENT;
}

static int get_base(const void *object, struct value *ret)
{
	struct daxctl_window_extent extent;
	int rc = read_extent(object, &extent);

	return rc ? rc : value_u64(ret, VALUE_HEX, extent.base);
}

static int get_length(const void *object, struct value *ret)
{
	struct daxctl_window_extent extent;
	int rc = read_extent(object, &extent);

	return rc ? rc : value_u64(ret, VALUE_SIZE, extent.length);
}

/* A figure that follows from the length: @shown says how. */
static int get_derived(const void *object, struct value *ret,
		       enum value_type type, uint64_t (*shown)(uint64_t bytes))
{
	int rc = get_length(object, ret);

	return rc ? rc : value_u64(ret, type, shown(ret->number));
}

static int get_ranges(const void *object, struct value *ret)
{
	return get_derived(object, ret, VALUE_NUMBER, daxctl_window_ranges);
}

static uint64_t threshold(uint64_t bytes)
{
	return daxctl_window_threshold(daxctl_window_ranges(bytes));
}

static int get_threshold(const void *object, struct value *ret)
{
	return get_derived(object, ret, VALUE_NUMBER, threshold);
}

static uint64_t capacity(uint64_t bytes)
{
	return daxctl_window_capacity(daxctl_window_ranges(bytes));
}

static int get_capacity(const void *object, struct value *ret)
{
	return get_derived(object, ret, VALUE_NUMBER, capacity);
}

static int get_probe_cost(const void *object, struct value *ret)
{
	return get_derived(object, ret, VALUE_SIZE, daxctl_window_probe_cost);
}

static int get_mount_cost(const void *object, struct value *ret)
{
	return get_derived(object, ret, VALUE_SIZE, daxctl_window_mount_cost);
}

static int get_cost(const void *object, struct value *ret)
{
	return get_derived(object, ret, VALUE_SIZE, daxctl_window_cost);
}

/* In a tree, what isn't known is told once: by get_unavailable_text(). */
static int if_known(int rc)
{
	return rc == -EINVAL ? rc : rc ? -ENOENT : 0;
}

static int get_known_length(const void *object, struct value *ret)
{
	return if_known(get_length(object, ret));
}

static int get_known_ranges(const void *object, struct value *ret)
{
	return if_known(get_ranges(object, ret));
}

static int get_known_cost(const void *object, struct value *ret)
{
	return if_known(get_cost(object, ret));
}

static int get_share(const void *object, struct value *ret)
{
	struct daxctl_ctx *ctx = daxctl_window_get_ctx(window_of(object));
	uint64_t memory;
	int rc;

	rc = get_cost(object, ret);
	if (rc)
		return rc;
	rc = daxctl_window_read_memory(ctx, &memory);
	if (rc)
		return rc == -ENOENT ? -ENODATA : rc;
	ret->type = VALUE_REAL;
	ret->real = 100.0 * ret->number / memory;
	return 0;
}

static int get_source(const void *object, struct value *ret)
{
	struct daxctl_window_extent extent;
	int rc = read_extent(object, &extent);

	return rc ? rc
		  : value_string(ret, daxctl_window_source_name(extent.source));
}

static int get_pages(const void *object, struct value *ret)
{
	struct daxctl_window_extent extent;
	int rc = read_extent(object, &extent);

	/* It follows from the length, and fails as that does. */
	if (rc)
		return rc;
	rc = daxctl_window_has_pages(window_of(object));
	if (rc < 0)
		return rc == -ENOENT ? -ENODATA : rc;
	return value_bool(ret, rc);
}

static int get_fault(const void *object, struct value *ret)
{
	const char *fault = daxctl_window_get_fault(window_of(object));

	return fault ? value_string(ret, fault) : -ENOENT;
}

static int get_unavailable(const void *object, struct value *ret)
{
	struct daxctl_window_extent extent;

	switch (read_extent(object, &extent)) {
	case -EACCES:
	case -EPERM:
		return value_string(ret, "permission");
	case -ENODATA:
		return value_string(ret, "driver");
	default:
		return -ENOENT;
	}
}

static int get_unavailable_text(const void *object, struct value *ret)
{
	int rc = get_unavailable(object, ret);

	if (rc)
		return rc;
	snprintf(ret->text, sizeof(ret->text), "unavailable: %s", ret->string);
	return value_text(ret, 0);
}

static int next_mount(struct value_list *list, struct value *ret)
{
	struct daxctl_window_mount mount;
	int rc;

	rc = daxctl_window_get_mount(window_of(list->owner), list->index,
				     &mount);
	return rc ? rc : value_copy(ret, &class_window_mount, mount);
}

static int get_mounts(const void *object, struct value *ret)
{
	return value_list(ret, object, next_mount);
}

static int mount_text(const struct daxctl_window_mount *mount,
		      struct value *ret)
{
	/* A path can be longer than a value; then its end is what tells. */
	size_t len = strlen(mount->path), most = sizeof(ret->text) - 32;

	snprintf(ret->text, sizeof(ret->text), "%s%s (dax=%.10s)",
		 len > most ? "…" : "",
		 mount->path + (len > most ? len - most : 0),
		 mount->dax ? mount->dax : "?");
	return value_text(ret, 0);
}

static int next_mount_text(struct value_list *list, struct value *ret)
{
	struct daxctl_window_mount mount;
	int rc;

	rc = daxctl_window_get_mount(window_of(list->owner), list->index,
				     &mount);
	return rc ? rc : mount_text(&mount, ret);
}

static int get_mount_texts(const void *object, struct value *ret)
{
	struct daxctl_window_mount mount;
	int rc = daxctl_window_get_mount(window_of(object), 0, &mount);

	return rc ? rc : value_list(ret, object, next_mount_text);
}

static const struct field fields[] = {
	{ .key = "dev",
	  .heading = "DEVICE",
	  .help = "name of the device",
	  .flags = FIELD_COMPAT,
	  .get = get_dev },
	{ .key = "tag",
	  .heading = "TAG",
	  .tree = "",
	  .help = "the name by which it is mounted",
	  .flags = FIELD_COMPAT,
	  .get = get_told_tag },
	{ .key = "tag",
	  .help = "the name by which it is mounted",
	  .flags = FIELD_CONTRACT | FIELD_OPTIONAL,
	  .get = get_tag },
	{ .key = "transport", .help = "pci or mmio", .get = get_transport },
	{ .key = "address",
	  .heading = "ADDRESS",
	  .tree = "",
	  .help = "name of the device on that bus",
	  .get = get_address },
	{ .key = "state",
	  .tree = "",
	  .help = "disabled, if no driver is bound",
	  .flags = FIELD_COMPAT,
	  .get = get_disabled },
	{ .key = "state",
	  .help = "enabled or disabled",
	  .flags = FIELD_CONTRACT,
	  .get = get_state },
	{ .key = "window",
	  .help = "whether it has a DAX window",
	  .flags = FIELD_OPTIONAL,
	  .get = get_window },
	{ .key = "window",
	  .tree = "",
	  .help = "that it has no DAX window",
	  .flags = FIELD_NO_JSON,
	  .get = get_none },
	{ .key = "base",
	  .heading = "BASE",
	  .help = "physical address of the window",
	  .flags = FIELD_OPTIONAL,
	  .get = get_base },
	{ .key = "length",
	  .heading = "WINDOW",
	  .help = "bytes of the window",
	  .flags = FIELD_OPTIONAL,
	  .get = get_length },
	{ .key = "length",
	  .tree = "window",
	  .help = "bytes of the window",
	  .flags = FIELD_NO_JSON,
	  .get = get_known_length },
	{ .key = "ranges",
	  .heading = "RANGES",
	  .help = "pieces of 2 MiB in it, each for a part of one file",
	  .flags = FIELD_OPTIONAL,
	  .get = get_ranges },
	{ .key = "ranges",
	  .tree = "ranges",
	  .help = "pieces of 2 MiB in it, each for a part of one file",
	  .flags = FIELD_NO_JSON,
	  .get = get_known_ranges },
	{ .key = "source",
	  .heading = "SOURCE",
	  .help = "how it was learned: capability, iomem, log, or bar: a guess",
	  .flags = FIELD_OPTIONAL,
	  .get = get_source },
	{ .key = "unavailable",
	  .help = "why the window isn't told: permission, driver (none is bound)",
	  .flags = FIELD_COMPAT,
	  .get = get_unavailable },
	{ .key = "unavailable",
	  .tree = "",
	  .help = "why the window isn't told",
	  .flags = FIELD_NO_JSON,
	  .get = get_unavailable_text },
	{ .key = "fault",
	  .tree = "",
	  .help = "what is wrong with what the device tells of a window",
	  .get = get_fault },
	{ .key = "capacity",
	  .help = "ranges that can be in use before the kernel takes some back",
	  .flags = FIELD_OPTIONAL,
	  .get = get_capacity },
	{ .key = "reclaim_threshold",
	  .help = "free ranges below which the kernel takes some back",
	  .flags = FIELD_OPTIONAL,
	  .get = get_threshold },
	{ .key = "probe_cost",
	  .help = "bytes of memory that it costs when the driver is bound",
	  .flags = FIELD_OPTIONAL,
	  .get = get_probe_cost },
	{ .key = "mount_cost",
	  .help = "bytes that a mount costs on top, unless dax=never",
	  .flags = FIELD_OPTIONAL,
	  .get = get_mount_cost },
	{ .key = "cost",
	  .heading = "COST",
	  .help = "bytes of memory that it costs, once mounted",
	  .flags = FIELD_OPTIONAL,
	  .get = get_cost },
	{ .key = "cost",
	  .tree = "of memory",
	  .help = "bytes of memory that it costs, once mounted",
	  .flags = FIELD_NO_JSON,
	  .get = get_known_cost },
	{ .key = "memory_share",
	  .heading = "%MEM",
	  .help = "that in percent of the memory of this machine",
	  .flags = FIELD_OPTIONAL,
	  .get = get_share },
	{ .key = "struct_pages",
	  .help = "whether the kernel has made its pages, which is the cost",
	  .flags = FIELD_OPTIONAL,
	  .get = get_pages },
	{ .key = "mounts", .help = "where it is mounted", .get = get_mounts },
	{ .key = "mounts",
	  .heading = "MOUNTED",
	  .tree = "",
	  .help = "where it is mounted, and how it uses DAX there",
	  .flags = FIELD_NO_JSON,
	  .get = get_mount_texts },
};

const struct class class_window = {
	.kind = "window",
	.title = "DAX windows",
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
	.name = name,
	.parent = parent,
};

static const struct daxctl_window_mount *mount_of(const void *object)
{
	return object;
}

static int get_path(const void *object, struct value *ret)
{
	return value_string(ret, mount_of(object)->path);
}

static int get_mount_tag(const void *object, struct value *ret)
{
	return value_string(ret, mount_of(object)->tag);
}

static int get_dax(const void *object, struct value *ret)
{
	const char *dax = mount_of(object)->dax;

	return dax ? value_string(ret, dax) : -ENODATA;
}

static int get_device(const void *object, struct value *ret)
{
	dev_t device = mount_of(object)->device;

	snprintf(ret->text, sizeof(ret->text), "%u:%u", major(device),
		 minor(device));
	return value_text(ret, 0);
}

static const struct field mount_fields[] = {
	{ .key = "path",
	  .heading = "MOUNTED",
	  .tree = "",
	  .help = "the folder on which it is mounted",
	  .get = get_path },
	{ .key = "tag",
	  .heading = "TAG",
	  .help = "its tag",
	  .get = get_mount_tag },
	{ .key = "dax",
	  .heading = "DAX",
	  .tree = "",
	  .help = "the option that holds: always, never or inode",
	  .flags = FIELD_OPTIONAL,
	  .get = get_dax },
	{ .key = "device",
	  .help = "device number of its files",
	  .get = get_device },
};

/* Of a struct daxctl_window_mount. */
const struct class class_window_mount = {
	.kind = "window_mount",
	.fields = mount_fields,
	.n_fields = ARRAY_SIZE(mount_fields),
};

static const char *mount_name(const void *object)
{
	return mount_of(object)->tag;
}

static const char *no_parent(const void *object)
{
	(void)object;
	return NULL;
}

/* One whose device isn't known: of a struct daxctl_window_mount, too. */
const struct class class_virtiofs = {
	.kind = "virtiofs",
	.title = "Mounts whose device isn't known",
	.fields = mount_fields,
	.n_fields = ARRAY_SIZE(mount_fields),
	.name = mount_name,
	.parent = no_parent,
};
