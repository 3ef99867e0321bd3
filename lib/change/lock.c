/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lock.c - one change at a time to a region, a dimm, the memory policy
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "lib/change/lock.h"

#define LOCK_DIR "run/daxctl"

/* Between two looks at a lock that is taken, in ms. */
enum {
	LOCK_INTERVAL = 20
};

struct lock {
	char file[48];
	char object[40];
	unsigned int rank; /* of its kind */
	unsigned int id;
	int fd; /* -1: not held */
};

static int lock_order(const void *a, const void *b)
{
	const struct lock *left = a, *right = b;

	if (left->rank != right->rank)
		return left->rank < right->rank ? -1 : 1;
	return left->id < right->id ? -1 : left->id > right->id;
}

int lock_want(struct lock_set *set, const char *kind, unsigned int id,
	      const char *object)
{
	static const char *const kinds[] = { "region", "dimm", "policy" };
	struct lock lock = { .id = id, .fd = -1 }, *at;

	while (lock.rank < ARRAY_SIZE(kinds) && strcmp(kind, kinds[lock.rank]))
		lock.rank++;
	snprintf(lock.file, sizeof(lock.file), LOCK_DIR "/%s-%u.lock", kind,
		 id);
	snprintf(lock.object, sizeof(lock.object), "%s", object);
	/* Our own first lock would keep us from the second for ever. */
	for (size_t i = 0; i < set->count; i++)
		if (!lock_order(&set->at[i], &lock))
			return 0;
	at = reallocarray(set->at, set->count + 1, sizeof(*at));
	if (!at)
		return -ENOMEM;
	set->at = at;
	set->at[set->count++] = lock;
	qsort(set->at, set->count, sizeof(*at), lock_order);
	return 0;
}

/* "daxctl[123] for create", as the holder wrote it. */
static void read_holder(int fd, char *buf, size_t size)
{
	ssize_t len = pread(fd, buf, size - 1, 0);

	if (len <= 0) {
		snprintf(buf, size, "another process");
		return;
	}
	buf[len] = '\0';
	buf[strcspn(buf, "\n")] = '\0';
}

/* Only for the eyes of who waits: a failure here is none of the lock's. */
static void write_holder(int fd, const char *what)
{
	char text[128];
	int len;

	len = snprintf(text, sizeof(text), "%s[%d] for %s\n",
		       program_invocation_short_name, (int)getpid(), what);
	if (len >= (int)sizeof(text))
		len = sizeof(text) - 1;
	(void)!ftruncate(fd, 0);
	(void)!pwrite(fd, text, len, 0);
}

static int open_lock(const struct daxctl_ctx *ctx, const char *file)
{
	int fd;

	if (mkdirat(ctx->root, LOCK_DIR, 0755) < 0 && errno != EEXIST)
		return -errno;
	fd = openat(ctx->root, file,
		    O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
		    0644);
	return fd < 0 ? -errno : fd;
}

/* No lock call ends at a time that we choose: look again and again. */
static int wait_for(int fd, int64_t end)
{
	const struct timespec interval = { 0, LOCK_INTERVAL * 1000000 };

	for (;;) {
		struct flock whole = { .l_type = F_WRLCK };

		if (fcntl(fd, F_OFD_SETLK, &whole) == 0)
			return 0;
		if (errno != EAGAIN && errno != EACCES && errno != EINTR)
			return -errno;
		if (now_ms() >= end)
			return -EAGAIN;
		nanosleep(&interval, NULL);
	}
}

static int refused(struct daxctl_ctx *ctx, const struct lock *lock, int fd,
		   int rc)
{
	char holder[128];

	if (rc == -EAGAIN) {
		read_holder(fd, holder, sizeof(holder));
		return ctx_fail(
			ctx, rc,
			"wait until that is done, or wait longer with --lock-timeout",
			"%s is locked by %s", lock->object, holder);
	}
	if (rc == -EACCES || rc == -EPERM)
		return ctx_fail(ctx, -EACCES, "run it as root",
				"%s: no permission to lock it with /%s",
				lock->object, lock->file);
	return ctx_fail(ctx, -ENOLCK,
			"make /run/daxctl a folder that can be written to",
			"%s: can't lock it with /%s: %s", lock->object,
			lock->file, strerror(-rc));
}

static int take_one(struct daxctl_ctx *ctx, struct lock *lock, int64_t end,
		    const char *what)
{
	cleanup(close_p) int fd = open_lock(ctx, lock->file);
	int rc;

	rc = fd < 0 ? fd : wait_for(fd, end);
	if (rc < 0)
		return refused(ctx, lock, fd, rc);
	write_holder(fd, what);
	lock->fd = take_fd(fd);
	return 0;
}

int lock_take(struct daxctl_ctx *ctx, struct lock_set *set, const char *what)
{
	int64_t end = now_ms() + ctx->lock_timeout;
	int rc = 0;

	for (size_t i = 0; i < set->count && rc == 0; i++)
		rc = take_one(ctx, &set->at[i], end, what);
	if (rc < 0)
		lock_release(set);
	return rc;
}

void lock_release(struct lock_set *set)
{
	for (size_t i = set->count; i-- > 0;) {
		/* The file stays: removing it would race with who waits. */
		if (set->at[i].fd >= 0)
			(void)!ftruncate(set->at[i].fd, 0);
		close_p(&set->at[i].fd);
	}
	free(set->at);
	*set = (struct lock_set){ 0 };
}
