/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * check.c - the configuration beside the devices that are there
 */
#include <errno.h>
#include <string.h>

#include "lib/change/dev.h"
#include "lib/layout/config.h"

static int find_section(const struct daxctl_config *config,
			struct daxctl_dev *dev, size_t *index)
{
	int rc;

	for (; *index < config->sections.count; ++*index) {
		rc = section_matches(config->sections.at[*index], dev);
		if (rc)
			return rc < 0 ? rc : 0;
	}
	return -ENOENT;
}

DAXCTL_EXPORT int daxctl_config_find(struct daxctl_config *config,
				     struct daxctl_dev *dev, unsigned int flags,
				     const struct daxctl_config_section **ret)
{
	cleanup(plan_free_p) struct daxctl_plan *plan = NULL;
	size_t index = 0;
	int rc;

	if (!config->sections.count)
		return -ENOENT;
	if (!(flags & DAXCTL_PLAN_DRY_RUN)) {
		rc = plan_for_dev(dev, "look it up in the configuration", 0,
				  &plan);
		if (rc)
			return rc;
		dev = plan->dax_dev;
	}
	rc = find_section(config, dev, &index);
	if (rc && rc != -ENOENT)
		return ctx_fail(config->ctx, rc,
				rc == -EACCES ? "run it as root" : NULL,
				"%s: which section is for it: %s",
				daxctl_dev_get_devname(dev), strerror(-rc));
	if (!rc)
		*ret = config->sections.at[index];
	return rc;
}

/* What was seen of a section while the devices were looked at. */
struct seen {
	unsigned int devices;
	int unknown; /* -errno: some can't be told */
};

static int tell_ambiguous(struct daxctl_config *config,
			  const struct daxctl_config_section *section,
			  const struct daxctl_config_section *first,
			  struct daxctl_dev *dev)
{
	const struct fault_place place = place_of(section, NULL, 0);

	return fault_add(
		config, &place, false, "make one of them match less",
		"it isn't applied to %s, which it matches: [reconfigure-device %s] in %s matches it, too, and comes first",
		daxctl_dev_get_devname(dev), first->name, first->place);
}

static int look_at(struct daxctl_config *config, struct daxctl_dev *dev,
		   struct seen *seen)
{
	const struct daxctl_config_section *first = NULL;
	uint64_t size;
	int rc = 0;

	/* An empty one is made for somebody to come. */
	if (daxctl_dev_read_size(dev, &size) == 0 && !size)
		return 0;
	for (size_t i = 0; !rc && i < config->sections.count; i++) {
		const struct daxctl_config_section *section =
			config->sections.at[i];
		int match = section_matches(section, dev);

		if (match < 0)
			seen[i].unknown = match;
		if (match <= 0)
			continue;
		seen[i].devices++;
		if (first)
			rc = tell_ambiguous(config, section, first, dev);
		else
			first = section;
	}
	return rc;
}

static int tell_unused(struct daxctl_config *config, const struct seen *seen)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < config->sections.count; i++) {
		const struct daxctl_config_section *section =
			config->sections.at[i];
		const struct fault_place place = place_of(section, NULL, 0);

		if (section->never || seen[i].devices)
			continue;
		if (seen[i].unknown)
			rc = fault_add(
				config, &place, true,
				seen[i].unknown == -EACCES
					? "run it as root"
					: "daxctl list -M shows the devices",
				"which devices it matches can't be told: %s",
				strerror(-seen[i].unknown));
		else
			rc = fault_add(
				config, &place, true,
				"daxctl list --regions --devices -M shows what there is",
				"it matches no device that is here now");
	}
	return rc;
}

DAXCTL_EXPORT int daxctl_config_check(struct daxctl_config *config)
{
	cleanup(free_p) struct seen *seen =
		calloc(config->sections.count + 1, sizeof(*seen));
	struct daxctl_region *region;
	struct daxctl_dev *dev;
	int rc = seen ? 0 : -ENOMEM;

	if (rc)
		return rc;
	daxctl_region_foreach(config->ctx, region)
		daxctl_dev_foreach(region, dev)
			if (!rc)
				rc = look_at(config, dev, seen);
	if (!rc)
		rc = daxctl_get_scan_error(config->ctx);
	if (!rc)
		rc = tell_unused(config, seen);
	fault_sort(config);
	return rc;
}
