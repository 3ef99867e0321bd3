/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-infoblock.c - info blocks, as the kernel wrote them and spoiled
 */
#include <errno.h>

#include "lib/nd/infoblock.h"
#include "media.h"
#include "test.h"

enum {
	CHECKSUM = 4088
};

static uint8_t head[ND_HEAD_SIZE];
static uint8_t *const second = head + ND_INFOBLOCK_SIZE;
static struct nd_infoblock block;

static void find(const char *name)
{
	media_load(name, head, sizeof(head));
	OK(nd_infoblock_find(head, &block));
}

/* ---- what the kernel wrote --------------------------------------------- */

TEST(fsdax_namespace_has_a_pfn_block)
{
	const uint8_t uuid[] = {
		0x26, 0xea, 0x76, 0xc3, 0x19, 0xdb, 0x47, 0xac,
		0x97, 0x1c, 0x3e, 0x50, 0xe6, 0x53, 0xaa, 0x49
	};
	const uint8_t parent[] = { 0x75, 0x79, 0x5c, 0x7e, 0x15, 0x80,
				   0x4d, 0x51, 0x88, 0xaa, 0xdf, 0x12,
				   0x1d, 0x60, 0x9c, 0x90 };

	find("head-fsdax-dev");
	EQ(block.kind, ND_INFOBLOCK_PFN);
	EQ(block.fault, ND_INFOBLOCK_VALID);
	EQ(block.offset, 4096);
	EQ_MEM(block.uuid, uuid, 16);
	EQ_MEM(block.parent_uuid, parent, 16);
	EQ(block.flags, 0);
	EQ(block.major, 1);
	EQ(block.minor, 4);
	EQ_U64(block.pfn.dataoff, 2097152);
	EQ_U64(block.pfn.npfns, 15872);
	EQ(block.pfn.mode, ND_PFN_PMEM);
	EQ(block.pfn.start_pad, 0);
	EQ(block.pfn.end_trunc, 0);
	EQ_U64(block.pfn.align, 2097152);
	EQ(block.pfn.page_size, 4096);
	EQ(block.pfn.page_struct_size, 64);
	EQ_U64(block.checksum, 0x93ea736f6063c05d);
}

TEST(devdax_namespace_has_a_dax_block)
{
	find("head-devdax-mem");
	EQ(block.kind, ND_INFOBLOCK_DAX);
	EQ(block.fault, ND_INFOBLOCK_VALID);
	EQ(block.pfn.mode, ND_PFN_RAM);
	EQ_U64(block.pfn.npfns, 15872);
}

TEST(sector_namespace_has_a_btt_at_its_start)
{
	find("head-btt2-512");
	EQ(block.kind, ND_INFOBLOCK_BTT);
	EQ(block.fault, ND_INFOBLOCK_VALID);
	EQ(block.offset, 0);
	EQ(block.major, 2);
	EQ(block.minor, 0);
	EQ(block.btt.external_lbasize, 512);
	EQ(block.btt.external_nlba, 129744);
	EQ(block.btt.internal_lbasize, 512);
	EQ(block.btt.internal_nlba, 130000);
	EQ(block.btt.nfree, 256);
	EQ(block.btt.infosize, 4096);
	EQ_U64(block.btt.nextoff, 0);
	EQ_U64(block.btt.dataoff, 4096);
	EQ_U64(block.btt.mapoff, 66568192);
	EQ_U64(block.btt.logoff, 67088384);
	EQ_U64(block.btt.info2off, 67104768);
}

TEST(sectors_of_4096_bytes_are_sound)
{
	find("head-btt2-4096");
	EQ(block.fault, ND_INFOBLOCK_VALID);
	EQ(block.btt.external_lbasize, 4096);
	EQ(block.btt.external_nlba, 16105);
}

TEST(older_btt_is_at_4096)
{
	find("head-btt1-4096");
	EQ(block.kind, ND_INFOBLOCK_BTT);
	EQ(block.fault, ND_INFOBLOCK_VALID);
	EQ(block.offset, 4096);
	EQ(block.major, 1);
	EQ(block.minor, 1);
	EQ(block.btt.external_nlba, 16104);
}

TEST(empty_head_has_no_block)
{
	memset(head, 0, sizeof(head));
	block.kind = 99;
	EQ(nd_infoblock_find(head, &block), -ENOENT);
	EQ(block.kind, 99);
}

