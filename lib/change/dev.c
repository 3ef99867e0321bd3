/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dev.c - start a plan for the dax bus, and the steps that it is made of
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/dev.h"
#include "lib/dax/dax.h"

static struct daxctl_region *same_region(struct daxctl_plan *plan,
					 const char *path)
{
	struct daxctl_region *region;

	daxctl_region_foreach(plan->ctx, region)
		if (!strcmp(daxctl_region_get_path(region), path))
			return region;
	return NULL;
}

/*
 * The kernel numbers nd regions, CXL regions and soft-reserved ranges together,
 * so one kind of lock keeps changes of a namespace and of its dax device apart.
 */
static int start(struct daxctl_region *region, const char *object,
		 const char *what, unsigned int flags, bool plugs,
		 struct daxctl_plan **ret)
{
	struct lock_set locks = { 0 };
	int rc;

	rc = lock_want(&locks, "region", daxctl_region_get_id(region),
		       daxctl_region_get_devname(region));
	if (rc == 0 && plugs)
		rc = policy_want_lock(&locks);
	if (rc < 0) {
		lock_release(&locks);
		return rc;
	}
	return plan_new(daxctl_region_get_ctx(region), object, what, flags,
			&locks, ret);
}

int plan_for_dax_region(struct daxctl_region *region, const char *what,
			unsigned int flags, struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	int rc;

	rc = start(region, daxctl_region_get_devname(region), what, flags,
		   false, &plan);
	if (rc < 0)
		return rc;
	plan->dax_region = same_region(plan, daxctl_region_get_path(region));
	if (!plan->dax_region)
		return plan_gone(plan);
	*ret = take_ptr(plan);
	return 0;
}

static int start_dev(struct daxctl_dev *dev, const char *what,
		     unsigned int flags, bool plugs, struct daxctl_plan **ret)
{
	const char *name = daxctl_dev_get_devname(dev);
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	int rc;

	rc = start(daxctl_dev_get_region(dev), name, what, flags, plugs, &plan);
	if (rc < 0)
		return rc;
	plan->dax_dev = daxctl_dev_get_by_name(plan->ctx, name);
	if (!plan->dax_dev)
		return plan_gone(plan);
	plan->dax_region = daxctl_dev_get_region(plan->dax_dev);
	*ret = take_ptr(plan);
	return 0;
}

int plan_for_dev(struct daxctl_dev *dev, const char *what, unsigned int flags,
		 struct daxctl_plan **ret)
{
	return start_dev(dev, what, flags, false, ret);
}

int dev_plan(struct daxctl_dev *dev, const char *what, const char *failed,
	     unsigned int flags, int (*fill)(struct daxctl_plan *plan),
	     struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	int rc;

	rc = plan_for_dev(dev, what, flags, &plan);
	if (rc < 0)
		return rc;
	plan->failed = failed;
	rc = fill(plan);
	if (rc == 0)
		*ret = take_ptr(plan);
	return rc;
}

int plan_for_memory(struct daxctl_dev *dev, const char *what,
		    unsigned int flags, struct daxctl_plan **ret)
{
	return start_dev(dev, what, flags, true, ret);
}

const char *dev_driver(enum daxctl_dev_mode mode)
{
	return mode == DAXCTL_DEV_MODE_RAM     ? "kmem"
	       : mode == DAXCTL_DEV_MODE_FAMFS ? "fsdev_dax"
					       : "device_dax";
}

/* A step of @kind for the device, whose name nobody may know yet. */
static int add(struct daxctl_plan *plan, enum step_kind kind)
{
	int rc;

	rc = plan_add(plan, kind,
		      plan->dax_dev ? dax_dev_node(plan->dax_dev) : NULL);
	if (rc == 0)
		plan_last(plan)->to_made = !plan->dax_dev;
	return rc;
}

/* "dax0.1: …" or "new device: …" */
static void say(struct daxctl_plan *plan, const char *verb, const char *object)
{
	struct step *step = plan_last(plan);
	const char *name = step->to_made
				   ? "new device"
				   : daxctl_dev_get_devname(plan->dax_dev);

	snprintf(step->text, sizeof(step->text), "%s: %s%s", name, verb,
		 object);
}

int plan_dev_write(struct daxctl_plan *plan, const char *attr,
		   const char *value, const char *undo_attr, const char *undo)
{
	static const struct sysfs_node unknown = { .dirfd = -1 };
	char verb[40];
	int rc;

	rc = plan_write(plan,
			plan->dax_dev ? dax_dev_node(plan->dax_dev) : &unknown,
			attr, value, undo_attr, undo);
	if (rc < 0)
		return rc;
	plan_last(plan)->to_made = !plan->dax_dev;
	snprintf(verb, sizeof(verb), "write %s = ", attr);
	say(plan, verb, value);
	return 0;
}

int plan_dev_number(struct daxctl_plan *plan, const char *attr, uint64_t value,
		    const char *undo)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	return plan_dev_write(plan, attr, text, attr, undo);
}

int plan_dev_bind(struct daxctl_plan *plan, const char *driver)
{
	struct step *step;
	int rc;

	rc = add(plan, STEP_DAX_BIND);
	if (rc < 0)
		return rc;
	step = plan_last(plan);
	step->undo = UNDO_DAX_UNBIND;
	snprintf(step->value, sizeof(step->value), "%s", driver);
	say(plan, "bind ", driver);
	return 0;
}

int plan_dev_unbind(struct daxctl_plan *plan)
{
	const char *driver;
	struct step *step;
	int rc;

	rc = dax_dev_driver(plan->dax_dev, &driver);
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: its driver: %s",
				 plan->object, strerror(-rc));
	rc = add(plan, STEP_DAX_UNBIND);
	if (rc < 0)
		return rc;
	step = plan_last(plan);
	step->undo = UNDO_DAX_BIND;
	snprintf(step->undo_value, sizeof(step->undo_value), "%s", driver);
	say(plan, "unbind ", driver);
	return 0;
}

int plan_dev_create(struct daxctl_plan *plan)
{
	int rc = plan_add(plan, STEP_DAX_CREATE, NULL);

	if (rc < 0)
		return rc;
	plan_last(plan)->undo = UNDO_DAX_DELETE;
	snprintf(plan_last(plan)->text, sizeof(plan_last(plan)->text),
		 "%s: create a device", plan->object);
	return 0;
}

int plan_dev_delete(struct daxctl_plan *plan)
{
	int rc = add(plan, STEP_DAX_DELETE);

	if (rc == 0)
		say(plan, "delete", "");
	return rc;
}
