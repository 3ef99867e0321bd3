/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * block-machine.h - a made-up pmem disk, and a device-mapper that answers
 *
 * pmem0 is 64 MiB with DAX and an image without a table, below test_dir(). A
 * test adds what it is about.
 */
#ifndef TEST_UNIT_BLOCK_MACHINE_H
#define TEST_UNIT_BLOCK_MACHINE_H

#include "lib/block/block.h"

#define BLOCK_PMEM0  "sys/class/block/pmem0"
#define BLOCK_SIZE   (64ull << 20)
#define BLOCK_LINUX  0x83
#define BLOCK_EXTEND 0x05

void block_machine_make(void);

/* An attribute of pmem0; NULL: away with it. */
void block_machine_set(const char *attr, const char *text);

/* Entry @number, from 1, of an MBR, or of an EBR at sector @at, in sectors. */
void block_machine_entry(unsigned int at, unsigned int number,
			 unsigned int type, uint32_t start, uint32_t size);

/* The kernel's own partition, 259:@number, in sectors. */
void block_machine_kernel(unsigned int number, unsigned int start,
			  unsigned int size);

/* A dm device in sysfs, held by the disk, or by a partition of it. */
void block_machine_map(const char *dm, unsigned int over, const char *name,
		       const char *uuid, unsigned int sectors);

struct daxctl_ctx *block_machine_ctx(void);

/* What there is no other one of; a failure ends the test. */
struct daxctl_disk *block_machine_open(struct daxctl_ctx *ctx);
const struct daxctl_partition *
block_machine_part(const struct daxctl_disk *disk, unsigned int number);

/* What device-mapper tells of a device. */
struct block_fake {
	const char *name, *uuid;
	unsigned int minor, open_count;
	struct dm_target lines[4]; /* up to one without type */
};

/* Of these up to one without name; dm_open() gives the same from then on. */
struct dm block_machine_dm(const struct block_fake *fakes);

#endif
