/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdaxctl-window.h - the DAX windows of virtio-fs devices
 *
 * Part of <daxctl/libdaxctl.h>, which tells the conventions. What a window
 * costs and holds is arithmetic: see libdaxctl-sizing.h.
 */
#ifndef _LIBDAXCTL_WINDOW_H_
#define _LIBDAXCTL_WINDOW_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct daxctl_ctx;

/** struct daxctl_window - a virtio-fs device, and its window if it has one */
struct daxctl_window;

/* ---- Devices ----------------------------------------------------------- */

/** daxctl_window_get_first() - Return: the first virtio-fs device, or NULL. */
struct daxctl_window *daxctl_window_get_first(struct daxctl_ctx *ctx);

/** daxctl_window_get_next() - Return: the next one, or NULL. */
struct daxctl_window *daxctl_window_get_next(struct daxctl_window *window);

#define daxctl_window_foreach(ctx, window)                      \
	for ((window) = daxctl_window_get_first(ctx); (window); \
	     (window) = daxctl_window_get_next(window))

/**
 * daxctl_window_find() - find a device by what people call it
 * @ctx: the context
 * @name: its name ("virtio1"), its tag, or a folder on which it is mounted
 *
 * Return: the device, or NULL.
 */
struct daxctl_window *daxctl_window_find(struct daxctl_ctx *ctx,
					 const char *name);

/** daxctl_window_get_ctx() - Return: the context it belongs to. */
struct daxctl_ctx *daxctl_window_get_ctx(struct daxctl_window *window);

/** daxctl_window_get_devname() - Return: "virtio1". */
const char *daxctl_window_get_devname(struct daxctl_window *window);

/** daxctl_window_get_transport() - Return: "pci", "mmio", or NULL: another. */
const char *daxctl_window_get_transport(struct daxctl_window *window);

/** daxctl_window_get_address() - Return: "0000:00:03.0" or "LNRO0005:00". */
const char *daxctl_window_get_address(struct daxctl_window *window);

/** daxctl_window_is_enabled() - is a driver bound? Return: 1, 0, -errno. */
int daxctl_window_is_enabled(struct daxctl_window *window);

/**
 * daxctl_window_get_tag() - the name by which it is mounted
 *
 * From /sys/fs/virtiofs (Linux 6.9). Before, a tag is known by its mount, and
 * only where there is one such device and one tag.
 *
 * Return: the tag, or NULL: the kernel doesn't tell it.
 */
const char *daxctl_window_get_tag(struct daxctl_window *window);

/* ---- Where the window is ----------------------------------------------- */

/** enum daxctl_window_source - how a window was learned */
enum daxctl_window_source {
	DAXCTL_WINDOW_CAPABILITY, /* PCI config space: exact, root only */
	DAXCTL_WINDOW_IOMEM,	  /* /proc/iomem: what the driver has claimed */
	DAXCTL_WINDOW_LOG,	  /* the driver's message in the kernel's log */
	DAXCTL_WINDOW_BAR,	  /* a BAR that looks like one: a guess */
};

/** struct daxctl_window_extent - a window in the guest's addresses */
struct daxctl_window_extent {
	uint64_t base;	 /* physical address */
	uint64_t length; /* bytes */
	enum daxctl_window_source source;
};

/**
 * daxctl_window_read_extent() - where its window is
 *
 * Return: 0; -ENOENT: it has none; -EACCES: that is for root only; -ENODATA:
 * nobody tells, as with an MMIO device that no driver uses.
 */
int daxctl_window_read_extent(struct daxctl_window *window,
			      struct daxctl_window_extent *ret);

/**
 * daxctl_window_get_fault() - why there is no window although something is told
 *
 * Linux passes over what is wrong without a word.
 *
 * Return: a sentence about the device's capability, or NULL.
 */
const char *daxctl_window_get_fault(struct daxctl_window *window);

/** daxctl_window_source_name() - Return: "capability", "iomem", … */
const char *daxctl_window_source_name(enum daxctl_window_source source);

/**
 * daxctl_window_has_pages() - has the kernel struct pages for its window?
 *
 * By /proc/zoneinfo: whether zones Device span as much as all windows.
 *
 * Return: 1, 0, -errno.
 */
int daxctl_window_has_pages(struct daxctl_window *window);

/** daxctl_window_read_memory() - bytes of memory of this guest, 0 or -errno */
int daxctl_window_read_memory(struct daxctl_ctx *ctx, uint64_t *ret);

/* ---- Mounts ------------------------------------------------------------ */

/** struct daxctl_window_mount - a place where a virtio-fs is mounted */
struct daxctl_window_mount {
	const char *path;
	const char *tag;
	/*
	 * The option that works: "always", "never" or "inode". Where none is
	 * in mountinfo that is "inode" since Linux 5.17, and "never" before;
	 * NULL: the kernel's version isn't known. That of a second mount of the
	 * same tag is not its own but the first one's.
	 */
	const char *dax;
	dev_t device; /* st_dev of its files */
};

/** daxctl_window_get_mount() - mount number @index. Return: 0; -ENOENT. */
int daxctl_window_get_mount(struct daxctl_window *window, unsigned int index,
			    struct daxctl_window_mount *ret);

/**
 * daxctl_window_get_stray_mount() - a mount of which the device isn't known
 *
 * Before Linux 6.9, where there are several devices or several tags.
 *
 * Return: 0; -ENOENT past the last; -ELIBACC: no libmount here; -errno.
 */
int daxctl_window_get_stray_mount(struct daxctl_ctx *ctx, unsigned int index,
				  struct daxctl_window_mount *ret);

