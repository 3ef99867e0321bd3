/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * resident.c - which ranges of a file are in the page cache
 *
 * A map of the file is asked by mincore(), which doesn't touch its pages.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/virtiofs/files.h"
#include "lib/virtiofs/sizing.h"

enum {
	CHUNK_RANGES = 64 /* that are mapped at a time */
};

/*
 * Whose file it isn't, to him the kernel says that all of it is cached. It is
 * the one that could read a secret from the cache's state that it fears.
 */
static bool may_ask(int fd, const struct stat *st)
{
	char path[64];

	if (geteuid() == 0 || geteuid() == st->st_uid)
		return true;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0;
}

/* Files on DAX have no pages in the cache: the answer would always be 0. */
static int check_file(int fd)
{
	struct statx stx;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!may_ask(fd, &st))
		return -EPERM;
	if (statx(fd, "", AT_EMPTY_PATH, 0, &stx) == 0 &&
	    stx.stx_attributes & STATX_ATTR_DAX)
		return -EOPNOTSUPP;
	return 0;
}

static uint64_t count_ranges(const unsigned char *pages, size_t count,
			     size_t per_range)
{
	uint64_t ranges = 0;

	for (size_t at = 0; at < count; at += per_range) {
		size_t end = at + per_range < count ? at + per_range : count;
		bool cached = false;

		for (size_t i = at; i < end && !cached; i++)
			cached = pages[i] & 1;
		ranges += cached;
	}
	return ranges;
}

static int count_chunk(int fd, uint64_t offset, size_t len, uint64_t *ranges)
{
	size_t page_size = sysconf(_SC_PAGESIZE);
	size_t count = (len + page_size - 1) / page_size;
	cleanup(free_p) unsigned char *pages = malloc(count);
	int rc = 0;
	void *map;

	if (!pages)
		return -ENOMEM;
	map = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, offset);
	if (map == MAP_FAILED)
		return -errno;
	if (mincore(map, len, pages) < 0)
		rc = -errno;
	else
		*ranges += count_ranges(pages, count,
					DAXCTL_RANGE_SIZE / page_size);
	munmap(map, len);
	return rc;
}

int resident_ranges(int fd, uint64_t size, uint64_t *ret)
{
	const uint64_t chunk = (uint64_t)CHUNK_RANGES * DAXCTL_RANGE_SIZE;
	uint64_t ranges = 0;
	int rc;

	rc = check_file(fd);
	for (uint64_t at = 0; !rc && at < size; at += chunk)
		rc = count_chunk(fd, at, size - at < chunk ? size - at : chunk,
				 &ranges);
	if (rc)
		return rc;
	*ret = ranges;
	return 0;
}
