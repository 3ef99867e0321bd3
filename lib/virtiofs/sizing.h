/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sizing.h - what is known of the kernel's ranges, by number
 *
 * The arithmetic is public (libdaxctl-sizing.h); these are the figures that
 * it stands on.
 */
#ifndef LIB_VIRTIOFS_SIZING_H
#define LIB_VIRTIOFS_SIZING_H

#include "lib/libdaxctl-sizing.h"

enum {
	SIZING_PAGE_SIZE = 4096,
	SIZING_STRUCT_PAGE = 64,  /* bytes for each page */
	SIZING_MAPPING = 128,	  /* bytes for each range: kmalloc-128 */
	SIZING_RECLAIM_SHARE = 5, /* reclaim begins below 1/5 free */
	SIZING_RECLAIM_CHUNK = 10 /* ranges that one run of it frees */
};

#endif
