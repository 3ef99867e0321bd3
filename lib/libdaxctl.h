/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdaxctl.h - DAX memory on Linux: what there is, and how to change it
 *
 * Conventions, unless a function says otherwise:
 * - int functions return 0 or a negative errno. A result goes through the last
 *   parameter(s), which are not touched on failure. -ENOENT from a getter means
 *   "this object has none", -EINVAL that the kernel gave a text that is no
 *   value, -E2BIG that it doesn't fit.
 * - Objects belong to the context and live until it is freed or
 *   daxctl_invalidate() is called. Strings returned as const char * live as
 *   long as their object. What you must free is said where it is returned.
 * - Sizes, offsets and addresses are bytes, except where "sectors" (512 bytes)
 *   is said.
 * - A context and its objects are used by one thread at a time.
 * - Every function is since 1.0. Names daxctl_nd_* are libnvdimm's objects;
 *   daxctl_region_* and daxctl_dev_* are the dax bus's.
 */
#ifndef _LIBDAXCTL_H_
#define _LIBDAXCTL_H_

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h> /* what is built with this header may count on it */

#ifdef HAVE_UUID
#include <uuid/uuid.h>
#else
typedef unsigned char uuid_t[16];
#endif

#include "libdaxctl-block.h"
#include "libdaxctl-nd.h"
#include "libdaxctl-plan.h"
#include "libdaxctl-policy.h"
#include "libdaxctl-sizing.h"
#include "libdaxctl-window.h"
#include "libdaxctl-compat.h"
#include "libdaxctl-config.h"

