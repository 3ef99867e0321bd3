/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdaxctl-compat.h - what programs written for ndctl's libdaxctl call
 *
 * Part of <daxctl/libdaxctl.h>. Names, signatures and version nodes are those
 * of ndctl 85's libdaxctl.so.1. A value that can't be read is all ones, or -1,
 * or 0 where a function says so; why is in daxctl_get_error() or lost. New
 * programs use the daxctl_*_read_*() functions, which tell.
 */
#ifndef _LIBDAXCTL_COMPAT_H_
#define _LIBDAXCTL_COMPAT_H_

#ifdef __cplusplus
extern "C" {
#endif

struct daxctl_ctx;
struct daxctl_region;
struct daxctl_dev;
struct daxctl_memory;
struct daxctl_mapping;

/**
 * daxctl_set_config_path() - where configuration files are looked for
 * @config_path: kept as it is, not copied
 *
 * Return: 0; -EINVAL for NULL.
 */
int daxctl_set_config_path(struct daxctl_ctx *ctx, char *config_path);

/** daxctl_get_config_path() - Return: that folder, /etc/daxctl.conf.d. */
const char *daxctl_get_config_path(struct daxctl_ctx *ctx);

/**
 * daxctl_new_region() - the dax region of a device that is known by its path
 * @id: X of its devices daxX.Y
 * @uuid: kept with the region, see daxctl_region_get_uuid()
 * @path: "/sys/devices/…"; the same path gives the same region
 *
 * Return: the region, or NULL.
 */
struct daxctl_region *daxctl_new_region(struct daxctl_ctx *ctx, int id,
					uuid_t uuid, const char *path);

#define daxctl_region_foreach_safe(ctx, region, _region)                  \
	for ((region) = daxctl_region_get_first(ctx),                     \
	    (_region) = (region) ? daxctl_region_get_next(region) : NULL; \
	     (region); (region) = (_region),                              \
	    (_region) = (_region) ? daxctl_region_get_next(_region) : NULL)

#define daxctl_dev_foreach_safe(region, dev, _dev)            \
	for ((dev) = daxctl_dev_get_first(region),            \
	    (_dev) = (dev) ? daxctl_dev_get_next(dev) : NULL; \
	     (dev); (dev) = (_dev),                           \
	    (_dev) = (_dev) ? daxctl_dev_get_next(_dev) : NULL)

/** daxctl_region_ref() - does nothing: regions live as long as the context. */
void daxctl_region_ref(struct daxctl_region *region);

/** daxctl_region_unref() - does nothing, see daxctl_region_ref(). */
void daxctl_region_unref(struct daxctl_region *region);

/** daxctl_region_get_uuid() - that of daxctl_new_region(), else zeros. */
void daxctl_region_get_uuid(struct daxctl_region *region, uuid_t uu);

/** daxctl_region_get_available_size() - 0: can't be divided. */
unsigned long long
daxctl_region_get_available_size(struct daxctl_region *region);

/** daxctl_region_get_size() - bytes; all ones: unknown. */
unsigned long long daxctl_region_get_size(struct daxctl_region *region);

/** daxctl_region_get_align() - bytes; all ones: unknown, or not root. */
unsigned long daxctl_region_get_align(struct daxctl_region *region);

/**
 * daxctl_region_create_dev() - make an empty device
 *
 * Return: 0; -errno, among them -ENOENT for a region that can't be divided.
 */
int daxctl_region_create_dev(struct daxctl_region *region);

/**
 * daxctl_region_destroy_dev() - delete a device of size 0 without a driver
 *
 * Its object stays valid until daxctl_invalidate().
 *
 * Return: 0; -EBUSY while it has a driver or a size, and for the first device
 * of a region, which stays; other -errno.
 */
int daxctl_region_destroy_dev(struct daxctl_region *region,
			      struct daxctl_dev *dev);

/** daxctl_region_get_dev_seed() - Return: the device made last, or NULL. */
struct daxctl_dev *daxctl_region_get_dev_seed(struct daxctl_region *region);

/** daxctl_dev_get_ctx() - Return: the context it belongs to. */
struct daxctl_ctx *daxctl_dev_get_ctx(struct daxctl_dev *dev);

/** daxctl_dev_get_major() - of its device node; -1: it has none. */
int daxctl_dev_get_major(struct daxctl_dev *dev);

/** daxctl_dev_get_minor() - of its device node; -1: it has none. */
int daxctl_dev_get_minor(struct daxctl_dev *dev);

/** daxctl_dev_get_size() - bytes; all ones: unknown. */
unsigned long long daxctl_dev_get_size(struct daxctl_dev *dev);

/** daxctl_dev_get_resource() - its first physical address; 0: unknown. */
unsigned long long daxctl_dev_get_resource(struct daxctl_dev *dev);

/** daxctl_dev_get_align() - bytes; 0: unknown. */
unsigned long daxctl_dev_get_align(struct daxctl_dev *dev);

/** daxctl_dev_get_target_node() - -1: unknown. */
int daxctl_dev_get_target_node(struct daxctl_dev *dev);

/**
 * daxctl_dev_set_size() - change the size of a device without a driver
 * @size: bytes, a multiple of its alignment; 0 empties it
 *
 * Return: 0; -EINVAL for a size that isn't such a multiple, -EBUSY while a
 * driver is bound, -ENOSPC when the region hasn't as much; other -errno.
 */
int daxctl_dev_set_size(struct daxctl_dev *dev, unsigned long long size);

/** daxctl_dev_set_align() - for mappings of it. Errors as for the size. */
int daxctl_dev_set_align(struct daxctl_dev *dev, unsigned long align);

/**
 * daxctl_dev_set_mapping() - add a range to a device without a driver
 * @start: physical address of its first byte
 * @end: … and of its last
 *
 * Return: 0 or -errno.
 */
int daxctl_dev_set_mapping(struct daxctl_dev *dev, unsigned long long start,
			   unsigned long long end);

/** daxctl_dev_is_enabled() - Return: 1 if a driver is bound, else 0. */
int daxctl_dev_is_enabled(struct daxctl_dev *dev);

/**
 * daxctl_dev_disable() - unbind its driver
 *
 * Return: 0, also if none was bound; -EBUSY while its memory is in use, which
 * would stay so until the next boot; other -errno.
 */
int daxctl_dev_disable(struct daxctl_dev *dev);

/**
 * daxctl_dev_enable_devdax() - let programs map it: bind device_dax
 *
 * Return: 0, also if some driver was bound already; -errno.
 */
int daxctl_dev_enable_devdax(struct daxctl_dev *dev);

/** daxctl_dev_enable_ram() - make it system memory: bind kmem. As above. */
int daxctl_dev_enable_ram(struct daxctl_dev *dev);

/** daxctl_dev_enable_famfs() - give it to famfs: bind fsdev_dax. As above. */
int daxctl_dev_enable_famfs(struct daxctl_dev *dev);

/** enum daxctl_dev_mode - what a device is used as */
enum daxctl_dev_mode {
	DAXCTL_DEV_MODE_UNKNOWN = -1,
	DAXCTL_DEV_MODE_DEVDAX = 0,
	DAXCTL_DEV_MODE_RAM,
	DAXCTL_DEV_MODE_FAMFS,
	DAXCTL_DEV_MODE_END,
};

/** daxctl_dev_get_mode() - by its driver; UNKNOWN if it has none. */
enum daxctl_dev_mode daxctl_dev_get_mode(struct daxctl_dev *dev);

/** daxctl_dev_is_devdax_mode() - Return: 1 or 0. */
int daxctl_dev_is_devdax_mode(struct daxctl_dev *dev);

/** daxctl_dev_is_famfs_mode() - Return: 1 or 0. */
int daxctl_dev_is_famfs_mode(struct daxctl_dev *dev);

/** daxctl_dev_is_system_ram_mode() - Return: 1 or 0. */
int daxctl_dev_is_system_ram_mode(struct daxctl_dev *dev);

/** daxctl_dev_is_system_ram_capable() - the same, whatever its name says. */
int daxctl_dev_is_system_ram_capable(struct daxctl_dev *dev);

/** daxctl_dev_will_auto_online_memory() - does the kernel, by its policy? */
int daxctl_dev_will_auto_online_memory(struct daxctl_dev *dev);

/** daxctl_dev_has_online_memory() - Return: how many blocks are, -errno. */
int daxctl_dev_has_online_memory(struct daxctl_dev *dev);

/** daxctl_dev_get_memory() - Return: of a system-ram device, else NULL. */
struct daxctl_memory *daxctl_dev_get_memory(struct daxctl_dev *dev);

/** daxctl_memory_get_dev() - Return: the device whose memory it is. */
struct daxctl_dev *daxctl_memory_get_dev(struct daxctl_memory *mem);

/** daxctl_memory_get_node_path() - "/sys/devices/system/node/nodeN", NULL. */
const char *daxctl_memory_get_node_path(struct daxctl_memory *mem);

/** daxctl_memory_get_block_size() - bytes; 0: unknown. */
unsigned long daxctl_memory_get_block_size(struct daxctl_memory *mem);

/**
 * daxctl_memory_online() - put all blocks to use, in ZONE_MOVABLE
 *
 * Return: how many were not in use before; -EBUSY for one that came up in
 * another zone, and if none was put to use and some are in another zone; other
 * -errno.
 */
int daxctl_memory_online(struct daxctl_memory *mem);

/**
 * daxctl_memory_online_no_movable() - … in the zone that the kernel likes
 *
 * Return: how many were not in use before; -EBUSY if that is none and some are
 * in ZONE_MOVABLE; other -errno.
 */
int daxctl_memory_online_no_movable(struct daxctl_memory *mem);

/**
 * daxctl_memory_offline() - take all blocks out of use
 *
 * Return: how many were in use before; -EOPNOTSUPP for one that can't be,
 * -EBUSY for one whose pages can't be moved away; other -errno.
 */
int daxctl_memory_offline(struct daxctl_memory *mem);

/** daxctl_memory_is_online() - Return: how many blocks are, -errno. */
int daxctl_memory_is_online(struct daxctl_memory *mem);

/** daxctl_memory_num_sections() - Return: how many blocks it has, -errno. */
int daxctl_memory_num_sections(struct daxctl_memory *mem);

/**
 * daxctl_memory_is_movable() - in which zone is it?
 *
 * Return: 1 if all of it is in ZONE_MOVABLE, 0 if some isn't; -ENXIO if a block
 * is not in use.
 */
int daxctl_memory_is_movable(struct daxctl_memory *mem);

/**
 * daxctl_mapping_get_first() - the ranges of a device, read once
 *
 * By their number, which is their order in the device. A change of the device
 * by this library makes the next call read them anew, and free these.
 *
 * Return: the first range, or NULL if there is none or it is for root only.
 */
struct daxctl_mapping *daxctl_mapping_get_first(struct daxctl_dev *dev);

/** daxctl_mapping_get_next() - Return: the next range, or NULL. */
struct daxctl_mapping *daxctl_mapping_get_next(struct daxctl_mapping *mapping);

#define daxctl_mapping_foreach(dev, mapping)                       \
	for ((mapping) = daxctl_mapping_get_first(dev); (mapping); \
	     (mapping) = daxctl_mapping_get_next(mapping))

/** daxctl_mapping_get_start() - Return: physical address of its first byte. */
unsigned long long daxctl_mapping_get_start(struct daxctl_mapping *mapping);

/** daxctl_mapping_get_end() - Return: … and of its last. */
unsigned long long daxctl_mapping_get_end(struct daxctl_mapping *mapping);

/** daxctl_mapping_get_offset() - Return: pages before it in the device. */
unsigned long long daxctl_mapping_get_offset(struct daxctl_mapping *mapping);

/** daxctl_mapping_get_size() - Return: bytes. */
unsigned long long daxctl_mapping_get_size(struct daxctl_mapping *mapping);

#ifdef __cplusplus
}
#endif

#endif
