/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * split-acpi.c - make several nodes of one in the tables of the firmware
 *
 * Tables as "acpixtract -a" writes them are read, and written anew beside
 * themselves for an initramfs that overrides those of the firmware. All are
 * made before the first is written.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "daxctl/cmd/acpi-tables.h"
#include "daxctl/command.h"

struct args {
	const char *directory;
	unsigned int pxm, nodes;
	bool verbose, dry_run;
};

static const struct option_desc options[] = {
	STRING('d', "directory", "path", directory,
	       "where the tables are that \"acpixtract -a\" wrote (.)"),
	NUMBER('p', "pxm", "n", pxm, "the proximity domain to divide (0)"),
	NUMBER('n', "nodes", "n", nodes,
	       "how many nodes to make of it, a power of two (2)"),
	FLAG('v', "verbose", verbose, "tell the numbers of the new domains"),
	EXTRA_FLAG(0, "dry-run", dry_run, "write no file"),
};

static const struct args defaults = { .directory = ".", .nodes = 2 };

enum {
	SRAT,
	SLIT,
	NFIT,
	N_TABLES,
	TABLE_MAX = 1 << 20,
	NODES_MAX = 256,
};

static const struct {
	const char *signature, *file;
	int (*split)(const struct acpi_table *table, struct acpi_split *split,
		     struct acpi_table *ret);
	bool optional;
} tables[N_TABLES] = {
	[SRAT] = { "SRAT", "srat.dat", acpi_split_srat, false },
	[SLIT] = { "SLIT", "slit.dat", acpi_split_slit, false },
	[NFIT] = { "NFIT", "nfit.dat", acpi_split_nfit, true },
};

struct work {
	const struct cli *cli;
	const struct args *args;
	int dirfd; /* owned */
	struct acpi_split split;
	struct acpi_table old[N_TABLES], made[N_TABLES];
};

static int read_file(int fd, struct acpi_table *ret)
{
	cleanup(free_p) uint8_t *bytes = malloc(TABLE_MAX + 1);
	size_t size = 0;
	ssize_t len;

	if (!bytes)
		return -ENOMEM;
	do {
		len = read(fd, bytes + size, TABLE_MAX + 1 - size);
		if (len > 0)
			size += len;
	} while (len > 0 || (len < 0 && errno == EINTR));
	if (len < 0)
		return -errno;
	if (size > TABLE_MAX)
		return -E2BIG;
	*ret = (struct acpi_table){ take_ptr(bytes), size };
	return 0;
}

static int fault(struct work *work, unsigned int i, int rc)
{
	const char *fault = work->split.fault;

	cli_error_remedy(work->cli,
			 "get the tables with 'acpidump -b' or 'acpixtract -a'",
			 "%s/%s %s", work->args->directory, tables[i].file,
			 fault ? fault : strerror(-rc));
	return rc;
}

static int read_table(struct work *work, unsigned int i)
{
	cleanup(close_p) int fd = -1;
	int rc;

	fd = openat(work->dirfd, tables[i].file, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT && tables[i].optional)
		return 0;
	rc = fd < 0 ? -errno : read_file(fd, &work->old[i]);
	if (rc < 0) {
		cli_error_remedy(
			work->cli,
			"name the folder that holds srat.dat and slit.dat",
			"can't read %s/%s: %s", work->args->directory,
			tables[i].file, strerror(-rc));
		return rc;
	}
	rc = acpi_check(&work->old[i], tables[i].signature, &work->split);
	return rc < 0 ? fault(work, i, rc) : 0;
}

static int tell_failed_split(struct work *work, unsigned int i, int rc)
{
	const unsigned int domain = work->args->pxm;

	if (rc == -ENOENT)
		cli_error_remedy(
			work->cli,
			"give another one with --pxm: 'iasl -d srat.dat' shows them",
			"%s has no proximity domain %u", tables[i].signature,
			domain);
	else if (rc == -ENXIO)
		cli_error_remedy(work->cli,
				 "only a domain of one range can be divided",
				 "%s has several ranges in proximity domain %u",
				 tables[i].signature, domain);
	else
		return fault(work, i, rc);
	return rc;
}

