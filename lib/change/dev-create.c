/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dev-create.c - carve a device out of a dax region
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/dev.h"
#include "lib/dax/dax.h"

/*
 * One that was made before and has neither size nor driver, by a tool that was
 * killed perhaps, is used up first.
 */
static int take_seed(struct daxctl_plan *plan)
{
	struct daxctl_dev *seed = daxctl_region_get_dev_seed(plan->dax_region);
	uint64_t size;

	if (!seed || daxctl_dev_read_size(seed, &size) < 0 || size ||
	    dax_dev_is_bound(seed) != 0 || !daxctl_dev_get_id(seed))
		return plan_dev_create(plan);
	plan->dax_dev = seed;
	snprintf(plan->object, sizeof(plan->object), "%s",
		 daxctl_dev_get_devname(seed));
	return plan_note(plan, "%s was made before and is empty: it is taken",
			 plan->object);
}

static int write_ranges(struct daxctl_plan *plan,
			const struct daxctl_dev_create *want)
{
	char text[48];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < want->n_ranges; i++) {
		snprintf(text, sizeof(text), "%#" PRIx64 "-%#" PRIx64,
			 want->ranges[i].start, want->ranges[i].end);
		/* Ranges are given back by taking the whole size away. */
		rc = plan_dev_write(plan, "mapping", text, "size", "0");
	}
	return rc;
}

static int check_ranges(struct daxctl_plan *plan,
			const struct daxctl_dev_create *want, uint64_t align,
			uint64_t *ret)
{
	uint64_t size = 0;

	for (size_t i = 0; i < want->n_ranges; i++) {
		const struct daxctl_range *range = &want->ranges[i];

		if (range->end < range->start || range->start % align ||
		    (range->end + 1) % align)
			return plan_fail(
				plan, -EINVAL,
				"give the first and the last address of each range",
				"%s: the range %#jx-%#jx doesn't begin and end on the alignment, %#jx",
				plan->object, (uintmax_t)range->start,
				(uintmax_t)range->end, (uintmax_t)align);
		size += range->end - range->start + 1;
	}
	if (want->has_size && want->size != size)
		return plan_fail(plan, -EINVAL, "leave the size out",
				 "%s: size=%ju, but the ranges have %ju bytes",
				 plan->object, (uintmax_t)want->size,
				 (uintmax_t)size);
	*ret = size;
	return 0;
}

/* The size that it will have. */
static int find_size(struct daxctl_plan *plan,
		     const struct daxctl_dev_create *want, uint64_t align,
		     uint64_t *ret)
{
	uint64_t room, size;
	int rc;

	rc = daxctl_region_read_available_size(plan->dax_region, &room);
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: free memory: %s",
				 plan->object, strerror(-rc));
	size = want->has_size ? want->size : room - room % align;
	if (want->n_ranges)
		rc = check_ranges(plan, want, align, &size);
	if (rc == 0 && !size && want->has_size)
		return plan_fail(plan, -EINVAL, "give a size, or none for all",
				 "%s: size=0 is no device", plan->object);
	if (rc == 0 && !size)
		return plan_fail(
			plan, -ENOSPC,
			"destroy or shrink another device: daxctl list --regions --devices -i",
			"%s has no room for a device: %ju bytes are free",
			plan->object, (uintmax_t)room);
	if (rc == 0)
		rc = dev_check_size(plan, size, align, room);
	if (rc == 0)
		*ret = size;
	return rc;
}

static int find_align(struct daxctl_plan *plan,
		      const struct daxctl_dev_create *want, uint64_t *ret)
{
	int rc;

	if (want->has_align) {
		rc = dev_check_align(plan, want->align);
		if (rc == 0)
			*ret = want->align;
		return rc;
	}
	/* For root alone: a dry run goes on without. */
	if (daxctl_region_read_align(plan->dax_region, ret) < 0 || !*ret)
		*ret = 4096;
	return 0;
}

/* Its alignment goes with a device that is deleted. */
static int write_align(struct daxctl_plan *plan, uint64_t align)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, align);
	return plan_dev_write(plan, "align", text, NULL, NULL);
}

/* A tool that was killed may have left the one that is taken with its own. */
static bool has_other_align(const struct daxctl_plan *plan)
{
	uint64_t usual, is;

	return plan->dax_dev &&
	       daxctl_region_read_align(plan->dax_region, &usual) == 0 &&
	       daxctl_dev_read_align(plan->dax_dev, &is) == 0 && is != usual;
}

static int create(struct daxctl_plan *plan,
		  const struct daxctl_dev_create *want)
{
	uint64_t size = 0, align;
	int rc;

	rc = find_align(plan, want, &align);
	if (rc == 0)
		rc = find_size(plan, want, align, &size);
	if (rc < 0)
		return rc;
	rc = take_seed(plan);
	if (rc == 0 && (want->has_align || has_other_align(plan)))
		rc = write_align(plan, align);
	if (rc == 0 && want->n_ranges)
		rc = write_ranges(plan, want);
	else if (rc == 0)
		rc = plan_dev_number(plan, "size", size, "0");
	if (rc == 0)
		rc = plan_dev_bind(plan, dev_driver(DAXCTL_DEV_MODE_DEVDAX));
	plan->expect = (struct expect){
		.kind = EXPECT_DEV,
		.has_size = true,
		.size = size,
		.driver = dev_driver(DAXCTL_DEV_MODE_DEVDAX),
	};
	return rc;
}

DAXCTL_EXPORT int
daxctl_region_plan_create(struct daxctl_region *region,
			  const struct daxctl_dev_create *want,
			  unsigned int flags, struct daxctl_plan **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	int rc;

	rc = plan_for_dax_region(region, "create device", flags, &plan);
	if (rc < 0)
		return rc;
	plan->failed = "try again: daxctl create-device";
	rc = dev_check_dynamic(plan, "divided into devices");
	/* Upstream's word for it. */
	if (rc == -ENXIO)
		return -ENOSPC;
	if (rc == 0)
		rc = create(plan, want);
	if (rc == 0)
		*ret = take_ptr(plan);
	return rc;
}
