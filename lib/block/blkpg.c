/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * blkpg.c - the kernel's own partitions of a disk, made and taken away
 */
#include <errno.h>
#include <linux/blkpg.h>
#include <sys/ioctl.h>

#include "lib/block/blkpg.h"

static int call(int disk, int op, struct blkpg_partition *partition)
{
	struct blkpg_ioctl_arg arg = {
		.op = op,
		.datalen = sizeof(*partition),
		.data = partition,
	};

	return ioctl(disk, BLKPG, &arg) < 0 ? -errno : 0;
}

int blkpg_delete(int disk, unsigned int number)
{
	struct blkpg_partition partition = { .pno = number };
	int rc = call(disk, BLKPG_DEL_PARTITION, &partition);

	/* Somebody else, udev's own rules say, was faster. */
	return rc == -ENXIO ? 0 : rc;
}

static int place(int disk, int op, unsigned int number, uint64_t start,
		 uint64_t size)
{
	struct blkpg_partition partition = {
		.pno = number,
		.start = start,
		.length = size,
	};

	return call(disk, op, &partition);
}

int blkpg_add(int disk, unsigned int number, uint64_t start, uint64_t size)
{
	return place(disk, BLKPG_ADD_PARTITION, number, start, size);
}

int blkpg_resize(int disk, unsigned int number, uint64_t start, uint64_t size)
{
	return place(disk, BLKPG_RESIZE_PARTITION, number, start, size);
}
