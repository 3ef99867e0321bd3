/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * init-labels.c - give dimms empty labels
 */
#include <errno.h>
#include <string.h>

#include "daxctl/cmd/change.h"

struct args {
	const char *bus, *version;
	bool force;
	struct change_args change;
};

static const struct option_desc options[] = {
	STRING('b', "bus", "bus", bus,
	       "only dimms on the bus of that number, name or provider"),
	FLAG('f', "force", force, "even if there are labels, which are lost"),
	STRING('V', "label-version", "version-number", version,
	       "make labels of version 1.1 (default) or 1.2"),
	FLAG('v', "verbose", change.verbose, CHANGE_VERBOSE_HELP),
	CHANGE_OPTIONS,
};

static const struct args defaults = { .change = CHANGE_DEFAULTS };

static int plan(struct change *change, const char *name,
		struct daxctl_plan **ret)
{
	const unsigned int *minor = change->data;
	struct daxctl_nd_dimm *dimm;

	dimm = daxctl_nd_dimm_get_by_name(change->cli->ctx, name);
	return dimm ? daxctl_nd_plan_init_labels(dimm, *minor, change->flags,
						 ret)
		    : -ENXIO;
}

/* "v1.2" is 1.2, too. */
static int parse_version(struct cli *cli, const char *text, unsigned int *ret)
{
	const char *number = text;

	*ret = 1;
	if (!text)
		return 0;
	if (*number == 'v')
		number++;
	if (strcmp(number, "1.1") && strcmp(number, "1.2"))
		return cli_usage_error(
			cli, "--label-version=%s: give 1.1 or 1.2", text);
	*ret = number[2] - '0';
	return 0;
}

static int run(struct cli *cli, const void *args, char **operands)
{
	const struct args *a = args;
	unsigned int minor;
	struct change change = { .cli = cli,
				 .args = &a->change,
				 .verb = "initialized",
				 .object = "nmem",
				 .flags = a->force ? DAXCTL_PLAN_FORCE : 0,
				 .data = &minor };
	int rc = parse_version(cli, a->version, &minor);

	return rc ? rc
		  : change_dimms(&change, "initialize", a->bus, operands, plan);
}

const struct command cmd_init_labels = {
	.name = "init-labels",
	.operands = "<nmem>...|all",
	.summary = "give dimms empty labels, for namespaces to come",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
};
