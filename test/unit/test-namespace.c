/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-namespace.c - a namespace shows what it is used as
 */
#include <errno.h>
#include <string.h>

#include "machine.h"
#include "test.h"
#include "util/util.h"

TEST(the_mode_is_that_of_the_claim)
{
	static const enum daxctl_nd_mode modes[] = {
		DAXCTL_ND_MODE_RAW,   DAXCTL_ND_MODE_SECTOR,
		DAXCTL_ND_MODE_FSDAX, DAXCTL_ND_MODE_DEVDAX,
		DAXCTL_ND_MODE_RAW,
	};
	struct daxctl_ctx *ctx;

	machine_make();
	ctx = machine_open();
	for (unsigned int id = 0; id < ARRAY_SIZE(modes); id++) {
		enum daxctl_nd_mode mode;

		OK(daxctl_nd_namespace_get_mode(machine_namespace(ctx, id),
						&mode));
		EQ(mode, modes[id]);
	}
	daxctl_unref(ctx);
}

TEST(active_means_that_it_or_its_claim_is_bound)
{
	struct daxctl_ctx *ctx;

	machine_make();
	ctx = machine_open();
	for (unsigned int id = 0; id < 5; id++)
		EQ(daxctl_nd_namespace_is_active(machine_namespace(ctx, id)),
		   id != 4);
	daxctl_unref(ctx);
}

TEST(a_claim_without_a_driver_is_not_active)
{
	struct daxctl_nd_namespace *ns;
	struct daxctl_ctx *ctx;

	machine_make();
	machine_set(MACHINE_REGION "/namespace0.5", "holder", "pfn0.7\n");
	machine_set(MACHINE_REGION "/pfn0.7", "uuid", "x\n");
	ctx = machine_open();
	ns = machine_namespace(ctx, 5);
	EQ(daxctl_nd_namespace_is_active(ns), 0);
	EQ_STR(daxctl_nd_namespace_get_claim_devname(ns), "pfn0.7");
	daxctl_unref(ctx);
}

TEST(size_and_uuid_are_those_that_users_see)
{
	struct daxctl_nd_namespace *ns;
	struct daxctl_ctx *ctx;
	uint64_t size;
	char uuid[38];

	machine_make();
	ctx = machine_open();
	ns = machine_namespace(ctx, 2);
	OK(daxctl_nd_namespace_get_size(ns, &size));
	EQ_U64(size, 130023424);
	OK(daxctl_nd_namespace_get_raw_size(ns, &size));
	EQ_U64(size, 134217728);
	OK(daxctl_nd_namespace_get_uuid(ns, uuid));
	EQ_STR(uuid, "aaaaaaaa-0000-0000-0000-000000000002");
	OK(daxctl_nd_namespace_get_raw_uuid(ns, uuid));
	EQ_STR(uuid, "00000000-0000-0000-0000-000000000003");
	daxctl_unref(ctx);
}

TEST(only_fsdax_and_devdax_have_a_map_and_an_alignment)
{
	struct daxctl_ctx *ctx;
	enum daxctl_nd_map map;
	uint64_t align;

	machine_make();
	ctx = machine_open();
	EQ(daxctl_nd_namespace_get_map(machine_namespace(ctx, 0), &map),
	   -ENOENT);
	EQ(daxctl_nd_namespace_get_map(machine_namespace(ctx, 1), &map),
	   -ENOENT);
	OK(daxctl_nd_namespace_get_map(machine_namespace(ctx, 2), &map));
	EQ(map, DAXCTL_ND_MAP_DEV);
	OK(daxctl_nd_namespace_get_map(machine_namespace(ctx, 3), &map));
	EQ(map, DAXCTL_ND_MAP_MEM);
	EQ(daxctl_nd_namespace_get_align(machine_namespace(ctx, 1), &align),
	   -ENOENT);
	OK(daxctl_nd_namespace_get_align(machine_namespace(ctx, 3), &align));
	EQ_U64(align, 4096);
	daxctl_unref(ctx);
}

