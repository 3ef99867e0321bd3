/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-dax-compat.c - what programs written for ndctl's libdaxctl get to see
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "dax-machine.h"
#include "machine.h"
#include "test.h"

static uuid_t some = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
static uuid_t other = { 16 };

TEST(values_are_the_kernel_s)
{
	struct daxctl_region *region;
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;

	dax_machine_make("device_dax");
	machine_set(HMEM, "dax0.0/resource", "0x140000000\n");
	ctx = machine_open();
	region = daxctl_region_get_first(ctx);
	IS(region);
	EQ_U64(daxctl_region_get_size(region), 1073741824);
	EQ_U64(daxctl_region_get_available_size(region), 805306368);
	EQ_U64(daxctl_region_get_align(region), 2097152);
	dev = daxctl_dev_get_first(region);
	IS(daxctl_dev_get_ctx(dev) == ctx);
	EQ(daxctl_dev_get_major(dev), 252);
	EQ(daxctl_dev_get_minor(dev), 3);
	EQ_U64(daxctl_dev_get_size(dev), 268435456);
	EQ_U64(daxctl_dev_get_resource(dev), 0x140000000);
	EQ_U64(daxctl_dev_get_align(dev), 2097152);
	EQ(daxctl_dev_get_target_node(dev), 1);
	daxctl_unref(ctx);
}

TEST(what_can_t_be_read_is_all_ones_minus_one_or_zero)
{
	struct daxctl_region *region;
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;

	test_link("sys/bus/dax/devices/dax0.0",
		  "../../../devices/platform/hmem.0/dax0.0");
	machine_set(HMEM, "dax0.0/uevent", "");
	ctx = machine_open();
	region = daxctl_region_get_first(ctx);
	IS(region);
	EQ_U64(daxctl_region_get_size(region), ULLONG_MAX);
	EQ_U64(daxctl_region_get_available_size(region), 0);
	EQ_U64(daxctl_region_get_align(region), ULONG_MAX);
	dev = daxctl_dev_get_first(region);
	EQ(daxctl_dev_get_major(dev), -1);
	EQ(daxctl_dev_get_minor(dev), -1);
	EQ_U64(daxctl_dev_get_size(dev), ULLONG_MAX);
	EQ_U64(daxctl_dev_get_resource(dev), 0);
	EQ_U64(daxctl_dev_get_align(dev), 0);
	EQ(daxctl_dev_get_target_node(dev), -1);
	daxctl_unref(ctx);
}

TEST(a_device_number_that_is_none_is_unknown)
{
	static const char *const texts[] = { "252\n", ":3\n", "x:y\n",
					     "4294967296:4294967296\n" };
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;

	dax_machine_make(NULL);
	ctx = machine_open();
	dev = dax_machine_dev(ctx, "dax0.0");
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		machine_set(HMEM, "dax0.0/dev", texts[i]);
		EQ(daxctl_dev_get_major(dev), -1);
	}
	daxctl_unref(ctx);
}

TEST(without_a_resource_the_first_range_tells_the_address)
{
	struct daxctl_ctx *ctx;

	dax_machine_make(NULL);
	ctx = machine_open();
	EQ_U64(daxctl_dev_get_resource(dax_machine_dev(ctx, "dax0.0")),
	       40 * BLOCK);
	daxctl_unref(ctx);
}

TEST(ranges_are_objects_in_the_order_of_the_device)
{
	struct daxctl_mapping *mapping, *next;
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;

	dax_machine_make(NULL);
	dax_machine_range(HMEM, "dax0.0", 1, 30, 3);
	ctx = machine_open();
	dev = dax_machine_dev(ctx, "dax0.0");
	mapping = daxctl_mapping_get_first(dev);
	IS(mapping);
	EQ_U64(daxctl_mapping_get_start(mapping), 40 * BLOCK);
	EQ_U64(daxctl_mapping_get_end(mapping), 42 * BLOCK - 1);
	EQ_U64(daxctl_mapping_get_size(mapping), 2 * BLOCK);
	EQ_U64(daxctl_mapping_get_offset(mapping), 0);
	next = daxctl_mapping_get_next(mapping);
	IS(next);
	EQ_U64(daxctl_mapping_get_start(next), 30 * BLOCK);
	EQ_U64(daxctl_mapping_get_offset(next), BLOCK / 4096);
	IS(!daxctl_mapping_get_next(next));
	IS(daxctl_mapping_get_first(dev) == mapping);
	daxctl_unref(ctx);
}

TEST(ranges_are_read_anew_after_a_change)
{
	struct daxctl_mapping *mapping;
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;

	dax_machine_make(NULL);
	ctx = machine_open();
	dev = dax_machine_dev(ctx, "dax0.0");
	IS(!daxctl_mapping_get_next(daxctl_mapping_get_first(dev)));
	dax_machine_range(HMEM, "dax0.0", 1, 50, 1);
	OK(daxctl_dev_set_size(dev, 3 * BLOCK));
	mapping = daxctl_mapping_get_next(daxctl_mapping_get_first(dev));
	IS(mapping);
	EQ_U64(daxctl_mapping_get_size(mapping), BLOCK);
	daxctl_unref(ctx);
}

TEST(half_of_the_ranges_is_none)
{
	struct daxctl_ctx *ctx;

	dax_machine_make(NULL);
	dax_machine_range(HMEM, "dax0.0", 1, 30, 3);
	machine_set(HMEM, "dax0.0/mapping1/end", "no number\n");
	ctx = machine_open();
	IS(!daxctl_mapping_get_first(dax_machine_dev(ctx, "dax0.0")));
	daxctl_unref(ctx);
}

