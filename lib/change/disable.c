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

/* Memory that the system runs on can't be taken from under it. */
static int check_memory(struct daxctl_plan *plan,
			struct daxctl_nd_namespace *ns)
{
	const char *name = daxctl_nd_namespace_get_devname(ns);
	struct daxctl_memory_blocks blocks;
	struct daxctl_region *region;
	struct daxctl_dev *dev;

	region = daxctl_nd_namespace_get_dax_region(ns);
	if (!region)
		return 0;
	daxctl_dev_foreach(region, dev) {
		if (daxctl_dev_read_memory_blocks(dev, &blocks) < 0 ||
		    !blocks.online)
			continue;
		return plan_fail(
			plan, -EBUSY,
			"set its blocks offline first: /sys/devices/system/memory/memory*/state",
			"%s: %s is in use as system memory (%u of %u blocks online)",
			name, daxctl_dev_get_devname(dev), blocks.online,
			blocks.total);
	}
	return 0;
}

static int unbind_claim(struct daxctl_plan *plan,
			struct daxctl_nd_namespace *ns,
			const struct sysfs_node *claim)
{
	const struct sysfs_node *node = nd_namespace_node(ns);
	char disk[40];
	int rc;

	rc = check_memory(plan, ns);
	if (rc == 0 && nd_has_driver(claim) > 0) {
		/* Binding the namespace brings the claim back. */
		rc = plan_unbind(plan, claim, node);
		if (rc == 0 && daxctl_nd_namespace_get_blockdev(
				       ns, disk, sizeof(disk)) == 0)
			rc = hold_disk(plan, nd_node_name(node), disk,
				       plan_last(plan));
	} else if (rc == 0) {
		rc = plan_note(plan,
			       "%s holds %s, but isn't bound: left half-made",
			       nd_node_name(claim), nd_node_name(node));
	}
	/* Clearing it resets the claiming device, or removes it. */
	if (rc == 0)
		rc = plan_write(plan, claim, "namespace", "", NULL, NULL);
	return rc;
}

int plan_disable(struct daxctl_plan *plan, struct daxctl_nd_namespace *ns)
{
	const struct sysfs_node *claim = nd_namespace_claim_node(ns);
	const struct sysfs_node *node = nd_namespace_node(ns);
	char disk[40];
	int rc;

	if (claim)
		return unbind_claim(plan, ns, claim);
	if (nd_has_driver(node) <= 0)
		return 0;
	rc = plan_unbind(plan, node, node);
	if (rc == 0 &&
	    daxctl_nd_namespace_get_blockdev(ns, disk, sizeof(disk)) == 0)
		rc = hold_disk(plan, nd_node_name(node), disk, plan_last(plan));
	return rc;
}
