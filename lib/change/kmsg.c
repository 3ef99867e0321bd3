/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * kmsg.c - what the kernel says in its log while a change is made
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/kmsg.h"

int kmsg_open(const struct daxctl_ctx *ctx)
{
	int fd = ctx_open(ctx, "dev/kmsg", O_RDONLY | O_NONBLOCK);

	if (fd >= 0 && lseek(fd, 0, SEEK_END) < 0) {
		int rc = -errno;

		close(fd);
		return rc;
	}
	return fd;
}

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '.';
}

bool kmsg_names(const char *text, const char *object)
{
	size_t len = strlen(object);

	for (const char *at = text; (at = strstr(at, object)); at += len) {
		const char *end = at + len;

		/* A full stop may end a sentence; in a name a digit follows. */
		if (at > text && is_name_char(at[-1]))
			continue;
		if (isalnum((unsigned char)*end) ||
		    (*end == '.' && isdigit((unsigned char)end[1])))
			continue;
		return true;
	}
	return false;
}

/* Add a message; the oldest go when there is no more room. */
static void append(char *buf, size_t size, const char *message)
{
	size_t used = strlen(buf), more = strlen(message) + 2;

	while (*buf && used + more >= size) {
		char *next = strstr(buf, "; ");

		if (!next) {
			*buf = '\0';
			used = 0;
			break;
		}
		used -= next + 2 - buf;
		memmove(buf, next + 2, used + 1);
	}
	snprintf(buf + used, size - used, "%s%s", used ? "; " : "", message);
}

void kmsg_about(int fd, const char *const *objects, size_t count, char *buf,
		size_t size)
{
	char record[8192];
	ssize_t len;

	*buf = '\0';
	if (fd < 0)
		return;
	/* One record a read; -EPIPE: some were overwritten, go on. */
	while ((len = read(fd, record, sizeof(record) - 1)) > 0 ||
	       (len < 0 && (errno == EPIPE || errno == EINTR))) {
		char *message;

		if (len < 0)
			continue;
		record[len] = '\0';
		message = strchr(record, ';');
		if (!message)
			continue;
		message++;
		message[strcspn(message, "\n")] = '\0';
		for (size_t i = 0; i < count; i++)
			if (kmsg_names(message, objects[i])) {
				append(buf, size, message);
				break;
			}
	}
}
