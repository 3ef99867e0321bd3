/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * file.c - files that the look for actors reads
 *
 * The kernel shows its configuration as a gzip file. libz is loaded for it
 * then and only then; no kernel of Debian needs it.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/policy/policy.h"

/* Much more than any configuration or rules file has. */
enum {
	LARGEST = 4 << 20,
	PIECE = 65536
};

/* What of libz we call: see zlib.h. */
struct gzip_api {
	void *(*open)(int fd, const char *mode);
	int (*read)(void *file, void *to, unsigned int size);
	int (*close)(void *file);
};

/* Where the bytes come from. */
struct source {
	int fd;
	const struct gzip_api *api; /* NULL: the file's own bytes */
	void *gzip;
};

static ssize_t read_some(struct source *source, void *to, size_t size)
{
	ssize_t len;

	if (source->api) {
		len = source->api->read(source->gzip, to, size);
		return len < 0 ? -EINVAL : len;
	}
	do
		len = read(source->fd, to, size);
	while (len < 0 && errno == EINTR);
	return len < 0 ? -errno : len;
}

static int read_all(struct source *source, char **ret, size_t *size)
{
	cleanup(free_p) char *text = NULL;
	size_t used = 0;
	ssize_t len;

	do {
		char *more = realloc(text, used + PIECE + 1);

		if (!more)
			return -ENOMEM;
		text = more;
		len = read_some(source, text + used, PIECE);
		if (len < 0)
			return len;
		used += len;
		if (used > LARGEST)
			return -EFBIG;
	} while (len);
	text[used] = '\0';
	*size = used;
	*ret = take_ptr(text);
	return 0;
}

/* A link to /dev/null, or a pipe, is no file to read. */
static int open_regular(const struct daxctl_ctx *ctx, const char *path)
{
	cleanup(close_p) int fd =
		ctx_open(ctx, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -ENOENT;
	return take_fd(fd);
}

int policy_read(const struct daxctl_ctx *ctx, const char *path, char **ret,
		size_t *size)
{
	cleanup(close_p) int fd = open_regular(ctx, path);
	struct source source = { .fd = fd };

	return fd < 0 ? fd : read_all(&source, ret, size);
}

static bool load_gzip(struct gzip_api *api)
{
	void *library = dlopen("libz.so.1", RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return false;
	api->open = dlsym(library, "gzdopen");
	api->read = dlsym(library, "gzread");
	api->close = dlsym(library, "gzclose");
	return api->open && api->read && api->close;
}

int policy_read_gzip(const struct daxctl_ctx *ctx, const char *path, char **ret,
		     size_t *size)
{
	cleanup(close_p) int fd = open_regular(ctx, path);
	struct gzip_api api;
	struct source source = { .fd = -1, .api = &api };
	int rc;

	if (fd < 0)
		return fd;
	if (!load_gzip(&api))
		return -EOPNOTSUPP;
	source.gzip = api.open(fd, "r");
	if (!source.gzip)
		return -ENOMEM;
	/* Closing it closes the file as well. */
	fd = -1;
	rc = read_all(&source, ret, size);
	(void)api.close(source.gzip);
	return rc;
}
