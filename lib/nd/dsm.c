/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dsm.c - the firmware commands of dimms, family by family
 */
#include <errno.h>
#include <stddef.h>

#include "lib/nd/dsm.h"
#include "lib/nd/nd.h"

static const struct dsm_family *const families[] = {
	&dsm_intel,
};

const struct dsm_family *dsm_family_find(uint64_t id)
{
	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		if (families[i]->id == id)
			return families[i];
	return NULL;
}

/* The family of a dimm, and the functions that this one has of it. */
static int read_family(const struct sysfs_node *node,
		       const struct dsm_family **family, uint64_t *mask)
{
	uint64_t id;
	int rc;

	rc = sysfs_read_u64(node, "nfit/family", &id);
	if (!rc)
		rc = sysfs_read_u64(node, "nfit/dsm_mask", mask);
	/* A dimm without firmware that answers is of no family. */
	if (rc == -ENOENT || rc == -ENXIO)
		return -EOPNOTSUPP;
	if (rc < 0)
		return rc;
	*family = dsm_family_find(id);
	return *family ? 0 : -EOPNOTSUPP;
}

int nd_dimm_health(struct daxctl_nd_dimm *dimm, struct daxctl_nd_health *ret)
{
	cleanup(nd_device_close) struct nd_device device = ND_DEVICE_NONE;
	const struct dsm_family *family;
	uint64_t mask;
	int rc;

	rc = read_family(nd_dimm_node(dimm), &family, &mask);
	if (rc < 0)
		return rc;
	if (!family->health || ~mask & family->health_needs)
		return -EOPNOTSUPP;
	rc = nd_dimm_open_node(dimm, &device);
	if (rc < 0)
		return rc;
	return family->health(&device, mask, ret);
}

int nd_dimm_firmware(struct daxctl_nd_dimm *dimm,
		     struct daxctl_nd_firmware *ret)
{
	cleanup(nd_device_close) struct nd_device device = ND_DEVICE_NONE;
	const struct dsm_family *family;
	uint64_t mask;
	int rc;

	rc = read_family(nd_dimm_node(dimm), &family, &mask);
	if (rc < 0)
		return rc;
	if (!family->firmware || ~mask & family->firmware_needs)
		return -EOPNOTSUPP;
	rc = nd_dimm_open_node(dimm, &device);
	if (rc < 0)
		return rc;
	return family->firmware(&device, mask, ret);
}
