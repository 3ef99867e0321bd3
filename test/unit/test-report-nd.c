/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-report-nd.c - what is shown of libnvdimm's objects
 *
 * Upstream's keys, order and conditions were recorded from its own output.
 */
#include "daxctl/report/classes.h"
#include "machine.h"
#include "report-sample.h"

static struct daxctl_ctx *ctx;

static void open_machine(void)
{
	machine_make();
	ctx = machine_open();
}

/* Show an object as upstream does; the context is closed before checks. */
static int compat(unsigned int detail, const struct class *class,
		  const void *object)
{
	int rc = sample_show(REPORT_COMPAT, false, detail, class, object);

	daxctl_unref(ctx);
	return rc;
}

static int contract(unsigned int detail, const struct class *class,
		    const void *object)
{
	int rc = sample_show(REPORT_JSON, false, detail, class, object);

	daxctl_unref(ctx);
	return rc;
}

static int show_namespace(unsigned int id, unsigned int detail)
{
	ctx = machine_open();
	return compat(detail, &class_namespace, machine_namespace(ctx, id));
}

static int show_region(unsigned int detail)
{
	ctx = machine_open();
	return compat(detail, &class_region, machine_region(ctx));
}

static int show_dimm(unsigned int detail)
{
	ctx = machine_open();
	return compat(detail, &class_dimm,
		      daxctl_nd_dimm_get_by_name(ctx, "nmem0"));
}

TEST(a_bus_shows_provider_name_and_scrub)
{
	open_machine();
	OK(compat(0, &class_bus, machine_bus(ctx)));
	EQ_STR(listing, "{\n"
			"  \"provider\":\"ACPI.NFIT\",\n"
			"  \"dev\":\"ndbus0\",\n"
			"  \"scrub_state\":\"idle\"\n"
			"}\n");
}

TEST(a_running_scrub_is_active)
{
	machine_make();
	machine_set(MACHINE_BUS, "nfit/scrub", "3+\n");
	ctx = machine_open();
	OK(compat(0, &class_bus, machine_bus(ctx)));
	IS(strstr(listing, "\"scrub_state\":\"active\""));
}

TEST(a_bus_whose_dimms_take_no_firmware_shows_none)
{
	open_machine();
	OK(compat(REPORT_FIRMWARE, &class_bus, machine_bus(ctx)));
	IS(!strstr(listing, "firmware"));
}

TEST(how_a_bus_activates_firmware_is_read_from_it)
{
	machine_make();
	machine_set(MACHINE_BUS, "firmware/capability", "quiesce\n");
	machine_set(MACHINE_BUS, "firmware/activate", "armed\n");
	ctx = machine_open();
	OK(compat(0, &class_bus_firmware, machine_bus(ctx)));
	EQ_STR(listing, "{\n"
			"  \"activate_method\":\"suspend\",\n"
			"  \"activate_state\":\"armed\"\n"
			"}\n");
}

TEST(a_busy_bus_has_no_activate_state)
{
	machine_make();
	machine_set(MACHINE_BUS, "firmware/activate", "busy\n");
	ctx = machine_open();
	OK(compat(0, &class_bus_firmware, machine_bus(ctx)));
	EQ_STR(listing, "{\n  \"activate_method\":\"reset\"\n}\n");
}

TEST(a_dimm_shows_the_flags_that_are_set)
{
	machine_make();
	OK(show_dimm(0));
	EQ_STR(listing, "{\n"
			"  \"dev\":\"nmem0\",\n"
			"  \"id\":\"8680-56341200\",\n"
			"  \"handle\":1,\n"
			"  \"phys_id\":2,\n"
			"  \"flag_failed_arm\":true,\n"
			"  \"flag_failed_flush\":true\n"
			"}\n");
}

TEST(a_dimm_without_driver_is_disabled)
{
	machine_make();
	machine_set(MACHINE_BUS "/nmem1", "nfit/handle", "0x2\n");
	ctx = machine_open();
	OK(compat(0, &class_dimm, daxctl_nd_dimm_get_by_name(ctx, "nmem1")));
	EQ_STR(listing, "{\n"
			"  \"dev\":\"nmem1\",\n"
			"  \"handle\":2,\n"
			"  \"state\":\"disabled\"\n"
			"}\n");
}

