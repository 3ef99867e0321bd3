/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wait.c - wait for a dax device
 *
 * First the monitor is made, then the devices are looked at, and again each
 * time the monitor has heard of something: nothing that happens in between is
 * missed, and nothing is asked again and again.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cmd/device.h"
#include "util/array.h"

enum {
	QUEUE_MS = 50, /* how often to look whether udev has events left */
};

struct args {
	const char *mode;
	bool online;
	bool human;
	unsigned int timeout; /* seconds */
};

static const struct option_desc options[] = {
	STRING('m', "mode", "mode", mode,
	       "until it is in this mode: devdax, system-ram or famfs"),
	FLAG(0, "online", online, "until all of its memory is in use"),
	NUMBER('t', "timeout", "seconds", timeout,
	       "wait no longer than this (30); 0: look once"),
	FLAG('u', "human", human, "write sizes for people to read"),
};

static const struct args defaults = { .timeout = 30 };

static const char *const modes[] = {
	[DAXCTL_DEV_MODE_DEVDAX] = "devdax",
	[DAXCTL_DEV_MODE_RAM] = "system-ram",
	[DAXCTL_DEV_MODE_FAMFS] = "famfs",
};

/* How far a device has come, the last being what is waited for. */
enum progress {
	ABSENT,
	IN_ANOTHER_MODE,
	NOT_READY,
	NOT_ONLINE,
	NOT_INITIALIZED,
	REACHED,
};

struct wait {
	struct cli *cli;
	const struct args *args;
	enum daxctl_dev_mode mode; /* UNKNOWN: any, or none */
	struct daxctl_query *query;
	struct array paths;	/* of devices, owned by the command line */
	enum progress progress; /* of the device that has come furthest */
	char device[64];	/* its name */
};

static int read_mode(struct wait *wait, const char *text)
{
	wait->mode = DAXCTL_DEV_MODE_UNKNOWN;
	for (size_t i = 0; text && i < ARRAY_SIZE(modes); i++)
		if (strcmp(text, modes[i]) == 0)
			wait->mode = (enum daxctl_dev_mode)i;
	if (text && wait->mode == DAXCTL_DEV_MODE_UNKNOWN)
		return cli_usage_error(
			wait->cli,
			"unknown mode '%s', there are devdax, system-ram and famfs",
			text);
	if (wait->args->online && text && wait->mode != DAXCTL_DEV_MODE_RAM)
		return cli_usage_error(wait->cli,
				       "--online is for --mode=system-ram");
	if (wait->args->online)
		wait->mode = DAXCTL_DEV_MODE_RAM;
	return 0;
}

/* Of paths it isn't known where they lead, but two names are two devices. */
static int read_device(struct wait *wait, const char *word)
{
	for (size_t i = 0; i < wait->paths.count; i++) {
		const char *other = wait->paths.at[i];

		if (!strchr(word, '/') && !strchr(other, '/') &&
		    strcmp(word, other))
			return cli_usage_error(
				wait->cli,
				"no device is both %s and %s: wait for one, then for the other",
				other, word);
	}
	return array_add(&wait->paths, (char *)word);
}

/* "KEY=VALUE", or a device; a path may have "=" in it. */
static int read_operand(struct wait *wait, const char *word)
{
	const char *equals = strchr(word, '='), *fault = NULL, *wanted = NULL;
	char key[32];
	int rc;

	if (!equals || *word == '/' || *word == '.')
		return read_device(wait, word);
	if ((size_t)(equals - word) >= sizeof(key))
		return cli_usage_error(wait->cli, "%s: there is no such key",
				       word);
	*(char *)mempcpy(key, word, equals - word) = '\0';
	rc = daxctl_query_add(wait->query, key, equals + 1, &fault, &wanted);
	if (rc == -EINVAL)
		return cli_usage_error(wait->cli, "%s: %s: %s", word, fault,
				       wanted);
	return rc;
}

static int read_operands(struct wait *wait, char **words)
{
	int rc = 0;

	if (!*words)
		return cli_usage_error(
			wait->cli,
			"specify what to wait for: a device, or key=value");
	for (; *words && !rc; words++)
		rc = read_operand(wait, *words);
	return rc;
}

/* 1, 0 or -errno */
static int is_meant(struct wait *wait, struct daxctl_dev *dev)
{
	uint64_t size;

	for (size_t i = 0; i < wait->paths.count; i++) {
		struct daxctl_dev *named;

		if (daxctl_dev_get_by_path(wait->cli->ctx, wait->paths.at[i],
					   &named) < 0 ||
		    named != dev)
			return 0;
	}
	/* An empty one is made for somebody to come: it must be named. */
	if (!wait->paths.count &&
	    (daxctl_dev_read_size(dev, &size) < 0 || !size))
		return 0;
	return daxctl_query_matches(wait->query, dev);
}

static bool all_is_online(struct daxctl_dev *dev)
{
	struct daxctl_memory_blocks blocks;

	return daxctl_dev_read_memory_blocks(dev, &blocks) == 0 &&
	       blocks.total && blocks.online == blocks.total;
}

static int progress_of(const struct wait *wait, struct daxctl_dev *dev,
		       enum progress *ret)
{
	int rc;

