/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scrub.c - have the firmware of a bus look for bad memory, and wait for it
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "daxctl/cmd/select.h"
#include "daxctl/report/classes.h"

enum {
	LOOK_AGAIN = 10,     /* seconds; the kernel tells the end */
	OTHERS_SCRUB = 1000, /* ms until one of the kernel's own may end */
};

struct args {
	bool verbose;
	unsigned int poll;
};

static const struct option_desc start_options[] = {
	FLAG('v', "verbose", verbose, "tell what the library does"),
};

static const struct option_desc wait_options[] = {
	NUMBER('p', "poll", "seconds", poll,
	       "look again at least so often (10)"),
	FLAG('v', "verbose", verbose, "tell what the library does"),
};

static const struct args defaults = { .poll = LOOK_AGAIN };

typedef int action(struct daxctl_nd_bus *bus, const struct args *args);

static int start(struct daxctl_nd_bus *bus, const struct args *args)
{
	int rc = daxctl_nd_bus_start_scrub(bus);

	(void)args;
	if (rc != -EBUSY)
		return rc;
	rc = daxctl_nd_bus_wait_scrub(bus, OTHERS_SCRUB, OTHERS_SCRUB);
	return rc == -ETIMEDOUT ? -EBUSY
	       : rc < 0		? rc
				: daxctl_nd_bus_start_scrub(bus);
}

static int wait(struct daxctl_nd_bus *bus, const struct args *args)
{
	return daxctl_nd_bus_wait_scrub(bus, args->poll * 1000, -1);
}

static void tell(struct cli *cli, const char *bus, int rc)
{
	if (rc == -EOPNOTSUPP)
		cli_error_remedy(cli, "'ndctl list -B' shows those that can",
				 "%s can't scrub its memory", bus);
	else if (rc == -EROFS && cli->sysroot)
		cli_error_remedy(
			cli, "leave --sysroot out",
			"%s: firmware can't be asked in a picture of a machine",
			bus);
	else if (rc == -EBUSY)
		cli_error_remedy(cli, "wait for it: ndctl wait-scrub",
				 "%s: a scrub is running", bus);
	else
		cli_failure(cli, rc, "%s", bus);
}

struct scrub {
	struct cli *cli;
	const struct args *args;
	action *act;
	struct array done; /* buses on which it worked */
	int first;	   /* rc of the first that failed */
};

/* Of all buses those count that can scrub, if there is one. */
static void scrub_all(struct scrub *scrub)
{
	struct daxctl_nd_bus *bus;
	const char *unable = NULL;

	daxctl_nd_bus_foreach(scrub->cli->ctx, bus) {
		int rc = scrub->act(bus, scrub->args);

		if (!rc)
			rc = array_add(&scrub->done, bus);
		if (rc == -EOPNOTSUPP) {
			unable = daxctl_nd_bus_get_devname(bus);
			continue;
		}
		if (rc)
			tell(scrub->cli, daxctl_nd_bus_get_devname(bus), rc);
		scrub->first = scrub->first ? scrub->first : rc;
	}
	if (scrub->done.count || scrub->first)
		return;
	scrub->first = unable ? -EOPNOTSUPP : -ENXIO;
	if (unable)
		tell(scrub->cli, unable, -EOPNOTSUPP);
	else
		cli_error(scrub->cli, "there is no bus");
}

static void scrub_named(struct scrub *scrub, const char *word)
{
	const struct selection selection = { .bus = word };
	struct daxctl_nd_bus *bus;
	int rc = -ENXIO;

	daxctl_nd_bus_foreach(scrub->cli->ctx, bus) {
		if (!select_bus(&selection, bus))
			continue;
		rc = scrub->act(bus, scrub->args);
		if (!rc)
			rc = array_add(&scrub->done, bus);
		if (rc)
			tell(scrub->cli, word, rc);
		scrub->first = scrub->first ? scrub->first : rc;
		return;
	}
	cli_error_remedy(scrub->cli, "'ndctl list -B' shows those there are",
			 "there is no bus '%s'", word);
	scrub->first = scrub->first ? scrub->first : rc;
}

static int show(struct scrub *scrub)
{
	const struct report_options how = { .format = scrub->cli->format,
					    .detail = REPORT_FIRMWARE,
					    .fd = STDOUT_FILENO,
					    .host = cli_host(scrub->cli) };
	struct report *report;

	if (!scrub->done.count)
		return 0;
	report = report_new(&how);
	if (!report)
		return -ENOMEM;
	report_begin_list(report, NULL, scrub->done.count);
	for (size_t i = 0; i < scrub->done.count; i++)
		report_object(report, &class_bus, scrub->done.at[i]);
	report_end_list(report);
	return cli_finish_report(scrub->cli, report);
}

static int run(struct cli *cli, const struct args *args, char **words,
	       action *act)
{
	struct scrub scrub = { .cli = cli, .args = args, .act = act };
	int rc;

	if (!args->poll || args->poll > INT_MAX / 1000)
		return cli_usage_error(cli, "--poll=%u: give 1 to %d seconds",
				       args->poll, INT_MAX / 1000);
	if (args->verbose)
		daxctl_set_log_priority(cli->ctx, LOG_DEBUG);
	if (!*words || !strcmp(*words, "all"))
		scrub_all(&scrub);
	else
		for (; *words; words++)
			scrub_named(&scrub, *words);
	rc = show(&scrub);
	array_free(&scrub.done, NULL);
	return scrub.first ? scrub.first : rc;
}

static int run_start(struct cli *cli, const void *args, char **operands)
{
	return run(cli, args, operands, start);
}

static int run_wait(struct cli *cli, const void *args, char **operands)
{
	return run(cli, args, operands, wait);
}

const struct command cmd_start_scrub = {
	.name = "start-scrub",
	.operands = "[<bus>...|all]",
	.summary = "have the firmware of a bus look for bad memory",
	.options = start_options,
	.n_options = ARRAY_SIZE(start_options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run_start,
	.reports = true,
};

const struct command cmd_wait_scrub = {
	.name = "wait-scrub",
	.operands = "[<bus>...|all]",
	.summary = "wait until no bus looks for bad memory",
	.options = wait_options,
	.n_options = ARRAY_SIZE(wait_options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run_wait,
	.reports = true,
};
