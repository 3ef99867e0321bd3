/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-dax.c - devices of the dax bus, their ranges and memory blocks
 */
#include <errno.h>
#include <stdio.h>

#include "machine.h"
#include "test.h"

#define HMEM "sys/devices/platform/hmem.0"

/* A device daxX.Y below @parent, bound to @driver or NULL. */
static void make_device(const char *parent, const char *name,
			const char *driver)
{
	char path[256], target[256];

	snprintf(path, sizeof(path), "%s/%s", parent, name);
	machine_set(path, "size", "268435456\n");
	machine_set(path, "align", "2097152\n");
	machine_set(path, "target_node", "1\n");
	machine_set(path, "numa_node", "-1\n");
	snprintf(path, sizeof(path), "sys/bus/dax/devices/%s", name);
	snprintf(target, sizeof(target), "../../../%s/%s", parent + 4, name);
	test_link(path, target);
	if (!driver)
		return;
	snprintf(path, sizeof(path), "%s/%s/driver", parent, name);
	snprintf(target, sizeof(target), "../../../../bus/dax/drivers/%s",
		 driver);
	test_link(path, target);
}

static void make_range(const char *dev, unsigned int index, const char *start,
		       const char *end, const char *page_offset)
{
	char dir[256];

	snprintf(dir, sizeof(dir), HMEM "/%s/mapping%u", dev, index);
	machine_set(dir, "start", start);
	machine_set(dir, "end", end);
	machine_set(dir, "page_offset", page_offset);
}

static void make_block(unsigned int number, const char *state, const char *zone)
{
	char dir[128];

	snprintf(dir, sizeof(dir), "sys/devices/system/memory/memory%u",
		 number);
	machine_set(dir, "state", state);
	machine_set(dir, "valid_zones", zone);
}

static struct daxctl_dev *first(struct daxctl_ctx *ctx)
{
	struct daxctl_region *region = daxctl_region_get_first(ctx);

	IS(region);
	IS(daxctl_dev_get_first(region));
	return daxctl_dev_get_first(region);
}

TEST(a_device_found_by_name_stays_when_all_are_walked)
{
	struct daxctl_dev *one, *dev;
	struct daxctl_region *region;
	struct daxctl_ctx *ctx;

	make_device(HMEM, "dax0.0", NULL);
	make_device(HMEM, "dax0.1", NULL);
	make_device("sys/devices/platform/hmem.1", "dax1.0", NULL);
	ctx = machine_open();
	one = daxctl_dev_get_by_name(ctx, "dax0.1");
	IS(one);
	EQ_STR(daxctl_dev_get_devname(one), "dax0.1");
	IS(daxctl_dev_get_by_name(ctx, "dax1.0"));

	region = daxctl_dev_get_region(one);
	dev = daxctl_dev_get_first(region);
	IS(dev);
	EQ_STR(daxctl_dev_get_devname(dev), "dax0.0");
	IS(daxctl_dev_get_next(dev) == one);
	IS(!daxctl_dev_get_next(one));
	IS(daxctl_region_get_first(ctx) == region);
	region = daxctl_region_get_next(region);
	IS(region);
	EQ(daxctl_region_get_id(region), 1);
	IS(daxctl_dev_get_by_name(ctx, "dax0.1") == one);
	daxctl_unref(ctx);
}

TEST(a_folder_that_is_not_on_the_bus_is_no_device)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	struct daxctl_ctx *ctx;

	make_device(HMEM, "dax0.0", NULL);
	machine_set(HMEM "/dax0.1", "size", "0\n");
	ctx = machine_open();
	dev = daxctl_dev_get_by_name(ctx, "dax0.0");
	IS(dev);
	region = daxctl_dev_get_region(dev);
	IS(daxctl_dev_get_first(region) == dev);
	IS(!daxctl_dev_get_next(dev));
	daxctl_unref(ctx);
}

TEST(a_name_that_no_device_has_finds_none)
{
	struct daxctl_ctx *ctx;

	make_device(HMEM, "dax0.0", NULL);
	ctx = machine_open();
	IS(!daxctl_dev_get_by_name(ctx, "dax0.1"));
	IS(!daxctl_dev_get_by_name(ctx, "../dax/dax0.0"));
	IS(!daxctl_dev_get_by_name(ctx, ""));
	IS(first(ctx) == daxctl_dev_get_by_name(ctx, "dax0.0"));
	IS(!daxctl_dev_get_by_name(ctx, "dax0.1"));
	daxctl_unref(ctx);
}

TEST(devices_of_one_parent_are_one_region)
{
	struct daxctl_region *region;
	struct daxctl_ctx *ctx;
	uint64_t size;

	make_device(HMEM, "dax0.1", "device_dax");
	make_device(HMEM, "dax0.0", "device_dax");
	make_device("sys/devices/platform/hmem.1", "dax1.0", NULL);
	machine_set(HMEM, "dax_region/size", "1073741824\n");
	machine_set(HMEM, "dax_region/available_size", "4096\n");
	ctx = machine_open();
	region = daxctl_region_get_first(ctx);
	IS(region);
	EQ(daxctl_region_get_id(region), 0);
	EQ_STR(daxctl_region_get_devname(region), "hmem.0");
	EQ_STR(daxctl_region_get_path(region), "/sys/devices/platform/hmem.0");
	OK(daxctl_region_read_size(region, &size));
	EQ_U64(size, 1073741824);
	OK(daxctl_region_read_available_size(region, &size));
	EQ_U64(size, 4096);
	EQ(daxctl_region_read_align(region, &size), -ENOENT);
	EQ_STR(daxctl_dev_get_devname(daxctl_dev_get_first(region)), "dax0.0");
	EQ_STR(daxctl_dev_get_devname(
		       daxctl_dev_get_next(daxctl_dev_get_first(region))),
	       "dax0.1");
	region = daxctl_region_get_next(region);
	IS(region);
	EQ_STR(daxctl_region_get_devname(region), "hmem.1");
	IS(!daxctl_region_get_next(region));
	daxctl_unref(ctx);
}

