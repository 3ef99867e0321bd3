/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dev-reconfigure.c - give a dax device another mode, size or alignment
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/dev.h"
#include "lib/dax/dax.h"

static void policy_free_p(struct daxctl_policy **policy)
{
	daxctl_policy_free(*policy);
}

static enum daxctl_policy_wish
wish_of(const struct daxctl_dev_reconfigure *want)
{
	return want->no_online	  ? DAXCTL_POLICY_WANT_OFFLINE
	       : want->no_movable ? DAXCTL_POLICY_WANT_KERNEL
				  : DAXCTL_POLICY_WANT_MOVABLE;
}

/* Before anything is touched: who would do something else with the blocks? */
static int refuse(struct daxctl_plan *plan,
		  const struct daxctl_policy_actor *actor)
{
	bool is_admins = !strncmp(actor->path, "/etc/", strlen("/etc/"));
	char remedy[320];

	if (actor->source == DAXCTL_POLICY_AUTO_ONLINE)
		return plan_fail(
			plan, -EBUSY,
			"write offline to that file first, or link /usr/share/daxctl/rules.d/00-daxctl-memory.rules into /etc/udev/rules.d to have it held back for dax devices, or use --force",
			"%s: kernel policy will auto-online memory: %s says %s",
			plan->object, actor->path, actor->value);
	snprintf(
		remedy, sizeof(remedy),
		"link /usr/share/daxctl/rules.d/00-daxctl-memory.rules into /etc/udev/rules.d and begin line %u %s with ENV{DAXCTL_MEMORY}!=\"1\", or use --force to have the blocks moved",
		actor->line,
		is_admins ? "of the file" : "of a copy of the file there");
	return plan_fail(plan, -EBUSY, remedy,
			 "%s: a rule of udev %s auto-online memory: %s: %s %s",
			 plan->object, actor->certain ? "will" : "may",
			 actor->name, actor->setting, actor->value);
}

/* The kernel's policy, if it would not do what is wanted; NULL: it would. */
static const char *policy_to_hold(const struct daxctl_policy *policy,
				  enum daxctl_policy_wish wish)
{
	static const enum daxctl_policy_zone wanted[] = {
		[DAXCTL_POLICY_WANT_OFFLINE] = DAXCTL_POLICY_NO_ZONE,
		[DAXCTL_POLICY_WANT_MOVABLE] = DAXCTL_POLICY_MOVABLE,
		[DAXCTL_POLICY_WANT_KERNEL] = DAXCTL_POLICY_KERNEL,
	};
	const struct daxctl_policy_actor *actor;

	for (unsigned int i = 0; (actor = daxctl_policy_get_actor(policy, i));
	     i++)
		if (actor->source == DAXCTL_POLICY_AUTO_ONLINE &&
		    actor->effect == DAXCTL_POLICY_ONLINE &&
		    actor->zone != wanted[wish])
			return actor->value;
	return NULL;
}

static bool has_rules(const struct daxctl_policy *policy)
{
	const struct daxctl_policy_actor *actor;

	for (unsigned int i = 0; (actor = daxctl_policy_get_actor(policy, i));
	     i++)
		if (actor->source == DAXCTL_POLICY_UDEV_RULE)
			return true;
	return false;
}

/*
 * A kernel or a rule that puts each new block to use itself chooses the zone,
 * and before anybody could say that the memory is to stay out of use. 1: @was
 * has to be put back afterwards; 0; or -errno.
 */
static int prepare_policy(struct daxctl_plan *plan,
			  const struct daxctl_dev_reconfigure *want, char *was,
			  size_t size)
{
	cleanup(policy_free_p) struct daxctl_policy *policy = NULL;
	const struct daxctl_policy_actor *blocker;
	const char *hold;
	bool left;
	int rc;

	rc = daxctl_policy_new(plan->ctx, plan->dax_dev, &policy);
	if (rc < 0)
		return plan_fail(plan, rc, daxctl_get_remedy(plan->ctx),
				 "%s: %s", plan->object,
				 daxctl_get_error(plan->ctx));
	blocker = daxctl_policy_get_blocker(policy, wish_of(want));
	if (blocker && !(plan->flags & DAXCTL_PLAN_FORCE))
		return refuse(plan, blocker);
	plan->settle = has_rules(policy);
	rc = plan_policy_repair(plan, was, size);
	if (rc < 0 && rc != -ENOENT)
		return rc;
	left = rc == 0;
	/* Killed before its first write or overruled, it holds nothing. */
	hold = policy_to_hold(policy, wish_of(want));
	if (!hold || (!daxctl_policy_is_held(policy) &&
		      !(plan->flags & DAXCTL_PLAN_FORCE)))
		return left;
	snprintf(was, size, "%s", hold);
	rc = plan_policy_hold(plan, was);
	return rc < 0 ? rc : 1;
}

