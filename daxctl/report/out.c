/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * out.c - bytes on their way out
 *
 * Numbers are turned into text here and not by stdio, which would be most of
 * the work of a long listing.
 */
#include <errno.h>
#include <stdio.h>

#include "util/util.h"

#include "out.h"

enum {
	PIECE = 8192
};

/* Drop what could not be kept or written, remember why. */
static void fail(struct out *out, int rc)
{
	if (!out->rc)
		out->rc = rc;
	out->used = 0;
}

static int write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		data += n;
		len -= n;
	}
	return 0;
}

int out_flush(struct out *out)
{
	int rc;

	if (out->fd < 0 || out->rc)
		return out->rc;
	rc = write_all(out->fd, out->data, out->used);
	if (rc)
		fail(out, rc);
	out->used = 0;
	return out->rc;
}

static int resize(struct out *out, size_t size)
{
	char *data = realloc(out->data, size);

	if (!data) {
		fail(out, -ENOMEM);
		return -ENOMEM;
	}
	out->data = data;
	out->size = size;
	return 0;
}

/* Memory grows; on the way to a descriptor a full piece is written. */
static int make_room(struct out *out, size_t len)
{
	size_t size = out->size ? out->size : PIECE;

	if (out->fd >= 0) {
		if (!out->size)
			return resize(out, PIECE);
		return out_flush(out);
	}
	while (size - out->used < len)
		size *= 2;
	return resize(out, size);
}

void out_more(struct out *out, const void *bytes, size_t len)
{
	if (out->rc)
		return;
	while (len > out->size - out->used) {
		size_t part = out->size - out->used;

		if (part && out->fd >= 0) {
			memcpy(out->data + out->used, bytes, part);
			out->used += part;
			bytes = (const char *)bytes + part;
			len -= part;
		}
		if (make_room(out, len))
			return;
	}
	/* An empty text may come before there is any memory. */
	if (len)
		memcpy(out->data + out->used, bytes, len);
	out->used += len;
}

void out_repeat(struct out *out, char c, size_t count)
{
	char many[32];

	memset(many, c, sizeof(many));
	for (; count > sizeof(many); count -= sizeof(many))
		out_bytes(out, many, sizeof(many));
	out_bytes(out, many, count);
}

void out_u64(struct out *out, uint64_t number)
{
	char text[20], *p = text + sizeof(text);

	do {
		*--p = '0' + number % 10;
		number /= 10;
	} while (number);
	out_bytes(out, p, text + sizeof(text) - p);
}

void out_i64(struct out *out, int64_t number)
{
	if (number < 0)
		out_char(out, '-');
	/* Negated as unsigned: the smallest one has no positive twin. */
	out_u64(out, number < 0 ? -(uint64_t)number : (uint64_t)number);
}

void out_hex(struct out *out, uint64_t number, unsigned int digits)
{
	char text[18], *p = text + sizeof(text);
	unsigned int n = 0;

	do {
		*--p = "0123456789abcdef"[number & 0xf];
		number >>= 4;
		n++;
	} while (number || (n < digits && n < 16));
	*--p = 'x';
	*--p = '0';
	out_bytes(out, p, text + sizeof(text) - p);
}

void out_real(struct out *out, double number)
{
	char text[40], *comma;

	snprintf(text, sizeof(text), "%.17g", number);
	comma = strchr(text, ',');
	if (comma)
		*comma = '.';
	out_string(out, text);
	if (!strpbrk(text, ".en"))
		out_string(out, ".0");
}

void out_free(struct out *out)
{
	free(out->data);
	out->data = NULL;
	out->used = out->size = 0;
}