	*ret = IN_ANOTHER_MODE;
	if (wait->mode != DAXCTL_DEV_MODE_UNKNOWN) {
		if (daxctl_dev_get_mode(dev) != wait->mode)
			return 0;
		*ret = NOT_READY;
		rc = daxctl_dev_is_ready(dev);
		if (rc <= 0)
			return rc;
	}
	*ret = NOT_ONLINE;
	if (wait->args->online && !all_is_online(dev))
		return 0;
	*ret = NOT_INITIALIZED;
	rc = daxctl_dev_is_initialized(dev);
	if (rc > 0)
		*ret = REACHED;
	return rc < 0 ? rc : 0;
}

static int look_at(struct wait *wait, struct daxctl_dev *dev,
		   struct array *found)
{
	enum progress progress;
	int rc;

	rc = is_meant(wait, dev);
	if (rc <= 0)
		return rc;
	rc = progress_of(wait, dev, &progress);
	if (rc < 0)
		return rc;
	if (progress > wait->progress) {
		wait->progress = progress;
		snprintf(wait->device, sizeof(wait->device), "%s",
			 daxctl_dev_get_devname(dev));
	}
	return progress == REACHED
		       ? device_add_name(found, daxctl_dev_get_devname(dev))
		       : 0;
}

/* The devices that there are now, and have come as far, added to @found. */
static int look(struct wait *wait, struct array *found)
{
	struct daxctl_ctx *ctx = wait->cli->ctx;
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	int rc = 0;

	daxctl_invalidate(ctx);
	wait->progress = ABSENT;
	daxctl_region_foreach(ctx, region)
		daxctl_dev_foreach(region, dev)
			if (!rc)
				rc = look_at(wait, dev, found);
	/* What goes away while it is looked at isn't there yet. */
	if (rc == -ENOENT || rc == -ENODEV || rc == -ENXIO)
		return 0;
	return rc ? rc : daxctl_get_scan_error(ctx);
}

/*
 * Until something happens or @left ms are over. That udev has no events left is
 * an event of nobody's.
 */
static int wait_once(const struct wait *wait, struct daxctl_monitor *monitor,
		     int64_t left)
{
	int most = wait->progress == NOT_INITIALIZED ? QUEUE_MS : INT_MAX;
	int rc = daxctl_monitor_wait(monitor, left > most ? most : (int)left);

	return rc == -ETIMEDOUT && left > most ? 0 : rc;
}

static int look_until(struct wait *wait, struct daxctl_monitor *monitor,
		      struct array *found)
{
	int64_t end = now_ms() + wait->args->timeout * INT64_C(1000), left;
	int rc = 0, result;

	for (;;) {
		result = look(wait, found);
		if (result < 0 || found->count)
			return result;
		if (rc < 0)
			return rc;
		left = end - now_ms();
		if (!monitor || left <= 0)
			return -ETIMEDOUT;
		/* Also after the last moment: it is looked at once more. */
		rc = wait_once(wait, monitor, left);
	}
}

/* What it was that didn't come. */
static int tell_timeout(const struct wait *wait)
{
	static const char *const lacks[] = {
		[IN_ANOTHER_MODE] = "is there, but not in that mode",
		[NOT_READY] = "is in that mode, but its driver isn't done",
		[NOT_ONLINE] = "is system memory, but not all of it is in use",
		[NOT_INITIALIZED] = "is there, but udev isn't done with it",
	};
	const struct cli *cli = wait->cli;
	const unsigned int timeout = wait->args->timeout;

	if (wait->progress == ABSENT)
		cli_error_remedy(
			cli, "'daxctl list --devices -i' shows what there is",
			"there is no such device%s", timeout ? " yet" : "");
	else
		cli_error_remedy(cli,
				 "'daxctl list --devices -i' shows how it is",
				 "%s %s", wait->device, lacks[wait->progress]);
	if (wait->progress == ABSENT && !timeout)
		return STATUS_NOT_FOUND;
	return STATUS_TIMEOUT;
}

static int wait_for_it(struct wait *wait)
{
	cleanup(target_free) struct array found = { 0 };
	struct daxctl_monitor *monitor = NULL;
	int rc = 0;

	/* A captured machine stays as it is. */
	if (!wait->cli->sysroot && wait->args->timeout)
		rc = daxctl_monitor_new(wait->cli->ctx, &monitor);
	if (rc < 0)
		return cli_failure(wait->cli, rc, "can't hear the kernel");
	rc = look_until(wait, monitor, &found);
	daxctl_monitor_free(monitor);
	if (rc == -ETIMEDOUT)
		return tell_timeout(wait);
	if (rc < 0)
		return cli_failure(wait->cli, rc, "can't look at the devices");
	return device_report(wait->cli, wait->args->human, &found);
}

static int run(struct cli *cli, const void *args, char **operands)
{
	struct wait wait = { .cli = cli, .args = args };
	int rc;

	rc = daxctl_query_new(&wait.query);
	if (rc == 0)
		rc = read_mode(&wait, wait.args->mode);
	if (rc == 0)
		rc = read_operands(&wait, operands);
	if (rc == 0)
		rc = wait_for_it(&wait);
	else if (rc < 0)
		cli_error(cli, "%s", strerror(-rc));
	daxctl_query_free(wait.query);
	array_free(&wait.paths, NULL);
	return rc;
}

const struct command cmd_wait = {
	.name = "wait",
	.operands = "<device>|<key>=<value>...",
	.summary = "wait until a dax device is there, and as it should be",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
	.own = true,
	.reports = true,
};
