/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.c - text of unknown origin, made fit for its reader
 */
#include <errno.h>
#include <string.h>

#include "text.h"
#include "util/util.h"

/* What the first byte of a character says of the whole. */
static const struct lead {
	unsigned char mask, bits;
	unsigned int len;
	uint32_t least; /* smaller numbers have a shorter form */
} leads[] = {
	{ 0x80, 0x00, 1, 0 },
	{ 0xe0, 0xc0, 2, 0x80 },
	{ 0xf0, 0xe0, 3, 0x800 },
	{ 0xf8, 0xf0, 4, 0x10000 },
};

static bool is_character(uint32_t code, const struct lead *lead)
{
	return code >= lead->least && code <= 0x10ffff &&
	       (code < 0xd800 || code > 0xdfff);
}

/* The length in bytes of the character that s begins with, 0 if none does. */
static unsigned int decode(const char *s, uint32_t *ret)
{
	const unsigned char *p = (const unsigned char *)s;
	const struct lead *lead;
	uint32_t code;

	array_foreach(lead, leads, ARRAY_SIZE(leads))
		if ((*p & lead->mask) == lead->bits)
			break;
	if (lead == leads + ARRAY_SIZE(leads))
		return 0;

	code = *p & ~lead->mask;
	for (unsigned int i = 1; i < lead->len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3f);
	}
	if (!is_character(code, lead))
		return 0;
	*ret = code;
	return lead->len;
}

static void out_digits(struct out *out, uint32_t code, unsigned int digits)
{
	while (digits--)
		out_char(out, "0123456789abcdef"[code >> 4 * digits & 0xf]);
}

static bool is_control(uint32_t code)
{
	return code < ' ' || (code >= 0x7f && code < 0xa0);
}

/* Marks, overrides and isolates: they reorder what stands around them. */
static bool turns_direction(uint32_t code)
{
	return code == 0x200e || code == 0x200f || code == 0x61c ||
	       (code >= 0x202a && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069);
}

static void json_control(struct out *out, uint32_t code)
{
	static const char letters[' '] = {
		['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n',
		['\f'] = 'f', ['\r'] = 'r',
	};

	out_char(out, '\\');
	if (code < ' ' && letters[code]) {
		out_char(out, letters[code]);
	} else {
		out_char(out, 'u');
		out_digits(out, code, 4);
	}
}

/* How many bytes from s on can go into JSON as they are. */
static size_t plain_run(const char *s, bool slash)
{
	size_t len = 0;

	while (s[len] >= ' ' && s[len] < 0x7f && s[len] != '"' &&
	       s[len] != '\\' && (s[len] != '/' || !slash))
		len++;
	return len;
}

/* One character that plain_run() stopped at. Returns its length in bytes. */
static unsigned int json_special(struct out *out, const char *s)
{
	unsigned int len;
	uint32_t code;

	len = decode(s, &code);
	if (!len) {
		out_string(out, "\\\\x");
		out_digits(out, (unsigned char)*s, 2);
		return 1;
	}
	if (is_control(code)) {
		json_control(out, code);
		return len;
	}
	if (len == 1)
		out_char(out, '\\');
	out_bytes(out, s, len);
	return len;
}

void text_json(struct out *out, const char *text, bool slash)
{
	size_t run;

	out_char(out, '"');
	for (;;) {
		run = plain_run(text, slash);
		out_bytes(out, text, run);
		text += run;
		if (!*text)
			break;
		text += json_special(out, text);
	}
	out_char(out, '"');
}

size_t text_plain(struct out *out, const char *text)
{
	size_t columns = 0;
	unsigned int len;
	uint32_t code;

	for (; *text; text += len) {
		len = decode(text, &code);
		if (len && !is_control(code) && !turns_direction(code)) {
			out_bytes(out, text, len);
			columns++;
			continue;
		}
		if (!len)
			len = 1;
		for (unsigned int i = 0; i < len; i++) {
			out_string(out, "\\x");
			out_digits(out, (unsigned char)text[i], 2);
		}
		columns += 4 * len;
	}
	return columns;
}

void text_vprintf(FILE *to, const char *format, va_list args)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;
	cleanup(free_p) char *text = NULL;

	if (vasprintf(&text, format, args) < 0) {
		text = NULL;
		fputs(strerror(ENOMEM), to);
		return;
	}
	text_plain(&out, text);
	fwrite(out.data, 1, out.used, to);
}

void text_line(FILE *to, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_vprintf(to, format, args);
	va_end(args);
	fputc('\n', to);
}
