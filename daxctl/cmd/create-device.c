/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * create-device.c - carve a device out of each dax region that is asked for
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cmd/device.h"

struct args {
	const char *region;
	bool human;
	const char *size;
	const char *align;
	const char *input;
	/* Upstream's create-device took these once, and did nothing. */
	const char *mode;
	bool no_online;
	bool force;
	bool check_config;
	bool no_movable;
	struct change_args change;
};

#define NO_EFFECT "without effect, for old scripts"

static const struct option_desc options[] = {
	DEVICE_OPTIONS,
	STRING('s', "size", "size", size,
	       "of the device; k, m, g, t may follow (all that is free)"),
	STRING('a', "align", "size", align,
	       "what mappings are aligned to: 4k, 2m, 1g (the region's)"),
	STRING(0, "input", "file", input,
	       "make the device that this JSON file describes"),
	EXTRA_STRING('m', "mode", "mode", mode, NO_EFFECT),
	EXTRA_FLAG('N', "no-online", no_online, NO_EFFECT),
	EXTRA_FLAG('f', "force", force, NO_EFFECT),
	EXTRA_FLAG('C', "check-config", check_config, NO_EFFECT),
	EXTRA_FLAG(0, "no-movable", no_movable, NO_EFFECT),
	CHANGE_OPTIONS,
};

static const struct args defaults = { .change = CHANGE_DEFAULTS };

struct creation {
	struct change change;
	struct device_input input;
	const char *region;
	struct array made; /* names, owned */
	FILE *reasons;	   /* why a region was passed over, a line each */
	unsigned int passed;
};

/* A region without room is passed over, as another one may have some. */
static void create_in(struct creation *creation, struct daxctl_region *region)
{
	const char *name = daxctl_region_get_devname(region);
	struct change *change = &creation->change;
	struct daxctl_plan *plan;
	int rc;

	rc = daxctl_region_plan_create(region, &creation->input.want,
				       change->flags, &plan);
	if (rc == -ENOSPC) {
		change_pass_over(change, creation->reasons, rc, name);
		creation->passed++;
		return;
	}
	if (!rc)
		rc = change_carry_out(change, plan);
	if (!rc && !change->args->dry_run)
		rc = device_add_name(&creation->made, change->object_done);
	if (rc)
		change_failed(change, rc, name);
}

static int tell_none(const struct creation *creation, const char *reasons)
{
	const struct cli *cli = creation->change.cli;

	if (creation->passed) {
		cli_error(cli, "no region can have this device");
		fputs(reasons, stderr);
		return -ENOSPC;
	}
	if (creation->region)
		cli_error_remedy(
			cli, "'daxctl list --regions' shows what there is",
			"there is no dax region '%s'", creation->region);
	else
		cli_error_remedy(
			cli,
			"only soft-reserved and CXL memory have regions that can be divided",
			"there is no dax region to create a device in");
	return -ENXIO;
}

static int create(struct creation *creation)
{
	struct change *change = &creation->change;
	cleanup(free_p) char *reasons = NULL;
	struct daxctl_region *region;
	size_t size;

	creation->reasons = open_memstream(&reasons, &size);
	if (!creation->reasons)
		return cli_failure(change->cli, -ENOMEM, "%s", "device");
	daxctl_region_foreach(change->cli->ctx, region)
		if (device_region_wanted(creation->region, region))
			create_in(creation, region);
	fclose(creation->reasons);
	/* What was made is looked at anew. */
	daxctl_invalidate(change->cli->ctx);
	if (!change->rc && !change->changed)
		change->rc = tell_none(creation, reasons);
	return change->rc;
}

static int read_words(const struct cli *cli, const struct args *args,
		      struct creation *creation)
{
	struct daxctl_dev_create *want = &creation->input.want;
	int rc = 0;

	if (args->input)
		rc = device_input_read(cli, args->input, &creation->input);
	if (!rc)
		rc = device_read_bytes(cli, "size", args->size, &want->has_size,
				       &want->size);
	if (!rc)
		rc = device_read_bytes(cli, "align", args->align,
				       &want->has_align, &want->align);
	creation->region = args->region		     ? args->region
			   : *creation->input.region ? creation->input.region
						     : NULL;
	return rc;
}

static int run(struct cli *cli, const void *data, char **operands)
{
	const struct args *args = data;
	struct creation creation = {
		.change = { .cli = cli,
			    .args = &args->change,
			    .verb = "created",
			    .object = "device" },
	};
	int rc = cli_no_operands(cli, operands), status = STATUS_DONE;

	if (!rc)
		rc = read_words(cli, args, &creation);
	if (!rc)
		rc = change_begin(&creation.change);
	if (!rc) {
		rc = create(&creation);
		if (!args->change.dry_run)
			status =
				device_report(cli, args->human, &creation.made);
		change_count(&creation.change);
	}
	target_free(&creation.made);
	free(creation.input.ranges);
	return rc ? rc : status;
}

const struct command cmd_create_device = {
	.name = "create-device",
	.summary = "carve a dax device out of soft-reserved or CXL memory",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
	.reports = true,
};
