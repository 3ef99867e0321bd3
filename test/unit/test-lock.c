/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-lock.c - one change at a time, and who holds whom up
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/change/lock.h"
#include "test.h"

/* A context on the test's folder that is taken for the running system. */
static struct daxctl_ctx *open_live(void)
{
	struct daxctl_ctx *ctx;

	test_file("sys/empty", "");
	test_file("run/empty", "");
	OK(daxctl_new_at(test_dir(), &ctx));
	ctx->captured = ctx->sys.captured = false;
	ctx->lock_timeout = 0;
	return ctx;
}

static void content(const char *path, char *buf, size_t size)
{
	char full[256];
	ssize_t len;
	int fd;

	snprintf(full, sizeof(full), "%s/%s", test_dir(), path);
	fd = open(full, O_RDONLY);
	IS(fd >= 0);
	len = read(fd, buf, size - 1);
	close(fd);
	IS(len >= 0);
	buf[len] = '\0';
}

TEST(a_lock_is_had_by_one_at_a_time_and_the_other_learns_of_whom)
{
	struct daxctl_ctx *ctx = open_live();
	struct lock_set one = { 0 }, two = { 0 };
	char want[128];

	OK(lock_want(&one, "region", 0, "region0"));
	OK(lock_want(&two, "region", 0, "region0"));
	OK(lock_take(ctx, &one, "create namespace"));
	EQ(lock_take(ctx, &two, "destroy namespace"), -EAGAIN);
	snprintf(want, sizeof(want),
		 "region0 is locked by test-lock[%d] for create namespace",
		 (int)getpid());
	EQ_STR(daxctl_get_error(ctx), want);
	EQ_STR(daxctl_get_remedy(ctx),
	       "wait until that is done, or wait longer with --lock-timeout");
	lock_release(&one);
	OK(lock_want(&two, "region", 0, "region0"));
	OK(lock_take(ctx, &two, "destroy namespace"));
	lock_release(&two);
	daxctl_unref(ctx);
}

TEST(other_regions_are_not_kept_waiting)
{
	struct daxctl_ctx *ctx = open_live();
	struct lock_set one = { 0 }, two = { 0 };

	OK(lock_want(&one, "region", 0, "region0"));
	OK(lock_want(&two, "region", 1, "region1"));
	OK(lock_take(ctx, &one, "a"));
	OK(lock_take(ctx, &two, "b"));
	lock_release(&one);
	lock_release(&two);
	daxctl_unref(ctx);
}

TEST(the_same_lock_is_taken_once)
{
	struct daxctl_ctx *ctx = open_live();
	struct lock_set set = { 0 };

	OK(lock_want(&set, "region", 3, "region3"));
	OK(lock_want(&set, "dimm", 3, "nmem3"));
	OK(lock_want(&set, "region", 3, "region3"));
	EQ_U64(set.count, 2);
	OK(lock_take(ctx, &set, "x"));
	lock_release(&set);
	daxctl_unref(ctx);
}

TEST(locks_of_one_number_but_another_kind_are_several)
{
	struct daxctl_ctx *ctx = open_live();
	struct lock_set set = { 0 }, other = { 0 };

	OK(lock_want(&set, "policy", 0, "the policy"));
	OK(lock_want(&set, "region", 0, "region0"));
	OK(lock_want(&set, "dimm", 0, "nmem0"));
	EQ_U64(set.count, 3);
	OK(lock_take(ctx, &set, "x"));
	OK(lock_want(&other, "policy", 0, "the policy"));
	EQ(lock_take(ctx, &other, "y"), -EAGAIN);
	IS(strstr(daxctl_get_error(ctx), "the policy is locked by"));
	lock_release(&set);
	daxctl_unref(ctx);
}

TEST(a_set_that_can_not_be_had_whole_holds_nothing)
{
	struct daxctl_ctx *ctx = open_live();
	struct lock_set held = { 0 }, set = { 0 }, again = { 0 };

	OK(lock_want(&held, "region", 2, "region2"));
	OK(lock_take(ctx, &held, "x"));
	OK(lock_want(&set, "region", 2, "region2"));
	OK(lock_want(&set, "region", 1, "region1"));
	EQ(lock_take(ctx, &set, "y"), -EAGAIN);
	OK(lock_want(&again, "region", 1, "region1"));
	OK(lock_take(ctx, &again, "z"));
	lock_release(&again);
	lock_release(&held);
	daxctl_unref(ctx);
}

TEST(waiting_ends_when_the_holder_is_done)
{
	struct daxctl_ctx *ctx = open_live();
	struct lock_set set = { 0 };
	int taken[2], status;
	pid_t child;
	char c;

	OK(pipe(taken));
	child = fork();
	if (!child) {
		OK(lock_want(&set, "region", 0, "region0"));
		OK(lock_take(ctx, &set, "x"));
		IS(write(taken[1], "x", 1) == 1);
		poll(NULL, 0, 100);
		_exit(0);
	}
	IS(read(taken[0], &c, 1) == 1);
	ctx->lock_timeout = 10000;
	OK(lock_want(&set, "region", 0, "region0"));
	OK(lock_take(ctx, &set, "y"));
	lock_release(&set);
	IS(waitpid(child, &status, 0) == child && !status);
	close(taken[0]);
	close(taken[1]);
	daxctl_unref(ctx);
}

TEST(a_holder_that_is_gone_leaves_nothing_behind)
{
	struct daxctl_ctx *ctx = open_live();
	struct lock_set set = { 0 };
	char text[128];

	test_file("run/daxctl/region-0.lock", "daxctl[1] for create\n");
	OK(lock_want(&set, "region", 0, "region0"));
	OK(lock_take(ctx, &set, "reconfigure namespace"));
	content("run/daxctl/region-0.lock", text, sizeof(text));
	IS(strstr(text, "for reconfigure namespace\n"));
	lock_release(&set);
	content("run/daxctl/region-0.lock", text, sizeof(text));
	EQ_STR(text, "");
	daxctl_unref(ctx);
}

TEST(a_link_in_the_place_of_a_lock_is_not_followed)
{
	struct daxctl_ctx *ctx = open_live();
	struct lock_set set = { 0 };
	char text[32];

	test_file("precious", "data");
	test_file("run/daxctl/other", "");
	test_link("run/daxctl/region-0.lock", "../../precious");
	OK(lock_want(&set, "region", 0, "region0"));
	EQ(lock_take(ctx, &set, "x"), -ENOLCK);
	IS(strstr(daxctl_get_error(ctx),
		  "region0: can't lock it with /run/daxctl/region-0.lock"));
	content("precious", text, sizeof(text));
	EQ_STR(text, "data");
	daxctl_unref(ctx);
}

TEST(without_a_folder_for_locks_there_is_none_to_be_had)
{
	struct daxctl_ctx *ctx = open_live();
	struct lock_set set = { 0 };

	test_file("run/daxctl", "a file");
	OK(lock_want(&set, "dimm", 7, "nmem7"));
	EQ(lock_take(ctx, &set, "x"), -ENOLCK);
	EQ_STR(daxctl_get_error(ctx),
	       "nmem7: can't lock it with /run/daxctl/dimm-7.lock: Not a directory");
	EQ_STR(daxctl_get_remedy(ctx),
	       "make /run/daxctl a folder that can be written to");
	daxctl_unref(ctx);
}
