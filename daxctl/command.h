/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * command.h - what a command is, and what it may ask of the program
 *
 * A command is a file in cmd/ that ends with a `const struct command`, and a
 * line in daxctl.c. The frame (cli.c) reads its options, makes the library's
 * context, calls run() and turns the result into an exit status. A command
 * writes its report with report/report.h and its trouble with the functions
 * below; it never prints JSON and never exits.
 */
#ifndef DAXCTL_COMMAND_H
#define DAXCTL_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "libdaxctl.h"
#include "daxctl/report/report.h"
#include "util/options.h"
#include "util/util.h"

/* The exit status of our own commands; ndctl's have 0 and not 0. */
enum exit_status {
	STATUS_DONE = 0, /* or unchanged */
	STATUS_FAILED = 1,
	STATUS_PENDING = 2, /* a dry run: there is something to do */
	STATUS_HELD = 3,    /* someone uses the device, or has the lock */
	STATUS_NOT_FOUND = 4,
	STATUS_UNSUPPORTED = 5,
	STATUS_PERMISSION = 6,
	STATUS_PARTLY = 7, /* some objects failed, not all */
	STATUS_TIMEOUT = 8,
	STATUS_USAGE = 64,
	STATUS_USAGE_COMPAT = 129, /* of ndctl's commands */
	STATUS_NAMES_COMPAT = 130, /* --list-opts, of all commands */
};

struct command;

/* The command line as far as it is the same for all commands. */
struct cli {
	struct daxctl_ctx *ctx; /* NULL if command->no_context */
	const char *tool;	/* the name we go by: daxctl or ndctl */
	const struct command *command;
	const char *sysroot; /* captured tree, NULL: this machine */
	enum report_format format;
	const struct cli_table *table;	   /* all commands there are */
	const struct option_sets *options; /* of the command, for its usage */
};

struct command {
	const char *name;     /* "create-namespace" */
	const char *operands; /* "<namespace>", NULL: it takes none */
	const char *summary;  /* one line, begins with a verb */
	const struct option_desc *options;
	size_t n_options;
	size_t args_size;     /* of the struct args behind options */
	const void *defaults; /* a struct args; NULL: all zero */

	/*
	 * @args: the command's struct args, filled; @operands: ends with NULL.
	 * Returns an exit status, or -errno after cli_failure() or the like
	 * has said why.
	 */
	int (*run)(struct cli *cli, const void *args, char **operands);

	bool own;	 /* not ndctl's: exit status as above */
	bool hidden;	 /* not in --list-cmds and help */
	bool reports;	 /* takes --format */
	bool no_context; /* run() needs no library context */
};

/*
 * Say "TOOL COMMAND: message" on standard error, for trouble that the command
 * found itself. The second form adds a line "remedy: ...".
 */
void cli_error(const struct cli *cli, const char *format, ...)
	printf_like(2, 3);
void cli_error_remedy(const struct cli *cli, const char *remedy,
		      const char *format, ...) printf_like(3, 4);

/*
 * Say why a call of the library returned @rc: "TOOL COMMAND: message: cause",
 * the cause and its remedy being the library's words if it has some, else the
 * text of the errno. Returns @rc, so that a command can `return
 * cli_failure(cli, rc, "%s", name)`.
 */
int cli_failure(const struct cli *cli, int rc, const char *format, ...)
	printf_like(3, 4);

/*
 * Say what is wrong with the command line, with the usage. Returns the exit
 * status of that mistake, for run() to return; nothing may be changed before.
 */
int cli_usage_error(const struct cli *cli, const char *format, ...)
	printf_like(2, 3);

/* Complain if there are operands; 0, or what run() has to return. */
int cli_no_operands(const struct cli *cli, char **operands);

/* Whom a report is of: a captured machine, which has no name; NULL: ours. */
const struct report_host *cli_host(const struct cli *cli);

/*
 * Finish the report on standard output. Returns an exit status: not 0 if it
 * holds errors or could not be written, which is said here. A reader that has
 * gone away is no news to anybody.
 */
int cli_finish_report(const struct cli *cli, struct report *report);

#endif
