/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dev-change.h - what tests of changes on the dax bus share
 */
#ifndef TEST_UNIT_DEV_CHANGE_H
#define TEST_UNIT_DEV_CHANGE_H

#include <stdio.h>

#include "dax-machine.h"
#include "lib/change/plan.h"
#include "machine.h"
#include "test.h"

#define MEMORY "sys/devices/system/memory"

static inline int run(struct daxctl_plan *plan)
{
	int rc;

	plan->flags &= ~DAXCTL_PLAN_DRY_RUN;
	rc = daxctl_plan_run(plan);
	daxctl_plan_free(plan);
	return rc;
}

/* Region 0 with dax0.0, bound to @driver, of the blocks 40 and 41. */
static inline struct daxctl_ctx *open_machine(const char *driver)
{
	dax_machine_make(driver);
	dax_machine_block(40, "offline", "Normal Movable");
	dax_machine_block(41, "offline", "Normal Movable");
	return machine_open();
}

static inline struct daxctl_dev *first_dev(struct daxctl_ctx *ctx)
{
	return dax_machine_dev(ctx, "dax0.0");
}

static inline int plan_mode(struct daxctl_ctx *ctx,
			    const struct daxctl_dev_reconfigure *want,
			    unsigned int flags, struct daxctl_plan **plan)
{
	return daxctl_dev_plan_reconfigure(first_dev(ctx), want,
					   flags | DAXCTL_PLAN_DRY_RUN, plan);
}

__attribute__((unused)) static const struct daxctl_dev_reconfigure to_ram = {
	.mode = DAXCTL_DEV_MODE_RAM
};

static inline void steps_are(struct daxctl_plan *plan, const char *want)
{
	char is[2048] = "";
	const char *step;

	for (unsigned int i = 0; (step = daxctl_plan_get_step(plan, i)); i++)
		snprintf(is + strlen(is), sizeof(is) - strlen(is), "%s\n",
			 step);
	EQ_STR(is, want);
}

#endif
