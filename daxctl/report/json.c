/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json.c - the tokens of JSON
 */
#include <math.h>

#include "json.h"
#include "text.h"

static void new_line(struct json *json)
{
	static const char start[] = "\n                ";
	size_t indent = 2 * json->depth;

	/* In one piece: there is one for every member of every object. */
	if (indent < sizeof(start) - 1) {
		out_bytes(json->out, start, 1 + indent);
		return;
	}
	out_char(json->out, '\n');
	out_repeat(json->out, ' ', indent);
}

/* What has to stand before a key, or before a value that has none. */
static void separate(struct json *json)
{
	if (json->after_key) {
		json->after_key = false;
		return;
	}
	if (json->comma)
		out_char(json->out, ',');
	if (json->pretty && json->depth)
		new_line(json);
	json->comma = true;
}

void json_begin(struct json *json, char bracket)
{
	separate(json);
	out_char(json->out, bracket);
	json->depth++;
	json->comma = false;
}

void json_end(struct json *json, char bracket)
{
	json->depth--;
	if (json->pretty)
		new_line(json);
	out_char(json->out, bracket);
	json->comma = true;
}

void json_key(struct json *json, const char *key)
{
	/* A word of ours, in which nothing needs to be escaped. */
	separate(json);
	out_char(json->out, '"');
	out_string(json->out, key);
	out_bytes(json->out, "\":", 2);
	json->after_key = true;
}

void json_raw(struct json *json, const char *text, size_t len)
{
	separate(json);
	out_bytes(json->out, text, len);
}

void json_null(struct json *json)
{
	json_raw(json, "null", 4);
}

void json_string(struct json *json, const char *text)
{
	if (!text) {
		json_null(json);
		return;
	}
	separate(json);
	text_json(json->out, text, json->pretty);
}

void json_u64(struct json *json, uint64_t number)
{
	separate(json);
	out_u64(json->out, number);
}

void json_i64(struct json *json, int64_t number)
{
	separate(json);
	out_i64(json->out, number);
}

void json_bool(struct json *json, bool flag)
{
	if (flag)
		json_raw(json, "true", 4);
	else
		json_raw(json, "false", 5);
}

void json_real(struct json *json, double number)
{
	if (!isfinite(number)) {
		json_null(json);
		return;
	}
	separate(json);
	out_real(json->out, number);
}

void json_hex(struct json *json, uint64_t number, unsigned int digits)
{
	separate(json);
	out_char(json->out, '"');
	out_hex(json->out, number, digits);
	out_char(json->out, '"');
}
