/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options.h - a command's options as data, and the one parser for all of them
 *
 * A command declares a `struct args` and an array of option_desc whose macros
 * bind each option to a member of it. Help, the list for shell completion and
 * the parser work from that array.
 *
 * The habits are those that scripts know from ndctl: options and operands in
 * any order, `--` ends the options, letters can be bundled and their value
 * attached, a long option may be cut short as long as it stays unique, and has
 * a form with `no-` that takes it back (`--no-movable` is taken back by
 * `--movable`).
 */
#ifndef UTIL_OPTIONS_H
#define UTIL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "util/util.h"

enum option_kind {
	OPTION_FLAG,   /* bool: true, or false by its no- form */
	OPTION_COUNT,  /* unsigned int: one more each time, 0 by its no- form */
	OPTION_STRING, /* const char *: the word as given, NULL by no- */
	OPTION_NUMBER, /* unsigned int: decimal digits only, 0 by no- */
};

struct option_desc {
	char letter;	     /* 0: it has none */
	const char *name;    /* without dashes */
	const char *metavar; /* what the value is, shown as <metavar> */
	const char *help;
	enum option_kind kind;
	size_t offset; /* of the member in the struct args */
	bool extra;    /* ndctl has no such option, see options_parse() */
};

/* The offset of @member, which is compiled only if it has that type. */
#define OPTION_MEMBER(type, member)                                            \
	(offsetof(struct args, member) +                                       \
	 0 * sizeof(char[__builtin_types_compatible_p(                         \
				 __typeof__(((struct args *)0)->member), type) \
				 ? 1                                           \
				 : -1]))

#define OPTION_DESC(let, nam, var, hel, kin, type, member, ext)       \
	{                                                             \
		.letter = (let), .name = (nam), .metavar = (var),     \
		.help = (hel), .kind = (kin),                         \
		.offset = OPTION_MEMBER(type, member), .extra = (ext) \
	}

#define FLAG(letter, name, member, help) \
	OPTION_DESC(letter, name, NULL, help, OPTION_FLAG, bool, member, false)
#define COUNT(letter, name, member, help)                                 \
	OPTION_DESC(letter, name, NULL, help, OPTION_COUNT, unsigned int, \
		    member, false)
#define STRING(letter, name, metavar, member, help)                           \
	OPTION_DESC(letter, name, metavar, help, OPTION_STRING, const char *, \
		    member, false)
#define NUMBER(letter, name, metavar, member, help)                           \
	OPTION_DESC(letter, name, metavar, help, OPTION_NUMBER, unsigned int, \
		    member, false)

/* The same for options that we add to a command that ndctl has. */
#define EXTRA_FLAG(letter, name, member, help) \
	OPTION_DESC(letter, name, NULL, help, OPTION_FLAG, bool, member, true)
#define EXTRA_COUNT(letter, name, member, help)                           \
	OPTION_DESC(letter, name, NULL, help, OPTION_COUNT, unsigned int, \
		    member, true)
#define EXTRA_STRING(letter, name, metavar, member, help)                     \
	OPTION_DESC(letter, name, metavar, help, OPTION_STRING, const char *, \
		    member, true)
#define EXTRA_NUMBER(letter, name, metavar, member, help)                     \
	OPTION_DESC(letter, name, metavar, help, OPTION_NUMBER, unsigned int, \
		    member, true)

/* An array of options and the struct that its offsets point into. */
struct option_set {
	const struct option_desc *options;
	size_t count;
	void *args;
};

/* What one command line can hold. */
struct option_sets {
	const struct option_set *sets;
	size_t count;
	const char *usage; /* "ndctl list [<options>]" */
	FILE *err;	   /* where mistakes are explained */
};

enum options_result {
	OPTIONS_OK,
	OPTIONS_MISTAKE, /* it has been explained on err */
	OPTIONS_HELP,	 /* -h, --help or --help-all was there */
	OPTIONS_NAMES,	 /* --list-opts was there */
};

/*
 * Read @words, the command line after the command's name up to a NULL, into
 * the args of the sets. The words that are no options are moved to the front
 * of @words, in their order, with a NULL after them. Values point into the
 * words. An exact name wins; a name cut short is looked for among ndctl's own
 * options first and among the extra ones only if none of those fits, so that
 * an option that we add never makes an old script's short form ambiguous.
 */
enum options_result options_parse(const struct option_sets *sets, char **words);

/* The usage line, and with @all also each option with its help. */
void options_usage(const struct option_sets *sets, FILE *out, bool all);

/* "--name " for each option, as shell completion wants it. */
void options_names(const struct option_sets *sets, FILE *out);

#endif
