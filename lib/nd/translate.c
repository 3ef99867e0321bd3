/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * translate.c - from a place in a region to the dimms that hold it
 *
 * A region on one dimm needs no help. How an interleaved set spreads its
 * sectors only the platform knows: the NFIT bus function Translate SPA tells
 * (ACPI 6.5, 9.20.7.2).
 */
#include <errno.h>
#include <linux/ndctl.h>
#include <stdio.h>
#include <string.h>

#include "lib/nd/ioctl.h"
#include "lib/nd/nd.h"
#include "util/le.h"

enum {
	FN_TRANSLATE_SPA = 5,
	/* the answer: status, flags, length, count, then the devices */
	OUT_COUNT = 16,
	OUT_DEVICES = 20,
	DEVICE_SIZE = 16,
	DEVICES_MAX = 16,
	OUT_SIZE = OUT_DEVICES + DEVICES_MAX * DEVICE_SIZE,
};

static int dimm_of_handle(struct daxctl_nd_bus *bus, uint32_t handle, char *buf,
			  size_t size)
{
	struct daxctl_nd_dimm *dimm;
	uint64_t value;

	daxctl_nd_dimm_foreach(bus, dimm) {
		if (daxctl_nd_dimm_get_handle(dimm, &value) < 0 ||
		    value != handle)
			continue;
		if (strlen(daxctl_nd_dimm_get_devname(dimm)) >= size)
			return -E2BIG;
		strcpy(buf, daxctl_nd_dimm_get_devname(dimm));
		return 0;
	}
	return -ENODEV;
}

static int ask_platform(struct daxctl_nd_bus *bus, uint64_t address,
			uint8_t out[OUT_SIZE])
{
	cleanup(nd_device_close) struct nd_device device = ND_DEVICE_NONE;
	struct daxctl_ctx *ctx = daxctl_nd_bus_get_ctx(bus);
	struct sysfs_node node;
	char name[32], path[40];
	uint64_t mask;
	uint8_t in[8];
	const struct nd_call call = {
		.function = FN_TRANSLATE_SPA,
		.in = in,
		.in_len = sizeof(in),
		.out = out,
		.out_len = OUT_SIZE,
	};
	int rc;

	rc = sysfs_read_u64(nd_bus_node(bus), "nfit/dsm_mask", &mask);
	if (rc < 0 || !(mask & 1u << FN_TRANSLATE_SPA))
		return -EOPNOTSUPP;
	snprintf(name, sizeof(name), "ndctl%u", daxctl_nd_bus_get_id(bus));
	snprintf(path, sizeof(path), "nd/%s", name);
	rc = sysfs_child(nd_bus_node(bus), path, &node);
	if (rc == 0)
		rc = nd_device_open(ctx, &node, name, &device);
	if (rc < 0)
		return rc;
	put_le64(in, address);
	rc = nd_call(&device, &call);
	if (rc < 0)
		return rc;
	return get_le32(out) & 0xffff ? -EIO : 0;
}

DAXCTL_EXPORT int
daxctl_nd_region_get_badblock_dimm(struct daxctl_nd_region *region,
				   uint64_t sector, unsigned int index,
				   char *buf, size_t size)
{
	struct daxctl_nd_bus *bus = daxctl_nd_region_get_bus(region);
	struct daxctl_nd_mapping only, second;
	uint8_t out[OUT_SIZE] = { 0 };
	uint64_t start;
	int rc;

	rc = daxctl_nd_region_get_mapping(region, 0, &only);
	if (rc < 0)
		return rc == -ENOENT ? -EOPNOTSUPP : rc;
	if (daxctl_nd_region_get_mapping(region, 1, &second) == -ENOENT) {
		if (index)
			return -ENOENT;
		if (strlen(only.dimm) >= size)
			return -E2BIG;
		strcpy(buf, only.dimm);
		return 0;
	}
	rc = daxctl_nd_region_get_resource(region, &start);
	if (rc == 0)
		rc = ask_platform(bus, start + sector * 512, out);
	if (rc < 0)
		return rc;
	if (index >= get_le32(out + OUT_COUNT) || index >= DEVICES_MAX)
		return -ENOENT;
	return dimm_of_handle(bus,
			      get_le32(out + OUT_DEVICES + index * DEVICE_SIZE),
			      buf, size);
}
