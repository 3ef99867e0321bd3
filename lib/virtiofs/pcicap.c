/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pcicap.c - the shared memory that a virtio device tells of on PCI
 *
 * The bytes come from a device, which a guest need not trust: nothing is read
 * beyond them, and a list that leads in a circle ends after as many steps as
 * Linux takes.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "lib/virtiofs/pcicap.h"
#include "util/le.h"

enum {
	STATUS = 0x06,
	STATUS_HAS_LIST = 0x10,
	LIST = 0x34,
	FIRST = 0x40, /* capabilities lie behind the header */
	MOST_STEPS = 48,

	VENDOR = 0x09,
	NO_CAPABILITY = 0xff,
	SHARED_MEMORY = 8,
	BARS = 6,
};

/* A capability of virtio, by offset. */
enum {
	CAP_ID = 0,
	CAP_NEXT = 1,
	CAP_LEN = 2,
	CAP_TYPE = 3,
	CAP_BAR = 4,
	CAP_REGION = 5,
	CAP_OFFSET = 8,
	CAP_LENGTH = 12,
	CAP_OFFSET_HIGH = 16,
	CAP_LENGTH_HIGH = 20,
};

static uint64_t get_split(const uint8_t *low, const uint8_t *high)
{
	return (uint64_t)get_le32(high) << 32 | get_le32(low);
}

static enum pcicap_fault judge(const uint8_t *cap, size_t left,
			       unsigned int *value)
{
	*value = 0;
	if (cap[CAP_LEN] != PCICAP_SHM_SIZE) {
		*value = cap[CAP_LEN];
		return PCICAP_BAD_LENGTH;
	}
	if (left < PCICAP_SHM_SIZE)
		return PCICAP_CUT_OFF;
	if (cap[CAP_BAR] >= BARS) {
		*value = cap[CAP_BAR];
		return PCICAP_BAD_BAR;
	}
	return PCICAP_VALID;
}

/* Is it the one? If it almost is, @skipped says why not. */
static bool is_wanted(const uint8_t *config, size_t size, unsigned int at,
		      unsigned int id, struct pcicap_skipped *skipped)
{
	const uint8_t *cap = config + at;
	enum pcicap_fault fault;
	unsigned int value;

	if (cap[CAP_ID] != VENDOR || size - at <= CAP_REGION ||
	    cap[CAP_TYPE] != SHARED_MEMORY)
		return false;
	fault = judge(cap, size - at, &value);
	if (fault == PCICAP_VALID)
		return cap[CAP_REGION] == id;
	*skipped = (struct pcicap_skipped){ fault, at, value };
	return false;
}

static void decode(const uint8_t *config, unsigned int at,
		   struct pcicap_shm *ret)
{
	const uint8_t *cap = config + at;

	*ret = (struct pcicap_shm){
		.at = at,
		.bar = cap[CAP_BAR],
		.offset = get_split(cap + CAP_OFFSET, cap + CAP_OFFSET_HIGH),
		.length = get_split(cap + CAP_LENGTH, cap + CAP_LENGTH_HIGH),
	};
}

int pcicap_find_shm(const uint8_t *config, size_t size, unsigned int id,
		    struct pcicap_shm *ret, struct pcicap_skipped *skipped)
{
	unsigned int at;

	*skipped = (struct pcicap_skipped){ PCICAP_VALID, 0, 0 };
	/* The rest of the config space may be there, but has none of these. */
	if (size > PCICAP_CONFIG_SIZE)
		size = PCICAP_CONFIG_SIZE;
	if (size < FIRST) {
		skipped->fault = PCICAP_CUT_OFF;
		return -ENOENT;
	}
	if (!(get_le16(config + STATUS) & STATUS_HAS_LIST))
		return -ENOENT;
	at = config[LIST] & ~3u;
	for (int steps = 0; at >= FIRST; steps++) {
		if (size <= PCICAP_CONFIG_WITHHELD)
			return -EACCES;
		if (at + CAP_NEXT >= size) {
			*skipped = (struct pcicap_skipped){ PCICAP_CUT_OFF, at,
							    0 };
			return -ENOENT;
		}
		if (steps == MOST_STEPS) {
			*skipped =
				(struct pcicap_skipped){ PCICAP_LOOP, at, 0 };
			return -ENOENT;
		}
		if (config[at] == NO_CAPABILITY)
			return -ENOENT;
		if (is_wanted(config, size, at, id, skipped)) {
			decode(config, at, ret);
			return 0;
		}
		at = config[at + CAP_NEXT] & ~3u;
	}
	return -ENOENT;
}

int pcicap_place(const struct pcicap_shm *shm, uint64_t start, uint64_t end,
		 uint64_t *ret, enum pcicap_fault *fault)
{
	uint64_t last, base;

	if (!shm->length ||
	    __builtin_add_overflow(shm->offset, shm->length - 1, &last) ||
	    __builtin_add_overflow(start, shm->offset, &base)) {
		*fault = PCICAP_OVERFLOW;
		return -ERANGE;
	}
	/* A BAR that has no address yet is all zeros. */
	if (!end || end < start || last > end - start) {
		*fault = PCICAP_OUTSIDE;
		return -ERANGE;
	}
	*ret = base;
	return 0;
}

void pcicap_describe(const struct pcicap_skipped *skipped, char *buf,
		     size_t size)
{
	static const char *const texts[] = {
		[PCICAP_VALID] = "",
		[PCICAP_BAD_LENGTH] =
			"the capability at %#x has a length of %u, not 24",
		[PCICAP_BAD_BAR] = "the capability at %#x is of BAR %u",
		[PCICAP_CUT_OFF] =
			"the capability at %#x reaches beyond the config space",
		[PCICAP_LOOP] =
			"the list of capabilities leads back to %#x and has no end",
		[PCICAP_OVERFLOW] =
			"the capability at %#x is empty, or ends beyond 64 bits",
		[PCICAP_OUTSIDE] =
			"the capability at %#x reaches beyond its BAR",
	};

	snprintf(buf, size, texts[skipped->fault], skipped->at, skipped->value);
}