/* ---- what is to be cleared --------------------------------------------- */

TEST(head_of_zeros_is_clear)
{
	memset(head, 0, sizeof(head));
	IS(nd_head_is_clear(head));
}

TEST(any_byte_makes_a_head_unclear)
{
	const size_t places[] = { 0, 1, 4095, 4096, 8191 };

	for (size_t i = 0; i < 5; i++) {
		memset(head, 0, sizeof(head));
		head[places[i]] = 1;
		IS(!nd_head_is_clear(head));
	}
}

TEST(head_of_equal_bytes_is_not_clear)
{
	memset(head, 0xff, sizeof(head));
	IS(!nd_head_is_clear(head));
}

/* ---- two blocks -------------------------------------------------------- */

TEST(valid_block_hides_a_broken_one_before_it)
{
	uint8_t copy[ND_INFOBLOCK_SIZE];

	media_load("head-btt2-512", head, sizeof(head));
	memcpy(copy, head, sizeof(copy));
	media_load("head-fsdax-dev", head, sizeof(head));
	memcpy(head, copy, sizeof(copy));
	head[100]++;
	OK(nd_infoblock_find(head, &block));
	EQ(block.kind, ND_INFOBLOCK_PFN);
	EQ(block.fault, ND_INFOBLOCK_VALID);
}

TEST(of_two_broken_blocks_the_first_is_told)
{
	uint8_t copy[ND_INFOBLOCK_SIZE];

	media_load("head-btt2-512", head, sizeof(head));
	memcpy(copy, head, sizeof(copy));
	media_load("head-fsdax-dev", head, sizeof(head));
	memcpy(head, copy, sizeof(copy));
	head[100]++;
	second[100]++;
	OK(nd_infoblock_find(head, &block));
	EQ(block.kind, ND_INFOBLOCK_BTT);
	EQ(block.fault, ND_INFOBLOCK_BAD_CHECKSUM);
}

TEST(pfn_block_at_the_start_is_none)
{
	media_load("head-fsdax-dev", head, sizeof(head));
	memmove(head, second, ND_INFOBLOCK_SIZE);
	memset(second, 0, ND_INFOBLOCK_SIZE);
	EQ(nd_infoblock_find(head, &block), -ENOENT);
}

/* ---- one bad field each ------------------------------------------------ */

static void spoil(const char *name, unsigned int offset, unsigned int width,
		  uint64_t value)
{
	uint8_t *at;

	find(name);
	at = head + block.offset;
	for (unsigned int i = 0; i < width; i++)
		at[offset + i] = value >> 8 * i;
	media_sum(at, ND_INFOBLOCK_SIZE, CHECKSUM);
	OK(nd_infoblock_find(head, &block));
}

TEST(changed_byte_is_a_wrong_checksum)
{
	find("head-devdax-mem");
	second[2000] = 1;
	OK(nd_infoblock_find(head, &block));
	EQ(block.fault, ND_INFOBLOCK_BAD_CHECKSUM);
	EQ(block.kind, ND_INFOBLOCK_DAX);
}

TEST(unknown_signature_is_no_block)
{
	find("head-fsdax-dev");
	second[14] = 'X';
	EQ(nd_infoblock_find(head, &block), -ENOENT);
}

TEST(signature_ends_with_its_nul)
{
	find("head-btt1-4096");
	second[15] = 'X';
	EQ(nd_infoblock_find(head, &block), -ENOENT);
}

TEST(btt_2_0_at_4096_has_the_wrong_version)
{
	media_load("head-btt2-512", head, sizeof(head));
	memcpy(second, head, ND_INFOBLOCK_SIZE);
	memset(head, 0, ND_INFOBLOCK_SIZE);
	OK(nd_infoblock_find(head, &block));
	EQ(block.fault, ND_INFOBLOCK_BAD_VERSION);
}

TEST(btt_1_1_at_the_start_has_the_wrong_version)
{
	spoil("head-btt2-512", 52, 4, 1 | 1 << 16);
	EQ(block.fault, ND_INFOBLOCK_BAD_VERSION);
}

TEST(btt_with_tiny_sectors_is_unsound)
{
	spoil("head-btt2-512", 56, 4, 256);
	EQ(block.fault, ND_INFOBLOCK_BAD_GEOMETRY);
}

