/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * device-input.c - a dax device as a JSON file describes it
 *
 * The form is that of an element of `daxctl list -M`. json-c reads it; nothing
 * is linked with it, as no other command needs it.
 */
#include <dlfcn.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cmd/device.h"
#include "util/size.h"

/* What of json-c we call; the types are those of its header. */
struct json_api {
	typeof(json_object_from_file) *from_file;
	typeof(json_util_get_last_err) *last_error;
	typeof(json_object_put) *put;
	typeof(json_object_get_type) *type;
	typeof(json_object_object_get_ex) *member;
	typeof(json_object_get_uint64) *number;
	typeof(json_object_get_int64) *signed_number;
	typeof(json_object_get_string) *string;
	typeof(json_object_array_length) *length;
	typeof(json_object_array_get_idx) *element;
};

static bool load_api(struct json_api *api)
{
	void *library = dlopen("libjson-c.so.5", RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return false;
	api->from_file = dlsym(library, "json_object_from_file");
	api->last_error = dlsym(library, "json_util_get_last_err");
	api->put = dlsym(library, "json_object_put");
	api->type = dlsym(library, "json_object_get_type");
	api->member = dlsym(library, "json_object_object_get_ex");
	api->number = dlsym(library, "json_object_get_uint64");
	api->signed_number = dlsym(library, "json_object_get_int64");
	api->string = dlsym(library, "json_object_get_string");
	api->length = dlsym(library, "json_object_array_length");
	api->element = dlsym(library, "json_object_array_get_idx");
	return api->from_file && api->last_error && api->put && api->type &&
	       api->member && api->number && api->signed_number &&
	       api->string && api->length && api->element;
}

struct reader {
	const struct cli *cli;
	const char *path;
	struct json_api api;
};

static int wrong(const struct reader *reader, const char *what)
{
	return cli_usage_error(reader->cli,
			       "failed to parse device file: %s: %s",
			       reader->path, what);
}

/* "0x150000000" as --human writes it, or a number. */
static bool read_number(const struct reader *reader, struct json_object *value,
			uint64_t *ret)
{
	if (reader->api.type(value) == json_type_string)
		return size_parse(reader->api.string(value), ret) == 0;
	if (reader->api.type(value) != json_type_int ||
	    reader->api.signed_number(value) < 0)
		return false;
	*ret = reader->api.number(value);
	return true;
}

/* 0; 1 if there is no such member; or what run() has to return. */
static int read_member(const struct reader *reader, struct json_object *object,
		       const char *name, uint64_t *ret)
{
	struct json_object *value;
	char what[80];

	if (!reader->api.member(object, name, &value))
		return 1;
	if (read_number(reader, value, ret))
		return 0;
	snprintf(what, sizeof(what), "\"%s\" is no number of bytes", name);
	return wrong(reader, what);
}

static int read_range(const struct reader *reader, struct json_object *object,
		      struct daxctl_range *ret)
{
	static const char *const names[] = { "page_offset", "start", "end" };
	uint64_t *const values[] = { &ret->page_offset, &ret->start,
				     &ret->end };

	if (reader->api.type(object) != json_type_object)
		return wrong(reader, "a mapping is no object");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		int rc = read_member(reader, object, names[i], values[i]);

		if (rc == 1)
			return wrong(
				reader,
				"a mapping needs page_offset, start and end");
		if (rc)
			return rc;
	}
	return 0;
}

static int compare_ranges(const void *a, const void *b)
{
	const struct daxctl_range *left = a, *right = b;

	return left->page_offset < right->page_offset
		       ? -1
		       : left->page_offset > right->page_offset;
}

static int read_ranges(const struct reader *reader, struct json_object *list,
		       struct device_input *ret)
{
	size_t count;
	int rc = 0;

	if (reader->api.type(list) != json_type_array)
		return wrong(reader, "\"mappings\" is no array");
	count = reader->api.length(list);
	ret->ranges = calloc(count + 1, sizeof(*ret->ranges));
	if (!ret->ranges)
		return -ENOMEM;
	for (size_t i = 0; !rc && i < count; i++)
		rc = read_range(reader, reader->api.element(list, i),
				&ret->ranges[i]);
	/* Listings have them in any order; the device has them in this one. */
	qsort(ret->ranges, count, sizeof(*ret->ranges), compare_ranges);
	ret->want.ranges = ret->ranges;
	ret->want.n_ranges = count;
	return rc;
}

/* Of "dax0.1" the region counts: the kernel gives the device its number. */
static int read_chardev(const struct reader *reader, struct json_object *object,
			struct device_input *ret)
{
	struct json_object *value;
	unsigned int region;

	if (!reader->api.member(object, "chardev", &value))
		return 0;
	if (reader->api.type(value) != json_type_string ||
	    sscanf(reader->api.string(value), "dax%u.", &region) != 1)
		return wrong(reader, "\"chardev\" is no name like dax0.1");
	snprintf(ret->region, sizeof(ret->region), "%u", region);
	return 0;
}

static int read_object(const struct reader *reader, struct json_object *object,
		       struct device_input *ret)
{
	struct json_object *list;
	int rc;

	if (reader->api.type(object) != json_type_object)
		return wrong(
			reader,
			"it is no JSON object: give one element of what 'daxctl list -M' prints");
	rc = read_chardev(reader, object, ret);
	if (rc)
		return rc;
	rc = read_member(reader, object, "align", &ret->want.align);
	ret->want.has_align = rc == 0;
	if (rc != 0 && rc != 1)
		return rc;
	rc = read_member(reader, object, "size", &ret->want.size);
	ret->want.has_size = rc == 0;
	if (rc != 0 && rc != 1)
		return rc;
	if (reader->api.member(object, "mappings", &list))
		return read_ranges(reader, list, ret);
	return rc ? wrong(reader, "it has neither size nor mappings") : 0;
}

int device_input_read(const struct cli *cli, const char *path,
		      struct device_input *ret)
{
	struct reader reader = { .cli = cli, .path = path };
	struct json_object *object;
	int rc;

	if (!load_api(&reader.api)) {
		cli_error_remedy(cli, "install the package libjson-c5",
				 "%s can't be read without libjson-c.so.5",
				 path);
		return -ENOSYS;
	}
	object = reader.api.from_file(path);
	if (!object) {
		char why[256];

		snprintf(why, sizeof(why), "%s", reader.api.last_error());
		why[strcspn(why, "\n")] = '\0';
		return wrong(&reader, why);
	}
	rc = read_object(&reader, object, ret);
	reader.api.put(object);
	return rc;
}
