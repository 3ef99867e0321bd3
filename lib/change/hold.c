/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hold.c - is a disk in use, and by whom?
 *
 * Only for the words of a refusal: the proof is the exclusive open.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "lib/block/block.h"
#include "lib/change/hold.h"

struct search {
	const struct daxctl_ctx *ctx;
	struct sysfs_node disk; /* then each of its partitions */
	char name[40];
	char *who, *remedy;
	size_t who_size, remedy_size;
};

static FILE *open_text(const struct daxctl_ctx *ctx, const char *path)
{
	int fd = ctx_open(ctx, path, O_RDONLY);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "re");

	if (fd >= 0 && !file)
		close(fd);
	return file;
}

/* The kernel writes blanks and backslashes as three octal digits. */
static void decode_octal(char *text)
{
	char *to = text;

	for (const char *from = text; *from; to++) {
		unsigned int byte;
		int len = 0;

		if (sscanf(from, "\\%3o%n", &byte, &len) == 1 && len == 4) {
			*to = byte;
			from += len;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
}

/* "36 25 259:0 / /mnt rw,…": device and mount point are the 3rd and 5th. */
static bool is_mounted(struct search *search)
{
	char want[32], *line = NULL;
	bool found = false;
	size_t room = 0;
	FILE *file;

	if (sysfs_read_text(&search->disk, "dev", want, sizeof(want)) < 0)
		return false;
	file = open_text(search->ctx, "proc/self/mountinfo");
	while (file && !found && getline(&line, &room, file) > 0) {
		char device[32], *point = NULL;

		if (sscanf(line, "%*s %*s %31s %*s %ms", device, &point) == 2 &&
		    !strcmp(device, want)) {
			found = true;
			decode_octal(point);
			snprintf(search->who, search->who_size, "mounted on %s",
				 point);
			snprintf(search->remedy, search->remedy_size,
				 strpbrk(point, " \t\n\\") ? "umount '%s'"
							   : "umount %s",
				 point);
		}
		free(point);
	}
	if (file)
		fclose(file);
	free(line);
	return found;
}

static bool is_swap(struct search *search)
{
	char *line = NULL;
	bool found = false;
	size_t room = 0;
	FILE *file = open_text(search->ctx, "proc/swaps");

	while (file && !found && getline(&line, &room, file) > 0) {
		char want[64];
		size_t len = strcspn(line, " \t\n");

		line[len] = '\0';
		snprintf(want, sizeof(want), "/dev/%s", search->name);
		found = !strcmp(line, want);
	}
	if (file)
		fclose(file);
	free(line);
	if (found) {
		snprintf(search->who, search->who_size, "a swap area");
		snprintf(search->remedy, search->remedy_size, "swapoff /dev/%s",
			 search->name);
	}
	return found;
}

static int name_holder(void *arg, const char *name)
{
	struct search *search = arg;

	snprintf(search->who, search->who_size, "held by %s", name);
	snprintf(search->remedy, search->remedy_size,
		 "take %s off it first, see: lsblk /dev/%s", name,
		 search->name);
	return 1;
}

static bool is_held(struct search *search)
{
	struct sysfs_node holders;

	return sysfs_child(&search->disk, "holders", &holders) == 0 &&
	       sysfs_list(&holders, name_holder, search) > 0;
}

static int look(struct search *search)
{
	return is_mounted(search) || is_swap(search) || is_held(search);
}

/* "pmem0p1" of "pmem0". */
static int look_at_partition(void *arg, const char *name)
{
	struct search *search = arg, part = *search;
	size_t len = strlen(search->name);

	if (strncmp(name, search->name, len) || name[len] != 'p')
		return 0;
	if (sysfs_child(&search->disk, name, &part.disk) < 0)
		return 0;
	snprintf(part.name, sizeof(part.name), "%s", name);
	return look(&part);
}

int disk_user(const struct daxctl_ctx *ctx, const char *disk, char *who,
	      size_t who_size, char *remedy, size_t remedy_size)
{
	struct search search = { .ctx = ctx,
				 .who = who,
				 .who_size = who_size,
				 .remedy = remedy,
				 .remedy_size = remedy_size };
	int rc;

	rc = block_node(ctx, disk, &search.disk);
	if (rc < 0)
		return rc;
	snprintf(search.name, sizeof(search.name), "%s", disk);
	if (look(&search))
		return 1;
	return sysfs_list(&search.disk, look_at_partition, &search);
}
