/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * infoblock.c - what the start of a namespace says stands on it
 *
 * The bytes come from a medium and may be anything. A block is called valid
 * when its numbers agree and the kernel would attach it, as far as the block
 * alone can tell; whether its parent uuid is this namespace's is the caller's
 * to ask.
 */
#include <errno.h>
#include <string.h>

#include "lib/nd/fletcher.h"
#include "lib/nd/infoblock.h"
#include "util/le.h"
#include "util/util.h"

enum {
	SB_UUID = 16,
	SB_PARENT_UUID = 32,
	SB_FLAGS = 48,
	SB_MAJOR = 52,
	SB_MINOR = 54,
	SB_CHECKSUM = 4088,
};

enum {
	BTT_EXTERNAL_LBASIZE = 56,
	BTT_EXTERNAL_NLBA = 60,
	BTT_INTERNAL_LBASIZE = 64,
	BTT_INTERNAL_NLBA = 68,
	BTT_NFREE = 72,
	BTT_INFOSIZE = 76,
	BTT_NEXTOFF = 80,
	BTT_DATAOFF = 88,
	BTT_MAPOFF = 96,
	BTT_LOGOFF = 104,
	BTT_INFO2OFF = 112,
	BTT_MAP_ENTRY = 4,
	BTT_LOG_GROUP = 64,
};

enum {
	PFN_DATAOFF = 56,
	PFN_NPFNS = 64,
	PFN_MODE = 72,
	PFN_START_PAD = 76,
	PFN_END_TRUNC = 80,
	PFN_ALIGN = 84,
	PFN_PAGE_SIZE = 88,
	PFN_STRUCT_SIZE = 92,
};

enum {
	SIGNATURE_SIZE = 16
};

static const char signatures[][SIGNATURE_SIZE] = {
	[ND_INFOBLOCK_NONE] = "",
	[ND_INFOBLOCK_BTT] = "BTT_ARENA_INFO",
	[ND_INFOBLOCK_PFN] = "NVDIMM_PFN_INFO",
	[ND_INFOBLOCK_DAX] = "NVDIMM_DAX_INFO",
};

/* Nobody looks for a PFN or DAX block at the very start. */
static enum nd_infoblock_kind kind_of(const uint8_t *block, uint32_t offset)
{
	int last = offset ? ND_INFOBLOCK_DAX : ND_INFOBLOCK_BTT;

	for (int kind = ND_INFOBLOCK_BTT; kind <= last; kind++)
		if (!memcmp(block, signatures[kind], SIGNATURE_SIZE))
			return kind;
	return ND_INFOBLOCK_NONE;
}

static void decode_btt(const uint8_t *block, struct nd_btt_info *ret)
{
	*ret = (struct nd_btt_info){
		.external_lbasize = get_le32(block + BTT_EXTERNAL_LBASIZE),
		.external_nlba = get_le32(block + BTT_EXTERNAL_NLBA),
		.internal_lbasize = get_le32(block + BTT_INTERNAL_LBASIZE),
		.internal_nlba = get_le32(block + BTT_INTERNAL_NLBA),
		.nfree = get_le32(block + BTT_NFREE),
		.infosize = get_le32(block + BTT_INFOSIZE),
		.nextoff = get_le64(block + BTT_NEXTOFF),
		.dataoff = get_le64(block + BTT_DATAOFF),
		.mapoff = get_le64(block + BTT_MAPOFF),
		.logoff = get_le64(block + BTT_LOGOFF),
		.info2off = get_le64(block + BTT_INFO2OFF),
	};
}

/* Two areas in a row: @count pieces of @piece bytes from @from end by @to. */
static bool fits(uint64_t from, uint64_t count, uint64_t piece, uint64_t to)
{
	return from <= to && count * piece <= to - from;
}

static bool btt_geometry_is_sound(const struct nd_btt_info *btt)
{
	return btt->external_lbasize >= 512 &&
	       btt->internal_lbasize >= btt->external_lbasize &&
	       btt->internal_nlba >= btt->nfree && btt->nfree > 0 &&
	       btt->external_nlba == btt->internal_nlba - btt->nfree &&
	       btt->infosize >= ND_INFOBLOCK_SIZE &&
	       fits(0, btt->infosize, 1, btt->dataoff) &&
	       fits(btt->dataoff, btt->internal_nlba, btt->internal_lbasize,
		    btt->mapoff) &&
	       fits(btt->mapoff, btt->external_nlba, BTT_MAP_ENTRY,
		    btt->logoff) &&
	       fits(btt->logoff, btt->nfree, BTT_LOG_GROUP, btt->info2off) &&
	       btt->info2off <= UINT64_MAX - ND_INFOBLOCK_SIZE &&
	       (!btt->nextoff ||
		btt->nextoff >= btt->info2off + ND_INFOBLOCK_SIZE);
}

static enum nd_infoblock_fault btt_fault(const struct nd_infoblock *block)
{
	bool known = block->offset ? block->major == 1 && block->minor == 1
				   : block->major == 2 && block->minor == 0;

	if (!known)
		return ND_INFOBLOCK_BAD_VERSION;
	if (!btt_geometry_is_sound(&block->btt))
		return ND_INFOBLOCK_BAD_GEOMETRY;
	return ND_INFOBLOCK_VALID;
}

