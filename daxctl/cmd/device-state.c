/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * device-state.c - enable, disable and destroy dax devices
 *
 * The three commands take the same operands and differ in the library's
 * function that makes the plan.
 */
#include <errno.h>

#include "daxctl/cmd/device.h"

struct args {
	const char *region;
	bool human;
	bool force;
	struct change_args change;
};

static const struct option_desc state_options[] = {
	DEVICE_OPTIONS,
	CHANGE_OPTIONS,
};

static const struct option_desc destroy_options[] = {
	DEVICE_OPTIONS,
	FLAG('f', "force", force, "disable the device first"),
	CHANGE_OPTIONS,
};

static const struct args defaults = { .change = CHANGE_DEFAULTS };

/* One of the three: its words, and how the library plans it. */
struct action {
	const char *verb;
	const char *infinitive;
	int (*plan)(struct daxctl_dev *dev, unsigned int flags,
		    struct daxctl_plan **ret);
};

static int plan(struct change *change, const char *name,
		struct daxctl_plan **ret)
{
	const struct action *action = change->data;
	struct daxctl_dev *dev = daxctl_dev_get_by_name(change->cli->ctx, name);

	/* It was there when the names were gathered. */
	return dev ? action->plan(dev, change->flags, ret) : -ENXIO;
}

static int run_action(struct cli *cli, const struct args *args, char **operands,
		      const struct action *action)
{
	struct change change = { .cli = cli,
				 .args = &args->change,
				 .verb = action->verb,
				 .object = "device",
				 .flags = args->force ? DAXCTL_PLAN_FORCE : 0,
				 .data = action };
	cleanup(target_free) struct array names = { 0 };
	int rc = device_targets(&change, args->region, operands,
				action->infinitive, &names);

	if (rc > 0)
		return rc;
	return change_all(&change, rc, &names, plan);
}

static int run_destroy(struct cli *cli, const void *args, char **operands)
{
	static const struct action action = { "destroyed", "destroy",
					      daxctl_dev_plan_destroy };

	return run_action(cli, args, operands, &action);
}

static int run_enable(struct cli *cli, const void *args, char **operands)
{
	static const struct action action = { "enabled", "enable",
					      daxctl_dev_plan_enable };

	return run_action(cli, args, operands, &action);
}

static int run_disable(struct cli *cli, const void *args, char **operands)
{
	static const struct action action = { "disabled", "disable",
					      daxctl_dev_plan_disable };

	return run_action(cli, args, operands, &action);
}

const struct command cmd_destroy_device = {
	.name = "destroy-device",
	.operands = "<device>...|all",
	.summary = "give the memory of a dax device back to its region",
	.options = destroy_options,
	.n_options = ARRAY_SIZE(destroy_options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run_destroy,
};

const struct command cmd_enable_device = {
	.name = "enable-device",
	.operands = "<device>...|all",
	.summary = "let programs map a dax device",
	.options = state_options,
	.n_options = ARRAY_SIZE(state_options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run_enable,
};

const struct command cmd_disable_device = {
	.name = "disable-device",
	.operands = "<device>...|all",
	.summary = "unbind a dax device from its driver",
	.options = state_options,
	.n_options = ARRAY_SIZE(state_options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run_disable,
};
