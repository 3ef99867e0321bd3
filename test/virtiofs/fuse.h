/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuse.h - answers to the guest's FUSE requests
 */
#ifndef TEST_VIRTIOFS_FUSE_H
#define TEST_VIRTIOFS_FUSE_H

#include "test/virtiofs/files.h"
#include "test/virtiofs/window.h"

enum {
	FUSE_ANSWER = 256 << 10, /* the longest, in bytes */
};

struct fuse {
	struct files files;
	struct window *window;
	_Alignas(8) unsigned char answer[FUSE_ANSWER];
};

/*
 * Bytes of the answer that is now in fuse->answer: 0 where none is wanted.
 * Whatever the request, it is answered.
 */
size_t fuse_answer(struct fuse *fuse, const void *request, size_t length,
		   size_t room);

#endif
