/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-block-stale.c - links in /dev/block that udev has left
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "block-machine.h"
#include "test.h"

static struct daxctl_ctx *running(void)
{
	struct daxctl_ctx *ctx = block_machine_ctx();

	ctx->captured = false;
	return ctx;
}

static bool is_left(const char *name)
{
	char path[600];

	snprintf(path, sizeof(path), "%s/dev/block/%s", test_dir(), name);
	return faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void drop(void)
{
	struct daxctl_ctx *ctx = running();

	block_drop_stale(ctx);
	daxctl_unref(ctx);
}

TEST(links_to_partitions_that_are_no_more_are_dropped)
{
	block_machine_make();
	test_file("run/udev/control", "");
	test_link("dev/block/259:3", "../pmem0p1");
	test_link("dev/block/259:4", "../pmem1.2sp128");
	drop();
	IS(!is_left("259:3"));
	IS(!is_left("259:4"));
}

TEST(links_to_what_is_there_or_is_no_partition_of_pmem_stay)
{
	static const char *const links[][2] = {
		{ "259:3", "../pmem0p1" }, /* there is one */
		{ "259:4", "../pmem0" },    { "259:5", "../nvme0n1p1" },
		{ "259:6", "pmem0p1" },	    { "259:7", "/dev/pmem0p1" },
		{ "259:8", "../pmem0p01" }, { "259:9x", "../pmem0p1" },
		{ "254:3", "../pmem0p1" },  { "x", "../pmem0p1" },
	};

	block_machine_make();
	test_file("run/udev/control", "");
	test_file("sys/dev/block/259:3/dev", "259:3\n");
	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		char path[64];

		snprintf(path, sizeof(path), "dev/block/%s", links[i][0]);
		test_link(path, links[i][1]);
	}
	drop();
	for (size_t i = 0; i < ARRAY_SIZE(links); i++)
		if (!is_left(links[i][0]))
			test_fail(__FILE__, __LINE__, "%s", links[i][0]);
}

TEST(nobody_elses_links_are_touched)
{
	struct daxctl_ctx *ctx;

	block_machine_make();
	test_link("dev/block/259:3", "../pmem0p1");
	drop(); /* no udev */
	IS(is_left("259:3"));
	test_file("run/udev/control", "");
	ctx = block_machine_ctx();
	block_drop_stale(ctx); /* a captured machine */
	daxctl_unref(ctx);
	IS(is_left("259:3"));
	drop();
	IS(!is_left("259:3"));
}
