/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-ini.c - INI texts, well-formed and not, and what iniparser makes of them
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_INIPARSER
#include <iniparser/iniparser.h>
#endif

#include "lib/layout/ini.h"
#include "test.h"

/* What was read, one item after the other: "2[name] 3 key=value 4!fault". */
static char seen[8192];

static int note(void *arg, const struct ini_item *item)
{
	size_t len = strlen(seen);

	(void)arg;
	len += snprintf(seen + len, sizeof(seen) - len, "%s%u",
			len ? " | " : "", item->line);
	switch (item->kind) {
	case INI_SECTION:
		snprintf(seen + len, sizeof(seen) - len, " [%s]", item->name);
		return 0;
	case INI_KEY:
		snprintf(seen + len, sizeof(seen) - len, " %s=%s", item->name,
			 item->value);
		return 0;
	default:
		IS(item->fault && *item->fault);
		strcpy(seen + len,
		       item->kind == INI_BAD_SECTION ? " bad section" : " bad");
		return 0;
	}
}

static const char *read_bytes(const char *text, size_t len)
{
	/* No byte more than it has, so that a sanitizer sees more. */
	char *copy = malloc(len + 1);

	IS(copy);
	memcpy(copy, text, len);
	copy[len] = '\0';
	*seen = '\0';
	OK(ini_read(copy, len, note, NULL));
	free(copy);
	return seen;
}

static const char *read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

TEST(sections_and_keys_are_told_with_their_lines)
{
	EQ_STR(read_text("[a]\nkey = value\n\n[b c]\nx=1\n"),
	       "1 [a] | 2 key=value | 4 [b c] | 5 x=1");
}

TEST(empty_texts_have_nothing)
{
	EQ_STR(read_text(""), "");
	EQ_STR(read_text("\n\n  \n\t\r\n"), "");
	EQ_STR(read_text("# [a]\n; x=1\n  # y"), "");
}

TEST(last_line_needs_no_newline)
{
	EQ_STR(read_text("[a]\nx=1"), "1 [a] | 2 x=1");
}

TEST(blanks_around_names_and_values_are_no_part_of_them)
{
	EQ_STR(read_text("  [ a b ]  \n\tx y\t=\t 1 2 \t\n"),
	       "1 [a b] | 2 x y=1 2");
}

TEST(lines_of_other_systems_end_with_a_carriage_return)
{
	EQ_STR(read_text("[a]\r\nx = 1\r\ny = 2\r\n"), "1 [a] | 2 x=1 | 3 y=2");
}

TEST(mark_before_the_first_line_is_skipped)
{
	EQ_STR(read_text("\xef\xbb\xbf[a]\nx=1"), "1 [a] | 2 x=1");
	EQ_STR(read_text("\xef\xbb"), "1 bad");
}

TEST(comments_end_a_value)
{
	EQ_STR(read_text("[a] # one\nx = 1 ; two\ny = 2# three\nz = ; none\n"),
	       "1 [a] | 2 x=1 | 3 y=2 | 4 z=");
}

TEST(quotation_marks_keep_blanks_and_comments)
{
	EQ_STR(read_text("x = \" 1 # 2 \" ; 3\ny = 'a;\"b'\nz = \"\"\n"),
	       "1 x= 1 # 2  | 2 y=a;\"b | 3 z=");
}

TEST(quotation_marks_come_in_pairs)
{
	EQ_STR(read_text("x = \"1\ny = '2\"\nz = \"3\" 4\nw = 5\n"),
	       "1 bad | 2 bad | 3 bad | 4 w=5");
}

TEST(first_equals_sign_ends_the_key)
{
	EQ_STR(read_text("x = y = z\n"), "1 x=y = z");
}

TEST(line_without_equals_sign_is_bad)
{
	EQ_STR(read_text("[a]\nmode\nx = 1\n"), "1 [a] | 2 bad | 3 x=1");
}

TEST(key_without_a_name_is_bad)
{
	EQ_STR(read_text("= 1\n  =\n"), "1 bad | 2 bad");
}

TEST(key_without_a_value_has_an_empty_one)
{
	EQ_STR(read_text("x =\ny=\n"), "1 x= | 2 y=");
}

