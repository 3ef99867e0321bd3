/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pin-page.c - have pages that can't be moved away
 *
 * usage: pin-page
 *
 * Pages that were given to a pipe stay where they are until somebody reads
 * it, and nobody does. Says "pinned" when they are there, and waits to be
 * killed.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#define BYTES 32768

int main(void)
{
	struct iovec pages = { .iov_len = BYTES };
	int ends[2];

	pages.iov_base = mmap(NULL, BYTES, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages.iov_base == MAP_FAILED || pipe(ends))
		err(1, "no memory or pipe");
	memset(pages.iov_base, 1, BYTES);
	if (vmsplice(ends[1], &pages, 1, 0) != BYTES)
		err(1, "vmsplice");
	puts("pinned");
	fflush(stdout);
	pause();
	return 0;
}
