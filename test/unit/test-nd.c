/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-nd.c - buses, dimms and regions as a made-up machine has them
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/nd/nd.h"
#include "machine.h"
#include "test.h"

TEST(a_machine_without_libnvdimm_has_no_buses)
{
	struct daxctl_ctx *ctx;

	test_file("sys/kernel/x", "");
	ctx = machine_open();
	IS(!daxctl_nd_bus_get_first(ctx));
	EQ(daxctl_get_scan_error(ctx), 0);
	daxctl_unref(ctx);
}

TEST(a_sysroot_without_sys_is_refused)
{
	struct daxctl_ctx *ctx = NULL;

	test_file("proc/version", "");
	EQ(daxctl_new_at(test_dir(), &ctx), -ENOENT);
	IS(!ctx);
}

TEST(a_bus_knows_its_name_and_provider)
{
	struct daxctl_nd_bus *bus;
	struct daxctl_ctx *ctx;

	machine_make();
	ctx = machine_open();
	bus = machine_bus(ctx);
	EQ_STR(daxctl_nd_bus_get_devname(bus), "ndbus0");
	EQ_STR(daxctl_nd_bus_get_provider(bus), "ACPI.NFIT");
	EQ(daxctl_nd_bus_get_id(bus), 0);
	IS(!daxctl_nd_bus_get_next(bus));
	daxctl_unref(ctx);
}

TEST(a_running_scrub_is_told_by_a_plus)
{
	struct daxctl_nd_bus *bus;
	struct daxctl_ctx *ctx;
	unsigned int count = 0;
	bool active = true;

	machine_make();
	ctx = machine_open();
	bus = machine_bus(ctx);
	OK(daxctl_nd_bus_get_scrub(bus, &active, &count));
	IS(!active);
	EQ(count, 3);
	machine_set(MACHINE_BUS, "nfit/scrub", "12+\n");
	OK(daxctl_nd_bus_get_scrub(bus, &active, &count));
	IS(active);
	EQ(count, 12);
	machine_set(MACHINE_BUS, "nfit/scrub", "+\n");
	EQ(daxctl_nd_bus_get_scrub(bus, &active, &count), -EINVAL);
	daxctl_unref(ctx);
}

TEST(firmware_activation_is_at_reset_unless_the_bus_says_more)
{
	struct daxctl_nd_bus *bus;
	struct daxctl_ctx *ctx;
	enum daxctl_nd_fw_method method;
	enum daxctl_nd_fw_state state;

	machine_make();
	ctx = machine_open();
	bus = machine_bus(ctx);
	OK(daxctl_nd_bus_get_fw_method(bus, &method));
	EQ(method, DAXCTL_ND_FW_RESET);
	EQ(daxctl_nd_bus_get_fw_state(bus, &state), -ENOENT);
	machine_set(MACHINE_BUS, "firmware/capability", "quiesce\n");
	machine_set(MACHINE_BUS, "firmware/activate", "overflow\n");
	OK(daxctl_nd_bus_get_fw_method(bus, &method));
	EQ(method, DAXCTL_ND_FW_SUSPEND);
	OK(daxctl_nd_bus_get_fw_state(bus, &state));
	EQ(state, DAXCTL_ND_FW_OVERFLOW);
	daxctl_unref(ctx);
}

TEST(a_dimm_tells_its_identity_and_flags)
{
	struct daxctl_nd_dimm *dimm;
	struct daxctl_ctx *ctx;
	unsigned int flags;
	uint64_t value;
	char text[32];

	machine_make();
	ctx = machine_open();
	dimm = daxctl_nd_dimm_get_by_name(ctx, "nmem0");
	IS(dimm);
	IS(!daxctl_nd_dimm_get_by_name(ctx, "nmem1"));
	OK(daxctl_nd_dimm_get_unique_id(dimm, text, sizeof(text)));
	EQ_STR(text, "8680-56341200");
	OK(daxctl_nd_dimm_get_handle(dimm, &value));
	EQ_U64(value, 1);
	OK(daxctl_nd_dimm_get_phys_id(dimm, &value));
	EQ_U64(value, 2);
	OK(daxctl_nd_dimm_get_flags(dimm, &flags));
	EQ(flags, DAXCTL_ND_DIMM_FAILED_ARM | DAXCTL_ND_DIMM_FAILED_FLUSH |
			  DAXCTL_ND_DIMM_LOCKED);
	EQ(daxctl_nd_dimm_is_enabled(dimm), 1);
	EQ(daxctl_nd_dimm_is_active(dimm), 1);
	daxctl_unref(ctx);
}