TEST(the_folder_of_configuration_can_be_set)
{
	char folder[] = "/somewhere";
	struct daxctl_ctx *ctx;

	dax_machine_make(NULL);
	ctx = machine_open();
	EQ_STR(daxctl_get_config_path(ctx), "/etc/daxctl.conf.d");
	EQ(daxctl_set_config_path(ctx, NULL), -EINVAL);
	EQ_STR(daxctl_get_config_path(ctx), "/etc/daxctl.conf.d");
	OK(daxctl_set_config_path(ctx, folder));
	IS(daxctl_get_config_path(ctx) == folder);
	daxctl_unref(ctx);
}

TEST(a_region_named_by_its_path_is_the_one_of_the_bus)
{
	struct daxctl_region *region;
	struct daxctl_ctx *ctx;
	uuid_t uuid;

	dax_machine_make(NULL);
	ctx = machine_open();
	region = daxctl_new_region(ctx, 0, some, "/" HMEM);
	IS(region);
	EQ_STR(daxctl_region_get_devname(region), "hmem.0");
	EQ_STR(daxctl_region_get_path(region), "/" HMEM);
	EQ_U64(daxctl_region_get_size(region), 1073741824);
	IS(daxctl_dev_get_first(region) == dax_machine_dev(ctx, "dax0.0"));
	IS(daxctl_region_get_first(ctx) == region);
	IS(!daxctl_region_get_next(region));
	daxctl_region_get_uuid(region, uuid);
	EQ_MEM(uuid, some, sizeof(uuid));
	daxctl_region_ref(region);
	daxctl_region_unref(region);
	daxctl_region_unref(region);
	EQ(daxctl_region_get_id(region), 0);
	daxctl_unref(ctx);
}

TEST(a_region_of_the_bus_has_a_uuid_of_zeros)
{
	static const uuid_t zeros;
	struct daxctl_ctx *ctx;
	uuid_t uuid;

	dax_machine_make(NULL);
	ctx = machine_open();
	memset(uuid, 1, sizeof(uuid));
	daxctl_region_get_uuid(daxctl_region_get_first(ctx), uuid);
	EQ_MEM(uuid, zeros, sizeof(uuid));
	daxctl_unref(ctx);
}

TEST(a_region_without_devices_is_listed_once_it_is_named)
{
	struct daxctl_region *region;
	struct daxctl_ctx *ctx;

	dax_machine_make(NULL);
	machine_set(PMEM, "dax_region/size", "4096\n");
	ctx = machine_open();
	IS(!daxctl_region_get_next(daxctl_region_get_first(ctx)));
	region = daxctl_new_region(ctx, 1, some, "/" PMEM);
	IS(region);
	IS(!daxctl_dev_get_first(region));
	EQ_U64(daxctl_region_get_size(region), 4096);
	EQ_U64(daxctl_region_get_align(region), ULONG_MAX);
	IS(daxctl_region_get_next(daxctl_region_get_first(ctx)) == region);
	daxctl_unref(ctx);
}

TEST(a_region_that_was_made_anew_shows_its_new_devices)
{
	struct daxctl_region *region;
	struct daxctl_ctx *ctx;
	uuid_t uuid;

	dax_machine_make(NULL);
	machine_set(PMEM, "dax_region/size", "4096\n");
	ctx = machine_open();
	region = daxctl_new_region(ctx, 1, some, "/" PMEM);
	IS(!daxctl_dev_get_first(region));
	dax_machine_device(PMEM, "dax1.4", "device_dax");
	IS(daxctl_new_region(ctx, 1, other, "/" PMEM) == region);
	IS(daxctl_dev_get_first(region));
	EQ_STR(daxctl_dev_get_devname(daxctl_dev_get_first(region)), "dax1.4");
	IS(!daxctl_dev_get_next(daxctl_dev_get_first(region)));
	daxctl_region_get_uuid(region, uuid);
	EQ_MEM(uuid, other, sizeof(uuid));
	daxctl_unref(ctx);
}

TEST(a_region_whose_folder_is_gone_has_no_devices)
{
	struct daxctl_region *region;
	struct daxctl_ctx *ctx;

	dax_machine_make(NULL);
	ctx = machine_open();
	region = daxctl_new_region(ctx, 9, some, "/sys/devices/none");
	IS(region);
	IS(!daxctl_dev_get_first(region));
	EQ_U64(daxctl_region_get_size(region), ULLONG_MAX);
	OK(daxctl_get_scan_error(ctx));
	EQ(daxctl_region_create_dev(region), -ENOENT);
	daxctl_unref(ctx);
}

TEST(a_path_that_is_none_makes_no_region)
{
	struct daxctl_ctx *ctx;

	dax_machine_make(NULL);
	ctx = machine_open();
	IS(!daxctl_new_region(ctx, 0, some, ""));
	IS(!daxctl_new_region(ctx, 0, some, "hmem.0"));
	daxctl_unref(ctx);
}

TEST(regions_stay_in_order_when_one_is_named_later)
{
	struct daxctl_region *region, *named;
	struct daxctl_ctx *ctx;

	dax_machine_make(NULL);
	dax_machine_device("sys/devices/platform/hmem.5", "dax5.0", NULL);
	machine_set(PMEM, "dax_region/size", "4096\n");
	ctx = machine_open();
	region = daxctl_region_get_first(ctx);
	named = daxctl_new_region(ctx, 1, some, "/" PMEM);
	IS(daxctl_region_get_next(region) == named);
	region = daxctl_region_get_next(named);
	IS(region);
	EQ(daxctl_region_get_id(region), 5);
	daxctl_unref(ctx);
}
