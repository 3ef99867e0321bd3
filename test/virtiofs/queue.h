/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * queue.h - a split virtqueue of the guest
 *
 * A request is copied out whole and its answer copied in whole, so that
 * nothing the guest changes meanwhile is looked at twice.
 */
#ifndef TEST_VIRTIOFS_QUEUE_H
#define TEST_VIRTIOFS_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "test/virtiofs/memory.h"

enum {
	QUEUE_REQUEST = 64 << 10, /* the longest, in bytes */
};

struct queue {
	unsigned int size;
	uint64_t descriptors, available, used; /* front-end's addresses */
	uint16_t next;			       /* request to take */
	int kick, call;
	bool enabled;
};

struct request {
	uint16_t head;
	size_t length;
	size_t room; /* for the answer */
	unsigned char bytes[QUEUE_REQUEST];
};

/* 1: a request was taken, 0: there is none, -errno: the queue is broken. */
int queue_take(struct queue *queue, const struct memory *memory,
	       struct request *ret);

/* The guest is told that an answer is there. */
int queue_give(struct queue *queue, const struct memory *memory, uint16_t head,
	       const void *answer, size_t length);

#endif
