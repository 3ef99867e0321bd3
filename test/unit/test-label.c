/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-label.c - label areas, as ndctl and the kernel wrote them and spoiled
 */
#include <errno.h>

#include "lib/nd/label.h"
#include "media.h"
#include "test.h"

enum {
	AREA = 131072,
	INDEX = 256,
	CHECKSUM = 64,
	LABEL_CHECKSUM = 248,
};

static uint8_t bytes[AREA];
static struct nd_label_area area;

static void open_area(void)
{
	OK(nd_label_area_open(bytes, AREA, AREA, &area));
}

static void open_media(const char *name)
{
	media_load(name, bytes, AREA);
	open_area();
}

static void resum(unsigned int index)
{
	media_sum(bytes + index * INDEX, INDEX, CHECKSUM);
}

/* ---- where things are -------------------------------------------------- */

TEST(area_of_128_kib_has_1020_small_or_510_large_labels)
{
	struct nd_label_layout layout;

	OK(nd_label_layout(AREA, 128, &layout));
	EQ(layout.index_size, 256);
	EQ(layout.nslot, 1020);
	OK(nd_label_layout(AREA, 256, &layout));
	EQ(layout.index_size, 256);
	EQ(layout.nslot, 510);
}

TEST(area_of_1_mib_has_a_longer_bitmap)
{
	struct nd_label_layout layout;

	OK(nd_label_layout(1 << 20, 128, &layout));
	EQ(layout.index_size, 1280);
	EQ(layout.nslot, 8172);
}

TEST(index_is_sized_for_the_slots_that_remain)
{
	struct nd_label_layout layout;

	/* 1473 slots would need 512 bytes of index, the 1465 left need 256. */
	OK(nd_label_layout(1473 * 128, 128, &layout));
	EQ(layout.nslot, 1465);
	EQ(layout.index_size, 256);
}

TEST(largest_area_does_not_overflow)
{
	struct nd_label_layout layout;

	OK(nd_label_layout(UINT32_MAX, 128, &layout));
	IS((uint64_t)layout.nslot * 128 + 2 * layout.index_size <= UINT32_MAX);
}

TEST(smallest_area_has_two_slots)
{
	struct nd_label_layout layout;

	OK(nd_label_layout(512 + 2 * 128, 128, &layout));
	EQ(layout.nslot, 2);
	EQ(nd_label_layout(512 + 2 * 128 - 1, 128, &layout), -ENOSPC);
	EQ(nd_label_layout(0, 128, &layout), -ENOSPC);
}

TEST(labels_have_128_or_256_bytes)
{
	struct nd_label_layout layout;

	EQ(nd_label_layout(AREA, 512, &layout), -EINVAL);
	EQ(nd_label_layout(AREA, 0, &layout), -EINVAL);
}

TEST(both_index_blocks_are_in_the_extent)
{
	EQ(nd_label_index_extent(AREA), 512);
	EQ(nd_label_index_extent(1 << 20), 2560);
	EQ(nd_label_index_extent(100), 0);
}

/* ---- areas of the kernel ----------------------------------------------- */

TEST(fresh_index_of_ndctl_is_valid)
{
	open_media("labels-init-v1.2");
	EQ(area.index[0].fault, ND_LABEL_VALID);
	EQ(area.index[1].fault, ND_LABEL_VALID);
	EQ(area.current, 0);
	EQ(area.layout.label_size, 256);
	EQ(nd_label_area_nslot(&area), 510);
}

TEST(fresh_index_of_version_1_1_is_valid)
{
	open_media("labels-init-v1.1");
	EQ(area.current, 0);
	EQ(area.layout.label_size, 128);
	EQ(area.index[0].minor, 1);
	EQ(nd_label_area_nslot(&area), 1020);
}

