/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * files.c - files that a window is to serve, and the ranges that they need
 *
 * Kept as groups of files that are alike: a scan makes a group of each file,
 * an assumption one or two of all of them.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/ctx.h"
#include "lib/virtiofs/files.h"

enum {
	FIRST_ROOM = 256,
	PROGRESS_STEP = 1024, /* files from one message to the next */
	ACCESSES_MAX = 1 << 22,
};

struct group {
	uint64_t size;	 /* of each file */
	uint64_t ranges; /* of each file */
	uint64_t count;	 /* of files */
};

/* A file that has several names. */
struct link {
	dev_t dev;
	ino_t ino;
};

struct daxctl_files {
	struct group *groups; /* owned */
	size_t n_groups, room;
	struct link *links; /* owned: a hash, empty where both are 0 */
	size_t n_links, links_size;
	uint64_t unreadable;
	char *first; /* owned: the path of the first of these */
	int reason;
};

/* A walk through folders, each open while those below it are read. */
struct scan {
	struct daxctl_files *files;
	unsigned int flags;
	dev_t device;
	uint64_t seen;
	int (*progress)(void *arg, uint64_t files);
	void *arg;
};

struct folder {
	const struct folder *above; /* NULL: the first */
	const char *name;
	int fd;
};

DAXCTL_EXPORT void daxctl_files_free(struct daxctl_files *files)
{
	if (!files)
		return;
	free(files->groups);
	free(files->links);
	free(files->first);
	free(files);
}

static void files_free_p(struct daxctl_files **files)
{
	daxctl_files_free(*files);
}

static int add_group(struct daxctl_files *files, struct group group)
{
	struct group *groups = files->groups;
	size_t room = files->room;

	if (!group.count)
		return 0;
	if (files->n_groups == room) {
		room = room ? 2 * room : FIRST_ROOM;
		groups = reallocarray(groups, room, sizeof(*groups));
		if (!groups)
			return -ENOMEM;
		files->groups = groups;
		files->room = room;
	}
	groups[files->n_groups++] = group;
	return 0;
}

/* ---- Hard links --------------------------------------------------------- */

static struct link *find_link(struct link *links, size_t size,
			      const struct link *link)
{
	size_t at = (link->ino * UINT64_C(0x9e3779b97f4a7c15)) >> 20;

	for (;; at++) {
		struct link *found = &links[at & (size - 1)];

		if (!found->ino ||
		    (found->ino == link->ino && found->dev == link->dev))
			return found;
	}
}

static int grow_links(struct daxctl_files *files)
{
	size_t size = files->links_size ? 2 * files->links_size : FIRST_ROOM;
	struct link *links = calloc(size, sizeof(*links));

	if (!links)
		return -ENOMEM;
	for (size_t i = 0; i < files->links_size; i++)
		if (files->links[i].ino)
			*find_link(links, size, &files->links[i]) =
				files->links[i];
	free(files->links);
	files->links = links;
	files->links_size = size;
	return 0;
}

/* 1 if a file of several names comes for the first time, 0 if again. */
static int is_new(struct daxctl_files *files, const struct stat *st)
{
	const struct link link = { st->st_dev, st->st_ino };
	struct link *found;
	int rc;

	if (st->st_nlink < 2 || !st->st_ino)
		return 1;
	if (2 * files->n_links >= files->links_size) {
		rc = grow_links(files);
		if (rc)
			return rc;
	}
	found = find_link(files->links, files->links_size, &link);
	if (found->ino)
		return 0;
	*found = link;
	files->n_links++;
	return 1;
}

/* ---- The walk ----------------------------------------------------------- */

static size_t write_path(const struct folder *folder, char *text, size_t room)
{
	size_t used;

	if (!folder)
		return 0;
	used = write_path(folder->above, text, room);
	if (used < room)
		used += snprintf(text + used, room - used, "%s%s",
				 used ? "/" : "", folder->name);
	return used;
}

