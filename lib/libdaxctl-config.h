/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdaxctl-config.h - what daxctl.conf(5) wants dax devices to be
 *
 * Part of <daxctl/libdaxctl.h>, which tells the conventions. A configuration is
 * sections, each with what a device must be like to be meant, and what it shall
 * be then. Of sections that a device matches the first one counts: that of the
 * file whose name sorts last, and in a file the one that stands first;
 * /etc/daxctl.conf comes after all others.
 */
#ifndef _LIBDAXCTL_CONFIG_H_
#define _LIBDAXCTL_CONFIG_H_

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct daxctl_ctx;
struct daxctl_dev;
struct daxctl_dev_reconfigure;
struct daxctl_config;
struct daxctl_config_section;

/** struct daxctl_config_fault - one thing that is wrong with it */
struct daxctl_config_fault {
	/* The section is of no use on this machine now, but may be one day. */
	bool warning;
	const char *file;
	unsigned int line;   /* 0: of the file as a whole */
	const char *place;   /* "FILE:LINE", or "FILE" */
	const char *section; /* its name; NULL: of no section */
	const char *key;     /* NULL: of no key */
	const char *message; /* one sentence */
	const char *remedy;  /* what helps against it */
};

/**
 * daxctl_config_read() - read the configuration
 * @ctx: the context
 * @path: a folder, of which all files *.conf are read, or a file; NULL: the
 *        folder of daxctl_get_config_path() and /etc/daxctl.conf, both of a
 *        captured tree where the context is one, and neither must be there
 * @ret: the configuration; free it with daxctl_config_free()
 *
 * What is wrong in a file is no failure: see daxctl_config_get_fault(). Nothing
 * is asked of the machine.
 *
 * Return: 0; -ENOENT, -EACCES, … with daxctl_get_error() when @path can't be
 * read.
 */
int daxctl_config_read(struct daxctl_ctx *ctx, const char *path,
		       struct daxctl_config **ret);

/** daxctl_config_free() - forget it, with sections and faults; NULL is fine. */
void daxctl_config_free(struct daxctl_config *config);

/**
 * daxctl_config_check() - compare it with the devices that are there
 *
 * Adds a fault for each device that two sections match, and a warning for each
 * section that matches none.
 *
 * Return: 0; -errno with daxctl_get_error() when devices can't be listed.
 */
int daxctl_config_check(struct daxctl_config *config);

/**
 * daxctl_config_get_fault() - fault number @index, by file and line
 *
 * Return: the fault, which lives until daxctl_config_check() or
 * daxctl_config_free(); NULL past the last.
 */
const struct daxctl_config_fault *
daxctl_config_get_fault(struct daxctl_config *config, unsigned int index);

/**
 * daxctl_config_find() - the section that counts for a device
 * @config: the configuration
 * @dev: the device
 * @flags: DAXCTL_PLAN_DRY_RUN: don't wait for changes that are under way
 * @ret: the section, which lives as long as the configuration
 *
 * A device that another program is making has no size and no ranges yet, so
 * the lock of its region is waited for first.
 *
 * Return: 0; -ENOENT: none matches; -EAGAIN: the lock wasn't had in time;
 * -EACCES, … when it can't be told whether one matches.
 */
int daxctl_config_find(struct daxctl_config *config, struct daxctl_dev *dev,
		       unsigned int flags,
		       const struct daxctl_config_section **ret);

/** daxctl_config_section_get_name() - Return: NAME of [reconfigure-device NAME]
 */
const char *
daxctl_config_section_get_name(const struct daxctl_config_section *section);

/** daxctl_config_section_get_place() - Return: "FILE:LINE" of its head. */
const char *
daxctl_config_section_get_place(const struct daxctl_config_section *section);

/** daxctl_config_section_is_faulty() - is any line of it wrong? */
bool daxctl_config_section_is_faulty(
	const struct daxctl_config_section *section);

/**
 * daxctl_config_section_get_size() - the size and alignment it wants
 *
 * Return: 0; -ENOENT: it leaves them as they are.
 */
int daxctl_config_section_get_size(const struct daxctl_config_section *section,
				   struct daxctl_dev_reconfigure *ret);

/** daxctl_config_section_get_mode() - the mode it wants, and how. */
void daxctl_config_section_get_mode(const struct daxctl_config_section *section,
				    struct daxctl_dev_reconfigure *ret);

#ifdef __cplusplus
}
#endif

#endif
