/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy.c - what is shown of the policy for new memory blocks
 *
 * The policy of a device, or of any other memory, and below it those who act,
 * in the order in which they do.
 */
#include "classes.h"
#include "values.h"

static const struct policy_shown *shown(const void *object)
{
	return object;
}

static const char *name(const void *object)
{
	return shown(object)->name;
}

static int get_name(const void *object, struct value *ret)
{
	return value_string(ret, name(object));
}

static const char *zone_name(enum daxctl_policy_zone zone)
{
	static const char *const names[] = {
		[DAXCTL_POLICY_MOVABLE] = "movable",
		[DAXCTL_POLICY_KERNEL] = "kernel",
		[DAXCTL_POLICY_EITHER] = "either",
	};

	return names[zone];
}

static int value_zone(struct value *ret, enum daxctl_policy_zone zone)
{
	if (zone == DAXCTL_POLICY_NO_ZONE)
		return -ENOENT;
	return value_string(ret, zone_name(zone));
}

static int value_actor(struct value *ret,
		       const struct daxctl_policy_actor *actor)
{
	return actor ? value_string(ret, actor->name) : -ENOENT;
}

static int get_state(const void *object, struct value *ret)
{
	enum daxctl_policy_zone zone;
	bool certain;

	return value_string(ret, daxctl_policy_get_effect(shown(object)->policy,
							  &zone, &certain) ==
						 DAXCTL_POLICY_ONLINE
					 ? "online"
					 : "offline");
}

static int get_zone(const void *object, struct value *ret)
{
	enum daxctl_policy_zone zone;
	bool certain;

	(void)daxctl_policy_get_effect(shown(object)->policy, &zone, &certain);
	return value_zone(ret, zone);
}

static int get_certain(const void *object, struct value *ret)
{
	enum daxctl_policy_zone zone;
	bool certain;

	(void)daxctl_policy_get_effect(shown(object)->policy, &zone, &certain);
	return value_bool(ret, certain);
}

static int get_decider(const void *object, struct value *ret)
{
	return value_actor(ret,
			   daxctl_policy_get_decider(shown(object)->policy));
}

static int get_held(const void *object, struct value *ret)
{
	return value_bool(ret, daxctl_policy_is_held(shown(object)->policy));
}

static const struct daxctl_policy_actor *blocker(const void *object,
						 enum daxctl_policy_wish wish)
{
	return daxctl_policy_get_blocker(shown(object)->policy, wish);
}

static int get_no_online(const void *object, struct value *ret)
{
	return value_bool(ret, !blocker(object, DAXCTL_POLICY_WANT_OFFLINE));
}

static int get_no_online_blocker(const void *object, struct value *ret)
{
	return value_actor(ret, blocker(object, DAXCTL_POLICY_WANT_OFFLINE));
}

static int get_movable(const void *object, struct value *ret)
{
	return value_bool(ret, !blocker(object, DAXCTL_POLICY_WANT_MOVABLE));
}

static int get_movable_blocker(const void *object, struct value *ret)
{
	return value_actor(ret, blocker(object, DAXCTL_POLICY_WANT_MOVABLE));
}

static int get_left_over(const void *object, struct value *ret)
{
	const char *was = daxctl_policy_get_left_over(shown(object)->policy);

	return was ? value_string(ret, was) : -ENOENT;
}

static const struct field fields[] = {
	{ .key = "dev",
	  .heading = "MEMORY",
	  .help = "the device, or memory for that of nobody in particular",
	  .flags = FIELD_COMPAT,
	  .get = get_name },
	{ .key = "state",
	  .heading = "STATE",
	  .tree = "",
	  .help = "what a new block is before anybody asks: online or offline",
	  .get = get_state },
	{ .key = "zone",
	  .heading = "ZONE",
	  .tree = "zone",
	  .help = "where it is online: movable, kernel or, known only then, either",
	  .get = get_zone },
	{ .key = "certain",
	  .heading = "CERTAIN",
	  .help = "false if that depends on what is known only then",
	  .get = get_certain },
	{ .key = "decided_by",
	  .heading = "DECIDED BY",
	  .help = "who makes it so, if anybody",
	  .get = get_decider },
	{ .key = "held",
	  .heading = "HELD",
	  .help = "whether the kernel's policy is held back for it",
	  .get = get_held },
	{ .key = "no_online",
	  .heading = "NO-ONLINE",
	  .help = "whether reconfigure-device --no-online can be had",
	  .get = get_no_online },
	{ .key = "no_online_blocker",
	  .help = "who stands in the way of that",
	  .get = get_no_online_blocker },
	{ .key = "movable",
	  .heading = "MOVABLE",
	  .help = "whether ZONE_MOVABLE can be had",
	  .get = get_movable },
	{ .key = "movable_blocker",
	  .help = "who stands in the way of that",
	  .get = get_movable_blocker },
	{ .key = "left_over",
	  .help = "what auto_online_blocks was, if a change holds it back or was killed while it did",
	  .get = get_left_over },
};

