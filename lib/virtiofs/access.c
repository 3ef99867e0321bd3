/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * access.c - a trace: which range is wanted after which
 *
 * Ranges get numbers as they come, found by a hash; when the trace is whole
 * they are numbered anew, by file and place, so that the first range of a file
 * that is in use can be found as the kernel finds it: the lowest.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/ctx.h"
#include "lib/virtiofs/access.h"
#include "lib/virtiofs/record.h"
#include "util/util.h"

/* A window range that has had a tenant, and has none now. */
#define VACATED UINT32_MAX

enum {
	FIRST_ROOM = 256,
	/* More than any window has: 8 TiB. */
	SLOTS_MAX = 1 << 22,
	/* How far recorded and simulated set-ups may be apart, in percent. */
	TOLERANCE = 2,
};

DAXCTL_EXPORT int daxctl_trace_new(struct daxctl_trace **ret)
{
	struct daxctl_trace *trace = calloc(1, sizeof(*trace));

	if (!trace)
		return -ENOMEM;
	trace->remove_time = TRACE_REMOVE;
	*ret = trace;
	return 0;
}

DAXCTL_EXPORT void daxctl_trace_free(struct daxctl_trace *trace)
{
	if (!trace)
		return;
	free(trace->accesses);
	free(trace->ranges);
	free(trace->index);
	free(trace->files);
	free(trace->tenants);
	free(trace);
}

/* From where the search for a range begins. Sequential files spread well. */
static size_t hash(const struct daxctl_trace *trace, uint64_t file,
		   uint64_t index)
{
	uint64_t mixed = (file * UINT64_C(0x9e3779b97f4a7c15)) ^ index;

	mixed *= UINT64_C(0xff51afd7ed558ccd);
	return (mixed ^ mixed >> 32) & (trace->index_size - 1);
}

/* The place of a range in the index, or the empty one where it belongs. */
static size_t find_place(const struct daxctl_trace *trace, uint64_t file,
			 uint64_t index)
{
	size_t at = hash(trace, file, index);

	while (trace->index[at]) {
		const struct trace_range *range =
			&trace->ranges[trace->index[at] - 1];

		if (range->file == file && range->index == index)
			break;
		at = (at + 1) & (trace->index_size - 1);
	}
	return at;
}

static int grow_index(struct daxctl_trace *trace)
{
	size_t size = trace->index_size ? 2 * trace->index_size : FIRST_ROOM;
	uint32_t *index = calloc(size, sizeof(*index));

	if (!index)
		return -ENOMEM;
	free(trace->index);
	trace->index = index;
	trace->index_size = size;
	for (uint32_t i = 0; i < trace->n_ranges; i++)
		index[find_place(trace, trace->ranges[i].file,
				 trace->ranges[i].index)] = i + 1;
	return 0;
}

static int add_range(struct daxctl_trace *trace, uint64_t file, uint64_t index,
		     uint32_t *ret)
{
	struct trace_range *ranges = trace->ranges;
	uint32_t room = trace->range_room;

	if (trace->n_ranges == room) {
		if (room > UINT32_MAX / 4)
			return -E2BIG;
		room = room ? 2 * room : FIRST_ROOM;
		ranges = reallocarray(ranges, room, sizeof(*ranges));
		if (!ranges)
			return -ENOMEM;
		trace->ranges = ranges;
		trace->range_room = room;
	}
	*ret = trace->n_ranges++;
	ranges[*ret] = (struct trace_range){ .file = file, .index = index };
	return 0;
}

static int find_or_add_range(struct daxctl_trace *trace, uint64_t file,
			     uint64_t index, uint32_t *ret)
{
	size_t at;
	int rc;

	/* Half of it stays empty: searches are short. */
	if (2 * (size_t)trace->n_ranges >= trace->index_size) {
		rc = grow_index(trace);
		if (rc)
			return rc;
	}
	at = find_place(trace, file, index);
	if (!trace->index[at]) {
		uint32_t number;

		rc = add_range(trace, file, index, &number);
		if (rc)
			return rc;
		trace->index[at] = number + 1;
	}
	*ret = trace->index[at] - 1;
	return 0;
}

static int add_access(struct daxctl_trace *trace, struct trace_access access)
{
	struct trace_access *accesses = trace->accesses;
	size_t room = trace->access_room;

	if (trace->n_accesses == room) {
		room = room ? 2 * room : FIRST_ROOM;
		accesses = reallocarray(accesses, room, sizeof(*accesses));
		if (!accesses)
			return -ENOMEM;
		trace->accesses = accesses;
		trace->access_room = room;
	}
	accesses[trace->n_accesses++] = access;
	return 0;
}

