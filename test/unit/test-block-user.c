/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-block-user.c - who keeps a memory block in use, on a made-up machine
 *
 * A block of 16 pages; block 2 begins at page 32.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/change/block-user.h"
#include "test.h"

#define PRESENT (1ull << 63)

static struct daxctl_ctx *open_machine(void)
{
	struct daxctl_ctx *ctx;

	test_file("sys/empty", "");
	test_file("proc/empty", "");
	OK(daxctl_new_at(test_dir(), &ctx));
	return ctx;
}

static void numbers(const char *path, uint64_t first, const uint64_t *values,
		    size_t count)
{
	char full[256];
	FILE *file;

	test_file(path, "");
	snprintf(full, sizeof(full), "%s/%s", test_dir(), path);
	file = fopen(full, "w");
	IS(file);
	IS(fseek(file, first * sizeof(*values), SEEK_SET) == 0);
	IS(fwrite(values, sizeof(*values), count, file) == count);
	fclose(file);
}

/* A process that has pages mapped from address 0x10000. */
static void process(const char *pid, const char *name, const uint64_t *pages,
		    size_t count)
{
	char path[64], maps[64];

	snprintf(path, sizeof(path), "proc/%s/comm", pid);
	test_file(path, name);
	snprintf(path, sizeof(path), "proc/%s/maps", pid);
	snprintf(maps, sizeof(maps), "%llx-%llx rw-p 0 0:0 0\n",
		 16ull * sysconf(_SC_PAGESIZE),
		 (16ull + count) * sysconf(_SC_PAGESIZE));
	test_file(path, maps);
	snprintf(path, sizeof(path), "proc/%s/pagemap", pid);
	numbers(path, 16, pages, count);
}

static const char *users(struct daxctl_ctx *ctx, int kmsg)
{
	static char buf[256];

	block_users(ctx, 2, 16ull * sysconf(_SC_PAGESIZE), kmsg, buf,
		    sizeof(buf));
	return buf;
}

TEST(pages_are_counted_by_their_kind)
{
	const uint64_t flags[] = {
		1 << 12 | 1 << 5, /* anonymous, on the list of those in use */
		1 << 12,	  1 << 5,
		1 << 11,	  1 << 7,
		1 << 26,	  1 << 17 | 1 << 12,
		1ull << 32,	  1 << 19 | 1 << 12,
		1 << 10,	  0,
		1 << 20,
	};
	struct daxctl_ctx *ctx = open_machine();
	char buf[160];

	numbers("proc/kpageflags", 32, flags, ARRAY_SIZE(flags));
	OK(block_pages(ctx, 32, 16, buf, sizeof(buf)));
	EQ_STR(buf, "2 anonymous, 2 of files, 1 huge, 1 slab, 1 page table, "
		    "1 reserved, 1 poisoned");
	OK(block_pages(ctx, 32, 2, buf, sizeof(buf)));
	EQ_STR(buf, "2 anonymous");
	OK(block_pages(ctx, 4096, 16, buf, sizeof(buf)));
	EQ_STR(buf, "");
	daxctl_unref(ctx);
}

TEST(no_room_for_all_kinds_is_no_overflow)
{
	const uint64_t flags[] = { 1 << 12, 1 << 5, 1 << 7, 1 << 26 };
	struct daxctl_ctx *ctx = open_machine();
	char buf[16];

	numbers("proc/kpageflags", 0, flags, ARRAY_SIZE(flags));
	OK(block_pages(ctx, 0, 4, buf, sizeof(buf)));
	EQ_STR(buf, "1 anonymous, 1 ");
	daxctl_unref(ctx);
}

TEST(a_kernel_that_tells_nothing_is_no_user)
{
	struct daxctl_ctx *ctx = open_machine();
	char buf[16];

	EQ(block_pages(ctx, 0, 4, buf, sizeof(buf)), -ENOENT);
	EQ_STR(users(ctx, -1), "");
	daxctl_unref(ctx);
}

TEST(processes_that_have_a_page_of_it_mapped_are_named)
{
	const uint64_t in[] = { 0, PRESENT | 40 };
	const uint64_t out[] = { PRESENT | 31, PRESENT | 48, 40 };
	struct daxctl_ctx *ctx = open_machine();

	process("100001", "holder\n", in, ARRAY_SIZE(in));
	process("100002", "bystander\n", out, ARRAY_SIZE(out));
	EQ_STR(users(ctx, -1), "; mapped by holder[100001]");
	daxctl_unref(ctx);
}

TEST(a_few_of_many_processes_are_enough)
{
	const uint64_t in[] = { PRESENT | 32 };
	struct daxctl_ctx *ctx = open_machine();
	unsigned int count = 0;
	char pid[16];

	for (unsigned int i = 0; i < 9; i++) {
		snprintf(pid, sizeof(pid), "%u", 100010 + i);
		process(pid, "x\n", in, 1);
	}
	for (const char *at = users(ctx, -1); (at = strstr(at, "x[")); at++)
		count++;
	EQ(count, 4);
	daxctl_unref(ctx);
}

TEST(we_are_not_our_own_user)
{
	const uint64_t in[] = { PRESENT | 32 };
	struct daxctl_ctx *ctx = open_machine();
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	process(pid, "us\n", in, 1);
	EQ_STR(users(ctx, -1), "");
	daxctl_unref(ctx);
}

TEST(garbage_in_maps_is_passed_over)
{
	struct daxctl_ctx *ctx = open_machine();

	test_file("proc/100003/maps", "nonsense\n-\nffffffffffffffffff-1 x\n"
				      "2000-1000 r\n");
	test_file("proc/100003/pagemap", "x");
	EQ_STR(users(ctx, -1), "");
	daxctl_unref(ctx);
}

TEST(the_kernel_s_reason_is_told)
{
	static const char *const records[] = {
		"4,1,2,-;page:0000 refcount:2 pfn:0x20\n KEY=1\n",
		"4,2,3,-;page dumped because: migration failure\n KEY=1\n",
		"6,3,4,-;something else\n",
	};
	struct daxctl_ctx *ctx = open_machine();
	int ends[2];

	OK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends));
	for (size_t i = 0; i < ARRAY_SIZE(records); i++)
		IS(write(ends[1], records[i], strlen(records[i])) > 0);
	EQ_STR(users(ctx, ends[0]), "; kernel: migration failure");
	close(ends[0]);
	close(ends[1]);
	daxctl_unref(ctx);
}
