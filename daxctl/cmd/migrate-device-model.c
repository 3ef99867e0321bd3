/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * migrate-device-model.c - leave class/dax for the dax bus
 *
 * Until 5.17 kernels had a module that put devices where old programs looked
 * for them. A link in modprobe's folder keeps it out.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/command.h"

struct args {
	bool dry_run;
};

static const struct option_desc options[] = {
	EXTRA_FLAG(0, "dry-run", dry_run, "make no link"),
};

static const char folder[] = SYSCONFDIR "/modprobe.d";
static const char link_name[] = "daxctl.conf";
static const char target[] = DATADIR "/daxctl/daxctl.conf";

/* Is it there already? 1, 0; -EEXIST: something else is. */
static int is_done(int dirfd)
{
	char text[sizeof(target) + 1];
	ssize_t len = readlinkat(dirfd, link_name, text, sizeof(text));

	if (len < 0)
		return errno == ENOENT ? 0 : errno == EINVAL ? -EEXIST : -errno;
	if (len != sizeof(target) - 1 || memcmp(text, target, len))
		return -EEXIST;
	return 1;
}

static int open_folder(const struct cli *cli)
{
	cleanup(close_p) int root = -1;
	int fd;

	root = open(cli->sysroot ? cli->sysroot : "/",
		    O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -errno;
	fd = openat(root, folder + 1, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int migrate(const struct cli *cli, const struct args *args, int dirfd)
{
	int rc = is_done(dirfd);

	if (rc) {
		if (rc > 0)
			fprintf(stderr, "unchanged: %s/%s is installed\n",
				folder, link_name);
		return rc < 0 ? rc : 0;
	}
	if (args->dry_run) {
		printf("%s/%s: link to %s\n", folder, link_name, target);
		return 0;
	}
	if (cli->sysroot)
		return -EROFS;
	if (symlinkat(target, dirfd, link_name) < 0)
		return -errno;
	fprintf(stderr, " success: installed %s/%s\n", folder, link_name);
	return 0;
}

static int run(struct cli *cli, const void *args, char **operands)
{
	cleanup(close_p) int dirfd = -1;
	int rc = cli_no_operands(cli, operands);

	if (rc)
		return rc;
	dirfd = open_folder(cli);
	rc = dirfd < 0 ? dirfd : migrate(cli, args, dirfd);
	if (!rc)
		return STATUS_DONE;
	cli_error_remedy(cli,
			 rc == -EEXIST ? "see what it is for, and remove it"
			 : rc == -ENOENT
				 ? "make the folder that modprobe reads"
				 : "run it as root, on the machine itself",
			 "failed to install %s/%s: %s", folder, link_name,
			 strerror(-rc));
	return STATUS_FAILED;
}

const struct command cmd_migrate_model = {
	.name = "migrate-device-model",
	.summary = "have old kernels put dax devices on the dax bus",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.run = run,
};
