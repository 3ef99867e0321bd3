/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dev-step.c - one step of a change on the dax bus, there and back
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/block-user.h"
#include "lib/change/dev.h"
#include "lib/change/kmsg.h"
#include "lib/dax/dax.h"
#include "lib/gone.h"

/* A primitive of the dax bus failed, and has said why in the plan's view. */
static int because(struct daxctl_plan *plan, int rc)
{
	const char *error = daxctl_get_error(plan->ctx);

	if (rc < 0 && error)
		snprintf(plan->why, sizeof(plan->why), "%s", error);
	return rc;
}

/*
 * The kernel tells the device that it made last. Its "seed" is another one, if
 * somebody has made one before and not used it.
 */
static struct daxctl_dev *made_last(struct daxctl_region *region)
{
	struct daxctl_dev *dev;
	char name[32];

	if (dax_region_read_text(region, "create", name, sizeof(name)) < 0)
		return daxctl_region_get_dev_seed(region);
	daxctl_dev_foreach(region, dev)
		if (!strcmp(daxctl_dev_get_devname(dev), name))
			return dev;
	return NULL;
}

static int create(struct daxctl_plan *plan, struct step *step)
{
	int rc = daxctl_region_create_dev(plan->dax_region);

	if (rc < 0)
		return because(plan, rc);
	plan->dax_dev = made_last(plan->dax_region);
	if (!plan->dax_dev)
		return -ENODEV;
	step->node = *dax_dev_node(plan->dax_dev);
	snprintf(plan->object, sizeof(plan->object), "%s",
		 daxctl_dev_get_devname(plan->dax_dev));
	return 0;
}

static int delete_dev(struct daxctl_plan *plan)
{
	cleanup(close_p) int udev = -1;
	char name[40];
	int rc;

	/* What could not be made needs no deleting. */
	if (!plan->dax_dev)
		return 0;
	snprintf(name, sizeof(name), "%s",
		 daxctl_dev_get_devname(plan->dax_dev));
	udev = gone_watch(plan->caller);
	rc = daxctl_region_destroy_dev(plan->dax_region, plan->dax_dev);
	if (rc == 0)
		gone_wait(plan->caller, udev, name);
	return because(plan, rc);
}

static int bind(struct daxctl_plan *plan, const char *driver)
{
	int rc;

	if (!strcmp(driver, "kmem"))
		rc = daxctl_dev_enable_ram(plan->dax_dev);
	else if (!strcmp(driver, "fsdev_dax"))
		rc = daxctl_dev_enable_famfs(plan->dax_dev);
	else
		rc = daxctl_dev_enable_devdax(plan->dax_dev);
	return because(plan, rc);
}

static const char *block_name(const struct step *step)
{
	return strrchr(step->node.path, '/') + 1;
}

static int wants_movable(const struct step *step)
{
	return !strcmp(step->value, "online_movable");
}

static int in_other_zone(const struct step *step)
{
	int movable = dax_block_is_movable(&step->node);

	/* Kernels without migration of pages don't tell. */
	return movable >= 0 && movable != wants_movable(step);
}

/* The kernel's answer to it is an errno; what it is about is the block. */
static int refused(struct daxctl_plan *plan, const struct step *step, int rc,
		   const char *users)
{
	char zone[64], late[40];

	if (sysfs_read_text(&step->node, "valid_zones", zone, sizeof(zone)) < 0)
		strcpy(zone, "unknown");
	/* The kernel would not say so: it tries again for ever. */
	snprintf(late, sizeof(late), "given up after %u s",
		 plan->caller->offline_timeout / 1000);
	snprintf(plan->why, sizeof(plan->why), "%s (zone %s): %s%s%s",
		 block_name(step), zone,
		 rc == -ETIMEDOUT ? late : strerror(-rc),
		 rc == -EBUSY || rc == -EAGAIN || rc == -ETIMEDOUT
			 ? ", pages in it are in use and can't be moved away"
			 : "",
		 users);
	return rc == -ETIMEDOUT ? -EBUSY : rc;
}

