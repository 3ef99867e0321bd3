/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuse.c - the FUSE requests that a read-only share with DAX needs
 *
 * Requests are the guest's bytes: each is taken as long as it says it is only
 * if it is, and every name, number and offset in it is looked at first.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "test/virtiofs/copy.h"
#include "test/virtiofs/fuse.h"
#include "util/util.h"

enum {
	/* Nobody else writes into the share while a case reads it. */
	VALID = 3600,
	/* Of the protocol, in which all is known that is used here. */
	MINOR = 31,
};

/* A request, taken apart. */
struct call {
	struct fuse *fuse;
	uint64_t node;
	const void *in;
	size_t length; /* of in */
	void *out;
	size_t room; /* for out */
};

/* Handlers tell the bytes of their answer, or -errno. */
typedef ssize_t (*handler)(struct call *call);

static void fill_attr(struct fuse_attr *attr, const struct stat *st)
{
	*attr = (struct fuse_attr){
		.ino = st->st_ino,
		.size = st->st_size,
		.blocks = st->st_blocks,
		.atime = st->st_atim.tv_sec,
		.mtime = st->st_mtim.tv_sec,
		.ctime = st->st_ctim.tv_sec,
		.atimensec = st->st_atim.tv_nsec,
		.mtimensec = st->st_mtim.tv_nsec,
		.ctimensec = st->st_ctim.tv_nsec,
		.mode = st->st_mode,
		.nlink = st->st_nlink,
		.uid = st->st_uid,
		.gid = st->st_gid,
		.blksize = st->st_blksize,
	};
}

static ssize_t on_init(struct call *call)
{
	const struct fuse_init_in *in = call->in;
	struct fuse_init_out *out = call->out;

	if (in->major != FUSE_KERNEL_VERSION || in->minor < MINOR)
		return -EPROTO;
	*out = (struct fuse_init_out){
		.major = FUSE_KERNEL_VERSION,
		.minor = MINOR,
		.max_readahead = in->max_readahead,
		.flags = in->flags & (FUSE_MAP_ALIGNMENT | FUSE_ASYNC_READ |
				      FUSE_PARALLEL_DIROPS),
		.max_background = 16,
		.congestion_threshold = 12,
		.max_write = 4096,
		.time_gran = 1,
		.map_alignment = RANGE_SHIFT,
	};
	return sizeof(*out);
}

/* A text of the request that must end within it. */
static const char *text_of(const struct call *call, size_t offset)
{
	const char *text = (const char *)call->in + offset;

	return call->length > offset &&
			       memchr(text, '\0', call->length - offset)
		       ? text
		       : NULL;
}

static ssize_t on_lookup(struct call *call)
{
	struct fuse_entry_out *out = call->out;
	const char *name = text_of(call, 0);
	uint64_t number;
	int rc;

	if (!name)
		return -EINVAL;
	rc = files_look_up(&call->fuse->files, call->node, name, &number);
	if (rc < 0)
		return rc;
	*out = (struct fuse_entry_out){
		.nodeid = number,
		.entry_valid = VALID,
		.attr_valid = VALID,
	};
	fill_attr(&out->attr, &files_get(&call->fuse->files, number)->st);
	return sizeof(*out);
}

static ssize_t on_forget(struct call *call)
{
	const struct fuse_forget_in *in = call->in;

	files_forget(&call->fuse->files, call->node, in->nlookup);
	return 0;
}

static ssize_t on_batch_forget(struct call *call)
{
	const struct fuse_batch_forget_in *in = call->in;
	const struct fuse_forget_one *one = (const void *)(in + 1);
	size_t count = (call->length - sizeof(*in)) / sizeof(*one);

	for (size_t i = 0; i < in->count && i < count; i++)
		files_forget(&call->fuse->files, one[i].nodeid, one[i].nlookup);
	return 0;
}

static ssize_t on_getattr(struct call *call)
{
	struct file *file = files_get(&call->fuse->files, call->node);
	struct fuse_attr_out *out = call->out;

	if (!file)
		return -ENOENT;
	if (fstat(file->fd, &file->st) < 0)
		return -errno;
	*out = (struct fuse_attr_out){ .attr_valid = VALID };
	fill_attr(&out->attr, &file->st);
	return sizeof(*out);
}

