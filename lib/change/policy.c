/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * policy.c - hold the kernel's policy for new memory back while a device's
 * blocks are plugged, and put it back
 *
 * What it was is kept in a file for as long, so that a change that is killed
 * in between can be taken back by the next one. Whoever has the lock knows that
 * a file that is there was left over. Memory that somebody else plugs in that
 * moment stays out of use: that is why it takes a rule of udev, or --force, to
 * hold it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/change/dev.h"
#include "lib/libdaxctl-policy.h"

#define KEPT "run/daxctl/policy.held"

static const char attribute[] = "auto_online_blocks";

int policy_want_lock(struct lock_set *locks)
{
	return lock_want(locks, "policy", 0, "the policy for new memory");
}

static int memory_folder(struct daxctl_plan *plan, struct sysfs_node *ret)
{
	return sysfs_child(&plan->ctx->sys, "devices/system/memory", ret);
}

/* "online daxctl[123]" */
static int keep(const struct daxctl_ctx *ctx, const char *value)
{
	cleanup(close_p) int fd = -1;
	char text[96];
	int len;

	if (mkdirat(ctx->root, "run/daxctl", 0755) < 0 && errno != EEXIST)
		return -errno;
	fd = openat(ctx->root, KEPT,
		    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		    0644);
	if (fd < 0)
		return -errno;
	len = snprintf(text, sizeof(text), "%s %s[%d]\n", value,
		       program_invocation_short_name, (int)getpid());
	if (len >= (int)sizeof(text))
		len = sizeof(text) - 1;
	return write(fd, text, len) == len ? 0 : -EIO;
}

/* What is kept; -ENOENT: nothing. Killed while it was written it is empty. */
static int read_kept(const struct daxctl_ctx *ctx, char *value, size_t size)
{
	cleanup(close_p) int fd =
		openat(ctx->root, KEPT, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t len;

	if (fd < 0)
		return -errno;
	len = read(fd, value, size - 1);
	if (len < 0)
		return -errno;
	value[len] = '\0';
	value[strcspn(value, " \n")] = '\0';
	return 0;
}

static int forget(const struct daxctl_ctx *ctx)
{
	return unlinkat(ctx->root, KEPT, 0) < 0 && errno != ENOENT ? -errno : 0;
}

int policy_hold(struct daxctl_plan *plan, const struct step *step)
{
	int rc = keep(plan->ctx, step->undo_value);

	return rc < 0 ? rc : sysfs_write(&step->node, attribute, step->value);
}

/* Somebody may have changed it since: then theirs is the last word. */
int policy_put_back(struct daxctl_plan *plan, const struct step *step)
{
	char was[32], is[32];
	int rc;

	rc = read_kept(plan->ctx, was, sizeof(was));
	if (rc < 0)
		return rc == -ENOENT ? 0 : rc;
	rc = sysfs_read_text(&step->node, attribute, is, sizeof(is));
	if (rc == 0 && *was && !strcmp(is, "offline"))
		rc = sysfs_write(&step->node, attribute, was);
	return rc < 0 ? rc : forget(plan->ctx);
}

static int add(struct daxctl_plan *plan, enum step_kind kind, const char *value,
	       const char *was)
{
	struct sysfs_node memory;
	struct step *step;
	int rc;

	rc = memory_folder(plan, &memory);
	if (rc == 0)
		rc = plan_add(plan, kind, &memory);
	if (rc < 0)
		return rc;
	step = plan_last(plan);
	snprintf(step->value, sizeof(step->value), "%s", value);
	snprintf(step->undo_value, sizeof(step->undo_value), "%s", was);
	if (kind == STEP_POLICY_HOLD)
		step->undo = UNDO_POLICY;
	if (*value)
		snprintf(step->text, sizeof(step->text), "%s: write %s%s",
			 attribute, value,
			 kind == STEP_POLICY_HOLD ? " for this change"
						  : " back");
	else
		snprintf(step->text, sizeof(step->text), "remove /%s", KEPT);
	return 0;
}

int plan_policy_hold(struct daxctl_plan *plan, const char *was)
{
	return add(plan, STEP_POLICY_HOLD, "offline", was);
}

int plan_policy_put_back(struct daxctl_plan *plan, const char *was)
{
	return add(plan, STEP_POLICY_PUT_BACK, was, "");
}

int plan_policy_repair(struct daxctl_plan *plan, char *was, size_t size)
{
	struct sysfs_node memory;
	int rc;

	rc = read_kept(plan->ctx, was, size);
	if (rc < 0)
		return rc == -ENOENT
			       ? rc
			       : plan_fail(plan, rc, "run it as root",
					   "/" KEPT ": %s", strerror(-rc));
	/* Killed before it had held anything. */
	if (!*was)
		return 0;
	rc = memory_folder(plan, &memory);
	if (rc == 0)
		rc = plan_note(
			plan,
			"%s was %s before a change that did not end: it is put back",
			attribute, was);
	if (rc < 0)
		return rc;
	/* Not only when all goes well. */
	plan_last(plan)->node = memory;
	plan_last(plan)->undo = UNDO_POLICY;
	return 0;
}
