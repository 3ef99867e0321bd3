/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-dax-change.c - dax devices made, resized, deleted, bound and unbound
 */
#include <errno.h>
#include <string.h>

#include "dax-machine.h"
#include "machine.h"
#include "test.h"

static struct daxctl_region *first_region(struct daxctl_ctx *ctx)
{
	struct daxctl_region *region = daxctl_region_get_first(ctx);

	IS(region);
	return region;
}

static unsigned int count_devices(struct daxctl_region *region)
{
	unsigned int count = 0;
	struct daxctl_dev *dev;

	daxctl_dev_foreach(region, dev)
		count++;
	return count;
}

TEST(a_device_that_was_made_is_found_and_the_others_stay)
{
	struct daxctl_region *region;
	struct daxctl_dev *old, *new;
	struct daxctl_ctx *ctx;

	dax_machine_make("device_dax");
	ctx = machine_open();
	region = first_region(ctx);
	old = daxctl_dev_get_first(region);
	OK(daxctl_region_create_dev(region));
	EQ_STR(dax_machine_writes(), "dax_region/create=1");
	new = daxctl_region_get_dev_seed(region);
	IS(new);
	EQ_STR(daxctl_dev_get_devname(new), "dax0.1");
	EQ(count_devices(region), 2);
	IS(daxctl_dev_get_first(region) == old);
	IS(daxctl_dev_get_next(old) == new);
	IS(dax_machine_dev(ctx, "dax0.1") == new);
	EQ_STR(daxctl_dev_get_devname(old), "dax0.0");
	daxctl_unref(ctx);
}

TEST(a_device_that_others_made_is_found_as_the_seed)
{
	struct daxctl_region *region;
	struct daxctl_dev *seed;
	struct daxctl_ctx *ctx;

	dax_machine_make(NULL);
	ctx = machine_open();
	region = first_region(ctx);
	EQ(count_devices(region), 1);
	dax_machine_device(HMEM, "dax0.7", NULL);
	machine_set(HMEM, "dax_region/seed", "dax0.7\n");
	seed = daxctl_region_get_dev_seed(region);
	IS(seed);
	EQ_STR(daxctl_dev_get_devname(seed), "dax0.7");
	daxctl_unref(ctx);
}

TEST(a_region_that_can_t_be_divided_has_no_seed)
{
	struct daxctl_region *region;
	struct daxctl_ctx *ctx;

	dax_machine_make(NULL);
	dax_machine_device(PMEM, "dax1.0", NULL);
	machine_set(PMEM, "dax_region/size", "4096\n");
	ctx = machine_open();
	region = daxctl_region_get_next(first_region(ctx));
	IS(region);
	IS(!daxctl_region_get_dev_seed(region));
	EQ_U64(daxctl_region_get_available_size(region), 0);
	dax_machine_refuse("create", -ENOENT);
	EQ(daxctl_region_create_dev(region), -ENOENT);
	EQ_STR(daxctl_get_error(ctx),
	       "dax1.0: no device can be made: No such file or directory");
	IS(strstr(daxctl_get_remedy(ctx), "can be divided"));
	daxctl_unref(ctx);
}

TEST(a_deleted_device_is_listed_no_more_but_its_object_lives)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev, *again;
	struct daxctl_ctx *ctx;

	dax_machine_make(NULL);
	dax_machine_device(HMEM, "dax0.1", NULL);
	dax_machine_device(HMEM, "dax0.2", NULL);
	ctx = machine_open();
	region = first_region(ctx);
	dev = dax_machine_dev(ctx, "dax0.1");
	OK(daxctl_region_destroy_dev(region, dev));
	EQ_STR(dax_machine_writes(), "dax_region/delete=dax0.1");
	EQ_STR(daxctl_dev_get_devname(dev), "dax0.1");
	IS(daxctl_dev_get_next(dev) == dax_machine_dev(ctx, "dax0.2"));
	IS(!daxctl_dev_get_by_name(ctx, "dax0.1"));
	EQ(count_devices(region), 2);

	OK(daxctl_region_create_dev(region));
	again = daxctl_region_get_dev_seed(region);
	IS(again == dev);
	EQ(count_devices(region), 3);
	daxctl_unref(ctx);
}

TEST(all_devices_can_be_deleted_while_they_are_walked)
{
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	unsigned int deleted = 0;
	struct daxctl_ctx *ctx;

	dax_machine_make(NULL);
	dax_machine_device(HMEM, "dax0.1", NULL);
	dax_machine_device(HMEM, "dax0.2", NULL);
	ctx = machine_open();
	region = first_region(ctx);
	daxctl_dev_foreach(region, dev)
		deleted += daxctl_region_destroy_dev(region, dev) == 0;
	EQ(deleted, 2);
	EQ(count_devices(region), 1);
	daxctl_unref(ctx);
}

