/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * config.h - the configuration as a whole: its sections, and what is wrong
 */
#ifndef LIB_LAYOUT_CONFIG_H
#define LIB_LAYOUT_CONFIG_H

#include "lib/ctx.h"
#include "lib/layout/section.h"

struct daxctl_config {
	struct daxctl_ctx *ctx; /* a reference */
	struct array files;	/* owned: paths as they are shown */
	/* Owned, the first that matches counts. */
	struct array sections;
	struct array faults; /* owned, see fault.c */
};

/* fault.c */
/* Where a fault is. */
struct fault_place {
	const char *file;
	unsigned int line;   /* 0: no line of it */
	const char *section; /* NULL: none */
	const char *key;     /* NULL: none */
};

/* Copies everything. 0 or -ENOMEM. */
int fault_add(struct daxctl_config *config, const struct fault_place *place,
	      bool warning, const char *remedy, const char *format,
	      ...) must_check printf_like(5, 6);
/* By file and line. */
void fault_sort(struct daxctl_config *config);
void fault_free(void *fault);

/* file.c: the sections of a text. 0, or -ENOMEM; what is wrong is a fault. */
int config_read_text(struct daxctl_config *config, const char *file, char *text,
		     size_t len) must_check;

/* A place in a section: its head, or one of its keys. */
static inline struct fault_place
place_of(const struct daxctl_config_section *section, const char *key,
	 unsigned int line)
{
	return (struct fault_place){ section->file, line ? line : section->line,
				     section->name, key };
}

#endif
