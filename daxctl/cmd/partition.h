/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * partition.h - what the commands about partitions have in common
 */
#ifndef DAXCTL_CMD_PARTITION_H
#define DAXCTL_CMD_PARTITION_H

#include "daxctl/cmd/change.h"

/* A disk that a command line names, or one partition of it. */
struct partition_target {
	char disk[40];
	unsigned int number; /* 0: all of the disk's */
	bool named;	     /* it is no one of "all" */
};

/*
 * The disks that @words mean: "pmem0", "/dev/pmem0", "pmem0p1", or "all" that
 * there are. No word means all. @to gets struct partition_target, which
 * array_free() with free() gives back. 0, or what run() has to return after
 * telling what is no name of a disk; whether there is such a disk isn't looked
 * at.
 */
int partition_targets(struct cli *cli, char **words,
		      struct array *to) must_check;

/* cleanup() for such an array. */
void partition_targets_free(struct array *targets);

#define PARTITION_WAIT_HELP "wait until udev has made the links in /dev"

/* A change of maps, of one disk after the other. */
struct partition_change {
	struct change change;
	const void *args; /* the command's own */
	bool wait, removes;
	bool quiet; /* count only what was done */
	unsigned int made, removed, unchanged, failed;
	bool pending; /* a dry run, and there is something to do */
	int (*plan)(struct partition_change *all,
		    const struct partition_target *target,
		    struct daxctl_plan **ret);
};

/* The whole of such a command. */
int partition_run(struct partition_change *all, char **words);

/* Tell that it failed for @name, and go on. */
void partition_failed(struct partition_change *all, int rc, const char *name);

static inline void disk_free_p(struct daxctl_disk **disk)
{
	daxctl_disk_free(*disk);
}

#endif
