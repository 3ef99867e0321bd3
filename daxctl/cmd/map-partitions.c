/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * map-partitions.c - give each partition of a pmem disk a map of its own
 *
 * udev's rule runs this for each change of a disk, so it says little where
 * there is nothing to do, and waits for nobody unless told to.
 */
#include <errno.h>
#include <stdio.h>

#include "daxctl/cmd/partition.h"

struct args {
	bool no_dax;
	bool wait;
	bool watch;
	struct change_args change;
};

static const struct option_desc options[] = {
	FLAG(0, "no-dax", no_dax,
	     "over the kernel's partitions: without DAX if not aligned"),
	FLAG('w', "wait", wait, PARTITION_WAIT_HELP),
	FLAG(0, "watch", watch,
	     "then again each time the disk was written to, until it is gone"),
	FLAG('v', "verbose", change.verbose, CHANGE_VERBOSE_HELP),
	CHANGE_OPTIONS,
};

static const struct args defaults = { .change = CHANGE_DEFAULTS };

/* Is it meant to be mapped, or only there to be looked at? */
static bool is_wanted(const struct daxctl_partition *part, unsigned int number)
{
	if (number)
		return part->number == number;
	return part->fault != DAXCTL_PARTITION_CONTAINER &&
	       part->fault != DAXCTL_PARTITION_UNLISTED;
}

/* The plan leaves out what can't be mapped; here it's told why. */
static void tell_refused(struct partition_change *all, bool no_dax,
			 const struct partition_target *target)
{
	cleanup(disk_free_p) struct daxctl_disk *disk = NULL;
	const struct daxctl_partition *part;
	unsigned int misnumbered = 0;
	int rc;

	/* What can't be read is told by who makes the plan. */
	if (daxctl_disk_open(all->change.cli->ctx, target->disk, &disk))
		return;
	if (target->named && daxctl_disk_get_table_error(disk) == -ENOENT)
		fprintf(stderr, "note: %s has no partition table\n",
			target->disk);
	for (unsigned int i = 0; (part = daxctl_disk_get_partition(disk, i));
	     i++) {
		if (!is_wanted(part, target->number))
			continue;
		/* A table may have a hundred thousand: one is told. */
		if (part->fault == DAXCTL_PARTITION_NUMBER && misnumbered++) {
			all->failed++;
			continue;
		}
		rc = daxctl_disk_check_map(disk, part, no_dax);
		if (rc)
			partition_failed(all, rc, part->device);
	}
}

/*
 * How many are mapped already. False: there is more to tell, and in words, for
 * which the disk is read once more.
 */
static bool count_unchanged(struct partition_change *all, bool no_dax,
			    const struct partition_target *target,
			    struct daxctl_disk *disk)
{
	const struct daxctl_partition *part;
	bool all_well = daxctl_disk_get_table_error(disk) == 0;

	for (unsigned int i = 0; (part = daxctl_disk_get_partition(disk, i));
	     i++) {
		if (!is_wanted(part, target->number))
			continue;
		if (daxctl_disk_check_map(disk, part, no_dax))
			all_well = false;
		else if (part->map_state == DAXCTL_MAP_CURRENT)
			all->unchanged++;
	}
	return all_well;
}

static int plan(struct partition_change *all,
		const struct partition_target *target, struct daxctl_plan **ret)
{
	const struct args *args = all->args;
	const struct daxctl_map_want want = { .number = target->number,
					      .over = args->no_dax };
	int rc;

	rc = daxctl_disk_plan_map(all->change.cli->ctx, target->disk, &want,
				  all->change.flags, ret);
	if (rc == 0 && !count_unchanged(all, args->no_dax, target,
					daxctl_plan_get_disk(*ret)))
		tell_refused(all, args->no_dax, target);
	return rc;
}

/* The command line, as often as it is carried out. */
struct request {
	struct cli *cli;
	const struct args *args;
	char **operands;
	bool again;
};

static int map(void *arg)
{
	struct request *request = arg;
	struct partition_change all = {
		.change = { .cli = request->cli,
			    .args = &request->args->change,
			    .verb = "mapped",
			    .object = "partition" },
		.args = request->args,
		.wait = request->args->wait,
		.quiet = request->again,
		.plan = plan,
	};

	return partition_run(&all, request->operands);
}

/* A failure is told, and may be none after the next change. */
static int map_again(void *arg)
{
	struct request *request = arg;
	int rc = map(request);

	daxctl_invalidate(request->cli->ctx);
	request->again = true;
	return rc == STATUS_USAGE ? rc : 0;
}

static int find_watched(const struct request *request, char disk[40])
{
	cleanup(partition_targets_free) struct array targets = { 0 };
	const struct partition_target *target;
	int rc = partition_targets(request->cli, request->operands, &targets);

	if (rc)
		return rc;
	target = targets.count ? targets.at[0] : NULL;
	if (targets.count != 1 || target->number)
		return cli_usage_error(request->cli, "--watch is for one disk");
	snprintf(disk, 40, "%s", target->disk);
	return 0;
}

static int watch(struct request *request, const char *disk)
{
	struct cli *cli = request->cli;
	int rc = daxctl_disk_watch(cli->ctx, disk, map_again, request);

	if (rc < 0)
		cli_error_remedy(cli, daxctl_get_remedy(cli->ctx), "%s",
				 daxctl_get_error(cli->ctx));
	return rc;
}

static int run(struct cli *cli, const void *args, char **operands)
{
	const struct args *a = args;
	struct request request = { .cli = cli,
				   .args = args,
				   .operands = operands };
	char disk[40];
	int rc;

	if (!a->watch || !*operands)
		return map(&request);
	rc = find_watched(&request, disk);
	if (rc)
		return rc;
	/* What is only looked at doesn't change. */
	if (a->change.dry_run || cli->sysroot)
		return map(&request);
	return watch(&request, disk);
}

const struct command cmd_map_partitions = {
	.name = "map-partitions",
	.operands = "<disk>|<partition>...|all",
	.summary = "give each partition of a pmem disk a map that can use DAX",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
	.own = true,
};
