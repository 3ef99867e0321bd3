/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * write.h - the bytes of media that a change writes itself
 *
 * Everything else on the media is written by the kernel's drivers.
 */
#ifndef LIB_ND_WRITE_H
#define LIB_ND_WRITE_H

#include "lib/ctx.h"
#include "lib/nd/label.h"
#include "util/util.h"

/*
 * Open a disk, "pmem0.1", so that nobody else can open it like that: a mount,
 * a dm or md device, a swap area and another tool keep it from us, and we keep
 * it from them. Waits for its node in /dev to appear.
 * -EBUSY: somebody uses it. -ENODEV: the node is another disk's.
 */
int nd_disk_open(const struct daxctl_ctx *ctx, const char *disk, int flags);

/* The head of a namespace: the area of info blocks, see infoblock.h. */
struct nd_head {
	void *bytes; /* owned; what was there, aligned for O_DIRECT */
	bool cleared;
};

/*
 * Zero the head of a disk opened with O_DIRECT, unless it is zero, and read it
 * back. @ret has what was there before as soon as it is known, even on error.
 */
int nd_head_clear(int disk, struct nd_head *ret) must_check;
/* Write the head back as it was. */
int nd_head_restore(int disk, const struct nd_head *head) must_check;

/*
 * Write fresh label indices to a dimm. @ret_old is what was in their place, to
 * be freed by the caller.
 */
int nd_labels_start(struct daxctl_nd_dimm *dimm, enum nd_label_version version,
		    void **ret_old) must_check;
int nd_labels_restore(struct daxctl_nd_dimm *dimm, const void *old) must_check;

#endif
