/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * size.h - numbers of bytes as people write and read them
 */
#ifndef UTIL_SIZE_H
#define UTIL_SIZE_H

#include <stdbool.h>
#include <stdint.h>

#include "util/util.h"

/* Room for the longest text of size_to_human(), its end included. */
#define SIZE_TEXT_MAX 64

/*
 * Read "64M", "0x1000", "010k" or "4096": a C integer and at most one suffix
 * of k, m, g, t in either case, powers of 1024.
 *
 * @return 0; -EINVAL for text that is no size (a sign, a blank, a fraction or
 * a second letter in it, or nothing at all), -ERANGE for more than a size can
 * be: 2^64-1 counts as that, since the kernel and old tools use it for "none".
 */
int must_check size_parse(const char *text, uint64_t *ret);

/*
 * Write @size for a person: "1006.00 MiB (1054.87 MB)", the unit growing with
 * the number. Below 5000 KiB there is no unit, only the digits.
 *
 * @return true if there is a unit, so that the text is no longer a number.
 */
bool size_to_human(uint64_t size, char text[SIZE_TEXT_MAX]);

#endif
