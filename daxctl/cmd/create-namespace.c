/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * create-namespace.c - make a namespace in the first region that has room, or
 * make an existing one anew
 *
 * A region that can't have the namespace is passed over for the next one. If
 * there is none left, each says why.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cmd/create-options.h"
#include "daxctl/report/classes.h"

static const struct option_desc options[] = {
	STRING('b', "bus", "bus", bus,
	       "only on the bus of that number, name or provider"),
	STRING('r', "region", "region", region,
	       "only in the region of that number or name"),
	FLAG('v', "verbose", change.verbose, CHANGE_VERBOSE_HELP),
	STRING('e', "reconfig", "namespace", reconfig,
	       "make this namespace anew; its data is lost"),
	STRING('u', "uuid", "uuid", uuid, "of the label, not a random one"),
	STRING('n', "name", "name", name,
	       "of the label, at most 63 bytes, for people to know it by"),
	STRING('s', "size", "size", size,
	       "with its metadata; k, m, g, t may follow (all that is free)"),
	STRING('m', "mode", "mode", mode,
	       "raw, sector, fsdax (default) or devdax"),
	STRING('M', "map", "mem|dev", map,
	       "keep the page array in memory or on the device (dev)"),
	STRING('l', "sector-size", "size", sector_size,
	       "of the disk (4096 for sector mode, else 512)"),
	STRING('t', "type", "pmem|blk", type, "only in regions of that type"),
	STRING('a', "align", "size", align,
	       "what mappings are aligned to (2m where the region can)"),
	FLAG('f', "force", force,
	     "reconfigure an active namespace; with -c go on after a failure"),
	FLAG('L', "autolabel", autolabel,
	     "write labels when reconfiguring a namespace without (default)"),
	FLAG('c', "continue", greedy,
	     "create as many namespaces as there is room for"),
	FLAG('R', "autorecover", autorecover,
	     "take back what was done when a step fails (default)"),
	CHANGE_OPTIONS,
};

static const struct args defaults = {
	.autolabel = true,
	.autorecover = true,
	.change = CHANGE_DEFAULTS,
};

struct creation {
	struct change change;
	const struct args *args;
	struct daxctl_nd_create want;
	struct array made; /* names, owned */
	FILE *reasons;	   /* why a region was passed over, a line each */
	unsigned int passed;
};

static int plan_reconfigure(struct creation *creation, const char *name,
			    struct daxctl_plan **ret)
{
	struct daxctl_nd_namespace *ns;

	ns = daxctl_nd_namespace_get_by_name(creation->change.cli->ctx, name);
	return ns ? daxctl_nd_plan_reconfigure(ns, &creation->want,
					       creation->change.flags, ret)
		  : -ENXIO;
}

static int plan_create(struct creation *creation, const char *name,
		       struct daxctl_plan **ret)
{
	struct daxctl_nd_region *region;

	region = daxctl_nd_region_get_by_name(creation->change.cli->ctx, name);
	return region ? daxctl_nd_plan_create(region, &creation->want,
					      creation->change.flags, ret)
		      : -ENODEV;
}

/* The object's name is the plan's to tell only while the plan lives. */
static int make(struct creation *creation, struct daxctl_plan *plan)
{
	char *name = strdup(daxctl_plan_get_object(plan));
	int rc = name ? array_add(&creation->made, name) : -ENOMEM;

	if (rc) {
		free(name);
		daxctl_plan_free(plan);
		return rc;
	}
	rc = change_carry_out(&creation->change, plan);
	if (rc)
		free(creation->made.at[--creation->made.count]);
	return rc;
}

/* Errors after which another region may still do. */
static bool is_no_room(int rc)
{
	return rc == -ENOSPC || rc == -EROFS || rc == -ENODEV;
}

/*
 * One namespace in a region. 0; 1 if it can't have it; or the error, which
 * has been told.
 */
static int create_in(struct creation *creation, const char *name)
{
	struct daxctl_plan *plan;
	int rc = plan_create(creation, name, &plan);

	if (is_no_room(rc)) {
		change_pass_over(&creation->change, creation->reasons, rc,
				 name);
		creation->passed++;
		rc = 1;
	} else if (!rc) {
		rc = make(creation, plan);
	}
	if (rc < 0)
		change_failed(&creation->change, rc, name);
	daxctl_invalidate(creation->change.cli->ctx);
	return rc;
}

/* A dry run leaves the room that it would have taken: one look is enough. */
static int fill(struct creation *creation, const char *name)
{
	int rc;

	do {
		rc = create_in(creation, name);
	} while (!rc && !creation->args->change.dry_run);
	return rc;
}

