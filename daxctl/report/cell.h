/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cell.h - a value as a person reads it, for tables and trees
 */
#ifndef REPORT_CELL_H
#define REPORT_CELL_H

#include "writer.h"

/* Appends the value's text, returns its columns; 0: nothing to show. */
size_t cell_put(struct out *out, const struct report *report,
		struct value *value);

/* Whether its digits should stand below each other. */
bool cell_is_number(const struct value *value);

#endif
