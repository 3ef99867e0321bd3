/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz-disk-table.c - any bytes as the beginning of a disk
 *
 * The way through libblkid and our own checks. Whatever the bytes say, what is
 * called good lies on the disk, and on nothing else that is called so.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "lib/block/table.h"
#include "util/le.h"

enum {
	SIZE = 64 << 20,
	MOST = 1 << 17,
	GPT_HEADER = 92,
	MOST_ENTRIES = 1024
};

static uint32_t crc32(const uint8_t *at, size_t len)
{
	uint32_t crc = UINT32_MAX;

	while (len--) {
		crc ^= *at++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

/* The checksums of a GPT whose header is at @sector. */
static void repair(uint8_t *disk, size_t size, size_t sector)
{
	uint8_t *header = disk + sector;
	uint32_t count, each;

	if (size < sector + GPT_HEADER || memcmp(header, "EFI PART", 8))
		return;
	count = get_le32(header + 80);
	each = get_le32(header + 84);
	if (count && each && count <= MOST_ENTRIES && each <= MOST_ENTRIES &&
	    2 * sector + count * each <= size)
		put_le32(header + 88, crc32(disk + 2 * sector, count * each));
	put_le32(header + 12, GPT_HEADER);
	put_le32(header + 16, 0);
	put_le32(header + 16, crc32(header, GPT_HEADER));
}

static void check(const struct block_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct daxctl_partition *a = &table->at[i];

		MUST(!i || table->at[i - 1].number <= a->number);
		if (a->fault != DAXCTL_PARTITION_GOOD)
			continue;
		MUST(a->number >= 1 && a->number <= 255);
		MUST(a->size && a->start < SIZE && a->size <= SIZE - a->start);
		for (size_t j = 0; j < i; j++) {
			const struct daxctl_partition *b = &table->at[j];

			if (b->fault != DAXCTL_PARTITION_GOOD)
				continue;
			MUST(a->number != b->number);
			MUST(a->start >= b->start + b->size ||
			     b->start >= a->start + a->size);
		}
	}
}

static void look(int fd, const uint8_t *disk, size_t size, unsigned int sector)
{
	struct block_table table;

	MUST(ftruncate(fd, 0) == 0 && ftruncate(fd, SIZE) == 0);
	MUST(pwrite(fd, disk, size, 0) == (ssize_t)size);
	if (block_table_read(fd, SIZE, sector, &table) < 0)
		return;
	check(&table);
	block_table_free(&table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	uint8_t *disk;

	if (fd < 0)
		fd = memfd_create("disk", MFD_CLOEXEC);
	if (size > MOST)
		size = MOST;
	disk = malloc(size + 1);
	MUST(fd >= 0 && disk);
	if (size)
		memcpy(disk, data, size);
	look(fd, disk, size, 512);
	repair(disk, size, 512);
	look(fd, disk, size, 512);
	repair(disk, size, 4096);
	look(fd, disk, size, 4096);
	free(disk);
	return 0;
}
