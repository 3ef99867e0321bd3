/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options.c - the parser of every command's options, and their help
 *
 * A word is first matched to an option (by its letter, by its exact name, by
 * the start of its name), then the option's value is found and stored. Each
 * mistake is explained once, where it is found; the callers only pass the
 * result on.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>

#include "util/options.h"

/* Where the help of an option begins. */
#define HELP_COLUMN 26

/* How well a word fits the name of an option. */
enum fit {
	FIT_NOT,
	FIT_START,
	FIT_EXACT
};

struct match {
	const struct option_desc *option;
	void *args;
	char letter; /* the option was given by its letter; 0: by name */
	bool unset;  /* its no- form */
};

/* The words still to be read, and the place for the next operand. */
struct parser {
	const struct option_sets *sets;
	char **next;
	char **operand;
};

static bool takes_value(const struct option_desc *option)
{
	return option->kind == OPTION_STRING || option->kind == OPTION_NUMBER;
}

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* The name as the user would write it: `--no-x` taken back is `--x`. */
static void print_name(FILE *out, const struct match *match)
{
	const char *name = match->option->name;

	if (!match->unset)
		fputs(name, out);
	else if (starts_with(name, "no-"))
		fputs(name + strlen("no-"), out);
	else
		fprintf(out, "no-%s", name);
}

/* The widths are those of ndctl's help. */
static void print_help(FILE *out, const struct option_desc *option)
{
	int at;

	if (option->letter)
		at = fprintf(out, "    -%c, --%s", option->letter,
			     option->name);
	else
		at = fprintf(out, "        --%s", option->name);
	if (takes_value(option))
		at += fprintf(out, " <%s>", option->metavar);
	if (at > HELP_COLUMN - 2) {
		fputc('\n', out);
		at = 0;
	}
	fprintf(out, "%*s%s\n", HELP_COLUMN - at, "", option->help);
}

void options_usage(const struct option_sets *sets, FILE *out, bool all)
{
	const struct option_desc *option;
	const struct option_set *set;

	fprintf(out, "\n usage: %s\n\n", sets->usage);
	if (!all)
		return;
	array_foreach(set, sets->sets, sets->count)
		array_foreach(option, set->options, set->count)
			print_help(out, option);
	fputc('\n', out);
}

void options_names(const struct option_sets *sets, FILE *out)
{
	const struct option_desc *option;
	const struct option_set *set;

	array_foreach(set, sets->sets, sets->count)
		array_foreach(option, set->options, set->count)
			fprintf(out, "--%s ", option->name);
}

/* Explain a mistake in the use of no option, or of none that is known. */
static enum options_result printf_like(2, 3)
	mistake(const struct parser *parser, const char *format, ...)
{
	FILE *err = parser->sets->err;
	va_list args;

	fputs("  Error: ", err);
	va_start(args, format);
	vfprintf(err, format, args);
	va_end(args);
	fputc('\n', err);
	options_usage(parser->sets, err, false);
	return OPTIONS_MISTAKE;
}

/* Explain a mistake in the use of @match and show that option's help. */
static enum options_result misused(const struct parser *parser,
				   const struct match *match, const char *why)
{
	FILE *err = parser->sets->err;

	if (match->letter) {
		fprintf(err, "  Error: switch `%c' %s\n", match->letter, why);
	} else {
		fputs("  Error: option `", err);
		print_name(err, match);
		fprintf(err, "' %s\n", why);
	}
	options_usage(parser->sets, err, false);
	print_help(err, match->option);
	return OPTIONS_MISTAKE;
}

static int to_number(const char *text, unsigned int *ret)
{
	unsigned long number;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	number = strtoul(text, &end, 10);
	if (*end)
		return -EINVAL;
	if (errno || number > UINT_MAX)
		return -ERANGE;
	*ret = (unsigned int)number;
	return 0;
}

/* Store @value, NULL for the no- form and for options without one. */
static int store(const struct match *match, const char *value)
{
	void *member = (char *)match->args + match->option->offset;

	switch (match->option->kind) {
	case OPTION_FLAG:
		*(bool *)member = !match->unset;
		return 0;
	case OPTION_COUNT:
		*(unsigned int *)member =
			match->unset ? 0 : *(unsigned int *)member + 1;
		return 0;
	case OPTION_STRING:
		*(const char **)member = value;
		return 0;
	case OPTION_NUMBER:
		if (value)
			return to_number(value, member);
		*(unsigned int *)member = 0;
		return 0;
	}
	return -EINVAL;
}

/* @attached is the value written in the same word, NULL if there is none. */
static enum options_result
apply(struct parser *parser, const struct match *match, const char *attached)
{
	if (match->unset || !takes_value(match->option)) {
		if (attached)
			return misused(parser, match, "takes no value");
	} else if (!attached) {
		attached = *parser->next;
		if (!attached)
			return misused(parser, match, "requires a value");
		parser->next++;
	}
	switch (store(match, attached)) {
	case 0:
		return OPTIONS_OK;
	case -ERANGE:
		return misused(parser, match, "expects a smaller number");
	default:
		return misused(parser, match, "expects a numerical value");
	}
}

static enum fit fit_name(const char *word, size_t len, const char *name)
{
	if (strncmp(word, name, len))
		return FIT_NOT;
	return name[len] ? FIT_START : FIT_EXACT;
}

