/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dimm-state.c - bind and unbind the drivers of dimms
 */
#include <errno.h>

#include "daxctl/cmd/change.h"

struct args {
	const char *bus;
	struct change_args change;
};

static const struct option_desc options[] = {
	STRING('b', "bus", "bus", bus,
	       "only dimms on the bus of that number, name or provider"),
	FLAG('v', "verbose", change.verbose, CHANGE_VERBOSE_HELP),
	CHANGE_OPTIONS,
};

static const struct args defaults = { .change = CHANGE_DEFAULTS };

struct action {
	const char *verb;
	const char *infinitive;
	int (*plan)(struct daxctl_nd_dimm *dimm, unsigned int flags,
		    struct daxctl_plan **ret);
};

static int plan(struct change *change, const char *name,
		struct daxctl_plan **ret)
{
	const struct action *action = change->data;
	struct daxctl_nd_dimm *dimm;

	dimm = daxctl_nd_dimm_get_by_name(change->cli->ctx, name);
	return dimm ? action->plan(dimm, change->flags, ret) : -ENXIO;
}

static int run_action(struct cli *cli, const struct args *args, char **operands,
		      const struct action *action)
{
	struct change change = { .cli = cli,
				 .args = &args->change,
				 .verb = action->verb,
				 .object = "nmem",
				 .data = action };

	return change_dimms(&change, action->infinitive, args->bus, operands,
			    plan);
}

static int run_enable(struct cli *cli, const void *args, char **operands)
{
	static const struct action action = { "enabled", "enable",
					      daxctl_nd_plan_enable_dimm };

	return run_action(cli, args, operands, &action);
}

static int run_disable(struct cli *cli, const void *args, char **operands)
{
	static const struct action action = { "disabled", "disable",
					      daxctl_nd_plan_disable_dimm };

	return run_action(cli, args, operands, &action);
}

const struct command cmd_enable_dimm = {
	.name = "enable-dimm",
	.operands = "<nmem>...|all",
	.summary = "bind dimms to their driver, so that their labels are used",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run_enable,
};

const struct command cmd_disable_dimm = {
	.name = "disable-dimm",
	.operands = "<nmem>...|all",
	.summary = "unbind dimms that no enabled region uses",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run_disable,
};
