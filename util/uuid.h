/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * uuid.h - uuids as text
 *
 * The kernel takes and gives them as text, so that is all we need of them:
 * three short functions here save each start of the program a library.
 */
#ifndef UTIL_UUID_H
#define UTIL_UUID_H

#include <stdbool.h>

#include "util/util.h"

enum {
	UUID_TEXT_SIZE = 37 /* with its NUL */
};

/* Is it 8-4-4-4-12 hexadecimal digits, and nothing after them? */
bool uuid_is_valid(const char *text);

/* Is a valid one all zeros? */
bool uuid_is_zero(const char *text);

/* Copy a valid one in lower case. */
void uuid_copy_lower(const char *text, char ret[UUID_TEXT_SIZE]);

/* Make a random one (version 4). 0 or -errno. */
int uuid_make(char ret[UUID_TEXT_SIZE]) must_check;

#endif