/* Does @word fit the option's name or one of its no- forms? */
static enum fit fit_option(const char *word, size_t len,
			   const struct option_desc *option, bool *unset)
{
	enum fit fit = fit_name(word, len, option->name);

	*unset = fit == FIT_NOT;
	if (fit == FIT_NOT && starts_with(option->name, "no-"))
		fit = fit_name(word, len, option->name + strlen("no-"));
	if (fit != FIT_NOT)
		return fit;
	if (len < strlen("no-"))
		return fit_name(word, len, "no-");
	if (!starts_with(word, "no-"))
		return FIT_NOT;
	return fit_name(word + strlen("no-"), len - strlen("no-"),
			option->name);
}

/* What a search by name has seen: one that fits exactly, or two that may. */
struct search {
	const char *word;
	size_t len;
	struct match exact, last, before;
};

static void search_set(struct search *search, const struct option_set *set,
		       bool extra)
{
	const struct option_desc *option;
	struct match match = { .args = set->args };

	array_foreach(option, set->options, set->count) {
		if (option->extra != extra)
			continue;
		match.option = option;
		switch (fit_option(search->word, search->len, option,
				   &match.unset)) {
		case FIT_EXACT:
			search->exact = match;
			break;
		case FIT_START:
			search->before = search->last;
			search->last = match;
			break;
		case FIT_NOT:
			break;
		}
	}
}

static void search_sets(struct search *search, const struct option_sets *sets,
			bool extra)
{
	const struct option_set *set;

	array_foreach(set, sets->sets, sets->count)
		search_set(search, set, extra);
}

static enum options_result ambiguous(const struct parser *parser,
				     const struct search *search)
{
	FILE *err = parser->sets->err;

	fprintf(err, "  Error: Ambiguous option: %.*s (could be --",
		(int)search->len, search->word);
	print_name(err, &search->before);
	fputs(" or --", err);
	print_name(err, &search->last);
	fputs(")\n", err);
	options_usage(parser->sets, err, false);
	return OPTIONS_MISTAKE;
}

static enum options_result parse_long(struct parser *parser, const char *word)
{
	const char *value = strchr(word, '=');
	struct search search = {
		.word = word,
		.len = value ? (size_t)(value - word) : strlen(word),
	}, extra = search;

	search_sets(&search, parser->sets, false);
	search_sets(&extra, parser->sets, true);
	if (!search.exact.option && (extra.exact.option || !search.last.option))
		search = extra;
	if (!search.exact.option) {
		if (!search.last.option)
			return mistake(parser, "unknown option `%s'", word);
		if (search.before.option)
			return ambiguous(parser, &search);
		search.exact = search.last;
	}
	return apply(parser, &search.exact, value ? value + 1 : NULL);
}

static bool find_letter(const struct option_sets *sets, char letter,
			struct match *ret)
{
	const struct option_desc *option;
	const struct option_set *set;

	array_foreach(set, sets->sets, sets->count)
		array_foreach(option, set->options, set->count)
			if (option->letter == letter) {
				*ret = (struct match){ .option = option,
						       .args = set->args,
						       .letter = letter };
				return true;
			}
	return false;
}

/* Is the bundle @letters rather a long option with a dash too few? */
static bool is_typo(const struct option_sets *sets, const char *letters)
{
	const struct option_desc *option;
	const struct option_set *set;

	if (strlen(letters) < 3)
		return false;
	if (starts_with(letters, "no-"))
		return true;
	array_foreach(set, sets->sets, sets->count)
		array_foreach(option, set->options, set->count)
			if (starts_with(option->name, letters))
				return true;
	return false;
}

static enum options_result parse_letters(struct parser *parser,
					 const char *letters)
{
	enum options_result result;
	struct match match;

	for (const char *at = letters; *at;) {
		if (*at == 'h')
			return OPTIONS_HELP;
		if (!find_letter(parser->sets, *at, &match))
			return mistake(parser, "unknown switch `%c'", *at);
		at++;
		if (takes_value(match.option))
			return apply(parser, &match, *at ? at : NULL);
		result = apply(parser, &match, NULL);
		if (result != OPTIONS_OK)
			return result;
		if (*at && at == letters + 1 &&
		    is_typo(parser->sets, letters)) {
			fprintf(parser->sets->err,
				"  Error: did you mean `--%s` (with two dashes ?)\n",
				letters);
			return OPTIONS_MISTAKE;
		}
	}
	return OPTIONS_OK;
}

static enum options_result parse_word(struct parser *parser, char *word)
{
	if (word[0] != '-' || !word[1]) {
		*parser->operand++ = word;
		return OPTIONS_OK;
	}
	if (word[1] != '-')
		return parse_letters(parser, word + 1);
	if (strcmp(word, "--help") == 0 || strcmp(word, "--help-all") == 0)
		return OPTIONS_HELP;
	if (strcmp(word, "--list-opts") == 0)
		return OPTIONS_NAMES;
	return parse_long(parser, word + 2);
}

enum options_result options_parse(const struct option_sets *sets, char **words)
{
	struct parser parser = { .sets = sets,
				 .next = words,
				 .operand = words };
	enum options_result result;

	while (*parser.next) {
		char *word = *parser.next++;

		if (strcmp(word, "--") == 0)
			break;
		result = parse_word(&parser, word);
		if (result != OPTIONS_OK)
			return result;
	}
	while (*parser.next)
		*parser.operand++ = *parser.next++;
	*parser.operand = NULL;
	return OPTIONS_OK;
}