/* The largest power of two that is not larger, as the kernel guesses. */
static uint64_t guess_align(uint64_t dataoff)
{
	return dataoff ? UINT64_C(1) << (63 - __builtin_clzll(dataoff)) : 0;
}

static void decode_pfn(const uint8_t *block, uint16_t minor,
		       struct nd_pfn_info *ret)
{
	*ret = (struct nd_pfn_info){
		.dataoff = get_le64(block + PFN_DATAOFF),
		.npfns = get_le64(block + PFN_NPFNS),
		.mode = get_le32(block + PFN_MODE),
		.page_size = 4096,
		.page_struct_size = 64,
	};
	if (minor >= 1) {
		ret->start_pad = get_le32(block + PFN_START_PAD);
		ret->end_trunc = get_le32(block + PFN_END_TRUNC);
	}
	if (minor >= 2)
		ret->align = get_le32(block + PFN_ALIGN);
	if (!ret->align)
		ret->align = guess_align(ret->dataoff);
	if (minor >= 4) {
		ret->page_size = get_le32(block + PFN_PAGE_SIZE);
		ret->page_struct_size = get_le16(block + PFN_STRUCT_SIZE);
	}
}

static enum nd_infoblock_fault pfn_fault(const struct nd_infoblock *block)
{
	const struct nd_pfn_info *pfn = &block->pfn;

	if (pfn->mode != ND_PFN_RAM && pfn->mode != ND_PFN_PMEM)
		return ND_INFOBLOCK_BAD_MODE;
	if (pfn->dataoff < ND_HEAD_SIZE || pfn->dataoff % 4096)
		return ND_INFOBLOCK_BAD_OFFSET;
	if (pfn->align < 4096 || pfn->align & (pfn->align - 1))
		return ND_INFOBLOCK_BAD_ALIGN;
	return ND_INFOBLOCK_VALID;
}

int nd_infoblock_decode(const void *block, uint32_t offset,
			struct nd_infoblock *ret)
{
	enum nd_infoblock_kind kind = kind_of(block, offset);
	const uint8_t *bytes = block;

	if (kind == ND_INFOBLOCK_NONE)
		return -ENOENT;

	*ret = (struct nd_infoblock){
		.kind = kind,
		.offset = offset,
		.flags = get_le32(bytes + SB_FLAGS),
		.major = get_le16(bytes + SB_MAJOR),
		.minor = get_le16(bytes + SB_MINOR),
		.checksum = get_le64(bytes + SB_CHECKSUM),
	};
	memcpy(ret->uuid, bytes + SB_UUID, sizeof(ret->uuid));
	memcpy(ret->parent_uuid, bytes + SB_PARENT_UUID,
	       sizeof(ret->parent_uuid));
	if (kind == ND_INFOBLOCK_BTT) {
		decode_btt(bytes, &ret->btt);
		ret->fault = btt_fault(ret);
	} else {
		decode_pfn(bytes, ret->minor, &ret->pfn);
		ret->fault = pfn_fault(ret);
	}

	/* Said last, but first in rank: what follows from garbage is none. */
	if (ret->checksum != fletcher64(block, ND_INFOBLOCK_SIZE, SB_CHECKSUM))
		ret->fault = ND_INFOBLOCK_BAD_CHECKSUM;
	return 0;
}

int nd_infoblock_find(const void *head, struct nd_infoblock *ret)
{
	static const uint32_t offsets[] = { 0, ND_INFOBLOCK_SIZE };
	struct nd_infoblock block;
	bool found = false;

	for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
		const uint8_t *at = (const uint8_t *)head + offsets[i];

		if (nd_infoblock_decode(at, offsets[i], &block))
			continue;
		if (!found || block.fault == ND_INFOBLOCK_VALID)
			*ret = block;
		found = true;
		if (block.fault == ND_INFOBLOCK_VALID)
			break;
	}
	return found ? 0 : -ENOENT;
}

bool nd_head_is_clear(const void *head)
{
	const uint8_t *bytes = head;

	/* All bytes equal the one before them, and the first is zero. */
	return !bytes[0] && !memcmp(bytes, bytes + 1, ND_HEAD_SIZE - 1);
}

int nd_btt_next_arena(const struct nd_infoblock *arena, uint64_t offset,
		      uint64_t size, uint64_t *ret)
{
	uint64_t step = arena->btt.nextoff;

	if (!step)
		return -ENOENT;
	if (offset > size || step > size - offset ||
	    size - offset - step < ND_INFOBLOCK_SIZE)
		return -EINVAL;
	*ret = offset + step;
	return 0;
}

const char *nd_infoblock_fault_text(enum nd_infoblock_fault fault)
{
	static const char *const texts[] = {
		[ND_INFOBLOCK_VALID] = "valid",
		[ND_INFOBLOCK_BAD_CHECKSUM] = "wrong checksum",
		[ND_INFOBLOCK_BAD_VERSION] = "unknown version",
		[ND_INFOBLOCK_BAD_GEOMETRY] = "sizes and offsets that disagree",
		[ND_INFOBLOCK_BAD_MODE] = "unknown mode",
		[ND_INFOBLOCK_BAD_OFFSET] = "impossible data offset",
		[ND_INFOBLOCK_BAD_ALIGN] = "impossible alignment",
	};

	return texts[fault];
}

const char *nd_infoblock_kind_text(enum nd_infoblock_kind kind)
{
	return signatures[kind];
}
