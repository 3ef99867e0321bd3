/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-out.c - bytes on their way out
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "daxctl/report/out.h"
#include "test.h"
#include "util/util.h"

/* What has gathered in memory, as a string. */
static const char *text_of(struct out *out)
{
	static char text[256];

	IS(out->used < sizeof(text));
	memcpy(text, out->data, out->used);
	text[out->used] = '\0';
	out->used = 0;
	return text;
}

TEST(numbers_of_every_length_are_exact)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;

	out_u64(&out, 0);
	EQ_STR(text_of(&out), "0");
	out_u64(&out, 1ull << 53);
	EQ_STR(text_of(&out), "9007199254740992");
	out_u64(&out, 1ull << 63);
	EQ_STR(text_of(&out), "9223372036854775808");
	out_u64(&out, UINT64_MAX);
	EQ_STR(text_of(&out), "18446744073709551615");
}

TEST(signed_numbers_reach_both_ends)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;

	out_i64(&out, INT64_MIN);
	EQ_STR(text_of(&out), "-9223372036854775808");
	out_i64(&out, INT64_MAX);
	EQ_STR(text_of(&out), "9223372036854775807");
	out_i64(&out, -1);
	EQ_STR(text_of(&out), "-1");
}

TEST(hex_has_at_least_its_digits)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;

	out_hex(&out, 0, 0);
	EQ_STR(text_of(&out), "0x0");
	out_hex(&out, 0xab, 4);
	EQ_STR(text_of(&out), "0x00ab");
	out_hex(&out, 0x12345, 4);
	EQ_STR(text_of(&out), "0x12345");
	out_hex(&out, UINT64_MAX, 99);
	EQ_STR(text_of(&out), "0xffffffffffffffff");
}

TEST(reals_are_never_mistaken_for_integers)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;

	out_real(&out, 23);
	EQ_STR(text_of(&out), "23.0");
	out_real(&out, -0.0625);
	EQ_STR(text_of(&out), "-0.0625");
	out_real(&out, 1e20);
	EQ_STR(text_of(&out), "1e+20");
}

TEST(memory_grows_as_needed)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;

	out_repeat(&out, 'x', 100000);
	out_string(&out, "end");
	OK(out.rc);
	EQ(out.used, 100003);
	EQ_MEM(out.data + 99999, "xend", 4);
}

TEST(what_is_larger_than_the_buffer_is_written_whole)
{
	static char sent[100000], got[sizeof(sent)];
	cleanup(out_free) struct out out = { 0 };
	int fd;

	for (size_t i = 0; i < sizeof(sent); i++)
		sent[i] = (char)(i * 7 + i / 251);
	test_file("out", "");
	fd = openat(AT_FDCWD, test_dir(), O_TMPFILE | O_RDWR, 0600);
	IS(fd >= 0);
	out.fd = fd;
	out_bytes(&out, sent, 3);
	out_bytes(&out, sent + 3, sizeof(sent) - 3);
	OK(out_flush(&out));
	EQ(pread(fd, got, sizeof(got), 0), sizeof(got));
	EQ_MEM(got, sent, sizeof(sent));
	close(fd);
}

TEST(first_failure_to_write_is_remembered)
{
	cleanup(out_free) struct out out = { 0 };

	out.fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	IS(out.fd >= 0);
	out_repeat(&out, 'x', 100000);
	EQ(out.rc, -ENOSPC);
	close(out.fd);
	out_string(&out, "more");
	EQ(out_flush(&out), -ENOSPC);
}

TEST(flush_in_memory_keeps_what_is_there)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;

	out_char(&out, 'a');
	OK(out_flush(&out));
	EQ_STR(text_of(&out), "a");
}

TEST(nothing_written_is_nothing_allocated)
{
	cleanup(out_free) struct out out = OUT_TO_MEMORY;

	OK(out_flush(&out));
	IS(!out.data);
}
