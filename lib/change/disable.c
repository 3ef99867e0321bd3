/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * disable.c - take a namespace out of use without hurting who uses it
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/disable.h"
#include "lib/change/hold.h"
#include "lib/nd/driver.h"

static int in_use(struct daxctl_plan *plan, const char *ns, const char *disk)
{
	char who[160] = "opened exclusively by another process",
	     remedy[192] = "end it, see: fuser -v /dev/";

	strncat(remedy, disk, sizeof(remedy) - strlen(remedy) - 1);
	(void)!disk_user(plan->ctx, disk, who, sizeof(who), remedy,
			 sizeof(remedy));
	return plan_fail(plan, -EBUSY, remedy, "%s: its disk %s is in use: %s",
			 ns, disk, who);
}

/* In a captured tree only what the tree tells can be known. */
static int check_users(struct daxctl_plan *plan, const char *ns,
		       const char *disk)
{
	char who[160], remedy[192];

	if (disk_user(plan->ctx, disk, who, sizeof(who), remedy,
		      sizeof(remedy)) <= 0)
		return 0;
	return plan_fail(plan, -EBUSY, remedy, "%s: its disk %s is in use: %s",
			 ns, disk, who);
}

static int hold_disk(struct daxctl_plan *plan, const char *ns, const char *disk,
		     struct step *step)
{
	bool dry = plan->flags & DAXCTL_PLAN_DRY_RUN;
	int fd;

	if (plan->ctx->captured)
		return check_users(plan, ns, disk);
	/* Closing what was open for writing makes udev look at it again. */
	fd = nd_disk_open(plan->ctx, disk, dry ? O_RDONLY : O_RDWR);
	if (fd == -EBUSY)
		return in_use(plan, ns, disk);
	if (fd == -EACCES || fd == -EPERM)
		return dry ? check_users(plan, ns, disk)
			   : plan_fail(plan, fd, "run it as root",
				       "%s: no permission to open /dev/%s", ns,
				       disk);
	if (fd < 0)
		return plan_fail(plan, fd, "see what /dev has for it",
				 "%s: can't open /dev/%s: %s", ns, disk,
				 strerror(-fd));
	if (dry) {
		close(fd);
		return 0;
	}
	snprintf(step->disk, sizeof(step->disk), "%s", disk);
	step->fd = fd;
	return 0;
}

/* Somebody may use what wasn't seen. */
static int unseen(struct daxctl_plan *plan, struct daxctl_nd_namespace *ns,
		  int rc, const char *what)
{
	return plan_fail(plan, rc, NULL, "%s: can't tell %s: %s",
			 daxctl_nd_namespace_get_devname(ns), what,
			 strerror(-rc));
}

/* Memory that the system runs on can't be taken from under it. */
static int check_memory(struct daxctl_plan *plan,
			struct daxctl_nd_namespace *ns)
{
	const char *name = daxctl_nd_namespace_get_devname(ns);
	struct daxctl_memory_blocks blocks;
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	char remedy[96];
	int rc;

	region = daxctl_nd_namespace_get_dax_region(ns);
	if (!region)
		return unseen(plan, ns, -ENODEV, "who has its dax region");
	daxctl_dev_foreach(region, dev) {
		rc = daxctl_dev_read_memory_blocks(dev, &blocks);
		if (rc == -ENOENT || (rc == 0 && !blocks.online))
			continue;
		/* A user who may not know can plan, but not run the plan. */
		if (rc < 0 && plan->flags & DAXCTL_PLAN_DRY_RUN)
			continue;
		if (rc < 0)
			return unseen(plan, ns, rc, "if it is system memory");
		snprintf(remedy, sizeof(remedy),
			 "take it out of use: daxctl offline-memory %s",
			 daxctl_dev_get_devname(dev));
		return plan_fail(
			plan, -EBUSY, remedy,
			"%s: %s is in use as system memory (%u of %u blocks online)",
			name, daxctl_dev_get_devname(dev), blocks.online,
			blocks.total);
	}
	rc = daxctl_get_scan_error(plan->ctx);
	return rc < 0 ? unseen(plan, ns, rc, "who has its dax region") : 0;
}

/* Unbind a device and hold its disk, if it has one, until that is done. */
static int unbind_disk(struct daxctl_plan *plan, struct daxctl_nd_namespace *ns,
		       const struct sysfs_node *node)
{
	bool later = false;
	char disk[40];
	int rc, found;

	found = daxctl_nd_namespace_get_blockdev(ns, disk, sizeof(disk));
	if (found < 0 && found != -ENOENT)
		return unseen(plan, ns, found, "its disk");
	rc = found == 0 ? plan_release(plan, disk, &later) : 0;
	/* Binding the namespace brings back what claims it, too. */
	if (rc == 0)
		rc = plan_unbind(plan, node, nd_namespace_node(ns));
	if (rc < 0 || found < 0)
		return rc;
	plan_takes_away(plan, disk);
	if (!later)
		return hold_disk(plan, daxctl_nd_namespace_get_devname(ns),
				 disk, plan_last(plan));
	snprintf(plan_last(plan)->disk, sizeof(plan_last(plan)->disk), "%s",
		 disk);
	return 0;
}

/* What the step before takes away is no disk, but a character device. */
static void note_chardev(struct daxctl_plan *plan,
			 struct daxctl_nd_namespace *ns)
{
	struct daxctl_region *region = daxctl_nd_namespace_get_dax_region(ns);
	struct daxctl_dev *dev = region ? daxctl_dev_get_first(region) : NULL;

	if (dev)
		plan_takes_away(plan, daxctl_dev_get_devname(dev));
}

static int unbind_claim(struct daxctl_plan *plan,
			struct daxctl_nd_namespace *ns,
			const struct sysfs_node *claim)
{
	enum daxctl_nd_mode mode;
	int rc;

	if (nd_has_driver(claim) == 0) {
		rc = plan_note(plan,
			       "%s holds %s, but isn't bound: left half-made",
			       nd_node_name(claim),
			       daxctl_nd_namespace_get_devname(ns));
	} else {
		rc = daxctl_nd_namespace_get_mode(ns, &mode);
		if (rc == 0 && mode == DAXCTL_ND_MODE_DEVDAX)
			rc = check_memory(plan, ns);
		else if (rc < 0)
			return unseen(plan, ns, rc, "its mode");
		if (rc == 0)
			rc = unbind_disk(plan, ns, claim);
		if (rc == 0 && mode == DAXCTL_ND_MODE_DEVDAX)
			note_chardev(plan, ns);
	}
	/* Clearing it resets the claiming device, or removes it. */
	if (rc == 0)
		rc = plan_write(plan, claim, "namespace", "", NULL, NULL);
	return rc;
}

int plan_disable(struct daxctl_plan *plan, struct daxctl_nd_namespace *ns)
{
	enum daxctl_nd_claim claim;
	int rc;

	rc = daxctl_nd_namespace_get_claim(ns, &claim);
	if (rc < 0)
		return unseen(plan, ns, rc, "what claims it");
	if (claim != DAXCTL_ND_CLAIM_NONE)
		return unbind_claim(plan, ns, nd_namespace_claim_node(ns));
	rc = nd_has_driver(nd_namespace_node(ns));
	if (rc < 0)
		return unseen(plan, ns, rc, "if it is enabled");
	return rc ? unbind_disk(plan, ns, nd_namespace_node(ns)) : 0;
}
