/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * plan.c - a change as a list of steps
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/map.h"
#include "lib/change/plan.h"
#include "lib/nd/driver.h"

/* A context that has read nothing yet, below the same root. */
static int fresh_view(const struct daxctl_ctx *caller, struct daxctl_ctx **ret)
{
	struct daxctl_ctx *ctx;
	char root[40];
	int rc;

	snprintf(root, sizeof(root), "/proc/self/fd/%d", caller->root);
	rc = daxctl_new_at(caller->captured ? root : NULL, &ctx);
	if (rc < 0)
		return rc;
	ctx->userdata = caller->userdata;
	ctx->log_priority = caller->log_priority;
	ctx->log_fn = caller->log_fn;
	*ret = ctx;
	return 0;
}

int plan_new(struct daxctl_ctx *caller, const char *object, const char *what,
	     unsigned int flags, struct lock_set *locks,
	     struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	int rc;

	/* What an object before this one failed with isn't this one's cause. */
	ctx_forget_error(caller);
	plan = calloc(1, sizeof(*plan));
	if (!plan) {
		lock_release(locks);
		return -ENOMEM;
	}
	plan->caller = daxctl_ref(caller);
	plan->what = what;
	plan->flags = flags;
	plan->kmsg = -1;
	/* From here on freeing the plan gives the locks back. */
	plan->locks = *locks;
	*locks = (struct lock_set){ 0 };
	snprintf(plan->object, sizeof(plan->object), "%s", object);
	if (!(flags & DAXCTL_PLAN_DRY_RUN)) {
		if (caller->captured)
			return plan_fail(
				plan, -EROFS, "make the plan as a dry run",
				"%s: a captured tree can't be changed", object);
		rc = lock_take(caller, &plan->locks, what);
		if (rc < 0)
			return rc;
	}
	/* Only now, under the lock, is what's read sure to stay true. */
	rc = fresh_view(caller, &plan->ctx);
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "/sys: %s", strerror(-rc));
	*ret = take_ptr(plan);
	return 0;
}

DAXCTL_EXPORT void daxctl_plan_free(struct daxctl_plan *plan)
{
	if (!plan)
		return;
	/* The locks last: others may look at what we had open. */
	for (size_t i = 0; i < plan->count; i++) {
		close_p(&plan->steps[i].fd);
		free(plan->steps[i].head.bytes);
		free(plan->steps[i].labels);
		free(plan->steps[i].map);
	}
	free(plan->steps);
	map_plan_free(plan->map);
	close_p(&plan->kmsg);
	lock_release(&plan->locks);
	daxctl_unref(plan->ctx);
	daxctl_unref(plan->caller);
	free(plan);
}

DAXCTL_EXPORT const char *daxctl_plan_get_object(const struct daxctl_plan *plan)
{
	return plan->object;
}

DAXCTL_EXPORT const char *daxctl_plan_get_step(const struct daxctl_plan *plan,
					       unsigned int index)
{
	return index < plan->count ? plan->steps[index].text : NULL;
}

DAXCTL_EXPORT bool daxctl_plan_is_unchanged(const struct daxctl_plan *plan)
{
	return plan->ran ? plan->unchanged : !plan->count;
}

struct step *plan_last(struct daxctl_plan *plan)
{
	return &plan->steps[plan->count - 1];
}

/* A step without a text yet; its callers know how to put it. */
int plan_add(struct daxctl_plan *plan, enum step_kind kind,
	     const struct sysfs_node *node)
{
	struct step *at;

	at = reallocarray(plan->steps, plan->count + 1, sizeof(*at));
	if (!at)
		return plan_fail(plan, -ENOMEM, NULL, "out of memory");
	plan->steps = at;
	at += plan->count++;
	*at = (struct step){ .kind = kind, .fd = -1 };
	if (node)
		at->node = *node;
	return 0;
}

int plan_note(struct daxctl_plan *plan, const char *format, ...)
{
	char text[160];
	va_list args;
	int rc;

	rc = plan_add(plan, STEP_NOTE, NULL);
	if (rc < 0)
		return rc;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	snprintf(plan_last(plan)->text, sizeof(plan_last(plan)->text),
		 "note: %s", text);
	return 0;
}

static void write_text(struct step *step, const char *name)
{
	snprintf(step->text, sizeof(step->text), "%s: write %s = %s", name,
		 step->attr, *step->value ? step->value : "\"\"");
}

