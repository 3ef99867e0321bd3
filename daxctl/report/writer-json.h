/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * writer-json.h - what both kinds of JSON have in common: an object's members
 *
 * The two dialects differ in how they write sizes and bit patterns, and in
 * what they do about a field that can't be told.
 */
#ifndef REPORT_WRITER_JSON_H
#define REPORT_WRITER_JSON_H

#include "json.h"
#include "writer.h"

struct json_writer;

struct json_dialect {
	void (*size)(struct json_writer *writer, uint64_t size);
	void (*hex)(struct json_writer *writer, const struct field *field,
		    uint64_t number);
	/* @unknown: members of the object that tell why, or nothing */
	void (*failed)(struct json_writer *writer, struct json *unknown,
		       const struct field *field, int rc);
	bool empty_lists; /* print them */
};

struct json_writer {
	struct report report; /* first: a report is cast to this */
	struct json json;
	const struct json_dialect *dialect;
	struct out errors; /* the contract's, gathered until its end */
	bool has_errors;
};

static inline struct json_writer *json_writer(struct report *report)
{
	return (struct json_writer *)report;
}

/* The members of an object whose brace is open. */
void json_members(struct json_writer *writer, const struct class *class,
		  const void *object);

#endif
