/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * writer-tree.c - names under the names of their parents
 *
 * A line can only be drawn when it is known whether a sibling follows, so
 * each tree is kept until its root ends. Roots have no lines between them.
 */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "cell.h"
#include "text.h"
#include "util/util.h"

struct node {
	unsigned int depth;
	bool last;   /* of its siblings */
	size_t text; /* where it starts in texts */
};

struct lines {
	const char *fork, *end, *bar, *gap;
};

static const struct lines box = { "├─", "└─", "│ ", "  " };
static const struct lines ascii = { "|-", "`-", "| ", "  " };

struct tree_writer {
	struct report report; /* first: a report is cast to this */
	const struct lines *lines;
	struct node *nodes;
	size_t n_nodes, room;
	struct out texts;
};

/*
 * What the locale's character set is, from the variables that say so: to
 * load a locale takes more system calls than a whole listing.
 */
static bool locale_is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *value = NULL, *charset;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		value = getenv(names[i]);
		if (value && *value)
			break;
	}
	charset = value ? strchr(value, '.') : NULL;
	return charset && (!strncasecmp(charset, ".UTF-8", 6) ||
			   !strncasecmp(charset, ".utf8", 5));
}

static void start(struct report *report)
{
	struct tree_writer *writer = (struct tree_writer *)report;

	writer->lines = locale_is_utf8() ? &box : &ascii;
	writer->texts.fd = -1;
}

static unsigned int object_depth(const struct report *report)
{
	unsigned int depth = 0;

	for (unsigned int i = 0; i < report->depth; i++)
		depth += report->stack[i].type == FRAME_OBJECT;
	return depth;
}

static struct node *add_node(struct tree_writer *writer)
{
	struct node *nodes = writer->nodes;
	size_t room = writer->room;

	if (writer->n_nodes == room) {
		room = room ? 2 * room : 64;
		nodes = reallocarray(nodes, room, sizeof(*nodes));
		if (!nodes) {
			writer->report.rc = -ENOMEM;
			return NULL;
		}
		writer->nodes = nodes;
		writer->room = room;
	}
	return &nodes[writer->n_nodes++];
}

/* The separator goes before what has been appended since mark, if anything. */
static void put_field(struct report *report, struct out *out,
		      const struct field *field, const void *object,
		      const char **separator)
{
	struct value value;
	int rc;

	rc = report_get(field, object, &value);
	if (rc == -ENOENT || (!rc && value.type == VALUE_BOOL && !value.flag))
		return;
	out_string(out, *separator);
	*separator = ", ";
	if (rc) {
		report_field_error(report, field, rc);
		out_string(out, field->key);
		out_string(out, " unknown");
		return;
	}
	/* A flag that is set is its word and needs no "yes". */
	if (value.type != VALUE_BOOL) {
		cell_put(out, report, &value);
		if (*field->tree)
			out_char(out, ' ');
	}
	out_string(out, field->tree);
}

static void begin(struct report *report, const struct class *class,
		  const void *object)
{
	struct tree_writer *writer = (struct tree_writer *)report;
	struct node *node = add_node(writer);
	const struct field *field = NULL;
	const char *separator = "  ";

	if (!node)
		return;
	*node = (struct node){ .depth = object_depth(report) - 1,
			       .text = writer->texts.used };
	text_plain(&writer->texts, report_object_frame(report)->name);
	while ((field = report_next_field(report, class, field)))
		put_field(report, &writer->texts, field, object, &separator);
	out_char(&writer->texts, '\0');
}

/* Backwards, the first node met at a depth is the last of its siblings. */
static void find_last(struct node *nodes, size_t count)
{
	bool follows[REPORT_DEPTH] = { false };

	for (size_t i = count; i--;) {
		unsigned int depth = nodes[i].depth;

		nodes[i].last = !follows[depth];
		follows[depth] = true;
		memset(follows + depth + 1, 0, sizeof(follows) - depth - 1);
	}
}

static void print(struct tree_writer *writer)
{
	struct out *out = &writer->report.out;
	const struct lines *lines = writer->lines;
	bool ended[REPORT_DEPTH] = { false };
	const struct node *node;

	find_last(writer->nodes, writer->n_nodes);
	array_foreach(node, writer->nodes, writer->n_nodes) {
		for (unsigned int i = 1; i < node->depth; i++)
			out_string(out, ended[i] ? lines->gap : lines->bar);
		if (node->depth)
			out_string(out, node->last ? lines->end : lines->fork);
		ended[node->depth] = node->last;
		out_string(out, writer->texts.data + node->text);
		out_char(out, '\n');
	}
}

static void end(struct report *report)
{
	struct tree_writer *writer = (struct tree_writer *)report;

	if (object_depth(report) > 1)
		return;
	if (writer->texts.rc)
		report->rc = writer->texts.rc;
	else
		print(writer);
	writer->n_nodes = 0;
	writer->texts.used = 0;
}

static void finish(struct report *report)
{
	struct tree_writer *writer = (struct tree_writer *)report;

	free(writer->nodes);
	out_free(&writer->texts);
}

const struct writer writer_tree = {
	.size = sizeof(struct tree_writer),
	.start = start,
	.begin = begin,
	.end = end,
	.finish = finish,
};
