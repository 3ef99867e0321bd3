/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz-infoblock.c - any bytes as the head of a namespace
 *
 * Whatever is there, a block that is called valid has numbers that a caller
 * can add up without a second thought.
 */
#include <string.h>

#include "fuzz.h"
#include "lib/nd/fletcher.h"
#include "lib/nd/infoblock.h"
#include "util/le.h"

enum {
	CHECKSUM = 4088
};

static void check_btt(const struct nd_infoblock *block)
{
	const struct nd_btt_info *btt = &block->btt;
	uint64_t size = UINT64_C(1) << 40, at = 0, next;

	MUST(btt->dataoff <= btt->mapoff && btt->mapoff <= btt->logoff);
	MUST(btt->logoff <= btt->info2off);
	MUST(btt->external_nlba < btt->internal_nlba);
	MUST((uint64_t)btt->internal_nlba * btt->internal_lbasize <=
	     btt->info2off);
	/* An arena is never empty, so a chain of them comes to its end. */
	for (int i = 0; !nd_btt_next_arena(block, at, size, &next); i++) {
		MUST(next > at && next < size);
		at = next;
		if (i == 100)
			break;
	}
}

static void check_pfn(const struct nd_infoblock *block)
{
	const struct nd_pfn_info *pfn = &block->pfn;

	MUST(pfn->dataoff >= ND_HEAD_SIZE);
	MUST(pfn->align && !(pfn->align & (pfn->align - 1)));
	MUST(pfn->mode == ND_PFN_RAM || pfn->mode == ND_PFN_PMEM);
}

static void look(const uint8_t *head)
{
	struct nd_infoblock block;

	if (nd_infoblock_find(head, &block))
		return;
	MUST(!nd_head_is_clear(head));
	MUST(*nd_infoblock_fault_text(block.fault));
	MUST(*nd_infoblock_kind_text(block.kind));
	if (block.fault != ND_INFOBLOCK_VALID)
		return;
	if (block.kind == ND_INFOBLOCK_BTT)
		check_btt(&block);
	else
		check_pfn(&block);
}

static void repair(uint8_t *block)
{
	put_le64(block + CHECKSUM,
		 fletcher64(block, ND_INFOBLOCK_SIZE, CHECKSUM));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *head = calloc(1, ND_HEAD_SIZE);

	MUST(head);
	if (size)
		memcpy(head, data, size < ND_HEAD_SIZE ? size : ND_HEAD_SIZE);
	look(head);
	repair(head);
	repair(head + ND_INFOBLOCK_SIZE);
	look(head);
	free(head);
	return 0;
}
