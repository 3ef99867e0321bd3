/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * label.c - the label storage area of a dimm, as bytes and as structs
 *
 * Nothing here trusts the medium: an index block is used only after every
 * field of it was checked, in the kernel's order and by the kernel's rules, so
 * that we call valid just what the kernel calls valid.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/nd/fletcher.h"
#include "lib/nd/label.h"
#include "util/le.h"
#include "util/util.h"

enum {
	INDEX_SIGNATURE = 0,
	INDEX_LABELSIZE = 19,
	INDEX_SEQ = 20,
	INDEX_MYOFF = 24,
	INDEX_MYSIZE = 32,
	INDEX_OTHEROFF = 40,
	INDEX_LABELOFF = 48,
	INDEX_NSLOT = 56,
	INDEX_MAJOR = 60,
	INDEX_MINOR = 62,
	INDEX_CHECKSUM = 64,
	INDEX_FREE = 72,
	INDEX_ALIGN = 256,
	SEQ_MASK = 3,
};

enum {
	LABEL_UUID = 0,
	LABEL_NAME = 16,
	LABEL_FLAGS = 80,
	LABEL_NLABEL = 84,
	LABEL_POSITION = 86,
	LABEL_ISETCOOKIE = 88,
	LABEL_LBASIZE = 96,
	LABEL_DPA = 104,
	LABEL_RAWSIZE = 112,
	LABEL_SLOT = 120,
	LABEL_ALIGN = 124,
	LABEL_TYPE_GUID = 128,
	LABEL_ABSTRACTION_GUID = 144,
	LABEL_CHECKSUM = 248,
	LABEL_SIZE_V1_1 = 128,
	LABEL_SIZE_V1_2 = 256,
};

static const char signature[16] = "NAMESPACE_INDEX";

static uint32_t index_size(uint32_t nslot)
{
	uint32_t used = INDEX_FREE + nslot / 8 + (nslot % 8 != 0);

	return (used + INDEX_ALIGN - 1) / INDEX_ALIGN * INDEX_ALIGN;
}

int nd_label_layout(uint32_t area_size, uint32_t label_size,
		    struct nd_label_layout *ret)
{
	uint32_t nslot, reserve;

	if (label_size != LABEL_SIZE_V1_1 && label_size != LABEL_SIZE_V1_2)
		return -EINVAL;

	/* The index blocks are sized as if they took no space themselves. */
	reserve = 2 * index_size(area_size / label_size);
	if (area_size < reserve + 2 * label_size)
		return -ENOSPC;
	nslot = (area_size - reserve) / label_size;

	*ret = (struct nd_label_layout){
		.area_size = area_size,
		.label_size = label_size,
		.index_size = index_size(nslot),
		.nslot = nslot,
	};
	return 0;
}

uint32_t nd_label_index_extent(uint32_t area_size)
{
	struct nd_label_layout layout;

	/* Smaller labels are more slots, so a longer bitmap. */
	if (nd_label_layout(area_size, LABEL_SIZE_V1_1, &layout))
		return 0;
	return 2 * layout.index_size;
}

/* Labels of other sizes than 128 bytes came with version 1.2. */
static uint32_t label_size_of(const uint8_t *block)
{
	uint32_t version = get_le16(block + INDEX_MAJOR) * 100 +
			   get_le16(block + INDEX_MINOR);

	if (version < 102)
		return LABEL_SIZE_V1_1;
	return block[INDEX_LABELSIZE] > 1 ? 0 : 128u << block[INDEX_LABELSIZE];
}

static void index_decode(const uint8_t *block, struct nd_label_index *ret)
{
	*ret = (struct nd_label_index){
		.major = get_le16(block + INDEX_MAJOR),
		.minor = get_le16(block + INDEX_MINOR),
		.label_size = label_size_of(block),
		.seq = get_le32(block + INDEX_SEQ),
		.nslot = get_le32(block + INDEX_NSLOT),
		.myoff = get_le64(block + INDEX_MYOFF),
		.mysize = get_le64(block + INDEX_MYSIZE),
		.otheroff = get_le64(block + INDEX_OTHEROFF),
		.labeloff = get_le64(block + INDEX_LABELOFF),
		.checksum = get_le64(block + INDEX_CHECKSUM),
	};
	memcpy(ret->signature, block, sizeof(signature));
}

static bool slots_fit(const struct nd_label_index *index,
		      const struct nd_label_layout *layout)
{
	return (uint64_t)index->nslot * layout->label_size +
		       2 * layout->index_size <=
	       layout->area_size;
}

