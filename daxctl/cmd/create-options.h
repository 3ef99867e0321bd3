/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * create-options.h - the words of create-namespace, and what they ask for
 */
#ifndef DAXCTL_CMD_CREATE_OPTIONS_H
#define DAXCTL_CMD_CREATE_OPTIONS_H

#include "daxctl/cmd/change.h"

struct args {
	const char *bus;
	const char *region;
	const char *type;
	const char *reconfig;
	const char *uuid;
	const char *name;
	const char *size;
	const char *mode;
	const char *map;
	const char *sector_size;
	const char *align;
	bool force;
	bool autolabel;
	bool autorecover;
	bool greedy;
	struct change_args change;
};

/*
 * Read the words into @want. What they can't mean on any region is told here,
 * before a device is looked at. 0, or what run() has to return.
 */
int create_options_read(const struct cli *cli, const struct args *args,
			struct daxctl_nd_create *want) must_check;

#endif
