/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * blkpg.h - the kernel's own partitions of a disk, made and taken away
 */
#ifndef LIB_BLOCK_BLKPG_H
#define LIB_BLOCK_BLKPG_H

#include <stdint.h>

#include "util/util.h"

/* All: 0, -EBUSY: it is in use; -ENXIO: the disk can't have partitions. */
int blkpg_delete(int disk, unsigned int number) must_check;
/* In bytes. */
int blkpg_add(int disk, unsigned int number, uint64_t start,
	      uint64_t size) must_check;
/* To another size, from where it starts; that it is in use is no hindrance. */
int blkpg_resize(int disk, unsigned int number, uint64_t start,
		 uint64_t size) must_check;

#endif
