/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-block-watch.c - being told of a disk that was written to
 *
 * What happens to the disk meanwhile, each call does itself: it comes before
 * the wait for what is next.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "block-machine.h"
#include "machine.h"
#include "test.h"

/* What each call does: a letter of @script; the last one ends the watch. */
struct tale {
	const char *script;
	unsigned int calls;
};

static void open_and_close(const char *name, int flags)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/dev/%s", test_dir(), name);
	fd = open(path, flags | O_CLOEXEC);
	IS(fd >= 0);
	EQ(close(fd), 0);
}

static int changed(void *arg)
{
	struct tale *tale = arg;

	switch (tale->script[tale->calls++]) {
	case 'w':
		open_and_close("pmem0", O_WRONLY);
		return 0;
	case 'r':
		open_and_close("pmem0", O_RDONLY);
		open_and_close("pmem1", O_WRONLY);
		machine_remove("dev/pmem0");
		return 0;
	case 't':
		open_and_close("pmem0", O_RDWR);
		open_and_close("pmem0", O_WRONLY);
		return 0;
	case 'g':
		machine_remove("dev/pmem0");
		return 0;
	case 'b':
		open_and_close("pmem0", O_WRONLY);
		machine_remove("dev/pmem0");
		return 0;
	default:
		return -ECANCELED;
	}
}

/* The watch returns @rc after @calls calls. */
static void tells(const char *script, unsigned int calls, int rc)
{
	struct tale tale = { .script = script };
	struct daxctl_ctx *ctx;

	block_machine_make();
	test_file("dev/pmem1", "");
	ctx = block_machine_ctx();
	EQ(daxctl_disk_watch(ctx, "pmem0", changed, &tale), rc);
	EQ(tale.calls, calls);
	daxctl_unref(ctx);
}

TEST(it_is_told_at_the_start)
{
	tells("x", 1, -ECANCELED);
}

TEST(who_writes_is_told_of)
{
	tells("wwx", 3, -ECANCELED);
}

TEST(two_who_write_are_told_of_together)
{
	tells("tx", 2, -ECANCELED);
}

TEST(who_reads_or_writes_elsewhere_is_not_told_of)
{
	tells("r", 1, 0);
}

TEST(when_the_disk_is_gone_it_ends)
{
	tells("wg", 2, 0);
	tells("b", 1, 0);
}

TEST(what_is_not_there_cant_be_watched)
{
	struct daxctl_ctx *ctx;

	block_machine_make();
	machine_remove("dev/pmem0");
	ctx = block_machine_ctx();
	EQ(daxctl_disk_watch(ctx, "pmem0", changed, NULL), -ENOENT);
	EQ_STR(daxctl_get_error(ctx),
	       "can't watch /dev/pmem0: No such file or directory");
	EQ(daxctl_disk_watch(ctx, "../pmem1", changed, NULL), -EINVAL);
	EQ_STR(daxctl_get_error(ctx), "'../pmem1' is no name of a pmem disk");
	daxctl_unref(ctx);
}
