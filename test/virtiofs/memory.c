/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory.c - regions of the guest's memory, mapped here
 */
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

#include "test/virtiofs/memory.h"

int memory_add(struct memory *memory, const struct memory_region *region,
	       int fd)
{
	void *at;

	if (memory->count == MEMORY_SLOTS)
		return -ENOSPC;
	if (!region->size || region->guest + region->size < region->guest ||
	    region->user + region->size < region->user)
		return -EINVAL;
	/* A part of the window may be read only. */
	at = mmap(NULL, region->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		  region->offset);
	if (at == MAP_FAILED)
		at = mmap(NULL, region->size, PROT_READ, MAP_SHARED, fd,
			  region->offset);
	if (at == MAP_FAILED)
		return -errno;
	memory->slots[memory->count].region = *region;
	memory->slots[memory->count++].at = at;
	return 0;
}

int memory_remove(struct memory *memory, const struct memory_region *region)
{
	for (unsigned int i = 0; i < memory->count; i++) {
		const struct memory_region *known = &memory->slots[i].region;

		if (known->guest != region->guest ||
		    known->user != region->user || known->size != region->size)
			continue;
		munmap(memory->slots[i].at, known->size);
		memory->slots[i] = memory->slots[--memory->count];
		return 0;
	}
	return -ENOENT;
}

void memory_clear(struct memory *memory)
{
	while (memory->count) {
		memory->count--;
		munmap(memory->slots[memory->count].at,
		       memory->slots[memory->count].region.size);
	}
}

/* Where @address is mapped here, if the slot from @base on has all of it. */
static void *within(const struct memory_slot *slot, uint64_t base,
		    uint64_t address, uint64_t size)
{
	uint64_t at = address - base;

	if (address < base || at >= slot->region.size ||
	    size > slot->region.size - at)
		return NULL;
	return slot->at + at;
}

void *memory_guest(const struct memory *memory, uint64_t address, uint64_t size)
{
	void *found = NULL;

	for (unsigned int i = 0; !found && i < memory->count; i++)
		found = within(&memory->slots[i], memory->slots[i].region.guest,
			       address, size);
	return found;
}

void *memory_user(const struct memory *memory, uint64_t address, uint64_t size)
{
	void *found = NULL;

	for (unsigned int i = 0; !found && i < memory->count; i++)
		found = within(&memory->slots[i], memory->slots[i].region.user,
			       address, size);
	return found;
}