TEST(the_first_device_of_a_region_stays)
{
	struct daxctl_region *region;
	struct daxctl_ctx *ctx;

	dax_machine_make(NULL);
	ctx = machine_open();
	region = first_region(ctx);
	EQ(daxctl_region_destroy_dev(region, daxctl_dev_get_first(region)),
	   -EBUSY);
	EQ_STR(daxctl_get_error(ctx),
	       "dax0.0: the first device of a region stays");
	EQ_STR(daxctl_get_remedy(ctx), "set its size to 0 instead");
	EQ(count_devices(region), 1);
	daxctl_unref(ctx);
}

TEST(size_alignment_and_ranges_are_written_as_the_kernel_reads_them)
{
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;

	dax_machine_make(NULL);
	ctx = machine_open();
	dev = dax_machine_dev(ctx, "dax0.0");
	OK(daxctl_dev_set_align(dev, 1 << 21));
	OK(daxctl_dev_set_size(dev, 0x10000000));
	OK(daxctl_dev_set_mapping(dev, 0x140000000, 0x147ffffff));
	EQ_STR(dax_machine_writes(),
	       "dax0.0/align=2097152; dax0.0/size=268435456; "
	       "dax0.0/mapping=0x140000000-0x147ffffff");
	OK(daxctl_dev_set_size(dev, 0));
	EQ_U64(daxctl_dev_get_size(dev), 0);
	daxctl_unref(ctx);
}

TEST(a_range_that_ends_before_it_begins_is_never_written)
{
	struct daxctl_ctx *ctx;

	dax_machine_make(NULL);
	ctx = machine_open();
	EQ(daxctl_dev_set_mapping(dax_machine_dev(ctx, "dax0.0"), 2, 1),
	   -EINVAL);
	EQ_STR(dax_machine_writes(), "");
	EQ_STR(daxctl_get_error(ctx),
	       "dax0.0: the range 0x2-0x1 ends before it begins");
	daxctl_unref(ctx);
}

TEST(a_size_that_the_kernel_refuses_is_told_with_a_remedy)
{
	static const struct {
		int error;
		const char *remedy;
	} cases[] = {
		{ -EBUSY, "disable the device first" },
		{ -ENOSPC, "see what is free: daxctl list --regions" },
		{ -EINVAL,
		  "give multiples of the alignment: see daxctl list --devices" },
	};
	struct daxctl_ctx *ctx;

	dax_machine_make(NULL);
	ctx = machine_open();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		dax_machine_refuse("size", cases[i].error);
		EQ(daxctl_dev_set_size(dax_machine_dev(ctx, "dax0.0"), 4096),
		   cases[i].error);
		IS(strstr(daxctl_get_error(ctx),
			  "dax0.0: size can't be set to 4096: "));
		EQ_STR(daxctl_get_remedy(ctx), cases[i].remedy);
	}
	daxctl_unref(ctx);
}

TEST(a_module_is_loaded_where_its_driver_is_not_there)
{
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;

	dax_machine_make(NULL);
	machine_remove("sys/bus/dax/drivers/kmem");
	ctx = machine_open();
	dev = dax_machine_dev(ctx, "dax0.0");
	OK(daxctl_dev_enable_ram(dev));
	OK(daxctl_dev_disable(dev));
	/* By now it is there. */
	OK(daxctl_dev_enable_ram(dev));
	EQ_STR(dax_machine_writes(),
	       "load kmem; kmem/new_id=dax0.0; kmem/bind=dax0.0; "
	       "dax0.0/driver/remove_id=dax0.0; dax0.0/driver/unbind=dax0.0; "
	       "kmem/new_id=dax0.0; kmem/bind=dax0.0");
	daxctl_unref(ctx);
}

