/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * check-config.c - say what is wrong with the configuration of dax devices
 *
 * Like a compiler it names file and line first, so that editors find them.
 */
#include <errno.h>
#include <stdio.h>

#include "daxctl/command.h"
#include "daxctl/report/classes.h"
#include "daxctl/report/text.h"

struct args {
	const char *dir;
	const char *file;
	bool strict;
};

static const struct option_desc options[] = {
	STRING(0, "config-dir", "dir", dir,
	       "check the files *.conf of <dir>, not those of /etc"),
	STRING(0, "config-file", "file", file, "check this file alone"),
	FLAG(0, "strict", strict, "end with 1 for warnings, too"),
};

static void config_free_p(struct daxctl_config **config)
{
	daxctl_config_free(*config);
}

static void print_line(const struct daxctl_config_fault *fault)
{
	text_line(stdout, "%s: %s: %s%s%s%s", fault->place,
		  fault->warning ? "warning" : "error",
		  fault->section && *fault->section ? "[" : "",
		  fault->section ? fault->section : "",
		  fault->section && *fault->section ? "] " : "",
		  fault->message);
	if (fault->remedy)
		text_line(stdout, "  remedy: %s", fault->remedy);
}

static int print_report(const struct cli *cli, struct daxctl_config *config,
			unsigned int count)
{
	const struct report_options how = {
		.format = cli->format,
		.fd = STDOUT_FILENO,
		.host = cli_host(cli),
	};
	struct report *report = report_new(&how);

	if (!report)
		return -ENOMEM;
	report_begin_list(report, NULL, count);
	for (unsigned int i = 0; i < count; i++)
		report_object(report, &class_configfault,
			      daxctl_config_get_fault(config, i));
	report_end_list(report);
	return cli_finish_report(cli, report);
}

/* The faults, and 1 for any that counts. */
static int tell(const struct cli *cli, const struct args *args,
		struct daxctl_config *config)
{
	unsigned int count, warnings = 0, errors;
	const struct daxctl_config_fault *fault;
	int status = STATUS_DONE;

	for (count = 0; (fault = daxctl_config_get_fault(config, count));
	     count++) {
		warnings += fault->warning;
		if (cli->format == REPORT_COMPAT)
			print_line(fault);
	}
	errors = count - warnings;
	if (cli->format != REPORT_COMPAT)
		status = print_report(cli, config, count);
	fprintf(stderr, "%u error%s, %u warning%s\n", errors,
		errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
	if (errors || (warnings && args->strict))
		return STATUS_FAILED;
	return status;
}

static int run(struct cli *cli, const void *data, char **operands)
{
	cleanup(config_free_p) struct daxctl_config *config = NULL;
	const struct args *args = data;
	int rc;

	rc = cli_no_operands(cli, operands);
	if (rc)
		return rc;
	if (args->dir && args->file)
		return cli_usage_error(
			cli, "--config-dir can't go with --config-file");
	rc = daxctl_config_read(cli->ctx, args->dir ? args->dir : args->file,
				&config);
	if (rc)
		return cli_failure(cli, rc, "the configuration");
	rc = daxctl_config_check(config);
	if (rc)
		return cli_failure(cli, rc, "can't list the dax devices");
	return tell(cli, args, config);
}

const struct command cmd_check_config = {
	.name = "check-config",
	.summary = "find faults in the configuration of dax devices",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.run = run,
	.own = true,
	.reports = true,
};
