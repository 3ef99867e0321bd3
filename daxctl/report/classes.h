/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * classes.h - the classes of objects that are reported
 *
 * Keys, their order and their conditions are upstream's where upstream has
 * them; see each file for what is ours.
 */
#ifndef REPORT_CLASSES_H
#define REPORT_CLASSES_H

#include "libdaxctl.h"
#include "report.h"

extern const struct class class_bus;	      /* struct daxctl_nd_bus */
extern const struct class class_dimm;	      /* struct daxctl_nd_dimm */
extern const struct class class_region;	      /* struct daxctl_nd_region */
extern const struct class class_namespace;    /* struct daxctl_nd_namespace */
extern const struct class class_daxregion;    /* struct daxctl_region */
extern const struct class class_daxdev;	      /* struct daxctl_dev */
extern const struct class class_window;	      /* struct daxctl_window */
extern const struct class class_virtiofs;     /* struct daxctl_window_mount */
extern const struct class class_window_usage; /* struct window_answer */
/* struct daxctl_window_finding */
extern const struct class class_window_finding;
extern const struct class class_disk;	   /* struct daxctl_disk */
extern const struct class class_partition; /* struct partition_view */
/* struct daxctl_config_fault */
extern const struct class class_configfault;
/* sizing.h: what is recommended for a DAX window of virtiofs */
extern const struct class class_sizing;
extern const struct class class_window_size;
extern const struct class class_size_threshold;
extern const struct class class_size_warning;

/* Those that live inside others; what they are of is said in their files. */
extern const struct class class_bus_firmware;
extern const struct class class_dimm_firmware;
extern const struct class class_health;
extern const struct class class_mapping;
extern const struct class class_capability;
extern const struct class class_badblock;
extern const struct class class_daxregion_inner;
extern const struct class class_daxdev_inner;
extern const struct class class_range;
extern const struct class class_memory;
extern const struct class class_window_mount;
extern const struct class class_performance;

/* What class_policy is of. */
struct policy_shown {
	const char *name; /* of the device, or of whose memory it is */
	const struct daxctl_policy *policy;
};

/* What class_policy_actor is of. */
struct policy_actor_shown {
	const char *memory; /* the name of whose it is */
	unsigned int order;
	bool is_ours; /* not the kernel's nor udev's, but daxctl.conf(5)'s */
	const struct daxctl_policy_actor *actor;
};

extern const struct class class_policy;
extern const struct class class_policy_actor;

/* All of the above, for those who describe them. */
extern const struct class *const report_classes[];
extern const size_t n_report_classes;

/* What class_partition is of: what it is a part of tells if it can use DAX. */
struct partition_view {
	struct daxctl_ctx *ctx;
	const struct daxctl_disk *disk;
	const struct daxctl_partition *part;
};

/* What class_health is of: asked once, shown field by field. */
struct health_answer {
	int rc;
	struct daxctl_nd_health health;
};

/* What class_dimm_firmware is of. */
struct firmware_answer {
	struct daxctl_nd_dimm *dimm; /* tells the state of an activation */
	int rc;
	struct daxctl_nd_firmware firmware;
};

/* health.c, firmware.c: the objects as values, for more than one owner */
int dimm_get_health(const void *dimm, struct value *ret);
int dimm_get_health_or_reason(const void *dimm, struct value *ret);
int dimm_get_health_state(const void *dimm, struct value *ret);
int dimm_get_firmware(const void *dimm, struct value *ret);
int dimm_get_firmware_or_reason(const void *dimm, struct value *ret);

/* badblock.c: how many bad sectors, and which */
int region_get_bad_count(const void *region, struct value *ret);
int region_get_bad_count_if_any(const void *region, struct value *ret);
int region_get_bad_list(const void *region, struct value *ret);
int namespace_get_bad_count(const void *ns, struct value *ret);
int namespace_get_bad_count_if_any(const void *ns, struct value *ret);
int namespace_get_bad_list(const void *ns, struct value *ret);

/* numa.c: where the memory of a dax device is, seen from the CPUs */
int daxdev_get_distance(const void *dev, struct value *ret);
int daxdev_get_distance_in_words(const void *dev, struct value *ret);
int daxdev_get_memory_tier(const void *dev, struct value *ret);
int daxdev_get_tier_in_words(const void *dev, struct value *ret);
int daxdev_get_bandwidth(const void *dev, struct value *ret);
int daxdev_get_latency(const void *dev, struct value *ret);
int daxdev_get_access0(const void *dev, struct value *ret);
int daxdev_get_access1(const void *dev, struct value *ret);

/* daxregion.c: the region inside a namespace */
int daxregion_get_inner(struct daxctl_region *region, struct value *ret);

#endif
