/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * check-window.c - is something known to be wrong with virtio-fs and DAX here?
 */
#include <errno.h>
#include <string.h>

#include "daxctl/cmd/window.h"
#include "daxctl/report/classes.h"

struct args {
	bool quiet;
};

static const struct option_desc options[] = {
	FLAG('q', "quiet", quiet, "leave notes out: warnings and errors only"),
};

/* Everything that is shown, and how bad the worst of it is. */
struct walk {
	const struct cli *cli;
	const struct args *args;
	const struct array *windows;
	struct report *report;
	bool named; /* only about these */
	enum daxctl_window_severity worst;
};

static bool is_shown(const struct walk *walk,
		     const struct daxctl_window_finding *finding)
{
	if (walk->args->quiet && finding->severity == DAXCTL_WINDOW_NOTE)
		return false;
	/* What concerns the machine concerns each of them. */
	if (!finding->window || !walk->named)
		return true;
	for (size_t i = 0; i < walk->windows->count; i++)
		if (walk->windows->at[i] == finding->window)
			return true;
	return false;
}

static size_t count(const struct walk *walk)
{
	struct daxctl_window_finding finding;
	size_t shown = 0;

	for (unsigned int i = 0;
	     daxctl_window_get_finding(walk->cli->ctx, i, &finding) == 0; i++)
		shown += is_shown(walk, &finding);
	return shown;
}

static int show(struct walk *walk)
{
	struct daxctl_window_finding finding;
	unsigned int i;
	int rc;

	report_begin_list(walk->report, NULL, count(walk));
	for (i = 0;
	     (rc = daxctl_window_get_finding(walk->cli->ctx, i, &finding)) == 0;
	     i++) {
		if (!is_shown(walk, &finding))
			continue;
		if (finding.severity > walk->worst)
			walk->worst = finding.severity;
		report_object(walk->report, &class_window_finding, &finding);
	}
	report_end_list(walk->report);
	return rc == -ENOENT ? 0 : rc;
}

static int run(struct cli *cli, const void *args, char **operands)
{
	struct array windows = { 0 };
	struct walk walk = {
		.cli = cli,
		.args = args,
		.windows = &windows,
		.named = *operands,
		.worst = DAXCTL_WINDOW_NOTE,
	};
	size_t missing;
	int rc, status;

	walk.report = window_report(cli, false);
	if (!walk.report)
		return -ENOMEM;
	rc = window_select(cli, walk.report, operands, &windows, &missing);
	if (rc == 0 && (windows.count || !walk.named))
		rc = show(&walk);
	if (rc < 0)
		report_error(walk.report, NULL, NULL, rc, NULL);
	status = window_finish(cli, walk.report, windows.count, missing);
	array_free(&windows, NULL);
	if (status == STATUS_DONE && walk.worst > DAXCTL_WINDOW_NOTE)
		return STATUS_FAILED;
	return status;
}

const struct command cmd_check_window = {
	.name = "check-window",
	.operands = "[<device|tag|mount point>...]",
	.summary = "tell what is known to be wrong with virtio-fs and DAX here",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.run = run,
	.own = true,
	.reports = true,
};
