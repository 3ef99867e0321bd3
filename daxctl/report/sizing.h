/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sizing.h - what is recommended for a DAX window, as it is reported
 */
#ifndef REPORT_SIZING_H
#define REPORT_SIZING_H

#include <stdbool.h>

#include "libdaxctl.h"

/* Of class_sizing: the recommendation. */
struct sizing {
	const char *method;  /* bytes, tree, mounted or trace */
	const char *meaning; /* what kind of number "need" is then */
	bool has_bytes;
	struct daxctl_files_sum sum; /* sum.ranges is the need */
	uint64_t recorded_setups;    /* in the trace; 0: it doesn't tell */
	uint64_t recorded_size;	     /* of its window; 0: likewise */
	unsigned int threads;
	uint64_t least;	 /* ranges for the need alone */
	uint64_t ranges; /* with those that threads hold on to */
	uint64_t size;	 /* bytes of these */
	uint64_t bar;	 /* the power of two that holds it, 0: there is none */
	uint64_t memory; /* of the guest, 0: not told */
	/* How a VMM is told of it; NULL: none was named. */
	const char *vmm, *source, *dated;
	char config[128];
};

/* Of class_window_size: a size, and what it would do. */
struct window_size {
	char name[24];
	uint64_t size;
	uint64_t memory; /* of the guest, 0: not told */
	bool chosen;	 /* the one that is recommended, or asked about */
	bool known;	 /* replay says something */
	struct daxctl_replay replay;
};

/* Of class_size_threshold: if only files of some size use DAX. */
struct size_threshold {
	char name[24];
	uint64_t least; /* bytes of the smallest file that does */
	unsigned int threads;
	struct daxctl_files_sum sum;
};

/* Of class_size_warning. */
struct size_warning {
	const char *name;
	const char *severity; /* error, warning or note */
	char text[200];
};

/* Ranges to have for a need, and for what so many threads hold on to. */
uint64_t sizing_ranges(uint64_t need, unsigned int threads);

#endif
