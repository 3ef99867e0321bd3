/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * create.c - make a namespace in the free space of a region
 *
 * The kernel keeps one unused namespace a region, its seed. A tool that was
 * killed may have left the seed half made: it is taken all the same, and the
 * plan says so.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/disable.h"
#include "lib/change/objects.h"
#include "lib/change/setup.h"
#include "lib/nd/driver.h"

static int check_region(struct daxctl_plan *plan,
			struct daxctl_nd_region *region)
{
	const char *name = daxctl_nd_region_get_devname(region);
	char remedy[96];
	bool read_only;

	if (nd_has_driver(nd_region_node(region)) <= 0 &&
	    daxctl_nd_region_is_enabled(region) <= 0) {
		snprintf(remedy, sizeof(remedy), "daxctl enable-region %s",
			 name);
		return plan_fail(plan, -ENODEV, remedy, "%s is disabled", name);
	}
	if (daxctl_nd_region_get_read_only(region, &read_only) == 0 &&
	    read_only) {
		snprintf(remedy, sizeof(remedy),
			 "echo 0 > /sys/bus/nd/devices/%s/read_only", name);
		return plan_fail(plan, -EROFS, remedy, "%s is read-only", name);
	}
	return 0;
}

static struct daxctl_nd_namespace *by_number(struct daxctl_plan *plan,
					     struct daxctl_nd_region *region)
{
	char name[40];

	snprintf(name, sizeof(name), "namespace%u.0",
		 daxctl_nd_region_get_id(region));
	return plan_namespace(plan, name);
}

static struct daxctl_nd_namespace *seed_of(struct daxctl_plan *plan,
					   struct daxctl_nd_region *region)
{
	char name[40];

	if (sysfs_read_text(nd_region_node(region), "namespace_seed", name,
			    sizeof(name)) < 0)
		return NULL;
	return plan_namespace(plan, name);
}

/* Without labels there is one namespace, and it must not be in use. */
static int find_whole(struct daxctl_plan *plan, struct target_from *from)
{
	const char *region = daxctl_nd_region_get_devname(from->region);
	char remedy[128];
	int rc;

	from->ns = by_number(plan, from->region);
	if (!from->ns)
		return plan_fail(plan, -ENODEV, "see ndctl list -RNi",
				 "%s has no namespace to use", region);
	rc = daxctl_nd_region_get_size(from->region, &from->room);
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: size: %s", region,
				 strerror(-rc));
	if (daxctl_nd_namespace_is_active(from->ns) <= 0)
		return 0;
	snprintf(remedy, sizeof(remedy),
		 "make it anew: daxctl create-namespace -f -e %s",
		 daxctl_nd_namespace_get_devname(from->ns));
	return plan_fail(plan, -ENOSPC, remedy,
			 "%s has no labels, and its one namespace is in use",
			 region);
}

/* An inactive namespace without an owner to speak for it, to be told about. */
static void full_remedy(struct daxctl_nd_region *region, char *buf, size_t size)
{
	struct daxctl_nd_namespace *ns;
	uint64_t bytes;

	snprintf(buf, size,
		 "destroy what is no longer wanted, see: ndctl list -Ni -r %s",
		 daxctl_nd_region_get_devname(region));
	daxctl_nd_namespace_foreach(region, ns)
		if (daxctl_nd_namespace_is_active(ns) == 0 &&
		    daxctl_nd_namespace_get_raw_size(ns, &bytes) == 0 && bytes)
			snprintf(
				buf, size,
				"%s is disabled, perhaps left half-made: if it holds nothing, daxctl destroy-namespace %s",
				daxctl_nd_namespace_get_devname(ns),
				daxctl_nd_namespace_get_devname(ns));
}

/* Without a size it holds nothing, whatever else a killed tool has set. */
static bool is_empty(struct daxctl_nd_namespace *ns)
{
	uint64_t size;

	return ns && daxctl_nd_namespace_get_raw_size(ns, &size) == 0 &&
	       !size && daxctl_nd_namespace_is_active(ns) == 0;
}

/* Begun and left: it goes first, lest it be left for good. */
static bool is_half_made(struct daxctl_nd_namespace *ns)
{
	return ns && (daxctl_nd_namespace_is_idle(ns) == 0 ||
		      nd_namespace_claim_node(ns));
}

