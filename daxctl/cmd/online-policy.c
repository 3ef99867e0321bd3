/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * online-policy.c - who acts on a new memory block, and what it will be then
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cmd/device.h"
#include "daxctl/report/classes.h"

struct args {
	const char *region;
	bool human;
	const char *owner;
	struct change_args change;
};

static const struct option_desc options[] = {
	DEVICE_OPTIONS,
	STRING(0, "owner", "block", owner,
	       "print the dax device that has this memory block, as a rule of udev asks"),
};

/* It changes nothing, so it may look at a captured machine. */
static const struct args defaults = { .change = { .dry_run = true } };

static void config_free_p(struct daxctl_config **config)
{
	daxctl_config_free(*config);
}

static void show_actor(struct report *report, struct policy_actor_shown *shown,
		       const struct daxctl_policy_actor *actor)
{
	shown->order++;
	shown->actor = actor;
	report_object(report, &class_policy_actor, shown);
}

/* After all others: what is configured is done once the blocks are there. */
static void show_configured(struct report *report,
			    struct policy_actor_shown *shown,
			    const struct daxctl_config_section *section)
{
	const char *place = daxctl_config_section_get_place(section);
	const char *colon = strrchr(place, ':');
	size_t len = colon ? (size_t)(colon - place) : strlen(place);
	struct daxctl_policy_actor actor = { .certain = true, .name = place };
	struct daxctl_dev_reconfigure want = { 0 };
	cleanup(free_p) char *path = strndup(place, len);

	daxctl_config_section_get_mode(section, &want);
	if (!path || want.mode != DAXCTL_DEV_MODE_RAM)
		return;
	actor.path = path;
	actor.line = colon ? strtoul(colon + 1, NULL, 10) : 0;
	actor.setting = want.no_online ? "online" : "movable";
	actor.value = want.no_online || want.no_movable ? "false" : "true";
	actor.effect = want.no_online ? DAXCTL_POLICY_NOTHING
				      : DAXCTL_POLICY_ONLINE;
	if (!want.no_online)
		actor.zone = want.no_movable ? DAXCTL_POLICY_KERNEL
					     : DAXCTL_POLICY_MOVABLE;
	shown->is_ours = true;
	show_actor(report, shown, &actor);
}

static void show(struct report *report, const char *name,
		 const struct daxctl_policy *policy,
		 const struct daxctl_config_section *section)
{
	const struct policy_shown shown = { name, policy };
	struct policy_actor_shown actor = { .memory = name };
	const struct daxctl_policy_actor *at;

	report_begin(report, &class_policy, &shown);
	report_begin_list(report, "actors", 1);
	for (unsigned int i = 0; (at = daxctl_policy_get_actor(policy, i)); i++)
		show_actor(report, &actor, at);
	if (section)
		show_configured(report, &actor, section);
	report_end_list(report);
	report_end(report);
}

/* @dev NULL: of memory that is no dax device's. */
static int show_policy(struct cli *cli, struct report *report,
		       struct daxctl_dev *dev, const char *name)
{
	cleanup(config_free_p) struct daxctl_config *config = NULL;
	const struct daxctl_config_section *section = NULL;
	struct daxctl_policy *policy;
	int rc = daxctl_policy_new(cli->ctx, dev, &policy);

	if (rc) {
		report_error(report, name, NULL, rc,
			     daxctl_get_error(cli->ctx));
		return rc;
	}
	if (dev) {
		rc = daxctl_config_read(cli->ctx, NULL, &config);
		if (rc == 0)
			rc = daxctl_config_find(config, dev,
						DAXCTL_PLAN_DRY_RUN, &section);
		if (rc && rc != -ENOENT)
			report_error(report, name, NULL, rc,
				     daxctl_get_error(cli->ctx));
	}
	show(report, name, policy, section);
	daxctl_policy_free(policy);
	return rc == -ENOENT ? 0 : rc;
}

static int show_all(struct cli *cli, bool human, const struct array *names)
{
	const struct report_options how = {
		.format = cli->format,
		.human = human,
		.host = cli_host(cli),
		.fd = STDOUT_FILENO,
	};
	struct report *report = report_new(&how);
	int status, rc = 0;

	if (!report)
		return -ENOMEM;
	report_begin_list(report, NULL, names->count ? names->count : 1);
	if (!names->count)
		rc = show_policy(cli, report, NULL, "memory");
	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->at[i];
		struct daxctl_dev *dev = daxctl_dev_get_by_name(cli->ctx, name);
		int one = dev ? show_policy(cli, report, dev, name) : -ENODEV;

		rc = rc ? rc : one;
	}
	report_end_list(report);
	status = cli_finish_report(cli, report);
	return rc ? rc : status;
}

/* Nobody's is an answer, too: udev then leaves the block to other rules. */
static int show_owner(struct cli *cli, const char *block)
{
	struct daxctl_dev *dev;
	int rc = daxctl_find_memory_block(cli->ctx, block, &dev);

	if (rc == -EINVAL)
		return cli_usage_error(
			cli, "'%s' is no memory block, write it like memory40",
			block);
	if (rc == -ENOENT) {
		cli_error(cli, "%s is in no dax device", block);
		return STATUS_NOT_FOUND;
	}
	if (rc)
		return cli_failure(cli, rc, "%s", block);
	puts(daxctl_dev_get_devname(dev));
	return STATUS_DONE;
}

static int run(struct cli *cli, const void *data, char **operands)
{
	const struct args *args = data;
	struct change change = { .cli = cli, .args = &args->change };
	cleanup(target_free) struct array names = { 0 };
	int rc = 0;

	if (args->owner && *operands)
		return cli_usage_error(
			cli, "--owner asks about a block, not about '%s'",
			*operands);
	if (args->owner)
		return show_owner(cli, args->owner);
	if (*operands)
		rc = device_targets(&change, args->region, operands, "look at",
				    &names);
	else if (args->region)
		return cli_usage_error(
			cli, "--region goes with a device, or \"all\"");
	return rc ? rc : show_all(cli, args->human, &names);
}

const struct command cmd_online_policy = {
	.name = "online-policy",
	.operands = "[<device>...|all]",
	.summary = "show who puts new memory blocks to use, and where",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
	.own = true,
	.reports = true,
};
