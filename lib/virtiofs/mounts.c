/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mounts.c - where virtio-fs is mounted, and with which DAX option
 *
 * By libmount, which knows how mountinfo is escaped. It is loaded when a
 * window is asked for, and reads what we open, so that a captured machine's
 * table is read as if it were ours. Command lines are never asked: a second
 * mount of a tag shares the first one's superblock, whatever it was told.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <libmount.h>
#include <stdio.h>
#include <string.h>

#include "lib/virtiofs/window.h"

/* What of libmount we call; the types are those of its header. */
struct mount_api {
	typeof(mnt_new_table) *new_table;
	typeof(mnt_unref_table) *unref_table;
	typeof(mnt_table_parse_stream) *parse;
	typeof(mnt_new_iter) *new_iter;
	typeof(mnt_free_iter) *free_iter;
	typeof(mnt_table_next_fs) *next;
	typeof(mnt_fs_get_fstype) *fstype;
	typeof(mnt_fs_get_source) *source;
	typeof(mnt_fs_get_target) *target;
	typeof(mnt_fs_get_fs_options) *options;
	typeof(mnt_fs_get_devno) *devno;
	typeof(mnt_optstr_get_option) *option;
};

static bool load_api(struct mount_api *api)
{
	/* Never closed: one look at the mounts is mostly not the last. */
	void *library = dlopen("libmount.so.1", RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return false;
	api->new_table = dlsym(library, "mnt_new_table");
	api->unref_table = dlsym(library, "mnt_unref_table");
	api->parse = dlsym(library, "mnt_table_parse_stream");
	api->new_iter = dlsym(library, "mnt_new_iter");
	api->free_iter = dlsym(library, "mnt_free_iter");
	api->next = dlsym(library, "mnt_table_next_fs");
	api->fstype = dlsym(library, "mnt_fs_get_fstype");
	api->source = dlsym(library, "mnt_fs_get_source");
	api->target = dlsym(library, "mnt_fs_get_target");
	api->options = dlsym(library, "mnt_fs_get_fs_options");
	api->devno = dlsym(library, "mnt_fs_get_devno");
	api->option = dlsym(library, "mnt_optstr_get_option");
	return api->new_table && api->unref_table && api->parse &&
	       api->new_iter && api->free_iter && api->next && api->fstype &&
	       api->source && api->target && api->options && api->devno &&
	       api->option;
}

void virtiofs_mount_free(void *object)
{
	struct virtiofs_mount *mount = object;

	free(mount->path);
	free(mount->tag);
	free(mount->dax);
	free(mount);
}

static void mount_freep(struct virtiofs_mount **mount)
{
	if (*mount)
		virtiofs_mount_free(*mount);
}

/* Kernels before 5.17 print "dax" alone, which is "always" today. */
static int read_option(const struct mount_api *api, const char *options,
		       char **ret)
{
	size_t len = 0;
	char *value = NULL;

	if (!options || api->option(options, "dax", &value, &len) != 0)
		return 0;
	*ret = len ? strndup(value, len) : strdup("always");
	return *ret ? 0 : -ENOMEM;
}

static int add_mount(const struct mount_api *api, struct libmnt_fs *fs,
		     struct array *to)
{
	cleanup(mount_freep) struct virtiofs_mount *mount = NULL;
	const char *type = api->fstype(fs), *source = api->source(fs);
	const char *target = api->target(fs);
	int rc;

	if (!type || strcmp(type, "virtiofs") || !target)
		return 0;
	mount = calloc(1, sizeof(*mount));
	if (!mount)
		return -ENOMEM;
	mount->path = strdup(target);
	mount->tag = strdup(source ? source : "");
	mount->device = api->devno(fs);
	if (!mount->path || !mount->tag)
		return -ENOMEM;
	rc = read_option(api, api->options(fs), &mount->dax);
	if (rc == 0)
		rc = array_add(to, mount);
	if (rc == 0)
		(void)take_ptr(mount);
	return rc;
}

static int add_all(const struct mount_api *api, struct libmnt_table *table,
		   struct array *to)
{
	struct libmnt_iter *iter = api->new_iter(MNT_ITER_FORWARD);
	struct libmnt_fs *fs;
	int rc = iter ? 0 : -ENOMEM;

	while (rc == 0 && api->next(table, iter, &fs) == 0)
		rc = add_mount(api, fs, to);
	api->free_iter(iter);
	return rc;
}

int virtiofs_read_mounts(const struct daxctl_ctx *ctx, struct array *to)
{
	static const char path[] = "proc/self/mountinfo";
	struct libmnt_table *table;
	struct mount_api api;
	FILE *file;
	int fd, rc;

	fd = ctx_open(ctx, path, O_RDONLY);
	if (fd < 0)
		return fd;
	file = fdopen(fd, "re");
	if (!file) {
		close(fd);
		return -ENOMEM;
	}
	if (!load_api(&api)) {
		fclose(file);
		return -ELIBACC;
	}
	table = api.new_table();
	rc = table ? api.parse(table, file, path) : -ENOMEM;
	if (rc == 0)
		rc = add_all(&api, table, to);
	api.unref_table(table);
	fclose(file);
	return rc < 0 ? rc : 0;
}
