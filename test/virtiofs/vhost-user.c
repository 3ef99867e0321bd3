/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vhost-user.c - messages of vhost-user, and what each of them does
 */
#include <errno.h>
#include <linux/virtio_config.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "test/virtiofs/vhost-user.h"
#include "util/util.h"

/* Feature bit 30 of a device says that there are protocol features. */
#define F_PROTOCOL (1ull << 30)
#define FEATURES   (1ull << VIRTIO_F_VERSION_1 | F_PROTOCOL)

enum {
	P_MQ = 0,
	P_REPLY_ACK = 3,
	P_BACKEND_REQ = 5,
	P_CONFIG = 9,
	P_BACKEND_SEND_FD = 10,
	P_CONFIGURE_MEM_SLOTS = 15,
	P_SHMEM = 22,
};

#define PROTOCOL_FEATURES                                             \
	(1ull << P_MQ | 1ull << P_REPLY_ACK | 1ull << P_BACKEND_REQ | \
	 1ull << P_CONFIG | 1ull << P_BACKEND_SEND_FD |               \
	 1ull << P_CONFIGURE_MEM_SLOTS | 1ull << P_SHMEM)

enum {
	GET_FEATURES = 1,
	SET_FEATURES = 2,
	SET_OWNER = 3,
	SET_MEM_TABLE = 5,
	SET_VRING_NUM = 8,
	SET_VRING_ADDR = 9,
	SET_VRING_BASE = 10,
	GET_VRING_BASE = 11,
	SET_VRING_KICK = 12,
	SET_VRING_CALL = 13,
	SET_VRING_ERR = 14,
	GET_PROTOCOL_FEATURES = 15,
	SET_PROTOCOL_FEATURES = 16,
	GET_QUEUE_NUM = 17,
	SET_VRING_ENABLE = 18,
	SET_BACKEND_REQ_FD = 21,
	GET_CONFIG = 24,
	GET_MAX_MEM_SLOTS = 36,
	ADD_MEM_REG = 37,
	REM_MEM_REG = 38,
	GET_SHMEM_CONFIG = 44,
};

enum {
	BACKEND_SHMEM_MAP = 9,
	BACKEND_SHMEM_UNMAP = 10,
};

/* Of the flags of a message. */
enum {
	VERSION = 1,
	REPLY = 4,
	NEED_REPLY = 8,
};

enum {
	FDS = 8,
	TABLE_REGIONS = 8,
	NO_FD = 256, /* of a queue's number: no descriptor came with it */
	/*
	 * Milliseconds. At each change QEMU 11.1 compares all regions with
	 * those that it has told, and searches a list of all for each pair:
	 * where 450 ranges are in use a third of a second goes by.
	 */
	PATIENCE = 60000,
};

struct header {
	uint32_t request, flags, size;
};

union payload {
	uint64_t u64;
	struct {
		uint32_t index, num;
	} state;
	struct {
		uint32_t index, flags;
		uint64_t descriptors, used, available, log;
	} address;
	struct {
		uint64_t padding;
		struct memory_region region;
	} one;
	struct {
		uint32_t count, padding;
		struct memory_region regions[TABLE_REGIONS];
	} table;
	struct {
		uint32_t offset, size, flags;
		unsigned char bytes[256];
	} config;
	struct {
		uint32_t count, padding;
		uint64_t sizes[256];
	} shmem;
	struct {
		uint8_t id, padding[7];
		uint64_t offset, window, length, flags;
	} map;
};

struct message {
	struct header header;
	union payload payload;
	int fds[FDS];
	size_t n_fds;
};

void vhost_init(struct vhost *vhost, int front)
{
	*vhost = (struct vhost){ .front = front, .back = -1 };
	for (unsigned int i = 0; i < VHOST_QUEUES; i++)
		vhost->queues[i].kick = vhost->queues[i].call = -1;
}

static void close_fds(struct message *message)
{
	while (message->n_fds)
		close(message->fds[--message->n_fds]);
}

/* The descriptor that came with a message; whoever takes it closes it. */
static int take_only_fd(struct message *message)
{
	if (message->n_fds != 1)
		return -EINVAL;
	message->n_fds = 0;
	return message->fds[0];
}

static void note_fds(struct message *message, struct msghdr *control)
{
	struct cmsghdr *one;

	message->n_fds = 0;
	for (one = CMSG_FIRSTHDR(control); one; one = CMSG_NXTHDR(control, one))
		if (one->cmsg_level == SOL_SOCKET &&
		    one->cmsg_type == SCM_RIGHTS) {
			size_t bytes = one->cmsg_len - CMSG_LEN(0);

			memcpy(message->fds, CMSG_DATA(one), bytes);
			message->n_fds = bytes / sizeof(int);
		}
}

