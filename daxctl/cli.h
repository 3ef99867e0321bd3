/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli.h - the program around the commands
 */
#ifndef DAXCTL_CLI_H
#define DAXCTL_CLI_H

#include "daxctl/command.h"

/* The names that the program goes by; each has its own list of commands. */
enum tool {
	TOOL_DAXCTL = 1 << 0,
	TOOL_NDCTL = 1 << 1,
	TOOL_BOTH = TOOL_DAXCTL | TOOL_NDCTL,
};

struct cli_entry {
	unsigned int tools;
	const struct command *command;
};

struct cli_table {
	const struct cli_entry *entries;
	size_t count;
};

/* The version of ndctl whose commands, options and output we keep to. */
#define COMPAT_VERSION "85"

extern const struct command cmd_help, cmd_version;

/* The whole program; what main() returns. */
int cli_main(const struct cli_table *table, char **argv);

/* The same without the care for the standard streams; an exit status. */
int cli_run(const struct cli_table *table, char **argv);

/* The exit status for what @command's run() returned. */
int cli_status(const struct command *command, int rc);

/* The table's commands for the tool, in its order; NULL past the last. */
const struct command *cli_next_command(const struct cli *cli, size_t *at);

/* Show the manual page of a command, or of the tool if @name is NULL. */
int cli_show_manual(const struct cli *cli, const char *name);

/* How the program is called and, with @all, the commands there are. */
void cli_print_usage(const struct cli *cli, FILE *out, bool all);

#endif
