/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * device.h - what the commands that change dax devices have in common
 */
#ifndef DAXCTL_CMD_DEVICE_H
#define DAXCTL_CMD_DEVICE_H

#include "daxctl/cmd/change.h"

/* Options of a command with these three members in its struct args. */
#define DEVICE_OPTIONS                                                       \
	STRING('r', "region", "region", region,                              \
	       "only in the dax region of that number or name"),             \
		FLAG('u', "human", human, "write sizes for people to read"), \
		FLAG('v', "verbose", change.verbose, CHANGE_VERBOSE_HELP)

/* Of those that take memory out of use, with a member "timeout" of 60. */
#define TIMEOUT_OPTION                                 \
	EXTRA_NUMBER(0, "timeout", "seconds", timeout, \
		     "give a memory block up after so long (60)")

/* Take it over. 0, or what run() has to return. */
int device_set_timeout(const struct cli *cli, unsigned int seconds) must_check;

/* Is it among the regions that the option names? NULL: all are. */
bool device_region_wanted(const char *words, struct daxctl_region *region);

/*
 * The names of the devices that @words mean: "dax0.1", "0.1", a path that ends
 * so, or "all" that have a size. At least one word, or it is a mistake, told
 * with @verb. 0, or what run() has to return after telling what isn't there;
 * nothing may be changed before.
 */
int device_targets(struct change *change, const char *region, char **words,
		   const char *verb, struct array *to) must_check;

/* The devices of these names on standard output. Returns an exit status. */
int device_report(const struct cli *cli, bool human, const struct array *names);

/* Add a copy of @name. 0 or -ENOMEM. */
int device_add_name(struct array *to, const char *name) must_check;

/* The text of --size or --align. 0, or what run() has to return. */
int device_read_bytes(const struct cli *cli, const char *option,
		      const char *text, bool *has, uint64_t *ret) must_check;

/*
 * The plan for the device called @name; tells if it has that mode already. 0 or
 * -errno, and nobody has told the user.
 */
int device_plan_reconfigure(struct change *change, const char *name,
			    const struct daxctl_dev_reconfigure *want,
			    struct daxctl_plan **ret) must_check;

/*
 * Make each device what the configuration wants it to be, and add those for
 * which that was done to @done. @any: it says something of at least one. 0, or
 * what run() has to return.
 */
int device_configure(struct change *change, const struct array *names,
		     struct array *done, bool *any) must_check;

/* A device as a file describes it, see daxctl-create-device(1). */
struct device_input {
	struct daxctl_dev_create want; /* its ranges are below */
	struct daxctl_range *ranges;   /* owned */
	char region[16];	       /* "": it doesn't say */
};

/* 0, or what run() has to return. Free the ranges, whatever it returns. */
int device_input_read(const struct cli *cli, const char *path,
		      struct device_input *ret) must_check;

#endif
