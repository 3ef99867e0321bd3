/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * step.c - one step of a plan, there and back
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/dev.h"
#include "lib/change/map.h"
#include "lib/dax/dax.h"
#include "lib/gone.h"
#include "lib/nd/driver.h"

/* Where the step goes to, if that could not be known before. */
static int find_seed(struct daxctl_plan *plan, struct step *step)
{
	struct sysfs_node seed;
	char name[40];
	int rc;

	if (step->to_made && plan->dax_dev) {
		step->node = *dax_dev_node(plan->dax_dev);
		step->to_made = false;
	}
	if (!step->seed)
		return 0;
	rc = sysfs_read_text(&step->node, step->seed, name, sizeof(name));
	if (rc == 0)
		rc = sysfs_child(&step->node, name, &seed);
	if (rc < 0)
		return rc;
	step->node = seed;
	step->seed = NULL;
	return 0;
}

static int bind_any(const struct daxctl_ctx *ctx, const struct sysfs_node *node)
{
	if (!strncmp(nd_node_name(node), "namespace", strlen("namespace")))
		return nd_bind_namespace(ctx, node);
	return nd_bind(ctx, node);
}

/* What binding it has brought up, the device that claimed it included. */
static int unbind_any(const struct sysfs_node *node)
{
	struct sysfs_node region = *node, claim;
	char holder[40], *slash = strrchr(region.path, '/');
	int rc = 0;

	if (slash &&
	    sysfs_read_text(node, "holder", holder, sizeof(holder)) == 0) {
		*slash = '\0';
		rc = sysfs_child(&region, holder, &claim);
		if (rc == 0)
			rc = nd_unbind(&claim);
		if (rc == 0)
			rc = sysfs_write(&claim, "namespace", "");
	}
	return rc < 0 ? rc : nd_unbind(node);
}

static int open_disk(const struct daxctl_plan *plan, const struct step *step)
{
	return nd_disk_open(plan->ctx, step->disk, O_RDWR | O_DIRECT);
}

static int clear_head(struct daxctl_plan *plan, struct step *step)
{
	cleanup(close_p) int disk = open_disk(plan, step);
	int rc;

	if (disk < 0)
		return disk;
	rc = nd_head_clear(disk, &step->head);
	if (rc == 0 && plan->only_head)
		plan->unchanged = !step->head.cleared;
	return rc;
}

static int restore_head(struct daxctl_plan *plan, struct step *step)
{
	cleanup(close_p) int disk = -1;

	if (!step->head.bytes)
		return 0;
	disk = open_disk(plan, step);
	return disk < 0 ? disk : nd_head_restore(disk, &step->head);
}

static struct daxctl_nd_dimm *dimm_of(struct daxctl_plan *plan,
				      const struct step *step)
{
	return daxctl_nd_dimm_get_by_name(plan->ctx, nd_node_name(&step->node));
}

static int start_labels(struct daxctl_plan *plan, struct step *step)
{
	struct daxctl_nd_dimm *dimm = dimm_of(plan, step);

	return dimm ? nd_labels_start(dimm, step->version, &step->labels)
		    : -ENXIO;
}

static int restore_labels(struct daxctl_plan *plan, struct step *step)
{
	struct daxctl_nd_dimm *dimm = dimm_of(plan, step);

	if (!step->labels)
		return 0;
	return dimm ? nd_labels_restore(dimm, step->labels) : -ENXIO;
}

/* Maps were on it when it was planned; now it's sure to be nobody's. */
static int hold_now(struct daxctl_plan *plan, struct step *step)
{
	int fd;

	if (step->fd >= 0 || !*step->disk)
		return 0;
	fd = nd_disk_open(plan->ctx, step->disk, O_RDWR);
	if (fd < 0) {
		snprintf(plan->why, sizeof(plan->why), "/dev/%s: %s",
			 step->disk, strerror(-fd));
		return fd;
	}
	step->fd = fd;
	return 0;
}

