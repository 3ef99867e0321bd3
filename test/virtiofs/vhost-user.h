/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vhost-user.h - the back-end's side of vhost-user, for one device
 *
 * After QEMU's docs/interop/vhost-user.rst. Two sockets: on one the front-end
 * asks and we answer, on the other it is the other way round. Whoever waits
 * for an answer must go on answering, and does.
 */
#ifndef TEST_VIRTIOFS_VHOST_USER_H
#define TEST_VIRTIOFS_VHOST_USER_H

#include <stdbool.h>
#include <sys/types.h>

#include "test/virtiofs/memory.h"
#include "test/virtiofs/queue.h"

enum {
	VHOST_QUEUES = 2, /* of virtio-fs: urgent requests and all others */
};

struct vhost {
	int front, back;
	pid_t vmm;	   /* the front-end */
	uint64_t features; /* that the front-end has acknowledged */
	struct memory memory;
	unsigned int memory_changes;
	struct queue queues[VHOST_QUEUES];
	unsigned char config[64];
	size_t config_size;
	uint64_t window; /* bytes of shared-memory region 0 */
};

void vhost_init(struct vhost *vhost, int front);

/* Take one message and answer it. -ECONNRESET: the front-end is gone. */
int vhost_serve(struct vhost *vhost);

/*
 * Have a piece of a file mapped into the window, or taken out of it. When they
 * return 0 the guest may use it, or can use it no more.
 */
int vhost_map(struct vhost *vhost, int fd, uint64_t offset, uint64_t window,
	      uint64_t length);
int vhost_unmap(struct vhost *vhost, uint64_t window, uint64_t length);

#endif