TEST(a_label_less_namespace_that_is_mapped_as_a_whole_is_fsdax)
{
	struct daxctl_nd_namespace *ns;
	struct daxctl_ctx *ctx;
	enum daxctl_nd_mode mode;
	enum daxctl_nd_map map;
	char uuid[38];

	machine_make();
	machine_set(MACHINE_REGION "/namespace0.6", "mode", "memory\n");
	machine_set(MACHINE_REGION "/namespace0.6", "size", "4096\n");
	ctx = machine_open();
	ns = machine_namespace(ctx, 6);
	OK(daxctl_nd_namespace_get_mode(ns, &mode));
	EQ(mode, DAXCTL_ND_MODE_FSDAX);
	OK(daxctl_nd_namespace_get_map(ns, &map));
	EQ(map, DAXCTL_ND_MAP_MEM);
	EQ(daxctl_nd_namespace_get_uuid(ns, uuid), -ENOENT);
	daxctl_unref(ctx);
}

TEST(sector_sizes_default_to_512)
{
	struct daxctl_ctx *ctx;
	uint64_t size;

	machine_make();
	ctx = machine_open();
	OK(daxctl_nd_namespace_get_sector_size(machine_namespace(ctx, 1),
					       &size));
	EQ_U64(size, 4096);
	OK(daxctl_nd_namespace_get_sector_size(machine_namespace(ctx, 2),
					       &size));
	EQ_U64(size, 512);
	OK(daxctl_nd_namespace_get_sector_size(machine_namespace(ctx, 4),
					       &size));
	EQ_U64(size, 512);
	daxctl_unref(ctx);
}

TEST(disks_and_devices_have_the_namespace_s_number)
{
	struct daxctl_ctx *ctx;
	char name[32];

	machine_make();
	ctx = machine_open();
	OK(daxctl_nd_namespace_get_blockdev(machine_namespace(ctx, 0), name,
					    sizeof(name)));
	EQ_STR(name, "pmem0");
	OK(daxctl_nd_namespace_get_blockdev(machine_namespace(ctx, 1), name,
					    sizeof(name)));
	EQ_STR(name, "pmem0.1s");
	OK(daxctl_nd_namespace_get_chardev(machine_namespace(ctx, 3), name,
					   sizeof(name)));
	EQ_STR(name, "dax0.3");
	EQ(daxctl_nd_namespace_get_blockdev(machine_namespace(ctx, 3), name,
					    sizeof(name)),
	   -ENOENT);
	EQ(daxctl_nd_namespace_get_blockdev(machine_namespace(ctx, 4), name,
					    sizeof(name)),
	   -ENOENT);
	EQ(daxctl_nd_namespace_get_chardev(machine_namespace(ctx, 0), name,
					   sizeof(name)),
	   -ENOENT);
	daxctl_unref(ctx);
}

TEST(a_devdax_namespace_leads_to_its_dax_region)
{
	struct daxctl_region *region;
	struct daxctl_ctx *ctx;

	machine_make();
	ctx = machine_open();
	region = daxctl_nd_namespace_get_dax_region(machine_namespace(ctx, 3));
	IS(region);
	EQ_STR(daxctl_region_get_path(region),
	       "/sys/devices/platform/ndbus0/region0/dax0.0");
	EQ_STR(daxctl_dev_get_devname(daxctl_dev_get_first(region)), "dax0.3");
	IS(!daxctl_nd_namespace_get_dax_region(machine_namespace(ctx, 2)));
	daxctl_unref(ctx);
}

