/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * trace.h - lines of the kernel's trace, taken apart
 */
#ifndef LIB_VIRTIOFS_TRACE_H
#define LIB_VIRTIOFS_TRACE_H

#include "lib/libdaxctl-window.h"
#include "util/util.h"

/*
 * A line of trace_pipe. -ENOENT: of another event, or a remark of the
 * tracer's; -EINVAL: of this one, but without what it should have.
 */
int trace_parse(const char *line, dev_t *device,
		struct daxctl_window_access *ret) must_check;

#endif
