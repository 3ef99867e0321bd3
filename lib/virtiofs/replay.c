/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * replay.c - the kernel's allocator and reclaimer of ranges, simulated
 *
 * Two work at the same time: a reader that walks through the trace, and the
 * kernel's worker that frees ranges. What happens depends on who is faster.
 * For both a request is a round trip to the same server. That the worker needs
 * a fifth more for it was found by comparison: so all counts of running kernels
 * come out within 2 %. Where a record shows another pace, that one holds, and
 * the times of single removals scatter.
 *
 * A victim is who was set up first, however often it is used: there is no
 * order among windows of different sizes (a bigger one can miss more), so no
 * single pass tells the misses of all sizes; each is simulated by itself. Those
 * that all ranges fit in without reclaim need no simulation.
 */
#include <errno.h>
#include <stdlib.h>

#include "lib/ctx.h"
#include "lib/virtiofs/access.h"
#include "util/util.h"

#define NEVER UINT64_MAX
#define NONE  UINT32_MAX

struct worker {
	unsigned int left; /* ranges to free in this run, 0: it doesn't run */
	bool again;	   /* it was asked to run while it did */
	uint64_t at;	   /* when it does the next thing, or NEVER */
	uint32_t victim;   /* what it is giving back, or NONE */
};

/* What is looked at together lies together: most of the time is waiting. */
struct link {
	uint32_t next, before; /* in order of set-up, NONE at the ends */
	uint32_t owner;	       /* the file */
};

/* Where in the window ranges are: only for what a record would show. */
struct places {
	uint32_t *of_range; /* owned: the one that it had last, plus 1 */
	uint32_t *tenants;  /* owned, by place: who had it last, plus 1 */
	uint32_t *line;	    /* owned: free ones, a ring that has room for all */
	uint64_t first, end;
	uint64_t moves; /* set-ups by which a range or a place has changed */
};

struct window {
	const struct daxctl_trace *trace;
	uint64_t free, threshold;
	struct places *places; /* NULL: it doesn't matter where */
	uint64_t now;
	struct worker worker;
	struct daxctl_replay count;

	/* Ranges in use, oldest set-up first; NONE ends the list. */
	uint32_t head, tail;
	struct link *links; /* owned, by range */
	uint64_t *used;	    /* owned, a bit for each range */
	uint32_t *lowest;   /* owned, by file: none in use is below this one */
};

static bool is_used(const struct window *window, uint32_t range)
{
	return window->used[range / 64] >> range % 64 & 1;
}

static void use(struct window *window, uint32_t range)
{
	struct link *link = &window->links[range];

	window->used[range / 64] |= UINT64_C(1) << range % 64;
	link->before = window->tail;
	link->next = NONE;
	if (window->tail == NONE)
		window->head = range;
	else
		window->links[window->tail].next = range;
	window->tail = range;
	if (range < window->lowest[link->owner])
		window->lowest[link->owner] = range;
}

static void unuse(struct window *window, uint32_t range)
{
	uint32_t next = window->links[range].next;
	uint32_t before = window->links[range].before;

	window->used[range / 64] &= ~(UINT64_C(1) << range % 64);
	if (before == NONE)
		window->head = next;
	else
		window->links[before].next = next;
	if (next == NONE)
		window->tail = before;
	else
		window->links[next].before = before;
}

/* The first range in use from this one on, before the end; or the end. */
static uint32_t next_used(const struct window *window, uint32_t range,
			  uint32_t end)
{
	while (range < end) {
		uint64_t left = window->used[range / 64] >> range % 64;

		if (left) {
			range += __builtin_ctzll(left);
			return range < end ? range : end;
		}
		range = (range / 64 + 1) * 64;
	}
	return end;
}

/* What a reader takes when nothing is free: its own file's lowest range. */
static uint32_t find_lowest(struct window *window, uint32_t range)
{
	uint32_t owner = window->links[range].owner;
	const struct trace_file *file = &window->trace->files[owner];
	uint32_t found = next_used(window, window->lowest[owner], file->end);

	window->lowest[owner] = found;
	return found < file->end ? found : NONE;
}

/* ---- The places -------------------------------------------------------- */

