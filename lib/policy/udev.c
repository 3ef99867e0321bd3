/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * udev.c - the rules files of udev that count, in the order of their names
 *
 * Of files of one name only that in the first folder counts; an empty one, or
 * a link to /dev/null, takes the place of a file without saying anything.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/policy/policy.h"

static const char *const folders[] = {
	"etc/udev/rules.d",	      "run/udev/rules.d",
	"usr/local/lib/udev/rules.d", "usr/lib/udev/rules.d",
	"lib/udev/rules.d", /* where /lib isn't /usr/lib yet */
};

struct file {
	char name[POLICY_TEXT];
	const char *folder;
};

struct gathering {
	struct array files; /* owned: struct file */
	const char *folder;
};

static int add_file(void *arg, const char *name)
{
	struct gathering *gathering = arg;
	size_t len = strlen(name), suffix = strlen(".rules");
	struct file *file;

	if (len <= suffix || len >= sizeof(file->name) ||
	    strcmp(name + len - suffix, ".rules") != 0)
		return 0;
	for (size_t i = 0; i < gathering->files.count; i++) {
		file = gathering->files.at[i];
		if (!strcmp(file->name, name))
			return 0;
	}
	file = calloc(1, sizeof(*file));
	if (!file)
		return -ENOMEM;
	strcpy(file->name, name);
	file->folder = gathering->folder;
	if (array_add(&gathering->files, file) == 0)
		return 0;
	free(file);
	return -ENOMEM;
}

static int gather(const struct daxctl_ctx *ctx, struct gathering *gathering)
{
	struct sysfs_node node = { .dirfd = ctx->root,
				   .captured = ctx->captured };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < ARRAY_SIZE(folders); i++) {
		gathering->folder = folders[i];
		snprintf(node.path, sizeof(node.path), "%s", folders[i]);
		rc = sysfs_list(&node, add_file, gathering);
		if (rc == -ENOTDIR)
			rc = 0;
		if (rc < 0)
			ctx_fail((struct daxctl_ctx *)ctx, rc,
				 rc == -EACCES ? "run it as root" : NULL,
				 "/%s: %s", folders[i], strerror(-rc));
	}
	return rc;
}

static int by_name(const void *a, const void *b)
{
	const struct file *const *left = a, *const *right = b;

	return strcmp((*left)->name, (*right)->name);
}

static int read_file(struct daxctl_ctx *ctx, const struct file *file,
		     struct array *to)
{
	cleanup(free_p) struct rules_file *read = calloc(1, sizeof(*read));
	cleanup(free_p) char *text = NULL;
	size_t size;
	int rc;

	if (!read)
		return -ENOMEM;
	snprintf(read->path, sizeof(read->path), "/%s/%s", file->folder,
		 file->name);
	rc = policy_read(ctx, read->path + 1, &text, &size);
	/* Masked, or gone by now. */
	if (rc == -ENOENT)
		return 0;
	if (rc < 0)
		return ctx_fail(ctx, rc,
				rc == -EACCES ? "run it as root" : NULL,
				"%s: %s", read->path, strerror(-rc));
	rc = rules_parse(text, size, &read->rules);
	if (rc < 0)
		return rc;
	rc = array_add(to, read);
	if (rc < 0)
		rules_free(&read->rules);
	else
		read = NULL;
	return rc;
}

static void free_file(void *arg)
{
	struct rules_file *file = arg;

	rules_free(&file->rules);
	free(file);
}

void rules_files_free(struct array *files)
{
	array_free(files, free_file);
}

int rules_files_read(struct daxctl_ctx *ctx, struct array *ret)
{
	struct gathering gathering = { 0 };
	int rc = gather(ctx, &gathering);

	if (rc == 0 && gathering.files.count)
		qsort(gathering.files.at, gathering.files.count,
		      sizeof(*gathering.files.at), by_name);
	for (size_t i = 0; rc == 0 && i < gathering.files.count; i++)
		rc = read_file(ctx, gathering.files.at[i], ret);
	array_free(&gathering.files, free);
	return rc;
}
