/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * util.h - the few macros that the library and the command line both use
 *
 * Ownership is written with cleanup attributes: cleanup(free_p) frees when the
 * variable goes out of scope, take_ptr() hands the value on.
 */
#ifndef UTIL_UTIL_H
#define UTIL_UTIL_H

#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define array_foreach(p, array, count) \
	for ((p) = (array); (p) < (array) + (count); (p)++)

#define cleanup(fn)	  __attribute__((cleanup(fn)))
#define must_check	  __attribute__((warn_unused_result))
#define printf_like(f, a) __attribute__((format(printf, f, a)))

/* Hand over what a pointer owns; the cleanup then finds NULL. */
#define take_ptr(p)                       \
	({                                \
		__auto_type taken_ = (p); \
		(p) = NULL;               \
		taken_;                   \
	})

/* The same for a file descriptor. */
#define take_fd(fd)                \
	({                         \
		int taken_ = (fd); \
		(fd) = -1;         \
		taken_;            \
	})

/* cleanup() for anything from malloc(). */
static inline void free_p(void *p)
{
	free(*(void **)p);
}

/* cleanup() for a file descriptor, -1 when there is none. */
static inline void close_p(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* Milliseconds of a clock that nobody sets. */
static inline int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

#endif
