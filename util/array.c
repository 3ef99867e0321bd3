/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * array.c - an array of pointers that grows
 */
#include <errno.h>
#include <stdlib.h>

#include "util/array.h"

int array_add(struct array *array, void *item)
{
	/* Room doubles at each power of two. */
	if (!(array->count & (array->count - 1))) {
		size_t room = array->count ? 2 * array->count : 1;
		void **at = reallocarray(array->at, room, sizeof(*at));

		if (!at)
			return -ENOMEM;
		array->at = at;
	}
	array->at[array->count++] = item;
	return 0;
}

void array_free(struct array *array, void (*release)(void *item))
{
	for (size_t i = 0; i < array->count; i++)
		if (release)
			release(array->at[i]);
	free(array->at);
	*array = (struct array){ 0 };
}
