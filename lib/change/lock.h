/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lock.h - one change at a time to a region, a dimm, the memory policy
 *
 * A lock is a file /run/daxctl/region-N.lock, dimm-N.lock or policy-0.lock with
 * an open-file-description lock on it; the file says who holds it. A dead
 * holder holds nothing. Who needs several takes them in the order of struct
 * lock_set: regions by number, then dimms by number.
 */
#ifndef LIB_CHANGE_LOCK_H
#define LIB_CHANGE_LOCK_H

#include "lib/ctx.h"
#include "util/util.h"

struct lock_set {
	struct lock *at; /* owned, in the order of taking */
	size_t count;
};

/*
 * Regions come before dimms, these before the policy, lower numbers before
 * higher; 0 or -ENOMEM.
 */
int lock_want(struct lock_set *set, const char *kind, unsigned int id,
	      const char *object) must_check;

/*
 * Take all of them, within the context's lock timeout, for @what ("create").
 * -EAGAIN: somebody else has one; -EACCES; -ENOLCK: no lock can be had. None
 * is held then and the context's error is set.
 */
int lock_take(struct daxctl_ctx *ctx, struct lock_set *set,
	      const char *what) must_check;

/* Give back what is held and forget the set. */
void lock_release(struct lock_set *set);

#endif
