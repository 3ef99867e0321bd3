/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * partition.c - the disks and partitions that a command line is about
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cmd/partition.h"

static int add(struct array *to, const char *disk, unsigned int number,
	       bool named)
{
	struct partition_target *target;
	int rc;

	for (size_t i = 0; i < to->count; i++) {
		target = to->at[i];
		if (!strcmp(target->disk, disk) && target->number == number)
			return 0;
	}
	target = calloc(1, sizeof(*target));
	if (!target)
		return -ENOMEM;
	snprintf(target->disk, sizeof(target->disk), "%s", disk);
	target->number = number;
	target->named = named;
	rc = array_add(to, target);
	if (rc)
		free(target);
	return rc;
}

static int add_disk(void *arg, const char *name)
{
	return add(arg, name, 0, false);
}

static int add_named(struct cli *cli, const char *word, struct array *to)
{
	const char *slash = strrchr(word, '/');
	unsigned int number;
	char disk[40];

	if (daxctl_disk_split_name(slash ? slash + 1 : word, disk, &number))
		return add(to, disk, number, true);
	return cli_usage_error(
		cli,
		"'%s' is no pmem disk or partition, name one like pmem0 or pmem0p1, or \"all\"",
		word);
}

int partition_targets(struct cli *cli, char **words, struct array *to)
{
	int rc = 0;

	if (!*words)
		return daxctl_disk_list(cli->ctx, add_disk, to);
	for (; !rc && *words; words++)
		rc = strcmp(*words, "all") == 0
			     ? daxctl_disk_list(cli->ctx, add_disk, to)
			     : add_named(cli, *words, to);
	return rc;
}

void partition_targets_free(struct array *targets)
{
	array_free(targets, free);
}

void partition_failed(struct partition_change *all, int rc, const char *name)
{
	change_failed(&all->change, rc, name);
	all->failed++;
}

static bool has_steps(const struct daxctl_plan *plan)
{
	const char *step;

	for (unsigned int i = 0; (step = daxctl_plan_get_step(plan, i)); i++)
		if (strncmp(step, "note: ", strlen("note: ")))
			return true;
	return false;
}

static void change_disk(struct partition_change *all,
			const struct partition_target *target)
{
	unsigned int made, removed;
	struct daxctl_plan *plan;
	bool pending;
	int rc = all->plan(all, target, &plan);

	if (rc) {
		partition_failed(all, rc, target->disk);
		return;
	}
	daxctl_plan_count_maps(plan, &made, &removed);
	pending = has_steps(plan);
	rc = change_carry_out(&all->change, plan);
	if (rc) {
		partition_failed(all, rc, target->disk);
		return;
	}
	all->made += made;
	all->removed += removed;
	all->pending |= pending && all->change.args->dry_run;
}

static void tell_counts(const struct partition_change *all)
{
	unsigned int count = all->removes ? all->removed : all->made;

	if (all->quiet && !all->made && !all->removed)
		return;
	fprintf(stderr, "%s%s %u partition%s",
		all->change.args->dry_run ? "dry run: would have " : "",
		all->change.verb, count, count == 1 ? "" : "s");
	if (all->unchanged)
		fprintf(stderr, ", %u unchanged", all->unchanged);
	if (all->removed && !all->removes)
		fprintf(stderr, ", removed %u", all->removed);
	fputc('\n', stderr);
}

/* Once for all that was changed: udev works on them side by side. */
static void wait_for_udev(struct partition_change *all,
			  const struct array *targets)
{
	enum {
		TIMEOUT = 30000
	};

	for (size_t i = 0; i < targets->count; i++) {
		const struct partition_target *target = targets->at[i];
		int rc = daxctl_disk_wait(all->change.cli->ctx, target->disk,
					  TIMEOUT);

		if (rc)
			partition_failed(all, rc, target->disk);
	}
}

static int status_of(const struct partition_change *all)
{
	if (all->failed && all->made + all->removed + all->unchanged)
		return STATUS_PARTLY;
	if (all->failed)
		return all->change.rc;
	return all->pending ? STATUS_PENDING : STATUS_DONE;
}

int partition_run(struct partition_change *all, char **words)
{
	cleanup(partition_targets_free) struct array targets = { 0 };
	int rc;

	if (!*words)
		return cli_usage_error(all->change.cli,
				       "specify a disk, or \"all\"");
	rc = change_begin(&all->change);
	if (!rc)
		rc = partition_targets(all->change.cli, words, &targets);
	if (rc)
		return rc;
	for (size_t i = 0; i < targets.count; i++)
		change_disk(all, targets.at[i]);
	if (all->wait && !all->change.args->dry_run)
		wait_for_udev(all, &targets);
	tell_counts(all);
	return status_of(all);
}
