/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * setup.c - the steps that clear a namespace and those that build one
 *
 * Their order is upstream's: each write of a labelled namespace's attribute
 * makes the kernel write a label, so it decides which bytes end up on the
 * media.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/disable.h"
#include "lib/change/setup.h"
#include "lib/nd/driver.h"

int plan_check_namespace(struct daxctl_plan *plan,
			 struct daxctl_nd_namespace *ns)
{
	struct daxctl_nd_region *region = daxctl_nd_namespace_get_region(ns);
	const char *name = daxctl_nd_namespace_get_devname(ns);
	bool read_only;
	char remedy[128];
	int rc;

	if (daxctl_nd_region_get_read_only(region, &read_only) == 0 &&
	    read_only) {
		snprintf(remedy, sizeof(remedy),
			 "echo 0 > /sys/bus/nd/devices/%s/read_only",
			 daxctl_nd_region_get_devname(region));
		return plan_fail(plan, -EROFS, remedy,
				 "%s: its region %s is read-only", name,
				 daxctl_nd_region_get_devname(region));
	}
	rc = daxctl_nd_namespace_is_active(ns);
	if (rc < 0)
		return plan_fail(plan, rc, NULL,
				 "%s: can't tell if it is active: %s", name,
				 strerror(-rc));
	if (!rc || plan->flags & DAXCTL_PLAN_FORCE)
		return 0;
	snprintf(remedy, sizeof(remedy),
		 "daxctl disable-namespace %s, or use --force", name);
	return plan_fail(plan, -EBUSY, remedy, "%s is active", name);
}

/* The disk that a namespace is without anything on it. */
static void raw_disk(struct daxctl_nd_namespace *ns, char buf[40])
{
	struct daxctl_nd_region *region = daxctl_nd_namespace_get_region(ns);
	unsigned int id = daxctl_nd_namespace_get_id(ns);
	int len;

	len = snprintf(buf, 40, "pmem%u", daxctl_nd_region_get_id(region));
	if (id)
		snprintf(buf + len, 40 - len, ".%u", id);
}

static int clear_head(struct daxctl_plan *plan, struct daxctl_nd_namespace *ns)
{
	const struct sysfs_node *node = nd_namespace_node(ns);
	char disk[40];
	int rc;

	raw_disk(ns, disk);
	rc = plan_write(plan, node, "force_raw", "1", "force_raw", "0");
	if (rc == 0)
		rc = plan_bind(plan, node);
	if (rc == 0)
		rc = plan_clear_head(plan, node, disk);
	if (rc == 0)
		rc = plan_write(plan, node, "force_raw", "0", "force_raw", "1");
	if (rc == 0)
		rc = plan_unbind(plan, node, node);
	if (rc == 0)
		plan_takes_away(plan, disk);
	return rc;
}

/* Which kind of device may claim it; old kernels don't ask. */
static int write_class(struct daxctl_plan *plan, const struct sysfs_node *ns,
		       const char *class, const char *undo)
{
	int rc = plan_write(plan, ns, "holder_class", class, "holder_class",
			    undo);

	if (rc == 0)
		plan_last(plan)->optional = true;
	return rc;
}

static int setup_class(struct daxctl_plan *plan, const struct sysfs_node *ns,
		       enum daxctl_nd_mode mode)
{
	static const char *const classes[] = {
		[DAXCTL_ND_MODE_RAW] = "",
		[DAXCTL_ND_MODE_SECTOR] = "btt",
		[DAXCTL_ND_MODE_FSDAX] = "pfn",
		[DAXCTL_ND_MODE_DEVDAX] = "dax",
	};

	return write_class(plan, ns, classes[mode], "");
}

int plan_clear(struct daxctl_plan *plan, struct daxctl_nd_namespace *ns)
{
	const struct sysfs_node *node = nd_namespace_node(ns);
	uint64_t size;
	int rc;

	rc = plan_check_namespace(plan, ns);
	if (rc == 0)
		rc = plan_disable(plan, ns);
	if (rc == 0)
		rc = write_class(plan, node, "", NULL);
	if (rc < 0)
		return rc;
	rc = daxctl_nd_namespace_get_raw_size(ns, &size);
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: size: %s",
				 nd_node_name(node), strerror(-rc));
	return size ? clear_head(plan, ns) : 0;
}

/*
 * The sector size to write back, "" if the namespace has none of its own. No
 * write makes it that none is selected: the usual size means the same, and the
 * plan remembers it.
 */
static void sector_to_keep(struct daxctl_plan *plan,
			   const struct sysfs_node *ns, char *buf, size_t size)
{
	uint64_t selected;

	*buf = '\0';
	if (nd_sector_size_selected(ns, &selected) < 0)
		return;
	if (!selected)
		plan->unselected = *ns;
	snprintf(buf, size, "%ju",
		 (uintmax_t)(selected ? selected : ND_SECTOR_SIZE));
}

static int setup_sector(struct daxctl_plan *plan, const struct sysfs_node *ns,
			const struct target *target, enum setup_from from)
{
	char value[24], old[24];
	int rc;

	if (!target->has_sector_size)
		return 0;
	snprintf(value, sizeof(value), "%ju", (uintmax_t)target->sector_size);
	sector_to_keep(plan, ns, old, sizeof(old));
	rc = plan_write(plan, ns, "sector_size", value,
			*old ? "sector_size" : NULL, old);
	if (rc == 0 && from == SETUP_LATER)
		plan_last(plan)->optional = true;
	return rc;
}

