/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-guid.c - GUIDs in the order in which ACPI stores them
 */
#include <stddef.h>

#include "lib/nd/guid.h"
#include "test.h"

TEST(first_three_fields_are_little_endian)
{
	const uint8_t pmem[] = {
		0x79, 0xd3, 0xf0, 0x66, 0xf3, 0xb4, 0x74, 0x40,
		0xac, 0x43, 0x0d, 0x33, 0x18, 0xb7, 0x8c, 0xdb
	};
	char text[GUID_TEXT_SIZE];

	guid_to_text(pmem, text);
	EQ_STR(text, "66f0d379-b4f3-4074-ac43-0d3318b78cdb");
}

TEST(null_guid_is_all_zeros)
{
	const uint8_t null[GUID_SIZE] = { 0 };
	char text[GUID_TEXT_SIZE];

	guid_to_text(null, text);
	EQ_STR(text, "00000000-0000-0000-0000-000000000000");
}