/* Free places are used in turn: from the head of a list, back to its tail. */
static void free_place(struct window *window, uint32_t range)
{
	struct places *places = window->places;

	if (places)
		places->line[places->end++ % window->count.ranges] =
			places->of_range[range] - 1;
}

static uint32_t take_free_place(struct window *window)
{
	struct places *places = window->places;

	return places ? places->line[places->first++ % window->count.ranges]
		      : 0;
}

static uint32_t take_place_of(struct window *window, uint32_t range)
{
	return window->places ? window->places->of_range[range] - 1 : 0;
}

static void put_at(struct window *window, uint32_t range, uint32_t place)
{
	struct places *places = window->places;

	if (!places)
		return;
	places->moves += places->of_range[range] != place + 1 ||
			 places->tenants[place] != range + 1;
	places->of_range[range] = place + 1;
	places->tenants[place] = range + 1;
}

static void places_clear(struct places *places)
{
	free(places->of_range);
	free(places->tenants);
	free(places->line);
}

static int places_make(struct places *places, uint64_t ranges, size_t count)
{
	places->of_range = calloc(count + 1, sizeof(*places->of_range));
	places->tenants = calloc(ranges, sizeof(*places->tenants));
	places->line = calloc(ranges, sizeof(*places->line));
	if (!places->of_range || !places->tenants || !places->line)
		return -ENOMEM;
	for (uint64_t i = 0; i < ranges; i++)
		places->line[i] = i;
	places->end = ranges;
	return 0;
}

/* ---- The worker -------------------------------------------------------- */

/* The share of an uneven time is mixed from the removal's number. */
static uint64_t remove_time(const struct window *window)
{
	uint64_t time = window->trace->remove_time, mixed;

	if (!window->trace->uneven)
		return time;
	mixed = (window->count.removes + 1) * UINT64_C(0x9e3779b97f4a7c15);
	mixed = (mixed ^ mixed >> 32) * UINT64_C(0xff51afd7ed558ccd);
	return 2 * time * (mixed >> 32) >> 32;
}

/* Take the oldest; it is out of use before the server knows of it. */
static void begin_victim(struct window *window, uint64_t now)
{
	struct worker *worker = &window->worker;

	worker->victim = window->head;
	worker->at = now;
	if (worker->victim == NONE) {
		worker->left = 1;
		return;
	}
	unuse(window, worker->victim);
	worker->at += remove_time(window);
}

static void begin_run(struct window *window, uint64_t now)
{
	window->worker.left = SIZING_RECLAIM_CHUNK;
	window->count.worker_runs++;
	begin_victim(window, now);
}

/* It frees all of its ten, then looks whether there is need of more. */
static void end_victim(struct window *window)
{
	struct worker *worker = &window->worker;
	uint64_t now = worker->at;

	if (worker->victim != NONE) {
		free_place(window, worker->victim);
		window->free++;
		window->count.removes++;
		worker->victim = NONE;
	}
	if (--worker->left) {
		begin_victim(window, now);
		return;
	}
	worker->at = NEVER;
	if (worker->again) {
		worker->again = false;
		begin_run(window, now);
	} else if (window->free < window->threshold) {
		worker->at = now + TRACE_PAUSE;
	}
}

/* Let the worker do what it has done by now. */
static void catch_up(struct window *window)
{
	struct worker *worker = &window->worker;

	while (worker->at <= window->now) {
		if (worker->left)
			end_victim(window);
		else
			begin_run(window, worker->at);
	}
}

/* Each time that somebody wanted a range, had one or not. */
static void wake_worker(struct window *window)
{
	struct worker *worker = &window->worker;

	if (window->free >= window->threshold)
		return;
	if (worker->left)
		worker->again = true;
	else if (worker->at == NEVER)
		begin_run(window, window->now);
}

/* ---- The reader -------------------------------------------------------- */

static void wait_for_worker(struct window *window)
{
	while (!window->free) {
		window->now = window->worker.at;
		catch_up(window);
	}
}

static uint32_t take_free_range(struct window *window)
{
	uint32_t place = take_free_place(window);

	window->free--;
	wake_worker(window);
	return place;
}

