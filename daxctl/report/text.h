/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.h - text of unknown origin, made fit for its reader
 *
 * Names of namespaces come from the media, where anybody may have written
 * anything: half a UTF-8 sequence, or what makes a terminal do things.
 */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "out.h"

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

#endif
