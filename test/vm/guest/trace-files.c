/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trace-files.c - count the look-ups in the DAX files of a filesystem
 *
 * usage: trace-files FOLDER SECONDS
 *
 * Prints "accesses N file_ranges N device_ranges N" when the time is over or
 * SIGTERM has come. A mount of a pmem disk tells its accesses as one of
 * virtio-fs does, so the library's tracer is tried without a DAX window.
 */
#include <err.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "libdaxctl.h"

static void on_signal(int number)
{
	(void)number;
}

static int count(void *arg, const struct daxctl_window_access *access)
{
	return daxctl_window_counter_add(arg, access);
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = on_signal };
	struct daxctl_window_counter *counter = daxctl_window_counter_new();
	struct daxctl_window_tally tally;
	struct daxctl_ctx *ctx;
	struct stat st;
	int rc;

	if (argc != 3)
		errx(64, "usage: trace-files FOLDER SECONDS");
	if (stat(argv[1], &st) < 0)
		err(1, "%s", argv[1]);
	sigaction(SIGTERM, &action, NULL);
	rc = daxctl_new(&ctx);
	if (rc == 0 && counter)
		rc = daxctl_window_trace(ctx, st.st_dev, atoi(argv[2]) * 1000,
					 count, counter);
	if (rc < 0 || !counter)
		errx(1, "can't trace: %s", strerror(-rc));
	daxctl_window_counter_read(counter, &tally);
	printf("accesses %" PRIu64 " file_ranges %" PRIu64
	       " device_ranges %" PRIu64 "\n",
	       tally.accesses, tally.wanted, tally.ranges);
	daxctl_window_counter_free(counter);
	daxctl_unref(ctx);
	return 0;
}
