/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * files.c - look files up below a folder, keep those that the guest knows
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "test/virtiofs/files.h"
#include "util/util.h"

int files_open(struct files *files, const char *folder)
{
	cleanup(close_p) int fd =
		open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	files->count = ROOT + 1;
	files->at = calloc(files->count, sizeof(*files->at));
	if (!files->at)
		return -ENOMEM;
	files->at[0].fd = -1;
	files->at[ROOT] = (struct file){ .fd = fd, .lookups = 1 };
	if (fstat(fd, &files->at[ROOT].st) < 0)
		return -errno;
	fd = -1;
	return 0;
}

struct file *files_get(const struct files *files, uint64_t number)
{
	if (number >= files->count || files->at[number].fd < 0)
		return NULL;
	return &files->at[number];
}

static struct file *find(const struct files *files, const struct stat *st)
{
	for (size_t i = ROOT; i < files->count; i++)
		if (files->at[i].fd >= 0 &&
		    files->at[i].st.st_ino == st->st_ino &&
		    files->at[i].st.st_dev == st->st_dev)
			return &files->at[i];
	return NULL;
}

static struct file *add(struct files *files)
{
	struct file *more;

	for (size_t i = ROOT; i < files->count; i++)
		if (files->at[i].fd < 0)
			return &files->at[i];
	more = reallocarray(files->at, files->count + 1, sizeof(*more));
	if (!more)
		return NULL;
	files->at = more;
	return &files->at[files->count++];
}

/*
 * QEMU 11.1 maps files for writing even if it is told not to, which it can't
 * with one that was opened for reading alone.
 */
static int open_file(int folder, const char *name)
{
	const int flags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
	int fd = openat(folder, name, O_RDWR | flags);

	if (fd < 0)
		fd = openat(folder, name, O_RDONLY | flags);
	return fd < 0 ? -errno : fd;
}

int files_look_up(struct files *files, uint64_t folder, const char *name,
		  uint64_t *ret)
{
	struct file *parent = files_get(files, folder);
	cleanup(close_p) int fd = -1;
	struct file *file;
	struct stat st;

	if (!parent || strchr(name, '/') || !strcmp(name, ".") ||
	    !strcmp(name, ".."))
		return -EINVAL;
	fd = open_file(parent->fd, name);
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return -EACCES;
	file = find(files, &st);
	if (!file) {
		file = add(files);
		if (!file)
			return -ENOMEM;
		*file = (struct file){ .fd = take_fd(fd) };
	}
	file->st = st;
	file->lookups++;
	*ret = file - files->at;
	return 0;
}

void files_forget(struct files *files, uint64_t number, uint64_t lookups)
{
	struct file *file = files_get(files, number);

	if (!file || number == ROOT)
		return;
	file->lookups -= lookups < file->lookups ? lookups : file->lookups;
	if (file->lookups)
		return;
	close(file->fd);
	file->fd = -1;
}
