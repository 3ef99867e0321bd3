/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * queue.c - take requests from a split virtqueue and give answers back
 */
#include <endian.h>
#include <errno.h>
#include <linux/virtio_ring.h>
#include <string.h>
#include <unistd.h>

#include "test/virtiofs/queue.h"

/* Where a walk along a chain of descriptors is. */
struct walk {
	const struct vring_desc *table;
	unsigned int size;
	uint16_t next;
	unsigned int steps;
	bool more;
};

static int walk_begin(struct walk *walk, const struct queue *queue,
		      const struct memory *memory, uint16_t head)
{
	*walk = (struct walk){
		.table = memory_user(memory, queue->descriptors,
				     queue->size * sizeof(*walk->table)),
		.size = queue->size,
		.next = head,
		.more = true,
	};
	return walk->table ? 0 : -EFAULT;
}

/* 1: *ret is the next descriptor, 0: there is no more, -errno: nonsense. */
static int walk_next(struct walk *walk, struct vring_desc *ret)
{
	if (!walk->more)
		return 0;
	if (walk->next >= walk->size || walk->steps++ == walk->size)
		return -EINVAL;
	*ret = walk->table[walk->next];
	if (le16toh(ret->flags) & VRING_DESC_F_INDIRECT)
		return -EINVAL;
	walk->next = le16toh(ret->next);
	walk->more = le16toh(ret->flags) & VRING_DESC_F_NEXT;
	return 1;
}

static int copy_request(const struct queue *queue, const struct memory *memory,
			struct request *ret)
{
	struct vring_desc one;
	struct walk walk;
	int rc;

	ret->length = ret->room = 0;
	rc = walk_begin(&walk, queue, memory, ret->head);
	while (rc == 0 && (rc = walk_next(&walk, &one)) > 0) {
		uint32_t size = le32toh(one.len);
		const void *from;

		rc = 0;
		if (le16toh(one.flags) & VRING_DESC_F_WRITE) {
			ret->room += size;
			continue;
		}
		from = memory_guest(memory, le64toh(one.addr), size);
		if (!from || size > sizeof(ret->bytes) - ret->length)
			return -EFAULT;
		memcpy(ret->bytes + ret->length, from, size);
		ret->length += size;
	}
	return rc;
}

int queue_take(struct queue *queue, const struct memory *memory,
	       struct request *ret)
{
	struct vring_avail *ring;
	size_t bytes = sizeof(*ring) + queue->size * sizeof(ring->ring[0]);
	int rc;

	ring = memory_user(memory, queue->available, bytes);
	if (!ring || !queue->size)
		return -EFAULT;
	if (le16toh(__atomic_load_n(&ring->idx, __ATOMIC_ACQUIRE)) ==
	    queue->next)
		return 0;
	ret->head = le16toh(ring->ring[queue->next++ % queue->size]);
	rc = copy_request(queue, memory, ret);
	return rc < 0 ? rc : 1;
}

static int copy_answer(const struct queue *queue, const struct memory *memory,
		       uint16_t head, const unsigned char *answer,
		       size_t length)
{
	struct vring_desc one;
	struct walk walk;
	int rc;

	rc = walk_begin(&walk, queue, memory, head);
	while (length && rc == 0 && (rc = walk_next(&walk, &one)) > 0) {
		uint32_t size = le32toh(one.len);
		void *to;

		rc = 0;
		if (!(le16toh(one.flags) & VRING_DESC_F_WRITE))
			continue;
		if (size > length)
			size = length;
		to = memory_guest(memory, le64toh(one.addr), size);
		if (!to)
			return -EFAULT;
		memcpy(to, answer, size);
		answer += size;
		length -= size;
	}
	return rc < 0 ? rc : 0;
}

int queue_give(struct queue *queue, const struct memory *memory, uint16_t head,
	       const void *answer, size_t length)
{
	struct vring_used *ring;
	size_t bytes = sizeof(*ring) + queue->size * sizeof(ring->ring[0]);
	const uint64_t one = 1;
	uint16_t at;
	int rc;

	rc = copy_answer(queue, memory, head, answer, length);
	if (rc < 0)
		return rc;
	ring = memory_user(memory, queue->used, bytes);
	if (!ring || !queue->size)
		return -EFAULT;
	at = le16toh(ring->idx);
	ring->ring[at % queue->size].id = htole32(head);
	ring->ring[at % queue->size].len = htole32(length);
	__atomic_store_n(&ring->idx, htole16(at + 1), __ATOMIC_RELEASE);
	if (queue->call >= 0 && write(queue->call, &one, sizeof(one)) < 0)
		return -errno;
	return 0;
}
