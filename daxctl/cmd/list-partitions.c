/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * list-partitions.c - show the partitions of pmem disks
 */
#include <errno.h>
#include <string.h>

#include "daxctl/cmd/partition.h"
#include "daxctl/report/classes.h"

struct args {
	bool human;
};

static const struct option_desc options[] = {
	FLAG('u', "human", human, "write sizes for people to read"),
};

static void show_partitions(struct cli *cli, struct report *report,
			    struct daxctl_disk *disk, unsigned int number)
{
	struct partition_view view = { .ctx = cli->ctx, .disk = disk };
	unsigned int count = 0;

	while (daxctl_disk_get_partition(disk, count))
		count++;
	report_begin_list(report, "partitions", count);
	for (unsigned int i = 0; i < count; i++) {
		view.part = daxctl_disk_get_partition(disk, i);
		if (!number || view.part->number == number)
			report_object(report, &class_partition, &view);
	}
	report_end_list(report);
}

static bool has_partition(const struct daxctl_disk *disk, unsigned int number)
{
	const struct daxctl_partition *part;

	for (unsigned int i = 0; (part = daxctl_disk_get_partition(disk, i));
	     i++)
		if (part->number == number)
			return true;
	return !number;
}

static int show(struct cli *cli, struct report *report,
		const struct partition_target *target)
{
	cleanup(disk_free_p) struct daxctl_disk *disk = NULL;
	int rc = daxctl_disk_open(cli->ctx, target->disk, &disk);

	if (rc) {
		report_error(report, target->disk, NULL, rc,
			     daxctl_get_error(cli->ctx));
		return rc;
	}
	report_begin(report, &class_disk, disk);
	show_partitions(cli, report, disk, target->number);
	report_end(report);
	if (has_partition(disk, target->number))
		return 0;
	report_error(report, target->disk, NULL, -ENODEV,
		     "it has no partition of this number");
	return -ENODEV;
}

static int run(struct cli *cli, const void *args, char **operands)
{
	const struct args *a = args;
	const struct report_options how = {
		.format = cli->format,
		.human = a->human,
		.fd = STDOUT_FILENO,
		.host = cli_host(cli),
	};
	cleanup(partition_targets_free) struct array targets = { 0 };
	struct report *report;
	int rc, first = 0;

	rc = partition_targets(cli, operands, &targets);
	if (rc)
		return rc;
	report = report_new(&how);
	if (!report)
		return -ENOMEM;
	report_begin_list(report, NULL, targets.count);
	for (size_t i = 0; i < targets.count; i++) {
		rc = show(cli, report, targets.at[i]);
		first = first ? first : rc;
	}
	report_end_list(report);
	rc = cli_finish_report(cli, report);
	return first ? first : rc;
}

const struct command cmd_list_partitions = {
	.name = "list-partitions",
	.operands = "[<disk>|<partition>...|all]",
	.summary =
		"show the partitions of pmem disks, and what DAX needs of them",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.run = run,
	.reports = true,
	.own = true,
};
