/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory-state.c - put the memory of system-ram devices to use, and take it
 * out of use
 *
 * Upstream calls it a failure, status 1, that there is nothing to do.
 */
#include <errno.h>
#include <stdio.h>

#include "daxctl/cmd/device.h"

struct args {
	const char *region;
	bool human;
	bool no_movable;
	unsigned int timeout; /* seconds */
	struct change_args change;
};

static const struct option_desc online_options[] = {
	DEVICE_OPTIONS,
	FLAG(0, "no-movable", no_movable,
	     "in a zone that the kernel keeps its own things in, too"),
	CHANGE_OPTIONS,
};

static const struct option_desc offline_options[] = {
	DEVICE_OPTIONS,
	TIMEOUT_OPTION,
	CHANGE_OPTIONS,
};

static const struct args defaults = { .timeout = 60,
				      .change = CHANGE_DEFAULTS };

struct action {
	const char *verb;
	const char *infinitive;
	const char *state;
	bool online, movable;
};

static void tell_unchanged(struct daxctl_dev *dev, const struct action *action)
{
	struct daxctl_memory_blocks blocks;

	if (daxctl_dev_read_memory_blocks(dev, &blocks) == 0)
		fprintf(stderr, "%s: all memory sections (%u) already %s\n",
			daxctl_dev_get_devname(dev), blocks.total,
			action->state);
}

static int plan(struct change *change, const char *name,
		struct daxctl_plan **ret)
{
	const struct action *action = change->data;
	struct daxctl_dev *dev = daxctl_dev_get_by_name(change->cli->ctx, name);
	int rc;

	if (!dev)
		return -ENXIO;
	if (action->online)
		rc = daxctl_dev_plan_online(dev, action->movable, change->flags,
					    ret);
	else
		rc = daxctl_dev_plan_offline(dev, change->flags, ret);
	if (!rc && daxctl_plan_is_unchanged(*ret))
		tell_unchanged(dev, action);
	return rc;
}

static int run_action(struct cli *cli, const struct args *args, char **operands,
		      const struct action *action)
{
	struct change change = { .cli = cli,
				 .args = &args->change,
				 .verb = action->verb,
				 .object = "device",
				 .data = action };
	cleanup(target_free) struct array names = { 0 };
	int rc = device_targets(&change, args->region, operands,
				action->infinitive, &names);

	if (rc > 0)
		return rc;
	if (!rc)
		change_each(&change, &names, plan);
	change_count(&change);
	if (rc || change.rc)
		return rc ? rc : change.rc;
	return change.unchanged ? STATUS_FAILED : STATUS_DONE;
}

static int run_online(struct cli *cli, const void *data, char **operands)
{
	const struct args *args = data;
	const struct action action = { .verb = "onlined memory for",
				       .infinitive = "online memory of",
				       .state = "online",
				       .online = true,
				       .movable = !args->no_movable };

	return run_action(cli, args, operands, &action);
}

static int run_offline(struct cli *cli, const void *data, char **operands)
{
	const struct args *args = data;
	static const struct action action = { .verb = "offlined memory for",
					      .infinitive = "offline memory of",
					      .state = "offline" };

	int rc = device_set_timeout(cli, args->timeout);

	return rc ? rc : run_action(cli, args, operands, &action);
}

const struct command cmd_online_memory = {
	.name = "online-memory",
	.operands = "<device>...|all",
	.summary = "put the memory of a system-ram device to use",
	.options = online_options,
	.n_options = ARRAY_SIZE(online_options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run_online,
};

const struct command cmd_offline_memory = {
	.name = "offline-memory",
	.operands = "<device>...|all",
	.summary = "take the memory of a system-ram device out of use",
	.options = offline_options,
	.n_options = ARRAY_SIZE(offline_options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run_offline,
};
