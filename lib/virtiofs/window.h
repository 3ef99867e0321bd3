/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * window.h - what the files of this room tell each other
 */
#ifndef LIB_VIRTIOFS_WINDOW_H
#define LIB_VIRTIOFS_WINDOW_H

#include "lib/ctx.h"

/* What a context knows of virtio-fs. */
struct virtiofs {
	struct array windows; /* owned, by number */
	struct array mounts;  /* owned: struct virtiofs_mount */
	int mounts_rc;	      /* why there are none */
	struct array findings;
	unsigned int kernel; /* as of proc_release_number(); 0: not known */
	bool checked;
};

struct virtiofs_mount {
	char *path, *tag, *dax; /* dax: NULL if there is no such option */
	dev_t device;
	bool taken; /* its window is known */
};

/* Everything above but the findings; NULL: no memory. */
struct virtiofs *virtiofs_of(struct daxctl_ctx *ctx);

/* mounts.c: the virtio-fs of a mountinfo. 0, -ELIBACC, -ENOMEM, … */
int virtiofs_read_mounts(const struct daxctl_ctx *ctx,
			 struct array *to) must_check;
void virtiofs_mount_free(void *mount);

/* check.c */
void virtiofs_finding_free(void *finding);

#endif
