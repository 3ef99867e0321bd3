/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-report-people.c - tables and trees of the devices themselves
 *
 * The layout is tested with made-up classes; here it is which fields people
 * see of a device, and in which words.
 */
#include <stdlib.h>

#include "daxctl/report/classes.h"
#include "machine.h"
#include "report-sample.h"

static struct daxctl_ctx *ctx;

static void open_machine(void)
{
	ctx = machine_open();
	setenv("LC_ALL", "C", 1);
}

static int show_dimm(enum report_format format, unsigned int detail)
{
	int rc;

	open_machine();
	rc = sample_show(format, false, detail, &class_dimm,
			 daxctl_nd_dimm_get_by_name(ctx, "nmem0"));
	daxctl_unref(ctx);
	return rc;
}

static int show_region(enum report_format format, unsigned int detail)
{
	int rc;

	open_machine();
	rc = sample_show(format, false, detail, &class_region,
			 machine_region(ctx));
	daxctl_unref(ctx);
	return rc;
}

static int show_namespace(enum report_format format, unsigned int id,
			  unsigned int detail)
{
	int rc;

	open_machine();
	rc = sample_show(format, false, detail, &class_namespace,
			 machine_namespace(ctx, id));
	daxctl_unref(ctx);
	return rc;
}

TEST(a_table_of_buses_begins_with_their_names)
{
	machine_make();
	open_machine();
	OK(sample_show(REPORT_TABLE, false, 0, &class_bus, machine_bus(ctx)));
	daxctl_unref(ctx);
	EQ_STR(listing, "BUS     PROVIDER   SCRUB\n"
			"ndbus0  ACPI.NFIT  idle\n");
}

TEST(a_table_of_dimms_names_all_that_is_wrong)
{
	machine_make();
	OK(show_dimm(REPORT_TABLE, 0));
	EQ_STR(listing, "DIMM   ID             HANDLE  PHYS-ID  STATE    "
			"FLAGS\n"
			"nmem0  8680-56341200     0x1      0x2  enabled  "
			"failed_arm,failed_flush,locked\n");
}

TEST(a_dimm_without_flags_has_no_column_for_them)
{
	machine_make();
	machine_set(MACHINE_BUS "/nmem0", "nfit/flags", "\n");
	machine_set(MACHINE_BUS "/nmem0", "flags", "\n");
	OK(show_dimm(REPORT_TABLE, 0));
	IS(!strstr(listing, "FLAGS"));
}

TEST(security_is_a_column_where_a_dimm_has_it)
{
	machine_make();
	OK(show_dimm(REPORT_TABLE, 0));
	IS(!strstr(listing, "SECURITY"));
	machine_set(MACHINE_BUS "/nmem0", "security", "locked\n");
	OK(show_dimm(REPORT_TABLE, 0));
	IS(strstr(listing, "  SECURITY\n"));
	IS(strstr(listing, "  locked\n"));
}

TEST(a_dimm_that_can_not_tell_its_health_has_no_column_for_it)
{
	machine_make();
	OK(show_dimm(REPORT_TABLE, REPORT_HEALTH));
	IS(!strstr(listing, "HEALTH"));
	OK(show_dimm(REPORT_TREE, REPORT_HEALTH));
	EQ_STR(listing, "nmem0  8680-56341200\n");
}

TEST(a_dimm_in_a_tree_says_when_it_is_disabled)
{
	machine_make();
	machine_set(MACHINE_BUS "/nmem1", "nfit/id", "8680-1\n");
	open_machine();
	OK(sample_show(REPORT_TREE, false, 0, &class_dimm,
		       daxctl_nd_dimm_get_by_name(ctx, "nmem1")));
	daxctl_unref(ctx);
	EQ_STR(listing, "nmem1  8680-1, disabled\n");
}

TEST(a_table_of_regions_shows_room_and_labels)
{
	machine_make();
	OK(show_region(REPORT_TABLE, 0));
	EQ_STR(listing, "REGION    SIZE   ALIGN  AVAILABLE  LARGEST  TYPE  "
			"LABELS  STATE    PERSISTENCE\n"
			"region0  1 GiB  16 MiB    512 MiB  256 MiB  pmem  "
			"yes     enabled  memory_controller\n");
}

TEST(verbose_tables_show_the_nodes)
{
	machine_make();
	OK(show_region(REPORT_TABLE, REPORT_VERBOSE));
	IS(strstr(listing, "LABELS  NODE  STATE"));
	OK(show_namespace(REPORT_TABLE, 0, REPORT_VERBOSE));
	IS(strstr(listing, "NAME  UUID"));
	IS(strstr(listing, "NODE  TARGET\n"));
}

TEST(a_region_without_labels_says_so_and_has_no_room)
{
	machine_make();
	machine_set(MACHINE_REGION, "nstype", "4\n");
	OK(show_region(REPORT_TABLE, 0));
	IS(strstr(listing, "        0 B      0 B  pmem  no "));
	OK(show_region(REPORT_TREE, 0));
	EQ_STR(listing, "region0  1 GiB, 0 B free\n");
}

