/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window.c - what the commands about DAX windows have in common
 */
#include <errno.h>
#include <stdio.h>

#include "daxctl/cmd/window.h"

static void tell_missing(const struct cli *cli, struct report *report,
			 const char *name)
{
	if (cli->format == REPORT_JSON)
		report_error(report, name, NULL, -ENOENT,
			     "there is no virtio-fs device of this name");
	else
		cli_error_remedy(cli, "'daxctl windows' shows what there is",
				 "%s: no device, tag or mount of a virtio-fs",
				 name);
}

int window_select(const struct cli *cli, struct report *report, char **operands,
		  struct array *to, size_t *missing)
{
	struct daxctl_window *window;
	int rc = 0;

	*missing = 0;
	if (!*operands) {
		daxctl_window_foreach(cli->ctx, window) if (rc == 0)
			rc = array_add(to, window);
		return rc;
	}
	for (; *operands && rc == 0; operands++) {
		window = daxctl_window_find(cli->ctx, *operands);
		if (window) {
			rc = array_add(to, window);
		} else {
			tell_missing(cli, report, *operands);
			++*missing;
		}
	}
	return rc;
}

struct report *window_report(const struct cli *cli, bool human)
{
	const struct report_options options = {
		.format = cli->format,
		.human = human,
		.fd = STDOUT_FILENO,
		.host = cli_host(cli),
	};
	struct report *report = report_new(&options);

	if (!report)
		cli_failure(cli, -ENOMEM, "no report");
	return report;
}

int window_finish(const struct cli *cli, struct report *report, size_t shown,
		  size_t missing)
{
	int status, rc = daxctl_get_scan_error(cli->ctx);

	/* What was found is shown even where something could not be read. */
	if (rc < 0)
		report_error(report, NULL, NULL, rc,
			     daxctl_get_error(cli->ctx));
	status = cli_finish_report(cli, report);
	if (missing)
		return shown ? STATUS_PARTLY : STATUS_NOT_FOUND;
	return status;
}
