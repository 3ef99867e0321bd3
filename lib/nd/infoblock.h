/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * infoblock.h - what the start of a namespace says stands on it
 *
 * A namespace in sector, fsdax or devdax mode carries an info block of 4 KiB:
 * a BTT 2.0 at its very start, all others at 4096. A namespace in raw mode has
 * none. All of it lies in the first 8 KiB, the head.
 */
#ifndef LIB_ND_INFOBLOCK_H
#define LIB_ND_INFOBLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ND_INFOBLOCK_SIZE = 4096,
	ND_HEAD_SIZE = 8192,
};

enum nd_infoblock_kind {
	ND_INFOBLOCK_NONE,
	ND_INFOBLOCK_BTT,
	ND_INFOBLOCK_PFN,
	ND_INFOBLOCK_DAX,
};

enum nd_infoblock_fault {
	ND_INFOBLOCK_VALID,
	ND_INFOBLOCK_BAD_CHECKSUM,
	ND_INFOBLOCK_BAD_VERSION,  /* BTT: not the one for this place */
	ND_INFOBLOCK_BAD_GEOMETRY, /* BTT: sizes and offsets disagree */
	ND_INFOBLOCK_BAD_MODE,	   /* PFN, DAX: neither ram nor pmem */
	ND_INFOBLOCK_BAD_OFFSET,   /* PFN, DAX: data overlaps the block */
	ND_INFOBLOCK_BAD_ALIGN,	   /* PFN, DAX: no power of two */
};

enum nd_pfn_mode {
	ND_PFN_RAM = 1,
	ND_PFN_PMEM = 2,
};

/* All offsets are relative to the arena's start. */
struct nd_btt_info {
	uint32_t external_lbasize;
	uint32_t external_nlba;
	uint32_t internal_lbasize;
	uint32_t internal_nlba;
	uint32_t nfree;
	uint32_t infosize;
	uint64_t nextoff;
	uint64_t dataoff;
	uint64_t mapoff;
	uint64_t logoff;
	uint64_t info2off;
};

/* What older versions lacked is filled in as the kernel does. */
struct nd_pfn_info {
	uint64_t dataoff;
	uint64_t npfns;
	uint32_t mode;
	uint32_t start_pad;
	uint32_t end_trunc;
	uint64_t align;
	uint32_t page_size;
	uint16_t page_struct_size;
};

struct nd_infoblock {
	enum nd_infoblock_kind kind;
	enum nd_infoblock_fault fault;
	uint32_t offset; /* of the block in the namespace */
	uint8_t uuid[16];
	uint8_t parent_uuid[16];
	uint32_t flags;
	uint16_t major;
	uint16_t minor;
	uint64_t checksum;
	union {
		struct nd_btt_info btt;
		struct nd_pfn_info pfn;
	};
};

/*
 * Decode the block of ND_INFOBLOCK_SIZE bytes found at @offset, 0 or 4096, of
 * a namespace, or of an arena that starts there. A block with a known
 * signature that can't be used is no error, but has a @fault.
 * -ENOENT: no signature that we know.
 */
int nd_infoblock_decode(const void *block, uint32_t offset,
			struct nd_infoblock *ret);

/*
 * The info block in the first ND_HEAD_SIZE bytes of a namespace: a valid one
 * where there is any, else one that is broken. -ENOENT: neither.
 */
int nd_infoblock_find(const void *head, struct nd_infoblock *ret);

/* Whether the head has anything that a new use of the namespace must clear. */
bool nd_head_is_clear(const void *head);

/*
 * Where the arena after the one at @offset starts. -ENOENT: it was the last.
 * -EINVAL: it would not fit in @size bytes of namespace.
 */
int nd_btt_next_arena(const struct nd_infoblock *arena, uint64_t offset,
		      uint64_t size, uint64_t *ret);

const char *nd_infoblock_fault_text(enum nd_infoblock_fault fault);

/* The signature as text, for example "NVDIMM_PFN_INFO". */
const char *nd_infoblock_kind_text(enum nd_infoblock_kind kind);

#endif
