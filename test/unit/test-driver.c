/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-driver.c - which driver is asked to take a device
 *
 * "bind" and "unbind" are plain files here, and say who was asked.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/nd/driver.h"
#include "test.h"

#define DRIVERS "sys/bus/nd/drivers/"

static struct daxctl_ctx *open_live(void)
{
	struct daxctl_ctx *ctx;

	test_file("sys/devices/ndbus0/wait_probe", "1\n");
	test_file(DRIVERS "nvdimm/uevent", "");
	OK(daxctl_new_at(test_dir(), &ctx));
	ctx->captured = ctx->sys.captured = false;
	return ctx;
}

static struct sysfs_node node_of(struct daxctl_ctx *ctx, const char *path)
{
	struct sysfs_node ret;

	OK(sysfs_child(&ctx->sys, path, &ret));
	return ret;
}

/* What was written into the file, "" if nothing or no file. */
static const char *written(const char *path)
{
	static char text[64];
	char full[256];
	FILE *f;
	size_t len;

	snprintf(full, sizeof(full), "%s/%s", test_dir(), path);
	f = fopen(full, "r");
	len = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
	text[len] = '\0';
	if (f)
		fclose(f);
	return text;
}

TEST(each_kind_of_device_goes_to_its_usual_driver)
{
	static const struct {
		const char *device, *driver;
	} cases[] = {
		{ "namespace0.1", "nd_pmem" }, { "btt0.1", "nd_pmem" },
		{ "pfn0.1", "nd_pmem" },       { "dax0.1", "dax_pmem" },
		{ "region0", "nd_region" },    { "nmem3", "nvdimm" },
	};
	struct daxctl_ctx *ctx = open_live();
	struct sysfs_node node;
	char path[128];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(path, sizeof(path), "sys/devices/%s/uevent",
			 cases[i].device);
		test_file(path, "");
		/* One that comes first in every folder is not asked. */
		test_file(DRIVERS "a_driver/bind", "");
		snprintf(path, sizeof(path), DRIVERS "%s/bind",
			 cases[i].driver);
		test_file(path, "");
		snprintf(path, sizeof(path), "devices/%s", cases[i].device);
		node = node_of(ctx, path);
		OK(nd_bind(ctx, &node));
		EQ_STR(written(DRIVERS "a_driver/bind"), "");
		snprintf(path, sizeof(path), DRIVERS "%s/bind",
			 cases[i].driver);
		EQ_STR(written(path), cases[i].device);
	}
	daxctl_unref(ctx);
}

TEST(another_driver_is_asked_when_the_usual_one_is_not_there)
{
	struct daxctl_ctx *ctx = open_live();
	struct sysfs_node node;

	test_file("sys/devices/dax0.1/uevent", "");
	test_file(DRIVERS "dax_pmem_core/bind", "");
	node = node_of(ctx, "devices/dax0.1");
	OK(nd_bind(ctx, &node));
	EQ_STR(written(DRIVERS "dax_pmem_core/bind"), "dax0.1");
	daxctl_unref(ctx);
}

TEST(without_any_driver_there_is_no_device)
{
	struct daxctl_ctx *ctx = open_live();
	struct sysfs_node node;

	test_file("sys/devices/pfn0.1/uevent", "");
	node = node_of(ctx, "devices/pfn0.1");
	EQ(nd_bind(ctx, &node), -ENODEV);
	daxctl_unref(ctx);
}

TEST(what_is_bound_is_left_alone)
{
	struct daxctl_ctx *ctx = open_live();
	struct sysfs_node node;

	test_file(DRIVERS "nd_pmem/bind", "");
	test_file("sys/devices/pfn0.1/uevent", "");
	test_link("sys/devices/pfn0.1/driver", "../../bus/nd/drivers/nd_pmem");
	node = node_of(ctx, "devices/pfn0.1");
	EQ(nd_has_driver(&node), 1);
	OK(nd_bind(ctx, &node));
	EQ_STR(written(DRIVERS "nd_pmem/bind"), "");
	daxctl_unref(ctx);
}

TEST(unbinding_goes_through_the_devices_own_driver)
{
	struct daxctl_ctx *ctx = open_live();
	struct sysfs_node node;

	test_file(DRIVERS "nd_pmem/unbind", "");
	test_file("sys/devices/pfn0.1/uevent", "");
	node = node_of(ctx, "devices/pfn0.1");
	EQ(nd_has_driver(&node), 0);
	OK(nd_unbind(&node));
	EQ_STR(written(DRIVERS "nd_pmem/unbind"), "");
	test_link("sys/devices/pfn0.1/driver", "../../bus/nd/drivers/nd_pmem");
	OK(nd_unbind(&node));
	EQ_STR(written(DRIVERS "nd_pmem/unbind"), "pfn0.1");
	daxctl_unref(ctx);
}

TEST(a_claimed_namespace_comes_up_with_what_claims_it)
{
	struct daxctl_ctx *ctx = open_live();
	struct sysfs_node node;

	/* Its driver refuses a namespace that is claimed. */
	test_file("sys/devices/region0/namespace0.1/holder", "dax0.0\n");
	test_file("sys/devices/region0/dax0.0/uevent", "");
	test_file(DRIVERS "dax_pmem/bind", "");
	test_file(DRIVERS "nd_pmem/bind/is_a_folder", "");
	node = node_of(ctx, "devices/region0/namespace0.1");
	OK(nd_bind_namespace(ctx, &node));
	EQ_STR(written(DRIVERS "dax_pmem/bind"), "dax0.0");
	daxctl_unref(ctx);
}
