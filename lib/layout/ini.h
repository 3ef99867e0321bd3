/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ini.h - an INI text, taken apart line by line
 *
 * The format is what iniparser, upstream's library, takes: "[section]", "key =
 * value", comments from "#" or ";", values in single or double quotes, and a
 * backslash at the end of a line that the next one continues. What a name or a
 * value means is the caller's business.
 */
#ifndef LIB_LAYOUT_INI_H
#define LIB_LAYOUT_INI_H

#include <stddef.h>

#include "util/util.h"

enum ini_kind {
	INI_SECTION,	 /* [name] */
	INI_KEY,	 /* name = value, of the section above it */
	INI_BAD_SECTION, /* a header of which no name can be told */
	INI_BAD_LINE,	 /* nothing of the above */
};

struct ini_item {
	enum ini_kind kind;
	unsigned int line; /* from 1; of several that are one, the first */
	const char *name;  /* SECTION, KEY: never "" */
	const char *value; /* KEY */
	const char *fault; /* BAD_*: what is wrong, a literal */
};

/*
 * Call @each for each item of @text, until it returns other than 0. The text
 * is @len bytes and a NUL, and is cut into the strings that items point to. A
 * NUL before its end is told as a bad line, after which nothing is read.
 */
int ini_read(char *text, size_t len,
	     int (*each)(void *arg, const struct ini_item *item),
	     void *arg) must_check;

#endif