static int split_all(struct work *work)
{
	int rc;

	rc = acpi_next_domain(&work->old[SRAT], &work->old[SLIT], &work->split,
			      &work->split.next);
	if (rc < 0)
		return fault(work, SRAT, rc);
	for (unsigned int i = 0; i < N_TABLES; i++) {
		if (!work->old[i].bytes)
			continue;
		rc = tables[i].split(&work->old[i], &work->split,
				     &work->made[i]);
		/* There may be no persistent memory in it. */
		if (rc == -ENOENT && tables[i].optional)
			continue;
		if (rc < 0)
			return tell_failed_split(work, i, rc);
	}
	return 0;
}

static int write_bytes(int fd, const struct acpi_table *table)
{
	size_t done = 0;

	while (done < table->size) {
		ssize_t len =
			write(fd, table->bytes + done, table->size - done);

		if (len < 0 && errno != EINTR)
			return -errno;
		done += len > 0 ? len : 0;
	}
	return fsync(fd) < 0 ? -errno : 0;
}

static int write_file(const struct work *work, const char *name,
		      const struct acpi_table *table)
{
	cleanup(close_p) int fd = -1;
	int rc;

	/*
	 * A link that is there is not followed, nor what can't be opened
	 * taken away: it isn't a table of ours.
	 */
	fd = openat(work->dirfd, name,
		    O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		    0640);
	if (fd < 0)
		return -errno;
	rc = write_bytes(fd, table);
	if (rc < 0)
		(void)unlinkat(work->dirfd, name, 0);
	return rc;
}

static int write_all(const struct work *work)
{
	char name[32];
	int rc = 0;

	for (unsigned int i = 0; i < N_TABLES && !rc; i++) {
		if (!work->made[i].bytes)
			continue;
		snprintf(name, sizeof(name), "%s.new", tables[i].file);
		if (!work->args->dry_run)
			rc = write_file(work, name, &work->made[i]);
		if (rc < 0) {
			cli_error(work->cli, "can't write %s/%s: %s",
				  work->args->directory, name, strerror(-rc));
			break;
		}
		fprintf(stderr, "%s: %s/%s\n",
			work->args->dry_run ? "would create" : "created",
			work->args->directory, name);
	}
	return rc;
}

static int do_split(struct work *work)
{
	const struct args *args = work->args;
	int rc = 0;

	work->dirfd = open(args->directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (work->dirfd < 0) {
		rc = -errno;
		cli_error(work->cli, "can't open the folder '%s': %s",
			  args->directory, strerror(-rc));
		return rc;
	}
	for (unsigned int i = 0; i < N_TABLES && !rc; i++)
		rc = read_table(work, i);
	if (!rc)
		rc = split_all(work);
	for (unsigned int i = 1; i < args->nodes && !rc && args->verbose; i++)
		fprintf(stderr, "part %u of domain %u: domain %u\n", i + 1,
			args->pxm, work->split.next + i - 1);
	return rc ? rc : write_all(work);
}

static int run(struct cli *cli, const void *data, char **operands)
{
	const struct args *args = data;
	struct work work = {
		.cli = cli,
		.args = args,
		.dirfd = -1,
		.split = { .domain = args->pxm, .nodes = args->nodes },
	};
	int rc = cli_no_operands(cli, operands);

	if (rc)
		return rc;
	if (args->nodes < 2 || args->nodes > NODES_MAX ||
	    args->nodes & (args->nodes - 1))
		return cli_usage_error(
			cli, "--nodes=%u, must be power of 2, at most %d",
			args->nodes, NODES_MAX);
	if (!args->directory)
		return cli_usage_error(cli, "--directory: name a folder");
	rc = do_split(&work);
	for (unsigned int i = 0; i < N_TABLES; i++) {
		acpi_table_free(&work.old[i]);
		acpi_table_free(&work.made[i]);
	}
	close_p(&work.dirfd);
	return rc;
}

const struct command cmd_split_acpi = {
	.name = "split-acpi",
	.summary = "make several nodes of one in tables of the firmware",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
	.no_context = true,
};