/* What a killed tool has left can't be told from what its owner disabled. */
static int name_disabled(struct daxctl_plan *plan, struct target_from *from)
{
	struct daxctl_nd_namespace *ns;
	uint64_t size;
	int rc = 0;

	daxctl_nd_namespace_foreach(from->region, ns) {
		const char *name = daxctl_nd_namespace_get_devname(ns);

		if (rc < 0 || ns == from->ns ||
		    daxctl_nd_namespace_is_active(ns) != 0 ||
		    daxctl_nd_namespace_get_raw_size(ns, &size) < 0 || !size)
			continue;
		rc = plan_note(
			plan,
			"%s is disabled, perhaps left half-made: if it holds nothing, daxctl destroy-namespace %s",
			name, name);
	}
	return rc;
}

static int find_seed(struct daxctl_plan *plan, struct target_from *from)
{
	const char *region = daxctl_nd_region_get_devname(from->region);
	struct daxctl_nd_namespace *first;
	uint64_t used = 0;
	char remedy[256];
	int rc;

	rc = daxctl_nd_region_get_max_available_extent(from->region,
						       &from->room);
	if (rc < 0)
		rc = daxctl_nd_region_get_available_size(from->region,
							 &from->room);
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: available_size: %s",
				 region, strerror(-rc));
	first = by_number(plan, from->region);
	from->ns = seed_of(plan, from->region);
	if (!is_half_made(from->ns) && is_empty(first))
		from->ns = first;
	if (!from->ns)
		return plan_fail(plan, -ENODEV, "daxctl enable-region",
				 "%s has no seed for a namespace", region);
	/* What was left half made is room, too. */
	(void)!daxctl_nd_namespace_get_raw_size(from->ns, &used);
	if (used > from->room)
		from->room = used;
	if (from->room)
		return name_disabled(plan, from);
	full_remedy(from->region, remedy, sizeof(remedy));
	return plan_fail(plan, -ENOSPC, remedy, "%s has no free space", region);
}

int plan_repair(struct daxctl_plan *plan, struct daxctl_nd_namespace *ns)
{
	const struct sysfs_node *node = nd_namespace_node(ns);
	uint64_t size;
	char text[24];
	int rc;

	if (daxctl_nd_namespace_is_idle(ns) > 0)
		return 0;
	rc = daxctl_nd_namespace_get_raw_size(ns, &size);
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: size: %s",
				 nd_node_name(node), strerror(-rc));
	rc = plan_note(plan, "%s was left half-made (size %s): it is used anew",
		       nd_node_name(node), size_words(size, text));
	if (rc == 0)
		rc = plan_disable(plan, ns);
	/* With no label yet the uuid can't be changed, only be given up. */
	if (rc == 0)
		rc = plan_write(plan, node, "size", "0", NULL, NULL);
	return rc;
}

static int create(struct daxctl_plan *plan, struct daxctl_nd_region *region,
		  const struct daxctl_nd_create *want)
{
	struct target_from from = { .region = region };
	enum daxctl_nd_region_type type;
	struct target target;
	int rc;

	rc = check_region(plan, region);
	if (rc < 0)
		return rc;
	rc = daxctl_nd_region_get_type(region, &type);
	if (rc < 0 || type == DAXCTL_ND_REGION_BLK)
		return plan_fail(plan, -ENODEV, "choose a region of type pmem",
				 "%s is no pmem region", plan->object);
	rc = type == DAXCTL_ND_REGION_PMEM ? find_seed(plan, &from)
					   : find_whole(plan, &from);
	if (rc == 0)
		rc = target_make(plan, &from, want, &target);
	if (rc == 0 && target.labelled)
		rc = plan_repair(plan, from.ns);
	if (rc < 0)
		return rc;
	snprintf(plan->object, sizeof(plan->object), "%s",
		 daxctl_nd_namespace_get_devname(from.ns));
	return plan_setup(plan, nd_region_node(region),
			  nd_namespace_node(from.ns), &target, SETUP_EMPTY);
}

DAXCTL_EXPORT int daxctl_nd_plan_create(struct daxctl_nd_region *region,
					const struct daxctl_nd_create *want,
					unsigned int flags,
					struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	struct daxctl_nd_region *own;
	int rc;

	rc = want_check(nd_region_ctx(region), want);
	if (rc == 0)
		rc = plan_for_region(region, "create namespace", flags, &plan,
				     &own);
	if (rc < 0)
		return rc;
	plan->keep_failed = !want->autorecover;
	plan->failed = "try again: daxctl create-namespace";
	rc = create(plan, own, want);
	if (rc == 0)
		*ret = take_ptr(plan);
	return rc;
}
