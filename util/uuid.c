/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * uuid.c - uuids as text, by libuuid
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <uuid/uuid.h>

#include "util/uuid.h"

/* What of libuuid we call; the types are those of its header. */
struct uuid_api {
	typeof(uuid_parse) *parse;
	typeof(uuid_is_null) *is_null;
	typeof(uuid_generate_random) *make;
	typeof(uuid_unparse_lower) *unparse;
};

static bool load_api(struct uuid_api *api)
{
	/* Never closed: who needs one uuid mostly needs a second. */
	void *library = dlopen("libuuid.so.1", RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return false;
	api->parse = dlsym(library, "uuid_parse");
	api->is_null = dlsym(library, "uuid_is_null");
	api->make = dlsym(library, "uuid_generate_random");
	api->unparse = dlsym(library, "uuid_unparse_lower");
	return api->parse && api->is_null && api->make && api->unparse;
}

int uuid_read(const char *text, char ret[UUID_TEXT_SIZE])
{
	struct uuid_api api;
	uuid_t uuid;

	if (!load_api(&api))
		return -ELIBACC;
	if (api.parse(text, uuid) < 0 || api.is_null(uuid))
		return -EINVAL;
	api.unparse(uuid, ret);
	return 0;
}

int uuid_make(char ret[UUID_TEXT_SIZE])
{
	struct uuid_api api;
	uuid_t uuid;

	if (!load_api(&api))
		return -ELIBACC;
	api.make(uuid);
	api.unparse(uuid, ret);
	return 0;
}
