/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-ready.c - can a dax device be used by now?
 */
#include <errno.h>

#include "dax-machine.h"
#include "machine.h"
#include "test.h"

#define DEV HMEM "/dax0.0"

static int is_ready(void)
{
	struct daxctl_ctx *ctx = machine_open();
	int rc = daxctl_dev_is_ready(dax_machine_dev(ctx, "dax0.0"));

	daxctl_unref(ctx);
	return rc;
}

static int is_initialized(void)
{
	struct daxctl_ctx *ctx = machine_open();
	int rc = daxctl_dev_is_initialized(dax_machine_dev(ctx, "dax0.0"));

	daxctl_unref(ctx);
	return rc;
}

TEST(a_device_without_a_driver_is_not_ready)
{
	dax_machine_make(NULL);
	EQ(is_ready(), 0);
}

TEST(of_a_captured_device_the_driver_is_enough)
{
	dax_machine_make("device_dax");
	EQ(is_ready(), 1);
}

TEST(famfs_is_ready_with_its_driver)
{
	dax_machine_make("fsdev_dax");
	EQ(is_ready(), 1);
}

TEST(system_memory_is_ready_when_all_blocks_are_there)
{
	dax_machine_make("kmem");
	EQ(is_ready(), 0);
	dax_machine_block(40, "offline", "Normal Movable");
	EQ(is_ready(), 0);
	dax_machine_block(41, "offline", "Normal Movable");
	EQ(is_ready(), 1);
}

TEST(the_blocks_of_each_range_count)
{
	dax_machine_make("kmem");
	dax_machine_range(HMEM, "dax0.0", 1, 50, 1);
	dax_machine_block(40, "online", "Movable");
	dax_machine_block(41, "online", "Movable");
	EQ(is_ready(), 0);
	dax_machine_block(50, "online", "Movable");
	EQ(is_ready(), 1);
}

TEST(memory_without_a_block_is_never_ready)
{
	dax_machine_make("kmem");
	machine_remove(DEV "/mapping0");
	EQ(is_ready(), 0);
}

TEST(where_no_udev_runs_there_is_nothing_to_wait_for)
{
	dax_machine_make("device_dax");
	EQ(is_initialized(), 1);
}

TEST(udev_is_done_when_it_has_a_file_for_the_device)
{
	dax_machine_make("device_dax");
	test_file("run/udev/control", "");
	EQ(is_initialized(), 0);
	test_file("run/udev/data/c252:4", "I:4711\n");
	EQ(is_initialized(), 0);
	test_file("run/udev/data/c252:3", "");
	EQ(is_initialized(), 1);
	test_file("run/udev/data/c252:3", "I:4711\nE:DAXCTL_PATH=x\n");
	EQ(is_initialized(), 1);
}

TEST(a_device_that_udev_is_at_is_not_done)
{
	dax_machine_make("device_dax");
	test_file("run/udev/control", "");
	test_file("run/udev/data/c252:3", "I:4711\nE:ID_PROCESSING=1\n");
	EQ(is_initialized(), 0);
}

TEST(events_that_are_left_may_be_of_the_device)
{
	dax_machine_make("device_dax");
	test_file("run/udev/control", "");
	test_file("run/udev/data/c252:3", "I:4711\n");
	test_file("run/udev/queue", "");
	EQ(is_initialized(), 0);
	machine_remove("run/udev/queue");
	EQ(is_initialized(), 1);
}