/* Its zone may be gone with it, so who keeps it is asked only if it stays. */
static int take_out(struct daxctl_plan *plan, struct step *step)
{
	cleanup(close_p) int kmsg = kmsg_open(plan->ctx);
	char users[256] = "";
	unsigned int number;
	uint64_t size;
	bool removable;
	int rc;

	if (sysfs_read_bool(&step->node, "removable", &removable) == 0 &&
	    !removable)
		return refused(plan, step, -EOPNOTSUPP, users);
	rc = sysfs_write_within(&step->node, "state", "offline",
				plan->caller->offline_timeout);
	step->changed = rc == 0;
	if (rc == 0 || dax_block_is_online(&step->node) == 0)
		return 0;
	if (parse_name(block_name(step), "memory", &number) &&
	    dax_block_size(plan->ctx, &size) == 0)
		block_users(plan->ctx, number, size, kmsg, users,
			    sizeof(users));
	return refused(plan, step, rc, users);
}

static int set_block(struct daxctl_plan *plan, struct step *step,
		     const char *state)
{
	int rc;

	if (!strcmp(state, "offline"))
		return take_out(plan, step);
	rc = sysfs_write(&step->node, "state", state);
	if (rc == 0)
		step->changed = true;
	else if (dax_block_is_online(&step->node) != 1)
		return refused(plan, step, rc, "");
	return 0;
}

/* Others put blocks to use, too: the kernel by its policy, udev by rules. */
static int put_to_use(struct daxctl_plan *plan, struct step *step, bool is_on)
{
	int rc = 0;

	if (is_on && in_other_zone(step) && plan->flags & DAXCTL_PLAN_FORCE) {
		rc = set_block(plan, step, "offline");
		is_on = false;
	}
	if (rc == 0 && !is_on)
		rc = set_block(plan, step, step->value);
	if (rc < 0 || !in_other_zone(step))
		return rc;
	snprintf(
		plan->why, sizeof(plan->why),
		"%s is in use in another zone: something else puts new blocks to use, see daxctl online-policy",
		block_name(step));
	return -EBUSY;
}

static int change_block(struct daxctl_plan *plan, struct step *step)
{
	int online = dax_block_is_online(&step->node);

	if (online < 0)
		return refused(plan, step, online, "");
	if (strcmp(step->value, "offline"))
		return put_to_use(plan, step, online);
	return online ? set_block(plan, step, "offline") : 0;
}

int dev_step_do(struct daxctl_plan *plan, struct step *step)
{
	switch (step->kind) {
	case STEP_DAX_CREATE:
		return create(plan, step);
	case STEP_DAX_DELETE:
		return delete_dev(plan);
	case STEP_DAX_BIND:
		return bind(plan, step->value);
	case STEP_DAX_UNBIND:
		return because(plan, daxctl_dev_disable(plan->dax_dev));
	case STEP_BLOCK:
		return change_block(plan, step);
	case STEP_POLICY_HOLD:
		return policy_hold(plan, step);
	case STEP_POLICY_PUT_BACK:
		return policy_put_back(plan, step);
	default:
		return -EINVAL;
	}
}

int dev_step_undo(struct daxctl_plan *plan, struct step *step)
{
	switch (step->undo) {
	case UNDO_DAX_DELETE:
		return delete_dev(plan);
	case UNDO_DAX_BIND:
		return bind(plan, step->undo_value);
	case UNDO_DAX_UNBIND:
		return daxctl_dev_disable(plan->dax_dev);
	case UNDO_BLOCK:
		return step->changed ? sysfs_write(&step->node, "state",
						   step->undo_value)
				     : 0;
	case UNDO_POLICY:
		return policy_put_back(plan, step);
	default:
		return -EINVAL;
	}
}