TEST(handles_of_all_ones_are_none)
{
	machine_make();
	machine_set(MACHINE_BUS "/nmem0", "nfit/handle", "0xffffffff\n");
	machine_set(MACHINE_BUS "/nmem0", "nfit/phys_id", "0xffff\n");
	OK(show_dimm(0));
	IS(!strstr(listing, "handle"));
	IS(!strstr(listing, "phys_id"));
}

TEST(security_is_frozen_by_either_attribute)
{
	machine_make();
	machine_set(MACHINE_BUS "/nmem0", "security", "unlocked\n");
	machine_set(MACHINE_BUS "/nmem0", "frozen", "1\n");
	OK(show_dimm(0));
	IS(strstr(listing, "\"security\":\"unlocked\",\n"
			   "  \"security_frozen\":true\n"));
	machine_set(MACHINE_BUS "/nmem0", "security", "frozen\n");
	machine_set(MACHINE_BUS "/nmem0", "frozen", "0\n");
	OK(show_dimm(0));
	IS(strstr(listing, "\"security_frozen\":true"));
	machine_set(MACHINE_BUS "/nmem0", "security", "locked\n");
	OK(show_dimm(0));
	IS(!strstr(listing, "security_frozen"));
}

TEST(a_dimm_that_can_not_be_asked_shows_no_health)
{
	machine_make();
	OK(show_dimm(REPORT_HEALTH | REPORT_FIRMWARE));
	IS(!strstr(listing, "health"));
	IS(!strstr(listing, "firmware"));
}

TEST(the_contract_lists_all_flags_of_a_dimm)
{
	open_machine();
	OK(contract(0, &class_dimm, daxctl_nd_dimm_get_by_name(ctx, "nmem0")));
	IS(strstr(listing, "{\"kind\":\"dimm\",\"dev\":\"nmem0\","
			   "\"parent\":\"ndbus0\",\"id\":\"8680-56341200\","
			   "\"handle\":\"0x00000001\",\"phys_id\":\"0x0002\","
			   "\"state\":\"enabled\",\"flags\":[\"failed_arm\","
			   "\"failed_flush\",\"locked\"]}"));
}

TEST(a_region_shows_upstreams_fields)
{
	machine_make();
	OK(show_region(0));
	EQ_STR(listing, "{\n"
			"  \"dev\":\"region0\",\n"
			"  \"size\":1073741824,\n"
			"  \"align\":16777216,\n"
			"  \"available_size\":536870912,\n"
			"  \"max_available_extent\":268435456,\n"
			"  \"type\":\"pmem\",\n"
			"  \"iset_id\":18364758544493064720,\n"
			"  \"persistence_domain\":\"memory_controller\"\n"
			"}\n");
}

TEST(verbose_shows_the_nodes_that_are_known)
{
	machine_make();
	OK(show_region(REPORT_VERBOSE));
	IS(strstr(listing, "\"numa_node\":0,\n"));
	IS(!strstr(listing, "target_node"));
}

TEST(a_region_without_labels_has_no_room)
{
	machine_make();
	machine_set(MACHINE_REGION, "nstype", "4\n");
	OK(show_region(0));
	IS(strstr(listing, "\"available_size\":0,\n"
			   "  \"max_available_extent\":0,\n"
			   "  \"type\":\"pmem\",\n"
			   "  \"persistence_domain\""));
}

TEST(mappings_come_before_the_state)
{
	machine_make();
	OK(show_region(REPORT_MAPPINGS));
	IS(strstr(listing, "\"mappings\":[\n"
			   "    {\n"
			   "      \"dimm\":\"nmem0\",\n"
			   "      \"offset\":4096,\n"
			   "      \"length\":1073741824,\n"
			   "      \"position\":0\n"
			   "    }\n"
			   "  ],\n"
			   "  \"persistence_domain\""));
}

