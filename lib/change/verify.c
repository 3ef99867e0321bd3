/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * verify.c - read back whether a plan has come true
 */
#include <errno.h>
#include <string.h>

#include "lib/change/dev.h"
#include "lib/change/map.h"
#include "lib/nd/driver.h"

static int check_bound(struct daxctl_plan *plan, bool want)
{
	const struct sysfs_node *node = &plan->expect.node;
	int rc = nd_has_driver(node);

	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: %s", nd_node_name(node),
				 strerror(-rc));
	if (rc != want)
		return plan_fail(plan, -EIO, NULL, "%s is %s afterwards",
				 nd_node_name(node),
				 want ? "disabled" : "enabled");
	return 0;
}

/* A namespace of the plan as it is now; NULL: there is none. */
static struct daxctl_nd_namespace *fresh_namespace(struct daxctl_plan *plan)
{
	daxctl_invalidate(plan->ctx);
	return plan_namespace(plan, nd_node_name(&plan->expect.node));
}

static int check_active(struct daxctl_plan *plan,
			struct daxctl_nd_namespace *ns, int want)
{
	int rc = ns ? daxctl_nd_namespace_is_active(ns) : -ENXIO;

	if (rc == want)
		return 0;
	return plan_fail(plan, rc < 0 ? rc : -EIO, NULL, "%s is %s afterwards",
			 nd_node_name(&plan->expect.node),
			 rc < 0 ? "gone"
			 : rc	? "enabled"
				: "disabled");
}

/* Nothing tells raw from fsdax where the kernel has pages for it anyway. */
static bool is_mode(struct daxctl_nd_namespace *ns, enum daxctl_nd_mode mode,
		    enum daxctl_nd_mode want)
{
	return mode == want ||
	       (want == DAXCTL_ND_MODE_RAW && mode == DAXCTL_ND_MODE_FSDAX &&
		!nd_namespace_claim_node(ns));
}

static int check_namespace(struct daxctl_plan *plan)
{
	const struct expect *expect = &plan->expect;
	struct daxctl_nd_namespace *ns = fresh_namespace(plan);
	enum daxctl_nd_mode mode;
	uint64_t size;
	int rc;

	rc = check_active(plan, ns, 1);
	if (rc < 0)
		return rc;
	rc = daxctl_nd_namespace_get_mode(ns, &mode);
	if (rc == 0)
		rc = daxctl_nd_namespace_get_raw_size(ns, &size);
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: can't be read back: %s",
				 plan->object, strerror(-rc));
	if (!is_mode(ns, mode, expect->mode))
		return plan_fail(plan, -EIO, NULL,
				 "%s is in %s mode afterwards, %s was wanted",
				 plan->object, daxctl_nd_mode_name(mode),
				 daxctl_nd_mode_name(expect->mode));
	if (size != expect->size)
		return plan_fail(plan, -EIO, NULL,
				 "%s has %ju bytes afterwards, %ju were wanted",
				 plan->object, (uintmax_t)size,
				 (uintmax_t)expect->size);
	return 0;
}

/* The kernel removes it soon after, unless it is the first or the seed. */
static int check_deleted(struct daxctl_plan *plan)
{
	uint64_t size;
	int rc;

	rc = sysfs_read_u64(&plan->expect.node, "size", &size);
	if (rc == -ENOENT || rc == -ENODEV || (rc == 0 && !size))
		return 0;
	return plan_fail(plan, rc < 0 ? rc : -EIO, NULL,
			 "%s is still there afterwards", plan->object);
}

int plan_verify(struct daxctl_plan *plan)
{
	if (*plan->expect.node.path)
		nd_settle(&plan->expect.node);
	switch (plan->expect.kind) {
	case EXPECT_NOTHING:
		return 0;
	case EXPECT_BOUND:
		return check_bound(plan, true);
	case EXPECT_UNBOUND:
		return check_bound(plan, false);
	case EXPECT_NAMESPACE:
		return check_namespace(plan);
	case EXPECT_ACTIVE:
		return check_active(plan, fresh_namespace(plan), 1);
	case EXPECT_INACTIVE:
		return check_active(plan, fresh_namespace(plan), 0);
	case EXPECT_DELETED:
		return check_deleted(plan);
	case EXPECT_DEV:
	case EXPECT_DEV_GONE:
		return dev_verify(plan);
	case EXPECT_MAPS:
		return map_verify(plan);
	}
	return -EINVAL;
}
