/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz-label.c - any bytes as a label storage area
 *
 * Whatever is on the medium, opening and decoding stay within the bytes, and
 * an index that is called valid has slots that can all be asked for.
 */
#include <errno.h>
#include <string.h>

#include "fuzz.h"
#include "lib/nd/fletcher.h"
#include "lib/nd/label.h"
#include "util/le.h"

enum {
	CHECKSUM = 64,
	LABEL_CHECKSUM = 248,
	LARGEST = 1 << 16
};

static void decode_all(const struct nd_label_area *area)
{
	uint32_t nslot = nd_label_area_nslot(area);
	char text[GUID_TEXT_SIZE];
	struct nd_label label;

	for (uint32_t slot = 0; slot < nslot; slot++) {
		int rc = nd_label_decode(area, slot, &label);

		if (nd_label_area_is_cxl(area)) {
			MUST(rc == -EOPNOTSUPP);
			continue;
		}
		MUST(rc == 0);
		MUST(strlen(label.name) < sizeof(label.name));
		MUST(nd_label_claim(&label) <= ND_CLAIM_UNKNOWN);
		MUST(!nd_label_is_live(&label) || label.slot == slot);
		guid_to_text(label.type_guid, text);
		MUST(strlen(text) == GUID_TEXT_SIZE - 1);
	}
	MUST(nd_label_decode(area, nslot, &label) == -ERANGE);
}

static void look(const uint8_t *bytes, size_t size)
{
	struct nd_label_area area, part;
	struct nd_label label;

	if (nd_label_area_open(bytes, size, size, &area))
		return;
	for (int i = 0; i < 2; i++)
		MUST(*nd_label_fault_text(area.index[i].fault));
	if (area.current >= 0)
		MUST(area.index[area.current].fault == ND_LABEL_VALID);
	decode_all(&area);

	/* The index blocks alone are judged alike, and have no labels. */
	MUST(!nd_label_area_open(bytes, nd_label_index_extent(size), size,
				 &part));
	MUST(part.current == area.current);
	if (nd_label_area_nslot(&part))
		nd_label_decode(&part, nd_label_area_nslot(&part) - 1, &label);
}

static void repair(uint8_t *bytes, uint32_t size, uint32_t label_size)
{
	struct nd_label_layout layout;
	uint8_t *label;

	if (nd_label_layout(size, label_size, &layout))
		return;
	for (unsigned int i = 0; i < 2; i++) {
		uint8_t *block = bytes + i * layout.index_size;

		put_le64(block + CHECKSUM,
			 fletcher64(block, layout.index_size, CHECKSUM));
	}
	label = bytes + 2 * layout.index_size;
	for (uint32_t i = 0; label_size == 256 && i < layout.nslot; i++)
		put_le64(label + i * 256 + LABEL_CHECKSUM,
			 fletcher64(label + i * 256, 256, LABEL_CHECKSUM));
}

static void check_init(uint32_t size, enum nd_label_version version)
{
	struct nd_label_area area;
	uint8_t *bytes;
	uint32_t len;
	void *index;

	if (nd_label_init_encode(size, version, &index, &len))
		return;
	bytes = calloc(1, size);
	MUST(bytes);
	memcpy(bytes, index, len);
	MUST(!nd_label_area_open(bytes, size, size, &area));
	MUST(area.current == 0 && area.index[1].fault == ND_LABEL_VALID);
	decode_all(&area);
	free(index);
	free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *bytes;

	if (size > LARGEST)
		return 0;
	/* A copy of its own, so that a read past the end is seen. */
	bytes = malloc(size);
	if (size)
		memcpy(bytes, data, size);
	look(bytes, size);
	repair(bytes, size, 256);
	look(bytes, size);
	repair(bytes, size, 128);
	look(bytes, size);
	free(bytes);
	check_init(size, ND_LABEL_V1_1);
	check_init(size, ND_LABEL_V1_2);
	return 0;
}
