/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * trace.c - follow every access to the DAX files of a filesystem
 *
 * For each look-up the kernel tells the place in the file and the place in the
 * window, so that ranges, and who got them when, can be deduced from it alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "lib/ctx.h"
#include "lib/virtiofs/record.h"
#include "lib/virtiofs/trace.h"

#define EVENT "events/iomap/iomap_iter_dstmap"

enum {
	BUFFER_KIB = 8192, /* of each processor */
	MINOR_BITS = 20,   /* of a device number inside the kernel */
};

/* The value behind a word: " ino 0x12" has 0x12 behind " ino ". */
static bool value_behind(const char *text, const char *word, uint64_t *ret)
{
	const char *at = strstr(text, word);

	return at && sscanf(at + strlen(word), "0x%" SCNx64, ret) == 1;
}

int trace_parse(const char *line, dev_t *device,
		struct daxctl_window_access *ret)
{
	struct daxctl_window_access access = { .mapped = false };
	unsigned int major, minor;
	const char *at;

	at = strstr(line, "iomap_iter_dstmap: ");
	if (!at)
		return -ENOENT;
	at += strlen("iomap_iter_dstmap:");
	if (sscanf(at, " dev %u:%u", &major, &minor) != 2 ||
	    !value_behind(at, " ino ", &access.inode) ||
	    !value_behind(at, " addr ", &access.address) ||
	    !value_behind(at, " offset ", &access.offset) ||
	    !value_behind(at, " length ", &access.length))
		return -EINVAL;
	at = strstr(at, " type ");
	if (!at || sscanf(at, " type %15s", access.type) != 1)
		return -EINVAL;
	/* A hole has no address, which the kernel writes as -1. */
	access.mapped = access.address != UINT64_MAX;
	*device = makedev(major, minor);
	*ret = access;
	return 0;
}

struct tracer {
	struct sysfs_node node; /* of an instance of our own */
	int events;		/* what is read, -1: not open */
	dev_t device;
	uint64_t lost; /* since the last access */
	int (*each)(void *arg, const struct daxctl_window_access *access);
	void *arg;
	char rest[4096]; /* the beginning of a line */
	size_t used;
};

/* tracefs is at its own place or, on old systems, below debugfs. */
static int find_tracefs(struct daxctl_ctx *ctx, struct sysfs_node *ret)
{
	static const char *const places[] = { "kernel/tracing",
					      "kernel/debug/tracing" };
	int rc = -ENOENT;

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		struct sysfs_node node;

		rc = sysfs_child(&ctx->sys, places[i], &node);
		if (rc == 0)
			rc = sysfs_exists(&node, EVENT);
		if (rc > 0) {
			*ret = node;
			return 0;
		}
	}
	return rc < 0 && rc != -ENOENT ? rc : -EOPNOTSUPP;
}

static int write_number(struct tracer *tracer, const char *attr,
			uint64_t number)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	return sysfs_write(&tracer->node, attr, text);
}

static int make_instance(struct tracer *tracer, struct daxctl_ctx *ctx)
{
	struct sysfs_node tracefs;
	char name[32];
	int rc;

	if (ctx->captured)
		return -EROFS;
	rc = find_tracefs(ctx, &tracefs);
	if (rc < 0)
		return rc;
	snprintf(name, sizeof(name), "instances/daxctl-%d", getpid());
	rc = sysfs_child(&tracefs, name, &tracer->node);
	if (rc < 0)
		return rc;
	/* One of our number that was killed may have left its own. */
	if (unlinkat(tracer->node.dirfd, tracer->node.path, AT_REMOVEDIR) < 0 &&
	    errno != ENOENT)
		return -errno;
	if (mkdirat(tracer->node.dirfd, tracer->node.path, 0700) < 0)
		return -errno;
	return 0;
}

static void remove_instance(struct tracer *tracer)
{
	close_p(&tracer->events);
	(void)unlinkat(tracer->node.dirfd, tracer->node.path, AT_REMOVEDIR);
}

/* Only what happens on this filesystem, and from now on. */
static int switch_on(struct tracer *tracer)
{
	char filter[64], pipe[SYSFS_PATH + 16];
	int rc;

	snprintf(filter, sizeof(filter), "dev == %" PRIu64,
		 (uint64_t)major(tracer->device) << MINOR_BITS |
			 minor(tracer->device));
	rc = sysfs_write(&tracer->node, EVENT "/filter", filter);
	if (rc == 0)
		rc = write_number(tracer, "buffer_size_kb", BUFFER_KIB);
	if (rc < 0)
		return rc;
	snprintf(pipe, sizeof(pipe), "%s/trace_pipe", tracer->node.path);
	tracer->events = openat(tracer->node.dirfd, pipe,
				O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (tracer->events < 0)
		return -errno;
	return write_number(tracer, EVENT "/enable", 1);
}

static int take_line(struct tracer *tracer, const char *line)
{
	struct daxctl_window_access access;
	dev_t device;
	int rc;

	rc = trace_parse(line, &device, &access);
	if (rc == -ENOENT)
		tracer->lost += trace_lost(line);
	if (rc == -ENOENT || (rc == 0 && device != tracer->device))
		return 0;
	access.lost = tracer->lost;
	tracer->lost = 0;
	return rc < 0 ? rc : tracer->each(tracer->arg, &access);
}

/*
 * Everything that is there, until @until: a busy guest makes more meanwhile.
 * The end of it may be half a line.
 */
static int take_what_is_there(struct tracer *tracer, int64_t until)
{
	ssize_t len;
	char *end;
	int rc;

	while (now_ms() < until) {
		len = read(tracer->events, tracer->rest + tracer->used,
			   sizeof(tracer->rest) - 1 - tracer->used);
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return errno == EAGAIN ? 0 : -errno;
		if (!len)
			return 0;
		tracer->used += len;
		tracer->rest[tracer->used] = '\0';
		while ((end = strchr(tracer->rest, '\n'))) {
			*end++ = '\0';
			rc = take_line(tracer, tracer->rest);
			if (rc)
				return rc;
			tracer->used -= end - tracer->rest;
			memmove(tracer->rest, end, tracer->used + 1);
		}
		/* No line of a trace is that long: it isn't ours. */
		if (tracer->used == sizeof(tracer->rest) - 1)
			tracer->used = 0;
	}
	return 0;
}

static int follow(struct tracer *tracer, unsigned int ms)
{
	struct pollfd pipe = { .fd = tracer->events, .events = POLLIN };
	int64_t end = now_ms() + ms, left;
	int rc = 0;

	while (rc == 0 && (left = end - now_ms()) > 0) {
		/* A signal that is caught ends it before its time. */
		if (poll(&pipe, 1, left < 1000 ? left : 1000) < 0) {
			if (errno != EINTR)
				return -errno;
			break;
		}
		rc = take_what_is_there(tracer, end);
	}
	if (rc)
		return rc;
	rc = write_number(tracer, EVENT "/enable", 0);
	return rc < 0 ? rc : take_what_is_there(tracer, INT64_MAX);
}

DAXCTL_EXPORT int daxctl_window_trace(
	struct daxctl_ctx *ctx, dev_t device, unsigned int ms,
	int (*each)(void *arg, const struct daxctl_window_access *access),
	void *arg)
{
	struct tracer tracer = {
		.events = -1,
		.device = device,
		.each = each,
		.arg = arg,
	};
	int rc;

	rc = make_instance(&tracer, ctx);
	if (rc < 0)
		return rc;
	rc = switch_on(&tracer);
	if (rc == 0)
		rc = follow(&tracer, ms);
	remove_instance(&tracer);
	return rc;
}
