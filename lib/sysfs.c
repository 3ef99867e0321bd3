/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sysfs.c - attributes of the kernel's objects
 *
 * On the running system a plain openat() below a held directory is the
 * cheapest way to an attribute, and the kernel's own tree is trusted. A
 * captured tree is not: there openat2() keeps every path below its root.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

#include "sysfs.h"

/* A node and the attribute's name behind it, folders of its own included. */
enum {
	ATTR_PATH = SYSFS_PATH + 64
};

static int join(const struct sysfs_node *node, const char *attr,
		char path[ATTR_PATH])
{
	size_t dir = strlen(node->path), name = attr ? strlen(attr) : 0;

	if (dir + 1 + name >= ATTR_PATH)
		return -ENAMETOOLONG;
	memcpy(path, node->path, dir);
	if (dir && name)
		path[dir++] = '/';
	memcpy(path + dir, attr ? attr : "", name + 1);
	if (!*path)
		strcpy(path, ".");
	return 0;
}

int sysfs_open_jailed(int dirfd, const char *path, int flags)
{
	const struct open_how how = {
		.flags = flags | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	int fd;

	/*
	 * A rename or mount anywhere while ".." is resolved is EAGAIN: the
	 * kernel can't tell whether it would lead out, and wants us to retry.
	 */
	for (int tries = 0; tries < 64; tries++) {
		fd = syscall(SYS_openat2, dirfd, path, &how, sizeof(how));
		if (fd >= 0 || errno != EAGAIN)
			break;
	}
	return fd < 0 ? -errno : fd;
}

static int node_open(const struct sysfs_node *node, const char *attr, int flags)
{
	char path[ATTR_PATH];
	int rc, fd;

	rc = join(node, attr, path);
	if (rc < 0)
		return rc;
	if (node->captured)
		return sysfs_open_jailed(node->dirfd, path, flags);
	fd = openat(node->dirfd, path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int sysfs_child(const struct sysfs_node *parent, const char *name,
		struct sysfs_node *ret)
{
	char path[ATTR_PATH];
	int rc;

	rc = join(parent, name, path);
	if (rc < 0)
		return rc;
	if (strlen(path) >= sizeof(ret->path))
		return -ENAMETOOLONG;
	ret->dirfd = parent->dirfd;
	ret->captured = parent->captured;
	strcpy(ret->path, path);
	return 0;
}

static bool has_more(int fd)
{
	char next;

	return read(fd, &next, sizeof(next)) != 0;
}

int sysfs_read(const struct sysfs_node *node, const char *attr, char *buf,
	       size_t size)
{
	cleanup(close_p) int fd = node_open(node, attr, O_RDONLY);
	ssize_t len;

	if (fd < 0)
		return fd;
	do
		len = read(fd, buf, size);
	while (len < 0 && errno == EINTR);
	if (len < 0)
		return -errno;
	/* A text that fits but for its newline, which goes, does fit. */
	if ((size_t)len == size && (buf[len - 1] != '\n' || has_more(fd)))
		return -E2BIG;
	if (memchr(buf, '\0', len)) /* no text, or it would end there */
		return -EINVAL;
	if (len && buf[len - 1] == '\n')
		len--;
	buf[len] = '\0';
	return len;
}

int sysfs_read_bytes(const struct sysfs_node *node, const char *attr, void *buf,
		     size_t size)
{
	cleanup(close_p) int fd = node_open(node, attr, O_RDONLY);
	ssize_t len;

	if (fd < 0)
		return fd;
	do
		len = read(fd, buf, size);
	while (len < 0 && errno == EINTR);
	return len < 0 ? -errno : len;
}

int sysfs_read_text(const struct sysfs_node *node, const char *attr, char *buf,
		    size_t size)
{
	int len = sysfs_read(node, attr, buf, size);

	return len > 0 ? 0 : len < 0 ? len : -ENOENT;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

int parse_u64(const char *text, unsigned int base, uint64_t *ret)
{
	uint64_t value = 0;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X') &&
	    base != 10) {
		base = 16;
		text += 2;
	}
	if (!base)
		base = 10;
	if (!*text)
		return -EINVAL;
	for (; *text; text++) {
		unsigned int d = digit(*text);

		if (d >= base)
			return -EINVAL;
		if (__builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, d, &value))
			return -ERANGE;
	}
	*ret = value;
	return 0;
}

static int read_number(const struct sysfs_node *node, const char *attr,
		       unsigned int base, uint64_t *ret)
{
	char buf[32];
	uint64_t value;
	int rc;

	rc = sysfs_read(node, attr, buf, sizeof(buf));
	if (rc < 0)
		return rc == -E2BIG ? -EINVAL : rc;
	/* Where the kernel said ENXIO, a capture could only keep no text. */
	if (!rc && node->captured)
		return -ENXIO;
	rc = parse_u64(buf, base, &value);
	if (rc < 0)
		return rc;
	if (value == UINT64_MAX) /* the kernel's way to say "unknown" */
		return -ERANGE;
	*ret = value;
	return 0;
}

int sysfs_read_u64(const struct sysfs_node *node, const char *attr,
		   uint64_t *ret)
{
	return read_number(node, attr, 0, ret);
}

int sysfs_read_hex(const struct sysfs_node *node, const char *attr,
		   uint64_t *ret)
{
	return read_number(node, attr, 16, ret);
}

int sysfs_read_int(const struct sysfs_node *node, const char *attr, int *ret)
{
	char buf[16];
	bool negative;
	uint64_t value;
	int rc;

	rc = sysfs_read(node, attr, buf, sizeof(buf));
	if (rc < 0)
		return rc == -E2BIG ? -EINVAL : rc;
	negative = *buf == '-';
	rc = parse_u64(buf + negative, 10, &value);
	if (rc < 0)
		return rc;
	if (value > INT32_MAX)
		return -ERANGE;
	*ret = negative ? -(int)value : (int)value;
	return 0;
}

int sysfs_read_bool(const struct sysfs_node *node, const char *attr, bool *ret)
{
	char buf[8];
	int rc;

	rc = sysfs_read_text(node, attr, buf, sizeof(buf));
	if (rc < 0)
		return rc;
	if (buf[1] || !strchr("01YN", *buf))
		return -EINVAL;
	*ret = *buf == '1' || *buf == 'Y';
	return 0;
}

int sysfs_exists(const struct sysfs_node *node, const char *attr)
{
	char path[ATTR_PATH];
	int rc;

	rc = join(node, attr, path);
	if (rc < 0)
		return rc;
	if (!node->captured) {
		rc = faccessat(node->dirfd, path, F_OK, AT_SYMLINK_NOFOLLOW);
	} else {
		rc = node_open(node, attr, O_PATH | O_NOFOLLOW);
		if (rc >= 0)
			close(rc);
		else
			errno = -rc;
	}
	if (rc >= 0)
		return 1;
	return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
}

int sysfs_read_link(const struct sysfs_node *node, const char *attr, char *buf,
		    size_t size)
{
	cleanup(close_p) int fd = -1;
	char path[ATTR_PATH];
	ssize_t len;
	int rc;

	rc = join(node, attr, path);
	if (rc < 0)
		return rc;
	if (node->captured) {
		fd = node_open(node, attr, O_PATH | O_NOFOLLOW);
		if (fd < 0)
			return fd;
		*path = '\0';
	}
	len = readlinkat(fd < 0 ? node->dirfd : fd, path, buf, size);
	if (len < 0)
		return -errno;
	if ((size_t)len == size)
		return -E2BIG;
	buf[len] = '\0';
	return 0;
}

int sysfs_write(const struct sysfs_node *node, const char *attr,
		const char *text)
{
	size_t len = strlen(text);
	ssize_t done;
	int fd, rc = 0;

	if (node->captured)
		return -EROFS;
	fd = node_open(node, attr, O_WRONLY);
	if (fd < 0)
		return fd;
	/* The kernel wants one write a value: an empty one is "\n". */
	do
		done = len ? write(fd, text, len) : write(fd, "\n", 1);
	while (done < 0 && errno == EINTR);
	if (done < 0)
		rc = -errno;
	else if ((size_t)done != (len ? len : 1))
		rc = -EIO;
	close(fd);
	return rc;
}

struct slow_write {
	int fd;
	const char *text;
	int rc;
};

/* Cancelled, it has the kernel give up, and leaves rc as it was. */
static void *write_slowly(void *arg)
{
	struct slow_write *slow = arg;
	size_t len = strlen(slow->text);
	ssize_t done = write(slow->fd, slow->text, len);

	slow->rc = done < 0 ? -errno : (size_t)done == len ? 0 : -EIO;
	return NULL;
}

/*
 * A thread, because it can be interrupted without taking a signal away from
 * the program that we are a library of.
 */
static int write_in_thread(struct slow_write *slow, const struct timespec *end)
{
	pthread_t thread;
	int rc;

	rc = pthread_create(&thread, NULL, write_slowly, slow);
	if (rc)
		return -rc;
	if (pthread_timedjoin_np(thread, NULL, end) == 0)
		return slow->rc;
	pthread_cancel(thread);
	pthread_join(thread, NULL);
	return slow->rc == -EINTR ? -ETIMEDOUT : slow->rc;
}

int sysfs_write_within(const struct sysfs_node *node, const char *attr,
		       const char *text, unsigned int ms)
{
	struct slow_write slow = { .fd = -1, .text = text, .rc = -ETIMEDOUT };
	struct timespec end;
	int rc;

	if (node->captured)
		return -EROFS;
	slow.fd = node_open(node, attr, O_WRONLY);
	if (slow.fd < 0)
		return slow.fd;
	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += ms / 1000;
	end.tv_nsec += ms % 1000 * 1000000;
	end.tv_sec += end.tv_nsec / 1000000000;
	end.tv_nsec %= 1000000000;
	rc = write_in_thread(&slow, &end);
	close(slow.fd);
	return rc;
}

int sysfs_open_dir(const struct sysfs_node *node, int flags)
{
	return node_open(node, NULL, O_DIRECTORY | flags);
}

/* What comes from one getdents64(). */
static int list_chunk(const char *chunk, ssize_t len,
		      int (*each)(void *arg, const char *name), void *arg)
{
	const struct dirent64 *entry;
	int rc;

	for (ssize_t at = 0; at < len; at += entry->d_reclen) {
		entry = (const struct dirent64 *)(chunk + at);
		if (entry->d_name[0] == '.')
			continue;
		rc = each(arg, entry->d_name);
		if (rc)
			return rc;
	}
	return 0;
}

int sysfs_list(const struct sysfs_node *node,
	       int (*each)(void *arg, const char *name), void *arg)
{
	cleanup(close_p) int fd = sysfs_open_dir(node, O_RDONLY);
	_Alignas(struct dirent64) char chunk[32768];
	ssize_t len;
	int rc;

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	while ((len = getdents64(fd, chunk, sizeof(chunk))) > 0) {
		rc = list_chunk(chunk, len, each, arg);
		if (rc)
			return rc;
	}
	return len < 0 ? -errno : 0;
}

/* The number at @text; where it ends, or NULL. */
static const char *leading_number(const char *text, unsigned int *ret)
{
	uint64_t value = 0;
	const char *p = text;

	for (; *p >= '0' && *p <= '9' && value <= UINT32_MAX; p++)
		value = value * 10 + (*p - '0');
	if (p == text || value > UINT32_MAX)
		return NULL;
	*ret = value;
	return p;
}

bool parse_name(const char *name, const char *prefix, unsigned int *id)
{
	size_t len = strlen(prefix);
	const char *end;

	if (strncmp(name, prefix, len))
		return false;
	end = leading_number(name + len, id);
	return end && !*end;
}

bool parse_name_pair(const char *name, const char *prefix, unsigned int *major,
		     unsigned int *minor)
{
	size_t len = strlen(prefix);
	const char *end;

	if (strncmp(name, prefix, len))
		return false;
	end = leading_number(name + len, major);
	if (!end || *end != '.')
		return false;
	end = leading_number(end + 1, minor);
	return end && !*end;
}
