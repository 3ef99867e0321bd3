/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ctx.h - the context: where the kernel's trees are, and what was read
 *
 * Rooms of the library keep their lists here; nobody else looks into it.
 */
#ifndef LIB_CTX_H
#define LIB_CTX_H

#include <syslog.h>

#include "lib/libdaxctl.h"
#include "lib/names.h"
#include "lib/sysfs.h"
#include "util/array.h"

#define DAXCTL_EXPORT __attribute__((visibility("default")))

struct daxctl_ctx {
	unsigned int refcount;
	struct sysfs_node sys; /* owned: its dirfd is <root>/sys */
	int root;	       /* owned: "/" or the sysroot */
	bool captured;	       /* a sysroot: no writes, no ioctls */
	bool udev_is_silent;   /* it was waited for in vain */

	struct array buses;	  /* owned, by number */
	struct array dax_regions; /* owned, by number and path */
	bool buses_known, dax_known;
	struct names nd_drivers, dax_drivers, disks, dax_devices;
	struct virtiofs *virtiofs; /* owned; NULL: not read yet */
	uint64_t block_size;	   /* of memory hotplug; 0: not read yet */
	int scan_error;		   /* the first, see daxctl_get_scan_error() */

	unsigned int lock_timeout;    /* ms */
	unsigned int offline_timeout; /* ms, of one memory block */
	const char *config_path;      /* borrowed; NULL: the usual folder */
	void *userdata;
	int log_priority;
	void (*log_fn)(struct daxctl_ctx *ctx, int priority, const char *file,
		       int line, const char *fn, const char *format,
		       va_list args);
	char error[768]; /* "": none */
	char remedy[384];
};

/*
 * Keep what there is to say about a failure. @remedy may be NULL. Returns @rc,
 * so that it ends a function: return ctx_fail(ctx, -EINVAL, …).
 */
int ctx_fail(struct daxctl_ctx *ctx, int rc, const char *remedy,
	     const char *format, ...) printf_like(4, 5);

/* What was kept of a failure before this call says nothing about it. */
void ctx_forget_error(struct daxctl_ctx *ctx);

/* Note that a list is not whole. */
void ctx_scan_failed(struct daxctl_ctx *ctx, int rc, const char *what);

/* Open below the context's root: "dev/nmem0", "proc/self/mountinfo". */
int ctx_open(const struct daxctl_ctx *ctx, const char *path,
	     int flags) must_check;

/* Does udev run here? On a captured machine nothing does. */
bool ctx_has_udev(const struct daxctl_ctx *ctx);

void ctx_log(struct daxctl_ctx *ctx, int priority, const char *file, int line,
	     const char *fn, const char *format, ...) printf_like(6, 7);

#define ctx_info(ctx, ...) \
	ctx_log(ctx, LOG_INFO, __FILE__, __LINE__, __func__, __VA_ARGS__)
#define ctx_debug(ctx, ...) \
	ctx_log(ctx, LOG_DEBUG, __FILE__, __LINE__, __func__, __VA_ARGS__)

/* The rooms' ways to give their lists back, for daxctl_invalidate(). */
void nd_forget(struct daxctl_ctx *ctx);
void dax_forget(struct daxctl_ctx *ctx);
void virtiofs_forget(struct daxctl_ctx *ctx);

#endif
