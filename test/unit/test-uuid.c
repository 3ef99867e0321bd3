/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-uuid.c - uuids as text
 */
#include <string.h>

#include "test.h"
#include "util/uuid.h"

static const char known[] = "66f0d379-b4f3-4074-ac43-0d3318b78cdb";

TEST(the_usual_text_is_valid_in_either_case)
{
	IS(uuid_is_valid(known));
	IS(uuid_is_valid("66F0D379-B4F3-4074-AC43-0D3318B78CDB"));
}

TEST(a_text_of_another_shape_is_not_valid)
{
	IS(!uuid_is_valid(""));
	IS(!uuid_is_valid("66f0d379b4f34074ac430d3318b78cdb"));
	IS(!uuid_is_valid("66f0d379-b4f3-4074-ac43-0d3318b78cd"));
	IS(!uuid_is_valid("66f0d379-b4f3-4074-ac43-0d3318b78cdb0"));
	IS(!uuid_is_valid("66f0d379-b4f3-4074-ac43-0d3318b78cdg"));
	IS(!uuid_is_valid("66f0d379-b4f3-4074-ac430-d3318b78cdb"));
	IS(!uuid_is_valid("-6f0d379-b4f3-4074-ac43-0d3318b78cdb"));
}

TEST(zeros_alone_are_no_name)
{
	IS(uuid_is_zero("00000000-0000-0000-0000-000000000000"));
	IS(!uuid_is_zero("00000000-0000-0000-0000-000000000001"));
	IS(!uuid_is_zero(known));
}

TEST(a_copy_is_in_lower_case)
{
	char text[UUID_TEXT_SIZE];

	uuid_copy_lower("66F0D379-B4F3-4074-AC43-0D3318B78CDB", text);
	EQ_STR(text, known);
}

TEST(one_that_is_made_is_valid_and_says_that_it_is_random)
{
	char text[UUID_TEXT_SIZE];

	for (int i = 0; i < 100; i++) {
		OK(uuid_make(text));
		IS(uuid_is_valid(text));
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