TEST(capabilities_are_those_of_the_seeds)
{
	machine_make();
	OK(show_region(REPORT_CAPABILITIES));
	IS(strstr(listing, "\"capabilities\":[\n"
			   "    {\n"
			   "      \"mode\":\"sector\",\n"
			   "      \"sector_sizes\":[\n"
			   "        512,\n"
			   "        520,\n"
			   "        4096\n"
			   "      ]\n"
			   "    },\n"
			   "    {\n"
			   "      \"mode\":\"fsdax\",\n"
			   "      \"alignments\":[\n"
			   "        4096,\n"
			   "        2097152\n"
			   "      ]\n"
			   "    }\n"
			   "  ],\n"));
}

TEST(a_persistence_domain_that_nobody_tells_is_unknown)
{
	machine_make();
	machine_set(MACHINE_REGION, "persistence_domain", "\n");
	OK(show_region(0));
	IS(strstr(listing, "\"persistence_domain\":\"unknown\""));
}

TEST(garbage_in_a_size_is_told_not_shown)
{
	machine_make();
	machine_set(MACHINE_REGION, "size", "huge\n");
	EQ(show_region(0), 1);
	IS(!strstr(listing, "\"size\""));
	EQ_STR(complaints, "region0: size: the kernel's text is no value\n");
}

TEST(bad_sectors_of_a_region_are_counted_and_listed)
{
	machine_make();
	machine_set(MACHINE_REGION, "badblocks", "64 2\n8 4\n");
	OK(show_region(0));
	IS(strstr(listing, "\"badblock_count\":6,\n"));
	IS(!strstr(listing, "\"badblocks\""));
	OK(show_region(REPORT_MEDIA_ERRORS));
	IS(strstr(listing, "\"badblock_count\":6,\n"
			   "  \"badblocks\":[\n"
			   "    {\n"
			   "      \"offset\":8,\n"
			   "      \"length\":4,\n"
			   "      \"dimms\":[\n"
			   "        \"nmem0\"\n"
			   "      ]\n"
			   "    },\n"
			   "    {\n"
			   "      \"offset\":64,\n"));
}

TEST(the_contract_says_more_of_a_region)
{
	open_machine();
	OK(contract(0, &class_region, machine_region(ctx)));
	IS(strstr(listing, "\"labelled\":true,"
			   "\"iset_id\":\"0xfedcba9876543210\","
			   "\"resource\":\"0x0000000100000000\","
			   "\"read_only\":false,"
			   "\"state\":\"enabled\",\"badblock_count\":0,"
			   "\"persistence_domain\":\"memory_controller\"}"));
}

TEST(a_raw_namespace_shows_its_labels_uuid_and_name)
{
	machine_make();
	OK(show_namespace(0, REPORT_VERBOSE));
	EQ_STR(listing, "{\n"
			"  \"dev\":\"namespace0.0\",\n"
			"  \"mode\":\"raw\",\n"
			"  \"size\":134217728,\n"
			"  \"uuid\":\"00000000-0000-0000-0000-000000000001\",\n"
			"  \"sector_size\":512,\n"
			"  \"blockdev\":\"pmem0\",\n"
			"  \"name\":\"logs\",\n"
			"  \"numa_node\":0,\n"
			"  \"target_node\":1\n"
			"}\n");
}

TEST(a_sector_namespace_shows_what_its_btt_says)
{
	machine_make();
	OK(show_namespace(1, REPORT_VERBOSE));
	EQ_STR(listing,
	       "{\n"
	       "  \"dev\":\"namespace0.1\",\n"
	       "  \"mode\":\"sector\",\n"
	       "  \"size\":134000000,\n"
	       "  \"uuid\":\"aaaaaaaa-0000-0000-0000-000000000001\",\n"
	       "  \"raw_uuid\":\"00000000-0000-0000-0000-000000000002\",\n"
	       "  \"sector_size\":4096,\n"
	       "  \"blockdev\":\"pmem0.1s\",\n"
	       "  \"numa_node\":0,\n"
	       "  \"target_node\":1\n"
	       "}\n");
}

