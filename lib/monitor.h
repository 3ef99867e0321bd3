/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * monitor.h - what tests and other rooms ask of the monitor
 */
#ifndef LIB_MONITOR_H
#define LIB_MONITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/libdaxctl.h"
#include "util/util.h"

/* A socket for what udev tells that it has done. */
int monitor_open_udev(void) must_check;

/* A monitor of messages on @fd, which it owns then. */
int monitor_from_fd(int fd, struct daxctl_monitor **ret) must_check;

/* Is the message of the kernel or of udev about a dax device or memory? */
bool monitor_concerns_us(const char *message, size_t len);

#endif
