/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-replay-naive.c - the simulator against one too simple to be wrong
 *
 * The same rules, written down a second time with nothing but a queue of
 * everything and a search through it for each question: slow, but each rule
 * stands there as the kernel has it. Both must come to the same counts for any
 * accesses.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/virtiofs/access.h"
#include "lib/libdaxctl.h"
#include "test.h"

enum {
	MOST = 4096, /* accesses */
	CHUNK = 10,  /* ranges that the worker frees in a run */
};

#define NEVER UINT64_MAX

/* A piece of a file. */
struct piece {
	uint64_t file, index;
};

static struct piece accesses[MOST];
static uint64_t lengths[MOST];
static unsigned int n_accesses;
static uint64_t pace = TRACE_REMOVE;
static bool uneven;

static struct {
	struct piece busy[MOST]; /* oldest set-up first */
	unsigned int n_busy;
	uint64_t free, threshold, now;
	/* The worker. */
	unsigned int left;
	bool again, has_victim;
	struct piece victim;
	uint64_t at;
	/* Counts. */
	uint64_t setups, removes, inline_removes, runs;
} kernel;

static bool same(struct piece a, struct piece b)
{
	return a.file == b.file && a.index == b.index;
}

static int find_busy(struct piece piece)
{
	for (unsigned int i = 0; i < kernel.n_busy; i++)
		if (same(kernel.busy[i], piece))
			return i;
	return -1;
}

static struct piece take_busy(unsigned int at)
{
	struct piece taken = kernel.busy[at];

	kernel.n_busy--;
	memmove(&kernel.busy[at], &kernel.busy[at + 1],
		(kernel.n_busy - at) * sizeof(taken));
	return taken;
}

/* From none to twice the pace, by the number of the removal. */
static uint64_t time_of_removal(uint64_t number)
{
	uint64_t mixed = number * UINT64_C(0x9e3779b97f4a7c15);

	mixed ^= mixed >> 32;
	mixed *= UINT64_C(0xff51afd7ed558ccd);
	return uneven ? (pace * 2 * (mixed >> 32)) >> 32 : pace;
}

static void pick_victim(uint64_t now)
{
	kernel.has_victim = kernel.n_busy > 0;
	kernel.at = now;
	if (kernel.has_victim) {
		kernel.victim = take_busy(0);
		kernel.at += time_of_removal(kernel.removes + 1);
	} else {
		kernel.left = 1;
	}
}

static void start_run(uint64_t now)
{
	kernel.runs++;
	kernel.left = CHUNK;
	pick_victim(now);
}

/* The next thing that the worker does. */
static void worker_step(void)
{
	uint64_t now = kernel.at;

	if (!kernel.left) {
		start_run(now);
		return;
	}
	if (kernel.has_victim) {
		kernel.free++;
		kernel.removes++;
		kernel.has_victim = false;
	}
	kernel.left--;
	if (kernel.left) {
		pick_victim(now);
		return;
	}
	kernel.at = NEVER;
	if (kernel.again) {
		kernel.again = false;
		start_run(now);
	} else if (kernel.free < kernel.threshold) {
		kernel.at = now + TRACE_PAUSE;
	}
}

static void pass_time(uint64_t time)
{
	kernel.now += time;
	while (kernel.at <= kernel.now)
		worker_step();
}

static void kick(void)
{
	if (kernel.free >= kernel.threshold)
		return;
	if (kernel.left)
		kernel.again = true;
	else if (kernel.at == NEVER)
		start_run(kernel.now);
}

/* The lowest piece of the file that is in use, or -1. */
static int find_lowest(uint64_t file)
{
	int lowest = -1;

	for (unsigned int i = 0; i < kernel.n_busy; i++)
		if (kernel.busy[i].file == file &&
		    (lowest < 0 ||
		     kernel.busy[i].index < kernel.busy[lowest].index))
			lowest = i;
	return lowest;
}

static void wait_until_free(void)
{
	while (!kernel.free)
		pass_time(kernel.at - kernel.now);
}

static void get_range(uint64_t file)
{
	int lowest;

	if (!kernel.free) {
		kick();
		lowest = find_lowest(file);
		if (lowest >= 0) {
			take_busy(lowest);
			kernel.removes++;
			kernel.inline_removes++;
			pass_time(TRACE_TRIP);
			return;
		}
		wait_until_free();
	}
	kernel.free--;
	kick();
}