TEST(index_fields_are_decoded)
{
	open_media("labels-v1.2");
	EQ_STR(area.index[1].signature, "NAMESPACE_INDEX");
	EQ(area.index[1].major, 1);
	EQ(area.index[1].minor, 2);
	EQ(area.index[1].label_size, 256);
	EQ(area.index[1].seq, 1);
	EQ(area.index[1].nslot, 510);
	EQ_U64(area.index[1].myoff, 256);
	EQ_U64(area.index[1].mysize, 256);
	EQ_U64(area.index[1].otheroff, 0);
	EQ_U64(area.index[1].labeloff, 512);
	EQ_U64(area.index[1].checksum, 0x2793ddcbd8323bdc);
	IS(!nd_label_area_is_cxl(&area));
}

TEST(label_fields_are_decoded)
{
	const uint8_t uuid[] = {
		0x41, 0x5b, 0xb6, 0x74, 0x2d, 0xac, 0x4a, 0xd4,
		0xa0, 0x6e, 0x75, 0x3b, 0xa3, 0xd5, 0x70, 0xa4
	};
	char text[GUID_TEXT_SIZE];
	struct nd_label label;

	open_media("labels-v1.2");
	OK(nd_label_decode(&area, 3, &label));
	EQ_MEM(label.uuid, uuid, 16);
	EQ_STR(label.name, "");
	EQ(label.flags, 0);
	EQ(label.nlabel, 1);
	EQ(label.position, 0);
	EQ_U64(label.isetcookie, 52512795602891997);
	EQ_U64(label.lbasize, 4096);
	EQ_U64(label.dpa, 134217728);
	EQ_U64(label.rawsize, 67108864);
	EQ(label.slot, 3);
	IS(label.has_guids);
	guid_to_text(label.type_guid, text);
	EQ_STR(text, "66f0d379-b4f3-4074-ac43-0d3318b78cdb");
	guid_to_text(label.abstraction_guid, text);
	EQ_STR(text, "18633bfc-1735-4217-8ac9-17239282d3f8");
	EQ_U64(label.checksum, 0xe95762136219c32b);
}

TEST(abstraction_guid_tells_the_claim)
{
	const enum nd_label_claim claims[] = {
		ND_CLAIM_NONE, ND_CLAIM_PFN,  ND_CLAIM_DAX,
		ND_CLAIM_BTT2, ND_CLAIM_NONE, ND_CLAIM_BTT2,
	};
	struct nd_label label;

	open_media("labels-v1.2");
	for (uint32_t slot = 0; slot < 6; slot++) {
		OK(nd_label_decode(&area, slot, &label));
		EQ(nd_label_claim(&label), claims[slot]);
	}
}

TEST(foreign_abstraction_guid_is_unknown)
{
	struct nd_label label;

	open_media("labels-v1.2");
	OK(nd_label_decode(&area, 1, &label));
	label.abstraction_guid[0]++;
	EQ(nd_label_claim(&label), ND_CLAIM_UNKNOWN);
}

TEST(btt_of_version_1_1_is_told_by_its_flag)
{
	struct nd_label label = { .flags = ND_LABEL_BTT };

	EQ(nd_label_claim(&label), ND_CLAIM_BTT);
	label.flags = ND_LABEL_READ_ONLY;
	EQ(nd_label_claim(&label), ND_CLAIM_NONE);
}

TEST(labels_in_use_are_live)
{
	struct nd_label label;

	open_media("labels-v1.2");
	for (uint32_t slot = 1; slot < 6; slot++) {
		OK(nd_label_decode(&area, slot, &label));
		EQ(nd_label_is_live(&label), slot != 4);
	}
}

TEST(label_of_a_freed_slot_is_not_live)
{
	struct nd_label label;

	open_media("labels-v1.2");
	OK(nd_label_decode(&area, 4, &label));
	EQ_STR(label.name, "myraw");
	IS(label.free);
	IS(label.in_place);
	IS(label.intact);
	IS(!nd_label_is_live(&label));
}