/* Of a struct policy_shown. */
const struct class class_policy = {
	.kind = "online_policy",
	.title = "Policy for new memory blocks",
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
	.name = name,
};

static const struct daxctl_policy_actor *actor_of(const void *object)
{
	const struct policy_actor_shown *actor = object;

	return actor->actor;
}

static const char *actor_name(const void *object)
{
	return actor_of(object)->name;
}

static int get_actor_name(const void *object, struct value *ret)
{
	return value_string(ret, actor_name(object));
}

static int get_memory(const void *object, struct value *ret)
{
	const struct policy_actor_shown *actor = object;

	return value_string(ret, actor->memory);
}

static int get_order(const void *object, struct value *ret)
{
	const struct policy_actor_shown *actor = object;

	return value_int(ret, actor->order);
}

static int get_source(const void *object, struct value *ret)
{
	static const char *const names[] = {
		[DAXCTL_POLICY_KERNEL_CONFIG] = "kernel-config",
		[DAXCTL_POLICY_COMMAND_LINE] = "command-line",
		[DAXCTL_POLICY_KERNEL_PARAMETER] = "kernel-parameter",
		[DAXCTL_POLICY_AUTO_ONLINE] = "kernel-policy",
		[DAXCTL_POLICY_UDEV_RULE] = "udev-rule",
	};
	const struct policy_actor_shown *actor = object;

	if (actor->is_ours)
		return value_string(ret, "configuration");
	return value_string(ret, names[actor->actor->source]);
}

static int get_path(const void *object, struct value *ret)
{
	return value_string(ret, actor_of(object)->path);
}

static int get_line(const void *object, struct value *ret)
{
	unsigned int line = actor_of(object)->line;

	return line ? value_int(ret, line) : -ENOENT;
}

static int get_setting(const void *object, struct value *ret)
{
	return value_string(ret, actor_of(object)->setting);
}

static int get_value(const void *object, struct value *ret)
{
	return value_string(ret, actor_of(object)->value);
}

static int get_effect(const void *object, struct value *ret)
{
	static const char *const names[] = {
		[DAXCTL_POLICY_DEFAULT] = "default",
		[DAXCTL_POLICY_NOTHING] = "nothing",
		[DAXCTL_POLICY_ONLINE] = "online",
		[DAXCTL_POLICY_OFFLINE] = "offline",
	};

	return value_string(ret, names[actor_of(object)->effect]);
}

static int get_actor_zone(const void *object, struct value *ret)
{
	return value_zone(ret, actor_of(object)->zone);
}

static int get_actor_certain(const void *object, struct value *ret)
{
	return value_bool(ret, actor_of(object)->certain);
}

static const struct field actor_fields[] = {
	{ .key = "memory",
	  .heading = "MEMORY",
	  .help = "whose memory it acts on",
	  .flags = FIELD_NO_JSON,
	  .get = get_memory },
	{ .key = "order",
	  .heading = "ORDER",
	  .help = "its place among those who act, from 1",
	  .get = get_order },
	{ .key = "source",
	  .heading = "SOURCE",
	  .tree = "",
	  .help = "kernel-config, command-line, kernel-parameter, kernel-policy, udev-rule or configuration",
	  .get = get_source },
	{ .key = "where",
	  .heading = "WHERE",
	  .help = "file and line",
	  .flags = FIELD_NO_JSON,
	  .get = get_actor_name },
	{ .key = "path", .help = "its file", .get = get_path },
	{ .key = "line",
	  .help = "the line of that, if it has lines",
	  .get = get_line },
	{ .key = "setting",
	  .heading = "SETTING",
	  .tree = "",
	  .help = "what is set there",
	  .get = get_setting },
	{ .key = "value",
	  .heading = "VALUE",
	  .tree = "",
	  .help = "to what",
	  .get = get_value },
	{ .key = "effect",
	  .heading = "EFFECT",
	  .help = "online or offline, what a block becomes; nothing; or default, where it says what others begin with",
	  .get = get_effect },
	{ .key = "zone",
	  .heading = "ZONE",
	  .help = "where it is put online: movable, kernel or either",
	  .get = get_actor_zone },
	{ .key = "certain",
	  .heading = "CERTAIN",
	  .help = "false if it depends on what is known only then",
	  .get = get_actor_certain },
};

/* Of a struct policy_actor_shown. */
const struct class class_policy_actor = {
	.kind = "policy_actor",
	.title = "Who acts on them, in this order",
	.fields = actor_fields,
	.n_fields = ARRAY_SIZE(actor_fields),
	.name = actor_name,
};
