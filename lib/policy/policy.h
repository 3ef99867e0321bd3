/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * policy.h - what the files that look for actors share
 *
 * A look is one passage over all of them, with a block that changes as they
 * act on it.
 */
#ifndef LIB_POLICY_POLICY_H
#define LIB_POLICY_POLICY_H

#include "lib/ctx.h"
#include "lib/libdaxctl-policy.h"
#include "lib/policy/rules.h"
#include "util/array.h"

/* Longest names of files and values that are kept. */
enum {
	POLICY_TEXT = 128
};

/* How sure it is that something is so; the lesser of two is sure of both. */
enum truth {
	NO,
	MAYBE,
	YES,
};

static inline enum truth both(enum truth a, enum truth b)
{
	return a < b ? a : b;
}

/* As udev keeps the properties of a device. */
struct var {
	char name[POLICY_TEXT];
	char value[POLICY_TEXT];
	enum truth set;
};

struct rules_file {
	char path[POLICY_TEXT + 40];
	struct rules rules;
};

struct look {
	struct daxctl_ctx *ctx;
	struct daxctl_policy *policy; /* gets the actors */
	const struct array *files;    /* of udev: struct rules_file */
	bool held;		      /* the kernel's policy doesn't act */
	/* The blocks by number; none: those of somebody else, of any number. */
	const unsigned int *blocks;
	size_t n_blocks;
	bool of_dax;
	/* Where "online" puts a block, and what the block is by now. */
	enum daxctl_policy_zone usual;
	enum truth online;
	enum daxctl_policy_zone zone;
	size_t decider; /* index of the actor, SIZE_MAX: none */
	size_t blocker[3];
	/* Of udev. */
	struct var *vars; /* owned */
	size_t n_vars;
	bool imported; /* any property may have been set */
};

/* policy.c */
/* Add an actor: its strings are copied. 0 or -ENOMEM. */
int look_add(struct look *look,
	     const struct daxctl_policy_actor *actor) must_check;
/*
 * The same for one that writes @value to the state of a block, if that is
 * anything it may be; @done: whether it does now.
 */
int look_write(struct look *look, struct daxctl_policy_actor actor,
	       const char *value, enum truth sure, enum truth done) must_check;

/* kernel.c */
int look_at_kernel(struct look *look) must_check;

/* udev.c: all files in their order, read once for all looks */
int rules_files_read(struct daxctl_ctx *ctx, struct array *ret) must_check;
void rules_files_free(struct array *files);

/* match.c */
int look_at_udev(struct look *look) must_check;

/* file.c */
/*
 * The whole of a regular file below the root, or of one that the kernel makes,
 * with a NUL behind it. -ENOENT also if it is something else; -EFBIG.
 */
int policy_read(const struct daxctl_ctx *ctx, const char *path, char **ret,
		size_t *size) must_check;
/* The same of a gzip file; -EOPNOTSUPP: there is no libz. */
int policy_read_gzip(const struct daxctl_ctx *ctx, const char *path, char **ret,
		     size_t *size) must_check;

#endif