TEST(security_is_absent_where_the_dimm_has_none)
{
	struct daxctl_nd_dimm *dimm;
	struct daxctl_ctx *ctx;
	bool frozen = false;
	char text[32];

	machine_make();
	ctx = machine_open();
	dimm = daxctl_nd_dimm_get_by_name(ctx, "nmem0");
	EQ(daxctl_nd_dimm_get_security(dimm, text, sizeof(text), &frozen),
	   -ENOENT);
	machine_set(MACHINE_BUS, "nmem0/security", "unlocked\n");
	machine_set(MACHINE_BUS, "nmem0/frozen", "1\n");
	OK(daxctl_nd_dimm_get_security(dimm, text, sizeof(text), &frozen));
	EQ_STR(text, "unlocked");
	IS(frozen);
	daxctl_unref(ctx);
}

TEST(health_below_a_sysroot_is_not_asked_for)
{
	struct daxctl_nd_health health;
	struct daxctl_nd_dimm *dimm;
	struct daxctl_ctx *ctx;

	machine_make();
	machine_set(MACHINE_BUS, "nmem0/nfit/family", "0\n");
	machine_set(MACHINE_BUS, "nmem0/nfit/dsm_mask", "0x7ffff476\n");
	machine_set(MACHINE_BUS, "nmem0/dev", "245:0\n");
	test_file("dev/nmem0", "");
	ctx = machine_open();
	dimm = daxctl_nd_dimm_get_by_name(ctx, "nmem0");
	EQ(daxctl_nd_dimm_get_health(dimm, &health), -EROFS);
	daxctl_unref(ctx);
}

TEST(a_region_tells_its_sizes_and_place)
{
	struct daxctl_nd_region *region;
	struct daxctl_ctx *ctx;
	uint64_t value;
	char text[32];
	bool ro = true;
	int node = 7;

	machine_make();
	ctx = machine_open();
	region = machine_region(ctx);
	OK(daxctl_nd_region_get_size(region, &value));
	EQ_U64(value, 1073741824);
	OK(daxctl_nd_region_get_align(region, &value));
	EQ_U64(value, 16777216);
	OK(daxctl_nd_region_get_available_size(region, &value));
	EQ_U64(value, 536870912);
	OK(daxctl_nd_region_get_max_available_extent(region, &value));
	EQ_U64(value, 268435456);
	OK(daxctl_nd_region_get_resource(region, &value));
	EQ_U64(value, 0x100000000);
	OK(daxctl_nd_region_get_iset_id(region, &value));
	EQ_U64(value, 0xfedcba9876543210);
	OK(daxctl_nd_region_get_numa_node(region, &node));
	EQ(node, 0);
	OK(daxctl_nd_region_get_target_node(region, &node));
	EQ(node, -1);
	OK(daxctl_nd_region_get_read_only(region, &ro));
	IS(!ro);
	OK(daxctl_nd_region_get_persistence_domain(region, text, sizeof(text)));
	EQ_STR(text, "memory_controller");
	daxctl_unref(ctx);
}

TEST(a_label_less_region_has_no_interleave_set)
{
	struct daxctl_nd_region *region;
	struct daxctl_ctx *ctx;
	uint64_t value;

	machine_make();
	machine_set(MACHINE_REGION, "nstype", "4\n");
	ctx = machine_open();
	region = machine_region(ctx);
	EQ(daxctl_nd_region_get_iset_id(region, &value), -ENOENT);
	daxctl_unref(ctx);
}

TEST(mappings_end_after_the_last)
{
	struct daxctl_nd_mapping mapping;
	struct daxctl_nd_region *region;
	struct daxctl_ctx *ctx;

	machine_make();
	ctx = machine_open();
	region = machine_region(ctx);
	OK(daxctl_nd_region_get_mapping(region, 0, &mapping));
	EQ_STR(mapping.dimm, "nmem0");
	EQ_U64(mapping.offset, 4096);
	EQ_U64(mapping.length, 1073741824);
	EQ(mapping.position, 0);
	EQ(daxctl_nd_region_get_mapping(region, 1, &mapping), -ENOENT);
	daxctl_unref(ctx);
}

