/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * numa.c - how far away and how fast the memory of a dax device is
 *
 * The kernel tells it of the node that the memory is, once some of it is in
 * use; for CXL it tells it of the region as well, from the first moment.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/dax/dax.h"

static const struct sysfs_node *sys_of(struct daxctl_dev *dev)
{
	return &daxctl_dev_get_ctx(dev)->sys;
}

static int node_folder(struct daxctl_dev *dev, int node, struct sysfs_node *ret)
{
	char path[48];

	if (node < 0)
		return -ENOENT;
	snprintf(path, sizeof(path), "devices/system/node/node%d", node);
	return sysfs_child(sys_of(dev), path, ret);
}

/*
 * Where a node stands in "0-1,4", or -ENOENT. Lists are sorted: node 4 is
 * number 2 of this one.
 */
int dax_node_index(const char *list, unsigned int node)
{
	unsigned int first, last, before = 0;
	int used;

	while (sscanf(list, "%u%n", &first, &used) == 1) {
		last = first;
		list += used;
		if (*list == '-') {
			if (sscanf(++list, "%u%n", &last, &used) != 1)
				return -EINVAL;
			list += used;
		}
		if (last < first)
			return -EINVAL;
		if (node >= first && node <= last)
			return before + (node - first);
		before += last - first + 1;
		if (*list != ',')
			break;
		list++;
	}
	return *list ? -EINVAL : -ENOENT;
}

/* Number @index of "10 20 17". */
static int pick(const char *list, int index, int *ret)
{
	int value, used;

	while (sscanf(list, "%d%n", &value, &used) == 1) {
		if (!index--) {
			*ret = value;
			return 0;
		}
		list += used;
	}
	return -ENOENT;
}

/* The list has a place for each node that is online, and for no other. */
DAXCTL_EXPORT int daxctl_dev_read_distance(struct daxctl_dev *dev, int *ret)
{
	char nodes[1024], distances[4096];
	struct sysfs_node folder;
	int near = -1, node = -1;
	int rc;

	rc = daxctl_dev_read_numa_node(dev, &near);
	if (rc == 0)
		rc = daxctl_dev_read_target_node(dev, &node);
	if (rc == 0)
		rc = node_folder(dev, node < 0 ? -1 : near, &folder);
	if (rc == 0)
		rc = sysfs_read_text(sys_of(dev), "devices/system/node/online",
				     nodes, sizeof(nodes));
	if (rc == 0)
		rc = dax_node_index(nodes, node);
	if (rc < 0)
		return rc;
	node = rc;
	rc = sysfs_read_text(&folder, "distance", distances, sizeof(distances));
	return rc < 0 ? rc : pick(distances, node, ret);
}

struct tier_walk {
	struct sysfs_node tiers;
	unsigned int node, tier;
};

/* 1 if the node is in this tier. */
static int look_into_tier(void *arg, const char *name)
{
	struct tier_walk *walk = arg;
	struct sysfs_node folder;
	char nodes[1024];
	int rc;

	if (!parse_name(name, "memory_tier", &walk->tier))
		return 0;
	rc = sysfs_child(&walk->tiers, name, &folder);
	if (rc == 0)
		rc = sysfs_read_text(&folder, "nodelist", nodes, sizeof(nodes));
	if (rc == 0)
		rc = dax_node_index(nodes, walk->node);
	if (rc == -ENOENT)
		return 0;
	return rc < 0 ? rc : 1;
}

DAXCTL_EXPORT int daxctl_dev_read_memory_tier(struct daxctl_dev *dev,
					      unsigned int *ret)
{
	struct tier_walk walk;
	int node = -1;
	int rc;

	rc = daxctl_dev_read_target_node(dev, &node);
	if (rc < 0 || node < 0)
		return rc < 0 ? rc : -ENOENT;
	walk.node = node;
	rc = sysfs_child(sys_of(dev), "devices/virtual/memory_tiering",
			 &walk.tiers);
	if (rc == 0)
		rc = sysfs_list(&walk.tiers, look_into_tier, &walk);
	if (rc <= 0)
		return rc < 0 ? rc : -ENOENT;
	*ret = walk.tier;
	return 0;
}

/* 0 where the kernel doesn't tell this one; it writes 0 itself for unknown. */
static int read_figure(const struct sysfs_node *folder, const char *attr,
		       uint64_t *ret)
{
	int rc = sysfs_read_u64(folder, attr, ret);

	if (rc == -ENOENT)
		*ret = 0;
	return rc == -ENOENT ? 0 : rc;
}

static int read_figures(const struct sysfs_node *folder,
			struct daxctl_performance *ret)
{
	struct daxctl_performance figures;
	int rc;

	rc = read_figure(folder, "read_bandwidth", &figures.read_bandwidth);
	if (rc == 0)
		rc = read_figure(folder, "write_bandwidth",
				 &figures.write_bandwidth);
	if (rc == 0)
		rc = read_figure(folder, "read_latency", &figures.read_latency);
	if (rc == 0)
		rc = read_figure(folder, "write_latency",
				 &figures.write_latency);
	if (rc < 0)
		return rc;
	if (!figures.read_bandwidth && !figures.write_bandwidth &&
	    !figures.read_latency && !figures.write_latency)
		return -ENOENT;
	*ret = figures;
	return 0;
}

/* A CXL region is the grandparent of its dax devices. */
static int read_cxl_figures(struct daxctl_dev *dev, unsigned int access,
			    struct daxctl_performance *ret)
{
	struct daxctl_region *region = daxctl_dev_get_region(dev);
	struct sysfs_node folder;
	char path[24];
	unsigned int id;
	int rc;

	if (!parse_name(daxctl_region_get_devname(region), "dax_region", &id))
		return -ENOENT;
	snprintf(path, sizeof(path), "../../access%u", access);
	rc = sysfs_child(dax_dev_node(dev), path, &folder);
	return rc < 0 ? rc : read_figures(&folder, ret);
}

DAXCTL_EXPORT int daxctl_dev_read_performance(struct daxctl_dev *dev,
					      unsigned int access,
					      struct daxctl_performance *ret)
{
	struct sysfs_node folder, initiators;
	char path[32];
	int node = -1;
	int rc;

	rc = daxctl_dev_read_target_node(dev, &node);
	if (rc == 0)
		rc = node_folder(dev, node, &folder);
	snprintf(path, sizeof(path), "access%u/initiators", access);
	if (rc == 0)
		rc = sysfs_child(&folder, path, &initiators);
	if (rc == 0)
		rc = read_figures(&initiators, ret);
	return rc == -ENOENT ? read_cxl_figures(dev, access, ret) : rc;
}
