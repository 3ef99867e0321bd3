/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * record.h - what the text of a record does to its trace
 */
#ifndef LIB_VIRTIOFS_RECORD_H
#define LIB_VIRTIOFS_RECORD_H

#include "lib/virtiofs/access.h"
#include "util/util.h"

/* The last line, if nothing ended it. As daxctl_trace_feed(). */
int trace_take_rest(struct daxctl_trace *trace) must_check;

/* An access within one range; @ret: the range's number for now. */
int trace_add_piece(struct daxctl_trace *trace, uint64_t file, uint64_t offset,
		    uint64_t len, uint32_t *ret) must_check;

/* Where in the window the kernel had that range. */
int trace_note_address(struct daxctl_trace *trace, uint32_t number,
		       uint64_t address) must_check;

/*
 * How many accesses a remark says were lost: the tracer's own, "CPU:2 [LOST 7
 * EVENTS]", or that of a record of ours, "# lost 7"; 0: it is another line.
 */
uint64_t trace_lost(const char *line);

#endif