static ssize_t on_open(struct call *call)
{
	const struct file *file = files_get(&call->fuse->files, call->node);
	const struct fuse_open_in *in = call->in;
	struct fuse_open_out *out = call->out;

	if (!file)
		return -ENOENT;
	if ((in->flags & O_ACCMODE) != O_RDONLY)
		return -EROFS;
	*out = (struct fuse_open_out){ .open_flags = FOPEN_KEEP_CACHE };
	return sizeof(*out);
}

static ssize_t on_nothing(struct call *call)
{
	(void)call;
	return 0;
}

static ssize_t on_destroy(struct call *call)
{
	window_clear(call->fuse->window);
	return 0;
}

static ssize_t on_read(struct call *call)
{
	const struct file *file = files_get(&call->fuse->files, call->node);
	const struct fuse_read_in *in = call->in;
	ssize_t got;

	if (!file || in->offset > INT64_MAX)
		return -EINVAL;
	got = pread(file->fd, call->out,
		    in->size < call->room ? in->size : call->room, in->offset);
	return got < 0 ? -errno : got;
}

/* Bytes of one entry, or 0 if there is no room for it. */
static size_t put_entry(void *at, size_t room, const struct dirent *entry)
{
	struct fuse_dirent *out = at;
	size_t length = strlen(entry->d_name);
	size_t size = FUSE_DIRENT_ALIGN(FUSE_NAME_OFFSET + length);

	if (size > room)
		return 0;
	memset(at, 0, size);
	*out = (struct fuse_dirent){ .ino = entry->d_ino,
				     .off = entry->d_off,
				     .namelen = length,
				     .type = entry->d_type };
	memcpy(out->name, entry->d_name, length);
	return size;
}

