/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * writer-compat.c - upstream's JSON, byte for byte
 *
 * Upstream builds a tree of the whole and prints it at the end, or prints
 * nothing if the tree is empty. We print as we go, so the beginning of a list
 * waits until its first object comes.
 */
#include "util/size.h"
#include "writer-json.h"

static void put_size(struct json_writer *writer, uint64_t size)
{
	char text[SIZE_TEXT_MAX];

	if (writer->report.options.human && size_to_human(size, text))
		json_string(&writer->json, text);
	else
		json_u64(&writer->json, size);
}

static void put_hex(struct json_writer *writer, const struct field *field,
		    uint64_t number)
{
	(void)field;
	if (!writer->report.options.human)
		json_u64(&writer->json, number);
	else if (number)
		json_hex(&writer->json, number, 0);
	else
		json_string(&writer->json, "0");
}

static void failed(struct json_writer *writer, struct json *unknown,
		   const struct field *field, int rc)
{
	(void)unknown;
	report_field_error(&writer->report, field, rc);
}

static const struct json_dialect compat = {
	.size = put_size,
	.hex = put_hex,
	.failed = failed,
};

static void start(struct report *report)
{
	struct json_writer *writer = json_writer(report);

	writer->json = (struct json){ .out = &report->out, .pretty = true };
	writer->dialect = &compat;
}

static void open_frame(struct json_writer *writer, struct frame *frame)
{
	if (frame->opened)
		return;
	frame->opened = true;
	if (frame->type == FRAME_GROUP)
		json_begin(&writer->json, '{');
	if (frame->type != FRAME_LIST || frame->bare)
		return;
	if (frame->key)
		json_key(&writer->json, frame->key);
	json_begin(&writer->json, '[');
}

/* What is printed at the top ends its line, and nothing goes before it. */
static void end_top(struct json_writer *writer)
{
	if (writer->json.depth)
		return;
	out_char(&writer->report.out, '\n');
	writer->json.comma = false;
}

static void close_frame(struct json_writer *writer, const struct frame *frame,
			char bracket)
{
	if (!frame->opened || frame->bare)
		return;
	json_end(&writer->json, bracket);
	end_top(writer);
}

static void begin_list(struct report *report, struct frame *frame)
{
	frame->bare = report->depth == 1 && !frame->key &&
		      report->options.human && frame->count == 1;
}

static void end_list(struct report *report, struct frame *frame)
{
	close_frame(json_writer(report), frame, ']');
}

static void end_group(struct report *report, struct frame *frame)
{
	close_frame(json_writer(report), frame, '}');
}

static void begin(struct report *report, const struct class *class,
		  const void *object)
{
	struct json_writer *writer = json_writer(report);

	for (unsigned int i = 0; i + 1 < report->depth; i++)
		open_frame(writer, &report->stack[i]);
	report->stack[report->depth - 1].opened = true;
	json_begin(&writer->json, '{');
	json_members(writer, class, object);
}

static void end(struct report *report)
{
	json_end(&json_writer(report)->json, '}');
	end_top(json_writer(report));
}

const struct writer writer_compat = {
	.size = sizeof(struct json_writer),
	.start = start,
	.begin_list = begin_list,
	.end_list = end_list,
	.end_group = end_group,
	.begin = begin,
	.end = end,
};
