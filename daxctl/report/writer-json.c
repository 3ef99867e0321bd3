/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * writer-json.c - the versioned contract
 *
 * One object, {"schema":1,"host":{},"devices":[],"errors":[]}, whose shape
 * depends on nothing: not on how many devices there are, which classes were
 * asked for or who reads it. The devices stand in one flat list, a line each,
 * and each names its parent. daxctl-list.schema.json says the rest.
 */
#include <string.h>
#include <sys/utsname.h>

#include "writer-json.h"

/* Changes when an old reader would misread what we print, else never. */
enum {
	SCHEMA = 1
};

static void put_size(struct json_writer *writer, uint64_t size)
{
	json_u64(&writer->json, size);
}

static void put_hex(struct json_writer *writer, const struct field *field,
		    uint64_t number)
{
	json_hex(&writer->json, number, field->digits ? field->digits : 16);
}

/* An optional field that may not be read is unknown, but no error. */
static void failed(struct json_writer *writer, struct json *unknown,
		   const struct field *field, int rc)
{
	json_key(&writer->json, field->key);
	json_null(&writer->json);
	json_key(unknown, field->key);
	json_string(unknown, report_reason(rc));
	if (!report_is_withheld(field, rc))
		writer->report.errors = true;
}

static const struct json_dialect contract = {
	.size = put_size,
	.hex = put_hex,
	.failed = failed,
	.empty_lists = true,
};

static void put_host(struct json *json, const struct report_host *host)
{
	struct report_host ours;
	struct utsname uts;

	if (!host && !uname(&uts)) {
		ours = (struct report_host){ uts.nodename, uts.release,
					     uts.machine };
		host = &ours;
	}
	json_begin(json, '{');
	json_key(json, "hostname");
	json_string(json, host ? host->hostname : NULL);
	json_key(json, "kernel");
	json_string(json, host ? host->kernel : NULL);
	json_key(json, "machine");
	json_string(json, host ? host->machine : NULL);
	json_end(json, '}');
}

static void start(struct report *report)
{
	struct json_writer *writer = json_writer(report);
	struct json *json = &writer->json;

	*json = (struct json){ .out = &report->out };
	writer->dialect = &contract;
	writer->errors.fd = -1;

	json_begin(json, '{');
	json_key(json, "schema");
	json_u64(json, SCHEMA);
	json_key(json, "host");
	put_host(json, report->options.host);
	json_key(json, "devices");
	json_begin(json, '[');
}

/* The object that the command printed it below, if its class can't say. */
static const char *parent_of(struct report *report, const struct class *class,
			     const void *object)
{
	const struct frame *outer;

	if (class->parent)
		return class->parent(object);
	report->depth--;
	outer = report_object_frame(report);
	report->depth++;
	return outer ? outer->name : NULL;
}

static void begin(struct report *report, const struct class *class,
		  const void *object)
{
	struct json_writer *writer = json_writer(report);
	struct json *json = &writer->json;
	const struct frame *frame = report_object_frame(report);

	/* A line for each: easy on the eye, on grep and on diff. */
	if (json->comma)
		out_char(json->out, ',');
	out_char(json->out, '\n');
	json->comma = false;

	json_begin(json, '{');
	json_key(json, "kind");
	json_string(json, class->kind);
	json_key(json, "dev");
	json_string(json, frame->name);
	json_key(json, "parent");
	json_string(json, parent_of(report, class, object));
	json_members(writer, class, object);
	json_end(json, '}');
}

static void error(struct report *report, const char *dev, const char *key,
		  int rc, const char *message)
{
	struct json_writer *writer = json_writer(report);
	struct json json = { .out = &writer->errors,
			     .comma = writer->has_errors };

	json_begin(&json, '{');
	json_key(&json, "dev");
	json_string(&json, dev);
	json_key(&json, "key");
	json_string(&json, key);
	json_key(&json, "code");
	json_i64(&json, -rc);
	json_key(&json, "message");
	json_string(&json, message);
	json_end(&json, '}');
	writer->has_errors = true;
}

static void finish(struct report *report)
{
	struct json_writer *writer = json_writer(report);
	struct json *json = &writer->json;

	if (json->comma)
		out_char(json->out, '\n');
	json_end(json, ']');
	json_key(json, "errors");
	json_begin(json, '[');
	if (writer->has_errors)
		json_raw(json, writer->errors.data, writer->errors.used);
	json_end(json, ']');
	json_end(json, '}');
	out_char(json->out, '\n');
	if (writer->errors.rc)
		report->rc = writer->errors.rc;
	out_free(&writer->errors);
}

const struct writer writer_json = {
	.size = sizeof(struct json_writer),
	.start = start,
	.begin = begin,
	.error = error,
	.finish = finish,
};