static int receive(int fd, struct message *ret)
{
	char control[CMSG_SPACE(sizeof(ret->fds))];
	struct iovec iov = { &ret->header, sizeof(ret->header) };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = control,
			      .msg_controllen = sizeof(control) };
	ssize_t got;

	got = recvmsg(fd, &msg, MSG_CMSG_CLOEXEC | MSG_WAITALL);
	if (got < 0)
		return -errno;
	note_fds(ret, &msg);
	memset(&ret->payload, 0, sizeof(ret->payload));
	if (got == sizeof(ret->header) &&
	    ret->header.size <= sizeof(ret->payload) &&
	    (!ret->header.size ||
	     recv(fd, &ret->payload, ret->header.size, MSG_WAITALL) ==
		     (ssize_t)ret->header.size))
		return 0;
	close_fds(ret);
	return got ? -EBADMSG : -ECONNRESET;
}

static int transmit(int fd, const struct message *message)
{
	char control[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec iov[] = {
		{ (void *)&message->header, sizeof(message->header) },
		{ (void *)&message->payload, message->header.size },
	};
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2 };

	if (message->n_fds) {
		struct cmsghdr *one;

		msg.msg_control = control;
		msg.msg_controllen = sizeof(control);
		one = CMSG_FIRSTHDR(&msg);
		one->cmsg_level = SOL_SOCKET;
		one->cmsg_type = SCM_RIGHTS;
		one->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(one), message->fds, sizeof(int));
	}
	return sendmsg(fd, &msg, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

static struct queue *queue_of(struct vhost *vhost, uint64_t index)
{
	return index < VHOST_QUEUES ? &vhost->queues[index] : NULL;
}

static int set_table(struct vhost *vhost, struct message *message)
{
	uint32_t count = message->payload.table.count;
	int rc = 0;

	if (count > TABLE_REGIONS || count != message->n_fds)
		return -EINVAL;
	memory_clear(&vhost->memory);
	for (uint32_t i = 0; rc == 0 && i < count; i++)
		rc = memory_add(&vhost->memory,
				&message->payload.table.regions[i],
				message->fds[i]);
	vhost->memory_changes++;
	return rc;
}

static int add_region(struct vhost *vhost, struct message *message)
{
	vhost->memory_changes++;
	if (message->n_fds != 1)
		return -EINVAL;
	return memory_add(&vhost->memory, &message->payload.one.region,
			  message->fds[0]);
}

static int remove_region(struct vhost *vhost, struct message *message)
{
	vhost->memory_changes++;
	return memory_remove(&vhost->memory, &message->payload.one.region);
}

static int set_ring(struct vhost *vhost, const struct message *message)
{
	const union payload *payload = &message->payload;
	struct queue *queue = queue_of(vhost, payload->state.index);

	if (!queue)
		return -EINVAL;
	switch (message->header.request) {
	case SET_VRING_NUM:
		queue->size = payload->state.num <= 32768 ? payload->state.num
							  : 0;
		break;
	case SET_VRING_BASE:
		queue->next = payload->state.num;
		break;
	case SET_VRING_ENABLE:
		queue->enabled = payload->state.num;
		break;
	default:
		queue->descriptors = payload->address.descriptors;
		queue->available = payload->address.available;
		queue->used = payload->address.used;
	}
	return 0;
}

static int set_ring_fd(struct vhost *vhost, struct message *message)
{
	uint64_t index = message->payload.u64;
	struct queue *queue = queue_of(vhost, index & (NO_FD - 1));
	int *fd;

	if (!queue)
		return -EINVAL;
	if (message->header.request == SET_VRING_ERR)
		return 0;
	fd = message->header.request == SET_VRING_KICK ? &queue->kick
						       : &queue->call;
	close_p(fd);
	*fd = index & NO_FD ? -1 : take_only_fd(message);
	return 0;
}

static int stop_ring(struct vhost *vhost, struct message *message)
{
	struct queue *queue = queue_of(vhost, message->payload.state.index);

	if (!queue)
		return -EINVAL;
	close_p(&queue->kick);
	queue->kick = -1;
	message->payload.state.num = queue->next;
	message->header.size = sizeof(message->payload.state);
	return 1;
}

static int get_config(const struct vhost *vhost, struct message *message)
{
	uint32_t offset = message->payload.config.offset;
	uint32_t size = message->payload.config.size;

	if (offset > vhost->config_size || size > vhost->config_size - offset)
		return -EINVAL;
	memcpy(message->payload.config.bytes, vhost->config + offset, size);
	return 1;
}

static int get_window(const struct vhost *vhost, struct message *message)
{
	message->payload.shmem.count = 1;
	message->payload.shmem.sizes[0] = vhost->window;
	message->header.size = sizeof(message->payload.shmem);
	return 1;
}

static int answer_u64(struct message *message, uint64_t value)
{
	message->payload.u64 = value;
	message->header.size = sizeof(value);
	return 1;
}

static int set_backend(struct vhost *vhost, struct message *message)
{
	close_p(&vhost->back);
	vhost->back = take_only_fd(message);
	return vhost->back < 0 ? vhost->back : 0;
}

/* 1: the message is now the answer, 0: done, -errno: refused. */
static int handle(struct vhost *vhost, struct message *message)
{
	switch (message->header.request) {
	case GET_FEATURES:
		return answer_u64(message, FEATURES);
	case SET_FEATURES:
		vhost->features = message->payload.u64;
		return 0;
	case SET_OWNER:
	case SET_PROTOCOL_FEATURES:
		return 0;
	case GET_PROTOCOL_FEATURES:
		return answer_u64(message, PROTOCOL_FEATURES);
	case GET_QUEUE_NUM:
		return answer_u64(message, VHOST_QUEUES);
	case GET_MAX_MEM_SLOTS:
		return answer_u64(message, MEMORY_SLOTS);
	case SET_MEM_TABLE:
		return set_table(vhost, message);
	case ADD_MEM_REG:
		return add_region(vhost, message);
	case REM_MEM_REG:
		return remove_region(vhost, message);
	case SET_VRING_NUM:
	case SET_VRING_BASE:
	case SET_VRING_ADDR:
	case SET_VRING_ENABLE:
		return set_ring(vhost, message);
	case SET_VRING_KICK:
	case SET_VRING_CALL:
	case SET_VRING_ERR:
		return set_ring_fd(vhost, message);
	case GET_VRING_BASE:
		return stop_ring(vhost, message);
	case SET_BACKEND_REQ_FD:
		return set_backend(vhost, message);
	case GET_CONFIG:
		return get_config(vhost, message);
	case GET_SHMEM_CONFIG:
		return get_window(vhost, message);
	default:
		return -EOPNOTSUPP;
	}
}

int vhost_serve(struct vhost *vhost)
{
	struct message message;
	bool wants;
	int rc;

	rc = receive(vhost->front, &message);
	if (rc < 0)
		return rc;
	wants = message.header.flags & NEED_REPLY;
	rc = handle(vhost, &message);
	close_fds(&message);
	if (rc < 0)
		fprintf(stderr, "message %u: %s\n", message.header.request,
			strerror(-rc));
	if (rc <= 0 && !wants)
		return 0;
	if (rc <= 0)
		answer_u64(&message, rc < 0);
	message.header.flags = VERSION | REPLY;
	return transmit(vhost->front, &message);
}

/* Serve one message: 1, or 2 if fd can be read, 0 if time is over. */
static int serve_until(struct vhost *vhost, int fd, int ms)
{
	struct pollfd fds[] = { { .fd = vhost->front, .events = POLLIN },
				{ .fd = fd, .events = POLLIN } };
	int rc;

	rc = poll(fds, ARRAY_SIZE(fds), ms);
	if (rc < 0)
		return errno == EINTR ? 1 : -errno;
	if (fds[0].revents) {
		int served = vhost_serve(vhost);

		return served < 0 ? served : 1;
	}
	return rc > 0 ? 2 : 0;
}

/*
 * Both messages change the guest's memory, of which the front-end tells us
 * after its answer. Only then is the change made.
 */
static int ask(struct vhost *vhost, struct message *message)
{
	unsigned int changes = vhost->memory_changes;
	int rc;

	message->header.flags = VERSION | NEED_REPLY;
	message->header.size = sizeof(message->payload.map);
	rc = transmit(vhost->back, message);
	while (rc >= 0 && rc < 2)
		rc = serve_until(vhost, vhost->back, -1);
	if (rc < 0)
		return rc;
	rc = receive(vhost->back, message);
	if (rc < 0)
		return rc;
	close_fds(message);
	if (message->payload.u64)
		return -EREMOTEIO;
	while (rc >= 0 && changes == vhost->memory_changes)
		rc = serve_until(vhost, -1, PATIENCE) ?: -ETIMEDOUT;
	return rc < 0 ? rc : 0;
}

int vhost_map(struct vhost *vhost, int fd, uint64_t offset, uint64_t window,
	      uint64_t length)
{
	struct message message = {
		.header.request = BACKEND_SHMEM_MAP,
		.payload.map = { .offset = offset,
				 .window = window,
				 .length = length },
		.fds = { fd },
		.n_fds = 1,
	};

	return ask(vhost, &message);
}

int vhost_unmap(struct vhost *vhost, uint64_t window, uint64_t length)
{
	struct message message = {
		.header.request = BACKEND_SHMEM_UNMAP,
		.payload.map = { .window = window, .length = length },
	};

	return ask(vhost, &message);
}
