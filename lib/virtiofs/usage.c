/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * usage.c - ranges of a window that are in use
 *
 * The kernel counts them and tells nobody. In the guest the page tables of all
 * processes show ranges that are mapped: no fewer are in use. On the host the
 * VMM's own mappings show exactly which are.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "lib/virtiofs/maps.h"
#include "lib/virtiofs/proctext.h"
#include "lib/virtiofs/window.h"

/* An entry of /proc/PID/pagemap, as Documentation/admin-guide/mm tells. */
#define PAGE_PRESENT (1ull << 63)
#define PAGE_FRAME   ((1ull << 55) - 1)

enum {
	ENTRIES = 4096, /* read at a time */
};

struct survey {
	struct daxctl_window *window;
	struct daxctl_window_usage usage;
	uint64_t page_size;
	unsigned char *busy; /* a bit for each range */
	bool withheld;	     /* page frames are, from us */
};

static bool is_of_window(const struct survey *survey, dev_t device)
{
	struct daxctl_window_mount mount;

	for (unsigned int i = 0;
	     daxctl_window_get_mount(survey->window, i, &mount) == 0; i++)
		if (mount.device == device)
			return true;
	return false;
}

static void note_frame(struct survey *survey, uint64_t entry)
{
	uint64_t address = (entry & PAGE_FRAME) * survey->page_size;
	uint64_t range = (address - survey->usage.base) >> DAXCTL_RANGE_SHIFT;
	unsigned char bit = 1 << range % 8;

	if (!(entry & PAGE_PRESENT))
		return;
	/* Frame 0 is nobody's: it stands for one that we may not know. */
	if (!address)
		survey->withheld = true;
	if (address < survey->usage.base ||
	    range >= daxctl_window_ranges(survey->usage.length) ||
	    survey->busy[range / 8] & bit)
		return;
	survey->busy[range / 8] |= bit;
	survey->usage.busy++;
}

static int read_tables(struct survey *survey, int fd,
		       const struct maps_line *line)
{
	uint64_t first = line->start / survey->page_size;
	uint64_t last = line->end / survey->page_size;
	uint64_t entries[ENTRIES];

	while (first < last) {
		size_t want = last - first < ENTRIES ? last - first : ENTRIES;
		ssize_t got = pread(fd, entries, want * sizeof(*entries),
				    first * sizeof(*entries));

		if (got < 0)
			return -errno;
		got /= sizeof(*entries);
		for (ssize_t i = 0; i < got; i++)
			note_frame(survey, entries[i]);
		if (!got)
			break;
		first += got;
	}
	return 0;
}

static int read_process(struct survey *survey, const char *pid)
{
	struct daxctl_ctx *ctx = daxctl_window_get_ctx(survey->window);
	cleanup(free_p) char *maps = NULL;
	cleanup(close_p) int fd = -1;
	struct maps_line line;
	const char *text;
	char path[64];
	int rc;

	snprintf(path, sizeof(path), "proc/%s/maps", pid);
	rc = proc_read(ctx, path, &maps);
	if (rc < 0)
		return rc;
	text = maps;
	while (rc == 0 && (rc = maps_next(&text, &line)) == 0) {
		if (!is_of_window(survey, line.device))
			continue;
		if (fd < 0) {
			snprintf(path, sizeof(path), "proc/%s/pagemap", pid);
			fd = ctx_open(ctx, path, O_RDONLY);
			survey->usage.processes++;
		}
		rc = fd < 0 ? fd : read_tables(survey, fd, &line);
	}
	return rc == -ENOENT ? 0 : rc;
}

static int each_process(void *arg, const char *name)
{
	struct survey *survey = arg;
	uint64_t pid;
	int rc;

	if (parse_u64(name, 10, &pid) < 0)
		return 0;
	rc = read_process(survey, name);
	if (rc == -EACCES || rc == -EPERM)
		survey->usage.unread++;
	/* One that ends while we look has given its pages back. */
	return rc == -ENOMEM ? rc : 0;
}

DAXCTL_EXPORT int daxctl_window_read_mapped(struct daxctl_window *window,
					    struct daxctl_window_usage *ret)
{
	struct daxctl_ctx *ctx = daxctl_window_get_ctx(window);
	struct sysfs_node proc = { .dirfd = ctx->root,
				   .captured = ctx->captured,
				   .path = "proc" };
	cleanup(free_p) unsigned char *busy = NULL;
	struct daxctl_window_extent extent;
	struct survey survey = { .window = window };
	int rc;

	rc = daxctl_window_read_extent(window, &extent);
	if (rc < 0)
		return rc;
	busy = calloc(1, daxctl_window_ranges(extent.length) / 8 + 1);
	if (!busy)
		return -ENOMEM;
	survey.busy = busy;
	survey.usage.base = extent.base;
	survey.usage.length = extent.length;
	survey.page_size = ctx->captured ? 4096 : sysconf(_SC_PAGESIZE);
	rc = sysfs_list(&proc, each_process, &survey);
	if (rc == 0 && survey.withheld)
		rc = -EACCES;
	if (rc == 0)
		*ret = survey.usage;
	return rc;
}

DAXCTL_EXPORT int daxctl_window_read_vmm(struct daxctl_ctx *ctx, pid_t pid,
					 uint64_t length, unsigned int index,
					 struct daxctl_window_usage *ret)
{
	cleanup(free_p) char *maps = NULL;
	struct maps_window window;
	char path[64];
	int rc;

	snprintf(path, sizeof(path), "proc/%d/maps", pid);
	rc = proc_read(ctx, path, &maps);
	if (rc < 0)
		return rc == -ENOENT ? -ESRCH : rc;
	rc = maps_find_window(maps, length, index, &window);
	if (rc < 0)
		return rc;
	*ret = (struct daxctl_window_usage){
		.base = window.base,
		.length = window.length,
		.busy = window.busy,
		.processes = 1,
	};
	return 0;
}
