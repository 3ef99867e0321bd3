/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-layout.c - which section of the configuration is for which device
 *
 * On a machine with one device of each kind: dax0.0 and dax0.1 of soft-reserved
 * memory, dax1.0 of CXL region1, dax2.0 of a namespace in libnvdimm's region2.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/layout/section.h"
#include "libdaxctl.h"
#include "test.h"

#define UUID "ed93e918-e165-49d8-921d-383d7b9660c5"
#define HMEM "sys/devices/platform/hmem_platform.0/hmem.0"
#define CXL \
	"sys/devices/platform/ACPI0017:00/root0/decoder0.0/region1/dax_region1"
#define PMEM "sys/devices/platform/e820_pmem/ndbus0/region2/dax2.0"

static void attribute(const char *dir, const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	test_file(path, text);
}

static void make_device(const char *parent, const char *name, const char *start,
			const char *end, const char *size, const char *node)
{
	char dir[200], link[300];

	snprintf(dir, sizeof(dir), "%s/%s", parent, name);
	attribute(dir, "align", "2097152\n");
	attribute(dir, "size", size);
	attribute(dir, "target_node", node);
	attribute(dir, "mapping0/start", start);
	attribute(dir, "mapping0/end", end);
	attribute(dir, "mapping0/page_offset", "0x0\n");
	attribute(parent, "dax_region/id", "0\n");
	snprintf(link, sizeof(link), "../../../%s", dir + strlen("sys/"));
	snprintf(dir, sizeof(dir), "sys/bus/dax/devices/%s", name);
	test_link(dir, link);
}

static struct daxctl_ctx *ctx;
static struct daxctl_config *config;

static void make_machine(void)
{
	make_device(HMEM, "dax0.0", "0x140000000\n", "0x14fffffff\n",
		    "268435456\n", "1\n");
	make_device(HMEM, "dax0.1", "0x150000000\n", "0x157ffffff\n",
		    "134217728\n", "1\n");
	make_device(CXL, "dax1.0", "0x200000000\n", "0x20fffffff\n",
		    "268435456\n", "2\n");
	make_device(PMEM, "dax2.0", "0x300000000\n", "0x30fffffff\n",
		    "268435456\n", "-1\n");
	attribute(PMEM, "uuid", UUID "\n");
}

static void reread(const char *path)
{
	daxctl_config_free(config);
	daxctl_unref(ctx);
	config = NULL;
	OK(daxctl_new_at(test_dir(), &ctx));
	OK(daxctl_config_read(ctx, path, &config));
}

/* The machine with that configuration and no other. */
static void configured(const char *text)
{
	make_machine();
	test_file("etc/daxctl.conf.d/t.conf", text);
	reread(NULL);
}

/* A section of that one line, for system-ram. */
static void section_of(const char *line)
{
	char text[256];

	snprintf(text, sizeof(text), "[reconfigure-device s]\n%s\n", line);
	test_file("etc/daxctl.conf.d/t.conf", text);
	reread(NULL);
}

/* The name of the section for a device, "-" if there is none. */
static const char *find(const char *name)
{
	const struct daxctl_config_section *section;
	struct daxctl_dev *dev = daxctl_dev_get_by_name(ctx, name);
	int rc;

	IS(dev);
	rc = daxctl_config_find(config, dev, DAXCTL_PLAN_DRY_RUN, &section);
	if (rc == -ENOENT)
		return "-";
	OK(rc);
	return daxctl_config_section_get_name(section);
}

/* Those of the machine's devices that a section of one line is for. */
static const char *matched(const char *line)
{
	static const char *const names[] = { "dax0.0", "dax0.1", "dax1.0",
					     "dax2.0" };
	static char all[64];

	section_of(line);
	*all = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(find(names[i]), "s") == 0) {
			strcat(all, *all ? " " : "");
			strcat(all, names[i]);
		}
	return all;
}

