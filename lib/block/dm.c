/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dm.c - device-mapper by its own ioctls
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "lib/block/dm.h"
#include "lib/module.h"

enum {
	SMALL = 1024,
	LARGEST = 4 << 20,
	/*
	 * Bits for udev's rules, above the cookie of a semaphore. This one says
	 * that the event is of a change that somebody made on purpose: without
	 * it the rules keep from the "add" before that nothing is to be linked.
	 */
	UDEV_FLAGS_SHIFT = 16,
	UDEV_PRIMARY_SOURCE = 0x0040,
};

/* The kernel writes an answer where the question was. */
union message {
	struct dm_ioctl head;
	char bytes[SMALL];
};

static int kernel_ioctl(struct dm *dm, unsigned long request, void *arg)
{
	return ioctl(dm->fd, request, arg) < 0 ? -errno : 0;
}

static int begin(struct dm_ioctl *head, size_t size, const char *name)
{
	*head = (struct dm_ioctl){
		/* The least that has what we need: any later one has, too. */
		.version = { 4, 0, 0 },
		.data_size = size,
		.data_start = sizeof(*head),
	};
	return dm_mangle(name, head->name, sizeof(head->name));
}

int dm_handshake(struct dm *dm)
{
	struct dm_ioctl head;
	int rc = begin(&head, sizeof(head), "");

	if (rc == 0)
		rc = dm->ioctl(dm, DM_VERSION, &head);
	if (rc == -ENOTTY || (rc == 0 && head.version[0] != 4))
		return -EOPNOTSUPP;
	return rc;
}

static int open_control(const struct daxctl_ctx *ctx)
{
	return ctx_open(ctx, "dev/" DM_DIR "/" DM_CONTROL_NODE,
			O_RDWR | O_NOFOLLOW | O_NONBLOCK);
}

int dm_open(const struct daxctl_ctx *ctx, struct dm *ret)
{
	struct dm dm = { .fd = -1, .ioctl = kernel_ioctl };
	cleanup(close_p) int fd = -1;
	struct stat st;
	int rc;

	if (ctx->captured)
		return -EROFS;
	fd = open_control(ctx);
	if (fd == -ENOENT || fd == -ENODEV || fd == -ENXIO) {
		(void)!module_load("dm_mod");
		fd = open_control(ctx);
	}
	if (fd == -ENOENT || fd == -ENODEV || fd == -ENXIO)
		return -EOPNOTSUPP;
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0 || !S_ISCHR(st.st_mode))
		return -EOPNOTSUPP;
	dm.fd = fd;
	rc = dm_handshake(&dm);
	if (rc < 0)
		return rc;
	dm.fd = take_fd(fd);
	*ret = dm;
	return 0;
}

void dm_close(const struct dm *dm)
{
	close_p(&dm->fd);
}

static bool is_plain(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') || (c && strchr("#+-.:=@_", c));
}

int dm_mangle(const char *text, char *ret, size_t size)
{
	size_t used = 0;

	for (; *text; text++) {
		size_t need = is_plain(*text) ? 1 : 4;

		if (used + need >= size)
			return -ENAMETOOLONG;
		if (need == 1)
			ret[used] = *text;
		else
			snprintf(ret + used, size - used, "\\x%02x",
				 (unsigned char)*text);
		used += need;
	}
	ret[used] = '\0';
	return 0;
}

int dm_create(struct dm *dm, const char *name, const char *uuid)
{
	struct dm_ioctl head;
	int rc;

	rc = begin(&head, sizeof(head), name);
	if (rc == 0)
		rc = dm_mangle(uuid, head.uuid, sizeof(head.uuid));
	return rc < 0 ? rc : dm->ioctl(dm, DM_DEV_CREATE, &head);
}

int dm_load(struct dm *dm, const char *name, bool read_only,
	    const struct dm_target *target)
{
	union message message = { 0 };
	struct dm_target_spec *spec =
		(void *)(message.bytes + sizeof(message.head));
	char *params = (char *)(spec + 1);
	size_t room = sizeof(message) - (params - message.bytes);
	int rc;

	rc = begin(&message.head, sizeof(message), name);
	if (rc < 0)
		return rc;
	if (strlen(target->params) >= room ||
	    strlen(target->type) >= sizeof(spec->target_type))
		return -E2BIG;
	message.head.target_count = 1;
	message.head.flags = read_only ? DM_READONLY_FLAG : 0;
	spec->sector_start = target->start;
	spec->length = target->length;
	strcpy(spec->target_type, target->type);
	strcpy(params, target->params);
	return dm->ioctl(dm, DM_TABLE_LOAD, &message);
}

int dm_resume(struct dm *dm, const char *name, bool gone)
{
	struct dm_ioctl head;
	int rc = begin(&head, sizeof(head), name);

	if (rc < 0)
		return rc;
	head.event_nr = UDEV_PRIMARY_SOURCE << UDEV_FLAGS_SHIFT;
	if (gone)
		head.flags = DM_SKIP_LOCKFS_FLAG | DM_NOFLUSH_FLAG;
	return dm->ioctl(dm, DM_DEV_SUSPEND, &head);
}

