/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * windows.c - which virtio-fs devices have a DAX window, and what it costs
 */
#include <errno.h>

#include "daxctl/cmd/window.h"
#include "daxctl/report/classes.h"

struct args {
	bool human;
};

static const struct option_desc options[] = {
	FLAG('u', "human", human, "write sizes for people"),
};

/* Mounts that can't be told whose they are: shown if nothing was named. */
static size_t show_strays(const struct cli *cli, struct report *report)
{
	struct daxctl_window_mount mount;
	unsigned int count = 0;

	while (daxctl_window_get_stray_mount(cli->ctx, count, &mount) == 0)
		count++;
	if (!count)
		return 0;
	report_begin_list(report, "mounts", count);
	for (unsigned int i = 0; i < count; i++)
		if (daxctl_window_get_stray_mount(cli->ctx, i, &mount) == 0)
			report_object(report, &class_virtiofs, &mount);
	report_end_list(report);
	return count;
}

static void show_windows(struct report *report, const struct array *windows)
{
	if (!windows->count)
		return;
	report_begin_list(report, "windows", windows->count);
	for (size_t i = 0; i < windows->count; i++)
		report_object(report, &class_window, windows->at[i]);
	report_end_list(report);
}

static int run(struct cli *cli, const void *args, char **operands)
{
	const struct args *a = args;
	struct array windows = { 0 };
	struct report *report;
	size_t missing, shown;
	int rc;

	report = window_report(cli, a->human);
	if (!report)
		return -ENOMEM;
	rc = window_select(cli, report, operands, &windows, &missing);
	report_begin_group(report);
	show_windows(report, &windows);
	shown = windows.count;
	if (!*operands)
		shown += show_strays(cli, report);
	report_end_group(report);
	array_free(&windows, NULL);
	if (rc < 0)
		report_error(report, NULL, NULL, rc, NULL);
	return window_finish(cli, report, shown, missing);
}

const struct command cmd_windows = {
	.name = "windows",
	.operands = "[<device|tag|mount point>...]",
	.summary = "show virtio-fs devices, and what their DAX windows cost",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.run = run,
	.own = true,
	.reports = true,
};
