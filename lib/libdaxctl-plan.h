/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdaxctl-plan.h - changes: made as a plan, looked at, carried out
 *
 * Part of <daxctl/libdaxctl.h>, which tells the conventions.
 */
#ifndef _LIBDAXCTL_PLAN_H_
#define _LIBDAXCTL_PLAN_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "libdaxctl-compat.h"
#include "libdaxctl-nd.h"

#ifdef __cplusplus
extern "C" {
#endif

struct daxctl_ctx;
struct daxctl_plan;
struct daxctl_range;

/*
 * A change is a plan: made and checked first, looked at if wanted, then run.
 *
 * While a plan that isn't a dry run lives it holds the lock of its region,
 * /run/daxctl/region-N.lock; for a change to a dimm's labels or driver that of
 * the dimm, dimm-N.lock, and those of all regions on it. They are
 * open-file-description locks: they end with the plan or the process, and a
 * second plan for the same region has to wait even in the same process. What a
 * plan says was read under its lock. Disks that it is going to unbind it holds
 * open exclusively, so that nobody can begin to use them.
 *
 * Steps say "OBJECT: write ATTRIBUTE = VALUE", "OBJECT: bind" and the like, or
 * "note: …" for what is worth knowing. Made-up uuids are others in each plan.
 */

/** Flags for making a plan. */
enum {
	/* Take no lock; such a plan can't be run. */
	DAXCTL_PLAN_DRY_RUN = 1 << 0,
	/*
	 * Take active namespaces and devices, map memory that doesn't start on
	 * 16 MiB, take memory out of use that is to leave system-ram or its
	 * zone.
	 */
	DAXCTL_PLAN_FORCE = 1 << 1,
};

/** daxctl_set_lock_timeout() - wait so many milliseconds for a lock (10000). */
void daxctl_set_lock_timeout(struct daxctl_ctx *ctx, unsigned int ms);

/** struct daxctl_nd_create - what a namespace shall be; 0 or NULL: default */
struct daxctl_nd_create {
	bool has_mode, has_map;
	enum daxctl_nd_mode mode;
	enum daxctl_nd_map map;
	bool has_size, has_align, has_sector_size;
	uint64_t size;	      /* bytes, metadata included */
	uint64_t align;	      /* of mappings, bytes */
	uint64_t sector_size; /* bytes */
	const char *uuid;     /* of the label */
	const char *name;     /* of the label, at most 63 bytes */
	bool autolabel;	      /* reconfigure: give a label-less region labels */
	bool autorecover;     /* undo what was done when a step fails */
};

/**
 * daxctl_nd_plan_create() - plan a new namespace in a region
 * @region: where
 * @want: what
 * @flags: DAXCTL_PLAN_*
 * @ret: the plan; free it with daxctl_plan_free()
 *
 * Return: 0; -ENOSPC, -EROFS, -ENODEV when this region can't have it but
 * another may; -EINVAL, -ENOTSUP, … with daxctl_get_error() when @want is at
 * fault; -EAGAIN when the lock wasn't had in time.
 */
int daxctl_nd_plan_create(struct daxctl_nd_region *region,
			  const struct daxctl_nd_create *want,
			  unsigned int flags, struct daxctl_plan **ret);

/**
 * daxctl_nd_plan_reconfigure() - plan to make a namespace anew in its place
 *
 * Mode, name and size stay as they are where @want leaves them open; so do the
 * sector size and, in the same mode, the alignment. The map is on the media
 * again and the uuid a new one. The data is lost. When a step fails the old
 * namespace comes back.
 *
 * Return: as daxctl_nd_plan_create(); -EBUSY if it is in use, or active and
 * not DAXCTL_PLAN_FORCE; -ENXIO if it is gone.
 */
int daxctl_nd_plan_reconfigure(struct daxctl_nd_namespace *ns,
			       const struct daxctl_nd_create *want,
			       unsigned int flags, struct daxctl_plan **ret);

/**
 * daxctl_nd_plan_destroy() - plan to delete a namespace
 *
 * One without a label only loses its info block, and is left disabled. A seed
 * gives a plan without steps.
 *
 * Return: 0; -EBUSY, -EROFS, -ENXIO, -EAGAIN as for reconfigure.
 */
int daxctl_nd_plan_destroy(struct daxctl_nd_namespace *ns, unsigned int flags,
			   struct daxctl_plan **ret);

/** daxctl_nd_plan_enable_namespace() - plan to bind its driver. */
int daxctl_nd_plan_enable_namespace(struct daxctl_nd_namespace *ns,
				    unsigned int flags,
				    struct daxctl_plan **ret);

/** daxctl_nd_plan_disable_namespace() - -EBUSY when somebody uses it. */
int daxctl_nd_plan_disable_namespace(struct daxctl_nd_namespace *ns,
				     unsigned int flags,
				     struct daxctl_plan **ret);

/** daxctl_nd_plan_enable_region() - plan to bind its driver, and its dimms'. */
int daxctl_nd_plan_enable_region(struct daxctl_nd_region *region,
				 unsigned int flags, struct daxctl_plan **ret);

/** daxctl_nd_plan_disable_region() - its namespaces are disabled first. */
int daxctl_nd_plan_disable_region(struct daxctl_nd_region *region,
				  unsigned int flags, struct daxctl_plan **ret);

/** daxctl_nd_plan_enable_dimm() - plan to bind the dimm's driver. */
int daxctl_nd_plan_enable_dimm(struct daxctl_nd_dimm *dimm, unsigned int flags,
			       struct daxctl_plan **ret);

/** daxctl_nd_plan_disable_dimm() - -EBUSY while an enabled region uses it. */
int daxctl_nd_plan_disable_dimm(struct daxctl_nd_dimm *dimm, unsigned int flags,
				struct daxctl_plan **ret);

/**
 * daxctl_nd_plan_init_labels() - plan to give a dimm empty labels
 * @minor: 1 or 2 for labels of version 1.1 or 1.2
 *
 * A dimm without a driver is left without. DAXCTL_PLAN_FORCE: even if it has
 * labels, which are lost.
 *
 * Return: 0; -EINVAL for another version; -EBUSY while an enabled region uses
 * it; -EEXIST if it has labels and not DAXCTL_PLAN_FORCE; -ENXIO if it is gone.
 */
int daxctl_nd_plan_init_labels(struct daxctl_nd_dimm *dimm, unsigned int minor,
			       unsigned int flags, struct daxctl_plan **ret);

/** struct daxctl_dev_create - what a dax device shall be; 0 or NULL: default */
struct daxctl_dev_create {
	bool has_size, has_align;
	uint64_t size;	/* bytes, a multiple of the alignment (all there is) */
	uint64_t align; /* of mappings, bytes (that of the region) */
	/* These pieces of memory in this order; page_offset isn't looked at. */
	const struct daxctl_range *ranges;
	size_t n_ranges;
};

/**
 * daxctl_region_plan_create() - plan a new device in a dax region
 * @region: where
 * @want: what
 * @flags: DAXCTL_PLAN_*
 * @ret: the plan; free it with daxctl_plan_free()
 *
 * After the run daxctl_plan_get_object() is the new device's name.
 *
 * Return: 0; -ENOSPC when this region can't have it but another may, among them
 * those that can't be divided; -EINVAL, … when @want is at fault; -EAGAIN when
 * the lock wasn't had in time.
 */
int daxctl_region_plan_create(struct daxctl_region *region,
			      const struct daxctl_dev_create *want,
			      unsigned int flags, struct daxctl_plan **ret);

/**
 * daxctl_dev_plan_destroy() - plan to give a device's memory back
 *
 * The first device of a region stays, with size 0.
 *
 * Return: 0; -ENXIO if it is enabled and not DAXCTL_PLAN_FORCE, or static;
 * -EBUSY while its memory is in use; -EAGAIN.
 */
int daxctl_dev_plan_destroy(struct daxctl_dev *dev, unsigned int flags,
			    struct daxctl_plan **ret);

/** struct daxctl_dev_reconfigure - a size and alignment, or else a mode */
struct daxctl_dev_reconfigure {
	bool has_size, has_align;
	uint64_t size, align;
	enum daxctl_dev_mode mode;
	bool no_online;	 /* system-ram: leave its memory out of use */
	bool no_movable; /* system-ram: in a zone for the kernel */
	/* With a size: bind no driver then; a mode: it has none by then. */
	bool disabled;
};

/**
 * daxctl_dev_plan_reconfigure() - plan to change what a device is
 *
 * Return: 0; -EBUSY when it is enabled or in use and not DAXCTL_PLAN_FORCE, or
 * when the kernel would put its memory to use otherwise than wanted; -EINVAL,
 * -ENOSPC, -ENXIO when it can't be so; -EAGAIN.
 */
int daxctl_dev_plan_reconfigure(struct daxctl_dev *dev,
				const struct daxctl_dev_reconfigure *want,
				unsigned int flags, struct daxctl_plan **ret);

/** daxctl_dev_plan_enable() - plan to bind device_dax; -ENXIO: system-ram. */
int daxctl_dev_plan_enable(struct daxctl_dev *dev, unsigned int flags,
			   struct daxctl_plan **ret);

/** daxctl_dev_plan_disable() - plan to unbind it; -ENXIO: system-ram. */
int daxctl_dev_plan_disable(struct daxctl_dev *dev, unsigned int flags,
			    struct daxctl_plan **ret);

/**
 * daxctl_dev_plan_online() - plan to put all of its memory to use
 * @movable: in ZONE_MOVABLE, else in a zone for the kernel
 *
 * Return: 0; -ENXIO if it isn't system-ram; -EBUSY if some of it is in use in
 * another zone and not DAXCTL_PLAN_FORCE; -EAGAIN.
 */
int daxctl_dev_plan_online(struct daxctl_dev *dev, bool movable,
			   unsigned int flags, struct daxctl_plan **ret);

/** daxctl_dev_plan_offline() - plan to take it out of use; -ENXIO, -EAGAIN. */
int daxctl_dev_plan_offline(struct daxctl_dev *dev, unsigned int flags,
			    struct daxctl_plan **ret);

/** daxctl_plan_get_object() - Return: name of what it is about: "namespace0.1".
 */
const char *daxctl_plan_get_object(const struct daxctl_plan *plan);

/** daxctl_plan_get_step() - Return: step @index in words, NULL: no more. */
const char *daxctl_plan_get_step(const struct daxctl_plan *plan,
				 unsigned int index);

/**
 * daxctl_plan_run() - carry a plan out
 *
 * When a step fails, those before it are undone backwards. Afterwards the
 * result is read back. All objects of the context but buses are then stale:
 * call daxctl_invalidate() once you have no use for them. A plan without
 * steps changes no device. Where udev runs, a step that takes a device away
 * lasts until udev has dealt with that, or three seconds, once a context.
 *
 * Return: 0; the failing step's error, with daxctl_get_error(); -EROFS for a
 * dry run.
 */
int daxctl_plan_run(struct daxctl_plan *plan);

/**
 * daxctl_plan_is_unchanged() - was everything as wanted already?
 *
 * Before the run a plan without steps says so; after it also one that found
 * nothing to do, such as clearing a namespace without label that is clear.
 */
bool daxctl_plan_is_unchanged(const struct daxctl_plan *plan);

/** daxctl_plan_free() - forget a plan and give its lock back; NULL is fine. */
void daxctl_plan_free(struct daxctl_plan *plan);

#ifdef __cplusplus
}
#endif

#endif
