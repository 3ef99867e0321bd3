/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-text-any.c - text.c held to its promises on any bytes there are
 *
 * The other tests give examples. Here bytes are drawn at random, always the
 * same ones, and a second reading of the rules says what must come out.
 */
#include <stdio.h>
#include <string.h>

#include "daxctl/report/text.h"
#include "test.h"
#include "util/util.h"

enum {
	ROUNDS = 20000,
	LENGTH = 24
};

static uint64_t state;

/* xorshift64*: the same sequence on every machine. */
static uint32_t draw(uint32_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)(state * 2685821657736338717ull >> 33) % below;
}

/* Mostly pieces of characters, so that many sequences are nearly right. */
static void draw_text(char text[LENGTH + 1])
{
	static const unsigned char likely[] = {
		'a',  '"',  '\\', '/',	'\n', 0x1b, 0x7f, 0x80, 0xbf, 0xc2,
		0xc3, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xa0, 0x9b, 0xff,
	};
	uint32_t len = draw(LENGTH + 1);

	for (uint32_t i = 0; i < len; i++)
		text[i] = draw(4) ? (char)likely[draw(sizeof(likely))]
				  : (char)(1 + draw(255));
	text[len] = '\0';
}

/* Table 3-7 of the Unicode standard, row by row. */
static const struct row {
	unsigned char first_low, first_high, second_low, second_high, len;
} rows[] = {
	{ 0x01, 0x7f, 0, 0, 1 },       { 0xc2, 0xdf, 0x80, 0xbf, 2 },
	{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
	{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
	{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
	{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

static bool fits(const struct row *row, const unsigned char *p)
{
	if (p[0] < row->first_low || p[0] > row->first_high)
		return false;
	if (row->len > 1 && (p[1] < row->second_low || p[1] > row->second_high))
		return false;
	for (int i = 2; i < row->len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return false;
	return true;
}

/* The length of the character at p, 0 if there is none. */
static size_t character(const char *p)
{
	const struct row *row;

	array_foreach(row, rows, ARRAY_SIZE(rows))
		if (fits(row, (const unsigned char *)p))
			return row->len;
	return 0;
}

static bool is_utf8(const char *p)
{
	size_t len;

	for (; *p; p += len) {
		len = character(p);
		if (!len)
			return false;
	}
	return true;
}

static int hex(const char *p, int digits)
{
	int value = 0;

	for (; digits--; p++) {
		const char *at = strchr("0123456789abcdef", *p);

		IS(*p && at);
		value = value * 16 + (int)(at - "0123456789abcdef");
	}
	return value;
}

static char *put_code(char *to, int code)
{
	if (code < 0x80) {
		*to++ = (char)code;
	} else {
		*to++ = (char)(0xc0 | code >> 6);
		*to++ = (char)(0x80 | (code & 0x3f));
	}
	return to;
}

/* What a JSON reader makes of the string; it must be one. */
static void read_json(const char *json, char *to)
{
	static const char letters[] = "b\bf\fn\nr\rt\t\"\"\\\\//";
	const char *p = json, *letter;

	IS(*p++ == '"');
	for (; *p != '"'; p++) {
		IS((unsigned char)*p >= ' ');
		if (*p != '\\') {
			*to++ = *p;
			continue;
		}
		if (*++p == 'u') {
			to = put_code(to, hex(p + 1, 4));
			p += 4;
			continue;
		}
		for (letter = letters; *letter && *letter != *p; letter += 2)
			;
		IS(*letter);
		*to++ = letter[1];
	}
	IS(!p[1]);
	*to = '\0';
}

/* What a reader shall see: bytes that are no character as \xNN. */
static void expect(const char *text, char *to)
{
	size_t len;

	for (; *text; text += len ? len : 1) {
		len = character(text);
		memcpy(to, text, len);
		to += len;
		if (!len)
			to += sprintf(to, "\\x%02x", (unsigned char)*text);
	}
	*to = '\0';
}

static const char *take(struct out *out)
{
	static char text[LENGTH * 8];

	OK(out->rc);
	IS(out->used < sizeof(text));
	memcpy(text, out->data, out->used);
	text[out->used] = '\0';
	return text;
}

static void check_json(const char *text, bool slash)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;
	char got[LENGTH * 8], want[LENGTH * 8];
	const char *json;

	text_json(&out, text, slash);
	json = take(&out);
	IS(is_utf8(json));
	read_json(json, got);
	expect(text, want);
	EQ_STR(got, want);
}

TEST(json_of_any_bytes_is_valid_and_reads_back)
{
	char text[LENGTH + 1];

	state = 1;
	for (int i = 0; i < ROUNDS; i++) {
		draw_text(text);
		check_json(text, i % 2);
	}
}

TEST(each_single_byte_is_one_string)
{
	char text[2] = "";

	for (int byte = 1; byte < 256; byte++) {
		text[0] = (char)byte;
		check_json(text, false);
		check_json(text, true);
	}
}

/* Neither C0, DEL nor C1, in UTF-8 or as a bare byte. */
static bool is_harmless(const char *p)
{
	for (; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if (c < ' ' || c == 0x7f)
			return false;
		if (c == 0xc2 && (unsigned char)p[1] < 0xa0)
			return false;
	}
	return true;
}

static size_t count_characters(const char *p)
{
	size_t count = 0;

	for (; *p; p += character(p))
		count++;
	return count;
}

TEST(any_bytes_are_harmless_to_a_terminal_and_counted_right)
{
	char text[LENGTH + 1];

	state = 2;
	for (int i = 0; i < ROUNDS; i++) {
		cleanup(out_free) struct out out = OUT_TO_MEMORY;
		const char *plain;
		size_t columns;

		draw_text(text);
		/* There is memory even if the text is empty. */
		out_char(&out, '.');
		columns = text_plain(&out, text) + 1;
		plain = take(&out);
		IS(is_utf8(plain));
		IS(is_harmless(plain));
		EQ(count_characters(plain), columns);
	}
}

TEST(strings_across_the_end_of_the_buffer_are_whole)
{
	static char long_text[20000], got[sizeof(long_text) + 16];
	cleanup(out_free) struct out out = { 0 };
	FILE *file = tmpfile();

	IS(file);
	out.fd = fileno(file);
	for (size_t i = 0; i + 1 < sizeof(long_text); i++)
		long_text[i] = 'a' + (char)(i % 23);
	text_json(&out, long_text, false);
	OK(out_flush(&out));
	EQ(pread(out.fd, got, sizeof(got), 0), sizeof(long_text) + 1);
	EQ_MEM(got + 1, long_text, sizeof(long_text) - 1);
	EQ(got[sizeof(long_text)], '"');
	fclose(file);
}
