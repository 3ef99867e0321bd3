/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * namespace-state.c - bind and unbind the drivers of namespaces, and delete
 * namespaces
 *
 * The three commands take the same operand and differ in the library's
 * function that makes the plan.
 */
#include <errno.h>

#include "daxctl/cmd/change.h"

struct args {
	const char *bus;
	const char *region;
	bool force;
	struct change_args change;
};

#define SELECT_OPTIONS                                                    \
	STRING('b', "bus", "bus", bus,                                    \
	       "only namespaces on the bus of that number, name or "      \
	       "provider"),                                               \
		STRING('r', "region", "region", region,                   \
		       "only namespaces in the region of that number or " \
		       "name"),                                           \
		FLAG('v', "verbose", change.verbose, CHANGE_VERBOSE_HELP)

static const struct option_desc state_options[] = {
	SELECT_OPTIONS,
	CHANGE_OPTIONS,
};

static const struct option_desc destroy_options[] = {
	SELECT_OPTIONS,
	FLAG('f', "force", force,
	     "disable the namespace first, if nobody uses it"),
	CHANGE_OPTIONS,
};

static const struct args defaults = { .change = CHANGE_DEFAULTS };

/* One of the three: its words, and how the library plans it. */
struct action {
	const char *verb;
	const char *infinitive;
	int (*plan)(struct daxctl_nd_namespace *ns, unsigned int flags,
		    struct daxctl_plan **ret);
};

static int plan(struct change *change, const char *name,
		struct daxctl_plan **ret)
{
	const struct action *action = change->data;
	struct daxctl_nd_namespace *ns;

	ns = daxctl_nd_namespace_get_by_name(change->cli->ctx, name);
	/* It was there when the names were gathered. */
	return ns ? action->plan(ns, change->flags, ret) : -ENXIO;
}

static int run_action(struct cli *cli, const struct args *args, char **operands,
		      const struct action *action)
{
	struct selection selection = { .bus = args->bus,
				       .region = args->region };
	struct change change = { .cli = cli,
				 .args = &args->change,
				 .verb = action->verb,
				 .object = "namespace",
				 .data = action };
	cleanup(target_free) struct array names = { 0 };
	int rc;

	if (!*operands)
		return cli_usage_error(cli,
				       "specify a namespace to %s, or \"all\"",
				       action->infinitive);
	rc = cli_no_operands(cli, operands + 1);
	if (!rc)
		rc = change_begin(&change);
	if (rc)
		return rc;
	if (args->force)
		change.flags |= DAXCTL_PLAN_FORCE;
	rc = target_namespaces(&change, &selection, *operands, &names);
	return change_all(&change, rc, &names, plan);
}

static int run_destroy(struct cli *cli, const void *args, char **operands)
{
	static const struct action action = { "destroyed", "destroy",
					      daxctl_nd_plan_destroy };

	return run_action(cli, args, operands, &action);
}

static int run_enable(struct cli *cli, const void *args, char **operands)
{
	static const struct action action = { "enabled", "enable",
					      daxctl_nd_plan_enable_namespace };

	return run_action(cli, args, operands, &action);
}

static int run_disable(struct cli *cli, const void *args, char **operands)
{
	static const struct action action = {
		"disabled", "disable", daxctl_nd_plan_disable_namespace
	};

	return run_action(cli, args, operands, &action);
}

const struct command cmd_destroy_namespace = {
	.name = "destroy-namespace",
	.operands = "<namespace>|all",
	.summary = "delete a namespace, or clear one that has no label",
	.options = destroy_options,
	.n_options = ARRAY_SIZE(destroy_options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run_destroy,
};

const struct command cmd_enable_namespace = {
	.name = "enable-namespace",
	.operands = "<namespace>|all",
	.summary = "bind a namespace to its driver",
	.options = state_options,
	.n_options = ARRAY_SIZE(state_options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run_enable,
};

const struct command cmd_disable_namespace = {
	.name = "disable-namespace",
	.operands = "<namespace>|all",
	.summary = "unbind a namespace that nobody uses",
	.options = state_options,
	.n_options = ARRAY_SIZE(state_options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run_disable,
};
