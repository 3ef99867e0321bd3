/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * uuid.c - uuids as text
 */
#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/random.h>

#include "util/uuid.h"

static bool is_dash(size_t at)
{
	return at == 8 || at == 13 || at == 18 || at == 23;
}

bool uuid_is_valid(const char *text)
{
	if (strlen(text) != UUID_TEXT_SIZE - 1)
		return false;
	for (size_t i = 0; text[i]; i++)
		if (is_dash(i) ? text[i] != '-'
			       : !isxdigit((unsigned char)text[i]))
			return false;
	return true;
}

bool uuid_is_zero(const char *text)
{
	return !text[strspn(text, "0-")];
}

void uuid_copy_lower(const char *text, char ret[UUID_TEXT_SIZE])
{
	for (size_t i = 0; i < UUID_TEXT_SIZE; i++)
		ret[i] = tolower((unsigned char)text[i]);
}

int uuid_make(char ret[UUID_TEXT_SIZE])
{
	unsigned char bytes[16];
	const unsigned char *byte = bytes;
	size_t at = 0;
	ssize_t len;

	do
		len = getrandom(bytes, sizeof(bytes), 0);
	while (len < 0 && errno == EINTR);
	if (len != sizeof(bytes))
		return len < 0 ? -errno : -EIO;
	bytes[6] = (bytes[6] & 0x0f) | 0x40; /* RFC 4122: made of chance */
	bytes[8] = (bytes[8] & 0x3f) | 0x80;
	for (; byte < bytes + sizeof(bytes); byte++) {
		if (is_dash(at))
			ret[at++] = '-';
		ret[at++] = "0123456789abcdef"[*byte >> 4];
		ret[at++] = "0123456789abcdef"[*byte & 0xf];
	}
	ret[at] = '\0';
	return 0;
}
