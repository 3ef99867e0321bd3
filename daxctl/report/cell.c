/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cell.c - a value as a person reads it, for tables and trees
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cell.h"
#include "text.h"
#include "util/util.h"

bool cell_is_number(const struct value *value)
{
	switch (value->type) {
	case VALUE_NUMBER:
	case VALUE_INT:
	case VALUE_SIZE:
	case VALUE_HEX:
	case VALUE_REAL:
		return true;
	default:
		return false;
	}
}

/* "126 MiB", "63.35 MiB", "1 GiB": two places at most, none that are zero. */
static void size_text(uint64_t size, char *text, size_t room)
{
	static const char units[][4] = { "B",	"KiB", "MiB", "GiB",
					 "TiB", "PiB", "EiB" };
	unsigned int unit = 0, drop, shift;
	uint64_t hundredths;

	while (unit + 1 < ARRAY_SIZE(units) && size >> 10 * (unit + 1))
		unit++;
	/* Of a big number the lowest bits go first: they don't show. */
	drop = unit > 2 ? 10 * (unit - 2) : 0;
	shift = 10 * unit - drop;
	hundredths = ((size >> drop) * 100 + ((1ull << shift) >> 1)) >> shift;
	size = hundredths / 100;
	hundredths %= 100;

	if (!hundredths)
		snprintf(text, room, "%" PRIu64 " %s", size, units[unit]);
	else if (hundredths % 10)
		snprintf(text, room, "%" PRIu64 ".%02u %s", size,
			 (unsigned int)hundredths, units[unit]);
	else
		snprintf(text, room, "%" PRIu64 ".%u %s", size,
			 (unsigned int)hundredths / 10, units[unit]);
}

static size_t put_list(struct out *out, const struct report *report,
		       struct value_list *list)
{
	struct value element;
	size_t columns = 0;

	for (;; list->index++) {
		element.list = (struct value_list){ 0 };
		if (list->next(list, &element))
			return columns;
		if (list->index)
			columns += text_plain(out, ",");
		columns += cell_put(out, report, &element);
	}
}

static size_t put_object(struct out *out, const struct value *value)
{
	const struct class *class = value->object.class;

	if (!class->name)
		return 0;
	return text_plain(out, class->name(value->object.object));
}

static void number_text(const struct value *value, char *text, size_t room)
{
	switch (value->type) {
	case VALUE_INT:
		snprintf(text, room, "%" PRId64, value->integer);
		break;
	case VALUE_HEX:
		snprintf(text, room, "0x%" PRIx64, value->number);
		break;
	case VALUE_REAL:
		snprintf(text, room, "%.1f", value->real);
		break;
	case VALUE_SIZE:
		size_text(value->number, text, room);
		break;
	default:
		snprintf(text, room, "%" PRIu64, value->number);
		break;
	}
}

size_t cell_put(struct out *out, const struct report *report,
		struct value *value)
{
	char text[32];

	switch (value->type) {
	case VALUE_STRING:
		return text_plain(out, value->string);
	case VALUE_BOOL:
		return text_plain(out, value->flag ? "yes" : "no");
	case VALUE_LIST:
		return put_list(out, report, &value->list);
	case VALUE_OBJECT:
		return put_object(out, value);
	default:
		number_text(value, text, sizeof(text));
		return text_plain(out, text);
	}
}
