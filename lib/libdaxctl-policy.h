/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdaxctl-policy.h - what will happen to a new memory block
 *
 * Part of <daxctl/libdaxctl.h>, which tells the conventions.
 *
 * When a device becomes system memory, its blocks appear one after the other,
 * out of use. Before whoever made them can say what they are for, the kernel
 * may put them to use by its policy, and udev by rules. This tells who will,
 * in the order in which they act, and what a block will be then.
 */
#ifndef _LIBDAXCTL_POLICY_H_
#define _LIBDAXCTL_POLICY_H_

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct daxctl_ctx;
struct daxctl_dev;
struct daxctl_policy;

/** Who acts, in the order of acting. */
enum daxctl_policy_source {
	DAXCTL_POLICY_KERNEL_CONFIG,	/* what the kernel was built with */
	DAXCTL_POLICY_COMMAND_LINE,	/* what it was started with */
	DAXCTL_POLICY_KERNEL_PARAMETER, /* of its module memory_hotplug */
	DAXCTL_POLICY_AUTO_ONLINE,	/* its policy now: auto_online_blocks */
	DAXCTL_POLICY_UDEV_RULE,
};

/** What that does to a new block. */
enum daxctl_policy_effect {
	DAXCTL_POLICY_DEFAULT, /* says what others begin with, or choose */
	DAXCTL_POLICY_NOTHING, /* leaves it as it is */
	DAXCTL_POLICY_ONLINE,  /* puts it to use */
	DAXCTL_POLICY_OFFLINE, /* takes it out of use */
};

/** Where a block is put to use. */
enum daxctl_policy_zone {
	DAXCTL_POLICY_NO_ZONE,
	DAXCTL_POLICY_MOVABLE, /* ZONE_MOVABLE: it can be taken back */
	DAXCTL_POLICY_KERNEL,  /* where the kernel keeps its own things, too */
	DAXCTL_POLICY_EITHER,  /* is decided only then */
};

/** struct daxctl_policy_actor - one of those who act */
struct daxctl_policy_actor {
	enum daxctl_policy_source source;
	enum daxctl_policy_effect effect;
	enum daxctl_policy_zone zone; /* of effect ONLINE */
	bool certain;	     /* false: depends on what is known only then */
	const char *name;    /* its path, and ":LINE" if it has lines */
	const char *path;    /* "/etc/udev/rules.d/40-memory.rules" */
	unsigned int line;   /* from 1; 0: it has none */
	const char *setting; /* "ATTR{state}", "memhp_default_state" */
	const char *value;
};

/** What somebody may want of a new block. */
enum daxctl_policy_wish {
	DAXCTL_POLICY_WANT_OFFLINE,
	DAXCTL_POLICY_WANT_MOVABLE,
	DAXCTL_POLICY_WANT_KERNEL,
};

/**
 * daxctl_policy_new() - look who will act on a new memory block
 * @ctx: the context; of a captured tree, its files are read
 * @dev: the device that the block will be of; NULL: memory of any other kind
 * @ret: the answer; free it with daxctl_policy_free()
 *
 * Reads the kernel's configuration (/boot/config-RELEASE,
 * /lib/modules/RELEASE/config or /proc/config.gz), its command line and
 * parameters, and the rules of udev, as udev(7) tells: of files of one name
 * the first of /etc, /run, /usr/local/lib and /usr/lib counts.
 *
 * Return: 0; -ENOMEM; or why something that is there can't be read.
 */
int daxctl_policy_new(struct daxctl_ctx *ctx, struct daxctl_dev *dev,
		      struct daxctl_policy **ret);

/** daxctl_policy_free() - NULL is fine. */
void daxctl_policy_free(struct daxctl_policy *policy);

/**
 * daxctl_policy_get_actor() - those who act, from 0
 *
 * Return: the actor, which lives as long as @policy; NULL past the last.
 */
const struct daxctl_policy_actor *
daxctl_policy_get_actor(const struct daxctl_policy *policy, unsigned int index);

/**
 * daxctl_policy_get_effect() - what a block will be when all have acted
 * @zone: where, if the result is DAXCTL_POLICY_ONLINE
 * @certain: false if it depends on what is known only then
 *
 * Return: DAXCTL_POLICY_ONLINE or DAXCTL_POLICY_OFFLINE.
 */
enum daxctl_policy_effect
daxctl_policy_get_effect(const struct daxctl_policy *policy,
			 enum daxctl_policy_zone *zone, bool *certain);

/** daxctl_policy_get_decider() - Return: whose effect it is; NULL: nobody's. */
const struct daxctl_policy_actor *
daxctl_policy_get_decider(const struct daxctl_policy *policy);

/**
 * daxctl_policy_get_blocker() - who stands in the way of a wish
 *
 * A rule that only may act stands in the way of WANT_OFFLINE alone. Where
 * daxctl_policy_is_held(), the kernel's policy doesn't.
 *
 * Return: the first who does, or NULL.
 */
const struct daxctl_policy_actor *
daxctl_policy_get_blocker(const struct daxctl_policy *policy,
			  enum daxctl_policy_wish wish);

/**
 * daxctl_policy_is_held() - is the memory of dax devices left to daxctl?
 *
 * Then a rule of udev sets DAXCTL_MEMORY for its blocks (00-daxctl-memory.rules
 * does), and a change holds the kernel's policy back while it plugs them.
 */
bool daxctl_policy_is_held(const struct daxctl_policy *policy);

/**
 * daxctl_policy_get_left_over() - what auto_online_blocks was
 *
 * Return: its value, if a change holds it back now or was killed while it did;
 * NULL: nobody does.
 */
const char *daxctl_policy_get_left_over(const struct daxctl_policy *policy);

/**
 * daxctl_set_offline_timeout() - how long a memory block may take to go
 * @ms: milliseconds for each block that is taken out of use (60000)
 *
 * The kernel itself tries for ever to move a page away that somebody holds.
 */
void daxctl_set_offline_timeout(struct daxctl_ctx *ctx, unsigned int ms);

/**
 * daxctl_find_memory_block() - which dax device has a memory block?
 * @block: "memory40", or a path that ends so
 * @ret: the device
 *
 * The block needn't be there: its number tells its addresses.
 *
 * Return: 0; -ENOENT: none; -EINVAL: it is no such name; or why that can't be
 * told.
 */
int daxctl_find_memory_block(struct daxctl_ctx *ctx, const char *block,
			     struct daxctl_dev **ret);

#ifdef __cplusplus
}
#endif

#endif