int trace_add_piece(struct daxctl_trace *trace, uint64_t file, uint64_t offset,
		    uint64_t len, uint32_t *ret)
{
	struct trace_access access = {
		.after = TRACE_LOOKUP + (len >> TRACE_COPY_SHIFT),
	};
	uint32_t range;
	int rc;

	rc = find_or_add_range(trace, file, offset >> DAXCTL_RANGE_SHIFT,
			       &range);
	if (rc)
		return rc;
	/* Another file, from its beginning: somebody has opened it. */
	if (file != trace->last_file && !(offset >> DAXCTL_RANGE_SHIFT))
		access.before = TRACE_OPEN;
	access.range = range;
	rc = add_access(trace, access);
	if (rc)
		return rc;
	trace->last_file = file;
	*ret = range;
	return 0;
}

DAXCTL_EXPORT int daxctl_trace_add(struct daxctl_trace *trace, uint64_t file,
				   uint64_t offset, uint64_t len)
{
	uint64_t left;
	uint32_t range;
	int rc = 0;

	if (trace->finished)
		return -EBUSY;
	/* What would reach past the end of all numbers ends there. */
	if (len && len - 1 > UINT64_MAX - offset)
		len = UINT64_MAX - offset + 1;
	trace->guessed = true;
	for (; len && !rc; offset += left, len -= left) {
		left = DAXCTL_RANGE_SIZE - (offset & (DAXCTL_RANGE_SIZE - 1));
		if (left > len)
			left = len;
		rc = trace_add_piece(trace, file, offset, left, &range);
	}
	return rc;
}

static int grow_tenants(struct daxctl_trace *trace, size_t slot)
{
	size_t room = trace->tenant_room ? trace->tenant_room : FIRST_ROOM;
	uint32_t *tenants;

	while (room <= slot)
		room *= 2;
	tenants = reallocarray(trace->tenants, room, sizeof(*tenants));
	if (!tenants)
		return -ENOMEM;
	memset(tenants + trace->tenant_room, 0,
	       (room - trace->tenant_room) * sizeof(*tenants));
	trace->tenants = tenants;
	trace->tenant_room = room;
	return 0;
}

int trace_note_address(struct daxctl_trace *trace, uint32_t number,
		       uint64_t address)
{
	struct trace_range *range = &trace->ranges[number];
	uint64_t slot = address >> DAXCTL_RANGE_SHIFT;
	uint32_t before;
	int rc;

	if (slot >= SLOTS_MAX) {
		trace->guessed = true;
		return 0;
	}
	if (slot >= trace->tenant_room) {
		rc = grow_tenants(trace, slot);
		if (rc)
			return rc;
	}
	if (slot >= trace->n_tenants)
		trace->n_tenants = slot + 1;
	if (range->slot == slot + 1)
		return 0;
	/* It is somewhere else than before: it has been set up. */
	before = trace->tenants[slot];
	if (!before)
		trace->n_slots++;
	else
		trace->reused = true;
	if (before && before != VACATED)
		trace->ranges[before - 1].slot = 0;
	if (range->slot)
		trace->tenants[range->slot - 1] = VACATED;
	trace->tenants[slot] = number + 1;
	range->slot = slot + 1;
	trace->setups++;
	if (trace->n_accesses <= TRACE_MARK)
		trace->marked_setups = trace->setups;
	return 0;
}

static int by_place(const void *a, const void *b, void *arg)
{
	const struct trace_range *ranges = arg;
	const struct trace_range *left = &ranges[*(const uint32_t *)a];
	const struct trace_range *right = &ranges[*(const uint32_t *)b];

	if (left->file != right->file)
		return left->file < right->file ? -1 : 1;
	if (left->index != right->index)
		return left->index < right->index ? -1 : 1;
	return 0;
}

/* Ranges that follow each other are of the same file, or begin a new one. */
static int list_files(struct daxctl_trace *trace)
{
	struct trace_file *file = NULL;

	trace->files = calloc((size_t)trace->n_ranges + 1, sizeof(*file));
	if (!trace->files)
		return -ENOMEM;
	for (uint32_t i = 0; i < trace->n_ranges; i++) {
		struct trace_range *range = &trace->ranges[i];

		if (!file || range->file != range[-1].file) {
			file = &trace->files[trace->n_files++];
			file->first = i;
		}
		file->end = i + 1;
		range->owner = trace->n_files - 1;
	}
	return 0;
}

