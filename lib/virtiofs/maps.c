/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * maps.c - the lines of /proc/PID/maps, and windows seen in them
 *
 * A VMM reserves a window as address space that nobody may touch, and maps a
 * file into it for each range that the guest sets up. So a window is a run of
 * neighbours, each a multiple of 2 MiB: untouchable ones and shared files.
 *
 * QEMU since 11.1 reserves nothing: it maps each range wherever there is room
 * for it, with a page that nobody may touch behind it. There a window is all
 * such pieces of exactly 2 MiB, and how long it is can't be seen.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "lib/libdaxctl-sizing.h"
#include "lib/virtiofs/maps.h"

int maps_next(const char **text, struct maps_line *ret)
{
	unsigned int major, minor;
	struct maps_line line;
	char access[5];
	int at = 0;

	if (!**text)
		return -ENOENT;
	if (sscanf(*text,
		   "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %x:%x %" SCNu64
		   "%n",
		   &line.start, &line.end, access, &line.offset, &major, &minor,
		   &line.inode, &at) != 7 ||
	    line.end < line.start || strlen(access) != 4)
		return -EINVAL;
	line.device = makedev(major, minor);
	line.readable = access[0] == 'r';
	line.writable = access[1] == 'w';
	line.shared = access[3] == 's';
	line.name = *text + at + strspn(*text + at, " ");
	*text += strcspn(*text, "\n");
	*text += **text == '\n';
	*ret = line;
	return 0;
}

static bool in_ranges(uint64_t bytes)
{
	return bytes % DAXCTL_RANGE_SIZE == 0;
}

/* Address space that is only kept free: no access, and nothing behind it. */
static bool is_reserved(const struct maps_line *line)
{
	return !line->readable && !line->writable && !line->inode &&
	       in_ranges(line->end - line->start);
}

/* Memory of the guest is a shared mapping too, of a file without a name. */
static bool is_memory(const char *name)
{
	static const char *const starts[] = { "/memfd:", "/dev/", "/SYSV",
					      "[" };

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
		if (!strncmp(name, starts[i], strlen(starts[i])))
			return true;
	return false;
}

static bool is_range(const struct maps_line *line)
{
	return line->shared && line->readable && line->inode &&
	       in_ranges(line->end - line->start) && in_ranges(line->offset) &&
	       !is_memory(line->name);
}

/* A run of neighbours that may be a window. */
struct run {
	struct maps_window window;
	bool reserved; /* some of it is free */
};

static void extend(struct run *run, const struct maps_line *line)
{
	uint64_t size = line->end - line->start;

	if (run->window.base + run->window.length != line->start)
		*run = (struct run){ .window.base = line->start };
	run->window.length += size;
	if (is_reserved(line))
		run->reserved = true;
	else
		run->window.busy += size / DAXCTL_RANGE_SIZE;
}

static bool is_window(const struct run *run, uint64_t length)
{
	if (length)
		return run->window.length == length;
	return run->reserved && run->window.busy;
}

static int find_reserved(const char *text, uint64_t length, unsigned int index,
			 struct maps_window *ret)
{
	struct run run = { { 0, 0, 0 }, false };
	struct maps_line line;
	int rc;

	do {
		rc = maps_next(&text, &line);
		if (rc < 0 && rc != -ENOENT)
			return rc;
		/* A run ends where the next line is no neighbour of it. */
		if (run.window.length &&
		    (rc < 0 ||
		     line.start != run.window.base + run.window.length ||
		     (!is_reserved(&line) && !is_range(&line)))) {
			if (is_window(&run, length) && !index--) {
				*ret = run.window;
				return 0;
			}
			run = (struct run){ { 0, 0, 0 }, false };
		}
		if (rc == 0 && (is_reserved(&line) || is_range(&line)))
			extend(&run, &line);
	} while (rc == 0);
	return -ENOENT;
}

static bool is_piece(const struct maps_line *line)
{
	return is_range(line) && line->end - line->start == DAXCTL_RANGE_SIZE;
}

/* Behind a piece that stands alone; what a reserved window has is longer. */
static bool is_guard(const struct maps_line *line)
{
	return !line->readable && !line->writable && !line->inode &&
	       !in_ranges(line->end - line->start);
}

static int count_pieces(const char *text, uint64_t *ret)
{
	struct maps_line last = { 0 };
	struct maps_line line;
	int rc;

	*ret = 0;
	while ((rc = maps_next(&text, &line)) == 0) {
		if (is_guard(&line) && is_piece(&last) &&
		    line.start == last.end)
			++*ret;
		last = line;
	}
	return rc == -ENOENT ? 0 : rc;
}

int maps_find_window(const char *text, uint64_t length, unsigned int index,
		     struct maps_window *ret)
{
	struct maps_window window = { .length = length };
	int rc = find_reserved(text, length, index, ret);

	/* Pieces don't tell whose they are: all are of one window. */
	if (rc != -ENOENT || index)
		return rc;
	rc = count_pieces(text, &window.busy);
	if (rc < 0)
		return rc;
	if (!window.busy ||
	    (length && window.busy > daxctl_window_ranges(length)))
		return -ENOENT;
	*ret = window;
	return 0;
}
