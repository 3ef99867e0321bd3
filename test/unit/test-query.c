/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-query.c - devices by the keys of a configuration, asked for one by one
 */
#include <errno.h>

#include "machine.h"
#include "test.h"

#define HMEM "sys/devices/platform/hmem.0"
#define DEV  HMEM "/dax0.3"
#define UUID "96bb88ee-baee-47e0-9eda-7d3f112984d6"

/* Soft-reserved memory, 256 MiB of it, as node 2. */
static void make_machine(void)
{
	machine_set(DEV, "size", "268435456\n");
	machine_set(DEV, "target_node", "2\n");
	machine_set(DEV, "mapping0/start", "0x158000000\n");
	machine_set(DEV, "mapping0/end", "0x167ffffff\n");
	machine_set(DEV, "mapping0/page_offset", "0\n");
	test_link("sys/bus/dax/devices/dax0.3",
		  "../../../devices/platform/hmem.0/dax0.3");
}

/* Do all of these match? Pairs of key and value, then NULL. */
static int matches(const char *const words[])
{
	struct daxctl_ctx *ctx = machine_open();
	const char *fault = NULL, *wanted = NULL;
	struct daxctl_query *query;
	struct daxctl_dev *dev;
	int rc;

	OK(daxctl_query_new(&query));
	for (; *words; words += 2)
		OK(daxctl_query_add(query, words[0], words[1], &fault,
				    &wanted));
	dev = daxctl_dev_get_by_name(ctx, "dax0.3");
	IS(dev);
	rc = daxctl_query_matches(query, dev);
	daxctl_query_free(query);
	daxctl_unref(ctx);
	return rc;
}

#define MATCHES(...) matches((const char *const[]){ __VA_ARGS__, NULL })

TEST(without_conditions_every_device_matches)
{
	make_machine();
	EQ(matches((const char *const[]){ NULL }), 1);
}

TEST(each_key_tells_devices_apart)
{
	make_machine();
	EQ(MATCHES("device", "dax0.3"), 1);
	EQ(MATCHES("device", "dax0.4"), 0);
	EQ(MATCHES("target_node", "2"), 1);
	EQ(MATCHES("target_node", "1"), 0);
	EQ(MATCHES("size", "256M"), 1);
	EQ(MATCHES("size", "128M"), 0);
	EQ(MATCHES("path", "/platform/hmem.0"), 1);
	EQ(MATCHES("path", "/platform/hmem.1"), 0);
	EQ(MATCHES("hmem.range", "0x140000000-0x17fffffff"), 1);
	EQ(MATCHES("hmem.range", "0x140000000-0x15fffffff"), 0);
	EQ(MATCHES("cxl.region", "region0"), 0);
	EQ(MATCHES("uuid", UUID), 0);
}

TEST(all_conditions_must_be_met)
{
	make_machine();
	EQ(MATCHES("device", "dax0.3", "target_node", "2"), 1);
	EQ(MATCHES("device", "dax0.3", "target_node", "1"), 0);
}

/* In a file size is what the device shall be, once another key names it. */
TEST(size_is_a_condition_beside_others)
{
	make_machine();
	EQ(MATCHES("target_node", "2", "size", "256M"), 1);
	EQ(MATCHES("target_node", "2", "size", "128M"), 0);
}

TEST(a_key_that_is_asked_for_twice_must_have_both_values)
{
	make_machine();
	EQ(MATCHES("size", "256M", "size", "128M"), 0);
}

/* What is said of a bad condition. */
static const char *fault_of(const char *key, const char *value)
{
	const char *fault = NULL, *wanted = NULL;
	struct daxctl_query *query;

	OK(daxctl_query_new(&query));
	EQ(daxctl_query_add(query, key, value, &fault, &wanted), -EINVAL);
	IS(fault && wanted);
	daxctl_query_free(query);
	return fault;
}

TEST(bad_conditions_are_refused)
{
	EQ_STR(fault_of("colour", "red"), "there is no such key");
	EQ_STR(fault_of("mode", "devdax"), "there is no such key");
	EQ_STR(fault_of("", ""), "there is no such key");
	IS(fault_of("size", "much"));
	IS(fault_of("uuid", "96bb"));
	IS(fault_of("target_node", "-1"));
	IS(fault_of("hmem.range", "0x2-0x1"));
	IS(fault_of("path", "relative"));
}

TEST(nothing_can_be_freed)
{
	daxctl_query_free(NULL);
}
