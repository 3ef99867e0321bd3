/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dev-check.c - what is known to be refused later is refused before the first
 * write
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/dev.h"
#include "lib/dax/dax.h"

const char *dev_remedy(struct daxctl_plan *plan, const char *command,
		       const char *rest)
{
	snprintf(plan->remedy, sizeof(plan->remedy), "daxctl %s %s%s", command,
		 plan->object, rest);
	return plan->remedy;
}

int dev_check_dynamic(struct daxctl_plan *plan, const char *what)
{
	uint64_t available;
	int rc;

	rc = daxctl_region_read_available_size(plan->dax_region, &available);
	if (rc == 0)
		return 0;
	if (rc == -ENOENT)
		return plan_fail(
			plan, -ENXIO,
			"change its namespace instead: ndctl create-namespace, destroy-namespace",
			"%s can't be %s: only soft-reserved and CXL memory can be divided",
			plan->object, what);
	return plan_fail(plan, rc, rc == -EACCES ? "run it as root" : NULL,
			 "%s: free memory of its region: %s", plan->object,
			 strerror(-rc));
}

int dev_check_align(struct daxctl_plan *plan, uint64_t align)
{
	/* Which of these the kernel has page tables for only it knows. */
	if (align >= 4096 && !(align & (align - 1)))
		return 0;
	return plan_fail(plan, -EINVAL, "give 4k, 2m or 1g",
			 "%s: align=%ju is no power of two of at least 4096",
			 plan->object, (uintmax_t)align);
}

int dev_check_size(struct daxctl_plan *plan, uint64_t size, uint64_t align,
		   uint64_t room)
{
	char remedy[96];

	if (align && size % align) {
		snprintf(remedy, sizeof(remedy),
			 "the next smaller size is %ju, the next larger %ju",
			 (uintmax_t)(size - size % align),
			 (uintmax_t)(size - size % align + align));
		return plan_fail(
			plan, -EINVAL, remedy,
			"%s: size=%ju is no multiple of the alignment, %ju",
			plan->object, (uintmax_t)size, (uintmax_t)align);
	}
	if (size <= room)
		return 0;
	return plan_fail(
		plan, -ENOSPC,
		"destroy or shrink another device: daxctl list --regions --devices -i",
		"%s: size=%ju is more than there is room for, %ju",
		plan->object, (uintmax_t)size, (uintmax_t)room);
}

int dev_check_not_ram(struct daxctl_plan *plan)
{
	if (!dax_dev_is_bound_to(plan->dax_dev, "kmem"))
		return 0;
	return plan_fail(
		plan, -ENXIO,
		dev_remedy(plan, "reconfigure-device --mode=devdax", ""),
		"%s: status operations are only applicable in devdax mode",
		plan->object);
}
