/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * proctext.h - what /proc and a PCI device's attributes tell of a window
 *
 * Functions of texts, and the one that gets a text.
 */
#ifndef LIB_VIRTIOFS_PROCTEXT_H
#define LIB_VIRTIOFS_PROCTEXT_H

#include "lib/ctx.h"

struct extent {
	uint64_t base;
	uint64_t length;
};

/* A whole file below the context's root; free it. -E2BIG, -ENOMEM, … */
int proc_read(const struct daxctl_ctx *ctx, const char *path,
	      char **ret) must_check;

/* All records of the kernel's log, as /dev/kmsg has them; free it. */
int proc_read_log(const struct daxctl_ctx *ctx, char **ret) must_check;

/*
 * The line of /proc/iomem that is called @name. -ENOENT: there is none;
 * -EACCES: there is, but its addresses are withheld.
 */
int proc_iomem_find(const char *iomem, const char *name,
		    struct extent *ret) must_check;

/* What the driver said of the window of @name. -ENOENT: nothing. */
int proc_log_window(const char *log, const char *name,
		    struct extent *ret) must_check;

/* Has the log a message that has both texts, one after the other? */
bool proc_log_has(const char *log, const char *first, const char *then);

/* "MemTotal:" of /proc/meminfo, in bytes. */
int proc_meminfo_total(const char *meminfo, uint64_t *ret) must_check;

/* The pages that the zones Device of all nodes span. */
uint64_t proc_zoneinfo_device(const char *zoneinfo);

/* "6.1.0-56-amd64" as 601: its major number times 100, and its minor. */
int proc_release_number(const char *release, unsigned int *ret) must_check;

struct pci_bar {
	uint64_t start, end, flags;
};

/* A line of a PCI device's attribute "resource"; -ENOENT: it has not so many. */
int proc_resource_bar(const char *resource, unsigned int bar,
		      struct pci_bar *ret) must_check;

/* The BAR that looks as if it were the window. -ENOENT: none does. */
int proc_resource_guess(const char *resource, struct extent *ret) must_check;

#endif
