/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-scrub.c - a scrub is started, and waited for as long as one runs
 */
#include <errno.h>

#include "lib/ctx.h"
#include "machine.h"
#include "test.h"

static struct daxctl_nd_bus *running_bus(struct daxctl_ctx **ret)
{
	struct daxctl_ctx *ctx;

	machine_make();
	ctx = machine_open();
	ctx->captured = ctx->sys.captured = false;
	*ret = ctx;
	return machine_bus(ctx);
}

TEST(a_scrub_is_started_by_a_write)
{
	struct daxctl_ctx *ctx;
	struct daxctl_nd_bus *bus = running_bus(&ctx);
	unsigned int count;
	bool active;

	OK(daxctl_nd_bus_start_scrub(bus));
	OK(daxctl_nd_bus_get_scrub(bus, &active, &count));
	EQ(count, 1);
	daxctl_unref(ctx);
}

TEST(the_wait_ends_with_the_scrub)
{
	struct daxctl_ctx *ctx;
	struct daxctl_nd_bus *bus = running_bus(&ctx);

	OK(daxctl_nd_bus_wait_scrub(bus, 1000, -1));
	OK(daxctl_nd_bus_wait_scrub(bus, 1000, 0));
	daxctl_unref(ctx);
}

TEST(a_scrub_that_goes_on_is_waited_for_until_the_timeout)
{
	struct daxctl_ctx *ctx;
	struct daxctl_nd_bus *bus = running_bus(&ctx);

	machine_set(MACHINE_BUS, "nfit/scrub", "3+\n");
	EQ(daxctl_nd_bus_wait_scrub(bus, 1000, 0), -ETIMEDOUT);
	EQ(daxctl_nd_bus_wait_scrub(bus, 2, 10), -ETIMEDOUT);
	EQ(daxctl_nd_bus_wait_scrub(bus, 1000, 10), -ETIMEDOUT);
	daxctl_unref(ctx);
}

TEST(a_bus_that_can_t_scrub_says_so)
{
	struct daxctl_ctx *ctx;
	struct daxctl_nd_bus *bus = running_bus(&ctx);

	machine_remove(MACHINE_BUS "/nfit");
	EQ(daxctl_nd_bus_start_scrub(bus), -EOPNOTSUPP);
	EQ(daxctl_nd_bus_wait_scrub(bus, 1000, -1), -EOPNOTSUPP);
	daxctl_unref(ctx);
}

TEST(garbage_is_no_end_of_a_scrub)
{
	struct daxctl_ctx *ctx;
	struct daxctl_nd_bus *bus = running_bus(&ctx);

	machine_set(MACHINE_BUS, "nfit/scrub", "soon\n");
	EQ(daxctl_nd_bus_start_scrub(bus), -EINVAL);
	EQ(daxctl_nd_bus_wait_scrub(bus, 1000, -1), -EINVAL);
	daxctl_unref(ctx);
}

TEST(nothing_starts_or_ends_on_a_captured_machine)
{
	struct daxctl_ctx *ctx;
	struct daxctl_nd_bus *bus;

	machine_make();
	ctx = machine_open();
	bus = machine_bus(ctx);
	EQ(daxctl_nd_bus_start_scrub(bus), -EROFS);
	OK(daxctl_nd_bus_wait_scrub(bus, 1000, -1));
	machine_set(MACHINE_BUS, "nfit/scrub", "3+\n");
	EQ(daxctl_nd_bus_wait_scrub(bus, 1000, -1), -EROFS);
	daxctl_unref(ctx);
}
