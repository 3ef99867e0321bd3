/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * change.h - what the commands that change something have in common
 *
 * Such a command finds the names of its objects (target_*), and then, for one
 * name after the other, makes a plan and carries it out (change_all). Names
 * and not objects, because a change makes the objects of the library stale.
 *
 *	rc = change_begin(&change);
 *	if (!rc)
 *		rc = target_namespaces(&change, &selection, word, &names);
 *	return change_all(&change, rc, &names, plan);
 */
#ifndef DAXCTL_CMD_CHANGE_H
#define DAXCTL_CMD_CHANGE_H

#include "daxctl/cmd/select.h"
#include "daxctl/command.h"

/* As member "change" of a command's struct args, for the options below. */
struct change_args {
	bool verbose;
	bool dry_run;
	unsigned int lock_timeout; /* seconds */
};

/* The rest of a command's defaults is zero. */
#define CHANGE_DEFAULTS            \
	{                          \
		.lock_timeout = 10 \
	}

#define CHANGE_VERBOSE_HELP "tell on standard error what the library does"

#define CHANGE_OPTIONS                                       \
	EXTRA_FLAG(0, "dry-run", change.dry_run,             \
		   "print the steps and take none of them"), \
		EXTRA_NUMBER(0, "lock-timeout", "seconds",   \
			     change.lock_timeout,            \
			     "wait so long for another change to end (10)")

struct change {
	struct cli *cli;
	const struct change_args *args;
	const char *verb;   /* what has been done then: "destroyed" */
	const char *object; /* "namespace" */
	unsigned int flags; /* DAXCTL_PLAN_* */
	const void *data;   /* the command's own, for its plan function */
	unsigned int changed, unchanged;
	char object_done[40]; /* what the last plan carried out was about */
	int rc;		      /* of the first failure */
	bool told;	      /* that a filter names nothing, which is none */
};

/* Make the plan for the object called @name; as the library's functions. */
typedef int change_plan(struct change *change, const char *name,
			struct daxctl_plan **ret);

/* Take the options over. 0, or what run() has to return. */
int change_begin(struct change *change) must_check;

/*
 * Carry a plan out, or with --dry-run print its steps, and free it. The
 * library's objects are gone afterwards. Returns 0 or -errno; the library has
 * said why, nobody has told the user.
 */
int change_carry_out(struct change *change, struct daxctl_plan *plan);

/* Plan and carry out for each name, whatever becomes of the others. */
void change_each(struct change *change, const struct array *names,
		 change_plan *plan);

/*
 * The end of such a command: all that, unless finding the names has failed with
 * @rc, and the count. Returns the status of the command.
 */
int change_all(struct change *change, int rc, const struct array *names,
	       change_plan *plan);

/*
 * All that a command does to the dimms that @words name, counting included. Of
 * several words all are looked up before the first dimm is touched.
 */
int change_dimms(struct change *change, const char *infinitive, const char *bus,
		 char **words, change_plan *plan_for) must_check;

/* Tell that it failed for @name, why, and keep the first @rc. */
void change_failed(struct change *change, int rc, const char *name);

/* A line for @reasons, to be told if no other does: why @name can't be used. */
void change_pass_over(const struct change *change, FILE *reasons, int rc,
		      const char *name);

/* "destroyed 2 namespaces" on standard error. */
void change_count(const struct change *change);

/*
 * The names of the objects that a word means, copied to @to; "all" means all
 * that are worth it. 0, or -ENXIO after telling what isn't there. What filters
 * leave nothing of is told as well, with 0; but not of a namespace by name:
 * as upstream's commands.
 */
int target_namespaces(struct change *change, struct selection *selection,
		      const char *word, struct array *to) must_check;
int target_regions(struct change *change, struct selection *selection,
		   struct array *to) must_check;
int target_dimms(struct change *change, struct selection *selection,
		 struct array *to) must_check;

/* The selected regions; none is no mistake here. */
int target_region_walk(struct change *change, struct selection *selection,
		       struct array *to) must_check;

/* Give the names back; cleanup() for a struct array. */
void target_free(struct array *names);

#endif
