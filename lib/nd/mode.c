/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mode.c - the names of the modes that a namespace can be in
 */
#include <errno.h>
#include <strings.h>

#include "lib/nd/nd.h"

static const char *const mode_names[] = {
	[DAXCTL_ND_MODE_RAW] = "raw",
	[DAXCTL_ND_MODE_SECTOR] = "sector",
	[DAXCTL_ND_MODE_FSDAX] = "fsdax",
	[DAXCTL_ND_MODE_DEVDAX] = "devdax",
};

DAXCTL_EXPORT const char *daxctl_nd_mode_name(enum daxctl_nd_mode mode)
{
	return mode_names[mode];
}

DAXCTL_EXPORT int daxctl_nd_mode_parse(const char *text,
				       enum daxctl_nd_mode *ret)
{
	/* The kernel's words, which were the user's until 2018. */
	static const char *const old_names[] = {
		[DAXCTL_ND_MODE_RAW] = "raw",
		[DAXCTL_ND_MODE_SECTOR] = "safe",
		[DAXCTL_ND_MODE_FSDAX] = "memory",
		[DAXCTL_ND_MODE_DEVDAX] = "dax",
	};

	for (size_t mode = 0; mode < ARRAY_SIZE(mode_names); mode++)
		if (!strcasecmp(text, mode_names[mode]) ||
		    !strcasecmp(text, old_names[mode])) {
			*ret = mode;
			return 0;
		}
	return -EINVAL;
}