TEST(the_same_number_below_another_parent_is_another_region)
{
	struct daxctl_region *region;
	struct daxctl_ctx *ctx;

	make_device("sys/devices/a/region0/dax0.0", "dax0.4", NULL);
	make_device("sys/devices/a/region0/dax0.1", "dax0.5", NULL);
	ctx = machine_open();
	region = daxctl_region_get_first(ctx);
	IS(region);
	EQ_STR(daxctl_region_get_devname(region), "dax0.0");
	region = daxctl_region_get_next(region);
	IS(region);
	EQ_STR(daxctl_region_get_devname(region), "dax0.1");
	daxctl_unref(ctx);
}

TEST(a_device_tells_its_size_place_and_driver)
{
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;
	uint64_t value;
	char name[32];
	int node;

	make_device(HMEM, "dax0.0", "device_dax");
	ctx = machine_open();
	dev = first(ctx);
	OK(daxctl_dev_read_size(dev, &value));
	EQ_U64(value, 268435456);
	OK(daxctl_dev_read_align(dev, &value));
	EQ_U64(value, 2097152);
	OK(daxctl_dev_read_target_node(dev, &node));
	EQ(node, 1);
	OK(daxctl_dev_read_numa_node(dev, &node));
	EQ(node, -1);
	OK(daxctl_dev_read_driver(dev, name, sizeof(name)));
	EQ_STR(name, "device_dax");
	daxctl_unref(ctx);
}

TEST(a_device_without_a_driver_says_so)
{
	struct daxctl_memory_blocks blocks;
	struct daxctl_ctx *ctx;
	char name[32];

	make_device(HMEM, "dax0.0", NULL);
	ctx = machine_open();
	EQ(daxctl_dev_read_driver(first(ctx), name, sizeof(name)), -ENOENT);
	EQ(daxctl_dev_read_memory_blocks(first(ctx), &blocks), -ENOENT);
	daxctl_unref(ctx);
}

TEST(blocks_belong_to_the_ranges_of_a_device)
{
	struct daxctl_memory_blocks blocks;
	struct daxctl_range range;
	struct daxctl_ctx *ctx;

	make_device(HMEM, "dax0.0", "kmem");
	make_range("dax0.0", 0, "0x140000000\n", "0x147ffffff\n", "0x0\n");
	make_range("dax0.0", 1, "0x160000000\n", "0x16fffffff\n", "0x8000\n");
	machine_set("sys/devices/system/memory", "block_size_bytes",
		    "8000000\n");
	make_block(40, "online\n", "Movable\n");
	make_block(41, "online\n", "Normal\n"); /* between: a neighbour's */
	make_block(44, "online\n", "Normal\n");
	make_block(45, "offline\n", "Normal Movable\n");
	ctx = machine_open();
	OK(daxctl_dev_read_range(first(ctx), 1, &range));
	EQ_U64(range.start, 0x160000000);
	EQ_U64(range.page_offset, 0x8000);
	EQ(daxctl_dev_read_range(first(ctx), 2, &range), -ENOENT);
	OK(daxctl_dev_read_memory_blocks(first(ctx), &blocks));
	EQ(blocks.total, 3);
	EQ(blocks.online, 2);
	EQ(blocks.movable, 1);
	daxctl_unref(ctx);
}

TEST(only_whole_blocks_count)
{
	struct daxctl_memory_blocks blocks;
	struct daxctl_ctx *ctx;

	make_device(HMEM, "dax0.0", "kmem");
	make_range("dax0.0", 0, "0x140200000\n", "0x157fffffe\n", "0x0\n");
	machine_set("sys/devices/system/memory", "block_size_bytes",
		    "8000000\n");
	make_block(40, "online\n", "Movable\n"); /* begins before us */
	make_block(41, "online\n", "Movable\n");
	make_block(42, "online\n", "Movable\n"); /* ends a byte after us */
	ctx = machine_open();
	OK(daxctl_dev_read_memory_blocks(first(ctx), &blocks));
	EQ(blocks.total, 1);
	daxctl_unref(ctx);
}

TEST(before_mappings_a_device_was_one_range)
{
	struct daxctl_range range;
	struct daxctl_ctx *ctx;

	test_link("sys/bus/dax/devices/dax0.0",
		  "../../../devices/platform/hmem.0/dax0.0");
	machine_set(HMEM "/dax0.0", "size", "4096\n");
	machine_set(HMEM "/dax0.0", "resource", "0x1000\n");
	ctx = machine_open();
	OK(daxctl_dev_read_range(first(ctx), 0, &range));
	EQ_U64(range.start, 0x1000);
	EQ_U64(range.end, 0x1fff);
	daxctl_unref(ctx);
}

TEST(a_link_that_leads_nowhere_known_is_a_scan_error)
{
	struct daxctl_ctx *ctx;

	test_link("sys/bus/dax/devices/dax0.0", "somewhere");
	ctx = machine_open();
	IS(!daxctl_region_get_first(ctx));
	EQ(daxctl_get_scan_error(ctx), -EINVAL);
	IS(daxctl_get_error(ctx));
	daxctl_unref(ctx);
}
