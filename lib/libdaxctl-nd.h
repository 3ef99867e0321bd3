/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdaxctl-nd.h - libnvdimm's buses, regions and namespaces
 *
 * Part of <daxctl/libdaxctl.h>, which tells the conventions.
 */
#ifndef _LIBDAXCTL_ND_H_
#define _LIBDAXCTL_ND_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "libdaxctl-dimm.h"

#ifdef __cplusplus
extern "C" {
#endif

struct daxctl_ctx;
struct daxctl_region;
struct daxctl_nd_bus;
struct daxctl_nd_region;
struct daxctl_nd_namespace;

/* ---- libnvdimm: buses -------------------------------------------------- */

/** daxctl_nd_bus_get_first() - Return: the bus of lowest number, or NULL. */
struct daxctl_nd_bus *daxctl_nd_bus_get_first(struct daxctl_ctx *ctx);

/** daxctl_nd_bus_get_next() - Return: the next bus by number, or NULL. */
struct daxctl_nd_bus *daxctl_nd_bus_get_next(struct daxctl_nd_bus *bus);

#define daxctl_nd_bus_foreach(ctx, bus)                   \
	for ((bus) = daxctl_nd_bus_get_first(ctx); (bus); \
	     (bus) = daxctl_nd_bus_get_next(bus))

/** daxctl_nd_bus_get_ctx() - Return: the context it belongs to. */
struct daxctl_ctx *daxctl_nd_bus_get_ctx(struct daxctl_nd_bus *bus);

/** daxctl_nd_bus_get_id() - Return: N of ndbusN. */
unsigned int daxctl_nd_bus_get_id(struct daxctl_nd_bus *bus);

/** daxctl_nd_bus_get_devname() - Return: "ndbusN". */
const char *daxctl_nd_bus_get_devname(struct daxctl_nd_bus *bus);

/**
 * daxctl_nd_bus_get_provider() - who registered the bus
 *
 * Return: the provider's name ("ACPI.NFIT", "e820", …), or NULL if it can't
 * be read.
 */
const char *daxctl_nd_bus_get_provider(struct daxctl_nd_bus *bus);

/**
 * daxctl_nd_bus_get_scrub() - is an address range scrub running?
 * @active: whether one runs now
 * @count: how many have ended since boot; may be NULL
 *
 * Source: drivers/acpi/nfit/core.c, attribute nfit/scrub.
 *
 * Return: 0; -ENOENT if this bus can't scrub; or the read's error.
 */
int daxctl_nd_bus_get_scrub(struct daxctl_nd_bus *bus, bool *active,
			    unsigned int *count);

/**
 * daxctl_nd_bus_start_scrub() - have the firmware look for bad memory
 *
 * Source: drivers/acpi/nfit/core.c, attribute nfit/scrub.
 *
 * Return: 0; -EBUSY: one runs; -EOPNOTSUPP: this bus can't; -EROFS: a captured
 * machine; or the write's error.
 */
int daxctl_nd_bus_start_scrub(struct daxctl_nd_bus *bus);

/**
 * daxctl_nd_bus_wait_scrub() - wait until no address range scrub runs
 * @interval: look at least so often, in milliseconds; the kernel tells the end
 * @timeout: in milliseconds, or -1 for none
 *
 * Return: 0; -ETIMEDOUT; -EOPNOTSUPP: this bus can't scrub; -EROFS: one runs on
 * a captured machine; or the read's error.
 */
int daxctl_nd_bus_wait_scrub(struct daxctl_nd_bus *bus, int interval,
			     int timeout);

/** daxctl_nd_bus_get_fw_method() - read firmware/capability. Return: 0. */
int daxctl_nd_bus_get_fw_method(struct daxctl_nd_bus *bus,
				enum daxctl_nd_fw_method *ret);

/** daxctl_nd_bus_get_fw_state() - firmware/activate. Return: 0, -ENOENT. */
int daxctl_nd_bus_get_fw_state(struct daxctl_nd_bus *bus,
			       enum daxctl_nd_fw_state *ret);

/* ---- libnvdimm: regions ------------------------------------------------ */

/** daxctl_nd_region_get_first() - Return: the bus's first region, or NULL. */
struct daxctl_nd_region *daxctl_nd_region_get_first(struct daxctl_nd_bus *bus);

/** daxctl_nd_region_get_next() - Return: the bus's next region, or NULL. */
struct daxctl_nd_region *
daxctl_nd_region_get_next(struct daxctl_nd_region *region);

#define daxctl_nd_region_foreach(bus, region)                      \
	for ((region) = daxctl_nd_region_get_first(bus); (region); \
	     (region) = daxctl_nd_region_get_next(region))

/** daxctl_nd_region_get_by_name() - Return: the region "regionN", or NULL. */
struct daxctl_nd_region *daxctl_nd_region_get_by_name(struct daxctl_ctx *ctx,
						      const char *name);

/** daxctl_nd_region_get_bus() - Return: the bus it is on. */
struct daxctl_nd_bus *daxctl_nd_region_get_bus(struct daxctl_nd_region *region);

/** daxctl_nd_region_get_id() - Return: N of regionN. */
unsigned int daxctl_nd_region_get_id(struct daxctl_nd_region *region);

/** daxctl_nd_region_get_devname() - Return: "regionN". */
const char *daxctl_nd_region_get_devname(struct daxctl_nd_region *region);

/** daxctl_nd_region_is_enabled() - Return: 1 if a driver has it, 0, -errno. */
int daxctl_nd_region_is_enabled(struct daxctl_nd_region *region);

/** enum daxctl_nd_region_type - libnvdimm's nstype, see <linux/ndctl.h> */
enum daxctl_nd_region_type {
	DAXCTL_ND_REGION_IO = 4,   /* pmem without labels */
	DAXCTL_ND_REGION_PMEM = 5, /* pmem with labels */
	DAXCTL_ND_REGION_BLK = 6,  /* block apertures, gone since 5.18 */
};

/** daxctl_nd_region_get_type() - Return: 0 or -errno. */
int daxctl_nd_region_get_type(struct daxctl_nd_region *region,
			      enum daxctl_nd_region_type *ret);

/** daxctl_nd_region_get_size() - Return: 0 or -errno. */
int daxctl_nd_region_get_size(struct daxctl_nd_region *region, uint64_t *ret);

/** daxctl_nd_region_get_align() - what sizes and starts are multiples of. */
int daxctl_nd_region_get_align(struct daxctl_nd_region *region, uint64_t *ret);

/** daxctl_nd_region_get_available_size() - not in any namespace yet. */
int daxctl_nd_region_get_available_size(struct daxctl_nd_region *region,
					uint64_t *ret);

/** daxctl_nd_region_get_max_available_extent() - the largest free piece. */
int daxctl_nd_region_get_max_available_extent(struct daxctl_nd_region *region,
					      uint64_t *ret);

/** daxctl_nd_region_get_resource() - physical start; readable by root only. */
int daxctl_nd_region_get_resource(struct daxctl_nd_region *region,
				  uint64_t *ret);

/** daxctl_nd_region_get_read_only() - Return: 0 or -errno. */
int daxctl_nd_region_get_read_only(struct daxctl_nd_region *region, bool *ret);

/** daxctl_nd_region_get_numa_node() - -1 when unknown. */
int daxctl_nd_region_get_numa_node(struct daxctl_nd_region *region, int *ret);

/** daxctl_nd_region_get_target_node() - its node as memory, -1 unknown. */
int daxctl_nd_region_get_target_node(struct daxctl_nd_region *region, int *ret);

/** daxctl_nd_region_get_iset_id() - interleave set. -ENOENT: no labels. */
int daxctl_nd_region_get_iset_id(struct daxctl_nd_region *region,
				 uint64_t *ret);

/** daxctl_nd_region_get_persistence_domain() - its text into @buf. */
int daxctl_nd_region_get_persistence_domain(struct daxctl_nd_region *region,
					    char *buf, size_t size);

/** struct daxctl_nd_mapping - the part of a region that lies on one dimm */
struct daxctl_nd_mapping {
	char dimm[24];	 /* its name */
	uint64_t offset; /* bytes into the dimm */
	uint64_t length; /* bytes */
	int position;	 /* in the interleave set, -1 if not told */
};

/** daxctl_nd_region_get_mapping() - number @index. -ENOENT past the last. */
int daxctl_nd_region_get_mapping(struct daxctl_nd_region *region,
				 unsigned int index,
				 struct daxctl_nd_mapping *ret);

/** enum daxctl_nd_mode - what a namespace is used as */
enum daxctl_nd_mode {
	DAXCTL_ND_MODE_RAW,
	DAXCTL_ND_MODE_SECTOR, /* a btt makes sector writes atomic */
	DAXCTL_ND_MODE_FSDAX,  /* a disk whose files can be mapped (pfn) */
	DAXCTL_ND_MODE_DEVDAX, /* a character device to map (dax) */
};

/** daxctl_nd_mode_name() - Return: "raw", "sector", "fsdax", "devdax". */
const char *daxctl_nd_mode_name(enum daxctl_nd_mode mode);

/**
 * daxctl_nd_mode_parse() - the mode that a user means
 *
 * Takes upstream's old names too: safe, memory, dax. Case doesn't matter.
 *
 * Return: 0 or -EINVAL.
 */
int daxctl_nd_mode_parse(const char *text, enum daxctl_nd_mode *ret);

/**
 * daxctl_nd_region_get_choice() - what new namespaces of a mode can have
 * @mode: SECTOR: a sector size; FSDAX, DEVDAX: an alignment
 * @index: from 0
 * @ret: bytes
 *
 * Read from the region's btt, pfn or dax seed.
 *
 * Return: 0; -ENOENT past the last, or if the region has no such seed.
 */
int daxctl_nd_region_get_choice(struct daxctl_nd_region *region,
				enum daxctl_nd_mode mode, unsigned int index,
				uint64_t *ret);

/** struct daxctl_badblock - a range that the media cannot deliver */
struct daxctl_badblock {
	uint64_t offset; /* sectors from the start of the object */
	uint64_t length; /* sectors */
};

/**
 * daxctl_nd_region_get_badblock() - number @index, sorted
 *
 * Return: 0; -ENOENT past the last; -ENXIO while the region is disabled.
 */
int daxctl_nd_region_get_badblock(struct daxctl_nd_region *region,
				  unsigned int index,
				  struct daxctl_badblock *ret);

/**
 * daxctl_nd_region_badblocks_incomplete() - is the list cut off?
 *
 * The kernel's attribute ends one byte before a page does, in the middle of a
 * number if need be; the broken last line is dropped.
 *
 * Return: 1, 0 or -errno.
 */
int daxctl_nd_region_badblocks_incomplete(struct daxctl_nd_region *region);

/**
 * daxctl_nd_region_get_badblock_dimm() - which dimm holds a bad sector
 * @sector: from the start of the region
 * @index: from 0; several dimms share a sector in an interleaved set
 * @buf: receives the dimm's name
 * @size: of @buf
 *
 * A region on one dimm answers at once, others ask the firmware (NFIT
 * Translate SPA).
 *
 * Return: 0; -ENOENT past the last; -EOPNOTSUPP if nobody knows.
 */
int daxctl_nd_region_get_badblock_dimm(struct daxctl_nd_region *region,
				       uint64_t sector, unsigned int index,
				       char *buf, size_t size);

/* ---- libnvdimm: namespaces --------------------------------------------- */

/** daxctl_nd_namespace_get_first() - Return: the region's first, or NULL. */
struct daxctl_nd_namespace *
daxctl_nd_namespace_get_first(struct daxctl_nd_region *region);

/** daxctl_nd_namespace_get_next() - Return: the region's next, or NULL. */
struct daxctl_nd_namespace *
daxctl_nd_namespace_get_next(struct daxctl_nd_namespace *ns);

#define daxctl_nd_namespace_foreach(region, ns)                  \
	for ((ns) = daxctl_nd_namespace_get_first(region); (ns); \
	     (ns) = daxctl_nd_namespace_get_next(ns))

/**
 * daxctl_nd_namespace_get_by_name() - find "namespaceX.Y"
 *
 * Costs the same however many namespaces there are.
 *
 * Return: the namespace, or NULL.
 */
struct daxctl_nd_namespace *
daxctl_nd_namespace_get_by_name(struct daxctl_ctx *ctx, const char *name);

/** daxctl_nd_namespace_get_region() - Return: the region it is in. */
struct daxctl_nd_region *
daxctl_nd_namespace_get_region(struct daxctl_nd_namespace *ns);

/** daxctl_nd_namespace_get_id() - Return: Y of namespaceX.Y. */
unsigned int daxctl_nd_namespace_get_id(struct daxctl_nd_namespace *ns);

/** daxctl_nd_namespace_get_devname() - Return: "namespaceX.Y". */
const char *daxctl_nd_namespace_get_devname(struct daxctl_nd_namespace *ns);

/**
 * daxctl_nd_namespace_is_active() - is its memory in use by a driver?
 *
 * Its own driver when nothing claims it, else that of the btt, pfn or dax
 * device that does.
 *
 * Return: 1, 0 or -errno.
 */
int daxctl_nd_namespace_is_active(struct daxctl_nd_namespace *ns);

/** enum daxctl_nd_claim - what has taken a namespace to build on it */
enum daxctl_nd_claim {
	DAXCTL_ND_CLAIM_NONE,
	DAXCTL_ND_CLAIM_BTT,
	DAXCTL_ND_CLAIM_PFN,
	DAXCTL_ND_CLAIM_DAX,
};

/** daxctl_nd_namespace_get_claim() - Return: 0 or -errno. */
int daxctl_nd_namespace_get_claim(struct daxctl_nd_namespace *ns,
				  enum daxctl_nd_claim *ret);

/** daxctl_nd_namespace_get_claim_devname() - "pfn0.1", or NULL. */
const char *
daxctl_nd_namespace_get_claim_devname(struct daxctl_nd_namespace *ns);

/** daxctl_nd_namespace_get_mode() - as the kernel has it now. */
int daxctl_nd_namespace_get_mode(struct daxctl_nd_namespace *ns,
				 enum daxctl_nd_mode *ret);

/** enum daxctl_nd_map - where the struct pages of a namespace are */
enum daxctl_nd_map {
	DAXCTL_ND_MAP_NONE,
	DAXCTL_ND_MAP_MEM, /* in ordinary memory */
	DAXCTL_ND_MAP_DEV, /* on the namespace itself */
};

/** daxctl_nd_namespace_get_map() - -ENOENT unless fsdax or devdax. */
int daxctl_nd_namespace_get_map(struct daxctl_nd_namespace *ns,
				enum daxctl_nd_map *ret);

/** daxctl_nd_namespace_get_size() - usable bytes. -ENOENT: not known now. */
int daxctl_nd_namespace_get_size(struct daxctl_nd_namespace *ns, uint64_t *ret);

/** daxctl_nd_namespace_get_raw_size() - bytes with all metadata. */
int daxctl_nd_namespace_get_raw_size(struct daxctl_nd_namespace *ns,
				     uint64_t *ret);

/** daxctl_nd_namespace_get_resource() - physical start; root only. */
int daxctl_nd_namespace_get_resource(struct daxctl_nd_namespace *ns,
				     uint64_t *ret);

/**
 * daxctl_nd_namespace_get_uuid() - identity of what the namespace holds
 * @buf: 38 bytes; that of the btt, pfn or dax info block, else the label's
 *
 * Return: 0; -ENOENT for a namespace without label or info block.
 */
int daxctl_nd_namespace_get_uuid(struct daxctl_nd_namespace *ns, char *buf);

/** daxctl_nd_namespace_get_raw_uuid() - that of the label; 38 bytes. */
int daxctl_nd_namespace_get_raw_uuid(struct daxctl_nd_namespace *ns, char *buf);

/** daxctl_nd_namespace_get_alt_name() - the label's name. -ENOENT: none. */
int daxctl_nd_namespace_get_alt_name(struct daxctl_nd_namespace *ns, char *buf,
				     size_t size);

/** daxctl_nd_namespace_get_sector_size() - logical sector, bytes. */
int daxctl_nd_namespace_get_sector_size(struct daxctl_nd_namespace *ns,
					uint64_t *ret);

/** daxctl_nd_namespace_get_align() - of fsdax, devdax. Else -ENOENT. */
int daxctl_nd_namespace_get_align(struct daxctl_nd_namespace *ns,
				  uint64_t *ret);

/** daxctl_nd_namespace_get_blockdev() - "pmem0.1s". -ENOENT: no disk now. */
int daxctl_nd_namespace_get_blockdev(struct daxctl_nd_namespace *ns, char *buf,
				     size_t size);

/** daxctl_nd_namespace_get_chardev() - "dax0.1". -ENOENT: no device now. */
int daxctl_nd_namespace_get_chardev(struct daxctl_nd_namespace *ns, char *buf,
				    size_t size);

/** daxctl_nd_namespace_get_dax_region() - of a devdax namespace, else NULL. */
struct daxctl_region *
daxctl_nd_namespace_get_dax_region(struct daxctl_nd_namespace *ns);

/** daxctl_nd_namespace_get_numa_node() - -1 when unknown. */
int daxctl_nd_namespace_get_numa_node(struct daxctl_nd_namespace *ns, int *ret);

/** daxctl_nd_namespace_get_target_node() - its node as memory, -1 unknown. */
int daxctl_nd_namespace_get_target_node(struct daxctl_nd_namespace *ns,
					int *ret);

/**
 * daxctl_nd_namespace_get_badblock() - number @index of its bad ranges
 *
 * The region's, cut to the part that the namespace shows: the data of fsdax
 * and devdax, else all of it; offsets from the start of that part.
 *
 * Return: 0; -ENOENT past the last; -EACCES where the start is for root only.
 */
int daxctl_nd_namespace_get_badblock(struct daxctl_nd_namespace *ns,
				     unsigned int index,
				     struct daxctl_badblock *ret);

/**
 * daxctl_nd_namespace_is_idle() - is this a seed for the next namespace?
 *
 * Return: 1 for a labelled namespace of size 0 and without uuid, 0, -errno.
 */
int daxctl_nd_namespace_is_idle(struct daxctl_nd_namespace *ns);

#ifdef __cplusplus
}
#endif

#endif