int dm_remove(struct dm *dm, const char *name, bool deferred)
{
	struct dm_ioctl head;
	int rc = begin(&head, sizeof(head), name);

	if (rc < 0)
		return rc;
	if (deferred)
		head.flags = DM_DEFERRED_REMOVE;
	return dm->ioctl(dm, DM_DEV_REMOVE, &head);
}

/* With room for @size, then with more, until it fits. @ret is the caller's. */
static int ask(struct dm *dm, unsigned long request, const char *name,
	       unsigned int flags, size_t size, struct dm_ioctl **ret)
{
	cleanup(free_p) struct dm_ioctl *head = NULL;
	int rc;

	for (; size <= LARGEST; size *= 4) {
		free(head);
		head = calloc(1, size);
		if (!head)
			return -ENOMEM;
		rc = begin(head, size, name);
		if (rc < 0)
			return rc;
		head->flags = flags;
		rc = dm->ioctl(dm, request, head);
		if (rc < 0)
			return rc;
		if (head->flags & DM_BUFFER_FULL_FLAG)
			continue;
		/* The answer's own sizes lead through it from here on. */
		if (head->data_size > size ||
		    head->data_start > head->data_size)
			return -EIO;
		*ret = take_ptr(head);
		return 0;
	}
	return -E2BIG;
}

/* Text that ends before @end, or NULL. */
static const char *text_at(const char *from, const char *end)
{
	return from < end && memchr(from, '\0', end - from) ? from : NULL;
}

static int walk_table(const struct dm_ioctl *head,
		      int (*each)(void *arg, const struct dm_target *target),
		      void *arg)
{
	const char *start = (const char *)head + head->data_start;
	const char *end = (const char *)head + head->data_size, *at = start;
	struct dm_target_spec spec;
	int rc;

	for (uint32_t i = 0; i < head->target_count; i++) {
		struct dm_target target;

		if ((size_t)(end - at) < sizeof(spec))
			return -EIO;
		memcpy(&spec, at, sizeof(spec));
		spec.target_type[sizeof(spec.target_type) - 1] = '\0';
		target = (struct dm_target){
			.start = spec.sector_start,
			.length = spec.length,
			.type = spec.target_type,
			.params = text_at(at + sizeof(spec), end),
		};
		if (!target.params)
			return -EIO;
		rc = each(arg, &target);
		if (rc)
			return rc;
		/* In an answer it counts from the first line, not from this. */
		if (spec.next > (size_t)(end - start) ||
		    start + spec.next <= at)
			return i + 1 == head->target_count ? 0 : -EIO;
		at = start + spec.next;
	}
	return 0;
}

int dm_table(struct dm *dm, const char *name, struct dm_status *ret,
	     int (*each)(void *arg, const struct dm_target *target), void *arg)
{
	cleanup(free_p) struct dm_ioctl *head = NULL;
	int rc;

	rc = ask(dm, DM_TABLE_STATUS, name,
		 DM_STATUS_TABLE_FLAG | DM_NOFLUSH_FLAG, SMALL, &head);
	if (rc < 0)
		return rc;
	*ret = (struct dm_status){
		.major = major(head->dev),
		.minor = minor(head->dev),
		.open_count = head->open_count,
	};
	snprintf(ret->name, sizeof(ret->name), "%.*s", DM_NAME_LEN - 1,
		 head->name);
	snprintf(ret->uuid, sizeof(ret->uuid), "%.*s", DM_UUID_LEN - 1,
		 head->uuid);
	return walk_table(head, each, arg);
}

int dm_list(struct dm *dm,
	    int (*each)(void *arg, const char *name, unsigned int minor),
	    void *arg)
{
	cleanup(free_p) struct dm_ioctl *head = NULL;
	const char *at, *end, *name;
	struct dm_name_list entry;
	int rc;

	rc = ask(dm, DM_LIST_DEVICES, "", 0, 4 * SMALL, &head);
	if (rc < 0)
		return rc;
	at = (const char *)head + head->data_start;
	end = (const char *)head + head->data_size;
	while ((size_t)(end - at) >= sizeof(entry)) {
		memcpy(&entry, at, sizeof(entry));
		name = text_at(at + offsetof(struct dm_name_list, name), end);
		/* Without any device there is one entry of number 0. */
		if (!entry.dev || !name)
			return 0;
		rc = each(arg, name, minor(entry.dev));
		if (rc)
			return rc;
		if (!entry.next || entry.next > (size_t)(end - at))
			return 0;
		at += entry.next;
	}
	return 0;
}

bool dm_parse_linear(const char *params, unsigned int *major,
		     unsigned int *minor, uint64_t *start)
{
	int len = 0;

	return sscanf(params, "%u:%u %" SCNu64 "%n", major, minor, start,
		      &len) == 3 &&
	       !params[len];
}
