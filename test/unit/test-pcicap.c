/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-pcicap.c - the window that a PCI device tells of
 *
 * The three vectors are capabilities of real devices with windows of 64 MiB,
 * 1 GiB and 8 GiB; the others are made from them by changing a byte or two.
 */
#include <errno.h>
#include <string.h>

#include "lib/virtiofs/pcicap.h"
#include "test.h"
#include "util/le.h"

enum {
	AT = 0xa4
};

#define OF_64M "\x09\x98\x18\x08\x02\0\0\0\0\0\0\0\0\0\0\x04\0\0\0\0\0\0\0\0"
#define OF_1G  "\x09\x98\x18\x08\x02\0\0\0\0\0\0\0\0\0\0\x40\0\0\0\0\0\0\0\0"
#define OF_8G  "\x09\x98\x18\x08\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0\0\0"

static uint8_t config[PCICAP_CONFIG_SIZE];
static struct pcicap_shm shm;
static struct pcicap_skipped skipped;

/* A config space whose list is this capability, then MSI-X at 0x98. */
static uint8_t *with(const char *cap)
{
	memset(config, 0, sizeof(config));
	config[0x06] = 0x10;
	config[0x34] = AT;
	memcpy(config + AT, cap, PCICAP_SHM_SIZE);
	config[0x98] = 0x11;
	return config + AT;
}

static int find(size_t size)
{
	return pcicap_find_shm(config, size, 0, &shm, &skipped);
}

static int find_all(void)
{
	return find(sizeof(config));
}

static const char *why(void)
{
	static char text[128];

	pcicap_describe(&skipped, text, sizeof(text));
	return text;
}

TEST(windows_of_real_devices_are_found)
{
	static const struct {
		const char *cap;
		uint64_t length;
	} real[] = {
		{ OF_64M, 64ull << 20 },
		{ OF_1G, 1ull << 30 },
		{ OF_8G, 8ull << 30 }, /* the low word is 0 */
	};

	for (size_t i = 0; i < ARRAY_SIZE(real); i++) {
		with(real[i].cap);
		OK(find_all());
		EQ_U64(shm.length, real[i].length);
		EQ_U64(shm.offset, 0);
		EQ(shm.bar, 2);
		EQ(shm.at, AT);
		EQ_STR(why(), "");
	}
}

TEST(the_high_word_of_an_offset_counts)
{
	put_le32(with(OF_64M) + 16, 3);
	OK(find_all());
	EQ_U64(shm.offset, 3ull << 32);
}

TEST(a_device_without_a_list_has_none)
{
	with(OF_64M);
	config[0x06] = 0;
	EQ(find_all(), -ENOENT);
	with(OF_64M);
	config[0x34] = 0;
	EQ(find_all(), -ENOENT);
	EQ_STR(why(), "");
}

TEST(other_capabilities_are_none)
{
	with(OF_64M)[0] = 0x11;
	EQ(find_all(), -ENOENT);
	for (unsigned int type = 1; type < 8; type++) {
		with(OF_64M)[3] = type;
		EQ(find_all(), -ENOENT);
		EQ_STR(why(), "");
	}
}

TEST(another_region_is_passed_over_for_the_window)
{
	uint8_t *cap = with(OF_64M);

	/* id 1 first, and after it the window. */
	cap[5] = 1;
	cap[1] = 0xc0;
	memcpy(config + 0xc0, OF_1G, PCICAP_SHM_SIZE);
	OK(find_all());
	EQ(shm.at, 0xc0);
	EQ_U64(shm.length, 1ull << 30);
	EQ_STR(why(), "");
}

TEST(the_first_of_two_windows_counts)
{
	with(OF_64M)[1] = 0xc0;
	memcpy(config + 0xc0, OF_1G, PCICAP_SHM_SIZE);
	OK(find_all());
	EQ_U64(shm.length, 64ull << 20);
}

TEST(a_wrong_length_is_passed_over_with_its_reason)
{
	with(OF_64M)[2] = 16;
	EQ(find_all(), -ENOENT);
	EQ_STR(why(), "the capability at 0xa4 has a length of 16, not 24");
	with(OF_64M)[2] = 20;
	EQ(find_all(), -ENOENT);
	EQ(skipped.value, 20);
	with(OF_64M)[2] = 255;
	EQ(find_all(), -ENOENT);
	EQ(skipped.fault, PCICAP_BAD_LENGTH);
}

TEST(bar_6_is_passed_over_with_its_reason)
{
	with(OF_64M)[4] = 6;
	EQ(find_all(), -ENOENT);
	EQ_STR(why(), "the capability at 0xa4 is of BAR 6");
	with(OF_64M)[4] = 5;
	OK(find_all());
}

