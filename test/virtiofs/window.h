/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window.h - the DAX window: pieces of files that are mapped into it
 */
#ifndef TEST_VIRTIOFS_WINDOW_H
#define TEST_VIRTIOFS_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "test/virtiofs/vhost-user.h"

enum {
	RANGE_SHIFT = 21,
	RANGE_SIZE = 1 << RANGE_SHIFT, /* that the kernel asks for */
};

struct window {
	struct vhost *vhost;
	int folder;   /* for copies */
	bool *mapped; /* of each range */
	uint64_t ranges;
	uint64_t set_ups, removes; /* that the guest had done */
};

int window_init(struct window *window, struct vhost *vhost);
int window_set_up(struct window *window, int fd, uint64_t file_offset,
		  uint64_t offset, uint64_t length);
int window_remove(struct window *window, uint64_t offset, uint64_t length);
/* A mount that ends takes nothing out itself. */
void window_clear(struct window *window);
uint64_t window_in_use(const struct window *window);

#endif