/* Left out, and told at the end: a scan of hours doesn't fail for one file. */
static int leave_out(struct scan *scan, const struct folder *folder, int rc)
{
	struct daxctl_files *files = scan->files;
	char path[4096];

	/* What has just been deleted isn't missed. */
	if (rc == -ENOENT)
		return 0;
	if (rc == -ENOMEM || rc == -EOPNOTSUPP)
		return rc;
	if (files->unreadable++)
		return 0;
	write_path(folder, path, sizeof(path));
	files->first = strdup(path);
	files->reason = rc;
	return files->first ? 0 : -ENOMEM;
}

static int count_resident(int dirfd, const char *name, const struct stat *st,
			  uint64_t *ret)
{
	cleanup(close_p) int fd = -1;
	struct stat now;

	fd = openat(dirfd, name,
		    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* Somebody may have put something else in its place. */
	if (fstat(fd, &now) < 0 || now.st_ino != st->st_ino ||
	    now.st_dev != st->st_dev)
		return -ENOENT;
	return resident_ranges(fd, now.st_size, ret);
}

static int add_file(struct scan *scan, const struct folder *file, int dirfd,
		    const char *name, const struct stat *st)
{
	struct group group = {
		.size = st->st_size,
		.ranges = daxctl_window_ranges_of(0, st->st_size),
		.count = 1,
	};
	int rc;

	rc = is_new(scan->files, st);
	if (rc <= 0)
		return rc;
	if (scan->flags & DAXCTL_FILES_RESIDENT && group.ranges) {
		rc = count_resident(dirfd, name, st, &group.ranges);
		if (rc)
			return leave_out(scan, file, rc);
	}
	if (++scan->seen % PROGRESS_STEP == 0 && scan->progress) {
		rc = scan->progress(scan->arg, scan->seen);
		if (rc)
			return rc;
	}
	return add_group(scan->files, group);
}

static int walk(struct scan *scan, struct folder *folder);

static int enter(struct scan *scan, struct folder *inner, int dirfd)
{
	cleanup(close_p) int fd = -1;

	fd = openat(dirfd, inner->name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return leave_out(scan, inner, -errno);
	inner->fd = take_fd(fd);
	return walk(scan, inner);
}

static int take_entry(struct scan *scan, const struct folder *folder,
		      const char *name, int dirfd)
{
	struct folder inner = { .above = folder, .name = name, .fd = -1 };
	struct stat st;

	if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return leave_out(scan, &inner, -errno);
	if (S_ISREG(st.st_mode))
		return add_file(scan, &inner, dirfd, name, &st);
	if (!S_ISDIR(st.st_mode))
		return 0;
	if (st.st_dev != scan->device &&
	    !(scan->flags & DAXCTL_FILES_SUBMOUNTS))
		return 0;
	return enter(scan, &inner, dirfd);
}

/* Takes over the folder's descriptor. */
static int walk(struct scan *scan, struct folder *folder)
{
	DIR *dir = fdopendir(folder->fd);
	struct dirent *entry;
	int rc = 0;

	if (!dir) {
		close(folder->fd);
		return -errno;
	}
	while (!rc) {
		errno = 0;
		entry = readdir(dir);
		if (!entry) {
			rc = errno ? leave_out(scan, folder, -errno) : 0;
			break;
		}
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			rc = take_entry(scan, folder, entry->d_name,
					dirfd(dir));
	}
	closedir(dir);
	return rc;
}

/* The path itself may be a link: that is what was asked for. */
static int walk_from(struct scan *scan, const char *path)
{
	struct folder folder = { .name = path, .fd = -1 };
	struct stat st;

	if (stat(path, &st) < 0)
		return -errno;
	scan->device = st.st_dev;
	if (S_ISREG(st.st_mode)) {
		cleanup(free_p) char *real = realpath(path, NULL);

		return real ? add_file(scan, &folder, AT_FDCWD, real, &st)
			    : -errno;
	}
	folder.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return folder.fd < 0 ? -errno : walk(scan, &folder);
}

/* Folders list files as they like; the trace is to be the same each time. */
static int by_size(const void *a, const void *b)
{
	const struct group *left = a, *right = b;

	if (left->size != right->size)
		return left->size < right->size ? -1 : 1;
	return (left->ranges > right->ranges) - (left->ranges < right->ranges);
}

DAXCTL_EXPORT int daxctl_files_scan(const char *path, unsigned int flags,
				    int (*progress)(void *arg, uint64_t files),
				    void *arg, struct daxctl_files **ret)
{
	cleanup(files_free_p) struct daxctl_files *files = NULL;
	struct scan scan = { .flags = flags, .progress = progress, .arg = arg };
	int rc;

	files = calloc(1, sizeof(*files));
	if (!files)
		return -ENOMEM;
	scan.files = files;
	rc = walk_from(&scan, path);
	if (rc)
		return rc;
	if (files->n_groups)
		qsort(files->groups, files->n_groups, sizeof(*files->groups),
		      by_size);
	*ret = take_ptr(files);
	return 0;
}

/* ---- What comes of it --------------------------------------------------- */

DAXCTL_EXPORT int daxctl_files_assume(uint64_t bytes, uint64_t count,
				      struct daxctl_files **ret)
{
	cleanup(files_free_p) struct daxctl_files *made = NULL;
	uint64_t filled = bytes < count ? bytes : count;
	uint64_t rest, ranges;
	int rc;

	if (!count)
		return -EINVAL;
	made = calloc(1, sizeof(*made));
	if (!made)
		return -ENOMEM;
	/* At worst all but one have one byte, and that one all the rest. */
	rest = filled ? bytes - (filled - 1) : 0;
	ranges = daxctl_window_ranges_of(0, rest);
	rc = add_group(made, (struct group){ 0, 0, count - filled });
	if (!rc && filled)
		rc = add_group(made, (struct group){ 1, 1, filled - 1 });
	if (!rc && filled)
		rc = add_group(made, (struct group){ rest, ranges, 1 });
	if (rc)
		return rc;
	*ret = take_ptr(made);
	return 0;
}

DAXCTL_EXPORT void daxctl_files_get_sum(const struct daxctl_files *files,
					uint64_t least,
					struct daxctl_files_sum *ret)
{
	struct daxctl_files_sum sum = { 0 };

	for (size_t i = 0; i < files->n_groups; i++) {
		const struct group *group = &files->groups[i];

		if (group->size < least)
			continue;
		sum.files += group->count;
		sum.bytes += group->size * group->count;
		sum.ranges += group->ranges * group->count;
	}
	*ret = sum;
}

DAXCTL_EXPORT uint64_t daxctl_files_unreadable(const struct daxctl_files *files,
					       const char **first, int *rc)
{
	if (files->unreadable) {
		*first = files->first;
		*rc = files->reason;
	}
	return files->unreadable;
}

static int add_pass(const struct daxctl_files *files, uint64_t least,
		    struct daxctl_trace *trace)
{
	uint64_t number = 0;
	int rc = 0;

	for (size_t i = 0; i < files->n_groups; i++) {
		const struct group *group = &files->groups[i];
		uint64_t len = group->ranges << DAXCTL_RANGE_SHIFT;

		if (group->size < least || !len)
			continue;
		for (uint64_t j = 0; j < group->count && !rc; j++)
			rc = daxctl_trace_add(trace, number++, 0, len);
	}
	return rc;
}

static void trace_free_p(struct daxctl_trace **trace)
{
	daxctl_trace_free(*trace);
}

DAXCTL_EXPORT int daxctl_files_make_trace(const struct daxctl_files *files,
					  uint64_t least, unsigned int passes,
					  struct daxctl_trace **ret)
{
	cleanup(trace_free_p) struct daxctl_trace *trace = NULL;
	struct daxctl_files_sum sum;
	int rc;

	daxctl_files_get_sum(files, least, &sum);
	if (passes && sum.ranges > ACCESSES_MAX / passes)
		return -E2BIG;
	rc = daxctl_trace_new(&trace);
	for (unsigned int i = 0; i < passes && !rc; i++)
		rc = add_pass(files, least, trace);
	if (!rc)
		rc = daxctl_trace_finish(trace);
	if (rc)
		return rc;
	*ret = take_ptr(trace);
	return 0;
}
