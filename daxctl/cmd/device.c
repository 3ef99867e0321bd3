/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * device.c - the dax devices that a command line is about, and their report
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cmd/device.h"
#include "daxctl/report/classes.h"
#include "util/size.h"

bool device_region_wanted(const char *words, struct daxctl_region *region)
{
	char name[32];

	snprintf(name, sizeof(name), "region%d", daxctl_region_get_id(region));
	return !words || select_word(words, name, daxctl_region_get_id(region));
}

int device_add_name(struct array *to, const char *name)
{
	char *copy = strdup(name);
	int rc = copy ? array_add(to, copy) : -ENOMEM;

	if (rc)
		free(copy);
	return rc;
}

/* A device that is named twice is changed once. */
static int add(struct array *to, struct daxctl_dev *dev)
{
	const char *name = daxctl_dev_get_devname(dev);

	for (size_t i = 0; i < to->count; i++)
		if (strcmp(to->at[i], name) == 0)
			return 0;
	return device_add_name(to, name);
}

static int add_all(struct change *change, const char *region_words,
		   struct array *to)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	uint64_t size;
	int rc = 0;

	daxctl_region_foreach(change->cli->ctx, region) {
		if (!device_region_wanted(region_words, region))
			continue;
		daxctl_dev_foreach(region, dev)
			/* An empty one is made for somebody to come. */
			if (!rc &&
			    (daxctl_dev_read_size(dev, &size) < 0 || size))
				rc = add(to, dev);
	}
	if (!rc)
		rc = daxctl_get_scan_error(change->cli->ctx);
	return rc;
}

static int tell_missing(struct change *change, const char *kind,
			const char *word)
{
	cli_error_remedy(
		change->cli,
		"'daxctl list --regions --devices -i' shows what there is",
		"there is no %s '%s'", kind, word);
	return -ENXIO;
}

static int add_named(struct change *change, const char *region,
		     const char *word, struct array *to)
{
	struct daxctl_dev *dev;

	if (daxctl_dev_get_by_path(change->cli->ctx, word, &dev) < 0)
		return tell_missing(change, "dax device", word);
	if (!device_region_wanted(region, daxctl_dev_get_region(dev))) {
		cli_error_remedy(change->cli, "leave --region out",
				 "the dax device '%s' is not in region '%s'",
				 word, region);
		return -ENXIO;
	}
	return add(to, dev);
}

static int check_region(struct change *change, const char *words)
{
	struct daxctl_region *region;

	if (!words)
		return 0;
	daxctl_region_foreach(change->cli->ctx, region)
		if (device_region_wanted(words, region))
			return 0;
	return tell_missing(change, "dax region", words);
}

int device_targets(struct change *change, const char *region, char **words,
		   const char *verb, struct array *to)
{
	int rc;

	if (!*words)
		return cli_usage_error(change->cli,
				       "specify a device to %s, or \"all\"",
				       verb);
	rc = change_begin(change);
	if (!rc)
		rc = check_region(change, region);
	for (; !rc && *words; words++)
		rc = strcmp(*words, "all") == 0
			     ? add_all(change, region, to)
			     : add_named(change, region, *words, to);
	return rc;
}

int device_report(const struct cli *cli, bool human, const struct array *names)
{
	const struct report_options how = {
		.format = cli->format,
		.human = human,
		.fd = STDOUT_FILENO,
		.host = cli_host(cli),
	};
	struct report *report;

	if (!names->count && cli->format == REPORT_COMPAT)
		return STATUS_DONE;
	report = report_new(&how);
	if (!report)
		return -ENOMEM;
	report_begin_list(report, NULL, names->count);
	for (size_t i = 0; i < names->count; i++) {
		struct daxctl_dev *dev =
			daxctl_dev_get_by_name(cli->ctx, names->at[i]);

		if (dev)
			report_object(report, &class_daxdev, dev);
		else
			report_error(report, names->at[i], NULL, -ENODEV,
				     "it was changed, but is gone now");
	}
	report_end_list(report);
	return cli_finish_report(cli, report);
}

int device_read_bytes(const struct cli *cli, const char *option,
		      const char *text, bool *has, uint64_t *ret)
{
	int rc;

	if (!text)
		return 0;
	*has = true;
	rc = size_parse(text, ret);
	if (!rc)
		return 0;
	return cli_usage_error(
		cli,
		rc == -ERANGE
			? "--%s=%s is more than a size can be"
			: "failed to parse --%s='%s', write it like 4096, 64M or 2g",
		option, text);
}

int device_set_timeout(const struct cli *cli, unsigned int seconds)
{
	if (!seconds || seconds > UINT_MAX / 1000)
		return cli_usage_error(cli,
				       "--timeout=%u: give 1 to %u seconds",
				       seconds, UINT_MAX / 1000);
	daxctl_set_offline_timeout(cli->ctx, seconds * 1000);
	return 0;
}