TEST(section_without_an_end_or_a_name_is_bad)
{
	EQ_STR(read_text("[a\n[]\n[ ]\n[b] c\n[c]\n"),
	       "1 bad section | 2 bad section | 3 bad section | 4 bad section | 5 [c]");
}

TEST(backslash_continues_a_line_and_lines_are_counted)
{
	EQ_STR(read_text("x = 1\\\n2 \\ \n 3\ny = 4\n"), "1 x=12  3 | 4 y=4");
	EQ_STR(read_text("# no \\\nx = 1\ny = 2\n"), "3 y=2");
}

TEST(backslash_at_the_very_end_is_a_letter)
{
	EQ_STR(read_text("x = 1\\"), "1 x=1\\");
	EQ_STR(read_text("\\"), "1 bad");
}

TEST(nul_ends_the_reading_and_spoils_its_line)
{
	EQ_STR(read_bytes("[a]\nx = 1\0 2\ny = 3\n", 18), "1 [a] | 2 bad");
	EQ_STR(read_bytes("\0", 1), "1 bad");
	EQ_STR(read_bytes("x=1\n\0", 5), "1 x=1 | 2 bad");
	EQ_STR(read_bytes("x=1\n\0\0\0\n\0", 9), "1 x=1 | 2 bad");
}

TEST(line_can_be_as_long_as_the_file)
{
	enum {
		LONG = 1 << 16
	};
	char *text = malloc(LONG + 8);

	IS(text);
	memcpy(text, "x = ", 4);
	memset(text + 4, 'a', LONG);
	strcpy(text + 4 + LONG, "\n");
	seen[0] = '\0';
	EQ(ini_read(text, strlen(text), note, NULL), 0);
	IS(strlen(seen) > 4000);
	free(text);
}

TEST(bytes_beyond_ascii_are_letters)
{
	EQ_STR(read_text("[\xc3\xa4]\n\xff = \x80\x01\n"),
	       "1 [\xc3\xa4] | 2 \xff=\x80\x01");
}

static int stop(void *arg, const struct ini_item *item)
{
	unsigned int *line = arg;

	*line = item->line;
	return -ENOMEM;
}

TEST(caller_can_stop_at_any_item)
{
	char text[] = "\n[a]\nx=1\n", nul[] = "\0";
	unsigned int line = 0;

	EQ(ini_read(text, strlen(text), stop, &line), -ENOMEM);
	EQ(line, 2);
	EQ(ini_read(nul, 1, stop, &line), -ENOMEM);
	EQ(line, 1);
}

#ifdef HAVE_INIPARSER
static dictionary *theirs;
static char section[64];

static int compare(void *arg, const struct ini_item *item)
{
	unsigned int *count = arg;
	char key[128];

	if (item->kind == INI_SECTION) {
		snprintf(section, sizeof(section), "%s", item->name);
		return 0;
	}
	EQ(item->kind, INI_KEY);
	snprintf(key, sizeof(key), "%s:%s", section, item->name);
	EQ_STR(item->value, iniparser_getstring(theirs, key, NULL));
	++*count;
	return 0;
}

/* Texts with which nothing is wrong are read as upstream's library does. */
TEST(iniparser_reads_the_same)
{
	static const char text[] = "# comment\n"
				   "[reconfigure-device dax0]\n"
				   "nvdimm.uuid = ed93e918-e165-49d8-921d\n"
				   "mode=devdax\n"
				   "  online =\ttrue   ; really\n"
				   "\n"
				   "; another\n"
				   "[ reconfigure-device  b ]\n"
				   "Mode = \"system-ram\"\n"
				   "movable = 'no # yes'\n"
				   "size = 1\\\n"
				   "2\n"
				   "empty =\n"
				   "range = 0x1-0x2 # end\n"
				   "equals = a=b\n";
	char path[256], copy[sizeof(text)];
	unsigned int count = 0;

	test_file("a.conf", text);
	snprintf(path, sizeof(path), "%s/a.conf", test_dir());
	theirs = iniparser_load(path);
	IS(theirs);
	memcpy(copy, text, sizeof(text));
	OK(ini_read(copy, strlen(copy), compare, &count));
	EQ(count, 9);
	iniparser_freedict(theirs);
}
#endif
