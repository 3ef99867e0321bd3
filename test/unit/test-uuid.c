/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-uuid.c - uuids as text
 */
#include <errno.h>
#include <string.h>

#include "test.h"
#include "util/uuid.h"

static const char known[] = "66f0d379-b4f3-4074-ac43-0d3318b78cdb";

TEST(the_usual_text_is_read_into_lower_case)
{
	char text[UUID_TEXT_SIZE];

	OK(uuid_read(known, text));
	EQ_STR(text, known);
	OK(uuid_read("66F0D379-B4F3-4074-AC43-0D3318B78CDB", text));
	EQ_STR(text, known);
}

TEST(a_text_of_another_shape_is_no_uuid)
{
	static const char *const texts[] = {
		"",
		"66f0d379b4f34074ac430d3318b78cdb",
		"66f0d379-b4f3-4074-ac43-0d3318b78cd",
		"66f0d379-b4f3-4074-ac43-0d3318b78cdb0",
		"66f0d379-b4f3-4074-ac43-0d3318b78cdg",
		"66f0d379-b4f3-4074-ac430-d3318b78cdb",
		"-6f0d379-b4f3-4074-ac43-0d3318b78cdb",
	};
	char text[UUID_TEXT_SIZE] = "as it was";

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		EQ(uuid_read(texts[i], text), -EINVAL);
	EQ_STR(text, "as it was");
}

TEST(zeros_alone_are_no_name)
{
	char text[UUID_TEXT_SIZE];

	EQ(uuid_read("00000000-0000-0000-0000-000000000000", text), -EINVAL);
	OK(uuid_read("00000000-0000-0000-0000-000000000001", text));
}

TEST(one_that_is_made_can_be_read_and_says_that_it_is_random)
{
	char text[UUID_TEXT_SIZE], again[UUID_TEXT_SIZE];

	for (int i = 0; i < 100; i++) {
		OK(uuid_make(text));
		OK(uuid_read(text, again));
		EQ_STR(again, text);
		EQ(text[14], '4');
		IS(strchr("89ab", text[19]));
	}
}

TEST(no_two_that_are_made_are_equal)
{
	char one[UUID_TEXT_SIZE], two[UUID_TEXT_SIZE];

	OK(uuid_make(one));
	OK(uuid_make(two));
	IS(strcmp(one, two));
}
