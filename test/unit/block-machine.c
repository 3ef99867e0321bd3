/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * block-machine.c - a made-up pmem disk, and a device-mapper that answers
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>

#include "block-machine.h"
#include "test.h"
#include "util/le.h"

static const struct block_fake *devices;

void block_machine_set(const char *attr, const char *text)
{
	char path[512];

	if (text) {
		snprintf(path, sizeof(path), BLOCK_PMEM0 "/%s", attr);
		test_file(path, text);
		return;
	}
	snprintf(path, sizeof(path), "%s/" BLOCK_PMEM0 "/%s", test_dir(), attr);
	EQ(unlink(path), 0);
}

static void write_image(const void *data, size_t size, uint64_t at)
{
	cleanup(close_p) int fd = -1;
	char path[512];

	snprintf(path, sizeof(path), "%s/dev/pmem0", test_dir());
	fd = open(path, O_WRONLY | O_CLOEXEC);
	IS(fd >= 0);
	EQ(ftruncate(fd, BLOCK_SIZE), 0);
	EQ(pwrite(fd, data, size, at), (ssize_t)size);
}

void block_machine_make(void)
{
	devices = NULL;
	test_file("dev/pmem0", "");
	write_image("", 0, 0);
	block_machine_set("size", "131072\n");
	block_machine_set("dev", "259:0\n");
	block_machine_set("ext_range", "256\n");
	block_machine_set("queue/dax", "1\n");
	block_machine_set("queue/logical_block_size", "512\n");
}

void block_machine_entry(unsigned int at, unsigned int number,
			 unsigned int type, uint32_t start, uint32_t size)
{
	unsigned char entry[16] = { [4] = type };
	uint64_t sector = (uint64_t)at * 512;

	put_le32(entry + 8, start);
	put_le32(entry + 12, size);
	write_image(entry, sizeof(entry), sector + 446 + 16 * (number - 1));
	write_image("\x55\xaa", 2, sector + 510);
}

static void set_number(const char *dir, const char *attr, unsigned int number)
{
	char path[160], text[16];

	snprintf(path, sizeof(path), "%s/%s", dir, attr);
	snprintf(text, sizeof(text), "%u\n", number);
	test_file(path, text);
}

void block_machine_kernel(unsigned int number, unsigned int start,
			  unsigned int size)
{
	char dir[64], target[64], devno[16];

	snprintf(dir, sizeof(dir), "pmem0p%u/dev", number);
	snprintf(devno, sizeof(devno), "259:%u\n", number);
	block_machine_set(dir, devno);
	snprintf(dir, sizeof(dir), BLOCK_PMEM0 "/pmem0p%u", number);
	set_number(dir, "start", start);
	set_number(dir, "size", size);
	snprintf(target, sizeof(target), "pmem0/pmem0p%u", number);
	snprintf(dir, sizeof(dir), "sys/class/block/pmem0p%u", number);
	test_link(dir, target);
}

void block_machine_map(const char *dm, unsigned int over, const char *name,
		       const char *uuid, unsigned int sectors)
{
	char dir[64], path[128];

	snprintf(dir, sizeof(dir), "sys/class/block/%s", dm);
	set_number(dir, "size", sectors);
	snprintf(path, sizeof(path), "%s/dm/name", dir);
	test_file(path, name);
	snprintf(path, sizeof(path), "%s/dm/uuid", dir);
	test_file(path, uuid);
	snprintf(path, sizeof(path), "holders/%s", dm);
	if (over)
		snprintf(path, sizeof(path), "pmem0p%u/holders/%s", over, dm);
	block_machine_set(path, "");
}

struct daxctl_ctx *block_machine_ctx(void)
{
	struct daxctl_ctx *ctx;

	OK(daxctl_new_at(test_dir(), &ctx));
	return ctx;
}

struct daxctl_disk *block_machine_open(struct daxctl_ctx *ctx)
{
	struct daxctl_disk *disk;

	OK(daxctl_disk_open(ctx, "pmem0", &disk));
	return disk;
}

const struct daxctl_partition *
block_machine_part(const struct daxctl_disk *disk, unsigned int number)
{
	const struct daxctl_partition *at;

	for (unsigned int i = 0; (at = daxctl_disk_get_partition(disk, i)); i++)
		if (at->number == number)
			return at;
	test_fail(__FILE__, __LINE__, "no partition %u", number);
}

/* Lines behind one another, each with the way to the next. */
static int tell_table(struct dm_ioctl *head, const struct block_fake *device)
{
	char *first = (char *)(head + 1), *at = first;

	for (const struct dm_target *line = device->lines; line->type; line++) {
		struct dm_target_spec *spec = (void *)at;

		strcpy(spec->target_type, line->type);
		spec->sector_start = line->start;
		spec->length = line->length;
		strcpy(at + sizeof(*spec), line->params);
		at += sizeof(*spec) + (strlen(line->params) + 8) / 8 * 8;
		spec->next = at - first;
		head->target_count++;
	}
	head->dev = makedev(254, device->minor);
	head->open_count = device->open_count;
	strcpy(head->uuid, device->uuid);
	head->data_start = sizeof(*head);
	head->data_size = sizeof(*head) + (at - first);
	return 0;
}

static int tell_names(struct dm_ioctl *head)
{
	struct dm_name_list *entry = (void *)(head + 1);

	head->data_start = sizeof(*head);
	for (const struct block_fake *device = devices; device->name;
	     device++) {
		entry->dev = makedev(254, device->minor);
		strcpy(entry->name, device->name);
		entry->next = device[1].name ? 64 : 0;
		entry = (void *)((char *)entry + 64);
	}
	head->data_size = (char *)entry - (char *)head;
	if (entry == (void *)(head + 1))
		head->data_size += sizeof(*entry);
	return 0;
}

static int answer(struct dm *dm, unsigned long request, void *arg)
{
	struct dm_ioctl *head = arg;

	(void)dm;
	if (request == DM_LIST_DEVICES)
		return tell_names(head);
	if (request != DM_TABLE_STATUS)
		return -ENOTTY;
	for (const struct block_fake *device = devices; device->name; device++)
		if (!strcmp(device->name, head->name))
			return tell_table(head, device);
	return -ENXIO;
}

struct dm block_machine_dm(const struct block_fake *fakes)
{
	devices = fakes;
	return (struct dm){ .fd = -1, .ioctl = answer };
}

/* In place of the kernel's, once a test has said what is in it. */
int __wrap_dm_open(const struct daxctl_ctx *ctx, struct dm *ret);
int __wrap_dm_open(const struct daxctl_ctx *ctx, struct dm *ret)
{
	(void)ctx;
	if (!devices)
		return -EROFS;
	*ret = block_machine_dm(devices);
	return 0;
}
