/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * udev-names.c - the names that don't move, for the rules of udev
 *
 * 60-daxctl-names.rules makes links of what this prints. A uuid or a name that
 * two devices have names neither of them: each is told as the other's twin,
 * and a twin that was alone until now has to be looked at once more.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/command.h"

struct args {
	bool wake;
};

static const struct option_desc options[] = {
	FLAG(0, "wake", wake, "have udev look at these devices once more"),
};

/* What must be a device's alone to name it; "": it has none. */
struct identity {
	char uuid[40];
	char name[256];
};

static void read_identity(struct daxctl_dev *dev, struct identity *ret)
{
	*ret = (struct identity){ 0 };
	if (daxctl_dev_read_uuid(dev, ret->uuid) < 0)
		*ret->uuid = '\0';
	if (daxctl_dev_read_name(dev, ret->name, sizeof(ret->name)) < 0)
		*ret->name = '\0';
}

static bool same(const char *a, const char *b)
{
	return *a && strcmp(a, b) == 0;
}

/*
 * Take away from @own what another device has as well, and print the names of
 * these devices.
 */
static void print_twins(struct daxctl_dev *dev, struct identity *own)
{
	const struct identity all = *own;
	struct daxctl_region *region;
	const char *before = "DAXCTL_TWINS=\"";
	struct identity other;
	struct daxctl_dev *twin;

	daxctl_region_foreach(daxctl_dev_get_ctx(dev), region)
		daxctl_dev_foreach(region, twin) {
			if (twin == dev)
				continue;
			read_identity(twin, &other);
			if (same(all.uuid, other.uuid))
				*own->uuid = '\0';
			else if (!same(all.name, other.name))
				continue;
			if (same(all.name, other.name))
				*own->name = '\0';
			printf("%s%s", before, daxctl_dev_get_devname(twin));
			before = " ";
		}
	if (*before == ' ')
		puts("\"");
}

/* As udev writes the labels of file systems: one word, no folder. */
static void print_name(const char *name)
{
	bool dots = strspn(name, ".") == strlen(name);

	if (!*name)
		return;
	printf("DAXCTL_NAME=");
	for (; *name; name++) {
		unsigned char c = *name;

		if ((isalnum(c) || strchr("#+-.:=@_", c)) && !dots)
			putchar(c);
		else
			printf("\\x%02x", c);
	}
	putchar('\n');
}

/* The way to it through the kernel's devices, as one word. */
static void print_path(struct daxctl_dev *dev)
{
	static const char prefix[] = "/sys/devices/";
	const char *path = daxctl_region_get_path(daxctl_dev_get_region(dev));

	if (strncmp(path, prefix, strlen(prefix)) == 0)
		path += strlen(prefix);
	printf("DAXCTL_PATH=");
	for (; *path; path++)
		putchar(*path == '/' ? '-' : *path);
	printf("-%s\n", daxctl_dev_get_devname(dev));
}

static void print_range(struct daxctl_dev *dev)
{
	struct daxctl_range range;

	if (daxctl_dev_read_range(dev, 0, &range) == 0)
		printf("DAXCTL_RANGE=%#jx-%#jx\n", (uintmax_t)range.start,
		       (uintmax_t)range.end);
}

static void print_names(struct daxctl_dev *dev)
{
	struct identity own;

	read_identity(dev, &own);
	if (*own.uuid || *own.name)
		print_twins(dev, &own);
	if (*own.uuid)
		printf("DAXCTL_UUID=%s\n", own.uuid);
	print_name(own.name);
	print_path(dev);
	print_range(dev);
}

static int look_at(struct cli *cli, const struct args *args, const char *name)
{
	struct daxctl_dev *dev;
	int rc;

	rc = daxctl_dev_get_by_path(cli->ctx, name, &dev);
	/* One that is to be woken may be gone by now. */
	if (rc < 0 && args->wake)
		return 0;
	if (rc == 0 && args->wake)
		rc = daxctl_dev_announce(dev);
	else if (rc == 0)
		print_names(dev);
	if (rc < 0)
		cli_error(cli, "%s: %s", name, strerror(-rc));
	return rc;
}

static int run(struct cli *cli, const void *args, char **operands)
{
	int rc = 0;

	if (!*operands)
		return cli_usage_error(cli, "specify a device");
	for (; *operands; operands++) {
		int one = look_at(cli, args, *operands);

		rc = rc ? rc : one;
	}
	return rc;
}

const struct command cmd_udev_names = {
	.name = "udev-names",
	.operands = "<device>...",
	.summary = "print what udev makes links of",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.run = run,
	.own = true,
	.hidden = true,
};