TEST(a_namespace_s_bad_blocks_are_its_part_of_the_region_s)
{
	struct daxctl_badblock bad;
	struct daxctl_ctx *ctx;

	machine_make();
	/* Region at 4 GiB; pfn0.0 shows 0x120400000 on: sector 0x102000. */
	machine_set(MACHINE_REGION, "badblocks", "1056768 8\n1056760 4\n");
	machine_set(MACHINE_REGION "/namespace0.0", "resource",
		    "0x100000000\n");
	ctx = machine_open();
	OK(daxctl_nd_namespace_get_badblock(machine_namespace(ctx, 2), 0,
					    &bad));
	EQ_U64(bad.offset, 0);
	EQ_U64(bad.length, 8);
	EQ(daxctl_nd_namespace_get_badblock(machine_namespace(ctx, 2), 1, &bad),
	   -ENOENT);
	EQ(daxctl_nd_namespace_get_badblock(machine_namespace(ctx, 0), 0, &bad),
	   -ENOENT);
	daxctl_unref(ctx);
}

TEST(only_an_empty_namespace_without_uuid_is_a_seed)
{
	struct daxctl_ctx *ctx;

	machine_make();
	machine_set(MACHINE_REGION "/namespace0.7", "size", "0\n");
	machine_set(MACHINE_REGION "/namespace0.7", "uuid",
		    "00000000-0000-0000-0000-000000000001\n");
	ctx = machine_open();
	EQ(daxctl_nd_namespace_is_idle(machine_namespace(ctx, 0)), 0);
	EQ(daxctl_nd_namespace_is_idle(machine_namespace(ctx, 4)), 1);
	/* half a namespace, left by a tool that was killed */
	EQ(daxctl_nd_namespace_is_idle(machine_namespace(ctx, 7)), 0);
	daxctl_unref(ctx);
}

TEST(a_namespace_found_by_name_is_the_one_of_the_walk)
{
	struct daxctl_nd_namespace *ns, *third;
	struct daxctl_ctx *ctx;
	unsigned int next = 0;

	machine_make();
	ctx = machine_open();
	third = machine_namespace(ctx, 3);
	daxctl_nd_namespace_foreach(machine_region(ctx), ns) {
		if (next == 3)
			IS(ns == third);
		EQ(daxctl_nd_namespace_get_id(ns), next++);
	}
	EQ(next, 5);
	daxctl_unref(ctx);
}

TEST(names_that_no_namespace_has_are_not_found)
{
	static const char *const names[] = { "namespace0.9", "namespace1.0",
					     "namespace0",   "0.0",
					     "pmem0",	     "" };
	struct daxctl_ctx *ctx;

	machine_make();
	ctx = machine_open();
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		IS(!daxctl_nd_namespace_get_by_name(ctx, names[i]));
	daxctl_unref(ctx);
}

TEST(modes_have_old_names_too)
{
	enum daxctl_nd_mode mode;

	OK(daxctl_nd_mode_parse("Memory", &mode));
	EQ(mode, DAXCTL_ND_MODE_FSDAX);
	OK(daxctl_nd_mode_parse("safe", &mode));
	EQ(mode, DAXCTL_ND_MODE_SECTOR);
	OK(daxctl_nd_mode_parse("DAX", &mode));
	EQ_STR(daxctl_nd_mode_name(mode), "devdax");
	EQ(daxctl_nd_mode_parse("fast", &mode), -EINVAL);
}

TEST(garbage_in_an_attribute_is_told_and_not_taken)
{
	struct daxctl_nd_namespace *ns;
	struct daxctl_ctx *ctx;
	enum daxctl_nd_mode mode;
	uint64_t value = 7;

	machine_make();
	machine_set(MACHINE_REGION "/namespace0.0", "size", "lots\n");
	machine_set(MACHINE_REGION "/namespace0.0", "mode", "swift\n");
	machine_set(MACHINE_REGION "/namespace0.0", "sector_size", "[x]\n");
	ctx = machine_open();
	ns = machine_namespace(ctx, 0);
	EQ(daxctl_nd_namespace_get_size(ns, &value), -EINVAL);
	EQ(daxctl_nd_namespace_get_mode(ns, &mode), -EINVAL);
	EQ(daxctl_nd_namespace_get_sector_size(ns, &value), -EINVAL);
	EQ_U64(value, 7);
	daxctl_unref(ctx);
}
