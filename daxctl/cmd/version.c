/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * version.c - the version that scripts compare, and ours
 *
 * Scripts test the number against that of the ndctl release that brought a
 * feature. So the short form is the release that we are compatible with.
 */
#include "daxctl/cli.h"

struct args {
	bool full;
};

static const struct option_desc options[] = {
	EXTRA_FLAG(0, "full", full, "print also this program's own version"),
};

static int run(struct cli *cli, const void *args, char **operands)
{
	const struct args *a = args;

	(void)operands;
	puts(COMPAT_VERSION);
	if (a->full)
		printf("%s %s, compatible with ndctl and daxctl %s\n",
		       cli->tool, PROJECT_VERSION, COMPAT_VERSION);
	return STATUS_DONE;
}

const struct command cmd_version = {
	.name = "version",
	.summary = "print the version of ndctl that this is compatible with",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.run = run,
	.no_context = true,
};
