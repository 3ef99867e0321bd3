/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-report-dax.c - what is shown of the dax bus
 */
#include <stdio.h>

#include "daxctl/report/classes.h"
#include "machine.h"
#include "report-sample.h"

#define HMEM "sys/devices/platform/hmem.0"
#define DEV  HMEM "/dax7.0"

/* One dynamic region of 1 GiB with a device of 256 MiB at 4 GiB. */
static void make_device(const char *driver)
{
	char target[64];

	machine_set(HMEM, "dax_region/size", "1073741824\n");
	machine_set(HMEM, "dax_region/available_size", "805306368\n");
	machine_set(HMEM, "dax_region/align", "2097152\n");
	machine_set(DEV, "size", "268435456\n");
	machine_set(DEV, "align", "2097152\n");
	machine_set(DEV, "target_node", "1\n");
	machine_set(DEV, "mapping0/start", "0x100000000\n");
	machine_set(DEV, "mapping0/end", "0x10fffffff\n");
	machine_set(DEV, "mapping0/page_offset", "0\n");
	test_link("sys/bus/dax/devices/dax7.0",
		  "../../../devices/platform/hmem.0/dax7.0");
	if (!driver)
		return;
	snprintf(target, sizeof(target), "../../../../bus/dax/drivers/%s",
		 driver);
	test_link(DEV "/driver", target);
}

static void make_block(unsigned int number, const char *state, const char *zone)
{
	char dir[64];

	snprintf(dir, sizeof(dir), "sys/devices/system/memory/memory%u",
		 number);
	machine_set(dir, "state", state);
	machine_set(dir, "valid_zones", zone);
}

/* The two blocks of 128 MiB that the device is, once it is memory. */
static void make_memory(const char *first, const char *second, const char *zone)
{
	machine_set("sys/devices/system/memory", "block_size_bytes",
		    "8000000\n");
	make_block(32, first, zone);
	make_block(33, second, zone);
}

static int show_as(enum report_format format, bool human, unsigned int detail)
{
	struct daxctl_ctx *ctx = machine_open();
	struct daxctl_region *region = daxctl_region_get_first(ctx);
	struct daxctl_dev *dev;
	int rc;

	IS(region);
	dev = daxctl_dev_get_first(region);
	IS(dev);
	rc = sample_show(format, human, detail, &class_daxdev, dev);
	daxctl_unref(ctx);
	return rc;
}

static int show(unsigned int detail)
{
	return show_as(REPORT_COMPAT, false, detail);
}

static int show_region(enum report_format format)
{
	struct daxctl_ctx *ctx = machine_open();
	struct daxctl_region *region = daxctl_region_get_first(ctx);
	int rc;

	IS(region);
	rc = sample_show(format, false, 0, &class_daxregion, region);
	daxctl_unref(ctx);
	return rc;
}

TEST(a_region_shows_path_sizes_and_alignment)
{
	make_device("device_dax");
	OK(show_region(REPORT_COMPAT));
	EQ_STR(listing, "{\n"
			"  \"path\":\"\\/platform\\/hmem.0\",\n"
			"  \"id\":7,\n"
			"  \"size\":1073741824,\n"
			"  \"available_size\":805306368,\n"
			"  \"align\":2097152\n"
			"}\n");
}

TEST(a_full_region_shows_no_room)
{
	make_device("device_dax");
	machine_set(HMEM, "dax_region/available_size", "0\n");
	OK(show_region(REPORT_COMPAT));
	IS(!strstr(listing, "available_size"));
	OK(show_region(REPORT_JSON));
	IS(strstr(listing, "\"available_size\":0"));
}

TEST(garbage_in_an_alignment_is_told_though_others_may_not_read_it)
{
	make_device("device_dax");
	machine_set(HMEM, "dax_region/align", "?\n");
	EQ(show_region(REPORT_COMPAT), 1);
	IS(!strstr(listing, "align"));
	IS(strstr(complaints, "align: the kernel's text is no value\n"));
	EQ(show_region(REPORT_JSON), 1);
	IS(strstr(listing, "\"align\":null,\"unknown\":{\"align\":"
			   "\"the kernel's text is no value\"}"));
}

TEST(a_size_that_is_missing_is_told)
{
	char path[256];

	make_device("device_dax");
	IS(snprintf(path, sizeof(path), "%s/" DEV "/size", test_dir()) > 0);
	OK(unlink(path));
	EQ(show(0), 1);
	EQ_STR(complaints, "dax7.0: size: the kernel doesn't tell it\n");
}

