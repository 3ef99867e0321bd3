/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-backend.c - what the virtio-fs back-end makes of a guest's bytes
 *
 * The guest's memory is a file of 64 KiB that begins at address 1 MiB there
 * and 2 MiB in the front-end. A ring of four descriptors lies at its start.
 */
#include <errno.h>
#include <linux/fuse.h>
#include <linux/virtio_ring.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "test/unit/test.h"
#include "test/virtiofs/fuse.h"
#include "util/util.h"

enum {
	GUEST = 1 << 20,
	USER = 2 << 20,
	SIZE = 64 << 10,
	RING = 4,
	AVAILABLE = 4096,
	USED = 8192,
	DATA = 12288,
};

static struct memory memory;
static struct queue queue;
static struct request request;
static struct vring_desc *table;
static struct vring_avail *available;
static struct vring_used *used;
static unsigned char *data;

static void make_ring(void)
{
	const struct memory_region region = { GUEST, SIZE, USER, 0 };
	cleanup(close_p) int fd = memfd_create("guest", MFD_CLOEXEC);
	unsigned char *at;

	memory_clear(&memory);
	IS(fd >= 0 && ftruncate(fd, SIZE) == 0);
	OK(memory_add(&memory, &region, fd));
	at = memory_user(&memory, USER, SIZE);
	table = (void *)at;
	available = (void *)(at + AVAILABLE);
	used = (void *)(at + USED);
	data = at + DATA;
	queue = (struct queue){ .size = RING,
				.descriptors = USER,
				.available = USER + AVAILABLE,
				.used = USER + USED,
				.kick = -1,
				.call = -1 };
}

/* A chain of one descriptor with a request and one for its answer. */
static void offer(uint32_t length, uint32_t room)
{
	make_ring();
	table[0] = (struct vring_desc){ GUEST + DATA, length, VRING_DESC_F_NEXT,
					1 };
	table[1] = (struct vring_desc){ GUEST + DATA + 4096, room,
					VRING_DESC_F_WRITE, 0 };
	available->ring[0] = 0;
	available->idx = 1;
}

static int take(void)
{
	return queue_take(&queue, &memory, &request);
}

TEST(memory_is_only_what_is_wholly_inside_a_region)
{
	make_ring();
	IS(memory_guest(&memory, GUEST, SIZE));
	IS(memory_guest(&memory, GUEST + SIZE - 1, 1));
	IS(!memory_guest(&memory, GUEST + SIZE - 1, 2));
	IS(!memory_guest(&memory, GUEST - 1, 1));
	IS(!memory_guest(&memory, GUEST + 1, UINT64_MAX));
	IS(!memory_user(&memory, GUEST, 1));
}

TEST(a_region_that_goes_away_is_no_memory)
{
	const struct memory_region other = { GUEST, SIZE / 2, USER, 0 };
	const struct memory_region region = { GUEST, SIZE, USER, 0 };

	make_ring();
	EQ(memory_remove(&memory, &other), -ENOENT);
	OK(memory_remove(&memory, &region));
	IS(!memory_guest(&memory, GUEST, 1));
	EQ(take(), -EFAULT);
}

TEST(a_request_is_taken_once_and_answered)
{
	offer(5, 100);
	memcpy(data, "hello", 5);
	EQ(take(), 1);
	EQ(request.length, 5);
	EQ(request.room, 100);
	IS(!memcmp(request.bytes, "hello", 5));
	EQ(take(), 0);
	OK(queue_give(&queue, &memory, request.head, "answer", 6));
	IS(!memcmp(data + 4096, "answer", 6));
	EQ(used->idx, 1);
	EQ(used->ring[0].len, 6);
}

TEST(an_answer_stays_within_its_room)
{
	offer(5, 3);
	EQ(take(), 1);
	OK(queue_give(&queue, &memory, request.head, "answer", 6));
	IS(!memcmp(data + 4096, "ans\0\0", 5));
}

TEST(a_chain_that_never_ends_is_refused)
{
	offer(1, 1);
	table[1].flags |= VRING_DESC_F_NEXT;
	EQ(take(), -EINVAL);
}

TEST(a_descriptor_that_is_not_there_is_refused)
{
	offer(1, 1);
	table[0].next = RING;
	EQ(take(), -EINVAL);
	offer(1, 1);
	available->ring[0] = 1000;
	EQ(take(), -EINVAL);
	EQ(queue_give(&queue, &memory, 1000, "x", 1), -EINVAL);
}