static const char *fault(unsigned int index)
{
	const struct daxctl_config_fault *at =
		daxctl_config_get_fault(config, index);
	static char text[600];

	if (!at)
		return "-";
	snprintf(text, sizeof(text), "%s%u %s: %s", at->warning ? "w" : "",
		 at->line, at->key ? at->key : "-", at->message);
	return text;
}

TEST(uuid_is_that_of_the_namespace_in_either_case)
{
	make_machine();
	EQ_STR(matched("nvdimm.uuid = " UUID), "dax2.0");
	EQ_STR(matched("NVDIMM.UUID = ED93E918-E165-49d8-921d-383d7b9660c5"),
	       "dax2.0");
	EQ_STR(matched("nvdimm.uuid = 0d93e918-e165-49d8-921d-383d7b9660c5"),
	       "");
}

TEST(cxl_region_is_none_of_libnvdimm)
{
	make_machine();
	EQ_STR(matched("cxl.region = region1"), "dax1.0");
	EQ_STR(matched("cxl.region = region2"), "");
	EQ_STR(matched("cxl.region = region11"), "");
	EQ_STR(matched("cxl.region = region"), "");
}

TEST(hmem_range_holds_the_whole_of_a_device)
{
	make_machine();
	EQ_STR(matched("hmem.range = 0x140000000-0x157ffffff"),
	       "dax0.0 dax0.1");
	EQ_STR(matched("hmem.range = 150000000-157ffffff"), "dax0.1");
	EQ_STR(matched("hmem.range = 0x140000000-0x157fffffe"), "dax0.0");
	EQ_STR(matched("hmem.range = 0x140000001-0x157ffffff"), "dax0.1");
	EQ_STR(matched("hmem.range = 0x0-0xffffffffff"), "dax0.0 dax0.1");
}

TEST(every_range_of_a_device_counts)
{
	make_machine();
	attribute(HMEM "/dax0.0", "mapping1/start", "0x160000000\n");
	attribute(HMEM "/dax0.0", "mapping1/end", "0x16fffffff\n");
	attribute(HMEM "/dax0.0", "mapping1/page_offset", "0x10000\n");
	EQ_STR(matched("hmem.range = 0x140000000-0x157ffffff"), "dax0.1");
	EQ_STR(matched("hmem.range = 0x140000000-0x16fffffff"),
	       "dax0.0 dax0.1");
}

TEST(device_is_the_kernels_name)
{
	make_machine();
	EQ_STR(matched("device = dax0.1"), "dax0.1");
	EQ_STR(matched("device = dax0.10"), "");
	EQ_STR(matched("device = 0.1"), "");
}

TEST(path_is_a_device_or_what_is_above_it)
{
	make_machine();
	EQ_STR(matched("path = /platform/hmem_platform.0/hmem.0"),
	       "dax0.0 dax0.1");
	EQ_STR(matched("path = /platform/hmem_platform.0/hmem.0/dax0.1"),
	       "dax0.1");
	EQ_STR(matched("path = /sys/devices/platform/ACPI0017:00/"), "dax1.0");
	EQ_STR(matched("path = /platform/hmem_platform.0/hmem"), "");
	EQ_STR(matched("path = /platform/hmem_platform.0/hmem.0/dax0"), "");
	EQ_STR(matched("path = /platform/hmem_platform.0/hmem.0/dax0.1/x"), "");
}

TEST(path_is_a_link_that_leads_to_the_device)
{
	make_machine();
	test_link("dev/dax/by-uuid/" UUID, "../../dax2.0");
	EQ_STR(matched("path = /dev/dax/by-uuid/" UUID), "dax2.0");
	EQ_STR(matched("path = /dev/dax/by-uuid/other"), "");
}

TEST(target_node_is_a_number)
{
	make_machine();
	EQ_STR(matched("target_node = 1"), "dax0.0 dax0.1");
	EQ_STR(matched("target_node = 2"), "dax1.0");
	EQ_STR(matched("target_node = -1"), "");
}

