/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window.h - what the commands about DAX windows put together for the report
 */
#ifndef REPORT_WINDOW_H
#define REPORT_WINDOW_H

#include "libdaxctl.h"

/* How the use of a window was found out. */
enum window_method {
	WINDOW_PAGE_TABLES, /* of the guest's processes: no less is in use */
	WINDOW_VMM,	    /* the host's mappings: exactly that */
	WINDOW_TRACE,	    /* what was used in some time */
};

/* What class_window_usage is of. */
struct window_answer {
	enum window_method method;
	const char *name;		    /* of the device, or "pid 123" */
	struct daxctl_window *window;	    /* NULL for a VMM's */
	struct daxctl_window_usage usage;   /* all but WINDOW_TRACE */
	struct daxctl_window_tally tally;   /* WINDOW_TRACE */
	struct daxctl_window_extent extent; /* all but WINDOW_VMM */
};

#endif
