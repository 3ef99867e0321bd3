/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * policy.c - who will act on a new memory block, and what it will be then
 *
 * Two looks: one as things are, and, where the kernel's policy would be held
 * back for a dax device, one for what stands in the way even so.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/dax/dax.h"
#include "lib/policy/policy.h"

struct daxctl_policy {
	struct daxctl_policy_actor *actors; /* owned, with their strings */
	size_t count;
	enum truth online;
	enum daxctl_policy_zone zone;
	size_t decider;	   /* SIZE_MAX: none */
	size_t blocker[3]; /* by wish */
	bool held;
	char left_over[32]; /* "": nothing */
};

static void free_actor(struct daxctl_policy_actor *actor)
{
	free((char *)actor->name);
	free((char *)actor->path);
	free((char *)actor->setting);
	free((char *)actor->value);
}

static int copy_strings(struct daxctl_policy_actor *actor)
{
	char *name = NULL;
	int len;

	len = actor->line ? asprintf(&name, "%s:%u", actor->path, actor->line)
			  : asprintf(&name, "%s", actor->path);
	actor->name = len < 0 ? NULL : name;
	actor->path = strdup(actor->path);
	actor->setting = strdup(actor->setting);
	actor->value = strdup(actor->value);
	if (actor->name && actor->path && actor->setting && actor->value)
		return 0;
	free_actor(actor);
	return -ENOMEM;
}

int look_add(struct look *look, const struct daxctl_policy_actor *actor)
{
	struct daxctl_policy *policy = look->policy;
	struct daxctl_policy_actor *at, copy = *actor;

	at = reallocarray(policy->actors, policy->count + 1, sizeof(*at));
	if (!at)
		return -ENOMEM;
	policy->actors = at;
	if (copy_strings(&copy) < 0)
		return -ENOMEM;
	at[policy->count++] = copy;
	return 0;
}

/* What a write of this text asks for; NOTHING: the kernel refuses it. */
static enum daxctl_policy_effect effect_of(const struct look *look,
					   const char *value,
					   enum daxctl_policy_zone *zone)
{
	*zone = DAXCTL_POLICY_NO_ZONE;
	if (!strcmp(value, "offline"))
		return DAXCTL_POLICY_OFFLINE;
	if (!strcmp(value, "online"))
		*zone = look->usual;
	else if (!strcmp(value, "online_movable"))
		*zone = DAXCTL_POLICY_MOVABLE;
	else if (!strcmp(value, "online_kernel"))
		*zone = DAXCTL_POLICY_KERNEL;
	else
		return DAXCTL_POLICY_NOTHING;
	return DAXCTL_POLICY_ONLINE;
}

static void block(struct look *look, enum daxctl_policy_wish wish)
{
	if (look->blocker[wish] == SIZE_MAX)
		look->blocker[wish] = look->policy->count;
}

static void put_to_use(struct look *look, enum daxctl_policy_zone zone,
		       enum truth done)
{
	/* What is in use already can't be put to use elsewhere. */
	if (look->online == YES)
		return;
	if (done == YES && look->online == NO) {
		if (zone != DAXCTL_POLICY_MOVABLE)
			block(look, DAXCTL_POLICY_WANT_MOVABLE);
		if (zone == DAXCTL_POLICY_MOVABLE)
			block(look, DAXCTL_POLICY_WANT_KERNEL);
	}
	block(look, DAXCTL_POLICY_WANT_OFFLINE);
	look->zone = look->online == NO || look->zone == zone
			     ? zone
			     : DAXCTL_POLICY_EITHER;
	look->online = done;
	look->decider = look->policy->count;
}

