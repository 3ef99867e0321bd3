/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * access.h - a trace as the simulator wants it
 *
 * Time is counted in parts of a round trip to the server, which is all that is
 * known of it: what it is in seconds differs a hundredfold between machines.
 * The parts are those with which all counts of Linux 6.1 that there are come
 * out within 2 % (test/unit/test-replay.c).
 */
#ifndef LIB_VIRTIOFS_ACCESS_H
#define LIB_VIRTIOFS_ACCESS_H

#include "lib/virtiofs/sizing.h"

enum {
	/* A round trip: a range is set up, or given back by the reader. */
	TRACE_TRIP = 1024,
	/* What else takes time, in the same unit. */
	TRACE_REMOVE = TRACE_TRIP * 119 / 100, /* by the worker */
	TRACE_OPEN = 4 * TRACE_TRIP, /* look up, open, flush, release */
	TRACE_LOOKUP = 7,	     /* of a range that is there */
	TRACE_COPY_SHIFT = 12,	     /* bytes of data to one part */
	/* The kernel's pause of 1 ms, which its clock makes longer. */
	TRACE_PAUSE = 4 * TRACE_TRIP,
	/* Accesses from which the pace of a long trace is told. */
	TRACE_MARK = 1 << 17,
};

struct trace_access {
	uint32_t range;
	uint16_t before; /* time from the access before to this one */
	uint16_t after;	 /* time that it takes, besides setting up */
};

/* 2 MiB of a file. Sorted by file and place once the trace is finished. */
struct trace_range {
	uint64_t file;
	uint64_t index;
	uint64_t slot; /* the window's range that it was last seen in, plus 1 */
	uint32_t owner; /* finished: number of the file */
};

struct trace_file {
	uint32_t first, end; /* its ranges */
};

struct daxctl_trace {
	struct trace_access *accesses; /* owned */
	size_t n_accesses, access_room;
	struct trace_range *ranges; /* owned */
	uint32_t n_ranges, range_room;
	uint32_t *index; /* owned: by hash, number of a range plus 1 */
	size_t index_size;
	struct trace_file *files; /* owned, once finished */
	uint32_t n_files;
	uint64_t holes;
	uint64_t lost; /* accesses that were not recorded */
	uint64_t last_file;

	/* What the addresses show. */
	uint32_t *tenants; /* owned: by slot, number of a range plus 1 */
	size_t n_tenants, tenant_room;
	size_t n_slots; /* of these, those that were ever seen */
	uint64_t setups;
	uint64_t marked_setups; /* of these, in the first TRACE_MARK accesses */
	bool reused;		/* a window range has had two tenants */
	bool guessed; /* some access had no address, or an impossible one */

	uint32_t remove_time; /* of a range by the worker */
	bool uneven; /* that is the mean: it takes from none to twice that */
	bool finished;

	/* The text. */
	unsigned long line;
	char rest[512]; /* the beginning of a line */
	size_t used;
	char device[32]; /* of the lines as tracefs tells them */
	bool raw;	 /* there was such a line */
};

/* The same as daxctl_trace_replay(), with nothing taken for granted. */
int trace_simulate(const struct daxctl_trace *trace, uint64_t ranges,
		   struct daxctl_replay *ret);

/*
 * @ret: the set-ups that addresses would show. One that gives a range the place
 * that it had before doesn't, where nobody else had it in between.
 */
int trace_simulate_record(const struct daxctl_trace *trace, uint64_t ranges,
			  uint64_t *ret);

#endif
