/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ini.c - an INI text, taken apart line by line
 *
 * Everything is done in the text itself: a line ends with a NUL instead of its
 * newline, a name and a value where their blanks begin.
 */
#include <stdbool.h>
#include <string.h>

#include "lib/layout/ini.h"

#define BLANKS " \t\r\v\f"

static bool is_blank(char c)
{
	return c && strchr(BLANKS, c);
}

/* Without the blanks around it. */
static char *trim(char *text)
{
	char *end;

	text += strspn(text, BLANKS);
	end = text + strlen(text);
	while (end > text && is_blank(end[-1]))
		end--;
	*end = '\0';
	return text;
}

static bool is_nothing(const char *text)
{
	text += strspn(text, BLANKS);
	return !*text || *text == '#' || *text == ';';
}

static void read_section(char *text, struct ini_item *item)
{
	char *end = strchr(text, ']');

	item->kind = INI_BAD_SECTION;
	if (!end) {
		item->fault = "a section's name ends with ']'";
		return;
	}
	*end = '\0';
	item->name = trim(text + 1);
	if (!*item->name) {
		item->fault = "a section without a name";
		return;
	}
	if (!is_nothing(end + 1))
		item->fault = "text behind the name of a section";
	else
		item->kind = INI_SECTION;
}

/* Returns what is wrong with it, or NULL. */
static const char *read_value(char *text, const char **ret)
{
	char *end;

	text += strspn(text, BLANKS);
	if (*text == '"' || *text == '\'') {
		end = strchr(text + 1, *text);
		if (!end)
			return "a quotation mark without its counterpart";
		*end = '\0';
		if (!is_nothing(end + 1))
			return "text behind a value in quotation marks";
		*ret = text + 1;
		return NULL;
	}
	text[strcspn(text, "#;")] = '\0';
	*ret = trim(text);
	return NULL;
}

static void read_key(char *text, struct ini_item *item)
{
	char *equals = strchr(text, '=');

	item->kind = INI_BAD_LINE;
	if (!equals) {
		item->fault = "neither a section nor 'key = value'";
		return;
	}
	*equals = '\0';
	item->name = trim(text);
	if (!*item->name)
		item->fault = "no key before the '='";
	else
		item->fault = read_value(equals + 1, &item->value);
	if (!item->fault)
		item->kind = INI_KEY;
}

static int read_line(char *text, unsigned int line,
		     int (*each)(void *arg, const struct ini_item *item),
		     void *arg)
{
	struct ini_item item = { .line = line };

	if (is_nothing(text))
		return 0;
	text += strspn(text, BLANKS);
	if (*text == '[')
		read_section(text, &item);
	else
		read_key(text, &item);
	return each(arg, &item);
}

/* The backslash that continues the line of @len bytes, or NULL. */
static char *continuation(char *text, size_t len)
{
	while (len && is_blank(text[len - 1]))
		len--;
	return len && text[len - 1] == '\\' ? text + len - 1 : NULL;
}

/*
 * End the line at @text with a NUL, with the lines that continue it moved up to
 * it. Returns where the next one begins.
 */
static char *cut_line(char *text, unsigned int *lines, bool *last)
{
	char *from = text, *backslash;
	size_t len;

	for (*lines = 1;; ++*lines) {
		len = strcspn(from, "\n");
		*last = !from[len];
		memmove(text, from, len);
		from += len + !*last;
		backslash = *last ? NULL : continuation(text, len);
		if (!backslash)
			break;
		text = backslash;
	}
	text[len] = '\0';
	return from;
}

/* A mark that editors of other systems put before the first line. */
static char *skip_mark(char *text)
{
	static const char mark[] = "\xef\xbb\xbf";

	return strncmp(text, mark, strlen(mark)) ? text : text + strlen(mark);
}

int ini_read(char *text, size_t len,
	     int (*each)(void *arg, const struct ini_item *item), void *arg)
{
	char *end = text + strlen(text), *at = skip_mark(text);
	struct ini_item nul = { .kind = INI_BAD_LINE,
				.line = 1,
				.fault = "a NUL byte: this is no text" };
	unsigned int lines;
	bool last = false;
	int rc = 0;

	while (!rc && at < end) {
		char *next = cut_line(at, &lines, &last);

		/* Of a line with a NUL in it the rest is missing. */
		if (last && end < text + len)
			break;
		rc = read_line(at, nul.line, each, arg);
		nul.line += lines;
		at = next;
	}
	if (!rc && end < text + len)
		rc = each(arg, &nul);
	return rc;
}
