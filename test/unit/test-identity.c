/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-identity.c - what a dax device is known by, whatever its number
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"
#include "test.h"

#define REGION "sys/devices/platform/ndbus0/region1"
#define OWNER  REGION "/dax1.0"
#define DEV    OWNER "/dax1.3"
#define UUID   "96bb88ee-baee-47e0-9eda-7d3f112984d6"

/* A devdax namespace whose memory is dax1.3. */
static void make_device(void)
{
	machine_set(OWNER, "uuid", UUID "\n");
	machine_set(OWNER, "namespace", "namespace1.2\n");
	machine_set(REGION, "namespace1.2/alt_name", "ddev\n");
	machine_set(DEV, "size", "4096\n");
	test_link("sys/bus/dax/devices/dax1.3",
		  "../../../devices/platform/ndbus0/region1/dax1.0/dax1.3");
}

static int read_uuid(char *buf)
{
	struct daxctl_ctx *ctx = machine_open();
	struct daxctl_dev *dev = daxctl_dev_get_by_name(ctx, "dax1.3");
	int rc;

	IS(dev);
	rc = daxctl_dev_read_uuid(dev, buf);
	daxctl_unref(ctx);
	return rc;
}

static int read_name(char *buf, size_t size)
{
	struct daxctl_ctx *ctx = machine_open();
	struct daxctl_dev *dev = daxctl_dev_get_by_name(ctx, "dax1.3");
	int rc;

	IS(dev);
	rc = daxctl_dev_read_name(dev, buf, size);
	daxctl_unref(ctx);
	return rc;
}

TEST(the_uuid_is_that_of_the_device_that_claims_the_namespace)
{
	char uuid[37];

	make_device();
	OK(read_uuid(uuid));
	EQ_STR(uuid, UUID);
}

TEST(a_uuid_is_told_in_lower_case)
{
	char uuid[37];

	make_device();
	machine_set(OWNER, "uuid", "96BB88EE-BAEE-47E0-9EDA-7D3F112984D6\n");
	OK(read_uuid(uuid));
	EQ_STR(uuid, UUID);
}

TEST(zeros_are_no_uuid_and_a_short_text_is_garbage)
{
	char uuid[37] = "untouched";

	make_device();
	machine_set(OWNER, "uuid", "00000000-0000-0000-0000-000000000000\n");
	EQ(read_uuid(uuid), -ENOENT);
	machine_set(OWNER, "uuid", "96bb\n");
	EQ(read_uuid(uuid), -EINVAL);
	EQ_STR(uuid, "untouched");
}

TEST(the_name_is_that_of_the_label)
{
	char name[64];

	make_device();
	OK(read_name(name, sizeof(name)));
	EQ_STR(name, "ddev");
}

TEST(a_namespace_without_a_name_has_none)
{
	char name[64];

	make_device();
	machine_set(REGION, "namespace1.2/alt_name", "\n");
	EQ(read_name(name, sizeof(name)), -ENOENT);
}

TEST(what_is_no_namespace_is_not_looked_into)
{
	char name[64];

	make_device();
	machine_set(OWNER, "namespace", "../../secret\n");
	EQ(read_name(name, sizeof(name)), -EINVAL);
}

TEST(soft_reserved_memory_has_neither)
{
	char uuid[37], name[64];
	struct daxctl_ctx *ctx;
	struct daxctl_dev *dev;

	machine_set("sys/devices/platform/hmem.0/dax0.0", "size", "4096\n");
	test_link("sys/bus/dax/devices/dax0.0",
		  "../../../devices/platform/hmem.0/dax0.0");
	ctx = machine_open();
	dev = daxctl_dev_get_by_name(ctx, "dax0.0");
	IS(dev);
	EQ(daxctl_dev_read_uuid(dev, uuid), -ENOENT);
	EQ(daxctl_dev_read_name(dev, name, sizeof(name)), -ENOENT);
	daxctl_unref(ctx);
}

/* The device that a word leads to; its name, or the errno as a number. */
static const char *found(const char *word)
{
	static char text[64];
	struct daxctl_ctx *ctx = machine_open();
	struct daxctl_dev *dev = NULL;
	int rc = daxctl_dev_get_by_path(ctx, word, &dev);

	snprintf(text, sizeof(text), "%s",
		 rc ? strerror(-rc) : daxctl_dev_get_devname(dev));
	daxctl_unref(ctx);
	return text;
}

TEST(a_device_is_found_by_its_names)
{
	make_device();
	EQ_STR(found("dax1.3"), "dax1.3");
	EQ_STR(found("1.3"), "dax1.3");
	EQ_STR(found("/dev/dax1.3"), "dax1.3");
	EQ_STR(found("/sys/bus/dax/devices/dax1.3"), "dax1.3");
	EQ_STR(found("dax1.4"), strerror(ENOENT));
	EQ_STR(found("/dev/dax1.4"), strerror(ENOENT));
	EQ_STR(found(""), strerror(ENOENT));
}

TEST(a_link_is_followed_whatever_its_own_name_is)
{
	make_device();
	test_link("dev/dax/by-name/ddev", "../../dax1.3");
	test_link("dev/dax/by-name/dax1.9", "../../dax1.3");
	test_link("mine", "/dev/dax1.3");
	EQ_STR(found("/dev/dax/by-name/ddev"), "dax1.3");
	EQ_STR(found("/dev/dax/by-name/dax1.9"), "dax1.3");
	EQ_STR(found("/mine"), "dax1.3");
}

TEST(a_link_that_is_not_there_is_not_taken_for_the_device_of_that_name)
{
	make_device();
	EQ_STR(found("/dev/dax/by-name/dax1.3"), strerror(ENOENT));
	EQ_STR(found("/dev/dax/by-uuid/1.3"), strerror(ENOENT));
}

TEST(a_link_to_something_else_is_no_device)
{
	make_device();
	test_link("dev/dax/by-name/ddev", "../../null");
	EQ_STR(found("/dev/dax/by-name/ddev"), strerror(ENODEV));
}

TEST(a_name_that_is_too_long_is_no_device)
{
	char word[300];

	make_device();
	memset(word, '1', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	EQ_STR(found(word), strerror(ENOENT));
}

/* On the running machine the node counts: /dev/null is one that is no dax. */
TEST(a_node_that_is_no_dax_device_is_told_from_none)
{
	struct daxctl_dev *dev = NULL;
	struct daxctl_ctx *ctx;

	OK(daxctl_new(&ctx));
	EQ(daxctl_dev_get_by_path(ctx, "/dev/null", &dev), -ENODEV);
	IS(!dev);
	daxctl_unref(ctx);
}

TEST(a_captured_device_can_not_be_announced)
{
	struct daxctl_ctx *ctx;

	make_device();
	ctx = machine_open();
	EQ(daxctl_dev_announce(daxctl_dev_get_by_name(ctx, "dax1.3")), -EROFS);
	daxctl_unref(ctx);
}
