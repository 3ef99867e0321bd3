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

/* Backwards from the step that failed: it may be done in part. */
static const struct step *take_back(struct daxctl_plan *plan, size_t from)
{
	const struct step *stuck = NULL;

	for (size_t i = plan->count; i-- > 0;) {
		struct step *step = &plan->steps[i];

		if ((i <= from || map_step_is_done(step)) &&
		    step_undo(plan, step) < 0)
			stuck = step;
	}
	return stuck;
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
	char what[640], kernel[160], remedy[320];
	const struct step *stuck = NULL;
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
		stuck = take_back(plan, at);
	kernel_says(plan, kernel, sizeof(kernel));
	if (stuck)
		snprintf(
			remedy, sizeof(remedy),
			"not all could be taken back (\"%s\" stays): look at it with daxctl list -i, then %s",
			stuck->text, plan->failed);
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
	return rc < 0 ? fail(plan, NULL, plan->count, rc) : 0;
}
