/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plan-check.h - what a plan would do to the made-up machine
 *
 * A captured tree takes no writes, but a dry run can be planned on it: its
 * steps, as text, are compared.
 */
#ifndef TEST_UNIT_PLAN_CHECK_H
#define TEST_UNIT_PLAN_CHECK_H

#include "libdaxctl.h"

/* The machine with its seeds, and a context on it. */
struct daxctl_ctx *plan_machine(void);

/* Take labels away from its region: one namespace0.0 as large as it is. */
void plan_machine_without_labels(void);

/*
 * The steps are @want, one a line, uuids made up as "U"; then forget the plan.
 */
void plan_is(const char *file, int line, struct daxctl_plan *plan,
	     const char *want);
#define PLAN_IS(plan, want) plan_is(__FILE__, __LINE__, plan, want)

/* Planning failed with @want and these words. */
void plan_refused(const char *file, int line, struct daxctl_ctx *ctx, int rc,
		  int want, const char *error, const char *remedy);
#define REFUSED(ctx, rc, want, error, remedy) \
	plan_refused(__FILE__, __LINE__, ctx, rc, want, error, remedy)

#endif
