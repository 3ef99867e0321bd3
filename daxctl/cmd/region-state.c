/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * region-state.c - bind and unbind the drivers of regions
 */
#include <errno.h>

#include "daxctl/cmd/change.h"

struct args {
	const char *bus;
	const char *type;
	struct change_args change;
};

static const struct option_desc options[] = {
	STRING('b', "bus", "bus", bus,
	       "only regions on the bus of that number, name or provider"),
	STRING('t', "type", "pmem|blk", type, "only regions of that type"),
	EXTRA_FLAG('v', "verbose", change.verbose, CHANGE_VERBOSE_HELP),
	CHANGE_OPTIONS,
};

static const struct args defaults = { .change = CHANGE_DEFAULTS };

struct action {
	const char *verb;
	const char *infinitive;
	int (*plan)(struct daxctl_nd_region *region, unsigned int flags,
		    struct daxctl_plan **ret);
};

static int plan(struct change *change, const char *name,
		struct daxctl_plan **ret)
{
	const struct action *action = change->data;
	struct daxctl_nd_region *region;

	region = daxctl_nd_region_get_by_name(change->cli->ctx, name);
	return region ? action->plan(region, change->flags, ret) : -ENXIO;
}

static int run_action(struct cli *cli, const struct args *args, char **operands,
		      const struct action *action)
{
	struct selection selection = { .bus = args->bus,
				       .type = args->type,
				       .region = *operands };
	struct change change = { .cli = cli,
				 .args = &args->change,
				 .verb = action->verb,
				 .object = "region",
				 .data = action };
	cleanup(target_free) struct array names = { 0 };
	int rc;

	if (!*operands)
		return cli_usage_error(cli,
				       "specify a region to %s, or \"all\"",
				       action->infinitive);
	rc = cli_no_operands(cli, operands + 1);
	if (!rc)
		rc = change_begin(&change);
	if (rc)
		return rc;
	rc = target_regions(&change, &selection, &names);
	return change_all(&change, rc, &names, plan);
}

static int run_enable(struct cli *cli, const void *args, char **operands)
{
	static const struct action action = { "enabled", "enable",
					      daxctl_nd_plan_enable_region };

	return run_action(cli, args, operands, &action);
}

static int run_disable(struct cli *cli, const void *args, char **operands)
{
	static const struct action action = { "disabled", "disable",
					      daxctl_nd_plan_disable_region };

	return run_action(cli, args, operands, &action);
}

const struct command cmd_enable_region = {
	.name = "enable-region",
	.operands = "<region>|all",
	.summary = "bind a region to its driver, so that its namespaces appear",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run_enable,
};

const struct command cmd_disable_region = {
	.name = "disable-region",
	.operands = "<region>|all",
	.summary = "unbind a region, its unused namespaces first",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run_disable,
};
