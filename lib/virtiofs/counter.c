/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * counter.c - what a trace comes to
 *
 * A range of the window holds one range of one file. When either is seen with
 * another one than before, it was set up in between.
 */
#include <errno.h>
#include <string.h>

#include "lib/ctx.h"

/* A range of a file; the window's ranges are those of a file of no number. */
struct slot {
	uint64_t inode, range;
	/* Of a file's: where in the window. Of the window's: what is in it. */
	uint64_t at, holds_inode, holds_range;
	bool taken, of_window;
};

struct daxctl_window_counter {
	struct slot *slots; /* hashed, a power of two */
	size_t room, used;
	struct daxctl_window_tally tally;
};

DAXCTL_EXPORT struct daxctl_window_counter *daxctl_window_counter_new(void)
{
	return calloc(1, sizeof(struct daxctl_window_counter));
}

DAXCTL_EXPORT void
daxctl_window_counter_free(struct daxctl_window_counter *counter)
{
	if (!counter)
		return;
	free(counter->slots);
	free(counter);
}

static size_t hash(const struct slot *key)
{
	uint64_t mixed = key->inode * 0x9e3779b97f4a7c15ull + key->range;

	mixed = (mixed ^ mixed >> 29) * 0xbf58476d1ce4e5b9ull;
	return mixed >> 7 ^ key->of_window;
}

static struct slot *find_slot(struct daxctl_window_counter *counter,
			      const struct slot *key)
{
	size_t at = hash(key) & (counter->room - 1);

	for (;; at = (at + 1) & (counter->room - 1)) {
		struct slot *slot = &counter->slots[at];

		if (!slot->taken ||
		    (slot->inode == key->inode && slot->range == key->range &&
		     slot->of_window == key->of_window))
			return slot;
	}
}

static int make_room(struct daxctl_window_counter *counter)
{
	struct daxctl_window_counter larger = { .room = counter->room * 2 };

	if (counter->room && counter->used < counter->room / 2)
		return 0;
	if (!larger.room)
		larger.room = 1024;
	larger.slots = calloc(larger.room, sizeof(*larger.slots));
	if (!larger.slots)
		return -ENOMEM;
	for (size_t i = 0; i < counter->room; i++)
		if (counter->slots[i].taken)
			*find_slot(&larger, &counter->slots[i]) =
				counter->slots[i];
	free(counter->slots);
	counter->slots = larger.slots;
	counter->room = larger.room;
	return 0;
}

/* The slot of this key, made if there was none: then *@is_new. */
static int get_slot(struct daxctl_window_counter *counter,
		    const struct slot *key, struct slot **ret, bool *is_new)
{
	int rc = make_room(counter);

	if (rc < 0)
		return rc;
	*ret = find_slot(counter, key);
	*is_new = !(*ret)->taken;
	if (*is_new) {
		**ret = *key;
		(*ret)->taken = true;
		counter->used++;
	}
	return 0;
}

DAXCTL_EXPORT int
daxctl_window_counter_add(struct daxctl_window_counter *counter,
			  const struct daxctl_window_access *access)
{
	const struct slot file = {
		.inode = access->inode,
		.range = access->offset >> DAXCTL_RANGE_SHIFT,
	};
	const struct slot window = {
		.range = access->address >> DAXCTL_RANGE_SHIFT,
		.of_window = true,
	};
	bool is_new, moved;
	struct slot *slot;
	int rc;

	counter->tally.lost += access->lost;
	if (!access->mapped)
		return 0;
	rc = get_slot(counter, &file, &slot, &is_new);
	if (rc < 0)
		return rc;
	counter->tally.wanted += is_new;
	moved = is_new || slot->at != window.range;
	slot->at = window.range;
	rc = get_slot(counter, &window, &slot, &is_new);
	if (rc < 0)
		return rc;
	counter->tally.accesses++;
	counter->tally.ranges += is_new;
	if (moved || is_new || slot->holds_inode != file.inode ||
	    slot->holds_range != file.range)
		counter->tally.set_ups++;
	slot->holds_inode = file.inode;
	slot->holds_range = file.range;
	return 0;
}

DAXCTL_EXPORT void
daxctl_window_counter_read(const struct daxctl_window_counter *counter,
			   struct daxctl_window_tally *ret)
{
	*ret = counter->tally;
}