/* ---- Use --------------------------------------------------------------- */

/** struct daxctl_window_usage - ranges of a window that are in use */
struct daxctl_window_usage {
	uint64_t base;	    /* of the window: physical, or in the VMM */
	uint64_t length;    /* bytes */
	uint64_t busy;	    /* ranges in use */
	uint64_t processes; /* whose mappings were looked at */
	uint64_t unread;    /* … and that we may not look at */
};

/**
 * daxctl_window_read_mapped() - ranges that processes of this guest map now
 *
 * By the page tables of all processes: no fewer are in use. Those that read()
 * and write() have set up, and files that were mapped before, aren't seen.
 *
 * Return: 0; -ENOENT: no window; -EACCES: root only; -EROFS: a captured tree
 * without page tables; -errno.
 */
int daxctl_window_read_mapped(struct daxctl_window *window,
			      struct daxctl_window_usage *ret);

/**
 * daxctl_window_read_vmm() - ranges in use, as the host's VMM has them mapped
 * @ctx: the context of the host
 * @pid: of the VMM
 * @length: of the window in bytes; 0: not known
 * @index: which of its windows
 *
 * Exact: the VMM maps each range that is in use and nothing else. A window is
 * recognised by being reserved address space in pieces of 2 MiB with files
 * mapped into it; one with nothing in it, or without room left, only by
 * @length. QEMU since 11.1 maps ranges anywhere: they are taken for one window
 * whose base is 0, and its length @length.
 *
 * Return: 0; -ENOENT past the last; -ESRCH: no such process; -EACCES.
 */
int daxctl_window_read_vmm(struct daxctl_ctx *ctx, pid_t pid, uint64_t length,
			   unsigned int index, struct daxctl_window_usage *ret);

/** struct daxctl_window_access - one look-up of the kernel in a DAX file */
struct daxctl_window_access {
	uint64_t inode;
	uint64_t address; /* in the window, bytes */
	uint64_t offset;  /* in the file, bytes */
	uint64_t length;
	bool mapped;   /* false: a hole, which takes no range */
	char type[16]; /* "MAPPED", "HOLE", … */
	uint64_t lost; /* before this one: the kernel had no room for them */
};

/**
 * daxctl_window_trace() - follow every access to the DAX files of a filesystem
 * @ctx: the context
 * @device: st_dev of its files
 * @ms: for how long, in milliseconds
 * @each: called for each access; other than 0 ends the trace
 * @arg: for @each
 *
 * By tracefs, event iomap:iomap_iter_dstmap, in an instance of its own that is
 * removed afterwards: other users of tracing are not disturbed. A signal that
 * the program catches ends it early.
 *
 * Return: 0 or what @each returned; -EACCES: root only; -EOPNOTSUPP: no
 * tracefs, or a kernel without that event; -EROFS: a captured tree; -errno.
 */
int daxctl_window_trace(struct daxctl_ctx *ctx, dev_t device, unsigned int ms,
			int (*each)(void *arg,
				    const struct daxctl_window_access *access),
			void *arg);

/** struct daxctl_window_tally - what a trace comes to */
struct daxctl_window_tally {
	uint64_t accesses; /* look-ups that found or made a range */
	uint64_t ranges;   /* ranges of the window seen */
	uint64_t wanted;   /* ranges of files seen: what there was need for */
	uint64_t set_ups;  /* ranges that changed hands, or were first used */
	uint64_t lost;	   /* accesses that aren't in these figures */
};

/** struct daxctl_window_counter - counts a trace as it comes */
struct daxctl_window_counter;

/** daxctl_window_counter_new() - Return: a counter, or NULL: no memory. */
struct daxctl_window_counter *daxctl_window_counter_new(void);

/** daxctl_window_counter_free() - give it back; NULL is fine. */
void daxctl_window_counter_free(struct daxctl_window_counter *counter);

/** daxctl_window_counter_add() - count one access. Return: 0 or -ENOMEM. */
int daxctl_window_counter_add(struct daxctl_window_counter *counter,
			      const struct daxctl_window_access *access);

/** daxctl_window_counter_read() - what it has come to so far. */
void daxctl_window_counter_read(const struct daxctl_window_counter *counter,
				struct daxctl_window_tally *ret);

/* ---- Known trouble ----------------------------------------------------- */

/** enum daxctl_window_severity - how bad a finding is */
enum daxctl_window_severity {
	DAXCTL_WINDOW_NOTE,    /* works, but not as one may think */
	DAXCTL_WINDOW_WARNING, /* costs memory or speed, or may hang */
	DAXCTL_WINDOW_ERROR,   /* does not work */
};

/** struct daxctl_window_finding - something that is wrong here */
struct daxctl_window_finding {
	const char *id; /* "no-window"; stays the same from release to release */
	enum daxctl_window_severity severity;
	struct daxctl_window *window; /* NULL: the whole machine */
	const char *summary;
	const char *detail; /* what it is here, "" if there is nothing to add */
	const char *remedy;
	const char *source; /* who says so */
	const char *dated;  /* when that was looked at, "2026-11" */
};

/**
 * daxctl_window_get_finding() - finding number @index
 *
 * The first call looks at all devices, mounts, and the kernel's version,
 * configuration and log; the order is that of devices, the machine first.
 *
 * Return: 0; -ENOENT past the last; -errno.
 */
int daxctl_window_get_finding(struct daxctl_ctx *ctx, unsigned int index,
			      struct daxctl_window_finding *ret);

#ifdef __cplusplus
}
#endif

#endif
