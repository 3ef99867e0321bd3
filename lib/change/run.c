/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * run.c - carry a plan out, take it back when a step fails, tell why
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/kmsg.h"
#include "lib/change/map.h"
#include "lib/change/plan.h"
#include "lib/nd/driver.h"

/* What the kernel's log may call what we have worked on. */
static void kernel_says(struct daxctl_plan *plan, char *buf, size_t size)
{
	const char *objects[24] = { plan->object };
	size_t count = 1;

	for (size_t i = 0; i < plan->count && count < ARRAY_SIZE(objects); i++)
		if (plan->steps[i].kind != STEP_NOTE &&
		    *plan->steps[i].node.path)
			objects[count++] = nd_node_name(&plan->steps[i].node);
	kmsg_about(plan->kmsg, objects, count, buf, size);
}

/*
 * Is there nothing in it but what the kernel keeps for what is to come? What
 * could not be looked through may hold anything.
 */
static bool is_empty(struct daxctl_nd_region *region)
{
	struct daxctl_nd_namespace *ns;
	bool found = false;

	daxctl_nd_namespace_foreach(region, ns) {
		found = true;
		if (daxctl_nd_namespace_is_idle(ns) <= 0 ||
		    nd_namespace_claim_node(ns))
			return false;
	}
	return found && daxctl_get_scan_error(nd_region_ctx(region)) == 0;
}

/*
 * What no write takes back: that a sector size was selected in a seed. In a
 * region that comes up none is, so one that is empty is brought up again. 0, or
 * it did not come up: -errno.
 */
static int unselect(struct daxctl_plan *plan)
{
	struct sysfs_node node = plan->unselected;
	char *slash = strrchr(node.path, '/');
	struct daxctl_nd_region *region;
	uint64_t selected;

	if (!slash || nd_sector_size_selected(&node, &selected) < 0 ||
	    !selected)
		return 0;
	*slash = '\0';
	/* From here on the nodes of the plan are without their folders. */
	daxctl_invalidate(plan->ctx);
	region = plan_region(plan, nd_node_name(&node));
	if (!region || !is_empty(region) ||
	    nd_unbind(nd_region_node(region)) < 0)
		return 0;
	return nd_bind(plan->ctx, nd_region_node(region));
}

/*
 * Backwards from the step that failed: it may be done in part. @left: what
 * could not be taken back, "" if all was.
 */
static void take_back(struct daxctl_plan *plan, size_t from, char *left,
		      size_t size)
{
	const struct step *stuck = NULL;

	for (size_t i = plan->count; i-- > 0;) {
		struct step *step = &plan->steps[i];

		if ((i <= from || map_step_is_done(step)) &&
		    step_undo(plan, step) < 0)
			stuck = step;
	}
	*left = '\0';
	if (stuck)
		snprintf(left, size, "\"%s\" stays", stuck->text);
	else if (unselect(plan) < 0)
		snprintf(left, size, "the region is disabled");
}

/*
 * Was what claims a namespace that had data bound? The kernel writes what it
 * keeps there then: pages' structures or arenas. Only the head comes back.
 */
static bool data_is_lost(const struct daxctl_plan *plan, size_t at)
{
	bool had_data = false;

	for (size_t i = 0; i < plan->count && i <= at; i++) {
		const struct step *step = &plan->steps[i];

		had_data = had_data || step->kind == STEP_CLEAR_HEAD;
		if (had_data && step->kind == STEP_BIND &&
		    strncmp(nd_node_name(&step->node), "namespace", 9))
			return true;
	}
	return false;
}

/*
 * @step NULL: the steps went well, but the result isn't what it should be, and
 * the caller's error says so already.
 */
static int fail(struct daxctl_plan *plan, const struct step *step, size_t at,
		int rc)
{
	char what[640], kernel[160], left[200] = "", remedy[384];
	/* What is deleted, on or off isn't made more so by going back. */
	bool back = !plan->keep_failed &&
		    (step || plan->expect.kind == EXPECT_NAMESPACE ||
		     plan->expect.kind == EXPECT_MAPS);

	if (step)
		snprintf(what, sizeof(what), "%s: %s", step->text,
			 *plan->why ? plan->why : strerror(-rc));
	else
		snprintf(what, sizeof(what), "%s",
			 daxctl_get_error(plan->caller));
	if (back)
		take_back(plan, at, left, sizeof(left));
	kernel_says(plan, kernel, sizeof(kernel));
	if (*left)
		snprintf(
			remedy, sizeof(remedy),
			"not all could be taken back (%s): look at it with daxctl list -i, then %s",
			left, plan->failed);
	else if (!back)
		snprintf(remedy, sizeof(remedy), "what was done stays: %s",
			 plan->failed);
	else
		snprintf(
			remedy, sizeof(remedy),
			"all is as it was before%s; once the cause is gone, %s",
			data_is_lost(plan, at) ? ", but for its data" : "",
			plan->failed);
	return plan_fail(plan, rc, remedy, "%s%s%s%s", what,
			 *kernel ? " (kernel: " : "", kernel,
			 *kernel ? ")" : "");
}

DAXCTL_EXPORT int daxctl_plan_run(struct daxctl_plan *plan)
{
	int rc;

	if (plan->flags & DAXCTL_PLAN_DRY_RUN)
		return plan_fail(plan, -EROFS, NULL,
				 "%s: this plan is a dry run", plan->object);
	if (plan->ran)
		return plan_fail(plan, -EALREADY, "make a new plan",
				 "%s: this plan was carried out", plan->object);
	plan->unchanged = !plan->count;
	plan->ran = true;
	plan->kmsg = kmsg_open(plan->ctx);
	for (size_t i = 0; i < plan->count; i++) {
		struct step *step = &plan->steps[i];

		ctx_info(plan->caller, "%s", step->text);
		rc = step_do(plan, step);
		if (rc < 0)
			return fail(plan, step, i, rc);
	}
	rc = plan_verify(plan);
	if (plan->expect.kind == EXPECT_MAPS)
		block_drop_stale(plan->ctx);
	return rc < 0 ? fail(plan, NULL, plan->count, rc) : 0;
}
