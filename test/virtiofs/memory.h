/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory.h - the guest's memory, as the front-end of vhost-user shares it
 *
 * Every address that is looked up here comes from outside: what isn't wholly
 * inside one region is NULL. Nothing that was looked up may be kept while the
 * front-end is listened to, which can take regions away.
 */
#ifndef TEST_VIRTIOFS_MEMORY_H
#define TEST_VIRTIOFS_MEMORY_H

#include <stdint.h>

enum {
	MEMORY_SLOTS = 512,
};

/* As it comes in a message. */
struct memory_region {
	uint64_t guest; /* address in the guest */
	uint64_t size;
	uint64_t user; /* address in the front-end */
	uint64_t offset;
};

struct memory_slot {
	struct memory_region region;
	unsigned char *at; /* where it is mapped here */
};

struct memory {
	struct memory_slot slots[MEMORY_SLOTS];
	unsigned int count;
};

/* 0, -ENOSPC, -EINVAL or what mmap() says. The descriptor stays the caller's.
 */
int memory_add(struct memory *memory, const struct memory_region *region,
	       int fd);
int memory_remove(struct memory *memory, const struct memory_region *region);
void memory_clear(struct memory *memory);

void *memory_guest(const struct memory *memory, uint64_t address,
		   uint64_t size);
void *memory_user(const struct memory *memory, uint64_t address, uint64_t size);

#endif
