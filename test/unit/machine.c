/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * machine.c - a small made-up machine for unit tests
 */
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "machine.h"
#include "test.h"

struct attr {
	const char *name, *text;
};

void machine_set(const char *dir, const char *attr, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, attr);
	test_file(path, text);
}

static void set_all(const char *dir, const struct attr *attrs)
{
	for (; attrs->name; attrs++)
		machine_set(dir, attrs->name, attrs->text);
}

void machine_bind(const char *dir, const char *name, const char *driver)
{
	char path[256], target[256];

	snprintf(path, sizeof(path), "%s/%s/driver", dir, name);
	snprintf(target, sizeof(target), "../../../../bus/nd/drivers/%s",
		 driver);
	test_link(path, target);
	snprintf(path, sizeof(path), "sys/bus/nd/drivers/%s/%s", driver, name);
	snprintf(target, sizeof(target), "../../../../%s/%s", dir + 4, name);
	test_link(path, target);
}

void machine_unbind(const char *dir, const char *name, const char *driver)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s/%s/driver", test_dir(), dir, name);
	EQ(unlink(path), 0);
	snprintf(path, sizeof(path), "%s/sys/bus/nd/drivers/%s/%s", test_dir(),
		 driver, name);
	EQ(unlink(path), 0);
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

void machine_remove(const char *dir)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", test_dir(), dir);
	OK(nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS));
}

static void make_bus(void)
{
	static const struct attr bus[] = {
		{ "provider", "ACPI.NFIT\n" },
		{ "nfit/scrub", "3\n" },
		{ "nd/ndctl0/dev", "246:0\n" },
		{ NULL, NULL },
	};
	static const struct attr dimm[] = {
		{ "nmem0/nfit/id", "8680-56341200\n" },
		{ "nmem0/nfit/handle", "0x1\n" },
		{ "nmem0/nfit/phys_id", "0x2\n" },
		{ "nmem0/nfit/flags", "not_armed flush_fail \n" },
		{ "nmem0/flags", "lock \n" },
		{ "nmem0/state", "active\n" },
		{ NULL, NULL },
	};

	set_all(MACHINE_BUS, bus);
	set_all(MACHINE_BUS, dimm);
	machine_bind(MACHINE_BUS, "nmem0", "nvdimm");
	machine_bind(MACHINE_BUS, "region0", "nd_region");
	test_link("sys/class/nd/ndctl0",
		  "../../devices/platform/ndbus0/nd/ndctl0");
	test_link(MACHINE_BUS "/nd/ndctl0/device", "../../../ndbus0");
}

static void make_region(void)
{
	static const struct attr region[] = {
		{ "size", "1073741824\n" },
		{ "align", "0x1000000\n" },
		{ "available_size", "536870912\n" },
		{ "max_available_extent", "268435456\n" },
		{ "nstype", "5\n" },
		{ "numa_node", "0\n" },
		{ "target_node", "-1\n" },
		{ "resource", "0x100000000\n" },
		{ "set_cookie", "0xfedcba9876543210\n" },
		{ "persistence_domain", "memory_controller\n" },
		{ "read_only", "0\n" },
		{ "mapping0", "nmem0,4096,1073741824,0\n" },
		{ "btt_seed", "btt0.1\n" },
		{ "btt0.1/sector_size", "512 520 4096 \n" },
		{ "pfn_seed", "pfn0.1\n" },
		{ "pfn0.1/supported_alignments", "4096 2097152 \n" },
		{ "badblocks", "" },
		{ NULL, NULL },
	};

	set_all(MACHINE_REGION, region);
}

