/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * uuid.h - uuids as text, by libuuid
 *
 * The kernel takes and gives them as text. libuuid is loaded when the first
 * one is read or made: a listing does neither, and should not pay for it.
 */
#ifndef UTIL_UUID_H
#define UTIL_UUID_H

#include "util/util.h"

enum {
	UUID_TEXT_SIZE = 37 /* with its NUL */
};

/*
 * Read what a user wrote; @ret is the same in lower case.
 * 0; -EINVAL: no uuid, or all zeros; -ELIBACC: no libuuid here.
 */
int uuid_read(const char *text, char ret[UUID_TEXT_SIZE]) must_check;

/* Make a random one (version 4). 0 or -ELIBACC. */
int uuid_make(char ret[UUID_TEXT_SIZE]) must_check;

#endif
