/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * maps.h - the lines of /proc/PID/maps, and windows seen in them
 */
#ifndef LIB_VIRTIOFS_MAPS_H
#define LIB_VIRTIOFS_MAPS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/util.h"

struct maps_line {
	uint64_t start, end; /* end: the first address behind it */
	uint64_t offset;     /* in the file */
	uint64_t inode;
	dev_t device;
	bool readable, writable, shared;
	const char *name; /* in the text, up to the end of the line; "" */
};

/* Take the line at *@text apart, and step behind it. -ENOENT: no more. */
int maps_next(const char **text, struct maps_line *ret) must_check;

/* A window as a VMM has it. */
struct maps_window {
	uint64_t base, length; /* in the VMM's addresses; 0: not known */
	uint64_t busy;	       /* ranges with a file in them */
};

/*
 * Window number @index in a VMM's maps; @length: how long it is, 0 if that
 * isn't known. -ENOENT: there are no more.
 */
int maps_find_window(const char *text, uint64_t length, unsigned int index,
		     struct maps_window *ret) must_check;

#endif
