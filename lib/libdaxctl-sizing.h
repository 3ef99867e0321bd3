/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdaxctl-sizing.h - what a virtiofs DAX window holds and what it costs
 *
 * Part of <daxctl/libdaxctl.h>, which tells the conventions.
 */
#ifndef _LIBDAXCTL_SIZING_H_
#define _LIBDAXCTL_SIZING_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The kernel deals a window out in ranges of 2 MiB; one holds 2 MiB of one
 * file, however little of it is used. All of this is arithmetic about Linux
 * 5.10 and later (fs/fuse/dax.c): nothing is read and nothing can fail. The
 * figures that were measured are told in the tests.
 */
enum {
	DAXCTL_RANGE_SHIFT = 21,
	DAXCTL_RANGE_SIZE = 1 << DAXCTL_RANGE_SHIFT, /* bytes */
};

/** daxctl_window_ranges() - the whole ranges in a window of so many bytes
 *
 * Return: how many; what is left over at the end is of no use to the kernel.
 */
uint64_t daxctl_window_ranges(uint64_t bytes);

/** daxctl_window_ranges_of() - the ranges that a part of a file needs
 * @offset: where it begins in the file, in bytes
 * @len: its length in bytes; a whole file is (0, its size)
 *
 * Return: how many; 0 if @len is 0.
 */
uint64_t daxctl_window_ranges_of(uint64_t offset, uint64_t len);

/** daxctl_window_threshold() - free ranges below which the kernel reclaims
 * @ranges: of the window
 *
 * Return: a fifth of them, rounded down, and at least 1.
 */
uint64_t daxctl_window_threshold(uint64_t ranges);

/** daxctl_window_capacity() - ranges that can be in use with no reclaim ever
 * @ranges: of the window
 *
 * Return: how many; 0 for a window of one range or none.
 */
uint64_t daxctl_window_capacity(uint64_t ranges);

/** daxctl_window_least() - the smallest window with that capacity
 * @capacity: how many ranges are to be in use at once
 *
 * Return: its ranges, at least 1; the inverse of daxctl_window_capacity().
 */
uint64_t daxctl_window_least(uint64_t capacity);

/** daxctl_window_bar() - the size of the PCI BAR that holds a window
 * @bytes: of the window
 *
 * Return: the next power of two, in bytes; 0 if there is none in 64 bits.
 */
uint64_t daxctl_window_bar(uint64_t bytes);

/** daxctl_window_probe_cost() - guest memory gone once the driver has a window
 * @bytes: of the window
 *
 * A struct page of 64 bytes for each page of 4 KiB, from the guest's ordinary
 * memory, whether the filesystem is mounted or not, with DAX or without. The
 * kernel's bookkeeping for them (sections, direct map) is below 0.5 % of it.
 *
 * Return: bytes.
 */
uint64_t daxctl_window_probe_cost(uint64_t bytes);

/** daxctl_window_mount_cost() - what a mount without dax=never takes on top
 * @bytes: of the window
 *
 * Return: bytes: 128 for each range.
 */
uint64_t daxctl_window_mount_cost(uint64_t bytes);

/** daxctl_window_cost() - what a window costs the guest that has it mounted
 * @bytes: of the window
 *
 * Return: bytes, 1.569 % of the window: the two costs above together.
 */
uint64_t daxctl_window_cost(uint64_t bytes);

/* ---- Which accesses a window of some size serves ------------------------ */

/** struct daxctl_trace - accesses to DAX files, in their order */
struct daxctl_trace;

/**
 * daxctl_trace_new() - make an empty trace
 * @ret: the trace; free it with daxctl_trace_free()
 *
 * Return: 0 or -ENOMEM.
 */
int daxctl_trace_new(struct daxctl_trace **ret);

/** daxctl_trace_free() - free a trace; NULL is fine */
void daxctl_trace_free(struct daxctl_trace *trace);

/**
 * daxctl_trace_feed() - add what was recorded
 * @trace: not yet finished
 * @text: the next piece of the record, cut anywhere
 * @len: its bytes
 *
 * A line is an access: "INO ADDR OFFSET LENGTH TYPE", numbers in hexadecimal
 * with 0x, or the event iomap_iter_dstmap as tracefs tells it. HOLE lines use
 * no range. "# lost N", and what tracefs says of lost events, are counted;
 * other remarks are passed over. The address (in the window, all ones if there
 * is none) tells what the kernel did when it was recorded.
 *
 * Return: 0; -EINVAL: a line is none of these, daxctl_trace_get_line() says
 * which; -EXDEV: it is of another filesystem than those before; -EBUSY: the
 * trace is finished; -E2BIG, -ENOMEM.
 */
int daxctl_trace_feed(struct daxctl_trace *trace, const char *text, size_t len);

/** daxctl_trace_get_line() - Return: number of the line read last, from 1 */
unsigned long daxctl_trace_get_line(const struct daxctl_trace *trace);

/**
 * daxctl_trace_add() - add an access that nobody recorded
 * @trace: not yet finished
 * @file: any number that is the file's alone
 * @offset: where in the file, in bytes
 * @len: bytes; it counts as an access to each range that it touches
 *
 * Return: 0; -EBUSY: the trace is finished; -E2BIG, -ENOMEM.
 */
int daxctl_trace_add(struct daxctl_trace *trace, uint64_t file, uint64_t offset,
		     uint64_t len);

