/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * copy.h - copies of files that can't be handed on as they are
 */
#ifndef TEST_VIRTIOFS_COPY_H
#define TEST_VIRTIOFS_COPY_H

#include <sys/types.h>

/*
 * A nameless file in a folder, with what is behind an offset of another one
 * and zeros up to length. A descriptor, or -errno.
 */
int copy_tail(int folder, int fd, off_t offset, off_t length);

/* proc/PID/maps below a folder: as it is in /proc now. */
int copy_maps(int folder, pid_t pid);

#endif