TEST(slot_that_was_never_used_is_not_live)
{
	struct nd_label label;

	open_media("labels-v1.2");
	OK(nd_label_decode(&area, 509, &label));
	IS(!label.in_place);
	IS(!nd_label_is_live(&label));
}

TEST(label_half_way_through_an_update_is_live_for_the_kernel)
{
	struct nd_label label;

	open_media("labels-v1.1");
	OK(nd_label_decode(&area, 0, &label));
	IS(label.flags & ND_LABEL_UPDATING);
	label.free = false;
	IS(nd_label_is_live(&label));
}

TEST(labels_of_version_1_1_have_no_guids)
{
	struct nd_label label;

	open_media("labels-v1.1");
	EQ(area.current, 0);
	OK(nd_label_decode(&area, 2, &label));
	IS(nd_label_is_live(&label));
	IS(!label.has_guids);
	EQ_U64(label.lbasize, 4096);
	EQ_U64(label.dpa, 67108864);
	EQ(label.slot, 2);
}

/* ---- one bad field each ------------------------------------------------ */

/* Spoil a field of the index that counts; the other must take over. */
static void refuse(unsigned int offset, uint8_t value, enum nd_label_fault want)
{
	media_load("labels-v1.2", bytes, AREA);
	bytes[INDEX + offset] = value;
	if (want != ND_LABEL_BAD_CHECKSUM)
		resum(1);
	open_area();
	EQ(area.index[0].fault, ND_LABEL_VALID);
	EQ(area.index[1].fault, want);
	EQ(area.current, 0);
}

TEST(index_without_signature_is_refused)
{
	refuse(0, 'M', ND_LABEL_BAD_SIGNATURE);
	refuse(15, 'X', ND_LABEL_BAD_SIGNATURE);
}

/* Two index blocks, each good for labels of its own size. */
static void mix_sizes(unsigned int offset, uint8_t value)
{
	media_load("labels-v1.2", bytes, AREA);
	bytes[INDEX + offset] = value;
	resum(1);
	open_area();
	EQ(area.layout.label_size, 128);
	EQ(area.current, 1);
	EQ(area.index[0].fault, ND_LABEL_BAD_LABEL_SIZE);
}

TEST(small_labels_are_looked_for_first)
{
	mix_sizes(19, 0);
}

TEST(version_1_1_has_small_labels_whatever_the_field_says)
{
	mix_sizes(62, 1);
}

TEST(index_with_an_unknown_label_size_is_refused)
{
	refuse(19, 2, ND_LABEL_BAD_LABEL_SIZE);
	EQ(area.index[1].label_size, 0);
	refuse(19, 0xff, ND_LABEL_BAD_LABEL_SIZE);
}

TEST(index_with_a_wrong_checksum_is_refused)
{
	refuse(CHECKSUM, 0, ND_LABEL_BAD_CHECKSUM);
}

TEST(changed_bitmap_is_a_wrong_checksum)
{
	refuse(72, 0, ND_LABEL_BAD_CHECKSUM);
}

TEST(index_with_sequence_0_is_refused)
{
	refuse(20, 0, ND_LABEL_BAD_SEQUENCE);
	refuse(20, 4, ND_LABEL_BAD_SEQUENCE);
}

TEST(index_with_a_wrong_offset_of_itself_is_refused)
{
	refuse(25, 0, ND_LABEL_BAD_MYOFF);
}

TEST(index_with_a_wrong_offset_of_the_other_is_refused)
{
	refuse(41, 1, ND_LABEL_BAD_OTHEROFF);
}

TEST(index_with_a_wrong_offset_of_labels_is_refused)
{
	refuse(49, 1, ND_LABEL_BAD_LABELOFF);
	refuse(55, 1, ND_LABEL_BAD_LABELOFF);
}

TEST(index_larger_than_its_place_is_refused)
{
	refuse(33, 2, ND_LABEL_BAD_MYSIZE);
}

