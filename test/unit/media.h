/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * media.h - bytes of real media for the tests, from test/data/media
 *
 * A file NAME.hex has lines "offset: bytes" in hexadecimal; what isn't said is
 * zero.
 */
#ifndef TEST_UNIT_MEDIA_H
#define TEST_UNIT_MEDIA_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/nd/fletcher.h"
#include "test.h"
#include "util/le.h"

static inline void media_line(const char *line, uint8_t *to, size_t size)
{
	char *at;
	size_t offset = strtoul(line, &at, 16);

	if (*line == '#')
		return;
	while (*at && *++at) {
		char *end;
		unsigned long byte = strtoul(at, &end, 16);

		if (end == at)
			break;
		if (offset >= size)
			test_fail(__FILE__, __LINE__, "too long: %s", line);
		to[offset++] = byte;
		at = end;
	}
}

static inline void media_load(const char *name, void *to, size_t size)
{
	char line[256];
	FILE *f;

	snprintf(line, sizeof(line), TEST_DATA "/media/%s.hex", name);
	f = fopen(line, "r");
	if (!f)
		test_fail(__FILE__, __LINE__, "can't open %s", line);
	memset(to, 0, size);
	while (fgets(line, sizeof(line), f))
		media_line(line, to, size);
	fclose(f);
}

/* Make the checksum right again after a change. */
static inline void media_sum(uint8_t *block, size_t size, size_t field)
{
	put_le64(block + field, fletcher64(block, size, field));
}

#endif
