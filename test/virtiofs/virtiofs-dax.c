/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * virtiofs-dax.c - a virtio-fs device with a DAX window, for tests
 *
 * usage: virtiofs-dax TAG FOLDER WINDOW-BYTES
 *
 * Standard input is a socket that listens: QEMU's vhost-user-test-device
 * connects to it. Shares FOLDER, read only, as TAG, until QEMU ends. Extended
 * attributes of every file tell what has been counted: user.window.set_ups,
 * user.window.removes, user.window.in_use. Another one, user.window.vmm, is
 * the number of QEMU's process; who reads it finds proc/NUMBER/maps in FOLDER.
 */
#include <err.h>
#include <errno.h>
#include <linux/virtio_fs.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "test/virtiofs/fuse.h"
#include "util/util.h"

static struct vhost vhost;
static struct window window = { .vhost = &vhost };
static struct fuse fuse = { .window = &window };
static struct request request;

static void answer_all(struct queue *queue)
{
	size_t length;
	int rc;

	while (queue->enabled &&
	       (rc = queue_take(queue, &vhost.memory, &request)) > 0) {
		length = fuse_answer(&fuse, request.bytes, request.length,
				     request.room);
		if (length > request.room)
			length = 0;
		rc = queue_give(queue, &vhost.memory, request.head, fuse.answer,
				length);
		if (rc < 0)
			break;
	}
	if (queue->enabled && rc < 0)
		errx(1, "the queue is broken: %s", strerror(-rc));
}

static void serve(void)
{
	struct pollfd fds[1 + VHOST_QUEUES];
	uint64_t kicks;
	int rc = 0;

	while (rc == 0) {
		fds[0] = (struct pollfd){ vhost.front, POLLIN, 0 };
		for (int i = 0; i < VHOST_QUEUES; i++)
			fds[i + 1] = (struct pollfd){ vhost.queues[i].kick,
						      POLLIN, 0 };
		if (poll(fds, ARRAY_SIZE(fds), -1) < 0)
			err(1, "poll");
		if (fds[0].revents) {
			/* It may close what else was polled. */
			rc = vhost_serve(&vhost);
			continue;
		}
		for (int i = 0; i < VHOST_QUEUES; i++)
			if (fds[i + 1].revents &&
			    read(fds[i + 1].fd, &kicks, sizeof(kicks)) > 0)
				answer_all(&vhost.queues[i]);
	}
	if (rc != -ECONNRESET)
		errx(1, "vhost-user: %s", strerror(-rc));
}

static void connect_front(void)
{
	struct ucred vmm;
	socklen_t size = sizeof(vmm);

	vhost_init(&vhost, accept(STDIN_FILENO, NULL, NULL));
	if (vhost.front < 0)
		err(1, "accept");
	if (getsockopt(vhost.front, SOL_SOCKET, SO_PEERCRED, &vmm, &size) < 0)
		err(1, "SO_PEERCRED");
	vhost.vmm = vmm.pid;
}

static void set_config(const char *tag)
{
	struct virtio_fs_config config = { .num_request_queues = 1 };

	if (strlen(tag) > sizeof(config.tag))
		errx(64, "'%s' is too long for a tag", tag);
	memcpy(config.tag, tag, strlen(tag));
	memcpy(vhost.config, &config, sizeof(config));
	vhost.config_size = sizeof(config);
}

/* A file that the guest knows is a descriptor here. */
static void allow_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		err(1, "getrlimit");
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char **argv)
{
	int rc;

	if (argc != 4)
		errx(64, "usage: virtiofs-dax TAG FOLDER WINDOW-BYTES");
	allow_files();
	rc = files_open(&fuse.files, argv[2]);
	if (rc < 0)
		errx(1, "%s: %s", argv[2], strerror(-rc));
	connect_front();
	window.folder = fuse.files.at[ROOT].fd;
	vhost.window = strtoull(argv[3], NULL, 0);
	set_config(argv[1]);
	rc = window_init(&window, &vhost);
	if (rc < 0)
		errx(1, "%s", strerror(-rc));
	serve();
	return 0;
}
