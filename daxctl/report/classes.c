/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * classes.c - all classes, for those who describe them
 */
#include "classes.h"
#include "util/util.h"

const struct class *const report_classes[] = {
	&class_bus,
	&class_dimm,
	&class_region,
	&class_namespace,
	&class_daxregion,
	&class_daxdev,
	&class_window,
	&class_virtiofs,
	&class_window_usage,
	&class_window_finding,
	&class_window_mount,
	&class_disk,
	&class_partition,
	&class_policy,
	&class_policy_actor,
	&class_configfault,
	&class_sizing,
	&class_window_size,
	&class_size_threshold,
	&class_size_warning,
	&class_bus_firmware,
	&class_dimm_firmware,
	&class_health,
	&class_mapping,
	&class_capability,
	&class_badblock,
	&class_daxregion_inner,
	&class_daxdev_inner,
	&class_range,
	&class_memory,
	&class_performance,
};

const size_t n_report_classes = ARRAY_SIZE(report_classes);
