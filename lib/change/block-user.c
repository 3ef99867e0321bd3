/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * block-user.c - what is known of who keeps a memory block in use
 *
 * The kernel says so in three places: the kind of each page in
 * /proc/kpageflags, which processes have it mapped in their pagemap, and in its
 * log why it gave up. None of them is sure to know: a page may be held by a
 * pipe or a device alone. Facts: the kernel's admin-guide/mm/pagemap.rst.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/block-user.h"

enum {
	PIECE = 4096,	/* entries at a time */
	MOST_NAMED = 4, /* processes */
	LONGEST = 2000, /* ms for all of them */
};

#define PAGE_PRESENT (1ull << 63)
#define PAGE_FRAME   ((1ull << 55) - 1)

enum kind {
	KIND_ANONYMOUS,
	KIND_FILE,
	KIND_HUGE,
	KIND_SLAB,
	KIND_TABLE,
	KIND_RESERVED,
	KIND_POISON,
	N_KINDS,
};

/* A free page, and one that nobody says anything of, are none of these. */
static enum kind kind_of(uint64_t flags)
{
	static const struct {
		unsigned int bit;
		enum kind kind;
	} bits[] = {
		{ 19, KIND_POISON }, { 7, KIND_SLAB },
		{ 26, KIND_TABLE },  { 32, KIND_RESERVED },
		{ 17, KIND_HUGE },   { 12, KIND_ANONYMOUS },
		{ 5, KIND_FILE },    { 11, KIND_FILE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(bits); i++)
		if (flags & 1ull << bits[i].bit)
			return bits[i].kind;
	return N_KINDS;
}

int block_pages(const struct daxctl_ctx *ctx, uint64_t first, uint64_t count,
		char *buf, size_t size)
{
	static const char *const names[N_KINDS] = { "anonymous",  "of files",
						    "huge",	  "slab",
						    "page table", "reserved",
						    "poisoned" };
	cleanup(close_p) int fd = ctx_open(ctx, "proc/kpageflags", O_RDONLY);
	uint64_t flags[PIECE / sizeof(uint64_t)], found[N_KINDS] = { 0 };
	size_t used = 0;

	if (fd < 0)
		return fd;
	*buf = '\0';
	while (count) {
		size_t want = count < ARRAY_SIZE(flags) ? count
							: ARRAY_SIZE(flags);
		ssize_t len = pread(fd, flags, want * sizeof(*flags),
				    first * sizeof(*flags));

		if (len < (ssize_t)sizeof(*flags))
			break;
		for (size_t i = 0; i < len / sizeof(*flags); i++)
			if (kind_of(flags[i]) < N_KINDS)
				found[kind_of(flags[i])]++;
		first += len / sizeof(*flags);
		count -= len / sizeof(*flags);
	}
	for (size_t i = 0; i < N_KINDS && used < size; i++)
		if (found[i])
			used += snprintf(buf + used, size - used,
					 "%s%" PRIu64 " %s", used ? ", " : "",
					 found[i], names[i]);
	return 0;
}

/* The search for processes that have a page of the block mapped. */
struct search {
	const struct daxctl_ctx *ctx;
	uint64_t first, last; /* page frames */
	uint64_t page_size;
	int64_t end; /* of our patience */
	unsigned int found;
	char *buf;
	size_t size;
};

static bool is_late(const struct search *search)
{
	return now_ms() > search->end;
}

static bool maps_any(const struct search *search, int pagemap, uint64_t start,
		     uint64_t end)
{
	uint64_t entries[PIECE], at = start / search->page_size;
	uint64_t left = end > start ? end / search->page_size - at : 0;

	while (left && !is_late(search)) {
		size_t want = left < PIECE ? left : PIECE;
		ssize_t len = pread(pagemap, entries, want * sizeof(*entries),
				    at * sizeof(*entries));

		if (len < (ssize_t)sizeof(*entries))
			return false;
		for (size_t i = 0; i < len / sizeof(*entries); i++) {
			uint64_t frame = entries[i] & PAGE_FRAME;

			if (entries[i] & PAGE_PRESENT &&
			    frame >= search->first && frame <= search->last)
				return true;
		}
		at += len / sizeof(*entries);
		left -= len / sizeof(*entries);
	}
	return false;
}

static FILE *open_text(const struct search *search, const char *pid,
		       const char *file)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "proc/%s/%s", pid, file);
	fd = ctx_open(search->ctx, path, O_RDONLY);
	return fd < 0 ? NULL : fdopen(fd, "r");
}