TEST(btt_with_odd_sectors_is_sound)
{
	spoil("head-btt2-4096", 56, 4, 4000);
	EQ(block.fault, ND_INFOBLOCK_VALID);
}

TEST(btt_with_sectors_larger_than_their_place_is_unsound)
{
	spoil("head-btt2-512", 56, 4, 520);
	EQ(block.fault, ND_INFOBLOCK_BAD_GEOMETRY);
}

TEST(btt_with_a_wrong_count_of_free_blocks_is_unsound)
{
	spoil("head-btt2-512", 72, 4, 255);
	EQ(block.fault, ND_INFOBLOCK_BAD_GEOMETRY);
}

TEST(btt_with_more_free_than_all_blocks_is_unsound)
{
	spoil("head-btt2-512", 72, 4, 0x80000000);
	EQ(block.fault, ND_INFOBLOCK_BAD_GEOMETRY);
}

TEST(btt_without_free_blocks_is_unsound)
{
	find("head-btt2-512");
	put_le32(head + 60, 130000);
	put_le32(head + 72, 0);
	media_sum(head, ND_INFOBLOCK_SIZE, CHECKSUM);
	OK(nd_infoblock_find(head, &block));
	EQ(block.fault, ND_INFOBLOCK_BAD_GEOMETRY);
}

TEST(btt_with_a_small_info_block_is_unsound)
{
	spoil("head-btt2-512", 76, 4, 512);
	EQ(block.fault, ND_INFOBLOCK_BAD_GEOMETRY);
}

TEST(btt_with_data_in_its_info_block_is_unsound)
{
	spoil("head-btt2-512", 88, 8, 4095);
	EQ(block.fault, ND_INFOBLOCK_BAD_GEOMETRY);
}

TEST(btt_with_a_map_in_its_data_is_unsound)
{
	spoil("head-btt2-512", 96, 8, 4096 + 130000 * 512 - 1);
	EQ(block.fault, ND_INFOBLOCK_BAD_GEOMETRY);
}

TEST(btt_with_a_log_in_its_map_is_unsound)
{
	spoil("head-btt2-512", 104, 8, 66568192);
	EQ(block.fault, ND_INFOBLOCK_BAD_GEOMETRY);
}

TEST(btt_with_a_copy_in_its_log_is_unsound)
{
	spoil("head-btt2-512", 112, 8, 67088384 + 256 * 64 - 1);
	EQ(block.fault, ND_INFOBLOCK_BAD_GEOMETRY);
}

TEST(btt_with_a_copy_at_the_end_of_numbers_is_unsound)
{
	spoil("head-btt2-512", 112, 8, UINT64_MAX - 100);
	EQ(block.fault, ND_INFOBLOCK_BAD_GEOMETRY);
}

TEST(btt_with_the_next_arena_in_itself_is_unsound)
{
	spoil("head-btt2-512", 80, 8, 67104768);
	EQ(block.fault, ND_INFOBLOCK_BAD_GEOMETRY);
}

TEST(pfn_block_of_another_mode_is_refused)
{
	spoil("head-fsdax-dev", 72, 4, 0);
	EQ(block.fault, ND_INFOBLOCK_BAD_MODE);
	spoil("head-fsdax-dev", 72, 4, 3);
	EQ(block.fault, ND_INFOBLOCK_BAD_MODE);
}

TEST(pfn_block_with_data_in_the_head_is_refused)
{
	spoil("head-fsdax-dev", 56, 8, 4096);
	EQ(block.fault, ND_INFOBLOCK_BAD_OFFSET);
	spoil("head-fsdax-dev", 56, 8, 0);
	EQ(block.fault, ND_INFOBLOCK_BAD_OFFSET);
}

TEST(pfn_block_with_data_off_a_page_is_refused)
{
	spoil("head-fsdax-dev", 56, 8, 2097152 + 512);
	EQ(block.fault, ND_INFOBLOCK_BAD_OFFSET);
}

TEST(pfn_block_with_an_odd_alignment_is_refused)
{
	spoil("head-fsdax-dev", 84, 4, 3 << 20);
	EQ(block.fault, ND_INFOBLOCK_BAD_ALIGN);
	spoil("head-fsdax-dev", 84, 4, 512);
	EQ(block.fault, ND_INFOBLOCK_BAD_ALIGN);
}

