/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dev-state.c - enable, disable and destroy dax devices
 */
#include <errno.h>
#include <string.h>

#include "lib/change/dev.h"
#include "lib/dax/dax.h"

static int read_size(struct daxctl_plan *plan, uint64_t *ret)
{
	int rc = daxctl_dev_read_size(plan->dax_dev, ret);

	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: its size: %s",
				 plan->object, strerror(-rc));
	return 0;
}

static int enable(struct daxctl_plan *plan)
{
	const char *driver = dev_driver(DAXCTL_DEV_MODE_DEVDAX);
	uint64_t size;
	int rc;

	rc = dev_check_not_ram(plan);
	if (rc < 0 || dax_dev_is_bound(plan->dax_dev) > 0)
		return rc;
	rc = read_size(plan, &size);
	if (rc < 0)
		return rc;
	if (!size)
		return plan_fail(
			plan, -ENXIO,
			dev_remedy(plan, "reconfigure-device --size=SIZE", ""),
			"%s has size 0: there is nothing to enable",
			plan->object);
	plan->expect = (struct expect){ .kind = EXPECT_DEV, .driver = driver };
	return plan_dev_bind(plan, driver);
}

DAXCTL_EXPORT int daxctl_dev_plan_enable(struct daxctl_dev *dev,
					 unsigned int flags,
					 struct daxctl_plan **ret)
{
	return dev_plan(dev, "enable device", "try again: daxctl enable-device",
			flags, enable, ret);
}

static int disable(struct daxctl_plan *plan)
{
	int rc = dev_check_not_ram(plan);

	if (rc == 0 && dax_dev_is_bound(plan->dax_dev) > 0)
		rc = plan_dev_unbind(plan);
	plan->expect = (struct expect){ .kind = EXPECT_DEV };
	return rc;
}

DAXCTL_EXPORT int daxctl_dev_plan_disable(struct daxctl_dev *dev,
					  unsigned int flags,
					  struct daxctl_plan **ret)
{
	return dev_plan(dev, "disable device",
			"try again: daxctl disable-device", flags, disable,
			ret);
}

/* Memory in use stays in use when its driver goes, until the next boot. */
static int check_offline(struct daxctl_plan *plan)
{
	struct daxctl_memory_blocks blocks;
	int rc;

	if (!dax_dev_is_bound_to(plan->dax_dev, "kmem"))
		return 0;
	rc = dax_count_blocks(plan->dax_dev, &blocks);
	if (rc < 0)
		return plan_fail(plan, rc,
				 rc == -EACCES ? "run it as root" : NULL,
				 "%s: its memory blocks: %s", plan->object,
				 strerror(-rc));
	if (!blocks.online)
		return 0;
	return plan_fail(
		plan, -EBUSY, dev_remedy(plan, "offline-memory", ""),
		"%s is in use as system memory (%u of %u blocks online)",
		plan->object, blocks.online, blocks.total);
}

static int destroy(struct daxctl_plan *plan)
{
	uint64_t size;
	int rc, bound = dax_dev_is_bound(plan->dax_dev);

	if (bound > 0 && !(plan->flags & DAXCTL_PLAN_FORCE))
		return plan_fail(
			plan, -ENXIO,
			dev_remedy(plan, "disable-device", ", or use --force"),
			"%s is active, specify --force for deletion",
			plan->object);
	rc = dev_check_dynamic(plan, "destroyed");
	if (rc == 0)
		rc = check_offline(plan);
	if (rc == 0)
		rc = read_size(plan, &size);
	if (rc == 0 && bound > 0)
		rc = plan_dev_unbind(plan);
	if (rc == 0 && size)
		rc = plan_dev_number(plan, "size", 0, NULL);
	/* The kernel keeps the first one of a region, empty. */
	if (rc == 0 && daxctl_dev_get_id(plan->dax_dev))
		rc = plan_dev_delete(plan);
	plan->expect = (struct expect){ .kind = EXPECT_DEV_GONE };
	return rc;
}

DAXCTL_EXPORT int daxctl_dev_plan_destroy(struct daxctl_dev *dev,
					  unsigned int flags,
					  struct daxctl_plan **ret)
{
	return dev_plan(dev, "destroy device",
			"try again: daxctl destroy-device --force", flags,
			destroy, ret);
}
