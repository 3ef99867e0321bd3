/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy-look.h - a look at who acts on new memory, as text
 */
#ifndef TEST_UNIT_POLICY_LOOK_H
#define TEST_UNIT_POLICY_LOOK_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dax-machine.h"
#include "lib/ctx.h"
#include "machine.h"
#include "test.h"

#define MEMORY "sys/devices/system/memory"
#define ONLINE_RULE                                \
	"SUBSYSTEM==\"memory\", ACTION==\"add\", " \
	"ATTR{state}==\"offline\", ATTR{state}=\"online\"\n"
#define OUR_RULE                                                \
	"SUBSYSTEM==\"memory\", ACTION==\"add\", "              \
	"ATTR{state}==\"offline\", PROGRAM==\"/usr/bin/daxctl " \
	"online-policy --owner=%k\", ENV{DAXCTL_MEMORY}=\"1\"\n"

static struct daxctl_ctx *ctx;
static struct daxctl_policy *policy;

static inline void make(void)
{
	dax_machine_make("device_dax");
}

static inline void look(bool at_device)
{
	ctx = machine_open();
	OK(daxctl_policy_new(ctx,
			     at_device ? dax_machine_dev(ctx, "dax0.0") : NULL,
			     &policy));
}

static inline void done(void)
{
	daxctl_policy_free(policy);
	daxctl_unref(ctx);
}

/* "NAME SETTING=VALUE EFFECT[/ZONE][?]", one a line */
static inline const char *actors(void)
{
	static const char *const effects[] = { "default", "nothing", "online",
					       "offline" };
	static const char *const zones[] = { "", "/movable", "/kernel",
					     "/either" };
	const struct daxctl_policy_actor *actor;
	static char buf[2048];
	size_t used = 0;

	*buf = '\0';
	for (unsigned int i = 0; (actor = daxctl_policy_get_actor(policy, i));
	     i++)
		used += snprintf(buf + used, sizeof(buf) - used,
				 "%s %s=%s %s%s%s\n", actor->name,
				 actor->setting, actor->value,
				 effects[actor->effect], zones[actor->zone],
				 actor->certain ? "" : "?");
	return buf;
}

/* "offline", "online/movable", "online/either?" */
static inline const char *outcome(void)
{
	static const char *const zones[] = { "", "/movable", "/kernel",
					     "/either" };
	enum daxctl_policy_zone zone;
	static char buf[32];
	bool certain;
	bool online = daxctl_policy_get_effect(policy, &zone, &certain) ==
		      DAXCTL_POLICY_ONLINE;

	snprintf(buf, sizeof(buf), "%s%s%s", online ? "online" : "offline",
		 zones[zone], certain ? "" : "?");
	return buf;
}

static inline const char *blocker(enum daxctl_policy_wish wish)
{
	const struct daxctl_policy_actor *actor =
		daxctl_policy_get_blocker(policy, wish);

	return actor ? actor->name : "nobody";
}

#define AUTO "/sys/devices/system/memory/auto_online_blocks"

#endif
