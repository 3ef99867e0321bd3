/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dax-machine.h - a made-up machine with a dax bus, and a kernel that answers
 *
 * Tests that change something see what the library writes, and the machine
 * reacts as a kernel does: programs that include this are linked so that
 * sysfs_write() and module_load() come here.
 */
#ifndef TEST_UNIT_DAX_MACHINE_H
#define TEST_UNIT_DAX_MACHINE_H

#include "libdaxctl.h"

#define HMEM  "sys/devices/platform/hmem.0"
#define PMEM  "sys/devices/platform/ndbus0/region1/dax1.0"
#define BLOCK 0x8000000ull /* bytes of a memory block */

/* Region 0, HMEM, can be divided; its dax0.0 of two blocks has @driver. */
void dax_machine_make(const char *driver);

/* A device below @parent; @driver may be NULL. */
void dax_machine_device(const char *parent, const char *name,
			const char *driver);
void dax_machine_bind(const char *name, const char *driver);
/* A range of whole blocks from the one with number @first. */
void dax_machine_range(const char *parent, const char *dev, unsigned int index,
		       unsigned int first, unsigned int blocks);
void dax_machine_block(unsigned int number, const char *state,
		       const char *zone);

/* The device with this name; a missing one fails the test. */
struct daxctl_dev *dax_machine_dev(struct daxctl_ctx *ctx, const char *name);

/* What was written since the machine was made: "dax0.0/size=4096; …". */
const char *dax_machine_writes(void);

/* The kernel refuses the next write to @attr, which ends so, with @errno. */
void dax_machine_refuse(const char *attr, int error);
/* Blocks put to use come up in this zone, whatever was asked for. */
void dax_machine_zone(const char *zone);
/* Blocks are put to use by somebody else just before we write. */
void dax_machine_race(const char *zone);
/* Modules can't be loaded. */
void dax_machine_no_modules(int error);

#endif
