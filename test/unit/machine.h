/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * machine.h - a small made-up machine for unit tests, below test_dir()
 *
 * One bus ndbus0 with a dimm nmem0 and a labelled region0 of 1 GiB at 4 GiB:
 * namespace0.0 raw, 0.1 sector by btt0.0, 0.2 fsdax by pfn0.0, 0.3 devdax by
 * dax0.0 with the device dax0.3, 0.4 a seed. A test changes what it is about.
 */
#ifndef TEST_UNIT_MACHINE_H
#define TEST_UNIT_MACHINE_H

#include "libdaxctl.h"

#define MACHINE_BUS    "sys/devices/platform/ndbus0"
#define MACHINE_REGION MACHINE_BUS "/region0"

/* Write its files. */
void machine_make(void);

/* A context on what is below test_dir(); free it with daxctl_unref(). */
struct daxctl_ctx *machine_open(void);

/* Objects of it; a missing one fails the test. */
struct daxctl_nd_bus *machine_bus(struct daxctl_ctx *ctx);
struct daxctl_nd_region *machine_region(struct daxctl_ctx *ctx);
struct daxctl_nd_namespace *machine_namespace(struct daxctl_ctx *ctx,
					      unsigned int id);

/* Write @text into an attribute: MACHINE_REGION "/" attr. */
void machine_set(const char *dir, const char *attr, const char *text);

/* A device of the nd bus below @dir is bound to @driver. */
void machine_bind(const char *dir, const char *name, const char *driver);

/* … and is not any more. */
void machine_unbind(const char *dir, const char *name, const char *driver);

/* A whole folder goes away. */
void machine_remove(const char *dir);

#endif
