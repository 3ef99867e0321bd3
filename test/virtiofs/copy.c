/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * copy.c - copy the tail of a file, or the mappings of a process
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "test/virtiofs/copy.h"
#include "util/util.h"

static int copy(int from, int to)
{
	char bytes[65536];
	ssize_t got;

	while ((got = read(from, bytes, sizeof(bytes))) > 0)
		if (write(to, bytes, got) != got)
			return -EIO;
	return got < 0 ? -errno : 0;
}

int copy_tail(int folder, int fd, off_t offset, off_t length)
{
	cleanup(close_p) int to =
		openat(folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	int rc;

	if (to < 0 || lseek(fd, offset, SEEK_SET) < 0)
		return -errno;
	rc = copy(fd, to);
	if (rc == 0 && ftruncate(to, length) < 0)
		rc = -errno;
	return rc < 0 ? rc : take_fd(to);
}

int copy_maps(int folder, pid_t pid)
{
	cleanup(close_p) int from = -1;
	cleanup(close_p) int to = -1;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	from = open(path, O_RDONLY | O_CLOEXEC);
	if (from < 0)
		return -errno;
	(void)mkdirat(folder, "proc", 0755);
	snprintf(path, sizeof(path), "proc/%d", pid);
	(void)mkdirat(folder, path, 0755);
	snprintf(path, sizeof(path), "proc/%d/maps", pid);
	to = openat(folder, path,
		    O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		    0644);
	return to < 0 ? -errno : copy(from, to);
}