static enum nd_label_fault index_check(const uint8_t *block,
				       const struct nd_label_index *index,
				       unsigned int number,
				       const struct nd_label_layout *layout)
{
	uint32_t size = layout->index_size;

	if (memcmp(block, signature, sizeof(signature)))
		return ND_LABEL_BAD_SIGNATURE;
	if (index->label_size != layout->label_size)
		return ND_LABEL_BAD_LABEL_SIZE;
	if (index->checksum != fletcher64(block, size, INDEX_CHECKSUM))
		return ND_LABEL_BAD_CHECKSUM;
	if (!(index->seq & SEQ_MASK))
		return ND_LABEL_BAD_SEQUENCE;
	if (index->myoff != (number ? size : 0))
		return ND_LABEL_BAD_MYOFF;
	if (index->otheroff != (number ? 0 : size))
		return ND_LABEL_BAD_OTHEROFF;
	if (index->labeloff != 2 * size)
		return ND_LABEL_BAD_LABELOFF;
	if (index->mysize < INDEX_FREE || index->mysize > size)
		return ND_LABEL_BAD_MYSIZE;
	if (!slots_fit(index, layout))
		return ND_LABEL_BAD_NSLOT;
	return ND_LABEL_VALID;
}

const char *nd_label_fault_text(enum nd_label_fault fault)
{
	static const char *const texts[] = {
		[ND_LABEL_BAD_SIGNATURE] = "no signature",
		[ND_LABEL_BAD_LABEL_SIZE] = "unknown label size",
		[ND_LABEL_BAD_CHECKSUM] = "wrong checksum",
		[ND_LABEL_BAD_SEQUENCE] = "sequence number 0",
		[ND_LABEL_BAD_MYOFF] = "wrong offset of itself",
		[ND_LABEL_BAD_OTHEROFF] = "wrong offset of the other index",
		[ND_LABEL_BAD_LABELOFF] = "wrong offset of the labels",
		[ND_LABEL_BAD_MYSIZE] = "impossible size",
		[ND_LABEL_BAD_NSLOT] = "more slots than fit",
		[ND_LABEL_VALID] = "valid",
	};

	return texts[fault];
}

/* Sequence numbers run 1, 2, 3, 1...: the newer is the other's successor. */
static int newer_index(const struct nd_label_index index[2])
{
	uint32_t first = index[0].seq & SEQ_MASK;
	uint32_t second = index[1].seq & SEQ_MASK;

	if (index[0].fault != ND_LABEL_VALID)
		return index[1].fault == ND_LABEL_VALID ? 1 : -1;
	if (index[1].fault != ND_LABEL_VALID)
		return 0;
	return first == second || second == first % 3 + 1 ? 1 : 0;
}

static void probe(struct nd_label_area *area)
{
	for (unsigned int i = 0; i < 2; i++) {
		const uint8_t *block = area->data + i * area->layout.index_size;

		index_decode(block, &area->index[i]);
		area->index[i].fault =
			index_check(block, &area->index[i], i, &area->layout);
	}
	area->current = newer_index(area->index);
}

/* How far the better of the two index blocks got. */
static enum nd_label_fault furthest(const struct nd_label_area *area)
{
	enum nd_label_fault a = area->index[0].fault, b = area->index[1].fault;

	return a > b ? a : b;
}

int nd_label_area_open(const void *data, size_t len, uint32_t area_size,
		       struct nd_label_area *ret)
{
	struct nd_label_area small = { .data = data, .len = len };
	struct nd_label_area large = small;
	int rc;

	rc = nd_label_layout(area_size, LABEL_SIZE_V1_1, &small.layout);
	if (rc < 0)
		return rc;
	if (len < 2 * (size_t)small.layout.index_size || len > area_size)
		return -EINVAL;

	probe(&small);
	*ret = small;
	if (nd_label_layout(area_size, LABEL_SIZE_V1_2, &large.layout))
		return 0;

	/* Of two failures the one that got further tells more. */
	probe(&large);
	if (furthest(&large) > furthest(&small))
		*ret = large;
	return 0;
}

bool nd_label_area_is_cxl(const struct nd_label_area *area)
{
	return area->current >= 0 && area->index[area->current].major == 2;
}

uint32_t nd_label_area_nslot(const struct nd_label_area *area)
{
	if (area->current < 0)
		return area->layout.nslot;
	return area->index[area->current].nslot;
}

static bool slot_is_free(const struct nd_label_area *area, uint32_t slot)
{
	const uint8_t *bitmap;

	if (area->current < 0)
		return true;
	bitmap = area->data + area->current * area->layout.index_size +
		 INDEX_FREE;
	return bitmap[slot / 8] >> slot % 8 & 1;
}

static void decode_guids(const uint8_t *bytes, struct nd_label *label)
{
	label->has_guids = true;
	label->align = bytes[LABEL_ALIGN];
	memcpy(label->type_guid, bytes + LABEL_TYPE_GUID, GUID_SIZE);
	memcpy(label->abstraction_guid, bytes + LABEL_ABSTRACTION_GUID,
	       GUID_SIZE);
	label->checksum = get_le64(bytes + LABEL_CHECKSUM);
	label->intact = label->checksum ==
			fletcher64(bytes, LABEL_SIZE_V1_2, LABEL_CHECKSUM);
}

int nd_label_decode(const struct nd_label_area *area, uint32_t slot,
		    struct nd_label *ret)
{
	const struct nd_label_layout *layout = &area->layout;
	const uint8_t *bytes;
	size_t at;

