/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dev-verify.c - read back whether a change on the dax bus has come true
 */
#include <errno.h>
#include <string.h>

#include "lib/change/dev.h"
#include "lib/dax/dax.h"

static int check_driver(struct daxctl_plan *plan)
{
	const char *want = plan->expect.driver;
	int bound = dax_dev_is_bound(plan->dax_dev);

	if (want ? dax_dev_is_bound_to(plan->dax_dev, want) : bound == 0)
		return 0;
	return plan_fail(plan, bound < 0 ? bound : -EIO, NULL,
			 "%s is not bound to %s afterwards", plan->object,
			 want ? want : "no driver");
}

static int check_size(struct daxctl_plan *plan)
{
	uint64_t size;
	int rc = daxctl_dev_read_size(plan->dax_dev, &size);

	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: can't be read back: %s",
				 plan->object, strerror(-rc));
	if (size == plan->expect.size)
		return 0;
	return plan_fail(plan, -EIO, NULL,
			 "%s has %ju bytes afterwards, %ju were wanted",
			 plan->object, (uintmax_t)size,
			 (uintmax_t)plan->expect.size);
}

/* What is left of the blocks that are not as they should be is told. */
static int check_memory(struct daxctl_plan *plan)
{
	struct daxctl_memory_blocks blocks;
	unsigned int good;
	int rc = dax_count_blocks(plan->dax_dev, &blocks);

	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: its memory blocks: %s",
				 plan->object, strerror(-rc));
	if (plan->expect.memory == MEMORY_OFFLINE)
		good = blocks.total - blocks.online;
	else if (plan->expect.memory == MEMORY_MOVABLE)
		good = blocks.movable;
	else
		good = blocks.online - blocks.movable;
	if (good == blocks.total)
		return 0;
	return plan_fail(
		plan, -EIO, NULL,
		"%s: %u of %u memory blocks did not follow (%u online, %u of them movable)",
		plan->object, blocks.total - good, blocks.total, blocks.online,
		blocks.movable);
}

/* Deleted, or emptied where the first of a region has to stay. */
static int check_gone(struct daxctl_plan *plan)
{
	uint64_t size;
	int rc = daxctl_dev_read_size(plan->dax_dev, &size);

	if (rc == -ENOENT || rc == -ENODEV || (rc == 0 && !size))
		return 0;
	return plan_fail(plan, rc < 0 ? rc : -EIO, NULL,
			 "%s is still there afterwards", plan->object);
}

int dev_verify(struct daxctl_plan *plan)
{
	int rc = 0;

	/* Nothing was done, and what there is was looked at under the lock. */
	if (!plan->count)
		return 0;
	if (plan->expect.kind == EXPECT_DEV_GONE)
		return check_gone(plan);
	rc = check_driver(plan);
	if (rc == 0 && plan->expect.has_size)
		rc = check_size(plan);
	if (rc == 0 && plan->expect.memory != MEMORY_ANY)
		rc = check_memory(plan);
	return rc;
}