TEST(an_fsdax_namespace_shows_map_and_alignment)
{
	machine_make();
	OK(show_namespace(2, 0));
	EQ_STR(listing, "{\n"
			"  \"dev\":\"namespace0.2\",\n"
			"  \"mode\":\"fsdax\",\n"
			"  \"map\":\"dev\",\n"
			"  \"size\":130023424,\n"
			"  \"uuid\":\"aaaaaaaa-0000-0000-0000-000000000002\",\n"
			"  \"sector_size\":512,\n"
			"  \"align\":2097152,\n"
			"  \"blockdev\":\"pmem0.2\"\n"
			"}\n");
}

TEST(a_devdax_namespace_has_a_chardev_and_no_sectors)
{
	machine_make();
	OK(show_namespace(3, 0));
	EQ_STR(listing, "{\n"
			"  \"dev\":\"namespace0.3\",\n"
			"  \"mode\":\"devdax\",\n"
			"  \"map\":\"mem\",\n"
			"  \"size\":132120576,\n"
			"  \"uuid\":\"aaaaaaaa-0000-0000-0000-000000000003\",\n"
			"  \"chardev\":\"dax0.3\",\n"
			"  \"align\":4096\n"
			"}\n");
}

TEST(the_dax_region_takes_the_place_of_the_chardev)
{
	machine_make();
	/* Mappings are asked for regions; devices inside never show theirs. */
	machine_set(MACHINE_REGION "/dax0.0/dax0.3", "mapping0/start", "0\n");
	machine_set(MACHINE_REGION "/dax0.0/dax0.3", "mapping0/end", "0xff\n");
	machine_set(MACHINE_REGION "/dax0.0/dax0.3", "mapping0/page_offset",
		    "0\n");
	OK(show_namespace(3, REPORT_DAX | REPORT_MAPPINGS));
	IS(strstr(listing, "  \"daxregion\":{\n"
			   "    \"id\":0,\n"
			   "    \"size\":132120576,\n"
			   "    \"align\":4096,\n"
			   "    \"devices\":[\n"
			   "      {\n"
			   "        \"chardev\":\"dax0.3\",\n"
			   "        \"size\":132120576,\n"
			   "        \"target_node\":1,\n"
			   "        \"align\":4096,\n"
			   "        \"mode\":\"devdax\",\n"
			   "        \"state\":\"disabled\"\n"
			   "      }\n"
			   "    ]\n"
			   "  },\n"
			   "  \"align\":4096\n"));
}

TEST(devices_of_no_size_show_only_when_idle_ones_do)
{
	machine_make();
	machine_set(MACHINE_REGION "/dax0.0/dax0.3", "size", "0\n");
	OK(show_namespace(3, REPORT_DAX));
	IS(!strstr(listing, "chardev"));
	OK(show_namespace(3, REPORT_DAX | REPORT_IDLE));
	IS(strstr(listing, "\"chardev\":\"dax0.3\""));
}

TEST(a_seed_shows_the_uuid_it_does_not_have)
{
	machine_make();
	machine_set(MACHINE_REGION "/namespace0.4", "uuid", "\n");
	OK(show_namespace(4, 0));
	EQ_STR(listing, "{\n"
			"  \"dev\":\"namespace0.4\",\n"
			"  \"mode\":\"raw\",\n"
			"  \"size\":0,\n"
			"  \"uuid\":\"00000000-0000-0000-0000-000000000000\",\n"
			"  \"sector_size\":512,\n"
			"  \"state\":\"disabled\"\n"
			"}\n");
}

TEST(a_namespace_without_label_has_no_uuid)
{
	machine_make();
	machine_set(MACHINE_REGION, "nstype", "4\n");
	machine_set(MACHINE_REGION "/namespace0.0", "uuid", "\n");
	OK(show_namespace(0, 0));
	IS(!strstr(listing, "uuid"));
}

TEST(a_label_of_no_uuid_is_not_a_raw_uuid)
{
	machine_make();
	machine_set(MACHINE_REGION "/namespace0.1", "uuid",
		    "00000000-0000-0000-0000-000000000000\n");
	OK(show_namespace(1, REPORT_VERBOSE));
	IS(!strstr(listing, "raw_uuid"));
}