static int unbind(struct daxctl_plan *plan,
		  const struct daxctl_dev_reconfigure *want)
{
	if (want->disabled || dax_dev_is_bound(plan->dax_dev) <= 0)
		return 0;
	return plan_dev_unbind(plan);
}

static int plug(struct daxctl_plan *plan,
		const struct daxctl_dev_reconfigure *want)
{
	int rc, held = 0;
	char was[32];

	rc = dev_check_blocks(plan);
	if (rc == 0)
		rc = held = prepare_policy(plan, want, was, sizeof(was));
	if (rc >= 0)
		rc = unbind(plan, want);
	if (rc >= 0)
		rc = plan_dev_bind(plan, "kmem");
	if (rc == 0 && held)
		rc = plan_policy_put_back(plan, was);
	if (rc == 0 && want->no_online)
		plan->expect.memory = MEMORY_OFFLINE;
	return rc;
}

/* There is nothing to plug, but something that was killed may be left. */
static int repair(struct daxctl_plan *plan)
{
	char was[32];
	int rc = plan_policy_repair(plan, was, sizeof(was));

	if (rc < 0)
		return rc == -ENOENT ? 0 : rc;
	return plan_policy_put_back(plan, was);
}

static int to_ram(struct daxctl_plan *plan,
		  const struct daxctl_dev_reconfigure *want)
{
	bool is_ram = !want->disabled &&
		      dax_dev_is_bound_to(plan->dax_dev, "kmem");
	int rc;

	plan->expect = (struct expect){ .kind = EXPECT_DEV, .driver = "kmem" };
	rc = is_ram ? repair(plan) : plug(plan, want);
	if (rc < 0 || want->no_online)
		return rc;
	return plan_online(plan, !want->no_movable, !is_ram);
}

static int check_unused(struct daxctl_plan *plan)
{
	struct daxctl_memory_blocks blocks;
	int rc = dax_count_blocks(plan->dax_dev, &blocks);

	if (rc < 0)
		return plan_fail(plan, rc,
				 rc == -EACCES ? "run it as root" : NULL,
				 "%s: its memory blocks: %s", plan->object,
				 strerror(-rc));
	if (!blocks.online)
		return 0;
	return plan_fail(
		plan, -EBUSY,
		dev_remedy(plan, "offline-memory", ", or use --force"),
		"%s is in use as system memory (%u of %u blocks online)",
		plan->object, blocks.online, blocks.total);
}

static int leave_ram(struct daxctl_plan *plan, enum daxctl_dev_mode mode)
{
	if (mode == DAXCTL_DEV_MODE_FAMFS)
		return plan_fail(
			plan, -EINVAL,
			dev_remedy(plan, "reconfigure-device --mode=devdax",
				   ""),
			"%s is in system-ram mode; must be in devdax mode to convert to famfs",
			plan->object);
	return plan->flags & DAXCTL_PLAN_FORCE ? plan_offline(plan)
					       : check_unused(plan);
}

static int to_other(struct daxctl_plan *plan,
		    const struct daxctl_dev_reconfigure *want)
{
	const char *driver = dev_driver(want->mode);
	int rc = 0;

	if (!want->disabled && dax_dev_is_bound_to(plan->dax_dev, driver))
		return 0;
	if (!want->disabled && dax_dev_is_bound_to(plan->dax_dev, "kmem"))
		rc = leave_ram(plan, want->mode);
	if (rc == 0)
		rc = unbind(plan, want);
	if (rc == 0)
		rc = plan_dev_bind(plan, driver);
	plan->expect = (struct expect){ .kind = EXPECT_DEV, .driver = driver };
	return rc;
}

