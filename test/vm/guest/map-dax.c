/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * map-dax.c - map a file or a dax device, write through the mapping, and see
 * that a second mapping has it
 *
 * usage: map-dax PATH BYTES [sync]
 *
 * With "sync" the mapping must be one that only DAX can give (MAP_SYNC).
 * Ends with 0 only if all of it worked.
 */
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define STEP 4096

static uint64_t *map(const char *path, size_t size, int flags)
{
	int fd = open(path, O_RDWR);
	void *at;

	if (fd < 0)
		err(1, "%s", path);
	at = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, fd, 0);
	if (at == MAP_FAILED)
		err(1, "mmap %s", path);
	close(fd);
	return at;
}

int main(int argc, char **argv)
{
	size_t size = argc > 2 ? strtoul(argv[2], NULL, 0) : 0;
	size_t step = STEP / sizeof(uint64_t);
	int flags = MAP_SHARED;
	uint64_t *at;

	if (argc < 3 || size < STEP)
		errx(64, "usage: map-dax PATH BYTES [sync]");
	if (argc > 3 && strcmp(argv[3], "sync") == 0)
		flags = MAP_SHARED_VALIDATE | MAP_SYNC;
	at = map(argv[1], size, flags);
	for (size_t i = 0; i < size / sizeof(*at); i += step)
		at[i] = i + 1;
	munmap(at, size);
	at = map(argv[1], size, MAP_SHARED);
	for (size_t i = 0; i < size / sizeof(*at); i += step)
		if (at[i] != i + 1)
			errx(1, "%s: at byte %zu is not what was written",
			     argv[1], i * sizeof(*at));
	return 0;
}
