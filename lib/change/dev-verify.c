/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dev-verify.c - read back whether a change on the dax bus has come true
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

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

/* The walk over blocks that are looked at afterwards. */
struct walk {
	enum expect_memory want;
	unsigned int total, wrong;
	char text[320]; /* what is said of those that didn't follow */
};

static bool is_as_wanted(const struct walk *walk, int online, int movable)
{
	if (walk->want == MEMORY_OFFLINE)
		return !online;
	/* Kernels without migration of pages don't tell the zone. */
	return online &&
	       (movable < 0 || movable == (walk->want == MEMORY_MOVABLE));
}

static int look_at_block(void *arg, const struct sysfs_node *block)
{
	struct walk *walk = arg;
	size_t used = strlen(walk->text);
	char zone[64] = "unknown";
	int online = dax_block_is_online(block);

	if (online < 0)
		return online == -ENOENT ? 0 : online;
	walk->total++;
	if (is_as_wanted(walk, online, dax_block_is_movable(block)))
		return 0;
	walk->wrong++;
	(void)!sysfs_read_text(block, "valid_zones", zone, sizeof(zone));
	snprintf(walk->text + used, sizeof(walk->text) - used,
		 online ? "%s%s is online in %s" : "%s%s is offline",
		 used ? ", " : "", strrchr(block->path, '/') + 1, zone);
	/* The last of many is cut; better not named than in part. */
	if (strlen(walk->text) == sizeof(walk->text) - 1)
		strcpy(walk->text + used,
		       used + 3 < sizeof(walk->text) ? "…" : "");
	return 0;
}

/*
 * Its rules act on a block some time after the kernel has told of it. A queue
 * that is empty at several looks has nothing left of ours.
 */
static void settle(const struct daxctl_plan *plan)
{
	const struct timespec pause = { 0, 20 * 1000000 };
	int fd;

	for (int looks = 0, empty = 0; looks < 250 && empty < 5; looks++) {
		fd = ctx_open(plan->ctx, "run/udev/queue", O_PATH);
		empty = fd < 0 ? empty + 1 : 0;
		close_p(&fd);
		nanosleep(&pause, NULL);
	}
}

/* Block by block: which ones did not follow, and where they are. */
static int check_memory(struct daxctl_plan *plan)
{
	struct walk walk = { .want = plan->expect.memory };
	int rc;

	if (plan->settle)
		settle(plan);
	rc = dax_each_block(plan->dax_dev, look_at_block, &walk);
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: its memory blocks: %s",
				 plan->object, strerror(-rc));
	if (!walk.wrong)
		return 0;
	return plan_fail(plan, -EIO, NULL,
			 "%s: %u of %u memory blocks did not follow: %s",
			 plan->object, walk.wrong, walk.total, walk.text);
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
