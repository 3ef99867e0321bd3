/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-numa.c - how far away and how fast the memory of a dax device is
 */
#include <errno.h>

#include "lib/dax/dax.h"
#include "machine.h"
#include "test.h"

#define HMEM   "sys/devices/platform/hmem.0"
#define DEV    HMEM "/dax0.0"
#define CXL    "sys/devices/platform/root0/decoder0.0/region4"
#define NODES  "sys/devices/system/node"
#define TIERS  "sys/devices/virtual/memory_tiering"
#define ACCESS NODES "/node4/access0/initiators"

/* Memory of node 4, nearest to node 1; nodes 0, 1 and 4 are online. */
static void make_machine(void)
{
	machine_set(DEV, "numa_node", "1\n");
	machine_set(DEV, "target_node", "4\n");
	test_link("sys/bus/dax/devices/dax0.0",
		  "../../../devices/platform/hmem.0/dax0.0");
	machine_set(NODES, "online", "0-1,4\n");
	machine_set(NODES, "node1/distance", "21 10 17\n");
	machine_set(TIERS, "memory_tier4/nodelist", "0-1\n");
	machine_set(TIERS, "memory_tier22/nodelist", "2,4-5\n");
	machine_set(TIERS, "uevent", "\n");
}

static void make_figures(const char *dir, const char *bandwidth,
			 const char *latency)
{
	machine_set(dir, "read_bandwidth", bandwidth);
	machine_set(dir, "write_bandwidth", bandwidth);
	machine_set(dir, "read_latency", latency);
	machine_set(dir, "write_latency", latency);
}

static int distance(void)
{
	struct daxctl_ctx *ctx = machine_open();
	int distance = -1;
	int rc;

	rc = daxctl_dev_read_distance(daxctl_dev_get_by_name(ctx, "dax0.0"),
				      &distance);
	daxctl_unref(ctx);
	return rc < 0 ? rc : distance;
}

static int tier(void)
{
	struct daxctl_ctx *ctx = machine_open();
	unsigned int tier = 0;
	int rc;

	rc = daxctl_dev_read_memory_tier(daxctl_dev_get_by_name(ctx, "dax0.0"),
					 &tier);
	daxctl_unref(ctx);
	return rc < 0 ? rc : (int)tier;
}

static int performance(unsigned int access, struct daxctl_performance *ret)
{
	struct daxctl_ctx *ctx = machine_open();
	int rc;

	rc = daxctl_dev_read_performance(daxctl_dev_get_by_name(ctx, "dax0.0"),
					 access, ret);
	daxctl_unref(ctx);
	return rc;
}

TEST(a_node_has_its_place_in_a_list)
{
	EQ(dax_node_index("0", 0), 0);
	EQ(dax_node_index("0-1,4", 1), 1);
	EQ(dax_node_index("0-1,4", 4), 2);
	EQ(dax_node_index("0,2-3,7-9", 8), 4);
	EQ(dax_node_index("0-1,4", 2), -ENOENT);
	EQ(dax_node_index("", 0), -ENOENT);
}

TEST(what_is_no_list_of_nodes_is_told)
{
	EQ(dax_node_index("x", 0), -EINVAL);
	EQ(dax_node_index("0-", 1), -EINVAL);
	EQ(dax_node_index("3-1", 2), -EINVAL);
	EQ(dax_node_index("0 1", 1), -EINVAL);
}

TEST(the_distance_is_found_by_the_place_of_the_node)
{
	make_machine();
	EQ(distance(), 17);
}

TEST(a_node_that_is_offline_has_no_distance)
{
	make_machine();
	machine_set(NODES, "online", "0-1\n");
	EQ(distance(), -ENOENT);
}

TEST(no_node_no_distance)
{
	make_machine();
	machine_set(DEV, "target_node", "-1\n");
	EQ(distance(), -ENOENT);
	EQ(tier(), -ENOENT);
	machine_set(DEV, "target_node", "4\n");
	machine_set(DEV, "numa_node", "-1\n");
	EQ(distance(), -ENOENT);
}

TEST(a_list_that_is_too_short_tells_nothing)
{
	make_machine();
	machine_set(NODES, "node1/distance", "21 10\n");
	EQ(distance(), -ENOENT);
}

TEST(the_tier_is_the_one_that_lists_the_node)
{
	make_machine();
	EQ(tier(), 22);
	machine_set(DEV, "target_node", "3\n");
	EQ(tier(), -ENOENT);
}

TEST(a_kernel_without_tiers_tells_none)
{
	make_machine();
	machine_remove(TIERS);
	EQ(tier(), -ENOENT);
}

TEST(figures_are_those_of_the_nodes_initiators)
{
	struct daxctl_performance figures;

	make_machine();
	make_figures(ACCESS, "12800\n", "150\n");
	machine_set(ACCESS, "write_bandwidth", "6400\n");
	OK(performance(0, &figures));
	EQ_U64(figures.read_bandwidth, 12800);
	EQ_U64(figures.write_bandwidth, 6400);
	EQ_U64(figures.read_latency, 150);
	EQ_U64(figures.write_latency, 150);
	EQ(performance(1, &figures), -ENOENT);
}

TEST(figures_of_zero_are_none)
{
	struct daxctl_performance figures = { .read_latency = 7 };

	make_machine();
	make_figures(ACCESS, "0\n", "0\n");
	EQ(performance(0, &figures), -ENOENT);
	EQ_U64(figures.read_latency, 7);
	machine_set(ACCESS, "read_latency", "150\n");
	OK(performance(0, &figures));
	EQ_U64(figures.read_latency, 150);
	EQ_U64(figures.read_bandwidth, 0);
}

TEST(garbage_is_no_figure)
{
	struct daxctl_performance figures;

	make_machine();
	make_figures(ACCESS, "fast\n", "150\n");
	EQ(performance(0, &figures), -EINVAL);
}

TEST(a_cxl_region_tells_its_figures_before_its_node_is_online)
{
	struct daxctl_performance figures;

	make_machine();
	machine_remove("sys/bus/dax/devices/dax0.0");
	machine_set(CXL, "dax_region4/dax0.0/target_node", "4\n");
	test_link(
		"sys/bus/dax/devices/dax0.0",
		"../../../devices/platform/root0/decoder0.0/region4/dax_region4/dax0.0");
	make_figures(CXL "/access1", "64\n", "300\n");
	OK(performance(1, &figures));
	EQ_U64(figures.write_latency, 300);
	EQ(performance(0, &figures), -ENOENT);
}
