/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fletcher.c - the checksum of everything libnvdimm keeps on a medium
 *
 * Fletcher's sum over 32-bit words. The high half is kept in 64 bits while it
 * grows, but only its low 32 bits reach the result.
 */
#include "lib/nd/fletcher.h"
#include "util/le.h"

uint64_t fletcher64(const void *data, size_t len, size_t field)
{
	const uint8_t *bytes = data;
	uint32_t low = 0;
	uint64_t high = 0;

	for (size_t at = 0; at < len; at += sizeof(uint32_t)) {
		if (at != field && at != field + sizeof(uint32_t))
			low += get_le32(bytes + at);
		high += low;
	}
	return high << 32 | low;
}
