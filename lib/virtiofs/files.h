/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * files.h - what the scan of a tree adds to the sum
 */
#ifndef LIB_VIRTIOFS_FILES_H
#define LIB_VIRTIOFS_FILES_H

#include <stdint.h>

#include "lib/libdaxctl-sizing.h"
#include "util/util.h"

/* Ranges of an open file of that size with a page in the cache. */
int resident_ranges(int fd, uint64_t size, uint64_t *ret) must_check;

#endif
