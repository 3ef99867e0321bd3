/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-dax-memory.c - memory blocks of a dax device put to use and taken out
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "dax-machine.h"
#include "machine.h"
#include "test.h"

/* dax0.0 with kmem: blocks 40, 41 and, in a second range, 44; 42 isn't its. */
static struct daxctl_memory *memory_of(struct daxctl_ctx *ctx)
{
	struct daxctl_memory *memory =
		daxctl_dev_get_memory(dax_machine_dev(ctx, "dax0.0"));

	IS(memory);
	return memory;
}

static struct daxctl_ctx *open_offline(void)
{
	dax_machine_make("kmem");
	dax_machine_range(HMEM, "dax0.0", 1, 44, 1);
	dax_machine_block(40, "offline", "Normal Movable");
	dax_machine_block(41, "offline", "Normal Movable");
	dax_machine_block(42, "offline", "Normal Movable");
	dax_machine_block(44, "offline", "Normal Movable");
	return machine_open();
}

static struct daxctl_ctx *open_online(const char *zone)
{
	struct daxctl_ctx *ctx = open_offline();

	dax_machine_block(40, "online", zone);
	dax_machine_block(41, "online", zone);
	dax_machine_block(44, "online", zone);
	return ctx;
}

TEST(only_system_ram_has_memory)
{
	struct daxctl_memory *memory;
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;

	dax_machine_make("device_dax");
	ctx = machine_open();
	dev = dax_machine_dev(ctx, "dax0.0");
	IS(!daxctl_dev_get_memory(dev));
	EQ(daxctl_dev_has_online_memory(dev), 0);
	OK(daxctl_dev_disable(dev));
	OK(daxctl_dev_enable_ram(dev));
	memory = daxctl_dev_get_memory(dev);
	IS(memory);
	IS(daxctl_memory_get_dev(memory) == dev);
	IS(daxctl_dev_get_memory(dev) == memory);
	daxctl_unref(ctx);
}

TEST(memory_tells_its_node_and_the_size_of_blocks)
{
	struct daxctl_ctx *ctx = open_offline();

	EQ_STR(daxctl_memory_get_node_path(memory_of(ctx)),
	       "/sys/devices/system/node/node1");
	EQ_U64(daxctl_memory_get_block_size(memory_of(ctx)), BLOCK);
	machine_set(HMEM, "dax0.0/target_node", "-1\n");
	IS(!daxctl_memory_get_node_path(memory_of(ctx)));
	daxctl_unref(ctx);
}

TEST(a_block_size_of_nothing_is_unknown)
{
	struct daxctl_ctx *ctx = open_offline();

	machine_set("sys/devices/system/memory", "block_size_bytes", "0\n");
	EQ_U64(daxctl_memory_get_block_size(memory_of(ctx)), 0);
	EQ(daxctl_memory_num_sections(memory_of(ctx)), -EINVAL);
	EQ(daxctl_memory_is_online(memory_of(ctx)), -EINVAL);
	EQ(daxctl_memory_is_movable(memory_of(ctx)), -EINVAL);
	EQ(daxctl_memory_online(memory_of(ctx)), -EINVAL);
	EQ(daxctl_memory_offline(memory_of(ctx)), -EINVAL);
	daxctl_unref(ctx);
}

TEST(more_blocks_than_any_machine_has_are_refused)
{
	struct daxctl_ctx *ctx = open_offline();

	machine_set("sys/devices/system/memory", "block_size_bytes", "1\n");
	EQ(daxctl_memory_num_sections(memory_of(ctx)), -EOVERFLOW);
	daxctl_unref(ctx);
}

TEST(the_blocks_of_all_ranges_come_up_movable_and_no_neighbour)
{
	struct daxctl_ctx *ctx = open_offline();

	EQ(daxctl_memory_num_sections(memory_of(ctx)), 3);
	EQ(daxctl_memory_is_online(memory_of(ctx)), 0);
	EQ(daxctl_memory_is_movable(memory_of(ctx)), -ENXIO);
	EQ(daxctl_memory_online(memory_of(ctx)), 3);
	EQ_STR(dax_machine_writes(),
	       "memory40/state=online_movable; memory41/state=online_movable; "
	       "memory44/state=online_movable");
	EQ(daxctl_memory_is_online(memory_of(ctx)), 3);
	EQ(daxctl_memory_is_movable(memory_of(ctx)), 1);
	EQ(daxctl_dev_has_online_memory(dax_machine_dev(ctx, "dax0.0")), 3);
	daxctl_unref(ctx);
}

TEST(what_is_in_use_isn_t_counted_again)
{
	struct daxctl_ctx *ctx = open_online("Movable");

	EQ(daxctl_memory_online(memory_of(ctx)), 0);
	dax_machine_block(41, "offline", "Normal Movable");
	EQ(daxctl_memory_is_movable(memory_of(ctx)), -ENXIO);
	EQ(daxctl_memory_online(memory_of(ctx)), 1);
	EQ_STR(dax_machine_writes(), "memory41/state=online_movable");
	daxctl_unref(ctx);
}

TEST(no_movable_leaves_the_zone_to_the_kernel)
{
	struct daxctl_ctx *ctx = open_offline();

	EQ(daxctl_memory_online_no_movable(memory_of(ctx)), 3);
	EQ_STR(dax_machine_writes(),
	       "memory40/state=online; memory41/state=online; "
	       "memory44/state=online");
	EQ(daxctl_memory_is_movable(memory_of(ctx)), 0);
	EQ(daxctl_memory_offline(memory_of(ctx)), 3);
	dax_machine_zone("Movable");
	EQ(daxctl_memory_online_no_movable(memory_of(ctx)), 3);
	daxctl_unref(ctx);
}

