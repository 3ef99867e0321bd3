/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * writer.h - what a format has to do, and what it finds done
 *
 * report.c keeps the stack of what is open and decides which fields are
 * printed; a writer has the layout of one format and nothing else.
 */
#ifndef REPORT_WRITER_H
#define REPORT_WRITER_H

#include "out.h"
#include "report.h"

/* platform, buses, bus, regions, region, namespaces, namespace, and room */
enum {
	REPORT_DEPTH = 12
};

enum frame_type {
	FRAME_LIST,
	FRAME_GROUP,
	FRAME_OBJECT
};

struct frame {
	enum frame_type type;
	const char *key; /* of a list */
	size_t count;	 /* of a list */
	bool opened;	 /* for the writer: the beginning is printed */
	bool bare;	 /* for the writer: without brackets */
	char name[64];	 /* of an object */
};

struct writer;

struct report {
	struct report_options options;
	const struct writer *writer;
	struct out out;
	struct frame stack[REPORT_DEPTH];
	unsigned int depth;
	bool errors;
	int rc;
};

struct writer {
	/* Of the struct whose first member is the struct report. */
	size_t size;
	/* All may be NULL. @frame is on top of the stack when they are called:
	 * what comes is pushed already, what goes is not yet popped. */
	void (*start)(struct report *report);
	void (*begin_list)(struct report *report, struct frame *frame);
	void (*end_list)(struct report *report, struct frame *frame);
	void (*end_group)(struct report *report, struct frame *frame);
	void (*begin)(struct report *report, const struct class *class,
		      const void *object);
	void (*end)(struct report *report);
	/* NULL: the error goes to error_fd. */
	void (*error)(struct report *report, const char *dev, const char *key,
		      int rc, const char *message);
	void (*finish)(struct report *report);
};

extern const struct writer writer_compat;
extern const struct writer writer_json;
extern const struct writer writer_table;
extern const struct writer writer_tree;

/*
 * The next field of the class that the options ask for and the format has a
 * place for; the first one after NULL.
 */
const struct field *report_next_field(const struct report *report,
				      const struct class *class,
				      const struct field *field);

/* Ask for a field. The list in a value is at its beginning. */
int report_get(const struct field *field, const void *object,
	       struct value *ret);

/* An errno in words that fit a field. */
const char *report_reason(int rc);

/* Is @rc what others than root get for the field, and so no news? */
bool report_is_withheld(const struct field *field, int rc);

/* The innermost object that is open, NULL if there is none. */
const struct frame *report_object_frame(const struct report *report);

/* A field of the open object that can't be told, for whatever reason. */
void report_field_error(struct report *report, const struct field *field,
			int rc);

#endif