TEST(bad_sectors_of_a_region_are_told_in_words)
{
	machine_make();
	machine_set(MACHINE_REGION, "badblocks", "8 4\n");
	OK(show_region(REPORT_TREE, 0));
	EQ_STR(listing, "region0  1 GiB, 512 MiB free, 4 bad sectors\n");
	OK(show_region(REPORT_TABLE, 0));
	IS(strstr(listing, "  BAD  "));
	IS(strstr(listing, "    4  "));
}

TEST(a_list_of_bad_sectors_that_is_cut_off_says_so)
{
	static char many[4096];
	size_t len = 0;

	/* As the kernel ends it: after 4095 bytes, within a line. */
	while (len < 4095) {
		many[len] = "8 1\n"[len % 4];
		len++;
	}
	machine_make();
	machine_set(MACHINE_REGION, "badblocks", many);
	OK(show_region(REPORT_TREE, 0));
	IS(strstr(listing, " bad sectors, or more\n"));
	open_machine();
	OK(sample_show(REPORT_JSON, false, 0, &class_region,
		       machine_region(ctx)));
	daxctl_unref(ctx);
	IS(strstr(listing, "\"badblocks_incomplete\":true"));
}

TEST(the_device_of_a_namespace_is_its_disk_or_character_device)
{
	machine_make();
	OK(show_namespace(REPORT_TREE, 1, 0));
	EQ_STR(listing, "namespace0.1  sector, 127.79 MiB, pmem0.1s\n");
	OK(show_namespace(REPORT_TREE, 2, 0));
	EQ_STR(listing, "namespace0.2  fsdax, 124 MiB, pmem0.2\n");
	OK(show_namespace(REPORT_TREE, 3, 0));
	EQ_STR(listing, "namespace0.3  devdax, 126 MiB, dax0.3\n");
}

TEST(a_name_on_the_media_can_not_command_a_terminal)
{
	machine_make();
	machine_set(MACHINE_REGION "/namespace0.0", "alt_name",
		    "\x1b]0;mine\x07\n");
	OK(show_namespace(REPORT_TREE, 0, 0));
	EQ_STR(listing, "namespace0.0  raw, 128 MiB, pmem0, "
			"\\x1b]0;mine\\x07\n");
	OK(show_namespace(REPORT_TABLE, 0, 0));
	IS(strstr(listing, "\\x1b]0;mine\\x07\n"));
	IS(!strchr(listing, '\x1b'));
}

TEST(garbage_is_a_question_mark_and_told)
{
	machine_make();
	machine_set(MACHINE_REGION "/pfn0.0", "align", "wide\n");
	EQ(show_namespace(REPORT_TABLE, 2, 0), 1);
	IS(strstr(listing, "  ?  "));
	IS(strstr(complaints, "namespace0.2: align: "));
}

TEST(a_dax_region_is_shown_with_its_room)
{
	struct daxctl_region *region;

	machine_make();
	machine_set(MACHINE_REGION "/dax0.0/dax_region", "available_size",
		    "2097152\n");
	open_machine();
	region = daxctl_region_get_first(ctx);
	IS(region);
	OK(sample_show(REPORT_TREE, false, 0, &class_daxregion, region));
	EQ_STR(listing, "dax0.0  126 MiB, 2 MiB free\n");
	OK(sample_show(REPORT_TABLE, false, 0, &class_daxregion, region));
	EQ_STR(listing, "REGION  ID     SIZE  AVAILABLE  ALIGN\n"
			"dax0.0   0  126 MiB      2 MiB  4 KiB\n");
	daxctl_unref(ctx);
}

TEST(dax_devices_stand_below_their_region)
{
	struct daxctl_region *region;
	struct report *report;

	machine_make();
	open_machine();
	region = daxctl_region_get_first(ctx);
	IS(region);
	report = sample_report(REPORT_TREE, false, 0);
	report_begin(report, &class_daxregion, region);
	report_object(report, &class_daxdev, daxctl_dev_get_first(region));
	report_end(report);
	OK(sample_finish(report));
	daxctl_unref(ctx);
	EQ_STR(listing, "dax0.0  126 MiB\n"
			"`-dax0.3  126 MiB, devdax, disabled\n");
}

TEST(all_kinds_in_one_report_are_tables_in_order)
{
	struct report *report;

	machine_make();
	open_machine();
	report = sample_report(REPORT_TABLE, false, 0);
	report_begin(report, &class_bus, machine_bus(ctx));
	report_object(report, &class_dimm,
		      daxctl_nd_dimm_get_by_name(ctx, "nmem0"));
	report_begin(report, &class_region, machine_region(ctx));
	report_object(report, &class_namespace, machine_namespace(ctx, 0));
	report_end(report);
	report_end(report);
	OK(sample_finish(report));
	daxctl_unref(ctx);
	IS(!strncmp(listing, "Buses\nBUS ", 10));
	IS(strstr(listing, "idle\n\nDIMMs\nDIMM "));
	IS(strstr(listing, "locked\n\nRegions\nREGION "));
	IS(strstr(listing, "memory_controller\n\nNamespaces\nNAMESPACE "));
}
