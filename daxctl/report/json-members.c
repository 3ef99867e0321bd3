/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json-members.c - the fields of an object as members of a JSON object
 */
#include <errno.h>

#include "util/util.h"
#include "writer-json.h"

static void put_list(struct json_writer *writer, const struct field *field,
		     struct value_list *list);

static void put_object(struct json_writer *writer, const struct value *value)
{
	json_begin(&writer->json, '{');
	json_members(writer, value->object.class, value->object.object);
	json_end(&writer->json, '}');
}

static void put_value(struct json_writer *writer, const struct field *field,
		      struct value *value)
{
	switch (value->type) {
	case VALUE_STRING:
		json_string(&writer->json, value->string);
		break;
	case VALUE_NUMBER:
		json_u64(&writer->json, value->number);
		break;
	case VALUE_INT:
		json_i64(&writer->json, value->integer);
		break;
	case VALUE_SIZE:
		writer->dialect->size(writer, value->number);
		break;
	case VALUE_HEX:
		writer->dialect->hex(writer, field, value->number);
		break;
	case VALUE_BOOL:
		json_bool(&writer->json, value->flag);
		break;
	case VALUE_REAL:
		json_real(&writer->json, value->real);
		break;
	case VALUE_OBJECT:
		put_object(writer, value);
		break;
	case VALUE_LIST:
		put_list(writer, field, &value->list);
		break;
	}
}

static bool is_shown(const struct json_writer *writer,
		     const struct value *element)
{
	const struct report_options *options = &writer->report.options;

	return element->type != VALUE_OBJECT || !options->shown ||
	       options->shown(options->shown_arg, element->object.class,
			      element->object.object);
}

/* The next element; one that can't be told is reported and ends the list. */
static bool next_element(struct json_writer *writer, const struct field *field,
			 struct value_list *list, struct value *ret)
{
	int rc;

	do {
		ret->list = (struct value_list){ 0 };
		rc = list->next(list, ret);
		list->index++;
	} while (!rc && !is_shown(writer, ret));
	if (rc && rc != -ENOENT)
		report_field_error(&writer->report, field, rc);
	return !rc;
}

static void put_list(struct json_writer *writer, const struct field *field,
		     struct value_list *list)
{
	struct value element;

	json_begin(&writer->json, '[');
	while (next_element(writer, field, list, &element))
		put_value(writer, field, &element);
	json_end(&writer->json, ']');
}

/* A list as a member: its key is written when an element is in hand. */
static void put_filled_list(struct json_writer *writer,
			    const struct field *field, struct value_list *list)
{
	struct value element;

	if (!next_element(writer, field, list, &element))
		return;
	json_key(&writer->json, field->key);
	json_begin(&writer->json, '[');
	do
		put_value(writer, field, &element);
	while (next_element(writer, field, list, &element));
	json_end(&writer->json, ']');
}

static void put_member(struct json_writer *writer, struct json *unknown,
		       const struct field *field, const void *object)
{
	struct value value;
	int rc;

	rc = report_get(field, object, &value);
	if (rc == -ENOENT)
		return;
	if (rc) {
		writer->dialect->failed(writer, unknown, field, rc);
		return;
	}
	if (field->flags & FIELD_INLINE) {
		json_members(writer, value.object.class, value.object.object);
		return;
	}
	if (value.type == VALUE_LIST && !writer->dialect->empty_lists) {
		put_filled_list(writer, field, &value.list);
		return;
	}
	json_key(&writer->json, field->key);
	put_value(writer, field, &value);
}

void json_members(struct json_writer *writer, const struct class *class,
		  const void *object)
{
	cleanup(out_free) struct out reasons = OUT_TO_MEMORY;
	struct json unknown = { .out = &reasons };
	const struct field *field = NULL;

	while ((field = report_next_field(&writer->report, class, field)))
		put_member(writer, &unknown, field, object);

	if (!reasons.used)
		return;
	json_key(&writer->json, "unknown");
	json_begin(&writer->json, '{');
	json_raw(&writer->json, reasons.data, reasons.used);
	json_end(&writer->json, '}');
}
