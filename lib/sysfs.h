/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sysfs.h - attributes of the kernel's objects
 *
 * sysfs.c is the only file that opens an attribute. An object is a folder
 * below a directory that is held open; in a captured tree nothing leads out of
 * that directory.
 */
#ifndef LIB_SYSFS_H
#define LIB_SYSFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/util.h"

/* Enough for "region4294967295/namespace4294967295.4294967295". */
#define SYSFS_PATH 54

struct sysfs_node {
	int dirfd;	       /* borrowed: who made the node keeps it open */
	bool captured;	       /* below a sysroot: read only, and jailed */
	char path[SYSFS_PATH]; /* below dirfd, "" for itself */
};

/* A child's node; -ENAMETOOLONG where the path can't be a kernel's. */
int sysfs_child(const struct sysfs_node *parent, const char *name,
		struct sysfs_node *ret) must_check;

/*
 * Read an attribute without its final newline. Returns the length; -E2BIG
 * when @size isn't enough for it and a NUL.
 */
int sysfs_read(const struct sysfs_node *node, const char *attr, char *buf,
	       size_t size) must_check;

/* As sysfs_read(), but an empty attribute is -ENOENT, and 0 is success. */
int sysfs_read_text(const struct sysfs_node *node, const char *attr, char *buf,
		    size_t size) must_check;

/* Up to @size bytes of an attribute that is no text; returns how many. */
int sysfs_read_bytes(const struct sysfs_node *node, const char *attr, void *buf,
		     size_t size) must_check;

/* The whole text must be a number, decimal or 0x…; 2^64-1 is -ERANGE. */
int sysfs_read_u64(const struct sysfs_node *node, const char *attr,
		   uint64_t *ret) must_check;
/* The same in hexadecimal, with or without 0x. */
int sysfs_read_hex(const struct sysfs_node *node, const char *attr,
		   uint64_t *ret) must_check;
int sysfs_read_int(const struct sysfs_node *node, const char *attr,
		   int *ret) must_check;
int sysfs_read_bool(const struct sysfs_node *node, const char *attr,
		    bool *ret) must_check;

/* Is there such an attribute, folder or link? 1, 0 or -errno. */
int sysfs_exists(const struct sysfs_node *node, const char *attr);

/* Where a link points to; -ENOENT, -E2BIG. */
int sysfs_read_link(const struct sysfs_node *node, const char *attr, char *buf,
		    size_t size) must_check;

/* Write in one go; anything short of all is an error. -EROFS when captured. */
int sysfs_write(const struct sysfs_node *node, const char *attr,
		const char *text) must_check;

/*
 * The same for a write that may take for ever, as taking memory out of use does
 * while a page can't be moved: given up after @ms, which is -ETIMEDOUT.
 */
int sysfs_write_within(const struct sysfs_node *node, const char *attr,
		       const char *text, unsigned int ms) must_check;

/* Open a path that can't lead out of @dirfd, whatever links are on it. */
int sysfs_open_jailed(int dirfd, const char *path, int flags) must_check;

/* Open the folder of a node. */
int sysfs_open_dir(const struct sysfs_node *node, int flags) must_check;

/*
 * Call @each for each name in a folder, hidden ones left out, until it returns
 * other than 0. A folder that isn't there has no names.
 */
int sysfs_list(const struct sysfs_node *node,
	       int (*each)(void *arg, const char *name), void *arg) must_check;

/* Text to number, the whole of it; -EINVAL, -ERANGE. Base 0: 0x or decimal. */
int parse_u64(const char *text, unsigned int base, uint64_t *ret) must_check;

/* "PREFIX12" to 12, "PREFIX12.3" to 12 and 3; false if it isn't such a name. */
bool parse_name(const char *name, const char *prefix, unsigned int *id);
bool parse_name_pair(const char *name, const char *prefix, unsigned int *major,
		     unsigned int *minor);

#endif
