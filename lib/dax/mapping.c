/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mapping.c - the ranges of a dax device as objects
 *
 * They are read when they are first asked for, and again after a change of
 * ours to the device's size.
 */
#include <errno.h>

#include "lib/dax/dax.h"

struct daxctl_mapping {
	struct daxctl_dev *dev; /* borrowed: the device owns us */
	struct daxctl_range range;
};

void dax_mappings_free(struct array *mappings)
{
	array_free(mappings, free);
}

static int add_mapping(struct daxctl_dev *dev, struct array *to,
		       const struct daxctl_range *range)
{
	struct daxctl_mapping *mapping = malloc(sizeof(*mapping));
	int rc;

	if (!mapping)
		return -ENOMEM;
	*mapping = (struct daxctl_mapping){ dev, *range };
	rc = array_add(to, mapping);
	if (rc < 0)
		free(mapping);
	return rc;
}

/* All or none: half of a device's ranges would be a lie about its size. */
static const struct array *mappings_of(struct daxctl_dev *dev)
{
	struct dax_extras *extras = dax_dev_extras(dev);
	struct daxctl_range range;
	unsigned int count = 0;
	int rc;

	if (extras->mappings_known)
		return &extras->mappings;
	dax_mappings_free(&extras->mappings);
	while ((rc = daxctl_dev_read_range(dev, count, &range)) == 0) {
		rc = add_mapping(dev, &extras->mappings, &range);
		if (rc < 0)
			break;
		count++;
	}
	if (rc == -ENOENT)
		extras->mappings_known = true;
	else
		dax_mappings_free(&extras->mappings);
	return &extras->mappings;
}

DAXCTL_EXPORT struct daxctl_mapping *
daxctl_mapping_get_first(struct daxctl_dev *dev)
{
	const struct array *all = mappings_of(dev);

	return all->count ? all->at[0] : NULL;
}

DAXCTL_EXPORT struct daxctl_mapping *
daxctl_mapping_get_next(struct daxctl_mapping *mapping)
{
	const struct array *all = &dax_dev_extras(mapping->dev)->mappings;

	for (size_t i = 0; i + 1 < all->count; i++)
		if (all->at[i] == mapping)
			return all->at[i + 1];
	return NULL;
}

DAXCTL_EXPORT unsigned long long
daxctl_mapping_get_start(struct daxctl_mapping *mapping)
{
	return mapping->range.start;
}

DAXCTL_EXPORT unsigned long long
daxctl_mapping_get_end(struct daxctl_mapping *mapping)
{
	return mapping->range.end;
}

DAXCTL_EXPORT unsigned long long
daxctl_mapping_get_offset(struct daxctl_mapping *mapping)
{
	return mapping->range.page_offset;
}

DAXCTL_EXPORT unsigned long long
daxctl_mapping_get_size(struct daxctl_mapping *mapping)
{
	return mapping->range.end - mapping->range.start + 1;
}
