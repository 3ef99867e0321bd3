/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * files.h - the files of a folder, by the numbers that the guest has for them
 */
#ifndef TEST_VIRTIOFS_FILES_H
#define TEST_VIRTIOFS_FILES_H

#include <stdint.h>
#include <sys/stat.h>

struct file {
	int fd;
	uint64_t lookups; /* that the guest has not forgotten */
	struct stat st;	  /* as it was looked up last */
};

struct files {
	struct file *at; /* the number is the index; 0 is nobody's */
	size_t count;
};

enum {
	ROOT = 1,
};

int files_open(struct files *files, const char *folder);
/* NULL: no file has that number. */
struct file *files_get(const struct files *files, uint64_t number);
/* name is one that the guest gave: it can't lead out of the folder. */
int files_look_up(struct files *files, uint64_t folder, const char *name,
		  uint64_t *ret);
void files_forget(struct files *files, uint64_t number, uint64_t lookups);

#endif
