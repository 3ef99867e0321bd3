/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * module.c - load kernel modules through libkmod, itself loaded on first need
 *
 * libkmod brings libraries that are the most of a program's start-up. Only a
 * change may need it, so nothing is linked with it.
 */
#include <dlfcn.h>
#include <errno.h>
#include <libkmod.h>
#include <stdbool.h>

#include "lib/module.h"

/* What of libkmod we call; the types are those of its header. */
struct kmod_api {
	typeof(kmod_new) *new;
	typeof(kmod_unref) *unref;
	typeof(kmod_module_new_from_lookup) *lookup;
	typeof(kmod_module_get_module) *module;
	typeof(kmod_module_unref) *module_unref;
	typeof(kmod_module_unref_list) *list_unref;
	typeof(kmod_list_next) *next;
	typeof(kmod_module_probe_insert_module) *insert;
};

static bool load_api(struct kmod_api *api)
{
	/* Never closed: a second module would need it again at once. */
	void *library = dlopen("libkmod.so.2", RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return false;
	api->new = dlsym(library, "kmod_new");
	api->unref = dlsym(library, "kmod_unref");
	api->lookup = dlsym(library, "kmod_module_new_from_lookup");
	api->module = dlsym(library, "kmod_module_get_module");
	api->module_unref = dlsym(library, "kmod_module_unref");
	api->list_unref = dlsym(library, "kmod_module_unref_list");
	api->next = dlsym(library, "kmod_list_next");
	api->insert = dlsym(library, "kmod_module_probe_insert_module");
	return api->new && api->unref && api->lookup && api->module &&
	       api->module_unref && api->list_unref && api->next && api->insert;
}

static int insert_all(const struct kmod_api *api, struct kmod_list *list)
{
	struct kmod_list *item;
	int rc, result = 0;

	for (item = list; item; item = api->next(list, item)) {
		struct kmod_module *module = api->module(item);

		rc = api->insert(module, KMOD_PROBE_APPLY_BLACKLIST, NULL, NULL,
				 NULL, NULL);
		api->module_unref(module);
		/* Positive: kept out by the blacklist, as the user wants. */
		if (rc < 0)
			result = rc;
	}
	return result;
}

int module_load(const char *alias)
{
	struct kmod_api api;
	struct kmod_ctx *kmod;
	struct kmod_list *list = NULL;
	int rc;

	if (!load_api(&api))
		return -ENOSYS;
	kmod = api.new(NULL, NULL);
	if (!kmod)
		return -ENOMEM;
	rc = api.lookup(kmod, alias, &list);
	if (rc == 0)
		rc = list ? insert_all(&api, list) : -ENOENT;
	api.list_unref(list);
	api.unref(kmod);
	return rc;
}
