/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * out.h - bytes on their way out
 *
 * Either to a file descriptor, in pieces of 8 KiB, so that a listing of any
 * length takes the same memory; or, with no descriptor, gathered in memory.
 * The first error sticks and what comes after it is dropped: a writer needn't
 * look before its end.
 */
#ifndef REPORT_OUT_H
#define REPORT_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct out {
	int fd; /* -1: gather in memory */
	int rc; /* -errno of the first failure */
	char *data;
	size_t used;
	size_t size;
};

#define OUT_TO_MEMORY    \
	{                \
		.fd = -1 \
	}

/* The way of out_bytes() when there is no room. */
void out_more(struct out *out, const void *bytes, size_t len);

/* Most pieces are a few bytes, and there is room for them. */
static inline void out_bytes(struct out *out, const void *bytes, size_t len)
{
	if (len >= out->size - out->used) {
		out_more(out, bytes, len);
		return;
	}
	memcpy(out->data + out->used, bytes, len);
	out->used += len;
}

static inline void out_char(struct out *out, char c)
{
	out_bytes(out, &c, 1);
}

static inline void out_string(struct out *out, const char *string)
{
	out_bytes(out, string, strlen(string));
}

void out_repeat(struct out *out, char c, size_t count);
void out_u64(struct out *out, uint64_t number);
void out_i64(struct out *out, int64_t number);

/* "0x" and at least so many digits. */
void out_hex(struct out *out, uint64_t number, unsigned int digits);

/*
 * Digits enough to read back the same number, as json-c prints it: 23 is 23.0.
 * Whatever the locale, the point is a point.
 */
void out_real(struct out *out, double number);

/* Write what has gathered; does nothing in memory. Returns the first error. */
int out_flush(struct out *out);

void out_free(struct out *out);

#endif