static int number_anew(struct daxctl_trace *trace)
{
	size_t count = trace->n_ranges;
	cleanup(free_p) uint32_t *order = calloc(count + 1, sizeof(*order));
	cleanup(free_p) uint32_t *numbers = calloc(count + 1, sizeof(*numbers));
	struct trace_range *sorted = calloc(count + 1, sizeof(*sorted));

	if (!order || !numbers || !sorted) {
		free(sorted);
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < count; i++)
		order[i] = i;
	qsort_r(order, count, sizeof(*order), by_place, trace->ranges);
	for (uint32_t i = 0; i < count; i++) {
		sorted[i] = trace->ranges[order[i]];
		numbers[order[i]] = i;
	}
	for (size_t i = 0; i < trace->n_accesses; i++)
		trace->accesses[i].range = numbers[trace->accesses[i].range];
	free(trace->ranges);
	trace->ranges = sorted;
	trace->range_room = count + 1;
	return list_files(trace);
}

/* Free ranges wait in line: before one is used again all have been. */
static uint64_t recorded_ranges(const struct daxctl_trace *trace)
{
	if (!trace->reused || trace->guessed ||
	    trace->n_slots != trace->n_tenants)
		return 0;
	return trace->n_tenants;
}

static uint64_t distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

/* How far a replay with the trace's pace is from the record, in set-ups. */
static int try_pace(const struct daxctl_trace *trace, uint64_t *ret)
{
	uint64_t setups;
	int rc;

	rc = trace_simulate_record(trace, recorded_ranges(trace), &setups);
	if (!rc)
		*ret = distance(setups, trace->marked_setups);
	return rc;
}

/*
 * With an even pace reader and worker fall into step, and counts jump where one
 * becomes faster than the other. On a busy machine they don't: an uneven pace
 * has the counts between.
 */
static int find_nearest_pace(struct daxctl_trace *trace)
{
	static const uint16_t percents[] = { 25,  40,  50,  60,	 70,  80,  85,
					     90,  95,  100, 103, 106, 110, 115,
					     120, 130, 160, 200, 300, 500 };
	uint32_t nearest = trace->remove_time;
	bool uneven = false;
	uint64_t least, off;
	int rc;

	rc = try_pace(trace, &least);
	if (!rc && least * 100 <= trace->marked_setups * TOLERANCE)
		return 0;
	for (size_t i = 0; i < 2 * ARRAY_SIZE(percents) && !rc; i++) {
		trace->remove_time = TRACE_TRIP * percents[i / 2] / 100;
		trace->uneven = i % 2;
		rc = try_pace(trace, &off);
		if (!rc && off < least) {
			least = off;
			nearest = trace->remove_time;
			uneven = trace->uneven;
		}
	}
	trace->remove_time = nearest;
	trace->uneven = uneven;
	return rc;
}

/*
 * A kernel that has been slower to give ranges back than usual had more of them
 * in use, and fewer misses; one that was faster had more. The pace that comes
 * nearest to what was recorded is taken for all sizes. The beginning of a long
 * trace is enough.
 */
static int find_pace(struct daxctl_trace *trace)
{
	size_t all = trace->n_accesses;
	int rc;

	if (!recorded_ranges(trace))
		return 0;
	if (all > TRACE_MARK)
		trace->n_accesses = TRACE_MARK;
	else
		trace->marked_setups = trace->setups;
	rc = find_nearest_pace(trace);
	trace->n_accesses = all;
	return rc;
}

DAXCTL_EXPORT int daxctl_trace_finish(struct daxctl_trace *trace)
{
	int rc;

	if (trace->finished)
		return -EBUSY;
	rc = trace_take_rest(trace);
	if (!rc)
		rc = number_anew(trace);
	if (rc)
		return rc;
	trace->finished = true;
	return find_pace(trace);
}

DAXCTL_EXPORT void daxctl_trace_get_info(const struct daxctl_trace *trace,
					 struct daxctl_trace_info *ret)
{
	*ret = (struct daxctl_trace_info){
		.accesses = trace->n_accesses,
		.holes = trace->holes,
		.files = trace->n_files,
		.ranges = trace->n_ranges,
		.recorded_ranges = recorded_ranges(trace),
		.recorded_setups = trace->guessed ? 0 : trace->setups,
		.lost = trace->lost,
	};
}