TEST(a_mapping_that_is_garbage_is_invalid)
{
	static const char *const texts[] = {
		"nmem0\n", "nmem0,x,1\n", "nmem0,1,\n", ",,,\n",
		"a-name-that-no-dimm-can-have,0,1\n"
	};
	struct daxctl_nd_mapping mapping;
	struct daxctl_nd_region *region;
	struct daxctl_ctx *ctx;

	machine_make();
	ctx = machine_open();
	region = machine_region(ctx);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		machine_set(MACHINE_REGION, "mapping0", texts[i]);
		EQ(daxctl_nd_region_get_mapping(region, 0, &mapping), -EINVAL);
	}
	daxctl_unref(ctx);
}

TEST(what_a_region_offers_comes_from_its_seeds)
{
	struct daxctl_nd_region *region;
	struct daxctl_ctx *ctx;
	uint64_t value;

	machine_make();
	ctx = machine_open();
	region = machine_region(ctx);
	OK(daxctl_nd_region_get_choice(region, DAXCTL_ND_MODE_SECTOR, 2,
				       &value));
	EQ_U64(value, 4096);
	EQ(daxctl_nd_region_get_choice(region, DAXCTL_ND_MODE_SECTOR, 3,
				       &value),
	   -ENOENT);
	OK(daxctl_nd_region_get_choice(region, DAXCTL_ND_MODE_FSDAX, 1,
				       &value));
	EQ_U64(value, 2097152);
	/* no dax seed, and raw has nothing to choose */
	EQ(daxctl_nd_region_get_choice(region, DAXCTL_ND_MODE_DEVDAX, 0,
				       &value),
	   -ENOENT);
	EQ(daxctl_nd_region_get_choice(region, DAXCTL_ND_MODE_RAW, 0, &value),
	   -ENOENT);
	daxctl_unref(ctx);
}

TEST(a_bad_block_on_one_dimm_is_that_dimm_s)
{
	struct daxctl_nd_region *region;
	struct daxctl_badblock bad;
	struct daxctl_ctx *ctx;
	char dimm[16];

	machine_make();
	machine_set(MACHINE_REGION, "badblocks", "100 8\n");
	ctx = machine_open();
	region = machine_region(ctx);
	OK(daxctl_nd_region_get_badblock(region, 0, &bad));
	EQ_U64(bad.offset, 100);
	EQ(daxctl_nd_region_get_badblock(region, 1, &bad), -ENOENT);
	EQ(daxctl_nd_region_badblocks_incomplete(region), 0);
	OK(daxctl_nd_region_get_badblock_dimm(region, 100, 0, dimm,
					      sizeof(dimm)));
	EQ_STR(dimm, "nmem0");
	EQ(daxctl_nd_region_get_badblock_dimm(region, 100, 1, dimm,
					      sizeof(dimm)),
	   -ENOENT);
	daxctl_unref(ctx);
}

TEST(bad_blocks_of_an_interleaved_region_need_the_platform)
{
	struct daxctl_ctx *ctx;
	char dimm[16];

	machine_make();
	machine_set(MACHINE_REGION, "mapping1", "nmem1,0,1073741824,1\n");
	ctx = machine_open();
	EQ(daxctl_nd_region_get_badblock_dimm(machine_region(ctx), 0, 0, dimm,
					      sizeof(dimm)),
	   -EOPNOTSUPP);
	daxctl_unref(ctx);
}

TEST(objects_are_read_again_after_an_invalidate)
{
	struct daxctl_ctx *ctx;
	uint64_t value;

	machine_make();
	ctx = machine_open();
	machine_region(ctx);
	machine_set(MACHINE_BUS "/region1", "size", "4096\n");
	IS(!daxctl_nd_region_get_by_name(ctx, "region1"));
	daxctl_invalidate(ctx);
	IS(daxctl_nd_region_get_by_name(ctx, "region1"));
	OK(daxctl_nd_region_get_size(
		daxctl_nd_region_get_by_name(ctx, "region1"), &value));
	EQ_U64(value, 4096);
	daxctl_unref(ctx);
}

TEST(regions_come_in_the_order_of_their_numbers)
{
	struct daxctl_nd_region *region;
	struct daxctl_ctx *ctx;
	unsigned int next = 0;
	char dir[64];

	machine_make();
	for (int i = 11; i > 0; i--) {
		snprintf(dir, sizeof(dir), MACHINE_BUS "/region%d", i);
		machine_set(dir, "size", "1\n");
	}
	ctx = machine_open();
	daxctl_nd_region_foreach(machine_bus(ctx), region)
		EQ(daxctl_nd_region_get_id(region), next++);
	EQ(next, 12);
	daxctl_unref(ctx);
}
