/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ctx.c - the context: where the kernel's trees are, and what was read
 *
 * Making one opens two folders and reads nothing. Everything else is read when
 * somebody first asks for it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "lib/ctx.h"

static int priority_of(const char *text)
{
	static const struct {
		const char *name;
		int priority;
	} names[] = {
		{ "err", LOG_ERR },	  { "warning", LOG_WARNING },
		{ "notice", LOG_NOTICE }, { "info", LOG_INFO },
		{ "debug", LOG_DEBUG },
	};
	uint64_t number;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strncmp(text, names[i].name, strlen(names[i].name)))
			return names[i].priority;
	return parse_u64(text, 10, &number) == 0 && number <= LOG_DEBUG
		       ? (int)number
		       : LOG_ERR;
}

bool ctx_has_udev(const struct daxctl_ctx *ctx)
{
	return !ctx->captured &&
	       faccessat(ctx->root, "run/udev/control", F_OK, 0) == 0;
}

int ctx_open(const struct daxctl_ctx *ctx, const char *path, int flags)
{
	int fd;

	/* Devices and /proc of a captured tree are files, but not ours. */
	if (ctx->captured && (flags & O_ACCMODE) != O_RDONLY)
		return -EROFS;
	if (ctx->captured)
		return sysfs_open_jailed(ctx->root, path, flags);
	fd = openat(ctx->root, path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

DAXCTL_EXPORT int daxctl_new_at(const char *sysroot, struct daxctl_ctx **ctx)
{
	const char *log = secure_getenv("DAXCTL_LOG");
	struct daxctl_ctx *c;
	int rc;

	c = malloc(sizeof(*c));
	if (!c)
		return -ENOMEM;
	*c = (struct daxctl_ctx){
		.refcount = 1,
		.root = -1,
		.captured = sysroot && *sysroot,
		.lock_timeout = 10000,
		.offline_timeout = 60000,
		.log_priority = log ? priority_of(log) : LOG_ERR,
	};
	c->sys.dirfd = -1;
	c->sys.captured = c->captured;

	c->root = open(c->captured ? sysroot : "/",
		       O_PATH | O_DIRECTORY | O_CLOEXEC);
	rc = c->root < 0 ? -errno : ctx_open(c, "sys", O_PATH | O_DIRECTORY);
	if (rc < 0) {
		daxctl_unref(c);
		return rc;
	}
	c->sys.dirfd = rc;
	*ctx = c;
	return 0;
}

DAXCTL_EXPORT int daxctl_new(struct daxctl_ctx **ctx)
{
	return daxctl_new_at(NULL, ctx);
}

DAXCTL_EXPORT struct daxctl_ctx *daxctl_ref(struct daxctl_ctx *ctx)
{
	if (ctx)
		ctx->refcount++;
	return ctx;
}

DAXCTL_EXPORT void daxctl_invalidate(struct daxctl_ctx *ctx)
{
	nd_forget(ctx);
	dax_forget(ctx);
	virtiofs_forget(ctx);
	names_clear(&ctx->nd_drivers);
	names_clear(&ctx->dax_drivers);
	names_clear(&ctx->disks);
	names_clear(&ctx->dax_devices);
	ctx->scan_error = 0;
}

DAXCTL_EXPORT void daxctl_unref(struct daxctl_ctx *ctx)
{
	if (!ctx || --ctx->refcount)
		return;
	daxctl_invalidate(ctx);
	close_p(&ctx->sys.dirfd);
	close_p(&ctx->root);
	free(ctx);
}

DAXCTL_EXPORT void daxctl_set_userdata(struct daxctl_ctx *ctx, void *userdata)
{
	ctx->userdata = userdata;
}

DAXCTL_EXPORT void *daxctl_get_userdata(struct daxctl_ctx *ctx)
{
	return ctx->userdata;
}

DAXCTL_EXPORT void
daxctl_set_log_fn(struct daxctl_ctx *ctx,
		  void (*log_fn)(struct daxctl_ctx *ctx, int priority,
				 const char *file, int line, const char *fn,
				 const char *format, va_list args))
{
	ctx->log_fn = log_fn;
}

DAXCTL_EXPORT int daxctl_get_log_priority(struct daxctl_ctx *ctx)
{
	return ctx->log_priority;
}

DAXCTL_EXPORT void daxctl_set_log_priority(struct daxctl_ctx *ctx, int priority)
{
	ctx->log_priority = priority;
}

DAXCTL_EXPORT void daxctl_set_lock_timeout(struct daxctl_ctx *ctx,
					   unsigned int ms)
{
	ctx->lock_timeout = ms;
}

DAXCTL_EXPORT void daxctl_set_offline_timeout(struct daxctl_ctx *ctx,
					      unsigned int ms)
{
	ctx->offline_timeout = ms;
}

void ctx_log(struct daxctl_ctx *ctx, int priority, const char *file, int line,
	     const char *fn, const char *format, ...)
{
	va_list args;

	if (priority > ctx->log_priority)
		return;
	va_start(args, format);
	if (ctx->log_fn) {
		ctx->log_fn(ctx, priority, file, line, fn, format, args);
	} else {
		fprintf(stderr, "libdaxctl: %s: ", fn);
		vfprintf(stderr, format, args);
		fputc('\n', stderr);
	}
	va_end(args);
}

int ctx_fail(struct daxctl_ctx *ctx, int rc, const char *remedy,
	     const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(ctx->error, sizeof(ctx->error), format, args);
	va_end(args);
	snprintf(ctx->remedy, sizeof(ctx->remedy), "%s", remedy ? remedy : "");
	ctx_debug(ctx, "%s", ctx->error);
	return rc;
}

void ctx_forget_error(struct daxctl_ctx *ctx)
{
	*ctx->error = *ctx->remedy = '\0';
}

void ctx_scan_failed(struct daxctl_ctx *ctx, int rc, const char *what)
{
	if (!ctx->scan_error)
		ctx->scan_error =
			ctx_fail(ctx, rc, NULL, "%s: %s", what, strerror(-rc));
}

DAXCTL_EXPORT const char *daxctl_get_error(struct daxctl_ctx *ctx)
{
	return *ctx->error ? ctx->error : NULL;
}

DAXCTL_EXPORT const char *daxctl_get_remedy(struct daxctl_ctx *ctx)
{
	return *ctx->remedy ? ctx->remedy : NULL;
}

DAXCTL_EXPORT int daxctl_get_scan_error(struct daxctl_ctx *ctx)
{
	return ctx->scan_error;
}
