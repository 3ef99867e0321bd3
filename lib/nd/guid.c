/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * guid.c - GUIDs as ACPI and UEFI store them
 */
#include <stdio.h>

#include "lib/nd/guid.h"
#include "util/le.h"

void guid_to_text(const uint8_t guid[GUID_SIZE], char text[GUID_TEXT_SIZE])
{
	snprintf(text, GUID_TEXT_SIZE,
		 "%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		 get_le32(guid), get_le16(guid + 4), get_le16(guid + 6),
		 guid[8], guid[9], guid[10], guid[11], guid[12], guid[13],
		 guid[14], guid[15]);
}
