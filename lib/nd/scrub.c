/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * scrub.c - have the firmware look for bad memory, and wait for it
 *
 * The kernel wakes whoever polls the attribute when a scrub ends. It may start
 * one by itself: after a boot, and after an error of memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>

#include "lib/nd/nd.h"

static int get_scrub(struct daxctl_nd_bus *bus, bool *active)
{
	int rc = daxctl_nd_bus_get_scrub(bus, active, NULL);

	return rc == -ENOENT ? -EOPNOTSUPP : rc;
}

DAXCTL_EXPORT int daxctl_nd_bus_start_scrub(struct daxctl_nd_bus *bus)
{
	bool active;
	int rc = get_scrub(bus, &active);

	return rc < 0 ? rc : sysfs_write(nd_bus_node(bus), "nfit/scrub", "1");
}

static int open_scrub(struct daxctl_nd_bus *bus)
{
	cleanup(close_p) int dir = sysfs_open_dir(nd_bus_node(bus), O_PATH);

	if (dir < 0)
		return dir;
	return sysfs_open_jailed(dir, "nfit/scrub", O_RDONLY | O_CLOEXEC);
}

/*
 * Only what happens after a read wakes the poll, so the state is read anew
 * in between.
 */
static int wait_for_change(struct daxctl_nd_bus *bus, int most)
{
	cleanup(close_p) int fd = open_scrub(bus);
	bool active;
	char text[32];
	int rc;

	if (fd < 0)
		return fd;
	if (read(fd, text, sizeof(text)) < 0)
		return -errno;
	rc = get_scrub(bus, &active);
	if (rc < 0 || !active)
		return rc;
	(void)!poll(&(struct pollfd){ fd, POLLPRI, 0 }, 1, most);
	return 0;
}

DAXCTL_EXPORT int daxctl_nd_bus_wait_scrub(struct daxctl_nd_bus *bus,
					   int interval, int timeout)
{
	int64_t left = interval, end = timeout < 0 ? 0 : now_ms() + timeout;
	bool active;
	int rc;

	for (;;) {
		rc = get_scrub(bus, &active);
		if (rc < 0 || !active)
			return rc;
		if (daxctl_nd_bus_get_ctx(bus)->captured)
			return -EROFS;
		if (timeout >= 0) {
			left = end - now_ms();
			if (left <= 0)
				return -ETIMEDOUT;
		}
		rc = wait_for_change(bus, left < interval ? left : interval);
		if (rc < 0)
			return rc;
	}
}
