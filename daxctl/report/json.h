/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json.h - the tokens of JSON
 *
 * Written as they come: no tree of the whole is ever built, which costs
 * json-c 34 MiB for ten thousand namespaces. Commas, line breaks and
 * indentation are put in here; that keys and values alternate and that what
 * is begun is ended, is the caller's business.
 */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "out.h"

struct json {
	struct out *out;
	bool pretty; /* json-c's layout, to the byte: "/" is "\/", too */
	/* Private. */
	unsigned int depth;
	bool comma; /* something stands before the next one */
	bool after_key;
};

void json_begin(struct json *json, char bracket); /* '{' or '[' */
void json_end(struct json *json, char bracket);	  /* '}' or ']' */
void json_key(struct json *json, const char *key);
void json_string(struct json *json, const char *text); /* NULL: null */
void json_u64(struct json *json, uint64_t number);
void json_i64(struct json *json, int64_t number);
void json_bool(struct json *json, bool flag);
void json_real(struct json *json, double number); /* null if not finite */
void json_null(struct json *json);

/* A string of "0x" and at least so many digits. */
void json_hex(struct json *json, uint64_t number, unsigned int digits);

/* Text that is JSON already. */
void json_raw(struct json *json, const char *text, size_t len);

#endif