int plan_write(struct daxctl_plan *plan, const struct sysfs_node *node,
	       const char *attr, const char *value, const char *undo_attr,
	       const char *undo_value)
{
	struct step *step;
	int rc;

	rc = plan_add(plan, STEP_WRITE, node);
	if (rc < 0)
		return rc;
	step = plan_last(plan);
	step->attr = attr;
	snprintf(step->value, sizeof(step->value), "%s", value);
	write_text(step, nd_node_name(node));
	if (!undo_attr)
		return 0;
	step->undo = UNDO_WRITE;
	step->undo_attr = undo_attr;
	/* Read now: at the time of the step it may be gone already. */
	if (undo_value)
		snprintf(step->undo_value, sizeof(step->undo_value), "%s",
			 undo_value);
	else if (sysfs_read(node, undo_attr, step->undo_value,
			    sizeof(step->undo_value)) < 0)
		*step->undo_value = '\0';
	return 0;
}

void plan_to_seed(struct daxctl_plan *plan, const char *seed)
{
	struct step *step = plan_last(plan);
	char name[80];

	step->seed = seed;
	/* "region0's pfn_seed": the name it will have nobody knows yet. */
	snprintf(name, sizeof(name), "%s's %s", nd_node_name(&step->node),
		 seed);
	if (step->kind == STEP_WRITE)
		write_text(step, name);
	else
		snprintf(step->text, sizeof(step->text), "%s: bind", name);
}

int plan_bind(struct daxctl_plan *plan, const struct sysfs_node *node)
{
	struct step *step;
	int rc;

	rc = plan_add(plan, STEP_BIND, node);
	if (rc < 0)
		return rc;
	step = plan_last(plan);
	step->undo = UNDO_UNBIND;
	snprintf(step->text, sizeof(step->text), "%s: bind",
		 nd_node_name(node));
	return 0;
}

void plan_takes_away(struct daxctl_plan *plan, const char *node)
{
	struct step *step = plan_last(plan);

	snprintf(step->gone, sizeof(step->gone), "%s", node);
}

int plan_unbind(struct daxctl_plan *plan, const struct sysfs_node *node,
		const struct sysfs_node *again)
{
	struct step *step;
	int rc;

	rc = plan_add(plan, STEP_UNBIND, node);
	if (rc < 0)
		return rc;
	step = plan_last(plan);
	step->undo = UNDO_BIND;
	step->undo_node = *again;
	snprintf(step->text, sizeof(step->text), "%s: unbind",
		 nd_node_name(node));
	return 0;
}

int plan_clear_head(struct daxctl_plan *plan, const struct sysfs_node *ns,
		    const char *disk)
{
	struct step *step;
	int rc;

	rc = plan_add(plan, STEP_CLEAR_HEAD, ns);
	if (rc < 0)
		return rc;
	step = plan_last(plan);
	step->undo = UNDO_HEAD;
	snprintf(step->disk, sizeof(step->disk), "%s", disk);
	snprintf(step->text, sizeof(step->text),
		 "%s: clear the info blocks, bytes 0 to 8191 of %s",
		 nd_node_name(ns), disk);
	return 0;
}

int plan_labels(struct daxctl_plan *plan, const struct sysfs_node *dimm,
		enum nd_label_version version)
{
	struct step *step;
	int rc;

	rc = plan_add(plan, STEP_LABELS, dimm);
	if (rc < 0)
		return rc;
	step = plan_last(plan);
	step->undo = UNDO_LABELS;
	step->version = version;
	snprintf(step->text, sizeof(step->text),
		 "%s: write empty label indices, version 1.%u",
		 nd_node_name(dimm), version == ND_LABEL_V1_1 ? 1 : 2);
	return 0;
}

struct daxctl_nd_region *plan_region(struct daxctl_plan *plan, const char *name)
{
	return daxctl_nd_region_get_by_name(plan->ctx, name);
}

struct daxctl_nd_namespace *plan_namespace(struct daxctl_plan *plan,
					   const char *name)
{
	return daxctl_nd_namespace_get_by_name(plan->ctx, name);
}

int plan_gone(struct daxctl_plan *plan)
{
	int rc = daxctl_get_scan_error(plan->ctx);

	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: %s", plan->object,
				 daxctl_get_error(plan->ctx));
	return plan_fail(plan, -ENXIO, "list what there is: daxctl list -i",
			 "%s is gone", plan->object);
}