TEST(index_smaller_than_its_fields_is_refused)
{
	refuse(33, 0, ND_LABEL_BAD_MYSIZE);
}

TEST(index_with_more_slots_than_fit_is_refused)
{
	refuse(56, 0xff, ND_LABEL_BAD_NSLOT);
	refuse(59, 0xff, ND_LABEL_BAD_NSLOT);
}

TEST(every_fault_has_a_text)
{
	for (int fault = 0; fault <= ND_LABEL_VALID; fault++)
		IS(strlen(nd_label_fault_text(fault)) > 4);
}

/* ---- which index counts ------------------------------------------------ */

TEST(successor_in_the_cycle_counts)
{
	media_load("labels-v1.2", bytes, AREA);
	for (int a = 1; a <= 3; a++)
		for (int b = 1; b <= 3; b++) {
			put_le32(bytes + 20, a);
			put_le32(bytes + INDEX + 20, b);
			resum(0);
			resum(1);
			open_area();
			EQ(area.current, a == b || b == a % 3 + 1);
		}
}

TEST(only_two_bits_of_the_sequence_count)
{
	media_load("labels-v1.2", bytes, AREA);
	put_le32(bytes + 20, 0xfffffffe);
	put_le32(bytes + INDEX + 20, 5);
	resum(0);
	resum(1);
	open_area();
	EQ(area.current, 0);
}

TEST(second_index_counts_when_the_first_is_broken)
{
	media_load("labels-init-v1.1", bytes, AREA);
	bytes[0] = 0;
	open_area();
	EQ(area.current, 1);
}

TEST(empty_area_has_no_index_and_is_no_error)
{
	struct nd_label label;

	memset(bytes, 0, AREA);
	open_area();
	EQ(area.current, -1);
	EQ(area.index[0].fault, ND_LABEL_BAD_SIGNATURE);
	EQ(area.layout.label_size, 128);
	OK(nd_label_decode(&area, 0, &label));
	IS(label.free);
	IS(!nd_label_is_live(&label));
}

TEST(broken_area_tells_the_fault_of_the_nearest_size)
{
	media_load("labels-init-v1.2", bytes, AREA);
	bytes[CHECKSUM]++;
	bytes[INDEX + CHECKSUM]++;
	open_area();
	EQ(area.current, -1);
	EQ(area.layout.label_size, 256);
	EQ(area.index[0].fault, ND_LABEL_BAD_CHECKSUM);
}

TEST(cxl_labels_are_recognised_and_left_alone)
{
	struct nd_label label;

	media_load("labels-init-v1.2", bytes, AREA);
	bytes[60] = 2;
	bytes[62] = 1;
	resum(0);
	open_area();
	EQ(area.current, 0);
	IS(nd_label_area_is_cxl(&area));
	EQ(nd_label_decode(&area, 0, &label), -EOPNOTSUPP);
}

TEST(index_may_have_fewer_slots_than_fit)
{
	struct nd_label label;

	media_load("labels-init-v1.2", bytes, AREA);
	put_le32(bytes + 56, 7);
	resum(0);
	open_area();
	EQ(nd_label_area_nslot(&area), 7);
	OK(nd_label_decode(&area, 6, &label));
	EQ(nd_label_decode(&area, 7, &label), -ERANGE);
}

/* ---- asking for what isn't there ---------------------------------------- */

TEST(slot_past_the_last_is_out_of_range)
{
	struct nd_label label = { .slot = 77 };

	open_media("labels-v1.2");
	EQ(nd_label_decode(&area, 510, &label), -ERANGE);
	EQ(nd_label_decode(&area, UINT32_MAX, &label), -ERANGE);
	EQ(label.slot, 77);
}

TEST(label_that_was_not_read_is_no_data)
{
	struct nd_label label;

	media_load("labels-v1.2", bytes, AREA);
	OK(nd_label_area_open(bytes, 512 + 256, AREA, &area));
	EQ(area.current, 1);
	OK(nd_label_decode(&area, 0, &label));
	EQ(nd_label_decode(&area, 1, &label), -ENODATA);
}