/* The present values where no others are wanted. */
static int check_numbers(struct daxctl_plan *plan,
			 struct daxctl_dev_reconfigure *want, uint64_t *size,
			 uint64_t *align)
{
	uint64_t room = 0;
	int rc;

	rc = daxctl_dev_read_size(plan->dax_dev, size);
	if (rc == 0)
		rc = daxctl_dev_read_align(plan->dax_dev, align);
	if (rc == 0)
		rc = daxctl_region_read_available_size(plan->dax_region, &room);
	if (rc < 0)
		return plan_fail(plan, rc,
				 rc == -EACCES ? "run it as root" : NULL,
				 "%s: its size and alignment: %s", plan->object,
				 strerror(-rc));
	if (!want->has_size)
		want->size = *size;
	if (!want->has_align)
		want->align = *align;
	rc = dev_check_align(plan, want->align);
	if (rc == 0)
		rc = dev_check_size(plan, want->size, want->align,
				    *size + room);
	return rc;
}

/*
 * Whoever has mapped it would lose it: that takes a --force. As system memory
 * it can't come back with another size, and stays what it is unless the caller
 * gives it its next mode.
 */
static int leave_idle(struct daxctl_plan *plan,
		      const struct daxctl_dev_reconfigure *want)
{
	bool force = plan->flags & DAXCTL_PLAN_FORCE;

	if (dax_dev_is_bound_to(plan->dax_dev, "kmem")) {
		if (force && want->disabled)
			return plan_offline(plan);
		return plan_fail(
			plan, -EBUSY,
			dev_remedy(plan, "reconfigure-device --mode=devdax",
				   ""),
			"%s is in system-ram mode: its size and alignment are fixed",
			plan->object);
	}
	if (dax_dev_is_bound(plan->dax_dev) <= 0 || force)
		return 0;
	return plan_fail(plan, -EBUSY,
			 dev_remedy(plan, "disable-device", ", or use --force"),
			 "%s is enabled: its size and alignment are fixed",
			 plan->object);
}

static int resize(struct daxctl_plan *plan, struct daxctl_dev_reconfigure want)
{
	uint64_t size, align;
	const char *driver = NULL;
	int rc;

	rc = dev_check_dynamic(plan, "resized");
	if (rc == 0)
		rc = check_numbers(plan, &want, &size, &align);
	if (rc < 0 || (want.size == size && want.align == align))
		return rc;
	rc = leave_idle(plan, &want);
	if (rc < 0)
		return rc;
	if (dax_dev_is_bound(plan->dax_dev) > 0) {
		driver = dev_driver(daxctl_dev_get_mode(plan->dax_dev));
		rc = plan_dev_unbind(plan);
	}
	/* The ranges that there are must be on the alignment. */
	if (rc == 0 && want.align < align)
		rc = plan_dev_number(plan, "align", want.align, NULL);
	if (rc == 0 && want.size != size)
		rc = plan_dev_number(plan, "size", want.size, NULL);
	if (rc == 0 && want.align > align)
		rc = plan_dev_number(plan, "align", want.align, NULL);
	if (!want.size || want.disabled)
		driver = NULL;
	if (rc == 0 && driver)
		rc = plan_dev_bind(plan, driver);
	plan->expect = (struct expect){ .kind = EXPECT_DEV,
					.driver = driver,
					.has_size = true,
					.size = want.size };
	return rc;
}

static int reconfigure(struct daxctl_plan *plan,
		       const struct daxctl_dev_reconfigure *want)
{
	uint64_t size;

	if (want->has_size || want->has_align)
		return resize(plan, *want);
	if (daxctl_dev_read_size(plan->dax_dev, &size) == 0 && !size)
		return plan_fail(
			plan, -ENXIO,
			dev_remedy(plan, "reconfigure-device --size=SIZE", ""),
			"%s has size 0: it can have no mode", plan->object);
	if (want->mode == DAXCTL_DEV_MODE_RAM)
		return to_ram(plan, want);
	return to_other(plan, want);
}

static bool becomes_ram(const struct daxctl_dev_reconfigure *want)
{
	return want->mode == DAXCTL_DEV_MODE_RAM && !want->has_size &&
	       !want->has_align;
}

DAXCTL_EXPORT int
daxctl_dev_plan_reconfigure(struct daxctl_dev *dev,
			    const struct daxctl_dev_reconfigure *want,
			    unsigned int flags, struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	int rc;

	rc = (becomes_ram(want) ? plan_for_memory : plan_for_dev)(
		dev, "reconfigure device", flags, &plan);
	if (rc < 0)
		return rc;
	plan->failed = "try again: daxctl reconfigure-device";
	rc = reconfigure(plan, want);
	if (rc == 0)
		*ret = take_ptr(plan);
	return rc;
}