static void read_piece(unsigned int number)
{
	struct piece piece = accesses[number];
	uint64_t before = number ? accesses[number - 1].file : 0;

	if (piece.file != before && !piece.index)
		pass_time(TRACE_OPEN);
	else
		pass_time(0);
	if (find_busy(piece) < 0) {
		if (kernel.has_victim && same(kernel.victim, piece))
			pass_time(kernel.at - kernel.now);
		kernel.setups++;
		get_range(piece.file);
		pass_time(TRACE_TRIP);
		kernel.busy[kernel.n_busy++] = piece;
	}
	kernel.now += TRACE_LOOKUP + (lengths[number] >> TRACE_COPY_SHIFT);
}

static void run_kernel(uint64_t ranges)
{
	memset(&kernel, 0, sizeof(kernel));
	kernel.free = ranges;
	kernel.threshold = ranges * 20 / 100 ? ranges * 20 / 100 : 1;
	kernel.at = NEVER;
	for (unsigned int i = 0; i < n_accesses; i++)
		read_piece(i);
	while (kernel.at != NEVER)
		worker_step();
}

static void compare(uint64_t ranges)
{
	struct daxctl_trace *trace;
	struct daxctl_replay replay;

	OK(daxctl_trace_new(&trace));
	for (unsigned int i = 0; i < n_accesses; i++)
		OK(daxctl_trace_add(trace, accesses[i].file,
				    accesses[i].index * DAXCTL_RANGE_SIZE,
				    lengths[i]));
	OK(daxctl_trace_finish(trace));
	trace->remove_time = pace;
	trace->uneven = uneven;
	OK(trace_simulate(trace, ranges, &replay));
	run_kernel(ranges);
	EQ_U64(replay.setups, kernel.setups);
	EQ_U64(replay.removes, kernel.removes);
	EQ_U64(replay.inline_removes, kernel.inline_removes);
	EQ_U64(replay.worker_runs, kernel.runs);
	EQ_U64(replay.busy, ranges - kernel.free);
	daxctl_trace_free(trace);
}

static const uint64_t sizes[] = { 1,  2,  3,  4,  5,  9,   10,	11,
				  16, 27, 32, 50, 64, 100, 128, 300 };

static void compare_all(void)
{
	static const uint64_t paces[] = { TRACE_REMOVE, TRACE_TRIP / 10,
					  TRACE_TRIP * 14 / 10,
					  TRACE_TRIP * 50 };

	for (size_t i = 0; i < 2 * sizeof(paces) / sizeof(paces[0]); i++) {
		pace = paces[i / 2];
		uneven = i % 2;
		for (size_t j = 0; j < sizeof(sizes) / sizeof(sizes[0]); j++)
			compare(sizes[j]);
	}
	pace = TRACE_REMOVE;
	uneven = false;
}

static void add(uint64_t file, uint64_t index, uint64_t len)
{
	accesses[n_accesses] = (struct piece){ file, index };
	lengths[n_accesses++] = len;
}

TEST(random_reads_of_one_file_agree)
{
	srandom(1);
	n_accesses = 0;
	while (n_accesses < 1500)
		add(1, random() % 128, 4096);
	compare_all();
}

TEST(random_reads_of_many_files_agree)
{
	srandom(2);
	n_accesses = 0;
	while (n_accesses < 1500)
		add(1 + random() % 12, random() % 12, 1 + random() % 2097152);
	compare_all();
}

/* A few pieces are wanted most of the time. */
TEST(reads_of_uneven_popularity_agree)
{
	srandom(3);
	n_accesses = 0;
	while (n_accesses < 1500) {
		uint64_t index = random() % 150;

		if (random() % 4)
			index /= 10;
		add(1 + index % 5, index, 4096);
	}
	compare_all();
}

TEST(scans_agree)
{
	n_accesses = 0;
	for (int pass = 0; pass < 4; pass++)
		for (uint64_t i = 0; i < 128; i++)
			add(1, i, 131072);
	for (int pass = 0; pass < 2; pass++)
		for (uint64_t i = 0; i < 200; i++)
			add(2 + i, 0, 4096);
	compare_all();
}

TEST(backward_and_forward_agree)
{
	n_accesses = 0;
	for (int pass = 0; pass < 3; pass++) {
		for (uint64_t i = 0; i < 90; i++)
			add(1, i, DAXCTL_RANGE_SIZE);
		for (uint64_t i = 90; i--;)
			add(1, i, DAXCTL_RANGE_SIZE);
	}
	compare_all();
}

/* All in one window of each size, whatever the accesses are. */
TEST(short_traces_agree_for_every_small_window)
{
	for (unsigned int seed = 0; seed < 60; seed++) {
		srandom(100 + seed);
		n_accesses = 0;
		while (n_accesses < 60)
			add(1 + random() % (1 + seed % 4),
			    random() % (1 + seed % 23), 4096);
		for (uint64_t ranges = 1; ranges < 40; ranges++)
			compare(ranges);
	}
}
