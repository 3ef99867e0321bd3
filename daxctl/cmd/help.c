/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * help.c - the commands there are, or the manual page of one
 */
#include "daxctl/cli.h"

static int run(struct cli *cli, const void *args, char **operands)
{
	(void)args;
	if (*operands)
		return cli_show_manual(cli, *operands);
	cli_print_usage(cli, stdout, true);
	return STATUS_DONE;
}

const struct command cmd_help = {
	.name = "help",
	.operands = "[<command>]",
	.summary = "show the commands, or the manual page of one",
	.run = run,
	.no_context = true,
};
