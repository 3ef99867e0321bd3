/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * names.c - names of disks, partitions and maps
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/block/block.h"

static const char *skip_digits(const char *at)
{
	while (isdigit((unsigned char)*at))
		at++;
	return at;
}

/* Where the name of the disk ends; NULL: it isn't any. */
static const char *end_of_disk(const char *name)
{
	const char *at, *end;

	if (strncmp(name, "pmem", 4))
		return NULL;
	at = name + 4;
	end = skip_digits(at);
	if (end == at)
		return NULL;
	if (*end == '.') {
		at = end + 1;
		end = skip_digits(at);
		if (end == at)
			return NULL;
	}
	return *end == 's' ? end + 1 : end;
}

bool block_is_disk_name(const char *name)
{
	const char *end = end_of_disk(name);

	return end && !*end && end - name < 40;
}

bool block_split_name(const char *name, char disk[40], unsigned int *number)
{
	const char *end = end_of_disk(name);
	uint64_t value;

	if (!end || *end != 'p' || end - name >= 40 ||
	    parse_u64(end + 1, 10, &value) < 0 || !value || value > UINT16_MAX)
		return false;
	/* pmem0p007 is no other name of pmem0p7. */
	if (end[1] == '0')
		return false;
	snprintf(disk, 40, "%.*s", (int)(end - name), name);
	*number = value;
	return true;
}

DAXCTL_EXPORT bool daxctl_disk_split_name(const char *name, char disk[40],
					  unsigned int *number)
{
	if (block_split_name(name, disk, number))
		return true;
	if (!block_is_disk_name(name))
		return false;
	snprintf(disk, 40, "%s", name);
	*number = 0;
	return true;
}

unsigned int block_uuid_number(const char *uuid)
{
	unsigned int number = 0;
	int len = 0;

	/* Digits alone: neither a sign nor a space, and no number twice. */
	if (strncmp(uuid, "part", 4) || uuid[4] < '1' || uuid[4] > '9')
		return 0;
	if (sscanf(uuid + 4, "%4u-DAXCTL-%n", &number, &len) != 1 || !len ||
	    !uuid[4 + len])
		return 0;
	return number;
}