TEST(every_fault_has_a_text)
{
	for (int fault = 0; fault <= ND_INFOBLOCK_BAD_ALIGN; fault++)
		IS(strlen(nd_infoblock_fault_text(fault)) > 4);
}

TEST(kinds_are_told_by_their_signature)
{
	EQ_STR(nd_infoblock_kind_text(ND_INFOBLOCK_BTT), "BTT_ARENA_INFO");
	EQ_STR(nd_infoblock_kind_text(ND_INFOBLOCK_PFN), "NVDIMM_PFN_INFO");
	EQ_STR(nd_infoblock_kind_text(ND_INFOBLOCK_DAX), "NVDIMM_DAX_INFO");
	EQ_STR(nd_infoblock_kind_text(ND_INFOBLOCK_NONE), "");
}

/* ---- older versions ---------------------------------------------------- */

/* Fill the fields that a minor version lacks with garbage. */
static void age(uint16_t minor)
{
	find("head-fsdax-dev");
	put_le16(second + 54, minor);
	if (minor < 1)
		memset(second + 76, 0xee, 8);
	if (minor < 2)
		memset(second + 84, 0xee, 4);
	if (minor < 4)
		memset(second + 88, 0xee, 6);
	media_sum(second, ND_INFOBLOCK_SIZE, CHECKSUM);
	OK(nd_infoblock_find(head, &block));
	EQ(block.fault, ND_INFOBLOCK_VALID);
}

TEST(pfn_1_0_has_no_padding)
{
	age(0);
	EQ(block.pfn.start_pad, 0);
	EQ(block.pfn.end_trunc, 0);
	EQ_U64(block.pfn.align, 2097152);
}

TEST(pfn_1_1_is_aligned_as_its_data)
{
	find("head-fsdax-dev");
	put_le64(second + 56, 3 << 20);
	put_le16(second + 54, 1);
	media_sum(second, ND_INFOBLOCK_SIZE, CHECKSUM);
	OK(nd_infoblock_find(head, &block));
	EQ_U64(block.pfn.align, 2 << 20);
}

TEST(pfn_1_1_with_distant_data_is_aligned_so)
{
	age(1);
	put_le64(second + 56, UINT64_C(1) << 40);
	media_sum(second, ND_INFOBLOCK_SIZE, CHECKSUM);
	OK(nd_infoblock_find(head, &block));
	EQ_U64(block.pfn.align, UINT64_C(1) << 40);
}

TEST(pfn_1_2_has_its_own_alignment)
{
	find("head-fsdax-dev");
	put_le16(second + 54, 2);
	put_le32(second + 84, 4096);
	media_sum(second, ND_INFOBLOCK_SIZE, CHECKSUM);
	OK(nd_infoblock_find(head, &block));
	EQ_U64(block.pfn.align, 4096);
}

TEST(pfn_1_3_has_pages_of_4096_bytes)
{
	age(3);
	EQ(block.pfn.page_size, 4096);
	EQ(block.pfn.page_struct_size, 64);
}

/* ---- arenas ------------------------------------------------------------ */

enum {
	SIZE = 1 << 30
};

static void arena(uint64_t nextoff)
{
	spoil("head-btt2-512", 80, 8, nextoff);
	EQ(block.fault, ND_INFOBLOCK_VALID);
}

TEST(last_arena_has_no_next)
{
	uint64_t next = 7;

	arena(0);
	EQ(nd_btt_next_arena(&block, 0, SIZE, &next), -ENOENT);
	EQ_U64(next, 7);
}

TEST(next_arena_is_relative_to_this_one)
{
	uint64_t next;

	arena(64 << 20);
	OK(nd_btt_next_arena(&block, 4096, SIZE, &next));
	EQ_U64(next, 4096 + (64 << 20));
}

TEST(arena_past_the_end_is_invalid)
{
	uint64_t next;

	arena(SIZE - 4096);
	OK(nd_btt_next_arena(&block, 0, SIZE, &next));
	EQ(nd_btt_next_arena(&block, 1, SIZE, &next), -EINVAL);
	EQ(nd_btt_next_arena(&block, SIZE + 1, SIZE, &next), -EINVAL);
}

TEST(arena_offset_does_not_wrap)
{
	uint64_t next;

	arena(UINT64_MAX);
	EQ(nd_btt_next_arena(&block, 8192, SIZE, &next), -EINVAL);
}