static int walk_regions(struct creation *creation, const struct array *names)
{
	const struct args *args = creation->args;
	int rc = 0;

	for (size_t i = 0; i < names->count; i++) {
		if (args->greedy)
			rc = fill(creation, names->at[i]);
		else
			rc = create_in(creation, names->at[i]);
		if (rc < 0 && !(args->greedy && args->force))
			return rc;
		if (rc == 0 && !args->greedy)
			return 0;
	}
	return creation->change.rc;
}

static int tell_no_region(const struct creation *creation, const char *reasons)
{
	const struct cli *cli = creation->change.cli;

	if (creation->passed) {
		cli_error(cli, "no region can have this namespace");
		fputs(reasons, stderr);
	} else {
		cli_error_remedy(
			cli,
			"a machine without persistent memory has none, and regions of type blk are gone since Linux 5.18",
			"there is no region to create a namespace in");
	}
	return -ENODEV;
}

static int create(struct creation *creation)
{
	const struct args *args = creation->args;
	struct selection selection = { .bus = args->bus,
				       .region = args->region,
				       .type = args->type };
	cleanup(target_free) struct array names = { 0 };
	cleanup(free_p) char *reasons = NULL;
	size_t size;
	int rc;

	rc = target_region_walk(&creation->change, &selection, &names);
	if (rc)
		return rc;
	if (!names.count && creation->change.told)
		return -ENODEV;
	creation->reasons = open_memstream(&reasons, &size);
	if (!creation->reasons)
		return cli_failure(creation->change.cli, -ENOMEM, "%s",
				   "namespace");
	rc = walk_regions(creation, &names);
	fclose(creation->reasons);
	if (!rc && !creation->made.count)
		return tell_no_region(creation, reasons);
	return rc;
}

static void reconfigure_one(struct creation *creation, const char *name)
{
	struct daxctl_plan *plan;
	int rc = plan_reconfigure(creation, name, &plan);

	if (!rc)
		rc = make(creation, plan);
	if (rc)
		change_failed(&creation->change, rc, name);
	daxctl_invalidate(creation->change.cli->ctx);
}

static int reconfigure(struct creation *creation)
{
	const struct args *args = creation->args;
	struct selection selection = { .bus = args->bus,
				       .region = args->region,
				       .type = args->type };
	cleanup(target_free) struct array names = { 0 };
	int rc = target_namespaces(&creation->change, &selection,
				   args->reconfig, &names);

	for (size_t i = 0; !rc && i < names.count; i++)
		reconfigure_one(creation, names.at[i]);
	return rc ? rc : creation->change.rc;
}

/* One object after the other, never a list: scripts expect the one's. */
static int report_made(const struct creation *creation)
{
	struct cli *cli = creation->change.cli;
	const struct report_options how = { .format = cli->format,
					    .human = isatty(STDOUT_FILENO),
					    .detail = REPORT_DAX,
					    .fd = STDOUT_FILENO };
	struct report *report = report_new(&how);
	struct daxctl_nd_namespace *ns;

	if (!report)
		return -ENOMEM;
	for (size_t i = 0; i < creation->made.count; i++) {
		ns = daxctl_nd_namespace_get_by_name(cli->ctx,
						     creation->made.at[i]);
		if (ns)
			report_object(report, &class_namespace, ns);
		else
			report_error(report, creation->made.at[i], NULL,
				     -ENODEV, "it was made, but is gone now");
	}
	return cli_finish_report(cli, report);
}

static int run(struct cli *cli, const void *data, char **operands)
{
	const struct args *args = data;
	struct creation creation = {
		.change = { .cli = cli,
			    .args = &args->change,
			    .verb = "created",
			    .object = "namespace" },
		.args = args,
	};
	int rc = cli_no_operands(cli, operands), status = STATUS_DONE;

	if (!rc && args->change.dry_run && cli->format != REPORT_COMPAT)
		rc = cli_usage_error(
			cli,
			"--format is for the namespace that was made, --dry-run makes none");
	if (!rc)
		rc = create_options_read(cli, args, &creation.want);
	if (!rc)
		rc = change_begin(&creation.change);
	if (rc)
		return rc;
	if (args->force)
		creation.change.flags |= DAXCTL_PLAN_FORCE;
	rc = args->reconfig ? reconfigure(&creation) : create(&creation);
	if (!args->change.dry_run && creation.made.count)
		status = report_made(&creation);
	if (args->greedy && !args->reconfig)
		change_count(&creation.change);
	target_free(&creation.made);
	return rc ? rc : status;
}

const struct command cmd_create_namespace = {
	.name = "create-namespace",
	.summary = "make a namespace, or make one anew in another mode",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
	.reports = true,
};