TEST(what_is_wrong_with_one_does_not_hide_the_next)
{
	uint8_t *cap = with(OF_64M);

	cap[4] = 7;
	cap[1] = 0xc0;
	memcpy(config + 0xc0, OF_1G, PCICAP_SHM_SIZE);
	OK(find_all());
	EQ_U64(shm.length, 1ull << 30);
}

TEST(a_loop_ends_with_its_reason)
{
	uint8_t *cap = with(OF_64M);

	cap[0] = 0x11;
	cap[1] = AT;
	EQ(find_all(), -ENOENT);
	EQ(skipped.fault, PCICAP_LOOP);
	EQ_STR(why(),
	       "the list of capabilities leads back to 0xa4 and has no end");
}

TEST(a_loop_of_two_ends_as_well)
{
	with(OF_64M)[0] = 0x11;
	config[0x99] = AT;
	EQ(find_all(), -ENOENT);
	EQ(skipped.fault, PCICAP_LOOP);
}

TEST(a_capability_at_the_very_end_is_cut_off)
{
	with(OF_64M);
	config[0x34] = 0xf0;
	memcpy(config + 0xf0, OF_64M, 16);
	EQ(find_all(), -ENOENT);
	EQ(skipped.fault, PCICAP_CUT_OFF);
	/* Two bytes before the end nothing but its number can be read. */
	config[0x34] = 0xfc;
	config[0xfc] = 0x09;
	config[0xfd] = 0;
	config[0xff] = 8;
	EQ(find_all(), -ENOENT);
}

TEST(the_lowest_two_bits_of_a_pointer_are_no_part_of_it)
{
	with(OF_64M);
	config[0x34] = AT | 3;
	OK(find_all());
}

TEST(a_pointer_into_the_header_ends_the_list)
{
	with(OF_64M)[0] = 0x11;
	config[AT + 1] = 0x3c;
	EQ(find_all(), -ENOENT);
	EQ_STR(why(), "");
}

TEST(a_capability_of_all_ones_ends_the_list)
{
	with(OF_64M)[0] = 0xff;
	EQ(find_all(), -ENOENT);
}

TEST(who_sees_only_the_header_is_told_so)
{
	with(OF_64M);
	EQ(find(PCICAP_CONFIG_WITHHELD), -EACCES);
	config[0x06] = 0;
	EQ(find(PCICAP_CONFIG_WITHHELD), -ENOENT);
}

TEST(less_than_a_header_has_nothing)
{
	with(OF_64M);
	for (size_t size = 0; size < PCICAP_CONFIG_WITHHELD; size++)
		EQ(find(size), -ENOENT);
	EQ(skipped.fault, PCICAP_CUT_OFF);
}

TEST(bytes_beyond_the_config_space_are_not_needed)
{
	uint8_t extended[4096];

	with(OF_8G);
	memset(extended, 0xff, sizeof(extended));
	memcpy(extended, config, sizeof(config));
	OK(pcicap_find_shm(extended, sizeof(extended), 0, &shm, &skipped));
	EQ_U64(shm.length, 8ull << 30);
}

static int place(uint64_t offset, uint64_t length, uint64_t start, uint64_t end)
{
	const struct pcicap_shm there = { .offset = offset, .length = length };
	uint64_t base = 1;
	int rc;

	skipped = (struct pcicap_skipped){ .at = AT };
	rc = pcicap_place(&there, start, end, &base, &skipped.fault);
	EQ_U64(base, rc ? 1 : start + offset);
	return rc;
}

TEST(a_window_is_at_its_offset_in_the_bar)
{
	OK(place(0, 0x4000000, 0xf8000000, 0xfbffffff));
	OK(place(0x200000, 0x3e00000, 0xf8000000, 0xfbffffff));
	OK(place(0, 8ull << 30, 0xa00000000, 0xbffffffff));
}

TEST(a_window_that_leaves_its_bar_is_none)
{
	EQ(place(1, 0x4000000, 0xf8000000, 0xfbffffff), -ERANGE);
	EQ_STR(why(), "the capability at 0xa4 reaches beyond its BAR");
	EQ(place(0, 0x4000001, 0xf8000000, 0xfbffffff), -ERANGE);
	EQ(place(0, 0x200000, 0, 0), -ERANGE);
	EQ(place(0, 0x200000, 0x1000, 0xfff), -ERANGE);
}

TEST(a_window_that_ends_beyond_64_bits_is_none)
{
	EQ(place(UINT64_MAX, 2, 0xf8000000, 0xfbffffff), -ERANGE);
	EQ(skipped.fault, PCICAP_OVERFLOW);
	EQ(place(2, UINT64_MAX, 0xf8000000, 0xfbffffff), -ERANGE);
	EQ(place(0, 0, 0xf8000000, 0xfbffffff), -ERANGE);
	EQ_STR(why(),
	       "the capability at 0xa4 is empty, or ends beyond 64 bits");
}