TEST(bad_sectors_of_a_raw_namespace_are_its_own)
{
	machine_make();
	machine_set(MACHINE_REGION, "resource", "0x10000000\n");
	/* The second is in namespace0.1, 128 MiB further on. */
	machine_set(MACHINE_REGION, "badblocks", "8 4\n262145 1\n");
	OK(show_namespace(0, REPORT_MEDIA_ERRORS));
	IS(strstr(listing, "\"badblock_count\":4,\n"
			   "  \"badblocks\":[\n"
			   "    {\n"
			   "      \"offset\":8,\n"
			   "      \"length\":4,\n"));
	IS(!strstr(listing, "262145"));
}

TEST(bad_sectors_below_a_btt_are_only_counted)
{
	machine_make();
	machine_set(MACHINE_REGION, "resource", "0x10000000\n");
	machine_set(MACHINE_REGION, "badblocks", "8 4\n262145 1\n");
	OK(show_namespace(1, REPORT_MEDIA_ERRORS));
	IS(strstr(listing, "\"badblock_count\":1"));
	IS(!strstr(listing, "\"badblocks\""));
}

TEST(bad_sectors_that_can_not_be_placed_are_told)
{
	machine_make();
	machine_set(MACHINE_REGION, "badblocks", "8 4\n");
	machine_set(MACHINE_REGION, "resource", "nowhere\n");
	EQ(show_namespace(0, 0), 1);
	EQ_STR(complaints, "namespace0.0: badblock_count: the kernel's "
			   "text is no value\n");
}

TEST(the_contract_never_shows_a_uuid_that_is_none)
{
	machine_make();
	machine_set(MACHINE_REGION "/namespace0.4", "uuid", "\n");
	ctx = machine_open();
	OK(contract(0, &class_namespace, machine_namespace(ctx, 4)));
	IS(!strstr(listing, "uuid"));
	IS(strstr(listing, "\"state\":\"disabled\""));
	IS(strstr(listing, "\"parent\":\"region0\""));
}

TEST(the_contract_has_chardev_and_dax_region)
{
	open_machine();
	OK(contract(REPORT_DAX, &class_namespace, machine_namespace(ctx, 3)));
	IS(strstr(listing, "\"daxregion\":{\"id\":0,"));
	IS(strstr(listing, "\"chardev\":\"dax0.3\""));
	IS(strstr(listing, "\"raw_size\":134217728"));
}

TEST(a_table_of_namespaces_fits_a_terminal)
{
	struct report *report;

	open_machine();
	report = sample_report(REPORT_TABLE, false, 0);
	report_object(report, &class_namespace, machine_namespace(ctx, 0));
	report_object(report, &class_namespace, machine_namespace(ctx, 3));
	report_object(report, &class_namespace, machine_namespace(ctx, 4));
	OK(sample_finish(report));
	daxctl_unref(ctx);
	EQ_STR(listing,
	       "NAMESPACE     MODE    MAP     SIZE  SECTOR  ALIGN  DEVICE  "
	       "STATE     NAME\n"
	       "namespace0.0  raw     -    128 MiB     512      -  pmem0   "
	       "enabled   logs\n"
	       "namespace0.3  devdax  mem  126 MiB       -  4 KiB  dax0.3  "
	       "enabled   -\n"
	       "namespace0.4  raw     -        0 B     512      -  -       "
	       "disabled  -\n");
}

TEST(a_tree_shows_the_most_telling_fields)
{
	struct report *report;

	open_machine();
	report = sample_report(REPORT_TREE, false, 0);
	report_begin(report, &class_region, machine_region(ctx));
	report_object(report, &class_namespace, machine_namespace(ctx, 0));
	report_object(report, &class_namespace, machine_namespace(ctx, 4));
	report_end(report);
	OK(sample_finish(report));
	daxctl_unref(ctx);
	IS(strstr(listing, "region0  1 GiB, 512 MiB free\n"));
	IS(strstr(listing, "namespace0.0  raw, 128 MiB, pmem0, logs\n"));
	IS(strstr(listing, "namespace0.4  raw, 0 B, disabled\n"));
}
