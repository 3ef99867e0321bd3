/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replay.c - run a fuzzer over files, without libFuzzer
 *
 * replay-NAME FILE... feeds each file as it is, cut short at many places, and
 * with each of its first bytes changed: the same on every machine, so that
 * it can be a test.
 */
#include <string.h>

#include "fuzz.h"

enum {
	LARGEST = 1 << 17,
	CHANGED = 640
};

static size_t load(const char *path, uint8_t *to)
{
	FILE *f = fopen(path, "rb");
	size_t size;

	if (!f) {
		perror(path);
		exit(1);
	}
	size = fread(to, 1, LARGEST, f);
	fclose(f);
	return size;
}

/* The fuzzer gets exactly @size bytes, for the sanitizer's sake. */
static void feed(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size + !size);

	MUST(copy);
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void feed_changed(uint8_t *data, size_t size, size_t start)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };

	for (size_t i = start; i < size && i < start + CHANGED; i++) {
		uint8_t kept = data[i];

		for (size_t j = 0; j < sizeof(values); j++) {
			data[i] = values[j];
			feed(data, size);
		}
		data[i] = kept;
	}
}

int main(int argc, char **argv)
{
	static uint8_t data[LARGEST];

	for (int i = 1; i < argc; i++) {
		size_t size = load(argv[i], data);

		feed(data, size);
		for (size_t cut = 0; cut < size; cut += cut / 16 + 1)
			feed(data, cut);
		feed_changed(data, size, 0);
		feed_changed(data, size, 4096);
	}
	printf("%d files\n", argc - 1);
	return argc < 2;
}