TEST(memory_that_is_in_the_other_zone_is_busy)
{
	struct daxctl_ctx *ctx = open_online("Normal");

	EQ(daxctl_memory_online(memory_of(ctx)), -EBUSY);
	EQ_STR(daxctl_get_error(ctx),
	       "dax0.0: its memory is in use in another zone");
	EQ(daxctl_memory_online_no_movable(memory_of(ctx)), 0);
	daxctl_unref(ctx);
}

TEST(movable_memory_is_busy_where_it_should_not_be)
{
	struct daxctl_ctx *ctx = open_online("Movable");

	EQ(daxctl_memory_online_no_movable(memory_of(ctx)), -EBUSY);
	daxctl_unref(ctx);
}

TEST(a_mix_of_zones_is_not_movable)
{
	struct daxctl_ctx *ctx = open_online("Movable");

	dax_machine_block(44, "online", "Normal");
	EQ(daxctl_memory_is_movable(memory_of(ctx)), 0);
	daxctl_unref(ctx);
}

TEST(a_block_that_comes_up_elsewhere_is_an_error_at_once)
{
	struct daxctl_ctx *ctx = open_offline();

	dax_machine_zone("Normal");
	EQ(daxctl_memory_online(memory_of(ctx)), -EBUSY);
	EQ_STR(dax_machine_writes(), "memory40/state=online_movable");
	EQ_STR(daxctl_get_error(ctx),
	       "dax0.0: memory40 came up outside ZONE_MOVABLE");
	IS(strstr(daxctl_get_remedy(ctx), "online-policy"));
	daxctl_unref(ctx);
}

TEST(who_was_quicker_is_no_error_where_the_zone_is_right)
{
	struct daxctl_ctx *ctx = open_offline();

	dax_machine_race("Movable");
	EQ(daxctl_memory_online(memory_of(ctx)), 0);
	EQ(daxctl_memory_is_online(memory_of(ctx)), 3);
	daxctl_unref(ctx);
}

TEST(who_was_quicker_with_another_zone_is_an_error)
{
	struct daxctl_ctx *ctx = open_offline();

	dax_machine_race("Normal");
	EQ(daxctl_memory_online(memory_of(ctx)), -EBUSY);
	daxctl_unref(ctx);
}

TEST(a_block_that_can_t_be_put_to_use_is_named)
{
	struct daxctl_ctx *ctx = open_offline();

	dax_machine_refuse("state", -ENOMEM);
	EQ(daxctl_memory_online(memory_of(ctx)), -ENOMEM);
	EQ_STR(daxctl_get_error(ctx),
	       "dax0.0: memory40 can't be put to use: Cannot allocate memory");
	daxctl_unref(ctx);
}

TEST(memory_goes_out_of_use_block_by_block)
{
	struct daxctl_ctx *ctx = open_online("Movable");

	dax_machine_block(41, "offline", "Normal Movable");
	EQ(daxctl_memory_offline(memory_of(ctx)), 2);
	EQ_STR(dax_machine_writes(),
	       "memory40/state=offline; memory44/state=offline");
	EQ(daxctl_memory_is_online(memory_of(ctx)), 0);
	EQ(daxctl_memory_offline(memory_of(ctx)), 0);
	daxctl_unref(ctx);
}

TEST(a_block_that_can_t_go_is_named_with_a_remedy)
{
	struct daxctl_ctx *ctx = open_online("Movable");

	dax_machine_refuse("state", -EBUSY);
	EQ(daxctl_memory_offline(memory_of(ctx)), -EBUSY);
	EQ_STR(daxctl_get_error(ctx),
	       "dax0.0: memory40 can't be taken out of use: Device or resource busy");
	IS(strstr(daxctl_get_remedy(ctx), "try again"));
	machine_set("sys/devices/system/memory/memory40", "removable", "0\n");
	EQ(daxctl_memory_offline(memory_of(ctx)), -EOPNOTSUPP);
	EQ_STR(dax_machine_writes(), "");
	daxctl_unref(ctx);
}

TEST(a_block_that_is_gone_is_passed_over)
{
	struct daxctl_ctx *ctx = open_offline();

	dax_machine_range(HMEM, "dax0.0", 2, 60, 2); /* there are no such */
	EQ(daxctl_memory_num_sections(memory_of(ctx)), 3);
	EQ(daxctl_memory_online(memory_of(ctx)), 3);
	EQ(daxctl_memory_offline(memory_of(ctx)), 3);
	daxctl_unref(ctx);
}

TEST(whether_the_kernel_will_put_blocks_to_use_is_its_policy)
{
	static const struct {
		const char *policy;
		int will;
	} cases[] = {
		{ "offline\n", 0 },
		{ "online\n", 1 },
		{ "online_kernel\n", 1 },
		{ "online_movable\n", 1 },
		{ "\n", 0 },
	};
	struct daxctl_ctx *ctx = open_offline();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		machine_set("sys/devices/system/memory", "auto_online_blocks",
			    cases[i].policy);
		EQ(daxctl_dev_will_auto_online_memory(
			   dax_machine_dev(ctx, "dax0.0")),
		   cases[i].will);
	}
	daxctl_unref(ctx);
}