/* Number, holder, mode and uuid of a namespace of 128 MiB. */
static void make_namespace(unsigned int id, const char *holder,
			   const char *mode)
{
	char dir[128], text[64];

	snprintf(dir, sizeof(dir), MACHINE_REGION "/namespace0.%u", id);
	machine_set(dir, "holder", holder);
	machine_set(dir, "mode", mode);
	machine_set(dir, "size", id == 4 ? "0\n" : "134217728\n");
	snprintf(text, sizeof(text), "%#x\n", 0x10000000 + id * 0x8000000);
	machine_set(dir, "resource", text);
	snprintf(text, sizeof(text), "00000000-0000-0000-0000-00000000000%u\n",
		 id == 4 ? 0 : id + 1);
	machine_set(dir, "uuid", text);
	machine_set(dir, "alt_name", id == 0 ? "logs\n" : "\n");
	machine_set(dir, "sector_size",
		    id == 4 ? "512 4096 \n" : "[512] 4096 \n");
	machine_set(dir, "numa_node", "0\n");
	machine_set(dir, "target_node", "1\n");
}

static void make_claims(void)
{
	static const struct attr claims[] = {
		{ "btt0.0/size", "134000000\n" },
		{ "btt0.0/uuid", "aaaaaaaa-0000-0000-0000-000000000001\n" },
		{ "btt0.0/sector_size", "512 [4096] \n" },
		{ "pfn0.0/size", "130023424\n" },
		{ "pfn0.0/uuid", "aaaaaaaa-0000-0000-0000-000000000002\n" },
		{ "pfn0.0/mode", "pmem\n" },
		{ "pfn0.0/align", "2097152\n" },
		{ "pfn0.0/resource", "0x120400000\n" },
		{ "dax0.0/size", "132120576\n" },
		{ "dax0.0/uuid", "aaaaaaaa-0000-0000-0000-000000000003\n" },
		{ "dax0.0/mode", "ram\n" },
		{ "dax0.0/align", "4096\n" },
		{ "dax0.0/resource", "0x128200000\n" },
		{ "dax0.0/dax_region/size", "132120576\n" },
		{ "dax0.0/dax_region/align", "4096\n" },
		{ "dax0.0/dax0.3/size", "132120576\n" },
		{ "dax0.0/dax0.3/align", "4096\n" },
		{ "dax0.0/dax0.3/target_node", "1\n" },
		{ NULL, NULL },
	};

	set_all(MACHINE_REGION, claims);
	machine_bind(MACHINE_REGION, "btt0.0", "nd_pmem");
	machine_bind(MACHINE_REGION, "pfn0.0", "nd_pmem");
	machine_bind(MACHINE_REGION, "dax0.0", "dax_pmem");
	machine_bind(MACHINE_REGION, "namespace0.0", "nd_pmem");
	test_link("sys/bus/dax/devices/dax0.3",
		  "../../../devices/platform/ndbus0/region0/dax0.0/dax0.3");
	test_file("sys/class/block/pmem0/size", "262144\n");
	test_file("sys/class/block/pmem0.1s/size", "262144\n");
	test_file("sys/class/block/pmem0.2/size", "262144\n");
}

void machine_make(void)
{
	make_bus();
	make_region();
	make_namespace(0, "\n", "raw\n");
	make_namespace(1, "btt0.0\n", "safe\n");
	make_namespace(2, "pfn0.0\n", "memory\n");
	make_namespace(3, "dax0.0\n", "dax\n");
	make_namespace(4, "\n", "raw\n");
	make_claims();
}

struct daxctl_ctx *machine_open(void)
{
	struct daxctl_ctx *ctx;

	OK(daxctl_new_at(test_dir(), &ctx));
	return ctx;
}

struct daxctl_nd_bus *machine_bus(struct daxctl_ctx *ctx)
{
	struct daxctl_nd_bus *bus = daxctl_nd_bus_get_first(ctx);

	IS(bus);
	return bus;
}

struct daxctl_nd_region *machine_region(struct daxctl_ctx *ctx)
{
	struct daxctl_nd_region *region =
		daxctl_nd_region_get_by_name(ctx, "region0");

	IS(region);
	return region;
}

struct daxctl_nd_namespace *machine_namespace(struct daxctl_ctx *ctx,
					      unsigned int id)
{
	struct daxctl_nd_namespace *ns;
	char name[32];

	snprintf(name, sizeof(name), "namespace0.%u", id);
	ns = daxctl_nd_namespace_get_by_name(ctx, name);
	IS(ns);
	return ns;
}
