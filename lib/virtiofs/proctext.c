/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * proctext.c - what /proc and a PCI device's attributes tell of a window
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/virtiofs/proctext.h"

enum {
	CHUNK = 1 << 16,
	LARGEST = 1 << 26,	/* kallsyms has 15 MiB */
	LEAST_WINDOW = 1 << 21, /* the kernel takes none that is smaller */
};

/* Flags of a BAR that a window has: 64 bits, prefetchable memory. */
#define BAR_WINDOW 0x102200ull

/* Reads until the end or, of a log, until there is no more for now. */
static int read_all(int fd, char **ret)
{
	cleanup(free_p) char *text = NULL;
	size_t used = 0, room = 0;
	ssize_t len;

	for (;;) {
		if (room - used < CHUNK) {
			char *more = realloc(text, room += 2 * CHUNK + room);

			if (!more)
				return -ENOMEM;
			text = more;
		}
		len = read(fd, text + used, room - used - 1);
		/* -EPIPE: records of the log were overwritten, go on. */
		if (len < 0 && (errno == EINTR || errno == EPIPE))
			continue;
		if (len < 0 && errno != EAGAIN)
			return -errno;
		if (len <= 0)
			break;
		used += len;
		if (used > LARGEST)
			return -E2BIG;
	}
	text[used] = '\0';
	*ret = take_ptr(text);
	return 0;
}

int proc_read(const struct daxctl_ctx *ctx, const char *path, char **ret)
{
	cleanup(close_p) int fd = ctx_open(ctx, path, O_RDONLY);

	return fd < 0 ? fd : read_all(fd, ret);
}

int proc_read_log(const struct daxctl_ctx *ctx, char **ret)
{
	cleanup(close_p) int fd =
		ctx_open(ctx, "dev/kmsg", O_RDONLY | O_NONBLOCK);

	return fd < 0 ? fd : read_all(fd, ret);
}

static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end && end[1] ? end + 1 : NULL;
}

/* Is this what the line ends with? */
static bool ends_with(const char *line, const char *text)
{
	size_t len = strcspn(line, "\n"), want = strlen(text);

	return len >= want && !memcmp(line + len - want, text, want);
}

int proc_iomem_find(const char *iomem, const char *name, struct extent *ret)
{
	uint64_t start, end;
	char suffix[64];

	snprintf(suffix, sizeof(suffix), " : %s", name);
	for (const char *line = iomem; line; line = next_line(line)) {
		if (!ends_with(line, suffix) ||
		    sscanf(line, " %" SCNx64 "-%" SCNx64, &start, &end) != 2)
			continue;
		if (!end)
			return -EACCES;
		if (end < start)
			return -EINVAL;
		*ret = (struct extent){ start, end - start + 1 };
		return 0;
	}
	return -ENOENT;
}

int proc_log_window(const char *log, const char *name, struct extent *ret)
{
	struct extent found = { 0, 0 };
	char prefix[64];
	size_t len;

	/* The last one counts: the driver may have been bound anew. */
	len = snprintf(prefix, sizeof(prefix),
		       "virtiofs %s: Cache len: ", name);
	for (const char *at = log; (at = strstr(at, prefix)); at += len)
		if (sscanf(at + len, "0x%" SCNx64 " @ 0x%" SCNx64,
			   &found.length, &found.base) != 2)
			found.length = 0;
	if (!found.length)
		return -ENOENT;
	*ret = found;
	return 0;
}

bool proc_log_has(const char *log, const char *first, const char *then)
{
	for (const char *at = log; (at = strstr(at, first)); at++) {
		const char *found = strstr(at, then);

		if (found && found < at + strcspn(at, "\n"))
			return true;
	}
	return false;
}

int proc_meminfo_total(const char *meminfo, uint64_t *ret)
{
	const char *at = strstr(meminfo, "MemTotal:");
	uint64_t kib;

	if (!at || sscanf(at, "MemTotal: %" SCNu64 " kB", &kib) != 1 || !kib ||
	    kib > UINT64_MAX / 1024)
		return -EINVAL;
	*ret = kib * 1024;
	return 0;
}

uint64_t proc_zoneinfo_device(const char *zoneinfo)
{
	uint64_t pages, sum = 0;
	bool device = false;

	for (const char *line = zoneinfo; line; line = next_line(line)) {
		if (!strncmp(line, "Node ", 5))
			device = ends_with(line, "Device");
		else if (device &&
			 sscanf(line, " spanned %" SCNu64, &pages) == 1)
			sum += pages;
	}
	return sum;
}

int proc_release_number(const char *release, unsigned int *ret)
{
	unsigned int major, minor;

	if (sscanf(release, "%3u.%2u", &major, &minor) != 2)
		return -EINVAL;
	*ret = major * 100 + minor;
	return 0;
}

int proc_resource_bar(const char *resource, unsigned int bar,
		      struct pci_bar *ret)
{
	const char *line = resource;
	struct pci_bar found;

	while (line && bar--)
		line = next_line(line);
	if (!line)
		return -ENOENT;
	if (sscanf(line, "%" SCNx64 " %" SCNx64 " %" SCNx64, &found.start,
		   &found.end, &found.flags) != 3)
		return -EINVAL;
	*ret = found;
	return 0;
}

int proc_resource_guess(const char *resource, struct extent *ret)
{
	struct pci_bar bar;

	for (unsigned int i = 0; i < 6; i++) {
		if (proc_resource_bar(resource, i, &bar) < 0)
			break;
		if ((bar.flags & BAR_WINDOW) != BAR_WINDOW ||
		    bar.end < bar.start ||
		    bar.end - bar.start < LEAST_WINDOW - 1)
			continue;
		*ret = (struct extent){ bar.start, bar.end - bar.start + 1 };
		return 0;
	}
	return -ENOENT;
}
