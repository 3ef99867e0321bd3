/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * choice.c - what the kernel offers for the next namespace of a region
 *
 * Each region keeps one unused btt, pfn and dax device, its seeds. Their
 * attributes list the sector sizes and alignments that a new one can have.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/nd/nd.h"

int nd_choices_parse(const char *text, struct nd_choices *ret,
		     uint64_t *selected)
{
	struct nd_choices choices = { .known = true };
	uint64_t chosen = 0;
	char word[32];
	size_t len;

	for (; *text; text += len + strspn(text + len, " ")) {
		bool marked = *text == '[';

		len = strcspn(text, " ");
		if (len < 1u + 2 * marked || len >= sizeof(word) ||
		    (marked && text[len - 1] != ']') ||
		    choices.count == ARRAY_SIZE(choices.at))
			return -EINVAL;
		memcpy(word, text + marked, len - 2 * marked);
		word[len - 2 * marked] = '\0';
		if (parse_u64(word, 10, &choices.at[choices.count]) < 0)
			return -EINVAL;
		if (marked)
			chosen = choices.at[choices.count];
		choices.count++;
	}
	*ret = choices;
	*selected = chosen;
	return 0;
}

int nd_sector_size_selected(const struct sysfs_node *node, uint64_t *ret)
{
	struct nd_choices choices;
	char text[256];
	int rc;

	rc = sysfs_read_text(node, "sector_size", text, sizeof(text));
	return rc < 0 ? rc : nd_choices_parse(text, &choices, ret);
}

int nd_choices_read(const struct sysfs_node *region, enum daxctl_nd_mode mode,
		    struct nd_choices *ret)
{
	static const struct {
		const char *seed, *list;
	} where[] = {
		[DAXCTL_ND_MODE_SECTOR] = { "btt_seed", "sector_size" },
		[DAXCTL_ND_MODE_FSDAX] = { "pfn_seed", "supported_alignments" },
		[DAXCTL_ND_MODE_DEVDAX] = { "dax_seed",
					    "supported_alignments" },
	};
	char seed[32], attr[64], text[256];
	uint64_t selected;
	int rc;

	rc = sysfs_read_text(region, where[mode].seed, seed, sizeof(seed));
	if (rc < 0)
		return rc;
	snprintf(attr, sizeof(attr), "%s/%s", seed, where[mode].list);
	rc = sysfs_read(region, attr, text, sizeof(text));
	if (rc < 0)
		return rc;
	return nd_choices_parse(text, ret, &selected);
}
