/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report-sample.h - made-up objects for the tests of the report
 *
 * A "shelf" holds "box"es; a box shows each type of value. What a report
 * writes is read back as text.
 */
#ifndef TEST_UNIT_REPORT_SAMPLE_H
#define TEST_UNIT_REPORT_SAMPLE_H

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "daxctl/report/report.h"
#include "test.h"
#include "util/util.h"

struct box {
	const char *name;
	const char *label;
	const char *shelf;
	uint64_t size;
	uint64_t mask;
	int64_t balance;
	double heat;
	bool open;
	const uint64_t *marks; /* up to a 0 */
	const struct box *inner;
	int size_rc, secret_rc, marks_rc;
};

enum {
	BOX_SECRET = 1 << 10,
	BOX_PUBLIC = 1 << 11
};

static inline int box_name(const void *object, struct value *ret)
{
	const struct box *box = object;

	ret->type = VALUE_STRING;
	ret->string = box->name;
	return 0;
}

static inline int box_label(const void *object, struct value *ret)
{
	const struct box *box = object;

	if (!box->label)
		return -ENOENT;
	ret->type = VALUE_STRING;
	ret->string = box->label;
	return 0;
}

static inline int box_size(const void *object, struct value *ret)
{
	const struct box *box = object;

	ret->type = VALUE_SIZE;
	ret->number = box->size;
	return box->size_rc;
}

static inline int box_mask(const void *object, struct value *ret)
{
	const struct box *box = object;

	ret->type = VALUE_HEX;
	ret->number = box->mask;
	return 0;
}

static inline int box_balance(const void *object, struct value *ret)
{
	const struct box *box = object;

	ret->type = VALUE_INT;
	ret->integer = box->balance;
	return box->balance ? 0 : -ENOENT;
}

static inline int box_heat(const void *object, struct value *ret)
{
	const struct box *box = object;

	ret->type = VALUE_REAL;
	ret->real = box->heat;
	return box->heat != 0 ? 0 : -ENOENT;
}

static inline int box_open(const void *object, struct value *ret)
{
	const struct box *box = object;

	ret->type = VALUE_BOOL;
	ret->flag = box->open;
	return 0;
}

static inline int box_secret(const void *object, struct value *ret)
{
	const struct box *box = object;

	ret->type = VALUE_NUMBER;
	ret->number = 7;
	return box->secret_rc;
}

static inline int next_mark(struct value_list *list, struct value *ret)
{
	const struct box *box = list->owner;
	uint64_t mark = box->marks[list->index];

	if (!mark)
		return box->marks_rc ? box->marks_rc : -ENOENT;
	ret->type = VALUE_NUMBER;
	ret->number = mark;
	return 0;
}

static inline int box_marks(const void *object, struct value *ret)
{
	const struct box *box = object;

	if (!box->marks)
		return -ENOENT;
	ret->type = VALUE_LIST;
	ret->list.owner = box;
	ret->list.next = next_mark;
	return 0;
}

static inline int box_inner(const void *object, struct value *ret);

static inline const char *name_of_box(const void *object)
{
	return ((const struct box *)object)->name;
}

static inline const char *shelf_of_box(const void *object)
{
	return ((const struct box *)object)->shelf;
}

/* In tests of one format or another each row earns its place. */
static const struct field box_fields[] = {
	{ "box", "BOX", "its name", NULL, 0, 0, FIELD_COMPAT, 0, box_name },
	{ "size", "SIZE", "how big", "", 0, 0, 0, 0, box_size },
	{ "mask", "MASK", "bits", NULL, 0, 0, 0, 4, box_mask },
	{ "balance", "BALANCE", "gain", "euro", 0, 0, 0, 0, box_balance },
	{ "heat", "HEAT", "degrees", NULL, 0, 0, 0, 0, box_heat },
	{ "open", "OPEN", "or closed", "open", 0, 0, 0, 0, box_open },
	{ "label", "LABEL", "on its side", "", 0, 0, 0, 0, box_label },
	{ "secret", "SECRET", "not for all", NULL, BOX_SECRET, BOX_PUBLIC,
	  FIELD_OPTIONAL, 0, box_secret },
	{ "marks", "MARKS", "numbers", NULL, 0, 0, 0, 0, box_marks },
	{ "inner", NULL, "a box in it", NULL, 0, 0, 0, 0, box_inner },
	{ "new", NULL, "ours alone", NULL, BOX_SECRET, 0, FIELD_CONTRACT, 0,
	  box_open },
};

static const struct class class_box = {
	.kind = "box",
	.title = "Boxes",
	.fields = box_fields,
	.n_fields = ARRAY_SIZE(box_fields),
	.name = name_of_box,
	.parent = shelf_of_box,
};

static inline int box_inner(const void *object, struct value *ret)
{
	const struct box *box = object;

	if (!box->inner)
		return -ENOENT;
	ret->type = VALUE_OBJECT;
	ret->object.class = &class_box;
	ret->object.object = box->inner;
	return 0;
}

static inline const char *name_of_shelf(const void *object)
{
	return object;
}

static inline int shelf_name(const void *object, struct value *ret)
{
	ret->type = VALUE_STRING;
	ret->string = object;
	return 0;
}

static const struct field shelf_fields[] = {
	{ "shelf", "SHELF", "its name", NULL, 0, 0, FIELD_COMPAT, 0,
	  shelf_name },
};

/* A shelf is just its name, and doesn't know where it hangs. */
static const struct class class_shelf = {
	.kind = "shelf",
	.title = "Shelves",
	.fields = shelf_fields,
	.n_fields = ARRAY_SIZE(shelf_fields),
	.name = name_of_shelf,
};

/* What was written last: to the listing, and to standard error's stand-in. */
static char listing[1 << 20], complaints[4096];

static inline int memory_file(void)
{
	int fd = memfd_create("report", MFD_CLOEXEC);

	IS(fd >= 0);
	return fd;
}

static inline void read_back(int fd, char *text, size_t size)
{
	ssize_t n = pread(fd, text, size - 1, 0);

	IS(n >= 0);
	text[n] = '\0';
	close(fd);
}

static const struct report_host sample_host = { "lab", "6.1.0", "x86_64" };
static struct report_options sample_options;

static inline struct report *sample_report(enum report_format format,
					   bool human, unsigned int detail)
{
	struct report *report;

	sample_options = (struct report_options){
		.format = format,
		.human = human,
		.detail = detail,
		.fd = memory_file(),
		.error_fd = memory_file(),
		.host = &sample_host,
	};
	report = report_new(&sample_options);
	IS(report);
	return report;
}

static inline int sample_finish(struct report *report)
{
	int rc = report_finish(report);

	read_back(sample_options.fd, listing, sizeof(listing));
	read_back(sample_options.error_fd, complaints, sizeof(complaints));
	return rc;
}

/* A list at the top of so many boxes, all the same. */
static inline int sample_list(struct report *report, const struct box *box,
			      unsigned int count)
{
	report_begin_list(report, NULL, count);
	while (count--)
		report_object(report, &class_box, box);
	report_end_list(report);
	return sample_finish(report);
}

/* One object at the top. Returns what report_finish() did. */
static inline int sample_show(enum report_format format, bool human,
			      unsigned int detail, const struct class *class,
			      const void *object)
{
	struct report *report = sample_report(format, human, detail);

	report_object(report, class, object);
	return sample_finish(report);
}

#endif