TEST(memory_that_is_not_the_guests_is_refused)
{
	offer(1, 1);
	table[0].addr = GUEST + SIZE;
	EQ(take(), -EFAULT);
	offer(1, 100);
	table[1].addr = 0;
	EQ(take(), 1);
	EQ(queue_give(&queue, &memory, request.head, "x", 1), -EFAULT);
}

TEST(a_request_that_is_too_long_is_refused)
{
	offer(SIZE - DATA, 1);
	table[1] = (struct vring_desc){ GUEST, SIZE / 2, 0, 0 };
	EQ(take(), -EFAULT);
}

static struct vhost vhost = { .window = 2 * RANGE_SIZE };
static struct window window;
static struct fuse *fuse;

/* The error that a request is answered with; 1: with nothing. */
static int ask(uint32_t opcode, const void *body, size_t length)
{
	_Alignas(8) unsigned char bytes[512] = { 0 };
	struct fuse_in_header *in = (void *)bytes;
	const struct fuse_out_header *out;

	if (!fuse) {
		fuse = calloc(1, sizeof(*fuse));
		fuse->window = &window;
		OK(files_open(&fuse->files, "/proc/self"));
		OK(window_init(&window, &vhost));
	}
	*in = (struct fuse_in_header){ .len = sizeof(*in) + length,
				       .opcode = opcode,
				       .nodeid = FUSE_ROOT_ID };
	memcpy(in + 1, body, length);
	if (!fuse_answer(fuse, bytes, in->len, sizeof(fuse->answer)))
		return 1;
	out = (const void *)fuse->answer;
	return out->error;
}

TEST(a_request_shorter_than_it_says_is_not_answered)
{
	struct fuse_in_header in = { .len = 1000, .opcode = FUSE_GETATTR };

	ask(FUSE_GETATTR, "", 0);
	EQ(fuse_answer(fuse, &in, sizeof(in), FUSE_ANSWER), 0);
	EQ(fuse_answer(fuse, &in, sizeof(in) - 1, FUSE_ANSWER), 0);
}

TEST(what_is_not_known_or_too_short_is_an_error)
{
	EQ(ask(FUSE_WRITE, "", 0), -ENOSYS);
	EQ(ask(UINT32_MAX, "", 0), -ENOSYS);
	EQ(ask(FUSE_READ, "x", 1), -EINVAL);
	EQ(ask(FUSE_FORGET, "", 0), 1);
}

TEST(names_stay_inside_the_folder)
{
	EQ(ask(FUSE_LOOKUP, "status", 7), 0);
	EQ(ask(FUSE_LOOKUP, "status", 6), -EINVAL);
	EQ(ask(FUSE_LOOKUP, "..", 3), -EINVAL);
	EQ(ask(FUSE_LOOKUP, "fd/0", 5), -EINVAL);
	EQ(ask(FUSE_LOOKUP, "root", 5), -ELOOP);
	EQ(ask(FUSE_LOOKUP, "nothing", 8), -ENOENT);
}

TEST(nothing_is_opened_for_writing)
{
	const struct fuse_open_in in = { .flags = 1 };

	EQ(ask(FUSE_OPEN, &in, sizeof(in)), -EROFS);
}

TEST(folders_and_ranges_outside_the_window_are_not_set_up)
{
	struct fuse_setupmapping_in in = { .len = RANGE_SIZE };

	EQ(ask(FUSE_SETUPMAPPING, &in, sizeof(in)), -EINVAL);
	EQ(window_set_up(&window, 0, 0, 2 * RANGE_SIZE, RANGE_SIZE), -EINVAL);
	EQ(window_set_up(&window, 0, 0, 1, RANGE_SIZE), -EINVAL);
	EQ(window_set_up(&window, 0, 4096, 0, RANGE_SIZE), -EINVAL);
	EQ(window_set_up(&window, 0, 0, 0, 2 * RANGE_SIZE), -EINVAL);
	EQ(window.set_ups, 0);
}

TEST(removes_are_as_many_as_are_there)
{
	struct {
		struct fuse_removemapping_in in;
		uint32_t padding;
	} many = { .in.count = UINT32_MAX };

	EQ(ask(FUSE_REMOVEMAPPING, &many, sizeof(many)), -EINVAL);
	EQ(window_remove(&window, 0, UINT64_MAX), -EINVAL);
	EQ(window_remove(&window, RANGE_SIZE, 2 * RANGE_SIZE), -EINVAL);
	EQ(window.removes, 0);
}
