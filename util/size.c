/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * size.c - numbers of bytes as people write and read them
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "util/size.h"

/* A suffix is worth ten bits for each place it has in here. */
static const char suffixes[] = "kmgt";

static int suffix_shift(const char *suffix, unsigned int *ret)
{
	const char *at;

	*ret = 0;
	if (!*suffix)
		return 0;
	at = strchr(suffixes, tolower((unsigned char)*suffix));
	if (!at || suffix[1])
		return -EINVAL;
	*ret = 10 * (unsigned int)(at - suffixes + 1);
	return 0;
}

int size_parse(const char *text, uint64_t *ret)
{
	unsigned int shift;
	uint64_t number;
	char *end;
	int rc;

	/* strtoull() would take a blank or a sign, and negate quietly. */
	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	number = strtoull(text, &end, 0);
	rc = suffix_shift(end, &shift);
	if (rc)
		return rc;
	if (errno || number == UINT64_MAX || number > UINT64_MAX >> shift)
		return -ERANGE;
	*ret = number << shift;
	return 0;
}

/* Hundredths of @unit in @size, rounded; never overflows. */
static void split(uint64_t size, uint64_t unit, uint64_t *whole,
		  uint64_t *hundredths)
{
	*whole = size / unit;
	*hundredths = (size % unit * 100 + unit / 2) / unit;
	if (*hundredths == 100) {
		*hundredths = 0;
		++*whole;
	}
}

bool size_to_human(uint64_t size, char text[SIZE_TEXT_MAX])
{
	static const struct {
		uint64_t below, binary, decimal;
		char letter;
	} units[] = {
		{ 1ull << 31, 1ull << 20, 1000000, 'M' },
		{ 1ull << 41, 1ull << 30, 1000000000, 'G' },
		{ UINT64_MAX, 1ull << 40, 1000000000000, 'T' },
	};
	unsigned int last = ARRAY_SIZE(units) - 1, i = 0;
	uint64_t b, b_frac, d, d_frac;

	if (size < 5000 * 1024) {
		snprintf(text, SIZE_TEXT_MAX, "%" PRIu64, size);
		return false;
	}
	while (i < last && size >= units[i].below)
		i++;
	split(size, units[i].binary, &b, &b_frac);
	split(size, units[i].decimal, &d, &d_frac);
	snprintf(text, SIZE_TEXT_MAX,
		 "%" PRIu64 ".%02" PRIu64 " %ciB (%" PRIu64 ".%02" PRIu64
		 " %cB)",
		 b, b_frac, units[i].letter, d, d_frac, units[i].letter);
	return true;
}