TEST(a_device_to_map_is_devdax)
{
	make_device("device_dax");
	OK(show(0));
	EQ_STR(listing, "{\n"
			"  \"chardev\":\"dax7.0\",\n"
			"  \"size\":268435456,\n"
			"  \"target_node\":1,\n"
			"  \"align\":2097152,\n"
			"  \"mode\":\"devdax\"\n"
			"}\n");
}

TEST(a_device_without_driver_is_disabled_devdax)
{
	make_device(NULL);
	OK(show(0));
	IS(strstr(listing, "\"mode\":\"devdax\",\n"
			   "  \"state\":\"disabled\"\n"));
}

TEST(a_device_for_famfs_says_so)
{
	make_device("fsdev_dax");
	OK(show(0));
	IS(strstr(listing, "\"mode\":\"famfs\"\n"));
}

TEST(unknown_nodes_and_alignments_are_left_out)
{
	make_device("device_dax");
	machine_set(DEV, "target_node", "-1\n");
	machine_set(DEV, "align", "0\n");
	OK(show(0));
	IS(!strstr(listing, "target_node"));
	IS(!strstr(listing, "align"));
}

TEST(system_ram_shows_its_blocks)
{
	make_device("kmem");
	make_memory("online\n", "online\n", "Movable\n");
	OK(show(0));
	IS(strstr(listing, "\"mode\":\"system-ram\",\n"
			   "  \"online_memblocks\":2,\n"
			   "  \"total_memblocks\":2,\n"
			   "  \"movable\":true\n"));
}

TEST(memory_in_a_zone_of_the_kernel_is_not_movable)
{
	make_device("kmem");
	make_memory("online\n", "online\n", "Normal\n");
	OK(show(0));
	IS(strstr(listing, "\"movable\":false\n"));
}

TEST(while_a_block_is_offline_movable_is_not_told)
{
	make_device("kmem");
	make_memory("online\n", "offline\n", "Movable\n");
	OK(show(0));
	IS(strstr(listing, "\"online_memblocks\":1,\n"
			   "  \"total_memblocks\":2\n"));
	make_memory("offline\n", "offline\n", "Movable\n");
	OK(show(0));
	IS(strstr(listing, "\"online_memblocks\":0,\n"
			   "  \"total_memblocks\":2\n"));
}

TEST(memory_is_an_object_of_its_own_in_the_contract)
{
	make_device("kmem");
	make_memory("online\n", "offline\n", "Movable\n");
	OK(show_as(REPORT_JSON, false, 0));
	IS(strstr(listing, "\"memory\":{\"online_memblocks\":1,"
			   "\"total_memblocks\":2,\"movable_memblocks\":1},"
			   "\"state\":\"enabled\"}"));
}

TEST(mappings_are_the_ranges_of_a_device)
{
	make_device("device_dax");
	machine_set(DEV, "mapping1/start", "0x140000000\n");
	machine_set(DEV, "mapping1/end", "0x1401fffff\n");
	machine_set(DEV, "mapping1/page_offset", "0x10000\n");
	OK(show_as(REPORT_COMPAT, true, REPORT_RANGES));
	IS(strstr(listing, "  \"mappings\":[\n"
			   "    {\n"
			   "      \"page_offset\":\"0\",\n"
			   "      \"start\":\"0x100000000\",\n"
			   "      \"end\":\"0x10fffffff\",\n"
			   "      \"size\":\"256.00 MiB (268.44 MB)\"\n"
			   "    },\n"
			   "    {\n"
			   "      \"page_offset\":\"0x10000\",\n"
			   "      \"start\":\"0x140000000\",\n"
			   "      \"end\":\"0x1401fffff\",\n"
			   "      \"size\":2097152\n"
			   "    }\n"
			   "  ]\n"));
}

TEST(garbage_in_a_range_is_told)
{
	make_device("device_dax");
	machine_set(DEV, "mapping0/start", "here\n");
	EQ(show(REPORT_RANGES), 1);
	IS(!strstr(listing, "mappings"));
	EQ_STR(complaints, "dax7.0: mappings: the kernel's text is no value\n");
}

TEST(a_table_shows_how_much_memory_is_online)
{
	make_device("kmem");
	make_memory("online\n", "offline\n", "Movable\n");
	OK(show_as(REPORT_TABLE, false, 0));
	EQ_STR(listing, "DEVICE     SIZE  NODE  ALIGN  MODE        ONLINE  "
			"STATE\n"
			"dax7.0  256 MiB     1  2 MiB  system-ram  1/2     "
			"enabled\n");
}