	if (slot >= nd_label_area_nslot(area))
		return -ERANGE;
	at = 2 * layout->index_size + (size_t)slot * layout->label_size;
	if (area->len < at + layout->label_size)
		return -ENODATA;
	if (nd_label_area_is_cxl(area))
		return -EOPNOTSUPP;

	bytes = area->data + at;
	*ret = (struct nd_label){
		.flags = get_le32(bytes + LABEL_FLAGS),
		.nlabel = get_le16(bytes + LABEL_NLABEL),
		.position = get_le16(bytes + LABEL_POSITION),
		.isetcookie = get_le64(bytes + LABEL_ISETCOOKIE),
		.lbasize = get_le64(bytes + LABEL_LBASIZE),
		.dpa = get_le64(bytes + LABEL_DPA),
		.rawsize = get_le64(bytes + LABEL_RAWSIZE),
		.slot = get_le32(bytes + LABEL_SLOT),
		.free = slot_is_free(area, slot),
		.intact = true,
	};
	ret->in_place = ret->slot == slot;
	memcpy(ret->uuid, bytes + LABEL_UUID, sizeof(ret->uuid));
	memcpy(ret->name, bytes + LABEL_NAME, sizeof(ret->name) - 1);
	if (layout->label_size == LABEL_SIZE_V1_2)
		decode_guids(bytes, ret);
	return 0;
}

bool nd_label_is_live(const struct nd_label *label)
{
	/* The kernel doesn't look at ND_LABEL_UPDATING when it reads. */
	return !label->free && label->in_place && label->intact;
}

enum nd_label_claim nd_label_claim(const struct nd_label *label)
{
	static const struct {
		const char *guid;
		enum nd_label_claim claim;
	} claims[] = {
		{ "00000000-0000-0000-0000-000000000000", ND_CLAIM_NONE },
		{ "8aed63a2-29a2-4c66-8b12-f05d15d3922a", ND_CLAIM_BTT },
		{ "18633bfc-1735-4217-8ac9-17239282d3f8", ND_CLAIM_BTT2 },
		{ "266400ba-fb9f-4677-bcb0-968f11d0d225", ND_CLAIM_PFN },
		{ "97a86d9c-3cdd-4eda-986f-5068b4f80088", ND_CLAIM_DAX },
	};
	char text[GUID_TEXT_SIZE];

	if (!label->has_guids)
		return label->flags & ND_LABEL_BTT ? ND_CLAIM_BTT
						   : ND_CLAIM_NONE;
	guid_to_text(label->abstraction_guid, text);
	for (size_t i = 0; i < ARRAY_SIZE(claims); i++)
		if (!strcmp(claims[i].guid, text))
			return claims[i].claim;
	return ND_CLAIM_UNKNOWN;
}

/* Bits beyond the last slot stay clear, as the specification wants. */
static void set_all_free(uint8_t *bitmap, uint32_t nslot)
{
	memset(bitmap, 0xff, nslot / 8);
	if (nslot % 8)
		bitmap[nslot / 8] = 0xff >> (8 - nslot % 8);
}

static void index_encode(uint8_t *block, unsigned int number,
			 const struct nd_label_layout *layout)
{
	bool large = layout->label_size == LABEL_SIZE_V1_2;
	uint32_t size = layout->index_size;

	memcpy(block + INDEX_SIGNATURE, signature, sizeof(signature));
	block[INDEX_LABELSIZE] = large;
	/* The first counts: 3 succeeds 2. */
	put_le32(block + INDEX_SEQ, 3 - number);
	put_le64(block + INDEX_MYOFF, number ? size : 0);
	put_le64(block + INDEX_MYSIZE, size);
	put_le64(block + INDEX_OTHEROFF, number ? 0 : size);
	put_le64(block + INDEX_LABELOFF, 2 * size);
	put_le32(block + INDEX_NSLOT, layout->nslot);
	put_le16(block + INDEX_MAJOR, 1);
	put_le16(block + INDEX_MINOR, large ? 2 : 1);
	set_all_free(block + INDEX_FREE, layout->nslot);
	put_le64(block + INDEX_CHECKSUM,
		 fletcher64(block, size, INDEX_CHECKSUM));
}

int nd_label_init_encode(uint32_t area_size, enum nd_label_version version,
			 void **ret, uint32_t *ret_len)
{
	struct nd_label_layout layout;
	uint8_t *blocks;
	int rc;

	rc = nd_label_layout(area_size,
			     version == ND_LABEL_V1_2 ? LABEL_SIZE_V1_2
						      : LABEL_SIZE_V1_1,
			     &layout);
	if (rc < 0)
		return rc;
	blocks = calloc(2, layout.index_size);
	if (!blocks)
		return -ENOMEM;

	index_encode(blocks, 0, &layout);
	index_encode(blocks + layout.index_size, 1, &layout);
	*ret = blocks;
	*ret_len = 2 * layout.index_size;
	return 0;
}
