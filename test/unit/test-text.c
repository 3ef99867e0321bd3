/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-text.c - what anybody may have written to the media
 */
#include <string.h>

#include "daxctl/report/text.h"
#include "test.h"
#include "util/util.h"

static char result[512];
static size_t columns;

static const char *take(struct out *out)
{
	OK(out->rc);
	IS(out->used < sizeof(result));
	memcpy(result, out->data, out->used);
	result[out->used] = '\0';
	return result;
}

static const char *json(const char *text)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;

	text_json(&out, text, false);
	return take(&out);
}

static const char *json_c(const char *text)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;

	text_json(&out, text, true);
	return take(&out);
}

static const char *plain(const char *text)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;

	out_string(&out, "");
	columns = text_plain(&out, text);
	return take(&out);
}

TEST(empty_text_is_two_quotes)
{
	EQ_STR(json(""), "\"\"");
}

TEST(quotes_and_backslashes_are_escaped)
{
	EQ_STR(json("a\"b\\c"), "\"a\\\"b\\\\c\"");
}

TEST(a_slash_is_escaped_only_as_json_c_does)
{
	EQ_STR(json("/platform"), "\"/platform\"");
	EQ_STR(json_c("/platform/hmem.0"), "\"\\/platform\\/hmem.0\"");
}

TEST(control_characters_have_letters_or_numbers)
{
	EQ_STR(json("\b\t\n\f\r"), "\"\\b\\t\\n\\f\\r\"");
	EQ_STR(json("\x01\x1b[2J\x7f"), "\"\\u0001\\u001b[2J\\u007f\"");
}

TEST(c1_controls_are_escaped_too)
{
	/* U+009B starts a terminal's command like ESC [ */
	EQ_STR(json("\xc2\x9b"), "\"\\u009b\"");
	EQ_STR(plain("\xc2\x9b"), "\\xc2\\x9b");
	EQ(columns, 8);
}

TEST(a_message_is_one_line_whatever_is_in_it)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	text_line(to, "%s is held by %s", "\xc3\xa4", "x\n  remedy: \x1b[2J");
	fclose(to);
	EQ_STR(text, "\xc3\xa4 is held by x\\x0a  remedy: \\x1b[2J\n");
	free(text);
}

TEST(valid_characters_of_all_lengths_stay)
{
	static const char text[] = "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x92\xbe";
	char quoted[32] = "\"";

	strcat(strcat(quoted, text), "\"");
	EQ_STR(json(text), quoted);
	EQ_STR(plain(text), text);
	EQ(columns, 5);
}

TEST(a_lone_byte_is_shown_by_number)
{
	EQ_STR(json("a\xff"
		    "b"),
	       "\"a\\\\xffb\"");
	EQ_STR(plain("a\xff"
		     "b"),
	       "a\\xffb");
	EQ(columns, 6);
}

TEST(half_a_character_at_the_end_is_not_read_past)
{
	EQ_STR(json("\xe2\x82"), "\"\\\\xe2\\\\x82\"");
	EQ_STR(plain("\xf0"), "\\xf0");
}

TEST(overlong_forms_are_no_characters)
{
	EQ_STR(json("\xc0\xaf"), "\"\\\\xc0\\\\xaf\"");
	EQ_STR(json("\xe0\x80\xaf"), "\"\\\\xe0\\\\x80\\\\xaf\"");
}

TEST(surrogates_and_what_is_beyond_unicode_are_no_characters)
{
	EQ_STR(plain("\xed\xa0\x80"), "\\xed\\xa0\\x80");
	EQ_STR(plain("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
	EQ_STR(plain("\xf8\x88\x80\x80"), "\\xf8\\x88\\x80\\x80");
}

TEST(last_character_of_unicode_is_one)
{
	EQ_STR(plain("\xf4\x8f\xbf\xbf"), "\xf4\x8f\xbf\xbf");
	EQ(columns, 1);
}

TEST(a_terminal_sees_no_escape)
{
	EQ_STR(plain("\x1b[31mred\n"), "\\x1b[31mred\\x0a");
	EQ(columns, 15);
}

TEST(text_can_not_turn_the_line_around_it)
{
	EQ_STR(plain("a\xe2\x80\xae"
		     "b"),
	       "a\\xe2\\x80\\xaeb");
	EQ_STR(plain("\xe2\x81\xa6"), "\\xe2\\x81\\xa6");
}
