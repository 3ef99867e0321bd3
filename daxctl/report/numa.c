/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * numa.c - how far away and how fast the memory of a dax device is
 *
 * For those who decide what goes where. access0 is how the nearest node that
 * can start a transfer sees the memory, access1 how the nearest with a CPU
 * does.
 */
#include <inttypes.h>
#include <stdio.h>

#include "classes.h"
#include "values.h"

static struct daxctl_dev *dev_of(const void *object)
{
	return (struct daxctl_dev *)object;
}

int daxdev_get_distance(const void *dev, struct value *ret)
{
	int distance = 0;
	int rc;

	rc = daxctl_dev_read_distance(dev_of(dev), &distance);
	return rc ? rc : value_int(ret, distance);
}

int daxdev_get_memory_tier(const void *dev, struct value *ret)
{
	unsigned int tier = 0;
	int rc;

	rc = daxctl_dev_read_memory_tier(dev_of(dev), &tier);
	return rc ? rc : value_int(ret, tier);
}

/* "distance 20" and "tier 4", where no heading tells which number it is. */
int daxdev_get_distance_in_words(const void *dev, struct value *ret)
{
	int distance = 0;
	int rc;

	rc = daxctl_dev_read_distance(dev_of(dev), &distance);
	if (!rc)
		snprintf(ret->text, sizeof(ret->text), "distance %d", distance);
	return value_text(ret, rc);
}

int daxdev_get_tier_in_words(const void *dev, struct value *ret)
{
	unsigned int tier = 0;
	int rc;

	rc = daxctl_dev_read_memory_tier(dev_of(dev), &tier);
	if (!rc)
		snprintf(ret->text, sizeof(ret->text), "tier %u", tier);
	return value_text(ret, rc);
}

static int get_access(const void *dev, unsigned int access, struct value *ret)
{
	struct daxctl_performance figures;
	int rc;

	rc = daxctl_dev_read_performance(dev_of(dev), access, &figures);
	return rc ? rc : value_copy(ret, &class_performance, figures);
}

int daxdev_get_access0(const void *dev, struct value *ret)
{
	return get_access(dev, 0, ret);
}

int daxdev_get_access1(const void *dev, struct value *ret)
{
	return get_access(dev, 1, ret);
}

/* "12800/6400 MB/s", read and written; "-": unknown */
static int pair(struct value *ret, uint64_t read, uint64_t write,
		const char *unit)
{
	char left[24] = "-", right[24] = "-";

	if (!read && !write)
		return -ENOENT;
	if (read)
		snprintf(left, sizeof(left), "%" PRIu64, read);
	if (write)
		snprintf(right, sizeof(right), "%" PRIu64, write);
	snprintf(ret->text, sizeof(ret->text), "%s/%s %s", left, right, unit);
	return value_text(ret, 0);
}

int daxdev_get_bandwidth(const void *dev, struct value *ret)
{
	struct daxctl_performance figures;
	int rc;

	rc = daxctl_dev_read_performance(dev_of(dev), 0, &figures);
	return rc ? rc
		  : pair(ret, figures.read_bandwidth, figures.write_bandwidth,
			 "MB/s");
}

int daxdev_get_latency(const void *dev, struct value *ret)
{
	struct daxctl_performance figures;
	int rc;

	rc = daxctl_dev_read_performance(dev_of(dev), 0, &figures);
	return rc ? rc
		  : pair(ret, figures.read_latency, figures.write_latency,
			 "ns");
}

static const struct daxctl_performance *figures_of(const void *object)
{
	return object;
}

static int known(struct value *ret, uint64_t figure)
{
	return figure ? value_u64(ret, VALUE_NUMBER, figure) : -ENOENT;
}

static int get_read_bandwidth(const void *object, struct value *ret)
{
	return known(ret, figures_of(object)->read_bandwidth);
}

static int get_write_bandwidth(const void *object, struct value *ret)
{
	return known(ret, figures_of(object)->write_bandwidth);
}

static int get_read_latency(const void *object, struct value *ret)
{
	return known(ret, figures_of(object)->read_latency);
}

static int get_write_latency(const void *object, struct value *ret)
{
	return known(ret, figures_of(object)->write_latency);
}

static const struct field fields[] = {
	{ .key = "read_bandwidth",
	  .help = "MB/s that can be read",
	  .get = get_read_bandwidth },
	{ .key = "write_bandwidth",
	  .help = "MB/s that can be written",
	  .get = get_write_bandwidth },
	{ .key = "read_latency",
	  .help = "nanoseconds that a read takes",
	  .get = get_read_latency },
	{ .key = "write_latency",
	  .help = "nanoseconds that a write takes",
	  .get = get_write_latency },
};

/* Of a struct daxctl_performance. */
const struct class class_performance = {
	.kind = "performance",
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
};