TEST(size_matches_where_nothing_else_does)
{
	make_machine();
	EQ_STR(matched("size = 256M"), "dax0.0 dax1.0 dax2.0");
	EQ_STR(matched("size = 128M\ntarget_node = 2"), "dax1.0");
}

TEST(all_keys_of_a_section_must_match)
{
	make_machine();
	EQ_STR(matched("target_node = 1\npath = /platform/ACPI0017:00"), "");
	EQ_STR(matched("target_node = 1\ndevice = dax0.1"), "dax0.1");
}

TEST(section_without_a_key_is_for_nobody)
{
	make_machine();
	EQ_STR(matched("mode = devdax"), "");
	EQ_STR(fault(0), "1 -: it doesn't say which devices it is for");
}

TEST(values_that_are_none_match_nothing)
{
	static const char *const lines[] = {
		"nvdimm.uuid = 1",
		"nvdimm.uuid = 00000000-0000-0000-0000-000000000000",
		"cxl.region = dax_region1",
		"cxl.region = region-1",
		"hmem.range = 1",
		"hmem.range = 2-1",
		"hmem.range = 0x1-",
		"hmem.range = -0x1",
		"hmem.range = 0x140000000-0x157ffffff-0",
		"hmem.range = 0000000000000000000000000000000140000000-157ffffff",
		"hmem.range = 1-10000000000000000",
		"device = dax0",
		"device = dax0.0.0",
		"path = platform",
		"path = /",
		"target_node = 1x",
		"target_node = 99999999999",
		"size = 0",
		"size = 12q",
		"size =",
	};

	make_machine();
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		EQ_STR(matched(lines[i]), "");
		IS(daxctl_config_get_fault(config, 0));
		EQ(daxctl_config_get_fault(config, 0)->line, 2);
		IS(!daxctl_config_get_fault(config, 1));
	}
}

/* What the only section wants dax0.1 to be. */
static struct daxctl_dev_reconfigure want(const char *lines, bool *has_size)
{
	const struct daxctl_config_section *section;
	struct daxctl_dev_reconfigure mode, size = { 0 };
	char text[200];

	snprintf(text, sizeof(text), "device = dax0.1\n%s", lines);
	section_of(text);
	OK(daxctl_config_find(config, daxctl_dev_get_by_name(ctx, "dax0.1"),
			      DAXCTL_PLAN_DRY_RUN, &section));
	*has_size = daxctl_config_section_get_size(section, &size) == 0;
	daxctl_config_section_get_mode(section, &mode);
	mode.has_size = size.has_size;
	mode.has_align = size.has_align;
	mode.size = size.size;
	mode.align = size.align;
	return mode;
}

TEST(section_makes_movable_system_ram_unless_it_says_otherwise)
{
	struct daxctl_dev_reconfigure is;
	bool has_size;

	make_machine();
	is = want("", &has_size);
	EQ(is.mode, DAXCTL_DEV_MODE_RAM);
	IS(!is.no_online && !is.no_movable && !has_size);
	is = want("mode = devdax", &has_size);
	EQ(is.mode, DAXCTL_DEV_MODE_DEVDAX);
	is = want("mode = famfs", &has_size);
	EQ(is.mode, DAXCTL_DEV_MODE_FAMFS);
	is = want("movable = false", &has_size);
	IS(is.no_movable && !is.no_online);
	is = want("online = No", &has_size);
	IS(!is.no_movable && is.no_online);
}

TEST(size_and_alignment_are_wanted_each_by_itself)
{
	struct daxctl_dev_reconfigure is;
	bool has_size;

	make_machine();
	is = want("size = 64M", &has_size);
	IS(has_size && is.has_size && !is.has_align);
	EQ_U64(is.size, 64 << 20);
	is = want("align = 1g", &has_size);
	IS(has_size && !is.has_size && is.has_align);
	EQ_U64(is.align, 1 << 30);
}