static int unbind_held(struct daxctl_plan *plan, struct step *step)
{
	cleanup(close_p) int udev = -1;
	int rc = hold_now(plan, step);

	if (rc < 0)
		return rc;
	if (*step->gone)
		udev = gone_watch(plan->caller);
	rc = nd_unbind(&step->node);

	/* The disk is gone now, and with it whoever could want it. */
	close_p(&step->fd);
	step->fd = -1;
	if (rc == 0)
		gone_wait(plan->caller, udev, step->gone);
	return rc;
}

static int do_it(struct daxctl_plan *plan, struct step *step)
{
	int rc = find_seed(plan, step);

	if (rc < 0)
		return rc;
	switch (step->kind) {
	case STEP_NOTE:
		return 0;
	case STEP_WRITE:
		return sysfs_write(&step->node, step->attr, step->value);
	case STEP_BIND:
		return bind_any(plan->ctx, &step->node);
	case STEP_UNBIND:
		return unbind_held(plan, step);
	case STEP_CLEAR_HEAD:
		return clear_head(plan, step);
	case STEP_LABELS:
		return start_labels(plan, step);
	case STEP_DAX_CREATE:
	case STEP_DAX_DELETE:
	case STEP_DAX_BIND:
	case STEP_DAX_UNBIND:
	case STEP_BLOCK:
	case STEP_POLICY_HOLD:
	case STEP_POLICY_PUT_BACK:
		return dev_step_do(plan, step);
	case STEP_MAP:
	case STEP_REMAP:
	case STEP_UNMAP:
	case STEP_CUT_OFF:
	case STEP_PART_ADD:
	case STEP_PART_DELETE:
	case STEP_PART_RESIZE:
		return map_step_do(plan, step);
	}
	return -EINVAL;
}

/* An attribute that isn't there, or not for this label, may be done without. */
static bool may_fail(const struct step *step, int rc)
{
	return step->optional && (step->kind != STEP_WRITE || rc == -ENOENT ||
				  rc == -ENXIO || rc == -EOPNOTSUPP);
}

int step_do(struct daxctl_plan *plan, struct step *step)
{
	int rc = do_it(plan, step);

	return rc < 0 && may_fail(step, rc) ? 0 : rc;
}

/* The kernel refuses what is so already: to delete what has no uuid, say. */
static bool is_so(const struct step *step)
{
	char text[sizeof(step->undo_value)];

	return sysfs_read(&step->node, step->undo_attr, text, sizeof(text)) >=
		       0 &&
	       !strcmp(text, step->undo_value);
}

/* A device that went away by itself has nothing to take back. */
static int write_back(const struct step *step)
{
	int rc = sysfs_write(&step->node, step->undo_attr, step->undo_value);

	if (rc == -ENOENT || rc == -ENODEV || may_fail(step, rc))
		return 0;
	return rc < 0 && is_so(step) ? 0 : rc;
}

int step_undo(struct daxctl_plan *plan, struct step *step)
{
	/* It got nowhere: not even its device was found. */
	if (step->seed || step->to_made)
		return 0;
	switch (step->undo) {
	case UNDO_NONE:
		return 0;
	case UNDO_WRITE:
		return write_back(step);
	case UNDO_BIND:
		close_p(&step->fd);
		step->fd = -1;
		return bind_any(plan->ctx, &step->undo_node);
	case UNDO_UNBIND:
		return unbind_any(&step->node);
	case UNDO_HEAD:
		return restore_head(plan, step);
	case UNDO_LABELS:
		return restore_labels(plan, step);
	case UNDO_DAX_DELETE:
	case UNDO_DAX_BIND:
	case UNDO_DAX_UNBIND:
	case UNDO_BLOCK:
	case UNDO_POLICY:
		return dev_step_undo(plan, step);
	case UNDO_MAP:
		return map_step_undo(plan, step);
	}
	return -EINVAL;
}