/**
 * daxctl_trace_finish() - say that the trace is whole
 *
 * A record with addresses whose set-ups can't be explained by a kernel that
 * gives ranges back at the usual pace tells how fast it was; replays
 * then use that.
 *
 * Return: 0; -EINVAL as above, for a last line without an end; -ENOMEM.
 */
int daxctl_trace_finish(struct daxctl_trace *trace);

/** struct daxctl_trace_info - what is in a trace */
struct daxctl_trace_info {
	uint64_t accesses; /* to ranges */
	uint64_t holes;	   /* to what needs no range */
	uint64_t files;
	uint64_t ranges; /* different ones: what a window would have to hold */
	/* The window that it was recorded with; 0: it doesn't show. */
	uint64_t recorded_ranges;
	uint64_t recorded_setups; /* as the addresses show; 0: they don't */
	uint64_t lost; /* accesses that the recording kernel had no room for */
};

/** daxctl_trace_get_info() - what is in a finished trace */
void daxctl_trace_get_info(const struct daxctl_trace *trace,
			   struct daxctl_trace_info *ret);

/** struct daxctl_replay - what the kernel does for a trace, by simulation */
struct daxctl_replay {
	uint64_t ranges;	 /* of the window */
	uint64_t accesses;	 /* to ranges */
	uint64_t setups;	 /* FUSE_SETUPMAPPING requests: misses */
	uint64_t removes;	 /* FUSE_REMOVEMAPPING requests */
	uint64_t inline_removes; /* of these, those that a reader waited for */
	uint64_t worker_runs;	 /* of the worker that frees 10 ranges a run */
	uint64_t busy;		 /* ranges in use when all has come to rest */
};

/**
 * daxctl_trace_replay() - replay a trace against a window
 * @trace: finished
 * @ranges: of the window
 * @ret: the counts
 *
 * Return: 0; -EINVAL: a window of no range; -EBUSY: the trace isn't finished;
 * -ENOMEM.
 */
int daxctl_trace_replay(const struct daxctl_trace *trace, uint64_t ranges,
			struct daxctl_replay *ret);

/* ---- What files would need ---------------------------------------------- */

/** struct daxctl_files - files that a window is to serve, and their ranges */
struct daxctl_files;

/** Flags for daxctl_files_scan(). */
enum {
	/* Also filesystems that are mounted below: they share the window. */
	DAXCTL_FILES_SUBMOUNTS = 1 << 0,
	/*
	 * Count ranges of which a page is in the page cache now, not all: what
	 * a workload has really used, on the host or in a guest without DAX.
	 */
	DAXCTL_FILES_RESIDENT = 1 << 1,
};

/**
 * daxctl_files_scan() - find all files below a folder
 * @path: the folder, or a single file
 * @flags: DAXCTL_FILES_*
 * @progress: called now and then; anything but 0 ends the scan with that
 * result. NULL: nobody wants to know
 * @arg: for @progress
 * @ret: the files; free them with daxctl_files_free()
 *
 * Links are not followed and hard links count once. What may not be read is
 * counted, see daxctl_files_unreadable(), and left out.
 *
 * Return: 0; -EOPNOTSUPP: the files are DAX themselves, so that none of them
 * is ever in the page cache; -ENOMEM; why @path can't be opened.
 */
int daxctl_files_scan(const char *path, unsigned int flags,
		      int (*progress)(void *arg, uint64_t files), void *arg,
		      struct daxctl_files **ret);

/**
 * daxctl_files_assume() - so many files of so many bytes in all
 * @bytes: in all
 * @files: how many; not 0
 * @ret: the files; free them with daxctl_files_free()
 *
 * They are thought to be of those sizes that need most ranges.
 *
 * Return: 0; -EINVAL: no file; -ENOMEM.
 */
int daxctl_files_assume(uint64_t bytes, uint64_t files,
			struct daxctl_files **ret);

/** daxctl_files_free() - free them; NULL is fine */
void daxctl_files_free(struct daxctl_files *files);

/** struct daxctl_files_sum - files together */
struct daxctl_files_sum {
	uint64_t files;
	uint64_t bytes;
	uint64_t ranges;
};

/**
 * daxctl_files_get_sum() - add up files from some size on
 * @files: the files
 * @least: smaller ones are left out; 0: none is
 * @ret: the sums
 */
void daxctl_files_get_sum(const struct daxctl_files *files, uint64_t least,
			  struct daxctl_files_sum *ret);

/**
 * daxctl_files_unreadable() - what a scan had to leave out
 * @files: of a scan
 * @first: the path of the first one, if there is any
 * @rc: why, -errno
 *
 * Return: how many files and folders.
 */
uint64_t daxctl_files_unreadable(const struct daxctl_files *files,
				 const char **first, int *rc);

/**
 * daxctl_files_make_trace() - read them all, one after the other
 * @files: the files
 * @least: smaller ones are left out
 * @passes: how often they are all read
 * @ret: a finished trace, an access for each range; free it with
 * daxctl_trace_free()
 *
 * Return: 0; -E2BIG: more than 4 million accesses; -ENOMEM.
 */
int daxctl_files_make_trace(const struct daxctl_files *files, uint64_t least,
			    unsigned int passes, struct daxctl_trace **ret);

#ifdef __cplusplus
}
#endif

#endif
