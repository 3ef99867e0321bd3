/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fletcher.h - the checksum of everything libnvdimm keeps on a medium
 */
#ifndef LIB_ND_FLETCHER_H
#define LIB_ND_FLETCHER_H

#include <stddef.h>
#include <stdint.h>

/*
 * The sum of @len bytes, a multiple of 4, in which the 8 bytes of the checksum
 * field at @field, a multiple of 4, count as zero.
 */
uint64_t fletcher64(const void *data, size_t len, size_t field);

#endif
