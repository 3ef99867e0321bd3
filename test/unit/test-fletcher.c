/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-fletcher.c - the checksum, against sums done by hand and by the kernel
 */
#include "lib/nd/fletcher.h"
#include "media.h"
#include "test.h"

/* No field to leave out. */
#define NONE 1024

TEST(sum_of_nothing_is_zero)
{
	EQ_U64(fletcher64("", 0, NONE), 0);
}

TEST(sum_of_one_word_has_it_in_both_halves)
{
	const uint8_t word[4] = { 1 };

	EQ_U64(fletcher64(word, 4, NONE), 0x0000000100000001);
}

TEST(words_are_little_endian)
{
	const uint8_t word[4] = { 0x78, 0x56, 0x34, 0x12 };

	EQ_U64(fletcher64(word, 4, NONE), 0x1234567812345678);
}

TEST(order_of_words_matters)
{
	const uint8_t up[8] = { 1, 0, 0, 0, 2 };
	const uint8_t down[8] = { 2, 0, 0, 0, 1 };

	EQ_U64(fletcher64(up, 8, NONE), 0x0000000400000003);
	EQ_U64(fletcher64(down, 8, NONE), 0x0000000500000003);
}

TEST(low_half_wraps)
{
	const uint8_t words[8] = { 0xff, 0xff, 0xff, 0xff, 1 };

	EQ_U64(fletcher64(words, 8, NONE), 0xffffffff00000000);
}

TEST(high_half_keeps_its_low_32_bits)
{
	const uint8_t words[8] = { 0xff, 0xff, 0xff, 0xff,
				   0xff, 0xff, 0xff, 0xff };

	EQ_U64(fletcher64(words, 8, NONE), 0xfffffffdfffffffe);
}

TEST(checksum_field_counts_as_zero)
{
	uint8_t words[16] = { 1 };
	uint64_t sum = fletcher64(words, 16, 4);

	memset(words + 4, 0xee, 8);
	EQ_U64(fletcher64(words, 16, 4), sum);
	words[3] = 1;
	IS(fletcher64(words, 16, 4) != sum);
}

TEST(unaligned_data_is_fine)
{
	const uint8_t bytes[9] = { 9, 1, 0, 0, 0, 2 };

	EQ_U64(fletcher64(bytes + 1, 8, NONE), 0x0000000400000003);
}

TEST(sum_of_an_info_block_is_the_kernels)
{
	uint8_t head[8192];

	media_load("head-fsdax-dev", head, sizeof(head));
	EQ_U64(fletcher64(head + 4096, 4096, 4088),
	       get_le64(head + 4096 + 4088));
}

TEST(sum_of_a_label_is_the_kernels)
{
	uint8_t area[4096];

	media_load("labels-v1.2", area, sizeof(area));
	EQ_U64(fletcher64(area + 0x300, 256, 248),
	       get_le64(area + 0x300 + 248));
}
