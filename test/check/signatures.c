/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * signatures.c - ndctl 85's libdaxctl, as a program calls it
 *
 * Compiled as C and as C++, with and without HAVE_UUID: a pointer of the wrong
 * type stops the compiler. Never run.
 */
#include "libdaxctl.h"

typedef void log_fn(struct daxctl_ctx *ctx, int priority, const char *file,
		    int line, const char *fn, const char *format, va_list args);

#define SAME(type, name, args) type(*const same_##name) args = name

SAME(int, daxctl_dev_disable, (struct daxctl_dev *));
SAME(int, daxctl_dev_enable_devdax, (struct daxctl_dev *));
SAME(int, daxctl_dev_enable_famfs, (struct daxctl_dev *));
SAME(int, daxctl_dev_enable_ram, (struct daxctl_dev *));
SAME(unsigned long, daxctl_dev_get_align, (struct daxctl_dev *));
SAME(struct daxctl_ctx *, daxctl_dev_get_ctx, (struct daxctl_dev *));
SAME(const char *, daxctl_dev_get_devname, (struct daxctl_dev *));
SAME(struct daxctl_dev *, daxctl_dev_get_first, (struct daxctl_region *));
SAME(int, daxctl_dev_get_id, (struct daxctl_dev *));
SAME(int, daxctl_dev_get_major, (struct daxctl_dev *));
SAME(struct daxctl_memory *, daxctl_dev_get_memory, (struct daxctl_dev *));
SAME(int, daxctl_dev_get_minor, (struct daxctl_dev *));
SAME(enum daxctl_dev_mode, daxctl_dev_get_mode, (struct daxctl_dev *));
SAME(struct daxctl_dev *, daxctl_dev_get_next, (struct daxctl_dev *));
SAME(struct daxctl_region *, daxctl_dev_get_region, (struct daxctl_dev *));
SAME(unsigned long long, daxctl_dev_get_resource, (struct daxctl_dev *));
SAME(unsigned long long, daxctl_dev_get_size, (struct daxctl_dev *));
SAME(int, daxctl_dev_get_target_node, (struct daxctl_dev *));
SAME(int, daxctl_dev_has_online_memory, (struct daxctl_dev *));
SAME(int, daxctl_dev_is_devdax_mode, (struct daxctl_dev *));
SAME(int, daxctl_dev_is_enabled, (struct daxctl_dev *));
SAME(int, daxctl_dev_is_famfs_mode, (struct daxctl_dev *));
SAME(int, daxctl_dev_is_system_ram_capable, (struct daxctl_dev *));
SAME(int, daxctl_dev_is_system_ram_mode, (struct daxctl_dev *));
SAME(int, daxctl_dev_set_align, (struct daxctl_dev *, unsigned long));
SAME(int, daxctl_dev_set_mapping,
     (struct daxctl_dev *, unsigned long long, unsigned long long));
SAME(int, daxctl_dev_set_size, (struct daxctl_dev *, unsigned long long));
SAME(int, daxctl_dev_will_auto_online_memory, (struct daxctl_dev *));
SAME(const char *, daxctl_get_config_path, (struct daxctl_ctx *));
SAME(int, daxctl_get_log_priority, (struct daxctl_ctx *));
SAME(void *, daxctl_get_userdata, (struct daxctl_ctx *));
SAME(unsigned long long, daxctl_mapping_get_end, (struct daxctl_mapping *));
SAME(struct daxctl_mapping *, daxctl_mapping_get_first, (struct daxctl_dev *));
SAME(struct daxctl_mapping *, daxctl_mapping_get_next,
     (struct daxctl_mapping *));
SAME(unsigned long long, daxctl_mapping_get_offset, (struct daxctl_mapping *));
SAME(unsigned long long, daxctl_mapping_get_size, (struct daxctl_mapping *));
SAME(unsigned long long, daxctl_mapping_get_start, (struct daxctl_mapping *));
SAME(unsigned long, daxctl_memory_get_block_size, (struct daxctl_memory *));
SAME(struct daxctl_dev *, daxctl_memory_get_dev, (struct daxctl_memory *));
SAME(const char *, daxctl_memory_get_node_path, (struct daxctl_memory *));
SAME(int, daxctl_memory_is_movable, (struct daxctl_memory *));
SAME(int, daxctl_memory_is_online, (struct daxctl_memory *));
SAME(int, daxctl_memory_num_sections, (struct daxctl_memory *));
SAME(int, daxctl_memory_offline, (struct daxctl_memory *));
SAME(int, daxctl_memory_online, (struct daxctl_memory *));
SAME(int, daxctl_memory_online_no_movable, (struct daxctl_memory *));
SAME(int, daxctl_new, (struct daxctl_ctx **));
SAME(struct daxctl_region *, daxctl_new_region,
     (struct daxctl_ctx *, int, uuid_t, const char *));
SAME(struct daxctl_ctx *, daxctl_ref, (struct daxctl_ctx *));
SAME(int, daxctl_region_create_dev, (struct daxctl_region *));
SAME(int, daxctl_region_destroy_dev,
     (struct daxctl_region *, struct daxctl_dev *));
SAME(unsigned long, daxctl_region_get_align, (struct daxctl_region *));
SAME(unsigned long long, daxctl_region_get_available_size,
     (struct daxctl_region *));
SAME(struct daxctl_ctx *, daxctl_region_get_ctx, (struct daxctl_region *));
SAME(struct daxctl_dev *, daxctl_region_get_dev_seed, (struct daxctl_region *));
SAME(const char *, daxctl_region_get_devname, (struct daxctl_region *));
SAME(struct daxctl_region *, daxctl_region_get_first, (struct daxctl_ctx *));
SAME(int, daxctl_region_get_id, (struct daxctl_region *));
SAME(struct daxctl_region *, daxctl_region_get_next, (struct daxctl_region *));
SAME(const char *, daxctl_region_get_path, (struct daxctl_region *));
SAME(unsigned long long, daxctl_region_get_size, (struct daxctl_region *));
SAME(void, daxctl_region_get_uuid, (struct daxctl_region *, uuid_t));
SAME(void, daxctl_region_ref, (struct daxctl_region *));
SAME(void, daxctl_region_unref, (struct daxctl_region *));
SAME(int, daxctl_set_config_path, (struct daxctl_ctx *, char *));
SAME(void, daxctl_set_log_fn, (struct daxctl_ctx *, log_fn *));
SAME(void, daxctl_set_log_priority, (struct daxctl_ctx *, int));
SAME(void, daxctl_set_userdata, (struct daxctl_ctx *, void *));
SAME(void, daxctl_unref, (struct daxctl_ctx *));

/* The numbers are part of what is compiled into programs. */
#define IS(mode, number) \
	typedef char is_##number[DAXCTL_DEV_MODE_##mode == number ? 1 : -1]

IS(DEVDAX, 0);
IS(RAM, 1);
IS(FAMFS, 2);
IS(END, 3);

/* The macros take any expression for an object, as upstream's do. */
unsigned int walk(struct daxctl_ctx *ctx);
unsigned int walk(struct daxctl_ctx *ctx)
{
	struct daxctl_mapping *mapping;
	struct daxctl_region *region, *next_region;
	struct daxctl_dev *dev, *next_dev;
	unsigned int count = 0;

	daxctl_region_foreach(ctx, region)
		daxctl_dev_foreach(region, dev)
			daxctl_mapping_foreach(dev, mapping) count++;
	daxctl_region_foreach_safe(ctx, region, next_region)
		daxctl_dev_foreach_safe(region, dev, next_dev) count++;
	return count;
}
