/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * writer-table.c - one table for each class, columns as wide as they need be
 *
 * The only format that can't be printed as it comes: how wide a column is
 * shows when its last row is in. Cells are kept as text, one after the other,
 * so ten thousand rows are less than a megabyte.
 */
#include <errno.h>
#include <string.h>

#include "cell.h"
#include "text.h"
#include "util/util.h"

struct column {
	const struct field *field;
	size_t width;
	bool numeric;
	bool filled; /* by any row: a column of nothing isn't shown */
};

struct table {
	const struct class *class;
	struct column *columns;
	size_t n_columns;
	struct out cells; /* each with its '\0', row after row */
	struct table *next;
};

struct table_writer {
	struct report report; /* first: a report is cast to this */
	struct table *first;
	struct table **last;
};

static void table_free(struct table *table)
{
	if (!table)
		return;
	out_free(&table->cells);
	free(table->columns);
	free(table);
}

static void table_free_p(struct table **table)
{
	table_free(*table);
}

static struct table *table_new(struct report *report, const struct class *class)
{
	cleanup(table_free_p) struct table *table = calloc(1, sizeof(*table));
	const struct field *field = NULL;

	if (!table)
		return NULL;
	table->class = class;
	table->cells.fd = -1;
	table->columns = calloc(class->n_fields, sizeof(*table->columns));
	if (!table->columns)
		return NULL;
	while ((field = report_next_field(report, class, field)))
		table->columns[table->n_columns++] = (struct column){
			.field = field,
			.width = strlen(field->heading),
		};
	return take_ptr(table);
}

static struct table *table_of(struct table_writer *writer,
			      const struct class *class)
{
	struct table *table;

	for (table = writer->first; table; table = table->next)
		if (table->class == class)
			return table;
	table = table_new(&writer->report, class);
	if (!table) {
		writer->report.rc = -ENOMEM;
		return NULL;
	}
	*writer->last = table;
	writer->last = &table->next;
	return table;
}

static size_t put_cell(struct report *report, struct table *table,
		       struct column *column, const void *object)
{
	struct value value;
	size_t width;
	int rc;

	rc = report_get(column->field, object, &value);
	if (rc && rc != -ENOENT) {
		report_field_error(report, column->field, rc);
		column->filled = true;
		return text_plain(&table->cells, "?");
	}
	width = rc ? 0 : cell_put(&table->cells, report, &value);
	if (!width)
		return text_plain(&table->cells, "-");
	column->filled = true;
	column->numeric = cell_is_number(&value);
	return width;
}

static void start(struct report *report)
{
	struct table_writer *writer = (struct table_writer *)report;

	writer->last = &writer->first;
}

static void begin(struct report *report, const struct class *class,
		  const void *object)
{
	struct table *table = table_of((struct table_writer *)report, class);
	struct column *column;

	if (!table)
		return;
	array_foreach(column, table->columns, table->n_columns) {
		size_t width = put_cell(report, table, column, object);

		if (width > column->width)
			column->width = width;
		out_char(&table->cells, '\0');
	}
}

/* The columns of text that is printable already. */
static size_t columns_of(const char *text)
{
	size_t columns = 0;

	for (; *text; text++)
		columns += (*text & 0xc0) != 0x80;
	return columns;
}

/* Blanks are owed, not printed: none are left at the end of a line. */
static void print_cell(struct out *out, const struct column *column,
		       const char *text, size_t *owed)
{
	size_t blanks = column->width - columns_of(text);

	if (column->numeric)
		*owed += blanks;
	out_repeat(out, ' ', *owed);
	out_string(out, text);
	*owed = 2 + (column->numeric ? 0 : blanks);
}

static void print_headings(struct out *out, const struct table *table)
{
	const struct column *column;
	size_t owed = 0;

	array_foreach(column, table->columns, table->n_columns)
		if (column->filled)
			print_cell(out, column, column->field->heading, &owed);
	out_char(out, '\n');
}

static const char *print_row(struct out *out, const struct table *table,
			     const char *cell)
{
	const struct column *column;
	size_t owed = 0;

	array_foreach(column, table->columns, table->n_columns) {
		if (column->filled)
			print_cell(out, column, cell, &owed);
		cell += strlen(cell) + 1;
	}
	out_char(out, '\n');
	return cell;
}

static void print_table(struct out *out, const struct table *table)
{
	const char *cell = table->cells.data;
	const char *end = cell + table->cells.used;

	if (!table->cells.used)
		return;
	print_headings(out, table);
	while (cell < end)
		cell = print_row(out, table, cell);
}

static void finish(struct report *report)
{
	struct table_writer *writer = (struct table_writer *)report;
	bool many = writer->first && writer->first->next;
	struct table *table, *next;

	for (table = writer->first; table; table = next) {
		next = table->next;
		if (table->cells.rc)
			report->rc = table->cells.rc;
		if (table != writer->first)
			out_char(&report->out, '\n');
		if (many) {
			out_string(&report->out, table->class->title);
			out_char(&report->out, '\n');
		}
		print_table(&report->out, table);
		table_free(table);
	}
}

const struct writer writer_table = {
	.size = sizeof(struct table_writer),
	.start = start,
	.begin = begin,
	.finish = finish,
};