TEST(less_than_both_index_blocks_is_invalid)
{
	EQ(nd_label_area_open(bytes, 511, AREA, &area), -EINVAL);
	EQ(nd_label_area_open(bytes, 0, AREA, &area), -EINVAL);
}

TEST(more_bytes_than_the_area_is_invalid)
{
	EQ(nd_label_area_open(bytes, AREA, AREA - 1, &area), -EINVAL);
}

TEST(area_too_small_for_an_index_is_no_space)
{
	EQ(nd_label_area_open(bytes, 512, 512, &area), -ENOSPC);
}

/* ---- bad labels -------------------------------------------------------- */

TEST(label_with_a_wrong_checksum_is_not_live)
{
	struct nd_label label;

	media_load("labels-v1.2", bytes, AREA);
	bytes[0x300 + 112]++;
	open_area();
	OK(nd_label_decode(&area, 1, &label));
	IS(!label.intact);
	IS(!nd_label_is_live(&label));
}

TEST(label_of_another_slot_is_not_live)
{
	struct nd_label label;

	media_load("labels-v1.2", bytes, AREA);
	bytes[0x300 + 120] = 9;
	media_sum(bytes + 0x300, 256, LABEL_CHECKSUM);
	open_area();
	OK(nd_label_decode(&area, 1, &label));
	IS(label.intact);
	IS(!label.in_place);
	IS(!nd_label_is_live(&label));
}

TEST(name_without_an_end_is_ended)
{
	struct nd_label label;

	media_load("labels-v1.2", bytes, AREA);
	memset(bytes + 0x300 + 16, 'n', 64);
	open_area();
	OK(nd_label_decode(&area, 1, &label));
	EQ(strlen(label.name), 64);
}

/* ---- making new ones --------------------------------------------------- */

/* Ours and ndctl's differ in the bits past the last slot, and so the sum. */
static void compare_with_ndctl(enum nd_label_version version, const char *name)
{
	uint32_t len, nslot;
	uint8_t *ours;

	OK(nd_label_init_encode(AREA, version, (void **)&ours, &len));
	EQ(len, 512);
	media_load(name, bytes, AREA);
	nslot = get_le32(bytes + 56);
	for (unsigned int i = 0; i < 2; i++) {
		uint8_t *block = bytes + i * INDEX;

		for (uint32_t slot = nslot; slot < (INDEX - 72) * 8; slot++)
			block[72 + slot / 8] &= ~(1 << slot % 8);
		resum(i);
	}
	EQ_MEM(ours, bytes, len);
	free(ours);
}

TEST(new_index_of_version_1_1_is_ndctls_but_for_bits_past_the_end)
{
	compare_with_ndctl(ND_LABEL_V1_1, "labels-init-v1.1");
}

TEST(new_index_of_version_1_2_is_ndctls_but_for_bits_past_the_end)
{
	compare_with_ndctl(ND_LABEL_V1_2, "labels-init-v1.2");
}

TEST(new_index_is_valid_and_all_free)
{
	struct nd_label label;
	uint32_t len;
	void *ours;

	OK(nd_label_init_encode(AREA, ND_LABEL_V1_2, &ours, &len));
	memset(bytes, 0xa5, AREA);
	memcpy(bytes, ours, len);
	free(ours);
	open_area();
	EQ(area.current, 0);
	EQ(area.index[1].fault, ND_LABEL_VALID);
	for (uint32_t slot = 0; slot < 510; slot++) {
		OK(nd_label_decode(&area, slot, &label));
		IS(label.free);
	}
}

TEST(new_index_for_a_tiny_area_is_refused)
{
	uint32_t len = 5;
	void *ours;

	EQ(nd_label_init_encode(600, ND_LABEL_V1_1, &ours, &len), -ENOSPC);
	EQ(len, 5);
}
