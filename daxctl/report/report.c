/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.c - what is open, which fields are asked for, what went wrong
 *
 * Everything that the formats have in common and no more.
 */
#include <errno.h>
#include <string.h>

#include "text.h"
#include "util/util.h"
#include "writer.h"

static const struct writer *const writers[] = {
	[REPORT_COMPAT] = &writer_compat,
	[REPORT_JSON] = &writer_json,
	[REPORT_TABLE] = &writer_table,
	[REPORT_TREE] = &writer_tree,
};

struct report *report_new(const struct report_options *options)
{
	const struct writer *writer = writers[options->format];
	struct report *report = calloc(1, writer->size);

	if (!report)
		return NULL;
	report->options = *options;
	if (!report->options.error_fd)
		report->options.error_fd = STDERR_FILENO;
	report->writer = writer;
	report->out.fd = options->fd;
	if (writer->start)
		writer->start(report);
	return report;
}

/* Asked for each field of each object. */
static bool has_place(enum report_format format, const struct field *field)
{
	if (format == REPORT_COMPAT)
		return !(field->flags & FIELD_CONTRACT);
	if (format == REPORT_JSON)
		return !(field->flags & FIELD_COMPAT);
	return format == REPORT_TABLE ? field->heading : field->tree;
}

const struct field *report_next_field(const struct report *report,
				      const struct class *class,
				      const struct field *field)
{
	const struct field *end = class->fields + class->n_fields;
	enum report_format format = report->options.format;
	unsigned int detail = report->options.detail;

	for (field = field ? field + 1 : class->fields; field < end; field++)
		if (!(field->when & ~detail) && !(field->unless & detail) &&
		    has_place(format, field))
			return field;
	return NULL;
}

int report_get(const struct field *field, const void *object, struct value *ret)
{
	int rc;

	ret->list = (struct value_list){ 0 };
	rc = field->get(object, ret);
	return rc == -ENOENT && field->flags & FIELD_ALWAYS ? -ENODATA : rc;
}

const char *report_reason(int rc)
{
	switch (rc) {
	case -EINVAL:
		return "the kernel's text is no value";
	case -ENXIO:
		return "the kernel has no value now";
	case -ERANGE:
		return "the kernel's number is too large, or means unknown";
	case -E2BIG:
		return "the kernel's text is too long";
	case -ENODATA:
		return "the kernel doesn't tell it";
	case -EROFS:
		return "a captured machine can't be asked";
	default:
		return strerror(-rc);
	}
}

bool report_is_withheld(const struct field *field, int rc)
{
	if (rc == -ENXIO && field->flags & FIELD_WHEN_BOUND)
		return true;
	return field->flags & FIELD_OPTIONAL && rc != -EINVAL &&
	       rc != -ERANGE && rc != -E2BIG;
}

const struct frame *report_object_frame(const struct report *report)
{
	for (unsigned int i = report->depth; i--;)
		if (report->stack[i].type == FRAME_OBJECT)
			return &report->stack[i];
	return NULL;
}

static struct frame *push(struct report *report, enum frame_type type)
{
	struct frame *frame;

	if (report->depth == REPORT_DEPTH) {
		report->rc = -E2BIG;
		return NULL;
	}
	frame = &report->stack[report->depth++];
	*frame = (struct frame){ .type = type };
	return frame;
}

/* NULL if something else is open: ends must match their beginnings. */
static struct frame *top(struct report *report, enum frame_type type)
{
	if (report->depth && report->stack[report->depth - 1].type == type)
		return &report->stack[report->depth - 1];
	report->rc = -EINVAL;
	return NULL;
}

void report_begin_list(struct report *report, const char *key, size_t count)
{
	struct frame *frame = push(report, FRAME_LIST);

	if (!frame)
		return;
	frame->key = key;
	frame->count = count;
	if (report->writer->begin_list)
		report->writer->begin_list(report, frame);
}

void report_end_list(struct report *report)
{
	struct frame *frame = top(report, FRAME_LIST);

	if (!frame)
		return;
	if (report->writer->end_list)
		report->writer->end_list(report, frame);
	report->depth--;
}

void report_begin_group(struct report *report)
{
	push(report, FRAME_GROUP);
}

void report_end_group(struct report *report)
{
	struct frame *frame = top(report, FRAME_GROUP);

	if (!frame)
		return;
	if (report->writer->end_group)
		report->writer->end_group(report, frame);
	report->depth--;
}

void report_begin(struct report *report, const struct class *class,
		  const void *object)
{
	struct frame *frame = push(report, FRAME_OBJECT);

	if (!frame)
		return;
	/* The frame is zeroed: a name that is too long is cut. */
	if (class->name)
		strncpy(frame->name, class->name(object),
			sizeof(frame->name) - 1);
	report->writer->begin(report, class, object);
}

void report_end(struct report *report)
{
	if (!top(report, FRAME_OBJECT))
		return;
	if (report->writer->end)
		report->writer->end(report);
	report->depth--;
}

void report_object(struct report *report, const struct class *class,
		   const void *object)
{
	report_begin(report, class, object);
	report_end(report);
}

/* One line: "DEV: KEY: message", without what isn't known. */
static void tell(int fd, const char *dev, const char *key, const char *message)
{
	struct out line = { .fd = fd };
	const char *parts[] = { dev, key };

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (parts[i] && *parts[i]) {
			text_plain(&line, parts[i]);
			out_string(&line, ": ");
		}
	text_plain(&line, message);
	out_char(&line, '\n');
	out_flush(&line);
	out_free(&line);
}

void report_error(struct report *report, const char *dev, const char *key,
		  int rc, const char *message)
{
	report->errors = true;
	if (!message)
		message = report_reason(rc);
	if (report->writer->error)
		report->writer->error(report, dev, key, rc, message);
	else
		tell(report->options.error_fd, dev, key, message);
}

void report_field_error(struct report *report, const struct field *field,
			int rc)
{
	const struct frame *frame = report_object_frame(report);

	if (report_is_withheld(field, rc))
		return;
	report_error(report, frame ? frame->name : NULL, field->key, rc, NULL);
}

int report_finish(struct report *report)
{
	int rc;

	if (report->writer->finish)
		report->writer->finish(report);
	rc = out_flush(&report->out);
	if (!rc)
		rc = report->rc;
	if (!rc)
		rc = report->errors;
	out_free(&report->out);
	free(report);
	return rc;
}
