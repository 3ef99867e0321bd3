/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * array.h - an array of pointers that grows
 */
#ifndef UTIL_ARRAY_H
#define UTIL_ARRAY_H

#include <stddef.h>

#include "util/util.h"

struct array {
	void **at; /* owned; the pointers are the user's */
	size_t count;
};

/* Put a pointer at the end. 0 or -ENOMEM. */
int array_add(struct array *array, void *item) must_check;

/* Give every item to @release, then the array itself back. */
void array_free(struct array *array, void (*release)(void *item));

#endif