TEST(truth_is_told_by_the_first_letter_with_a_warning)
{
	struct daxctl_dev_reconfigure is;
	bool has_size;

	make_machine();
	is = want("online = fish", &has_size);
	IS(is.no_online);
	EQ_STR(fault(0),
	       "w3 online: online = fish: only its first letter counts");
	is = want("online = 0", &has_size);
	IS(is.no_online);
	EQ_STR(fault(0), "-");
}

TEST(setting_that_is_none_spoils_the_section_not_its_match)
{
	static const char *const lines[] = {
		"mode = ram",
		"online = on",
		"movable = maybe",
		"align = 3k",
		"align = 2k",
		"size = large",
		"size = 1m\nalign = 2m",
		"mode = devdax\nonline = false",
	};
	const struct daxctl_config_section *section;
	char text[100];

	make_machine();
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		snprintf(text, sizeof(text), "device = dax0.1\n%s", lines[i]);
		section_of(text);
		OK(daxctl_config_find(config,
				      daxctl_dev_get_by_name(ctx, "dax0.1"),
				      DAXCTL_PLAN_DRY_RUN, &section));
		IS(daxctl_config_section_is_faulty(section));
		IS(daxctl_config_get_fault(config, 0));
	}
}

TEST(unknown_key_spoils_nothing)
{
	configured("[reconfigure-device s]\ndevice = dax0.1\ncolour = red\n");
	EQ_STR(fault(0), "3 colour: there is no key 'colour'");
	EQ_STR(find("dax0.1"), "s");
}

TEST(last_of_two_values_counts_as_with_upstream)
{
	configured(
		"[reconfigure-device s]\ndevice = dax0.9\nDevice = dax0.1\n");
	EQ_STR(fault(0),
	       "3 Device: Device is there twice, first in line 2; the last one counts");
	EQ_STR(find("dax0.1"), "s");
}

TEST(keys_of_other_sections_are_nobodys)
{
	configured("[reconfigure-device s]\ndevice = dax0.1\n"
		   "[core]\ndevice = dax0.0\n[bad\ndevice = dax0.0\n");
	EQ_STR(find("dax0.1"), "s");
	EQ_STR(fault(0), "3 -: there is no kind of section 'core'");
	EQ_STR(fault(1), "5 -: a section's name ends with ']'");
	EQ_STR(fault(2), "-");
}

TEST(kind_of_section_is_told_whole)
{
	configured("[Reconfigure-Device a]\ndevice = dax0.1\n"
		   "[reconfigure-device]\ndevice = dax0.0\n"
		   "[reconfigure-devices]\ndevice = dax1.0\n");
	EQ_STR(find("dax0.1"), "a");
	EQ_STR(find("dax0.0"), "");
	EQ_STR(find("dax1.0"), "-");
}

TEST(first_in_a_file_counts_and_the_last_file)
{
	configured("[reconfigure-device a]\ntarget_node = 1\n"
		   "[reconfigure-device b]\ndevice = dax0.1\n");
	EQ_STR(find("dax0.1"), "a");
	test_file("etc/daxctl.conf.d/u.conf",
		  "[reconfigure-device c]\ndevice = dax0.1\n");
	test_file("etc/daxctl.conf",
		  "[reconfigure-device d]\ntarget_node = 2\n"
		  "[reconfigure-device e]\ndevice = dax0.1\n");
	reread(NULL);
	EQ_STR(find("dax0.1"), "c");
	EQ_STR(find("dax0.0"), "a");
	EQ_STR(find("dax1.0"), "d");
}

TEST(files_of_other_names_are_not_read)
{
	make_machine();
	test_file("etc/daxctl.conf.d/a.conf~", "x");
	test_file("etc/daxctl.conf.d/b.conf.rpmsave", "x");
	test_file("etc/daxctl.conf.d/.conf", "x");
	test_file("etc/daxctl.conf.d/conf", "x");
	test_file("etc/daxctl.conf.d/d.conf/x", "x");
	reread(NULL);
	EQ_STR(fault(0), "-");
	EQ_STR(find("dax0.0"), "-");
}

