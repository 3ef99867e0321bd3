/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.h - text of unknown origin, made fit for its reader
 *
 * Names of namespaces come from the media, where anybody may have written
 * anything: half a UTF-8 sequence, or what makes a terminal do things.
 */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include <stdarg.h>
#include <stdio.h>

#include "out.h"
#include "util/util.h"

/*
 * As a JSON string with its quotes. The result is valid UTF-8: a byte that
 * isn't part of any character shows as \xNN, the backslash itself escaped.
 * @slash: write "/" as "\/", as json-c does
 */
void text_json(struct out *out, const char *text, bool slash);

/*
 * For a terminal: control characters, those that turn the direction of
 * writing, and bytes that aren't UTF-8 show as \xNN, byte for byte. Returns
 * the columns that the result takes.
 */
size_t text_plain(struct out *out, const char *text);

/* The same to a stream; the second ends the line, which is one in any case. */
void text_vprintf(FILE *to, const char *format, va_list args);
void text_line(FILE *to, const char *format, ...) printf_like(2, 3);

#endif
