/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * badblocks.c - ranges that the media cannot deliver
 *
 * The attribute has a line a range, "sector count", in no order, a long range
 * as several lines of at most 512 sectors; it ends one byte before a page does,
 * within a number if need be (block/badblocks.c of the kernel).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/nd/nd.h"

/* Pages that machines with pmem have; a capture doesn't tell which it had. */
enum {
	SMALL_PAGE = 4096,
	MIDDLE_PAGE = 16384,
	LARGE_PAGE = 65536,
};

void nd_badblocks_free(struct nd_badblocks *badblocks)
{
	free(badblocks->at);
	*badblocks = (struct nd_badblocks){ 0 };
}

static int by_offset(const void *a, const void *b)
{
	const struct daxctl_badblock *left = a, *right = b;

	return left->offset < right->offset ? -1 : left->offset > right->offset;
}

static int parse_line(const char *line, size_t len, struct daxctl_badblock *ret)
{
	char text[48], *space;

	if (len >= sizeof(text))
		return -EINVAL;
	memcpy(text, line, len);
	text[len] = '\0';
	space = strchr(text, ' ');
	if (!space)
		return -EINVAL;
	*space = '\0';
	if (parse_u64(text, 10, &ret->offset) < 0 ||
	    parse_u64(space + 1, 10, &ret->length) < 0 ||
	    ret->offset + ret->length < ret->offset)
		return -EINVAL;
	return 0;
}

int nd_badblocks_parse(const char *text, size_t len, struct nd_badblocks *ret)
{
	struct nd_badblocks bad = { 0 };
	const char *end;
	size_t lines = 0;

	for (size_t i = 0; i < len; i++)
		lines += text[i] == '\n';
	if (lines) {
		bad.at = calloc(lines, sizeof(*bad.at));
		if (!bad.at)
			return -ENOMEM;
	}
	while ((end = memchr(text, '\n', len))) {
		if (parse_line(text, end - text, &bad.at[bad.count]) < 0) {
			nd_badblocks_free(&bad);
			return -EINVAL;
		}
		bad.count++;
		len -= end + 1 - text;
		text = end + 1;
	}
	bad.incomplete = len > 0;
	if (bad.count) /* qsort() takes no NULL */
		qsort(bad.at, bad.count, sizeof(*bad.at), by_offset);
	*ret = bad;
	return 0;
}

/* Did the kernel end it for want of room? */
static bool fills_page(size_t len)
{
	return len == SMALL_PAGE - 1 || len == MIDDLE_PAGE - 1 ||
	       len == LARGE_PAGE - 1;
}

int nd_badblocks_read(const struct sysfs_node *node, struct nd_badblocks *ret)
{
	cleanup(free_p) char *text = malloc(LARGE_PAGE + 1);
	int len, rc;

	if (!text)
		return -ENOMEM;
	len = sysfs_read(node, "badblocks", text, LARGE_PAGE + 1);
	if (len == -ENOENT) {
		*ret = (struct nd_badblocks){ 0 };
		return 0;
	}
	if (len < 0)
		return len;

	/* A last line that reading cut the newline of, or that is cut off? */
	if (len && !fills_page(len))
		text[len++] = '\n';
	rc = nd_badblocks_parse(text, len, ret);
	if (rc == 0 && fills_page(len))
		ret->incomplete = true;
	return rc;
}

int nd_badblocks_clip(const struct nd_badblocks *from, uint64_t start,
		      uint64_t length, struct nd_badblocks *ret)
{
	struct nd_badblocks bad = { .incomplete = from->incomplete };
	const struct daxctl_badblock *range;

	if (!from->count) {
		*ret = bad;
		return 0;
	}
	bad.at = calloc(from->count, sizeof(*bad.at));
	if (!bad.at)
		return -ENOMEM;
	array_foreach(range, from->at, from->count) {
		uint64_t first = range->offset, end = first + range->length;

		if (first < start)
			first = start;
		if (end > start + length)
			end = start + length;
		if (first >= end)
			continue;
		bad.at[bad.count++] = (struct daxctl_badblock){
			.offset = first - start,
			.length = end - first,
		};
	}
	*ret = bad;
	return 0;
}
