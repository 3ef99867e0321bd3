/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-size.c - sizes as text, in both directions
 */
#include <errno.h>

#include "test.h"
#include "util/size.h"

#define UNTOUCHED 0x5a5a5a5aull

static void is_size(const char *text, uint64_t want)
{
	uint64_t size = UNTOUCHED;

	OK(size_parse(text, &size));
	EQ_U64(size, want);
}

static void is_refused(const char *text, int rc)
{
	uint64_t size = UNTOUCHED;

	EQ(size_parse(text, &size), rc);
	EQ_U64(size, UNTOUCHED);
}

static void reads_as(uint64_t size, const char *want, bool unit)
{
	char text[SIZE_TEXT_MAX];

	EQ(size_to_human(size, text), unit);
	EQ_STR(text, want);
}

TEST(a_size_is_decimal_hexadecimal_or_octal)
{
	is_size("0", 0);
	is_size("4096", 4096);
	is_size("0x1000", 4096);
	is_size("0X1f", 31);
	is_size("010", 8);
}

TEST(a_suffix_is_a_power_of_1024_in_either_case)
{
	is_size("1k", 1024);
	is_size("64M", 64 << 20);
	is_size("64m", 64 << 20);
	is_size("3G", 3ull << 30);
	is_size("2t", 2ull << 40);
	is_size("0x10K", 16 << 10);
	is_size("010k", 8 << 10);
	is_size("0G", 0);
}

TEST(the_largest_size_is_read)
{
	is_size("18446744073709551614", UINT64_MAX - 1);
	is_size("16777215T", 16777215ull << 40);
	is_size("0xfffffffffffffffe", UINT64_MAX - 1);
}

TEST(a_size_of_2_to_the_64_minus_1_is_out_of_range)
{
	is_refused("18446744073709551615", -ERANGE);
	is_refused("0xffffffffffffffff", -ERANGE);
}

TEST(a_size_that_overflows_is_out_of_range)
{
	is_refused("18446744073709551616", -ERANGE);
	is_refused("99999999999999999999999", -ERANGE);
}

TEST(a_suffix_that_overflows_is_out_of_range)
{
	is_refused("16777216T", -ERANGE);
	is_refused("18014398509481984k", -ERANGE);
	is_refused("18446744073709551614k", -ERANGE);
}

TEST(an_empty_size_is_invalid)
{
	is_refused("", -EINVAL);
	is_refused(" ", -EINVAL);
}

TEST(a_sign_is_invalid_even_if_the_number_fits)
{
	is_refused("-1", -EINVAL);
	is_refused("+1", -EINVAL);
	is_refused("-0", -EINVAL);
}

TEST(blanks_around_a_size_are_invalid)
{
	is_refused(" 1", -EINVAL);
	is_refused("1 ", -EINVAL);
	is_refused("1 M", -EINVAL);
	is_refused("1\n", -EINVAL);
}

TEST(a_suffix_of_more_than_one_letter_is_invalid)
{
	is_refused("1KiB", -EINVAL);
	is_refused("1MB", -EINVAL);
	is_refused("1kk", -EINVAL);
}

TEST(an_unknown_suffix_is_invalid)
{
	is_refused("12q", -EINVAL);
	is_refused("1P", -EINVAL);
	is_refused("1b", -EINVAL);
	is_refused("0x", -EINVAL);
}

TEST(a_digit_that_the_base_does_not_have_is_invalid)
{
	is_refused("08", -EINVAL);
	is_refused("12a", -EINVAL);
	is_refused("0xg", -EINVAL);
}

TEST(a_fraction_is_invalid)
{
	is_refused("1.5G", -EINVAL);
	is_refused(".5", -EINVAL);
	is_refused("1e3", -EINVAL);
}

TEST(a_suffix_alone_is_invalid)
{
	is_refused("M", -EINVAL);
}

TEST(below_5000_kib_a_size_stays_a_number)
{
	reads_as(0, "0", false);
	reads_as(4096, "4096", false);
	reads_as(5000 * 1024 - 1, "5119999", false);
}

TEST(from_5000_kib_on_a_size_is_in_mib_and_mb)
{
	reads_as(5000 * 1024, "4.88 MiB (5.12 MB)", true);
	reads_as(16 << 20, "16.00 MiB (16.78 MB)", true);
	reads_as(1054867456, "1006.00 MiB (1054.87 MB)", true);
	reads_as(1 << 30, "1024.00 MiB (1073.74 MB)", true);
	reads_as((1ull << 31) - 1, "2048.00 MiB (2147.48 MB)", true);
}

TEST(from_2_gib_on_a_size_is_in_gib_and_gb)
{
	reads_as(1ull << 31, "2.00 GiB (2.15 GB)", true);
	reads_as(4ull << 30, "4.00 GiB (4.29 GB)", true);
	reads_as((1ull << 41) - 1, "2048.00 GiB (2199.02 GB)", true);
}

TEST(from_2_tib_on_a_size_is_in_tib_and_tb)
{
	reads_as(1ull << 41, "2.00 TiB (2.20 TB)", true);
	reads_as(1ull << 50, "1024.00 TiB (1125.90 TB)", true);
}

TEST(the_largest_size_is_written_without_overflow)
{
	reads_as(UINT64_MAX, "16777216.00 TiB (18446744.07 TB)", true);
}

TEST(hundredths_are_rounded_into_the_next_unit)
{
	reads_as((64 << 20) - 1, "64.00 MiB (67.11 MB)", true);
	reads_as(66427000, "63.35 MiB (66.43 MB)", true);
	reads_as(5996000, "5.72 MiB (6.00 MB)", true);
}
