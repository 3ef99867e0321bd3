/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * record.c - the text of a recorded trace
 *
 * It comes from anywhere, in any pieces, and may be gigabytes: it is taken
 * apart line by line as it comes, and nothing but the accesses is kept.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/ctx.h"
#include "lib/virtiofs/record.h"

#define EVENT "iomap_iter_dstmap:"

/* What a line tells. */
struct line {
	uint64_t inode, address, offset, length;
	bool mapped;
};

/* What a digit is worth, plus 1; 0: it is none. Most of the time goes here. */
static const uint8_t digits[256] = {
	['0'] = 1,  ['1'] = 2,	['2'] = 3,  ['3'] = 4,	['4'] = 5,  ['5'] = 6,
	['6'] = 7,  ['7'] = 8,	['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
};

/* "0x1f": moves @at behind it. */
static bool take_hex(const char **at, uint64_t *ret)
{
	const unsigned char *c = (const unsigned char *)*at, *first = c + 2;
	uint64_t number = 0;

	if (c[0] != '0' || c[1] != 'x')
		return false;
	for (c = first; digits[*c]; c++)
		number = number << 4 | (digits[*c] - 1);
	if (c == first || c - first > 16)
		return false;
	*at = (const char *)c;
	*ret = number;
	return true;
}

static bool take_blank(const char **at)
{
	const char *c = *at;

	while (*c == ' ' || *c == '\t')
		c++;
	if (c == *at)
		return false;
	*at = c;
	return true;
}

/* What iomap knows; only of a mapped piece there is a range. */
static bool take_type(const char *at, bool *mapped)
{
	static const char *const types[] = { "MAPPED", "HOLE", "DELALLOC",
					     "UNWRITTEN", "INLINE" };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		size_t len = strlen(types[i]);

		if (strncmp(at, types[i], len) == 0 &&
		    (!at[len] || at[len] == ' ')) {
			*mapped = i == 0;
			return true;
		}
	}
	return false;
}

/* "INO ADDR OFFSET LENGTH TYPE" */
static bool read_short(const char *at, struct line *ret)
{
	return take_hex(&at, &ret->inode) && take_blank(&at) &&
	       take_hex(&at, &ret->address) && take_blank(&at) &&
	       take_hex(&at, &ret->offset) && take_blank(&at) &&
	       take_hex(&at, &ret->length) && take_blank(&at) &&
	       take_type(at, &ret->mapped);
}

/* Moves @at behind the next such word. */
static bool find_word(const char **at, const char *word)
{
	const char *found = strstr(*at, word);

	if (!found)
		return false;
	*at = found + strlen(word);
	return true;
}

/* " dev 0:33 ino 0x1 bdev 0:0 addr 0x0 offset 0x0 length 0x1000 type …" */
static bool read_raw(const char *at, struct line *ret)
{
	return find_word(&at, " ino ") && take_hex(&at, &ret->inode) &&
	       find_word(&at, " addr ") && take_hex(&at, &ret->address) &&
	       find_word(&at, " offset ") && take_hex(&at, &ret->offset) &&
	       find_word(&at, " length ") && take_hex(&at, &ret->length) &&
	       find_word(&at, " type ") && take_type(at, &ret->mapped);
}

/* Numbers of files are their filesystem's own: two don't mix. */
static int check_device(struct daxctl_trace *trace, const char *text)
{
	const char *device = strstr(text, " dev ");
	size_t len;

	if (!device)
		return -EINVAL;
	device += strlen(" dev ");
	len = strcspn(device, " ");
	if (!len || len >= sizeof(trace->device))
		return -EINVAL;
	if (!trace->raw) {
		memcpy(trace->device, device, len);
		trace->raw = true;
		return 0;
	}
	return strncmp(trace->device, device, len) == 0 && !trace->device[len]
		       ? 0
		       : -EXDEV;
}

static int take_access(struct daxctl_trace *trace, const struct line *line)
{
	uint64_t start = line->offset & (DAXCTL_RANGE_SIZE - 1);
	uint32_t number;
	int rc;

	if (!line->mapped) {
		trace->holes++;
		return 0;
	}
	/* The kernel cuts accesses at the borders of ranges. */
	if (!line->length || line->length > DAXCTL_RANGE_SIZE - start)
		return -EINVAL;
	rc = trace_add_piece(trace, line->inode, line->offset, line->length,
			     &number);
	return rc ? rc : trace_note_address(trace, number, line->address);
}

static int take_raw(struct daxctl_trace *trace, const char *event)
{
	struct line line;
	int rc;

	if (!read_raw(event, &line))
		return -EINVAL;
	rc = check_device(trace, event);
	return rc ? rc : take_access(trace, &line);
}

uint64_t trace_lost(const char *line)
{
	uint64_t lost;

	/* Of gigabytes of other events each is asked. */
	if (*line != 'C' && *line != '#')
		return 0;
	if (sscanf(line, "CPU:%*u [LOST %" SCNu64 " EVENTS]", &lost) == 1 ||
	    sscanf(line, "# lost %" SCNu64, &lost) == 1)
		return lost;
	return 0;
}

static int take_line(struct daxctl_trace *trace, const char *text)
{
	const char *event;
	struct line line;
	uint64_t lost;

	trace->line++;
	if (read_short(text, &line))
		return take_access(trace, &line);
	event = strstr(text, EVENT);
	if (event)
		return take_raw(trace, event);
	/* Remarks, and in a trace of tracefs also other events. */
	lost = trace_lost(text);
	trace->lost += lost;
	/* What was set up for those doesn't show. */
	trace->guessed = trace->guessed || lost;
	if (trace->raw || !*text || *text == '#' || !strncmp(text, "CPU:", 4))
		return 0;
	return -EINVAL;
}

static int end_line(struct daxctl_trace *trace)
{
	size_t used = trace->used;

	trace->used = 0;
	if (used && trace->rest[used - 1] == '\r')
		used--;
	trace->rest[used] = '\0';
	/* A zero in it would hide what follows. */
	if (strlen(trace->rest) != used) {
		trace->line++;
		return -EINVAL;
	}
	return take_line(trace, trace->rest);
}

int trace_take_rest(struct daxctl_trace *trace)
{
	return trace->used ? end_line(trace) : 0;
}

DAXCTL_EXPORT int daxctl_trace_feed(struct daxctl_trace *trace,
				    const char *text, size_t len)
{
	const char *end;
	size_t part;
	int rc;

	if (trace->finished)
		return -EBUSY;
	while (len) {
		end = memchr(text, '\n', len);
		part = end ? (size_t)(end - text) : len;
		if (part >= sizeof(trace->rest) - trace->used) {
			trace->line++;
			return -EINVAL;
		}
		memcpy(trace->rest + trace->used, text, part);
		trace->used += part;
		if (!end)
			return 0;
		rc = end_line(trace);
		if (rc)
			return rc;
		text += part + 1;
		len -= part + 1;
	}
	return 0;
}

DAXCTL_EXPORT unsigned long
daxctl_trace_get_line(const struct daxctl_trace *trace)
{
	return trace->line;
}
