/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-block-wait.c - waiting for udev, which is a thread of ours
 *
 * What udev shows is the file run/udev/queue while it has events left, and the
 * links of maps in dev/mapper.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "block-machine.h"
#include "machine.h"
#include "test.h"

enum {
	SHORT = 60, /* ms: long enough to see that it waits */
	LONG = 20000
};

#define OURS "part1-DAXCTL-x\n"

static struct daxctl_ctx *ctx;

/* A disk with one map, and a udev that is idle. */
static void make(void)
{
	block_machine_make();
	block_machine_map("dm-0", 0, "pmem0p1\n", OURS, 8);
	test_file("run/udev/control", "");
	test_file("dev/mapper/control", "");
}

static void link_of(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "dev/mapper/%s", name);
	/* To a node that this machine doesn't have: the link is what counts. */
	test_link(path, "../dm-0");
}

/* As on a running machine, be it only a folder. */
static int wait_for(unsigned int timeout)
{
	ctx = block_machine_ctx();
	ctx->captured = false;
	return daxctl_disk_wait(ctx, "pmem0", timeout);
}

static void is_done(void)
{
	OK(wait_for(SHORT));
	daxctl_unref(ctx);
}

static void is_waited_for(void)
{
	EQ(wait_for(SHORT), -ETIMEDOUT);
	EQ_STR(daxctl_get_error(ctx), "pmem0: udev isn't done with its maps");
	EQ_STR(daxctl_get_remedy(ctx), "see what it does: udevadm monitor");
	daxctl_unref(ctx);
}

TEST(a_captured_machine_is_not_waited_for)
{
	make();
	test_file("run/udev/queue", "");
	ctx = block_machine_ctx();
	OK(daxctl_disk_wait(ctx, "pmem0", LONG));
	daxctl_unref(ctx);
}

TEST(without_udev_there_is_nothing_to_wait_for)
{
	make();
	machine_remove("run/udev");
	is_done();
}

TEST(with_all_links_udev_is_done)
{
	make();
	link_of("pmem0p1");
	is_done();
}

TEST(a_link_that_lacks_is_waited_for)
{
	make();
	is_waited_for();
}

TEST(events_that_are_left_are_waited_for)
{
	make();
	link_of("pmem0p1");
	test_file("run/udev/queue", "");
	is_waited_for();
}

TEST(a_link_of_no_map_is_waited_for)
{
	make();
	link_of("pmem0p1");
	link_of("pmem0p2");
	is_waited_for();
}

TEST(links_of_others_are_not_waited_for)
{
	make();
	link_of("pmem0p1");
	link_of("pmem1p1");
	link_of("pmem0.1p1");
	link_of("vg-home");
	link_of("pmem0p1x");
	is_done();
}

TEST(maps_of_others_are_not_waited_for)
{
	make();
	link_of("pmem0p1");
	block_machine_map("dm-1", 0, "vg-home\n", "LVM-x\n", 8);
	is_done();
}

TEST(a_renamed_map_has_the_link_of_its_name)
{
	make();
	block_machine_map("dm-0", 0, "scratch\n", OURS, 8);
	link_of("scratch");
	is_done();
	link_of("pmem0p1");
	is_waited_for();
}

TEST(a_disk_without_maps_waits_for_their_links_to_go)
{
	block_machine_make();
	test_file("run/udev/control", "");
	test_file("dev/mapper/control", "");
	is_done();
	link_of("pmem0p3");
	is_waited_for();
}

TEST(no_time_is_enough_for_what_is_done)
{
	make();
	link_of("pmem0p1");
	OK(wait_for(0));
	daxctl_unref(ctx);
}

TEST(what_cant_be_watched_is_an_error)
{
	make();
	machine_remove("dev/mapper");
	EQ(wait_for(LONG), -ENOENT);
	EQ_STR(daxctl_get_error(ctx),
	       "can't watch /run/udev and /dev/mapper: No such file or directory");
	daxctl_unref(ctx);
}

static void at_dir(char path[512], const char *name)
{
	snprintf(path, 512, "%s/%s", test_dir(), name);
}

/* udev, a little later. */
static void *make_link(void *arg)
{
	usleep(SHORT * 1000);
	link_of(arg);
	return NULL;
}

static void *move_link(void *arg)
{
	char from[512], to[512];

	test_link("dev/mapper/.new", "../dm-0");
	at_dir(from, "dev/mapper/.new");
	at_dir(to, arg);
	usleep(SHORT * 1000);
	return rename(from, to) ? arg : NULL;
}

static void *remove_it(void *arg)
{
	char path[512];

	at_dir(path, arg);
	usleep(SHORT * 1000);
	return unlink(path) ? arg : NULL;
}

/* What is waited for happens meanwhile: then it ends, and soon. */
static void ends_with(void *(*udev)(void *arg), const char *arg)
{
	struct timespec start, end;
	pthread_t thread;
	void *failed;

	clock_gettime(CLOCK_MONOTONIC, &start);
	EQ(pthread_create(&thread, NULL, udev, (void *)arg), 0);
	OK(wait_for(LONG));
	clock_gettime(CLOCK_MONOTONIC, &end);
	pthread_join(thread, &failed);
	IS(!failed);
	IS((end.tv_sec - start.tv_sec) * 1000 < LONG / 2);
	daxctl_unref(ctx);
}

TEST(a_link_that_is_made_ends_the_wait)
{
	make();
	ends_with(make_link, "pmem0p1");
}

TEST(a_link_that_is_moved_there_ends_the_wait)
{
	make();
	ends_with(move_link, "dev/mapper/pmem0p1");
}

TEST(a_link_that_goes_ends_the_wait)
{
	make();
	link_of("pmem0p1");
	link_of("pmem0p2");
	ends_with(remove_it, "dev/mapper/pmem0p2");
}

TEST(the_last_event_ends_the_wait)
{
	make();
	link_of("pmem0p1");
	test_file("run/udev/queue", "");
	ends_with(remove_it, "run/udev/queue");
}
