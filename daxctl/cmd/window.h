/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window.h - what the commands about DAX windows have in common
 */
#ifndef CMD_WINDOW_H
#define CMD_WINDOW_H

#include "daxctl/command.h"
#include "util/array.h"

/*
 * The virtio-fs devices that the operands name; without operands, all. One
 * that isn't there is told, in the report where that has a place for it, and
 * counted. 0 or -ENOMEM.
 */
int window_select(const struct cli *cli, struct report *report, char **operands,
		  struct array *to, size_t *missing);

/* NULL after saying so: no memory. */
struct report *window_report(const struct cli *cli, bool human);

/*
 * Finish the report. The status: of @missing names, whether some others are
 * there, and what was wrong with the report.
 */
int window_finish(const struct cli *cli, struct report *report, size_t shown,
		  size_t missing);

#endif