TEST(machine_without_a_configuration_has_none)
{
	make_machine();
	reread(NULL);
	EQ_STR(fault(0), "-");
	OK(daxctl_config_check(config));
	EQ_STR(fault(0), "-");
	EQ_STR(find("dax0.0"), "-");
}

TEST(faults_come_by_file_and_line)
{
	configured("[reconfigure-device a]\nx\ndevice = dax0.1\n"
		   "[reconfigure-device a]\ndevice = dax0.1\n");
	test_file("etc/daxctl.conf.d/a.conf", "y\n");
	reread(NULL);
	EQ_STR(daxctl_config_get_fault(config, 0)->place,
	       "/etc/daxctl.conf.d/a.conf:1");
	EQ_STR(fault(1), "2 -: neither a section nor 'key = value'");
	EQ_STR(daxctl_config_get_fault(config, 1)->place,
	       "/etc/daxctl.conf.d/t.conf:2");
	IS(strstr(fault(2), "4 -: a second section of this name"));
	IS(strstr(fault(3), "4 -: it is never applied"));
	EQ_STR(fault(4), "-");
}

TEST(two_sections_for_one_device_are_told_once_each)
{
	configured("[reconfigure-device a]\ntarget_node = 1\n"
		   "[reconfigure-device b]\nsize = 256M\n");
	EQ_STR(fault(0), "-");
	OK(daxctl_config_check(config));
	IS(strstr(fault(0), "3 -: it isn't applied to dax0.0"));
	IS(strstr(fault(0), "[reconfigure-device a]"));
	IS(strstr(fault(0), "t.conf:1"));
	EQ_STR(fault(1), "-");
}

TEST(empty_device_is_nobodys)
{
	configured("[reconfigure-device a]\ntarget_node = 1\n"
		   "[reconfigure-device b]\ndevice = dax0.1\n");
	attribute(HMEM "/dax0.1", "size", "0\n");
	reread(NULL);
	OK(daxctl_config_check(config));
	EQ_STR(fault(0), "w3 -: it matches no device that is here now");
	EQ_STR(fault(1), "-");
}

TEST(covering_is_by_what_sections_say)
{
	struct daxctl_config_section *a, *b;
	struct value_fault why;

	OK(section_new("f", 1, "a", &a));
	OK(section_new("f", 2, "b", &b));
	IS(!section_covers(a, b));
	OK(section_set(a, KEY_TARGET_NODE, "1", 1, &why));
	IS(!section_covers(a, b) && !section_covers(b, a));
	OK(section_set(b, KEY_TARGET_NODE, "01", 1, &why));
	IS(section_covers(a, b) && section_covers(b, a));
	OK(section_set(b, KEY_SIZE, "1m", 1, &why)); /* a setting */
	IS(section_covers(a, b) && section_covers(b, a));
	OK(section_set(b, KEY_PATH, "/x", 1, &why));
	IS(section_covers(a, b) && !section_covers(b, a));
	section_free(a);
	section_free(b);
}

TEST(path_that_cant_be_read_is_told)
{
	make_machine();
	reread(NULL);
	daxctl_config_free(config);
	config = NULL;
	EQ(daxctl_config_read(ctx, "/nonexistent/x.conf", &config), -ENOENT);
	IS(strstr(daxctl_get_error(ctx), "/nonexistent/x.conf"));
	IS(!config);
}

TEST(folder_of_the_context_is_taken_instead_of_etc)
{
	char path[200];

	configured("[reconfigure-device a]\ndevice = dax0.1\n");
	test_file("other/x.conf", "[reconfigure-device o]\ndevice = dax0.1\n");
	snprintf(path, sizeof(path), "%s/other", test_dir());
	OK(daxctl_set_config_path(ctx, path));
	daxctl_config_free(config);
	OK(daxctl_config_read(ctx, NULL, &config));
	EQ_STR(find("dax0.1"), "o");
}
