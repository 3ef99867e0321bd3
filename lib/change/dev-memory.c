/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dev-memory.c - put the memory of a dax device to use, and take it out of it
 *
 * A step is one block, so that a dry run names each, and what was done before
 * a block failed can be taken back.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/dev.h"
#include "lib/dax/dax.h"

/* The walk over the device's blocks. */
struct walk {
	struct daxctl_plan *plan;
	const char *value; /* the state that is wanted */
	bool fresh;	   /* no block is plugged yet */
	unsigned int count;
};

/* Undone, a block is back in the state and zone that it was in. */
static int add_block(struct walk *walk, const struct sysfs_node *block,
		     const char *value, const char *before)
{
	struct step *step;
	int rc;

	rc = plan_add(walk->plan, STEP_BLOCK, block);
	if (rc < 0)
		return rc;
	step = plan_last(walk->plan);
	step->undo = UNDO_BLOCK;
	snprintf(step->value, sizeof(step->value), "%s", value);
	snprintf(step->undo_value, sizeof(step->undo_value), "%s", before);
	snprintf(step->text, sizeof(step->text), "%s: write state = %s",
		 strrchr(block->path, '/') + 1, value);
	return 0;
}

static const char *state_of(const struct sysfs_node *block)
{
	return dax_block_is_movable(block) == 1 ? "online_movable"
						: "online_kernel";
}

static int unreadable(struct walk *walk, const struct sysfs_node *block, int rc)
{
	return plan_fail(walk->plan, rc, NULL, "%s: state of %s: %s",
			 walk->plan->object, strrchr(block->path, '/') + 1,
			 strerror(-rc));
}

/* A block in the wrong zone has to leave it first, which may take long. */
static int change_zone(struct walk *walk, const struct sysfs_node *block)
{
	const char *before = state_of(block);
	int rc;

	if (dax_block_is_movable(block) < 0 || !strcmp(before, walk->value))
		return 0;
	if (!(walk->plan->flags & DAXCTL_PLAN_FORCE))
		return plan_fail(
			walk->plan, -EBUSY,
			dev_remedy(walk->plan, "offline-memory",
				   ", and then online-memory"),
			"%s: %s is in use in another zone than was asked for",
			walk->plan->object, strrchr(block->path, '/') + 1);
	rc = add_block(walk, block, "offline", before);
	return rc < 0 ? rc : add_block(walk, block, walk->value, "offline");
}

static int online_block(void *arg, const struct sysfs_node *block)
{
	struct walk *walk = arg;
	int rc;

	walk->count++;
	if (walk->fresh)
		return add_block(walk, block, walk->value, "offline");
	rc = dax_block_is_online(block);
	if (rc == -ENOENT)
		return 0;
	if (rc < 0)
		return unreadable(walk, block, rc);
	if (rc)
		return change_zone(walk, block);
	return add_block(walk, block, walk->value, "offline");
}

static int offline_block(void *arg, const struct sysfs_node *block)
{
	struct walk *walk = arg;
	int rc;

	rc = dax_block_is_online(block);
	if (rc < 0 && rc != -ENOENT)
		return unreadable(walk, block, rc);
	if (rc <= 0)
		return 0;
	return add_block(walk, block, "offline", state_of(block));
}

static int count_block(void *arg, const struct sysfs_node *block)
{
	struct walk *walk = arg;

	(void)block;
	walk->count++;
	return 0;
}

/* The walk's own trouble: which blocks there are could not be read. */
static int each_block(struct walk *walk,
		      int (*each)(void *arg, const struct sysfs_node *block))
{
	size_t steps = walk->plan->count;
	int rc;

	*walk->plan->caller->error = '\0';
	rc = dax_each_block(walk->plan->dax_dev, each, walk);
	if (rc < 0 && !*walk->plan->caller->error) {
		walk->plan->count = steps;
		return plan_fail(walk->plan, rc,
				 rc == -EACCES ? "run it as root" : NULL,
				 "%s: its memory blocks: %s",
				 walk->plan->object, strerror(-rc));
	}
	return rc;
}

int plan_online(struct daxctl_plan *plan, bool movable, bool fresh)
{
	struct walk walk = { .plan = plan,
			     .fresh = fresh,
			     .value = movable ? "online_movable"
					      : "online_kernel" };

	plan->expect.memory = movable ? MEMORY_MOVABLE : MEMORY_KERNEL;
	return each_block(&walk, online_block);
}

int plan_offline(struct daxctl_plan *plan)
{
	struct walk walk = { .plan = plan, .value = "offline" };

	plan->expect.memory = MEMORY_OFFLINE;
	return each_block(&walk, offline_block);
}

int dev_check_blocks(struct daxctl_plan *plan)
{
	struct walk walk = { .plan = plan };
	uint64_t size;
	int rc;

	rc = each_block(&walk, count_block);
	if (rc < 0 || walk.count)
		return rc;
	if (dax_block_size(plan->ctx, &size) < 0)
		size = 0;
	return plan_fail(
		plan, -EINVAL, "give it the size of a block at least",
		"%s: none of its ranges holds a whole memory block of %ju bytes",
		plan->object, (uintmax_t)size);
}

/* Enabled or disabled, a device has no such memory. */
static int check_ram(struct daxctl_plan *plan)
{
	if (dax_dev_is_bound_to(plan->dax_dev, "kmem"))
		return 0;
	return plan_fail(
		plan, -ENXIO,
		dev_remedy(plan, "reconfigure-device --mode=system-ram", ""),
		"%s: memory operations are not applicable in devdax mode",
		plan->object);
}

DAXCTL_EXPORT int daxctl_dev_plan_online(struct daxctl_dev *dev, bool movable,
					 unsigned int flags,
					 struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	int rc;

	rc = plan_for_dev(dev, "online memory", flags, &plan);
	if (rc < 0)
		return rc;
	plan->failed = "try again: daxctl online-memory";
	rc = check_ram(plan);
	plan->expect = (struct expect){ .kind = EXPECT_DEV, .driver = "kmem" };
	if (rc == 0)
		rc = plan_online(plan, movable, false);
	if (rc == 0)
		*ret = take_ptr(plan);
	return rc;
}

static int offline(struct daxctl_plan *plan)
{
	int rc = check_ram(plan);

	plan->expect = (struct expect){ .kind = EXPECT_DEV, .driver = "kmem" };
	return rc < 0 ? rc : plan_offline(plan);
}

DAXCTL_EXPORT int daxctl_dev_plan_offline(struct daxctl_dev *dev,
					  unsigned int flags,
					  struct daxctl_plan **ret)
{
	return dev_plan(dev, "offline memory",
			"try again: daxctl offline-memory", flags, offline,
			ret);
}
