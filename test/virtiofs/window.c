/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window.c - map pieces of files into the DAX window, and count them
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "test/virtiofs/copy.h"
#include "test/virtiofs/window.h"
#include "util/util.h"

int window_init(struct window *window, struct vhost *vhost)
{
	window->vhost = vhost;
	window->ranges = vhost->window / RANGE_SIZE;
	window->mapped = calloc(window->ranges, sizeof(*window->mapped));
	return window->mapped ? 0 : -ENOMEM;
}

/* The first range and how many; 0 if these are not whole ranges of ours. */
static uint64_t ranges_of(const struct window *window, uint64_t offset,
			  uint64_t length, uint64_t *first)
{
	*first = offset / RANGE_SIZE;
	if (offset % RANGE_SIZE || length % RANGE_SIZE ||
	    *first >= window->ranges ||
	    length / RANGE_SIZE > window->ranges - *first)
		return 0;
	return length / RANGE_SIZE;
}

static int unmap(struct window *window, uint64_t range)
{
	int rc = 0;

	if (window->mapped[range])
		rc = vhost_unmap(window->vhost, range * RANGE_SIZE, RANGE_SIZE);
	if (rc == 0)
		window->mapped[range] = false;
	return rc;
}

/*
 * QEMU maps no range that the file doesn't fill: it gets a copy of the last
 * one.
 */
static int map(struct window *window, int fd, uint64_t file_offset,
	       uint64_t range)
{
	cleanup(close_p) int tail = -1;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if ((uint64_t)st.st_size < file_offset + RANGE_SIZE) {
		tail = copy_tail(window->folder, fd, file_offset, RANGE_SIZE);
		if (tail < 0)
			return tail;
		fd = tail;
		file_offset = 0;
	}
	return vhost_map(window->vhost, fd, file_offset, range * RANGE_SIZE,
			 RANGE_SIZE);
}

int window_set_up(struct window *window, int fd, uint64_t file_offset,
		  uint64_t offset, uint64_t length)
{
	uint64_t first;
	int rc;

	if (ranges_of(window, offset, length, &first) != 1 ||
	    file_offset % RANGE_SIZE || file_offset > INT64_MAX - RANGE_SIZE)
		return -EINVAL;
	rc = unmap(window, first);
	if (rc == 0)
		rc = map(window, fd, file_offset, first);
	if (rc == 0) {
		window->mapped[first] = true;
		window->set_ups++;
	}
	return rc;
}

int window_remove(struct window *window, uint64_t offset, uint64_t length)
{
	uint64_t first, count = ranges_of(window, offset, length, &first);
	int rc = count ? 0 : -EINVAL;

	for (uint64_t i = 0; rc == 0 && i < count; i++) {
		rc = unmap(window, first + i);
		if (rc == 0)
			window->removes++;
	}
	return rc;
}

void window_clear(struct window *window)
{
	for (uint64_t i = 0; i < window->ranges; i++)
		(void)unmap(window, i);
}

uint64_t window_in_use(const struct window *window)
{
	uint64_t count = 0;

	for (uint64_t i = 0; i < window->ranges; i++)
		count += window->mapped[i];
	return count;
}