/* The kernel takes no uuid twice, not even for the namespace that has it. */
static int setup_uuid(struct daxctl_plan *plan, const struct sysfs_node *ns,
		      const struct target *target, enum setup_from from)
{
	bool old = from == SETUP_OLD;
	char uuid[40];

	if (old && sysfs_read_text(ns, "uuid", uuid, sizeof(uuid)) == 0 &&
	    !strcmp(uuid, target->uuid))
		return 0;
	/* A size of 0 takes the uuid away, too. */
	return plan_write(plan, ns, "uuid", target->uuid, old ? "uuid" : "size",
			  old ? NULL : "0");
}

static int setup_label(struct daxctl_plan *plan, const struct sysfs_node *ns,
		       const struct target *target, enum setup_from from)
{
	bool old = from == SETUP_OLD;
	char size[24];
	int rc;

	snprintf(size, sizeof(size), "%ju", (uintmax_t)target->size);
	rc = setup_uuid(plan, ns, target, from);
	if (rc == 0)
		rc = plan_write(plan, ns, "alt_name", target->name, "alt_name",
				from == SETUP_LATER ? "" : NULL);
	if (rc == 0)
		rc = plan_write(plan, ns, "size", size, "size",
				old ? NULL : "0");
	return rc == 0 ? setup_sector(plan, ns, target, from) : rc;
}

/* One write to the device that is to claim the namespace. */
static int write_claim(struct daxctl_plan *plan, const struct sysfs_node *claim,
		       const char *seed, const char *attr, const char *value,
		       const char *undo_attr, const char *undo_value)
{
	int rc = plan_write(plan, claim, attr, value, seed ? NULL : undo_attr,
			    undo_value);

	/* A seed that comes with the region goes with it, too. */
	if (rc == 0 && seed)
		plan_to_seed(plan, seed);
	return rc;
}

static int setup_claim(struct daxctl_plan *plan, const struct sysfs_node *claim,
		       const char *seed, const struct sysfs_node *ns,
		       const struct target *target)
{
	const char *map = target->map == DAXCTL_ND_MAP_MEM ? "ram" : "pmem";
	char sector[24], align[24];
	int rc;

	snprintf(sector, sizeof(sector), "%ju", (uintmax_t)target->sector_size);
	snprintf(align, sizeof(align), "%ju", (uintmax_t)target->align);
	/* Taking the namespace from a seed resets the seed's uuid and mode. */
	rc = write_claim(plan, claim, seed, "uuid", target->claim_uuid,
			 "namespace", "");
	if (rc == 0 && target->mode == DAXCTL_ND_MODE_SECTOR) {
		rc = write_claim(plan, claim, seed, "sector_size", sector, NULL,
				 NULL);
	} else if (rc == 0) {
		rc = write_claim(plan, claim, seed, "mode", map, NULL, NULL);
		if (rc == 0)
			rc = write_claim(plan, claim, seed, "align", align,
					 "align", NULL);
	}
	if (rc == 0)
		rc = write_claim(plan, claim, seed, "namespace",
				 nd_node_name(ns), "namespace", "");
	if (rc == 0)
		rc = plan_bind(plan, claim);
	if (rc == 0 && seed)
		plan_to_seed(plan, seed);
	return rc;
}

/* A seed that a killed tool has left claiming another namespace: let go. */
static int free_claim(struct daxctl_plan *plan, const struct sysfs_node *claim,
		      const struct sysfs_node *ns)
{
	char held[40];
	int rc;

	rc = sysfs_read_text(claim, "namespace", held, sizeof(held));
	/* Its claim on this one went with the steps that cleared it. */
	if (rc == -ENOENT || (rc == 0 && !strcmp(held, nd_node_name(ns))))
		return 0;
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: namespace: %s",
				 nd_node_name(claim), strerror(-rc));
	rc = plan_note(plan, "%s holds %s, but isn't bound: left half-made",
		       nd_node_name(claim), held);
	if (rc == 0)
		rc = plan_write(plan, claim, "namespace", "", NULL, NULL);
	return rc;
}

/* The device of the region that is to claim the namespace. */
static int find_claim(struct daxctl_plan *plan, const struct sysfs_node *region,
		      const char *seed, const struct sysfs_node *ns,
		      struct sysfs_node *ret)
{
	char name[40];
	int rc;

	rc = sysfs_read_text(region, seed, name, sizeof(name));
	if (rc == 0)
		rc = sysfs_child(region, name, ret);
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: %s: %s",
				 nd_node_name(region), seed, strerror(-rc));
	return free_claim(plan, ret, ns);
}

int plan_setup(struct daxctl_plan *plan, const struct sysfs_node *region,
	       const struct sysfs_node *ns, const struct target *target,
	       enum setup_from from)
{
	const char *seed = mode_seed(target->mode);
	bool later = from == SETUP_LATER;
	struct sysfs_node claim = *region;
	int rc = 0;

	if (target->native)
		seed = NULL;
	if (seed && !later)
		rc = find_claim(plan, region, seed, ns, &claim);
	if (rc == 0 && target->labelled)
		rc = setup_label(plan, ns, target, from);
	if (rc == 0)
		rc = setup_class(plan, ns, target->mode);
	if (rc == 0 && seed)
		rc = setup_claim(plan, &claim, later ? seed : NULL, ns, target);
	else if (rc == 0)
		rc = plan_bind(plan, ns);
	plan->expect = (struct expect){ .kind = EXPECT_NAMESPACE,
					.node = *ns,
					.mode = target->mode,
					.size = target->size };
	return rc;
}
