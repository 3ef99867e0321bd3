/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * size-window.h - the parts of the advice about a window's size
 */
#ifndef CMD_SIZE_WINDOW_H
#define CMD_SIZE_WINDOW_H

#include "daxctl/command.h"
#include "daxctl/report/sizing.h"

enum {
	ADVICE_ROWS = 16,
	ADVICE_THRESHOLDS = 8,
	ADVICE_WARNINGS = 16,
};

/* What is told on the command line and needs no file. */
struct advice_wish {
	uint64_t window;   /* to judge, bytes; 0: the one recommended */
	uint64_t min_file; /* smaller files don't use DAX */
	uint64_t memory;   /* of the guest, 0: not told */
	unsigned int threads;
	unsigned int pa_bits; /* 0: not told */
	const char *vmm;      /* NULL: none */
};

struct advice {
	struct advice_wish wish;
	struct sizing sizing;
	const struct daxctl_files *files; /* borrowed; NULL: only the trace */
	const struct daxctl_trace *trace; /* borrowed; NULL: it is too long */
	struct window_size rows[ADVICE_ROWS];
	size_t n_rows;
	struct size_threshold thresholds[ADVICE_THRESHOLDS];
	size_t n_thresholds;
	struct size_warning warnings[ADVICE_WARNINGS];
	size_t n_warnings;
};

/* size-advice.c: from what is needed (sizing.sum) to the rest. 0 or -ENOMEM. */
int advice_make(struct advice *advice);

/* The size that is judged: what was asked about, or what is recommended. */
uint64_t advice_window(const struct advice *advice);

/* size-warnings.c */
void advice_warn(struct advice *advice);

/* vmm.c: the line for a size, and who says so; of no VMM there is none. */
void vmm_describe(const char *name, uint64_t size, struct sizing *sizing);
bool vmm_is_known(const char *name);

/* A text of all names there are: "kata, crosvm, …" */
void vmm_names(char *text, size_t room);

/*
 * The size that this VMM has whatever is wished, in bytes; 0: any. NULL is any
 * VMM.
 */
uint64_t vmm_fixed_size(const char *name);

/* Whether its windows are BARs, so that only powers of two will do. */
bool vmm_needs_power_of_two(const char *name);

/* size-plot.c: write the curve of misses as SVG. 0 or -errno. */
int plot_write(const struct advice *advice, const char *path);

/* "64M", "1G", "818M", "5K": the largest unit that leaves no rest. */
void size_name(uint64_t size, char *text, size_t room);

#endif
