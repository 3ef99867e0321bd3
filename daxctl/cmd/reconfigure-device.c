/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reconfigure-device.c - make a dax device system memory, or memory to map, or
 * give it another size
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
	const char *mode;
	bool no_online;
	bool force;
	bool check_config;
	bool no_movable;
	unsigned int timeout;
	struct change_args change;
};

static const struct option_desc options[] = {
	DEVICE_OPTIONS,
	STRING('s', "size", "size", size,
	       "the device's new size; k, m, g, t may follow"),
	STRING('a', "align", "size", align,
	       "what mappings are aligned to: 4k, 2m, 1g"),
	STRING(0, "input", "file", input, "without effect, for old scripts"),
	STRING('m', "mode", "mode", mode, "system-ram, devdax or famfs"),
	FLAG('N', "no-online", no_online,
	     "leave the memory of a system-ram device out of use"),
	FLAG('f', "force", force,
	     "take memory out of use first, resize an enabled device"),
	FLAG('C', "check-config", check_config,
	     "as daxctl.conf(5) has it for the device, if it does"),
	FLAG(0, "no-movable", no_movable,
	     "in a zone that the kernel keeps its own things in, too"),
	TIMEOUT_OPTION,
	CHANGE_OPTIONS,
};

static const struct args defaults = { .timeout = 60,
				      .change = CHANGE_DEFAULTS };

int device_plan_reconfigure(struct change *change, const char *name,
			    const struct daxctl_dev_reconfigure *want,
			    struct daxctl_plan **ret)
{
	struct daxctl_dev *dev = daxctl_dev_get_by_name(change->cli->ctx, name);
	int rc;

	if (!dev)
		return -ENXIO;
	rc = daxctl_dev_plan_reconfigure(dev, want, change->flags, ret);
	if (!rc && daxctl_plan_is_unchanged(*ret) && !want->has_size &&
	    !want->has_align)
		fprintf(stderr, "%s was already in %s mode\n", name,
			want->mode == DAXCTL_DEV_MODE_RAM     ? "system-ram"
			: want->mode == DAXCTL_DEV_MODE_FAMFS ? "famfs"
							      : "devdax");
	return rc;
}

static int plan(struct change *change, const char *name,
		struct daxctl_plan **ret)
{
	return device_plan_reconfigure(change, name, change->data, ret);
}

static int read_mode(const struct cli *cli, const char *mode,
		     struct daxctl_dev_reconfigure *want)
{
	if (!mode)
		return 0;
	if (strcmp(mode, "system-ram") == 0)
		want->mode = DAXCTL_DEV_MODE_RAM;
	else if (strcmp(mode, "devdax") == 0)
		want->mode = DAXCTL_DEV_MODE_DEVDAX;
	else if (strcmp(mode, "famfs") == 0)
		want->mode = DAXCTL_DEV_MODE_FAMFS;
	else {
		cli_error_remedy(cli,
				 "the modes are system-ram, devdax and famfs",
				 "unknown mode requested: '%s'", mode);
		return -EINVAL;
	}
	return 0;
}

static int read_words(const struct cli *cli, const struct args *args,
		      struct daxctl_dev_reconfigure *want)
{
	int rc;

	if (args->check_config && (args->size || args->align || args->mode ||
				   args->no_online || args->no_movable))
		return cli_usage_error(
			cli,
			"--check-config takes size, align, mode, online and movable from the configuration");
	if (args->check_config)
		return 0;
	if (!args->size && !args->align && !args->mode)
		return cli_usage_error(
			cli, "a 'align', 'mode' or 'size' option is required");
	if (args->mode && (args->size || args->align))
		return cli_usage_error(
			cli,
			"--mode can't go with --size or --align: make it two commands");
	rc = read_mode(cli, args->mode, want);
	if (!rc)
		rc = device_read_bytes(cli, "size", args->size, &want->has_size,
				       &want->size);
	if (!rc)
		rc = device_read_bytes(cli, "align", args->align,
				       &want->has_align, &want->align);
	if (rc)
		return rc;
	want->no_online = args->no_online;
	want->no_movable = args->no_movable;
	if (args->no_online && args->mode && want->mode != DAXCTL_DEV_MODE_RAM)
		return cli_usage_error(
			cli, "--no-online is incompatible with --mode=%s",
			args->mode);
	return 0;
}

/* Those that are as wanted now are shown, whether they were before or not. */
static int reconfigure(struct change *change, const struct array *names,
		       struct array *done)
{
	for (size_t i = 0; i < names->count; i++) {
		const struct array one = { names->at + i, 1 };
		unsigned int before = change->changed + change->unchanged;
		int rc = 0;

		change_each(change, &one, plan);
		if (change->changed + change->unchanged > before)
			rc = device_add_name(done, names->at[i]);
		if (rc)
			return rc;
	}
	return change->rc;
}

static int run(struct cli *cli, const void *data, char **operands)
{
	const struct args *args = data;
	struct daxctl_dev_reconfigure want = { 0 };
	struct change change = { .cli = cli,
				 .args = &args->change,
				 .verb = "reconfigured",
				 .object = "device",
				 .flags = args->force ? DAXCTL_PLAN_FORCE : 0,
				 .data = &want };
	cleanup(target_free) struct array names = { 0 }, done = { 0 };
	bool any = !args->check_config;
	int rc, status = STATUS_DONE;

	if (!*operands)
		return cli_usage_error(
			cli, "specify a device to reconfigure, or \"all\"");
	rc = read_words(cli, args, &want);
	if (!rc)
		rc = device_set_timeout(cli, args->timeout);
	if (!rc)
		rc = device_targets(&change, args->region, operands,
				    "reconfigure", &names);
	if (rc > 0)
		return rc;
	if (!rc)
		rc = args->check_config
			     ? device_configure(&change, &names, &done, &any)
			     : reconfigure(&change, &names, &done);
	/* Where nothing is configured there is nothing to be said. */
	if (!rc && !any)
		return STATUS_DONE;
	/* Upstream shows a device for its mode only. */
	if (!args->change.dry_run &&
	    (args->mode || args->check_config || cli->format != REPORT_COMPAT))
		status = device_report(cli, args->human, &done);
	change_count(&change);
	return rc ? rc : status;
}

const struct command cmd_reconfigure_device = {
	.name = "reconfigure-device",
	.operands = "<device>...|all",
	.summary = "give a dax device another mode, size or alignment",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
	.reports = true,
};
