/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * unmap-partitions.c - remove the maps of a pmem disk's partitions
 */
#include "daxctl/cmd/partition.h"

struct args {
	bool kernel;
	bool wait;
	struct change_args change;
};

static const struct option_desc options[] = {
	FLAG('k', "kernel", kernel,
	     "let the kernel make its own partitions again"),
	FLAG('w', "wait", wait, PARTITION_WAIT_HELP),
	FLAG('v', "verbose", change.verbose, CHANGE_VERBOSE_HELP),
	CHANGE_OPTIONS,
};

static const struct args defaults = { .change = CHANGE_DEFAULTS };

static int plan(struct partition_change *all,
		const struct partition_target *target, struct daxctl_plan **ret)
{
	const struct args *args = all->args;
	const struct daxctl_map_want want = { .number = target->number,
					      .over = args->kernel };

	return daxctl_disk_plan_unmap(all->change.cli->ctx, target->disk, &want,
				      all->change.flags, ret);
}

static int run(struct cli *cli, const void *args, char **operands)
{
	const struct args *a = args;
	struct partition_change all = {
		.change = { .cli = cli,
			    .args = &a->change,
			    .verb = "unmapped",
			    .object = "partition" },
		.args = args,
		.wait = a->wait,
		.removes = true,
		.plan = plan,
	};

	return partition_run(&all, operands);
}

const struct command cmd_unmap_partitions = {
	.name = "unmap-partitions",
	.operands = "<disk>|<partition>...|all",
	.summary = "remove the maps of a pmem disk's partitions",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
	.own = true,
};
