/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-write.c - the head of a namespace is cleared, and comes back
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/nd/infoblock.h"
#include "lib/nd/write.h"
#include "test.h"

/* A file of @size bytes in place of a disk, each byte @fill. */
static int make_disk(size_t size, int fill)
{
	char path[256], bytes[3 * ND_HEAD_SIZE];
	int fd;

	test_file("disk", "");
	snprintf(path, sizeof(path), "%s/disk", test_dir());
	fd = open(path, O_RDWR | O_CLOEXEC);
	IS(fd >= 0 && size <= sizeof(bytes));
	memset(bytes, fill, size);
	IS(pwrite(fd, bytes, size, 0) == (ssize_t)size);
	return fd;
}

static void all_are(int fd, size_t from, size_t to, char want)
{
	char byte;

	for (; from < to; from++)
		IS(pread(fd, &byte, 1, from) == 1 && byte == want);
}

TEST(the_first_8_KiB_are_cleared_and_nothing_else)
{
	cleanup(close_p) int disk = make_disk(3 * ND_HEAD_SIZE, 'x');
	struct nd_head head = { 0 };

	OK(nd_head_clear(disk, &head));
	IS(head.cleared);
	all_are(disk, 0, ND_HEAD_SIZE, 0);
	all_are(disk, ND_HEAD_SIZE, 3 * ND_HEAD_SIZE, 'x');
	free(head.bytes);
}

TEST(what_was_cleared_comes_back)
{
	cleanup(close_p) int disk = make_disk(2 * ND_HEAD_SIZE, 'x');
	struct nd_head head = { 0 };

	IS(pwrite(disk, "first", 5, 0) == 5);
	IS(pwrite(disk, "last", 4, ND_HEAD_SIZE - 4) == 4);
	OK(nd_head_clear(disk, &head));
	OK(nd_head_restore(disk, &head));
	all_are(disk, 5, ND_HEAD_SIZE - 4, 'x');
	all_are(disk, 0, 1, 'f');
	all_are(disk, ND_HEAD_SIZE - 1, ND_HEAD_SIZE, 't');
	free(head.bytes);
}

TEST(a_clear_head_is_not_written)
{
	cleanup(close_p) int disk = make_disk(ND_HEAD_SIZE, 0);
	cleanup(close_p) int reader = -1;
	struct nd_head head = { 0 };
	char path[256];

	/* Through this one nothing could be. */
	snprintf(path, sizeof(path), "%s/disk", test_dir());
	reader = open(path, O_RDONLY | O_CLOEXEC);
	OK(nd_head_clear(reader, &head));
	IS(!head.cleared);
	OK(nd_head_restore(reader, &head));
	free(head.bytes);
}

TEST(a_disk_that_takes_no_write_says_so_and_keeps_its_bytes)
{
	cleanup(close_p) int disk = make_disk(ND_HEAD_SIZE, 'x');
	cleanup(close_p) int reader = -1;
	struct nd_head head = { 0 };
	char path[256];

	snprintf(path, sizeof(path), "%s/disk", test_dir());
	reader = open(path, O_RDONLY | O_CLOEXEC);
	EQ(nd_head_clear(reader, &head), -EBADF);
	/* What was there is known all the same, to be put back. */
	OK(nd_head_restore(disk, &head));
	all_are(disk, 0, ND_HEAD_SIZE, 'x');
	free(head.bytes);
}

TEST(a_disk_shorter_than_a_head_is_an_error)
{
	cleanup(close_p) int disk = make_disk(4096, 'x');
	struct nd_head head = { 0 };

	EQ(nd_head_clear(disk, &head), -EIO);
	IS(!head.bytes);
	all_are(disk, 0, 4096, 'x');
}

TEST(only_the_disk_of_the_right_number_is_opened)
{
	struct daxctl_ctx *ctx;

	test_file("sys/class/block/pmem0/dev", "259:0\n");
	test_file("dev/pmem0", "a file, left by a careless dd");
	OK(daxctl_new_at(test_dir(), &ctx));
	ctx->captured = ctx->sys.captured = false;
	EQ(nd_disk_open(ctx, "pmem0", O_RDWR), -ENODEV);
	test_link("dev/pmem1", "/dev/null");
	EQ(nd_disk_open(ctx, "pmem1", O_RDWR), -ELOOP);
	daxctl_unref(ctx);
}