TEST(each_use_binds_its_driver)
{
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;

	dax_machine_make(NULL);
	machine_set("sys/bus/dax/drivers/fsdev_dax", "bind", "");
	ctx = machine_open();
	dev = dax_machine_dev(ctx, "dax0.0");
	EQ(daxctl_dev_is_enabled(dev), 0);
	EQ(daxctl_dev_get_mode(dev), DAXCTL_DEV_MODE_UNKNOWN);

	OK(daxctl_dev_enable_devdax(dev));
	EQ_STR(dax_machine_writes(),
	       "device_dax/new_id=dax0.0; device_dax/bind=dax0.0");
	EQ(daxctl_dev_is_enabled(dev), 1);
	EQ(daxctl_dev_is_devdax_mode(dev), 1);

	OK(daxctl_dev_disable(dev));
	OK(daxctl_dev_enable_ram(dev));
	EQ(daxctl_dev_is_system_ram_mode(dev), 1);
	EQ(daxctl_dev_is_system_ram_capable(dev), 1);
	EQ(daxctl_dev_is_devdax_mode(dev), 0);

	OK(daxctl_dev_disable(dev));
	OK(daxctl_dev_enable_famfs(dev));
	EQ(daxctl_dev_is_famfs_mode(dev), 1);
	EQ(daxctl_dev_get_mode(dev), DAXCTL_DEV_MODE_FAMFS);
	daxctl_unref(ctx);
}

TEST(a_device_that_has_a_driver_is_left_as_it_is)
{
	struct daxctl_ctx *ctx;

	dax_machine_make("device_dax");
	ctx = machine_open();
	OK(daxctl_dev_enable_ram(dax_machine_dev(ctx, "dax0.0")));
	EQ_STR(dax_machine_writes(), "");
	daxctl_unref(ctx);
}

TEST(a_driver_that_refuses_is_told_to_forget_the_device)
{
	struct daxctl_ctx *ctx;

	dax_machine_make(NULL);
	ctx = machine_open();
	dax_machine_refuse("bind", -EINVAL);
	EQ(daxctl_dev_enable_ram(dax_machine_dev(ctx, "dax0.0")), -EINVAL);
	EQ_STR(dax_machine_writes(),
	       "kmem/new_id=dax0.0; kmem/remove_id=dax0.0");
	EQ_STR(daxctl_get_error(ctx),
	       "dax0.0: kmem doesn't take it: Invalid argument");
	daxctl_unref(ctx);
}

TEST(a_driver_that_isn_t_there_is_no_device_s_fault)
{
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;

	dax_machine_make(NULL);
	ctx = machine_open();
	dev = dax_machine_dev(ctx, "dax0.0");
	dax_machine_refuse("new_id", -ENOENT);
	EQ(daxctl_dev_enable_famfs(dev), -ENODEV);
	EQ_STR(daxctl_get_remedy(ctx), "use a kernel that has this driver");
	machine_remove("sys/bus/dax/drivers/fsdev_dax");
	dax_machine_no_modules(-EPERM);
	dax_machine_refuse("new_id", -ENOENT);
	EQ(daxctl_dev_enable_famfs(dev), -EPERM);
	daxctl_unref(ctx);
}

TEST(disabling_takes_the_name_back_and_unbinds)
{
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;

	dax_machine_make("device_dax");
	ctx = machine_open();
	dev = dax_machine_dev(ctx, "dax0.0");
	OK(daxctl_dev_disable(dev));
	EQ_STR(dax_machine_writes(),
	       "dax0.0/driver/remove_id=dax0.0; dax0.0/driver/unbind=dax0.0");
	EQ(daxctl_dev_is_enabled(dev), 0);
	OK(daxctl_dev_disable(dev));
	daxctl_unref(ctx);
}

TEST(a_device_that_stays_bound_is_busy)
{
	struct daxctl_ctx *ctx;

	dax_machine_make("device_dax");
	ctx = machine_open();
	dax_machine_refuse("unbind", -EACCES);
	EQ(daxctl_dev_disable(dax_machine_dev(ctx, "dax0.0")), -EACCES);
	EQ_STR(daxctl_get_remedy(ctx), "run it as root");
	dax_machine_refuse("unbind", 0);
	EQ(daxctl_dev_disable(dax_machine_dev(ctx, "dax0.0")), -EBUSY);
	daxctl_unref(ctx);
}

TEST(memory_in_use_keeps_its_driver)
{
	struct daxctl_ctx *ctx;

	dax_machine_make("kmem");
	dax_machine_block(40, "offline", "Normal Movable");
	dax_machine_block(41, "online", "Movable");
	ctx = machine_open();
	EQ(daxctl_dev_disable(dax_machine_dev(ctx, "dax0.0")), -EBUSY);
	EQ_STR(dax_machine_writes(), "");
	EQ_STR(daxctl_get_error(ctx),
	       "dax0.0 is in use as system memory (1 of 2 blocks online)");
	dax_machine_block(41, "offline", "Normal Movable");
	OK(daxctl_dev_disable(dax_machine_dev(ctx, "dax0.0")));
	daxctl_unref(ctx);
}
