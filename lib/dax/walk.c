/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * walk.c - find dax devices, on the bus or where old kernels put them
 *
 * Which region a device is in shows in where its link leads: that is read once
 * for each.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/dax/dax.h"
#include "lib/dax/walk.h"

void dax_found_free(void *object)
{
	struct dax_found *found = object;

	free(found->parent);
	free(found);
}

/*
 * The parent folder in a link such as "../../../devices/…/dax0.0/dax0.0". The
 * folder of a class is between the two.
 */
static char *parent_of(const char *link, bool of_class)
{
	static const char top[] = "/sys/";
	const char *start = strstr(link, "devices/"), *end;
	char *path;

	if (!start)
		return NULL;
	end = strrchr(start, '/');
	if (of_class)
		end = memrchr(start, '/', end - start);
	if (!end)
		return NULL;
	path = malloc(strlen(top) + (end - start) + 1);
	if (path)
		*(char *)mempcpy(stpcpy(path, top), start, end - start) = '\0';
	return path;
}

static int add_found(void *arg, const char *name)
{
	struct dax_walk *walk = arg;
	unsigned int region_id, id;
	size_t size = strlen(name) + 1;
	struct dax_found *found;
	char link[1024];
	int rc;

	if (!parse_name_pair(name, "dax", &region_id, &id))
		return 0;
	rc = sysfs_read_link(&walk->folders[walk->of_class], name, link,
			     sizeof(link));
	if (rc == -ENOENT) /* gone since the folder was read */
		return 0;
	if (rc < 0)
		return rc;
	found = malloc(sizeof(*found) + size);
	if (!found)
		return -ENOMEM;
	*found = (struct dax_found){ region_id, id, walk->of_class,
				     parent_of(link, walk->of_class) };
	memcpy(found->name, name, size);
	rc = found->parent ? array_add(&walk->found, found) : -EINVAL;
	if (rc < 0)
		dax_found_free(found);
	return rc;
}

/*
 * Find one device, or all. Until 5.17 there was a driver for old programs that
 * put its devices into a class of their own.
 */
int dax_find(struct dax_walk *walk, const char *name)
{
	static const char *const paths[] = { "bus/dax/devices", "class/dax" };
	int rc = 0;

	for (int i = 0; i < 2 && !rc && !(name && walk->found.count); i++) {
		struct sysfs_node *folder = &walk->folders[i];

		walk->of_class = i;
		rc = sysfs_child(&walk->ctx->sys, paths[i], folder);
		if (rc == 0 && name)
			rc = add_found(walk, name);
		else if (rc == 0)
			rc = sysfs_list(folder, add_found, walk);
	}
	return rc;
}
