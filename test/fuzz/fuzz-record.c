/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz-record.c - any bytes as a recorded trace of accesses
 *
 * However it is cut, it is read the same; and what is read can be replayed
 * against any window, with counts that agree with each other.
 */
#include <errno.h>
#include <string.h>

#include "fuzz.h"
#include "lib/virtiofs/access.h"

enum {
	LARGEST = 1 << 16
};

/* Fed in pieces of so many bytes. NULL: it is no trace. */
static struct daxctl_trace *load(const uint8_t *data, size_t size, size_t step)
{
	struct daxctl_trace *trace;
	int rc = 0;

	MUST(!daxctl_trace_new(&trace));
	for (size_t at = 0; !rc && at < size; at += step)
		rc = daxctl_trace_feed(trace, (const char *)data + at,
				       size - at < step ? size - at : step);
	if (!rc)
		rc = daxctl_trace_finish(trace);
	MUST(!rc || rc == -EINVAL || rc == -EXDEV);
	MUST(!rc || daxctl_trace_get_line(trace) > 0);
	if (!rc)
		return trace;
	daxctl_trace_free(trace);
	return NULL;
}

static void check_replay(const struct daxctl_trace *trace, uint64_t ranges)
{
	struct daxctl_trace_info info;
	struct daxctl_replay known, simulated;

	daxctl_trace_get_info(trace, &info);
	MUST(!daxctl_trace_replay(trace, ranges, &known));
	MUST(!trace_simulate(trace, ranges, &simulated));
	MUST(!memcmp(&known, &simulated, sizeof(known)));
	MUST(known.setups >= info.ranges && known.setups <= info.accesses);
	MUST(known.busy == known.setups - known.removes);
	MUST(known.busy <= ranges);
	MUST(ranges - known.busy >= daxctl_window_threshold(ranges));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint64_t sizes[] = { 1, 2, 3, 5, 11, 32, 500, 1 << 20 };
	struct daxctl_trace_info info, other;
	struct daxctl_trace *whole, *pieces;

	if (size > LARGEST)
		return 0;
	whole = load(data, size, size + 1);
	pieces = load(data, size, 7);
	MUST(!whole == !pieces);
	if (!whole)
		return 0;
	daxctl_trace_get_info(whole, &info);
	daxctl_trace_get_info(pieces, &other);
	MUST(!memcmp(&info, &other, sizeof(info)));
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		check_replay(whole, sizes[i]);
	daxctl_trace_free(whole);
	daxctl_trace_free(pieces);
	return 0;
}
