/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-run.c - steps are carried out in order and walked back when one fails
 *
 * The attributes are plain files that the steps really write, in a tree that
 * is taken for the running system. Values of one length, as a plain file isn't
 * cut by a shorter one.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/change/plan.h"
#include "machine.h"
#include "test.h"

#define DEV MACHINE_REGION "/pfn0.1"

static struct daxctl_ctx *open_live(void)
{
	struct daxctl_ctx *ctx;

	machine_make();
	machine_set(DEV, "uuid", "none");
	machine_set(DEV, "mode", "none");
	machine_set(DEV, "align", "2222");
	test_file("run/empty", "");
	OK(daxctl_new_at(test_dir(), &ctx));
	ctx->captured = ctx->sys.captured = false;
	return ctx;
}

static struct daxctl_plan *make_plan(struct daxctl_ctx *ctx)
{
	struct lock_set locks = { 0 };
	struct daxctl_plan *plan;

	OK(lock_want(&locks, "region", 0, "region0"));
	OK(plan_new(ctx, "pfn0.1", "test", 0, &locks, &plan));
	/* Made from the machine that runs the test: look at ours instead. */
	daxctl_unref(plan->ctx);
	plan->ctx = daxctl_ref(ctx);
	plan->failed = "try again";
	return plan;
}

/* The device whose attributes the steps write. */
static struct sysfs_node device(struct daxctl_ctx *ctx, const char *name)
{
	struct sysfs_node node = { .dirfd = ctx->sys.dirfd };
	struct sysfs_node ret;
	char path[SYSFS_PATH];

	snprintf(path, sizeof(path), "%s%s%s", MACHINE_REGION + 4,
		 *name ? "/" : "", name);
	OK(sysfs_child(&node, path, &ret));
	return ret;
}

static void is(const char *attr, const char *want)
{
	char full[512], text[64] = "";
	int fd;

	snprintf(full, sizeof(full), "%s/" DEV "/%s", test_dir(), attr);
	fd = open(full, O_RDONLY);
	IS(fd >= 0 && read(fd, text, sizeof(text) - 1) >= 0);
	close(fd);
	EQ_STR(text, want);
}

/* uuid, mode, align; then @last, which isn't there unless a test makes it. */
static struct daxctl_plan *four_writes(struct daxctl_ctx *ctx)
{
	struct sysfs_node node = device(ctx, "pfn0.1");
	struct daxctl_plan *plan = make_plan(ctx);

	OK(plan_write(plan, &node, "uuid", "abcd", "uuid", "none"));
	OK(plan_write(plan, &node, "mode", "pmem", NULL, NULL));
	OK(plan_write(plan, &node, "align", "4096", "align", NULL));
	OK(plan_write(plan, &node, "last", "done", NULL, NULL));
	return plan;
}

