/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * config.c - find the files of the configuration, and read them
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/change/dev.h"
#include "lib/layout/config.h"

/* Where upstream has only the folder. */
static const char main_file[] = "/etc/daxctl.conf";
static const char suffix[] = ".conf";

/* Nobody writes so much by hand. */
enum {
	MOST_BYTES = 1 << 20
};

/* What is named by the caller is a path of this machine, captured or not. */
static int open_file(const struct daxctl_config *config, bool named,
		     const char *path)
{
	const int flags = O_RDONLY | O_NONBLOCK;
	int fd;

	if (!named)
		return ctx_open(config->ctx, path + 1, flags);
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int read_bytes(int fd, char **ret, size_t *ret_len)
{
	cleanup(free_p) char *text = malloc(MOST_BYTES + 1);
	size_t len = 0;
	ssize_t some;

	if (!text)
		return -ENOMEM;
	while (len < MOST_BYTES) {
		some = read(fd, text + len, MOST_BYTES - len);
		if (some < 0 && errno == EINTR)
			continue;
		if (some < 0)
			return -errno;
		if (!some)
			break;
		len += some;
	}
	if (len == MOST_BYTES)
		return -EFBIG;
	text[len] = '\0';
	*ret = take_ptr(text);
	*ret_len = len;
	return 0;
}

/* The configuration keeps a copy of the path. */
static int read_open_file(struct daxctl_config *config, const char *path,
			  int fd)
{
	cleanup(free_p) char *text = NULL;
	char *copy;
	size_t len = 0;
	int rc;

	rc = read_bytes(fd, &text, &len);
	if (rc)
		return rc;
	copy = strdup(path);
	if (!copy)
		return -ENOMEM;
	rc = array_add(&config->files, copy);
	if (rc) {
		free(copy);
		return rc;
	}
	return config_read_text(config, copy, text, len);
}

/* One file of several: that it can't be read is a fault among others. */
static int read_one_of(struct daxctl_config *config, bool named,
		       const char *path)
{
	const struct fault_place place = { .file = path };
	cleanup(close_p) int fd = -1;
	struct stat st;
	int rc;

	fd = rc = open_file(config, named, path);
	if (rc == -ENOENT)
		return 0;
	if (fd >= 0)
		rc = fstat(fd, &st) < 0 ? -errno : 0;
	if (!rc && !S_ISREG(st.st_mode)) /* as upstream, without a word */
		return 0;
	if (!rc)
		rc = read_open_file(config, path, fd);
	if (!rc || rc == -ENOMEM)
		return rc;
	return fault_add(config, &place, false,
			 rc == -EFBIG ? "is it a configuration at all?"
				      : "see who may read it",
			 "can't be read: %s", strerror(-rc));
}

static int add_name(void *arg, const char *name)
{
	size_t len = strlen(name);
	char *copy;
	int rc;

	if (len <= strlen(suffix) ||
	    strcmp(name + len - strlen(suffix), suffix) != 0)
		return 0;
	copy = strdup(name);
	if (!copy)
		return -ENOMEM;
	rc = array_add(arg, copy);
	if (rc)
		free(copy);
	return rc;
}

static int later_first(const void *one, const void *other)
{
	return strcmp(*(char *const *)other, *(char *const *)one);
}

static void free_names(struct array *names)
{
	array_free(names, free);
}

/* Upstream's order: the file whose name sorts last is asked first. */
static int read_folder(struct daxctl_config *config, bool named,
		       const char *path, int fd)
{
	const struct sysfs_node folder = { .dirfd = fd,
					   .captured = config->ctx->captured };
	cleanup(free_names) struct array names = { 0 };
	int rc;

	rc = sysfs_list(&folder, add_name, &names);
	if (names.count)
		qsort(names.at, names.count, sizeof(*names.at), later_first);
	for (size_t i = 0; !rc && i < names.count; i++) {
		cleanup(free_p) char *file = NULL;

		if (asprintf(&file, "%s/%s", path, (char *)names.at[i]) < 0) {
			file = NULL;
			return -ENOMEM;
		}
		rc = read_one_of(config, named, file);
	}
	return rc;
}

static int read_path(struct daxctl_config *config, bool named, const char *path)
{
	cleanup(close_p) int fd = -1;
	struct stat st;
	int rc;

	fd = rc = open_file(config, named, path);
	if (fd >= 0)
		rc = fstat(fd, &st) < 0 ? -errno : 0;
	if (rc)
		return rc;
	if (S_ISDIR(st.st_mode))
		return read_folder(config, named, path, fd);
	/* A pipe that the caller names may be filled slowly. */
	if (fcntl(fd, F_SETFL, 0) < 0)
		return -errno;
	return read_open_file(config, path, fd);
}

/* Where nobody has configured anything there is no folder. */
static int read_usual(struct daxctl_config *config)
{
	bool named = config->ctx->config_path;
	int rc;

	rc = read_path(config, named, daxctl_get_config_path(config->ctx));
	if (rc && rc != -ENOENT)
		return rc;
	return read_one_of(config, false, main_file);
}

static void config_free_p(struct daxctl_config **config)
{
	daxctl_config_free(*config);
}

DAXCTL_EXPORT int daxctl_config_read(struct daxctl_ctx *ctx, const char *path,
				     struct daxctl_config **ret)
{
	cleanup(config_free_p) struct daxctl_config *config = NULL;
	int rc;

	config = malloc(sizeof(*config));
	if (!config)
		return -ENOMEM;
	*config = (struct daxctl_config){ .ctx = daxctl_ref(ctx) };
	rc = path ? read_path(config, true, path) : read_usual(config);
	if (rc)
		return ctx_fail(ctx, rc, NULL, "%s: %s",
				path ? path : daxctl_get_config_path(ctx),
				strerror(-rc));
	fault_sort(config);
	*ret = take_ptr(config);
	return 0;
}

DAXCTL_EXPORT void daxctl_config_free(struct daxctl_config *config)
{
	if (!config)
		return;
	array_free(&config->faults, fault_free);
	array_free(&config->sections, section_free);
	array_free(&config->files, free);
	daxctl_unref(config->ctx);
	free(config);
}

DAXCTL_EXPORT const char *
daxctl_config_section_get_name(const struct daxctl_config_section *section)
{
	return section->name;
}

DAXCTL_EXPORT const char *
daxctl_config_section_get_place(const struct daxctl_config_section *section)
{
	return section->place;
}

DAXCTL_EXPORT bool
daxctl_config_section_is_faulty(const struct daxctl_config_section *section)
{
	return section->faulty;
}

DAXCTL_EXPORT int
daxctl_config_section_get_size(const struct daxctl_config_section *section,
			       struct daxctl_dev_reconfigure *ret)
{
	bool has_size = section->lines[KEY_SIZE] &&
			!section_matches_by(section, KEY_SIZE);

	if (!has_size && !section->lines[KEY_ALIGN])
		return -ENOENT;
	*ret = (struct daxctl_dev_reconfigure){
		.has_size = has_size,
		.has_align = section->lines[KEY_ALIGN],
		.size = section->size,
		.align = section->align,
	};
	return 0;
}

DAXCTL_EXPORT void
daxctl_config_section_get_mode(const struct daxctl_config_section *section,
			       struct daxctl_dev_reconfigure *ret)
{
	*ret = (struct daxctl_dev_reconfigure){
		.mode = section->mode,
		.no_online = !section->online,
		.no_movable = !section->movable,
	};
}