int look_write(struct look *look, struct daxctl_policy_actor actor,
	       const char *value, enum truth sure, enum truth done)
{
	enum daxctl_policy_effect effect = effect_of(look, value, &actor.zone);

	/* Text that is known only then may be any word. */
	if (sure < YES && effect == DAXCTL_POLICY_NOTHING) {
		effect = DAXCTL_POLICY_ONLINE;
		actor.zone = DAXCTL_POLICY_EITHER;
	}
	actor.effect = done ? effect : DAXCTL_POLICY_NOTHING;
	actor.certain = sure == YES && done != MAYBE;
	done = both(sure, done);
	if (done && effect == DAXCTL_POLICY_ONLINE && look->online == YES)
		actor.effect = DAXCTL_POLICY_NOTHING;
	if (actor.effect != DAXCTL_POLICY_ONLINE)
		actor.zone = DAXCTL_POLICY_NO_ZONE;
	if (done && effect == DAXCTL_POLICY_ONLINE) {
		put_to_use(look, actor.zone, done);
	} else if (done && effect == DAXCTL_POLICY_OFFLINE && look->online) {
		look->online = done == YES ? NO : MAYBE;
		look->decider = look->policy->count;
	}
	return look_add(look, &actor);
}

static int run_look(struct look *look)
{
	int rc;

	look->decider = SIZE_MAX;
	for (size_t i = 0; i < ARRAY_SIZE(look->blocker); i++)
		look->blocker[i] = SIZE_MAX;
	rc = look_at_kernel(look);
	if (rc == 0)
		rc = look_at_udev(look);
	return rc;
}

struct blocks {
	unsigned int *at; /* owned */
	size_t count;
};

static int add_block(void *arg, const struct sysfs_node *node)
{
	struct blocks *blocks = arg;
	unsigned int *at;

	at = reallocarray(blocks->at, blocks->count + 1, sizeof(*at));
	if (!at)
		return -ENOMEM;
	blocks->at = at;
	if (parse_name(strrchr(node->path, '/') + 1, "memory",
		       &at[blocks->count]))
		blocks->count++;
	return 0;
}

/* Do the rules surely mark the block as one of a dax device? */
static bool is_marked(const struct look *look)
{
	for (size_t i = 0; i < look->n_vars; i++)
		if (!strcmp(look->vars[i].name, "DAXCTL_MEMORY"))
			return look->vars[i].set == YES && *look->vars[i].value;
	return false;
}

static void forget(struct look *look)
{
	free(look->vars);
	look->vars = NULL;
	look->n_vars = 0;
}

/*
 * Where the actor found by another look is in the list: a rule that jumps for a
 * block in use may have hidden it from the first.
 */
static int place_of(struct look *look, const struct daxctl_policy_actor *found,
		    size_t *ret)
{
	struct daxctl_policy *policy = look->policy;
	struct daxctl_policy_actor hidden = *found;

	for (size_t i = 0; i < policy->count; i++)
		if (!strcmp(policy->actors[i].name, found->name) &&
		    !strcmp(policy->actors[i].setting, found->setting)) {
			*ret = i;
			return 0;
		}
	hidden.effect = DAXCTL_POLICY_NOTHING;
	hidden.zone = DAXCTL_POLICY_NO_ZONE;
	*ret = policy->count;
	return look_add(look, &hidden);
}

/* Who stands in the way when the kernel's policy is held back? */
static int take_blockers(struct look *first, const struct look *held)
{
	size_t *blocker = first->policy->blocker;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < ARRAY_SIZE(held->blocker); i++) {
		blocker[i] = SIZE_MAX;
		if (held->blocker[i] != SIZE_MAX)
			rc = place_of(first,
				      &held->policy->actors[held->blocker[i]],
				      &blocker[i]);
	}
	return rc;
}

static int look_held(struct look *first)
{
	struct daxctl_policy found = { 0 };
	struct look look = { .ctx = first->ctx,
			     .policy = &found,
			     .files = first->files,
			     .held = true,
			     .blocks = first->blocks,
			     .n_blocks = first->n_blocks,
			     .of_dax = true };
	int rc = run_look(&look);

	first->policy->held = rc == 0 && is_marked(&look);
	if (first->policy->held)
		rc = take_blockers(first, &look);
	forget(&look);
	for (size_t i = 0; i < found.count; i++)
		free_actor(&found.actors[i]);
	free(found.actors);
	return rc;
}