/* Returns its place. */
static uint32_t take_range(struct window *window, uint32_t range)
{
	uint32_t victim, place;

	if (window->free)
		return take_free_range(window);
	wake_worker(window);
	victim = find_lowest(window, range);
	if (victim == NONE) {
		wait_for_worker(window);
		return take_free_range(window);
	}
	unuse(window, victim);
	place = take_place_of(window, victim);
	window->count.removes++;
	window->count.inline_removes++;
	window->now += TRACE_TRIP;
	catch_up(window);
	return place;
}

static void miss(struct window *window, uint32_t range)
{
	uint32_t place;

	/* It is being given back: the reader has to wait for that, too. */
	if (window->worker.victim == range) {
		window->now = window->worker.at;
		catch_up(window);
	}
	window->count.setups++;
	place = take_range(window, range);
	window->now += TRACE_TRIP;
	catch_up(window);
	put_at(window, range, place);
	use(window, range);
}

static void walk(struct window *window)
{
	const struct daxctl_trace *trace = window->trace;

	for (size_t i = 0; i < trace->n_accesses; i++) {
		const struct trace_access *access = &trace->accesses[i];

		window->now += access->before;
		catch_up(window);
		if (!is_used(window, access->range))
			miss(window, access->range);
		window->now += access->after;
	}
	/* It goes on until enough is free; then it has nothing to do. */
	while (window->worker.at != NEVER) {
		window->now = window->worker.at;
		catch_up(window);
	}
}

static void window_clear(struct window *window)
{
	free(window->links);
	free(window->used);
	free(window->lowest);
}

static int window_make(struct window *window)
{
	const struct daxctl_trace *trace = window->trace;
	size_t count = trace->n_ranges;

	/* One more than needed: there is always something to allocate. */
	window->links = calloc(count + 1, sizeof(*window->links));
	window->used = calloc(count / 64 + 1, sizeof(*window->used));
	window->lowest = calloc(trace->n_files + 1, sizeof(*window->lowest));
	if (!window->links || !window->used || !window->lowest)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		window->links[i].owner = trace->ranges[i].owner;
	for (uint32_t i = 0; i < trace->n_files; i++)
		window->lowest[i] = trace->files[i].end;
	return 0;
}

static int simulate(const struct daxctl_trace *trace, uint64_t ranges,
		    struct places *places, struct daxctl_replay *ret)
{
	cleanup(window_clear) struct window window = {
		.trace = trace,
		.places = places,
		.free = ranges,
		.threshold = daxctl_window_threshold(ranges),
		.worker = { .at = NEVER, .victim = NONE },
		.count = { .ranges = ranges, .accesses = trace->n_accesses },
		.head = NONE,
		.tail = NONE,
	};
	int rc;

	rc = window_make(&window);
	if (rc)
		return rc;
	walk(&window);
	window.count.busy = ranges - window.free;
	*ret = window.count;
	return 0;
}

int trace_simulate(const struct daxctl_trace *trace, uint64_t ranges,
		   struct daxctl_replay *ret)
{
	return simulate(trace, ranges, NULL, ret);
}

int trace_simulate_record(const struct daxctl_trace *trace, uint64_t ranges,
			  uint64_t *ret)
{
	cleanup(places_clear) struct places places = { .moves = 0 };
	struct daxctl_replay replay;
	int rc;

	rc = places_make(&places, ranges, trace->n_ranges);
	if (!rc)
		rc = simulate(trace, ranges, &places, &replay);
	if (!rc)
		*ret = places.moves;
	return rc;
}

DAXCTL_EXPORT int daxctl_trace_replay(const struct daxctl_trace *trace,
				      uint64_t ranges,
				      struct daxctl_replay *ret)
{
	if (!trace->finished)
		return -EBUSY;
	if (!ranges)
		return -EINVAL;
	if (daxctl_window_capacity(ranges) < trace->n_ranges)
		return trace_simulate(trace, ranges, ret);
	*ret = (struct daxctl_replay){
		.ranges = ranges,
		.accesses = trace->n_accesses,
		.setups = trace->n_ranges,
		.busy = trace->n_ranges,
	};
	return 0;
}
