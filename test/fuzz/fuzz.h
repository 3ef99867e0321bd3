/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz.h - what the fuzzers share
 *
 * Random bytes hardly ever have a right checksum, so each fuzzer looks at its
 * input twice: as it is, and with the checksums made right.
 */
#ifndef TEST_FUZZ_FUZZ_H
#define TEST_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold for every input. */
#define MUST(expr)                                                       \
	do {                                                             \
		if (!(expr)) {                                           \
			fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, \
				__LINE__, #expr);                        \
			abort();                                         \
		}                                                        \
	} while (0)

#endif