TEST(all_steps_are_carried_out)
{
	struct daxctl_ctx *ctx = open_live();
	struct daxctl_plan *plan = four_writes(ctx);

	machine_set(DEV, "last", "todo");
	EQ_STR(daxctl_plan_get_step(plan, 2), "pfn0.1: write align = 4096");
	IS(!daxctl_plan_get_step(plan, 4));
	OK(daxctl_plan_run(plan));
	is("uuid", "abcd");
	is("mode", "pmem");
	is("align", "4096");
	is("last", "done");
	IS(!daxctl_plan_is_unchanged(plan));
	EQ(daxctl_plan_run(plan), -EALREADY);
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_failing_step_takes_back_those_before_it)
{
	struct daxctl_ctx *ctx = open_live();
	struct daxctl_plan *plan = four_writes(ctx);

	EQ(daxctl_plan_run(plan), -ENOENT);
	EQ_STR(daxctl_get_error(ctx),
	       "pfn0.1: write last = done: No such file or directory");
	EQ_STR(daxctl_get_remedy(ctx),
	       "all is as it was before; once the cause is gone, try again");
	is("uuid", "none");
	is("mode", "pmem"); /* nothing was said to take it back */
	is("align", "2222");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_failed_plan_stays_where_it_is_when_that_is_wanted)
{
	struct daxctl_ctx *ctx = open_live();
	struct daxctl_plan *plan = four_writes(ctx);

	plan->keep_failed = true;
	EQ(daxctl_plan_run(plan), -ENOENT);
	EQ_STR(daxctl_get_remedy(ctx), "what was done stays: try again");
	is("uuid", "abcd");
	is("align", "4096");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(an_optional_attribute_may_be_missing)
{
	struct daxctl_ctx *ctx = open_live();
	struct daxctl_plan *plan = four_writes(ctx);

	plan_last(plan)->optional = true;
	OK(daxctl_plan_run(plan));
	is("uuid", "abcd");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(an_optional_attribute_that_is_there_must_be_written)
{
	struct daxctl_ctx *ctx = open_live();
	struct daxctl_plan *plan = four_writes(ctx);

	machine_set(DEV, "last/is_a_folder", "");
	plan_last(plan)->optional = true;
	EQ(daxctl_plan_run(plan), -EISDIR);
	is("uuid", "none");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(what_can_not_be_taken_back_is_named)
{
	struct daxctl_ctx *ctx = open_live();
	struct sysfs_node node = device(ctx, "pfn0.1");
	struct daxctl_plan *plan = make_plan(ctx);

	machine_set(DEV, "folder/x", "");
	OK(plan_write(plan, &node, "uuid", "abcd", "folder", "none"));
	OK(plan_write(plan, &node, "last", "done", NULL, NULL));
	EQ(daxctl_plan_run(plan), -ENOENT);
	EQ_STR(daxctl_get_remedy(ctx),
	       "not all could be taken back (\"pfn0.1: write uuid = abcd\" stays): look at it with daxctl list -i, then try again");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(what_is_as_before_needs_no_taking_back)
{
	struct daxctl_ctx *ctx = open_live();
	struct sysfs_node node = device(ctx, "pfn0.1");
	struct daxctl_plan *plan = make_plan(ctx);
	char full[512];

	/* It can be read, but not written: as a seed's size. */
	machine_set(DEV, "size", "0000");
	snprintf(full, sizeof(full), "%s/" DEV "/size", test_dir());
	OK(chmod(full, 0444));
	OK(plan_write(plan, &node, "uuid", "abcd", "size", "0000"));
	OK(plan_write(plan, &node, "last", "done", NULL, NULL));
	EQ(daxctl_plan_run(plan), -ENOENT);
	EQ_STR(daxctl_get_remedy(ctx),
	       "all is as it was before; once the cause is gone, try again");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_device_that_went_away_needs_no_taking_back)
{
	struct daxctl_ctx *ctx = open_live();
	struct sysfs_node node = device(ctx, "pfn0.1");
	struct daxctl_plan *plan = make_plan(ctx);

	OK(plan_write(plan, &node, "uuid", "abcd", "gone", "none"));
	OK(plan_write(plan, &node, "last", "done", NULL, NULL));
	EQ(daxctl_plan_run(plan), -ENOENT);
	EQ_STR(daxctl_get_remedy(ctx),
	       "all is as it was before; once the cause is gone, try again");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(data_that_the_kernel_may_have_overwritten_is_told_of)
{
	struct daxctl_ctx *ctx = open_live();
	struct sysfs_node node = device(ctx, "pfn0.1");
	struct sysfs_node region = device(ctx, "");
	struct daxctl_plan *plan = make_plan(ctx);

	test_file("sys/bus/nd/drivers/nd_pmem/bind", "");
	test_file("sys/bus/nd/drivers/nd_pmem/unbind", "");
	OK(plan_write(plan, &node, "uuid", "abcd", "uuid", "none"));
	/* There is no disk here whose head could be cleared. */
	plan_last(plan)->kind = STEP_CLEAR_HEAD;
	plan_last(plan)->undo = UNDO_NONE;
	plan_last(plan)->optional = true;
	OK(plan_bind(plan, &region));
	plan_to_seed(plan, "pfn_seed");
	OK(plan_write(plan, &node, "last", "done", NULL, NULL));
	EQ(daxctl_plan_run(plan), -ENOENT);
	EQ_STR(daxctl_get_remedy(ctx),
	       "all is as it was before, but for its data; once the cause is gone, try again");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_seed_is_looked_up_when_its_step_comes)
{
	struct daxctl_ctx *ctx = open_live();
	struct sysfs_node region = device(ctx, "");
	struct daxctl_plan *plan = make_plan(ctx);

	OK(plan_write(plan, &region, "mode", "pmem", NULL, NULL));
	plan_to_seed(plan, "pfn_seed");
	EQ_STR(daxctl_plan_get_step(plan, 0),
	       "region0's pfn_seed: write mode = pmem");
	OK(daxctl_plan_run(plan));
	is("mode", "pmem");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_driver_is_bound_and_unbound_by_name)
{
	struct daxctl_ctx *ctx = open_live();
	struct sysfs_node node = device(ctx, "pfn0.1");
	struct sysfs_node other = device(ctx, "pfn0.7");
	struct daxctl_plan *plan = make_plan(ctx);
	char text[16] = "", full[256];
	int fd;

	test_file("sys/bus/nd/drivers/nd_pmem/bind", "");
	test_file("sys/bus/nd/drivers/nd_pmem/unbind", "");
	test_link(MACHINE_REGION "/pfn0.7/driver",
		  "../../../../../bus/nd/drivers/nd_pmem");
	OK(plan_bind(plan, &node));
	OK(plan_unbind(plan, &other, &other));
	EQ_STR(daxctl_plan_get_step(plan, 0), "pfn0.1: bind");
	EQ_STR(daxctl_plan_get_step(plan, 1), "pfn0.7: unbind");
	OK(daxctl_plan_run(plan));
	snprintf(full, sizeof(full), "%s/sys/bus/nd/drivers/nd_pmem/bind",
		 test_dir());
	fd = open(full, O_RDONLY);
	IS(fd >= 0 && read(fd, text, sizeof(text) - 1) == 6);
	close(fd);
	EQ_STR(text, "pfn0.1");
	strcpy(strrchr(full, '/'), "/unbind");
	fd = open(full, O_RDONLY);
	IS(fd >= 0 && read(fd, text, sizeof(text) - 1) == 6);
	close(fd);
	EQ_STR(text, "pfn0.7");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(a_device_that_no_driver_takes_says_so)
{
	struct daxctl_ctx *ctx = open_live();
	struct sysfs_node node = device(ctx, "pfn0.1");
	struct daxctl_plan *plan = make_plan(ctx);

	OK(plan_bind(plan, &node));
	EQ(daxctl_plan_run(plan), -ENODEV);
	EQ_STR(daxctl_get_error(ctx), "pfn0.1: bind: No such device");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

TEST(the_result_is_read_back)
{
	struct daxctl_ctx *ctx = open_live();
	struct sysfs_node node = device(ctx, "pfn0.1");
	struct daxctl_plan *plan = make_plan(ctx);

	OK(plan_write(plan, &node, "uuid", "abcd", "uuid", "none"));
	plan->expect = (struct expect){ .kind = EXPECT_BOUND, .node = node };
	EQ(daxctl_plan_run(plan), -EIO);
	EQ_STR(daxctl_get_error(ctx), "pfn0.1 is disabled afterwards");
	/* It isn't enabled more by taking back what was done for it. */
	is("uuid", "abcd");
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

/* What the machine's namespace0.@id is found to be instead. */
static const char *found(struct daxctl_ctx *ctx, unsigned int id,
			 enum daxctl_nd_mode mode, uint64_t size)
{
	struct daxctl_nd_namespace *ns = machine_namespace(ctx, id);
	struct daxctl_plan *plan = make_plan(ctx);
	const char *error;
	int rc;

	snprintf(plan->object, sizeof(plan->object), "%s",
		 daxctl_nd_namespace_get_devname(ns));
	plan->expect = (struct expect){ .kind = EXPECT_NAMESPACE,
					.node = *nd_namespace_node(ns),
					.mode = mode,
					.size = size };
	rc = plan_verify(plan);
	error = daxctl_get_error(ctx);
	daxctl_plan_free(plan);
	return rc == 0 ? "as wanted" : error;
}

TEST(a_namespace_is_compared_with_what_was_wanted)
{
	struct daxctl_ctx *ctx = open_live();

	EQ_STR(found(ctx, 2, DAXCTL_ND_MODE_FSDAX, 128 << 20), "as wanted");
	EQ_STR(found(ctx, 1, DAXCTL_ND_MODE_SECTOR, 128 << 20), "as wanted");
	EQ_STR(found(ctx, 2, DAXCTL_ND_MODE_DEVDAX, 128 << 20),
	       "namespace0.2 is in fsdax mode afterwards, devdax was wanted");
	EQ_STR(found(ctx, 2, DAXCTL_ND_MODE_FSDAX, 64 << 20),
	       "namespace0.2 has 134217728 bytes afterwards, 67108864 were wanted");
	EQ_STR(found(ctx, 4, DAXCTL_ND_MODE_RAW, 0),
	       "namespace0.4 is disabled afterwards");
	daxctl_unref(ctx);
}

TEST(no_second_plan_is_made_while_one_lives)
{
	struct daxctl_ctx *ctx = open_live();
	struct daxctl_plan *plan = make_plan(ctx), *other;
	struct lock_set locks = { 0 };

	daxctl_set_lock_timeout(ctx, 0);
	OK(lock_want(&locks, "region", 0, "region0"));
	EQ(plan_new(ctx, "pfn0.1", "test", 0, &locks, &other), -EAGAIN);
	daxctl_plan_free(plan);
	OK(lock_want(&locks, "region", 0, "region0"));
	OK(plan_new(ctx, "pfn0.1", "test", 0, &locks, &other));
	daxctl_plan_free(other);
	daxctl_plan_free(NULL);
	daxctl_unref(ctx);
}