#ifdef __cplusplus
extern "C" {
#endif

struct daxctl_ctx;
struct daxctl_region;
struct daxctl_dev;
struct daxctl_memory;

/* ---- The context ------------------------------------------------------- */

/**
 * daxctl_new() - make a context for the running system
 * @ctx: the new context, one reference; free it with daxctl_unref()
 *
 * Nothing is read yet. The log level comes from the environment variable
 * DAXCTL_LOG (err, warning, notice, info, debug or a syslog number).
 *
 * Return: 0; -ENOMEM; or why /sys can't be opened.
 */
int daxctl_new(struct daxctl_ctx **ctx);

/**
 * daxctl_new_at() - make a context for a captured tree
 * @sysroot: folder with sys/, and if captured proc/ and dev/; NULL or "" for
 *           the running system
 * @ctx: the new context, as from daxctl_new()
 *
 * Nothing outside @sysroot is ever opened, whatever the links in it say.
 * Writes and ioctls fail with -EROFS.
 *
 * Return: 0; -ENOMEM; or why @sysroot/sys can't be opened.
 */
int daxctl_new_at(const char *sysroot, struct daxctl_ctx **ctx);

/** daxctl_ref() - take one more reference. Return: @ctx; NULL gives NULL. */
struct daxctl_ctx *daxctl_ref(struct daxctl_ctx *ctx);

/** daxctl_unref() - give a reference back; the last frees all objects. */
void daxctl_unref(struct daxctl_ctx *ctx);

/** daxctl_invalidate() - forget all objects, so that they are read again. */
void daxctl_invalidate(struct daxctl_ctx *ctx);

/** daxctl_set_userdata() - keep a pointer of the caller's with the context. */
void daxctl_set_userdata(struct daxctl_ctx *ctx, void *userdata);

/** daxctl_get_userdata() - Return: the pointer last set, or NULL. */
void *daxctl_get_userdata(struct daxctl_ctx *ctx);

/**
 * daxctl_set_log_fn() - take the library's log messages
 * @log_fn: called with a syslog priority, the place in the source, and a
 *          printf format with its arguments
 *
 * Without it messages up to the log priority go to stderr.
 */
void daxctl_set_log_fn(struct daxctl_ctx *ctx,
		       void (*log_fn)(struct daxctl_ctx *ctx, int priority,
				      const char *file, int line,
				      const char *fn, const char *format,
				      va_list args));

/** daxctl_get_log_priority() - Return: the syslog level up to which we log. */
int daxctl_get_log_priority(struct daxctl_ctx *ctx);

/** daxctl_set_log_priority() - log up to this syslog level (LOG_ERR). */
void daxctl_set_log_priority(struct daxctl_ctx *ctx, int priority);

/**
 * daxctl_get_error() - what the last failing call has to say
 *
 * Return: one sentence that names the object, the value and what was wanted,
 * or NULL; valid until the next failing call.
 */
const char *daxctl_get_error(struct daxctl_ctx *ctx);

/** daxctl_get_remedy() - Return: what helps against it, or NULL. */
const char *daxctl_get_remedy(struct daxctl_ctx *ctx);

/**
 * daxctl_get_scan_error() - did a walk over objects miss some?
 *
 * _get_first() can't tell "none" from "could not be read".
 *
 * Return: 0, or the negative errno of the first folder that could not be read.
 */
int daxctl_get_scan_error(struct daxctl_ctx *ctx);

/* ---- The dax bus ------------------------------------------------------- */

/** daxctl_region_get_first() - Return: the first dax region, or NULL. */
struct daxctl_region *daxctl_region_get_first(struct daxctl_ctx *ctx);

/** daxctl_region_get_next() - Return: the next dax region, or NULL. */
struct daxctl_region *daxctl_region_get_next(struct daxctl_region *region);

#define daxctl_region_foreach(ctx, region)                      \
	for ((region) = daxctl_region_get_first(ctx); (region); \
	     (region) = daxctl_region_get_next(region))

/** daxctl_region_get_ctx() - Return: the context it belongs to. */
struct daxctl_ctx *daxctl_region_get_ctx(struct daxctl_region *region);

/** daxctl_region_get_id() - Return: X of its devices daxX.Y. */
int daxctl_region_get_id(struct daxctl_region *region);

/** daxctl_region_get_devname() - Return: its parent device, "hmem.0". */
const char *daxctl_region_get_devname(struct daxctl_region *region);

/** daxctl_region_get_path() - Return: its path, "/sys/devices/…". */
const char *daxctl_region_get_path(struct daxctl_region *region);

/** daxctl_region_read_size() - -ENOENT if the kernel doesn't tell. */
int daxctl_region_read_size(struct daxctl_region *region, uint64_t *ret);

/** daxctl_region_read_available_size() - -ENOENT for a static region. */
int daxctl_region_read_available_size(struct daxctl_region *region,
				      uint64_t *ret);

/** daxctl_region_read_align() - what sizes are multiples of; root only. */
int daxctl_region_read_align(struct daxctl_region *region, uint64_t *ret);

/** daxctl_dev_get_first() - Return: the region's first device, or NULL. */
struct daxctl_dev *daxctl_dev_get_first(struct daxctl_region *region);

/** daxctl_dev_get_next() - Return: the region's next device, or NULL. */
struct daxctl_dev *daxctl_dev_get_next(struct daxctl_dev *dev);

#define daxctl_dev_foreach(region, dev)                   \
	for ((dev) = daxctl_dev_get_first(region); (dev); \
	     (dev) = daxctl_dev_get_next(dev))

/**
 * daxctl_dev_get_by_name() - find "daxX.Y"
 * @ctx: the context
 * @name: the name
 *
 * Costs the same however many devices there are.
 *
 * Return: the device, or NULL.
 */
struct daxctl_dev *daxctl_dev_get_by_name(struct daxctl_ctx *ctx,
					  const char *name);

/**
 * daxctl_dev_get_by_path() - find a device by what a user calls it
 * @path: "daxX.Y", "X.Y", or a path with a slash: of its node, or of a link
 *        that leads there, as udev makes them below /dev/dax
 * @ret: the device
 *
 * The node counts, not its name. Only where there is none the last part of the
 * path is taken for the device's name, but never that of a link in a folder
 * "by-…". Below a sysroot, which has no nodes, the name that a link leads to is
 * taken.
 *
 * Return: 0; -ENOENT: there is no such path or device; -ENODEV: it leads to
 * something else; other -errno.
 */
int daxctl_dev_get_by_path(struct daxctl_ctx *ctx, const char *path,
			   struct daxctl_dev **ret);

/** daxctl_dev_get_region() - Return: the region it is in. */
struct daxctl_region *daxctl_dev_get_region(struct daxctl_dev *dev);

/** daxctl_dev_get_id() - Return: Y of daxX.Y. */
int daxctl_dev_get_id(struct daxctl_dev *dev);

/** daxctl_dev_get_devname() - Return: "daxX.Y". */
const char *daxctl_dev_get_devname(struct daxctl_dev *dev);

/** daxctl_dev_read_size() - Return: 0 or -errno. */
int daxctl_dev_read_size(struct daxctl_dev *dev, uint64_t *ret);

/** daxctl_dev_read_align() - -ENOENT before 5.10. */
int daxctl_dev_read_align(struct daxctl_dev *dev, uint64_t *ret);

/** daxctl_dev_read_target_node() - its node as memory, -1 unknown. */
int daxctl_dev_read_target_node(struct daxctl_dev *dev, int *ret);

/** daxctl_dev_read_numa_node() - the nearest node with a CPU, -1 unknown. */
int daxctl_dev_read_numa_node(struct daxctl_dev *dev, int *ret);

/**
 * daxctl_dev_read_distance() - of its memory from the nearest node with a CPU
 * @ret: as the firmware's SLIT has it; 10 is none
 *
 * From numa_node to target_node, which must be online.
 *
 * Return: 0; -ENOENT: the kernel doesn't tell; other -errno.
 */
int daxctl_dev_read_distance(struct daxctl_dev *dev, int *ret);

/**
 * daxctl_dev_read_memory_tier() - the kernel's class of its speed
 * @ret: N of memory_tierN; a lower number is faster
 *
 * Return: 0; -ENOENT: its node is in none, or the kernel has none (before 6.1);
 * other -errno.
 */
int daxctl_dev_read_memory_tier(struct daxctl_dev *dev, unsigned int *ret);

/** struct daxctl_performance - how fast memory is; 0: unknown */
struct daxctl_performance {
	uint64_t read_bandwidth;  /* MB/s, as the kernel counts */
	uint64_t write_bandwidth; /* MB/s */
	uint64_t read_latency;	  /* ns */
	uint64_t write_latency;	  /* ns */
};

/**
 * daxctl_dev_read_performance() - what the firmware says of its speed
 * @access: 0: for the nearest node that can start a transfer, 1: for the
 *          nearest with a CPU
 * @ret: at least one figure is known
 *
 * From the HMAT, by the node's accessN/initiators, or from the CDAT of a CXL
 * region, by the region's accessN.
 *
 * Return: 0; -ENOENT: nothing is known; other -errno.
 */
int daxctl_dev_read_performance(struct daxctl_dev *dev, unsigned int access,
				struct daxctl_performance *ret);

/**
 * daxctl_dev_read_uuid() - what the media says that it is, if it is pmem
 * @buf: 37 bytes; in lower case
 *
 * Return: 0; -ENOENT: its memory has none; other -errno.
 */
int daxctl_dev_read_uuid(struct daxctl_dev *dev, char *buf);

/** daxctl_dev_read_name() - of its namespace's label. -ENOENT: it has none. */
int daxctl_dev_read_name(struct daxctl_dev *dev, char *buf, size_t size);

/** daxctl_dev_announce() - have udev look at it once more ("change"). */
int daxctl_dev_announce(struct daxctl_dev *dev);

/** daxctl_dev_read_driver() - device_dax, kmem, fsdev_dax. -ENOENT: none. */
int daxctl_dev_read_driver(struct daxctl_dev *dev, char *buf, size_t size);

/** struct daxctl_range - one piece of a dax device */
struct daxctl_range {
	uint64_t page_offset; /* in pages, from the start of the device */
	uint64_t start;	      /* physical address of the first byte */
	uint64_t end;	      /* … and of the last */
};

/**
 * daxctl_dev_read_range() - piece number @index
 *
 * From mappingN; before 5.10, which has none, the one range that resource and
 * size tell.
 *
 * Return: 0; -ENOENT past the last; -EACCES: for root only.
 */
int daxctl_dev_read_range(struct daxctl_dev *dev, unsigned int index,
			  struct daxctl_range *ret);

/** struct daxctl_memory_blocks - a device's memory as the kernel's hotplug has
 * it */
struct daxctl_memory_blocks {
	unsigned int total;   /* blocks that lie in the device's ranges */
	unsigned int online;  /* of these, in use or being offlined */
	unsigned int movable; /* of these, in ZONE_MOVABLE */
};

/**
 * daxctl_dev_read_memory_blocks() - how much of it is system memory
 *
 * A block belongs to the device when it lies in one of its ranges.
 *
 * Return: 0; -ENOENT if it isn't system-ram; -EACCES: for root only.
 */
int daxctl_dev_read_memory_blocks(struct daxctl_dev *dev,
				  struct daxctl_memory_blocks *ret);

/* ---- Waiting for a device ---------------------------------------------- */

/**
 * daxctl_dev_is_ready() - has its driver done its work?
 *
 * For devdax: does the node open? For system-ram: are all blocks of memory
 * there, in use or not? What may not be looked at counts as done.
 *
 * Return: 1; 0: not yet, or it has no driver; -errno.
 */
int daxctl_dev_is_ready(struct daxctl_dev *dev);

/**
 * daxctl_dev_is_initialized() - has udev gone through its rules for it?
 *
 * Read from udev's database, /run/udev/data. While there are events left, of
 * whatever device, one of them may be this one's.
 *
 * Return: 1, also where no udev runs; 0: not yet; -errno.
 */
int daxctl_dev_is_initialized(struct daxctl_dev *dev);

struct daxctl_monitor;

/**
 * daxctl_monitor_new() - hear what happens to dax devices and to memory
 * @ret: free it with daxctl_monitor_free()
 *
 * Make it first and look then, so that nothing is missed.
 *
 * Return: 0; -EROFS below a sysroot, where nothing happens; other -errno.
 */
int daxctl_monitor_new(struct daxctl_ctx *ctx, struct daxctl_monitor **ret);

/** daxctl_monitor_free() - NULL is fine. */
void daxctl_monitor_free(struct daxctl_monitor *monitor);

/** daxctl_monitor_get_fd() - Return: for poll(); readable: look, or wait. */
int daxctl_monitor_get_fd(struct daxctl_monitor *monitor);

/**
 * daxctl_monitor_wait() - until something has happened
 * @timeout: milliseconds; -1: for ever
 *
 * The kernel's messages and those that udev sends when it is done with a
 * device count, and so does one that was lost.
 *
 * Return: 0: look again, after daxctl_invalidate(); -ETIMEDOUT; other -errno.
 */
int daxctl_monitor_wait(struct daxctl_monitor *monitor, int timeout);

struct daxctl_query;

/**
 * daxctl_query_new() - ask for devices by what they are, as daxctl.conf(5)
 * @ret: without conditions every device matches; free it with
 *       daxctl_query_free()
 *
 * Return: 0 or -ENOMEM.
 */
int daxctl_query_new(struct daxctl_query **ret);

/** daxctl_query_free() - NULL is fine. */
void daxctl_query_free(struct daxctl_query *query);

/**
 * daxctl_query_add() - add a condition; all must be met
 * @key: uuid, cxl.region, hmem.range, device, path, target_node or size
 * @value: as in daxctl.conf(5)
 * @fault: for -EINVAL: what is wrong
 * @wanted: for -EINVAL: what there may be
 *
 * Return: 0; -EINVAL: no such key, or no value of it; -ENOMEM.
 */
int daxctl_query_add(struct daxctl_query *query, const char *key,
		     const char *value, const char **fault,
		     const char **wanted);

/** daxctl_query_matches() - Return: 1, 0; -EACCES, …: it can't be told. */
int daxctl_query_matches(struct daxctl_query *query, struct daxctl_dev *dev);

#ifdef __cplusplus
}
#endif

#endif