static ssize_t on_readdir(struct call *call)
{
	const struct file *file = files_get(&call->fuse->files, call->node);
	const struct fuse_read_in *in = call->in;
	size_t room = in->size < call->room ? in->size : call->room;
	const struct dirent *entry;
	size_t done = 0, size = 1;
	DIR *folder;
	int fd;

	fd = file ? openat(file->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
		  : -1;
	if (fd < 0)
		return -ENOTDIR;
	folder = fdopendir(fd);
	if (!folder) {
		close(fd);
		return -ENOMEM;
	}
	seekdir(folder, in->offset);
	while (size && (entry = readdir(folder))) {
		size = put_entry((char *)call->out + done, room - done, entry);
		done += size;
	}
	closedir(folder);
	return done;
}

static ssize_t on_statfs(struct call *call)
{
	struct fuse_statfs_out *out = call->out;
	struct statvfs st;

	if (fstatvfs(call->fuse->files.at[ROOT].fd, &st) < 0)
		return -errno;
	*out = (struct fuse_statfs_out){
		.st = { .blocks = st.f_blocks,
			.files = st.f_files,
			.bsize = st.f_bsize,
			.namelen = st.f_namemax,
			.frsize = st.f_frsize },
	};
	return sizeof(*out);
}

static ssize_t on_set_up(struct call *call)
{
	const struct file *file = files_get(&call->fuse->files, call->node);
	const struct fuse_setupmapping_in *in = call->in;

	if (!file || !S_ISREG(file->st.st_mode))
		return -EINVAL;
	if (in->flags & FUSE_SETUPMAPPING_FLAG_WRITE)
		return -EROFS;
	return window_set_up(call->fuse->window, file->fd, in->foffset,
			     in->moffset, in->len);
}

static ssize_t on_remove(struct call *call)
{
	const struct fuse_removemapping_in *in = call->in;
	const unsigned char *at = (const unsigned char *)(in + 1);
	struct fuse_removemapping_one one;
	size_t count = (call->length - sizeof(*in)) / sizeof(one);
	int rc = in->count > count ? -EINVAL : 0;

	/* They follow a number of four bytes, so they aren't aligned. */
	for (uint32_t i = 0; rc == 0 && i < in->count; i++) {
		memcpy(&one, at + i * sizeof(one), sizeof(one));
		rc = window_remove(call->fuse->window, one.moffset, one.len);
	}
	return rc;
}

/* What a case may ask: what was counted, and for the VMM's mappings. */
static int64_t told(const struct fuse *fuse, const char *what)
{
	const struct window *window = fuse->window;
	int rc;

	if (!strcmp(what, "set_ups"))
		return window->set_ups;
	if (!strcmp(what, "removes"))
		return window->removes;
	if (!strcmp(what, "in_use"))
		return window_in_use(window);
	if (strcmp(what, "vmm") != 0)
		return -ENODATA;
	rc = copy_maps(window->folder, window->vhost->vmm);
	return rc < 0 ? rc : window->vhost->vmm;
}

static ssize_t on_getxattr(struct call *call)
{
	static const char prefix[] = "user.window.";
	const struct fuse_getxattr_in *in = call->in;
	const char *name = text_of(call, sizeof(*in));
	struct fuse_getxattr_out *out = call->out;
	char value[24];
	size_t length;
	int64_t number;

	if (!name || strncmp(name, prefix, strlen(prefix)) != 0)
		return -ENODATA;
	number = told(call->fuse, name + strlen(prefix));
	if (number < 0)
		return number;
	length = snprintf(value, sizeof(value), "%" PRId64, number);
	if (!in->size) {
		*out = (struct fuse_getxattr_out){ .size = length };
		return sizeof(*out);
	}
	if (length > in->size)
		return -ERANGE;
	memcpy(call->out, value, length);
	return length;
}

static const struct {
	size_t length; /* the least */
	handler handle;
	bool silent; /* the guest waits for no answer */
} handlers[] = {
	[FUSE_LOOKUP] = { 1, on_lookup, false },
	[FUSE_FORGET] = { sizeof(struct fuse_forget_in), on_forget, true },
	[FUSE_GETATTR] = { 0, on_getattr, false },
	[FUSE_OPEN] = { sizeof(struct fuse_open_in), on_open, false },
	[FUSE_READ] = { sizeof(struct fuse_read_in), on_read, false },
	[FUSE_STATFS] = { 0, on_statfs, false },
	[FUSE_RELEASE] = { 0, on_nothing, false },
	[FUSE_GETXATTR] = { sizeof(struct fuse_getxattr_in), on_getxattr,
			    false },
	[FUSE_INIT] = { offsetof(struct fuse_init_in, flags2), on_init, false },
	[FUSE_OPENDIR] = { sizeof(struct fuse_open_in), on_open, false },
	[FUSE_READDIR] = { sizeof(struct fuse_read_in), on_readdir, false },
	[FUSE_RELEASEDIR] = { 0, on_nothing, false },
	[FUSE_INTERRUPT] = { 0, on_nothing, true },
	[FUSE_DESTROY] = { 0, on_destroy, false },
	[FUSE_BATCH_FORGET] = { sizeof(struct fuse_batch_forget_in),
				on_batch_forget, true },
	[FUSE_SETUPMAPPING] = { sizeof(struct fuse_setupmapping_in), on_set_up,
				false },
	[FUSE_REMOVEMAPPING] = { sizeof(struct fuse_removemapping_in),
				 on_remove, false },
};

size_t fuse_answer(struct fuse *fuse, const void *request, size_t length,
		   size_t room)
{
	const struct fuse_in_header *in = request;
	struct fuse_out_header *out = (void *)fuse->answer;
	struct call call = { .fuse = fuse, .in = in + 1, .out = out + 1 };
	ssize_t rc;

	if (length < sizeof(*in) || in->len != length)
		return 0;
	if (room > sizeof(fuse->answer))
		room = sizeof(fuse->answer);
	call.node = in->nodeid;
	call.length = length - sizeof(*in);
	call.room = room > sizeof(*out) ? room - sizeof(*out) : 0;
	if (in->opcode >= ARRAY_SIZE(handlers) || !handlers[in->opcode].handle)
		rc = -ENOSYS;
	else if (call.length < handlers[in->opcode].length)
		rc = -EINVAL;
	else
		rc = handlers[in->opcode].handle(&call);
	if (in->opcode < ARRAY_SIZE(handlers) && handlers[in->opcode].silent)
		return 0;
	*out = (struct fuse_out_header){
		.len = sizeof(*out) + (rc > 0 ? rc : 0),
		.error = rc < 0 ? rc : 0,
		.unique = in->unique,
	};
	return out->len;
}