static bool uses_block(const struct search *search, const char *pid)
{
	cleanup(close_p) int pagemap = -1;
	FILE *maps = open_text(search, pid, "maps");
	uint64_t start, end;
	bool uses = false;
	char path[64], line[512];

	if (!maps)
		return false;
	snprintf(path, sizeof(path), "proc/%s/pagemap", pid);
	pagemap = ctx_open(search->ctx, path, O_RDONLY);
	while (pagemap >= 0 && !uses && fgets(line, sizeof(line), maps))
		/* What follows the end of a long line is no range. */
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " ", &start, &end) == 2)
			uses = maps_any(search, pagemap, start, end);
	fclose(maps);
	return uses;
}

static int add_process(void *arg, const char *pid)
{
	struct search *search = arg;
	size_t used = strlen(search->buf);
	char name[32] = "process";
	FILE *comm;

	/* What we have mapped may lie there by now: we are not who kept it. */
	if (!isdigit((unsigned char)*pid) || atoi(pid) == getpid())
		return 0;
	if (is_late(search))
		return 1;
	if (!uses_block(search, pid))
		return 0;
	comm = open_text(search, pid, "comm");
	if (comm && fgets(name, sizeof(name), comm))
		name[strcspn(name, "\n")] = '\0';
	if (comm)
		fclose(comm);
	snprintf(search->buf + used, search->size - used, "%s%s[%s]",
		 used ? ", " : "", name, pid);
	return ++search->found >= MOST_NAMED;
}

static void find_processes(const struct daxctl_ctx *ctx, uint64_t first,
			   uint64_t count, char *buf, size_t size)
{
	const struct sysfs_node proc = { .dirfd = ctx->root,
					 .captured = ctx->captured,
					 .path = "proc" };
	struct search search = { .ctx = ctx,
				 .first = first,
				 .last = first + count - 1,
				 .page_size = sysconf(_SC_PAGESIZE),
				 .buf = buf,
				 .size = size };

	*buf = '\0';
	search.end = now_ms() + LONGEST;
	(void)!sysfs_list(&proc, add_process, &search);
}

/* The reason that the kernel gives, with the page that it gave up on. */
static void find_reason(int kmsg, char *buf, size_t size)
{
	static const char reason[] = "page dumped because: ";
	char record[2048], *at;
	ssize_t len;

	*buf = '\0';
	if (kmsg < 0)
		return;
	while ((len = read(kmsg, record, sizeof(record) - 1)) > 0 ||
	       (len < 0 && (errno == EPIPE || errno == EINTR))) {
		if (len < 0)
			continue;
		record[len] = '\0';
		record[strcspn(record, "\n")] = '\0';
		at = strstr(record, reason);
		if (at)
			snprintf(buf, size, "%s", at + strlen(reason));
	}
}

void block_users(const struct daxctl_ctx *ctx, unsigned int number,
		 uint64_t size, int kmsg, char *buf, size_t buf_size)
{
	uint64_t count = size / sysconf(_SC_PAGESIZE);
	char pages[80], processes[96], reason[64];

	if (block_pages(ctx, number * count, count, pages, sizeof(pages)) < 0)
		*pages = '\0';
	find_processes(ctx, number * count, count, processes,
		       sizeof(processes));
	find_reason(kmsg, reason, sizeof(reason));
	snprintf(buf, buf_size, "%s%s%s%s%s%s", *pages ? "; pages: " : "",
		 pages, *processes ? "; mapped by " : "", processes,
		 *reason ? "; kernel: " : "", reason);
}
