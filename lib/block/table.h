/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * table.h - the partition table of a disk, read by libblkid and doubted by us
 */
#ifndef LIB_BLOCK_TABLE_H
#define LIB_BLOCK_TABLE_H

#include <stddef.h>

#include "lib/libdaxctl-block.h"
#include "util/util.h"

struct block_table {
	char type[24];		     /* "gpt" */
	char id[40];		     /* "": none */
	bool backup;		     /* the first copy is damaged */
	struct daxctl_partition *at; /* owned, by number */
	size_t count;
};

/*
 * @size: bytes of the disk, which may be more than @fd has; @sector: of its
 * logical blocks. -ENOENT: there is no table; -ELIBACC: no libblkid; -EIO.
 */
int block_table_read(int fd, uint64_t size, unsigned int sector,
		     struct block_table *ret) must_check;
void block_table_free(struct block_table *table);

/* Judge each entry and sort them; what libblkid says of places is no proof. */
void block_table_check(struct daxctl_partition *at, size_t count,
		       uint64_t size);

#endif