static int make(struct daxctl_ctx *ctx, const struct blocks *blocks,
		bool of_dax, struct daxctl_policy *policy)
{
	cleanup(rules_files_free) struct array files = { 0 };
	struct look look = { .ctx = ctx,
			     .policy = policy,
			     .files = &files,
			     .blocks = blocks->at,
			     .n_blocks = blocks->count,
			     .of_dax = of_dax };
	int rc = rules_files_read(ctx, &files);

	if (rc == 0)
		rc = run_look(&look);
	policy->online = look.online;
	policy->zone = look.zone;
	policy->decider = look.decider;
	memcpy(policy->blocker, look.blocker, sizeof(policy->blocker));
	forget(&look);
	return rc == 0 && of_dax ? look_held(&look) : rc;
}

/* Written by lib/change/policy.c: the value, and who holds it back. */
static int read_left_over(struct daxctl_ctx *ctx, struct daxctl_policy *policy)
{
	cleanup(free_p) char *text = NULL;
	size_t size;
	int rc = policy_read(ctx, "run/daxctl/policy.held", &text, &size);

	if (rc < 0)
		return rc == -ENOENT || rc == -ENOTDIR ? 0 : rc;
	snprintf(policy->left_over, sizeof(policy->left_over), "%.*s",
		 (int)strcspn(text, " \n"), text);
	return 0;
}

DAXCTL_EXPORT int daxctl_policy_new(struct daxctl_ctx *ctx,
				    struct daxctl_dev *dev,
				    struct daxctl_policy **ret)
{
	struct daxctl_policy *policy = calloc(1, sizeof(*policy));
	struct blocks blocks = { 0 };
	int rc;

	if (!policy)
		return -ENOMEM;
	ctx_forget_error(ctx);
	rc = dev ? dax_each_block(dev, add_block, &blocks) : 0;
	/* Without memory hotplug there are no blocks to ask about. */
	if (rc == -ENOENT)
		rc = 0;
	if (rc == 0)
		rc = make(ctx, &blocks, dev, policy);
	if (rc == 0)
		rc = read_left_over(ctx, policy);
	free(blocks.at);
	if (rc < 0) {
		daxctl_policy_free(policy);
		if (!*ctx->error)
			ctx_fail(ctx, rc,
				 rc == -EACCES ? "run it as root" : NULL,
				 "what acts on new memory blocks: %s",
				 strerror(-rc));
		return rc;
	}
	*ret = policy;
	return 0;
}

DAXCTL_EXPORT void daxctl_policy_free(struct daxctl_policy *policy)
{
	if (!policy)
		return;
	for (size_t i = 0; i < policy->count; i++)
		free_actor(&policy->actors[i]);
	free(policy->actors);
	free(policy);
}

DAXCTL_EXPORT const struct daxctl_policy_actor *
daxctl_policy_get_actor(const struct daxctl_policy *policy, unsigned int index)
{
	return index < policy->count ? &policy->actors[index] : NULL;
}

DAXCTL_EXPORT enum daxctl_policy_effect
daxctl_policy_get_effect(const struct daxctl_policy *policy,
			 enum daxctl_policy_zone *zone, bool *certain)
{
	*zone = policy->online ? policy->zone : DAXCTL_POLICY_NO_ZONE;
	*certain = policy->online != MAYBE;
	return policy->online ? DAXCTL_POLICY_ONLINE : DAXCTL_POLICY_OFFLINE;
}

static const struct daxctl_policy_actor *
actor_at(const struct daxctl_policy *policy, size_t at)
{
	return at < policy->count ? &policy->actors[at] : NULL;
}

DAXCTL_EXPORT const struct daxctl_policy_actor *
daxctl_policy_get_decider(const struct daxctl_policy *policy)
{
	return actor_at(policy, policy->decider);
}

DAXCTL_EXPORT const struct daxctl_policy_actor *
daxctl_policy_get_blocker(const struct daxctl_policy *policy,
			  enum daxctl_policy_wish wish)
{
	if (wish >= ARRAY_SIZE(policy->blocker))
		return NULL;
	return actor_at(policy, policy->blocker[wish]);
}

DAXCTL_EXPORT bool daxctl_policy_is_held(const struct daxctl_policy *policy)
{
	return policy->held;
}

DAXCTL_EXPORT const char *
daxctl_policy_get_left_over(const struct daxctl_policy *policy)
{
	return *policy->left_over ? policy->left_over : NULL;
}
