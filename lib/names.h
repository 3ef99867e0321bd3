/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * names.h - which names are in a folder, asked again and again
 *
 * "Is there a disk pmem0.3?", "which driver has namespace0.3?" are asked for
 * every object of a listing. The first few questions look for that one name;
 * after these the folder is read once and answers all the others. So a listing
 * of one object doesn't pay for thousands, and one of thousands pays one read.
 */
#ifndef LIB_NAMES_H
#define LIB_NAMES_H

#include "lib/sysfs.h"

struct names {
	struct name **table; /* hashed by name; a power of two */
	size_t room, count;
	char *chunk; /* names are cut from here */
	size_t left;
	char *chunks;	    /* all chunks, linked, to be freed */
	unsigned int asked; /* questions so far */
	bool loaded;
};

void names_clear(struct names *names);

/* A folder of names, for example every disk: 1, 0 or -errno. */
int names_in_folder(struct names *names, const struct sysfs_node *folder,
		    const char *name);

/*
 * The driver that a device is bound to, by the folders bus/BUS/drivers of
 * @root. @device is the device's own folder. -ENOENT when there is none.
 */
int names_driver(struct names *names, const struct sysfs_node *root,
		 const char *bus, const struct sysfs_node *device,
		 const char *name, const char **ret);

#endif
