/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * label.h - the label storage area of a dimm, as bytes and as structs
 *
 * Two index blocks, of which the one with the newer sequence number counts,
 * and then slots of one label each. Which slots are in use is told by a bitmap
 * in the index block; labels of freed slots stay where they are. Reading and
 * writing the bytes is config.h's.
 */
#ifndef LIB_ND_LABEL_H
#define LIB_ND_LABEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/nd/guid.h"

enum nd_label_version {
	ND_LABEL_V1_1,
	ND_LABEL_V1_2,
};

/* How far the check of an index block got: in the order of the checks. */
enum nd_label_fault {
	ND_LABEL_BAD_SIGNATURE,
	ND_LABEL_BAD_LABEL_SIZE,
	ND_LABEL_BAD_CHECKSUM,
	ND_LABEL_BAD_SEQUENCE,
	ND_LABEL_BAD_MYOFF,
	ND_LABEL_BAD_OTHEROFF,
	ND_LABEL_BAD_LABELOFF,
	ND_LABEL_BAD_MYSIZE,
	ND_LABEL_BAD_NSLOT,
	ND_LABEL_VALID,
};

/* Where things are in an area, given its size and that of a label. */
struct nd_label_layout {
	uint32_t area_size;
	uint32_t label_size;
	uint32_t index_size;
	uint32_t nslot;
};

struct nd_label_index {
	char signature[17];
	uint16_t major;
	uint16_t minor;
	uint32_t label_size; /* in bytes; 0 when the field is garbage */
	uint32_t seq;
	uint32_t nslot;
	uint64_t myoff;
	uint64_t mysize;
	uint64_t otheroff;
	uint64_t labeloff;
	uint64_t checksum;
	enum nd_label_fault fault;
};

struct nd_label_area {
	const uint8_t *data; /* borrowed from who opened us */
	size_t len;	     /* how much of the area is in @data */
	struct nd_label_layout layout;
	struct nd_label_index index[2];
	int current; /* the index block that counts, or -1 */
};

enum nd_label_flags {
	ND_LABEL_READ_ONLY = 1 << 0,
	ND_LABEL_LOCAL = 1 << 1,
	ND_LABEL_BTT = 1 << 2,
	ND_LABEL_UPDATING = 1 << 3,
};

/* What the abstraction GUID says stands on the namespace. */
enum nd_label_claim {
	ND_CLAIM_NONE,
	ND_CLAIM_BTT,
	ND_CLAIM_BTT2,
	ND_CLAIM_PFN,
	ND_CLAIM_DAX,
	ND_CLAIM_UNKNOWN,
};

struct nd_label {
	uint8_t uuid[16];
	char name[65];
	uint32_t flags;
	uint16_t nlabel;
	uint16_t position;
	uint64_t isetcookie;
	uint64_t lbasize;
	uint64_t dpa;
	uint64_t rawsize;
	uint32_t slot;
	bool has_guids; /* a 256-byte label: what follows is there */
	uint8_t align;
	uint8_t type_guid[GUID_SIZE];
	uint8_t abstraction_guid[GUID_SIZE];
	uint64_t checksum;
	bool free;     /* by the index's bitmap */
	bool in_place; /* carries the number of its own slot */
	bool intact;   /* its checksum is right, or it has none */
};

/*
 * -EINVAL: no label has that size. -ENOSPC: the area is too small for two
 * index blocks and two labels.
 */
int nd_label_layout(uint32_t area_size, uint32_t label_size,
		    struct nd_label_layout *ret);

/* The bytes from the start of an area that hold both index blocks. */
uint32_t nd_label_index_extent(uint32_t area_size);

/*
 * Look at the first @len bytes of an area of @area_size; all of them, or at
 * least both index blocks. An area without a valid index is no error: @current
 * is -1 and each index says why it was refused. -ENOSPC: too small to be an
 * area. -EINVAL: @len is too short.
 */
int nd_label_area_open(const void *data, size_t len, uint32_t area_size,
		       struct nd_label_area *ret);
bool nd_label_area_is_cxl(const struct nd_label_area *area);
const char *nd_label_fault_text(enum nd_label_fault fault);

/* The slots there are to ask for. */
uint32_t nd_label_area_nslot(const struct nd_label_area *area);

/*
 * -ERANGE: there is no such slot. -ENODATA: its bytes were not read.
 * -EOPNOTSUPP: a CXL label.
 */
int nd_label_decode(const struct nd_label_area *area, uint32_t slot,
		    struct nd_label *ret);

/* Whether the kernel takes this label for a namespace. */
bool nd_label_is_live(const struct nd_label *label);
enum nd_label_claim nd_label_claim(const struct nd_label *label);

/*
 * The two index blocks of an area with all slots free, to be written to its
 * start. The caller frees @ret. -ENOSPC, -EINVAL, -ENOMEM.
 */
int nd_label_init_encode(uint32_t area_size, enum nd_label_version version,
			 void **ret, uint32_t *ret_len);

#endif
