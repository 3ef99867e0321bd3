/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * guid.h - GUIDs as ACPI and UEFI store them
 *
 * Labels hold two kinds of 128-bit names. A uuid is stored in the order it is
 * written in; a GUID has its first three fields in little-endian order.
 */
#ifndef LIB_ND_GUID_H
#define LIB_ND_GUID_H

#include <stdint.h>

enum {
	GUID_SIZE = 16,
	GUID_TEXT_SIZE = 37
};

/* The usual text in lower case, with its NUL. */
void guid_to_text(const uint8_t guid[GUID_SIZE], char text[GUID_TEXT_SIZE]);

#endif
