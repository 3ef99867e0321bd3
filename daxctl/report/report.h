/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.h - objects go in, a listing comes out
 *
 * What is known of an object is known once, as a class: a table of typed
 * fields. What is known of a format is known once, as a writer. A command
 * names the objects in their order and nesting and never prints:
 *
 *	report_begin_list(report, NULL, n_buses);
 *	report_begin(report, &class_bus, bus);
 *	report_begin_list(report, "dimms", n_dimms);
 *	report_object(report, &class_dimm, dimm);
 *	report_end_list(report);
 *	report_end(report);
 *	report_end_list(report);
 *	rc = report_finish(report);
 *
 * Nothing fails on the way: the first trouble is kept for report_finish().
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct class;
struct report;

enum report_format {
	REPORT_COMPAT, /* upstream's JSON, byte for byte */
	REPORT_JSON,   /* the versioned contract, see daxctl-list.schema.json */
	REPORT_TABLE,  /* one table for each class */
	REPORT_TREE,   /* names under the names of their parents */
};

/* What is asked for beyond the fields that an object always shows. */
enum report_detail {
	REPORT_VERBOSE = 1 << 0,      /* numa_node, target_node, raw_uuid */
	REPORT_HEALTH = 1 << 1,	      /* health of dimms */
	REPORT_FIRMWARE = 1 << 2,     /* firmware of buses and dimms */
	REPORT_CAPABILITIES = 1 << 3, /* what namespaces a region could hold */
	REPORT_MEDIA_ERRORS = 1 << 4, /* each bad range, not only how many */
	REPORT_DAX = 1 << 5,	      /* the dax region in its namespace */
	REPORT_MAPPINGS = 1 << 6,     /* the dimms below a region */
	REPORT_IDLE = 1 << 7,	      /* dax devices of no size */
	REPORT_RANGES = 1 << 8,	      /* the physical ranges of a dax device */
};

enum value_type {
	VALUE_STRING,
	VALUE_NUMBER, /* u64, the same for every reader */
	VALUE_INT,    /* signed */
	VALUE_SIZE,   /* bytes, in words for humans */
	VALUE_HEX,    /* a bit pattern or an address */
	VALUE_BOOL,
	VALUE_REAL,
	VALUE_OBJECT, /* an object that lives only inside its owner */
	VALUE_LIST,
};

struct value;

/*
 * A list is asked for one element after the other. next() finds cursor and
 * index as it left them, both zero at first, and returns 0 or, past the end,
 * -ENOENT. Any other error ends the list and is reported.
 */
struct value_list {
	const void *owner;
	const void *cursor;
	unsigned int index;
	int (*next)(struct value_list *list, struct value *ret);
};

struct value {
	enum value_type type;
	union {
		const char *string;
		uint64_t number; /* NUMBER, SIZE, HEX */
		int64_t integer;
		bool flag;
		double real;
		struct {
			const struct class *class;
			const void *object;
		} object;
		struct value_list list;
	};
	/* Room for a string or an object that the getter makes itself. */
	char text[256] __attribute__((aligned(8)));
};

enum field_flag {
	FIELD_COMPAT = 1 << 0,	 /* not in the contract */
	FIELD_CONTRACT = 1 << 1, /* not in upstream's JSON */
	/* For people only. */
	FIELD_NO_JSON = FIELD_COMPAT | FIELD_CONTRACT,
	/*
	 * Readable by root alone: where reading fails, upstream's JSON leaves
	 * it out without a word, as upstream does. Garbage is told.
	 */
	FIELD_OPTIONAL = 1 << 2,
	/*
	 * The members of this object are its owner's: several fields that one
	 * look at the device tells.
	 */
	FIELD_INLINE = 1 << 3,
	/* Every such object has it: that it is missing is told. */
	FIELD_ALWAYS = 1 << 4,
	/* The kernel has none while no driver is bound: that is no error. */
	FIELD_WHEN_BOUND = 1 << 5,
};

struct field {
	const char *key;     /* member in JSON */
	const char *heading; /* column of the table; NULL: none */
	const char *help;    /* one sentence for the manual page */
	/*
	 * In a tree: NULL leaves the field out, "" shows the bare value, a
	 * word goes behind it ("384 MiB free").
	 */
	const char *tree;
	unsigned int when;   /* details that must all be asked for */
	unsigned int unless; /* details of which none may be asked for */
	unsigned int flags;
	unsigned int digits; /* of a VALUE_HEX in the contract; 0: 16 */
	/*
	 * 0; -ENOENT: the object has no such thing, the field is left out;
	 * any other error: it has, but what it is can't be told.
	 */
	int (*get)(const void *object, struct value *ret);
};

struct class
{
	const char *kind;  /* "region" */
	const char *title; /* "Regions" */
	const struct field *fields;
	size_t n_fields;
	/* NULL for objects that live inside others and have no name. */
	const char *(*name)(const void *object);
	/* Where it belongs, listed or not. NULL: the object it is listed below
	 * is the parent. */
	const char *(*parent)(const void *object);
};

/* The machine that is reported on; a member that isn't known is NULL. */
struct report_host {
	const char *hostname;
	const char *kernel;
	const char *machine;
};

struct report_options {
	enum report_format format;
	bool human;
	unsigned int detail;
	int fd;	      /* where the listing goes: stdout is 1 */
	int error_fd; /* where formats without a place for errors
			 tell them; 0: standard error */
	const struct report_host *host; /* NULL: the one we run on */
	/* Which objects to show in lists that are fields; NULL: all of them */
	bool (*shown)(void *arg, const struct class *class, const void *object);
	void *shown_arg;
};

/* NULL only if there is no memory. */
struct report *report_new(const struct report_options *options);

/*
 * A list of objects, below the object that is open or, with no key, at the
 * top. COMPAT prints nothing for a list without objects, and drops the
 * brackets of one at the top if count is 1 and human output is asked for.
 */
void report_begin_list(struct report *report, const char *key, size_t count);
void report_end_list(struct report *report);

/* Several lists at the top: {"dimms":[...],"regions":[...]} in COMPAT. */
void report_begin_group(struct report *report);
void report_end_group(struct report *report);

/* An object's own fields; lists of its children may follow until the end. */
void report_begin(struct report *report, const struct class *class,
		  const void *object);
void report_end(struct report *report);

/* Both in one, for an object without children. */
void report_object(struct report *report, const struct class *class,
		   const void *object);

/*
 * Something that went wrong with a device (or, with dev NULL, at all).
 * @key: the field concerned, or NULL
 * @rc: -errno
 * @message: the cause in words; NULL: the text of rc
 */
void report_error(struct report *report, const char *dev, const char *key,
		  int rc, const char *message);

/*
 * Write what is left and free the report. Returns 0, 1 if errors were
 * reported, or -errno of the first failure to write.
 */
int report_finish(struct report *report);

#endif
