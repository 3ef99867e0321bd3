/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * select.h - which objects a command line is about
 *
 * Filters hold one or several names, separated by blanks, any of which may
 * match. They act together: a bus is in if what they name is on it, a region
 * if it lies on a dimm they name, and so on.
 */
#ifndef DAXCTL_CMD_SELECT_H
#define DAXCTL_CMD_SELECT_H

#include "daxctl/command.h"
#include "util/array.h"

struct selection {
	/* As the user gave them; NULL: all. */
	const char *bus;
	const char *region;
	const char *dimm;
	const char *namespace;
	const char *mode;
	const char *type;
	const char *numa_node;
	bool idle;	 /* disabled objects and seeds, too */
	bool configured; /* disabled objects that have a size */

	/* What select_prepare() makes of them. */
	bool by_mode, by_node;
	enum daxctl_nd_mode wanted_mode;
	int wanted_node;
	enum daxctl_nd_region_type wanted_type; /* 0: all */
};

/* Check the filters' words. 0, or -EINVAL after the command has said why. */
int select_prepare(const struct cli *cli, struct selection *selection);

/* Is the object among those asked for? */
bool select_bus(const struct selection *selection, struct daxctl_nd_bus *bus);
bool select_dimm(const struct selection *selection,
		 struct daxctl_nd_dimm *dimm);
bool select_region(const struct selection *selection,
		   struct daxctl_nd_region *region);

/*
 * The namespaces of a region that are asked for, added to @to. Names that are
 * given are looked up and not searched for, so that one costs the same in any
 * company. 0 or -errno.
 */
int select_namespaces(const struct selection *selection,
		      struct daxctl_nd_region *region, struct array *to);

/* Does one of the blank-separated words say "all", @number or @name? */
bool select_word(const char *words, const char *name, unsigned int number);

/*
 * Write the name of the device that a word calls by two numbers only: @prefix
 * and X.Y. As upstream's, it may go on after that: "0.1x" is "0.1". False if it
 * doesn't begin so.
 */
bool select_pair(const char *word, const char *prefix, char *name, size_t size);

/* The filters' names of objects that aren't there, told one by one. */
void select_missing(const struct selection *selection, struct daxctl_ctx *ctx,
		    void (*tell)(void *arg, const char *kind, const char *name),
		    void *arg);

#endif
