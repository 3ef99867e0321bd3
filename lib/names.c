/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * names.c - which names are in a folder, asked again and again
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/names.h"

/* So many questions are answered one by one, at one system call each. */
enum {
	ASK_SINGLY = 4,
	CHUNK = 16384
};

struct name {
	struct name *next; /* of the same hash */
	const char *tag;   /* the driver, or NULL */
	char text[];
};

void names_clear(struct names *names)
{
	while (names->chunks) {
		char *next = *(char **)names->chunks;

		free(names->chunks);
		names->chunks = next;
	}
	free(names->table);
	*names = (struct names){ 0 };
}

/* Memory that lives as long as the names, aligned for a pointer. */
static void *names_alloc(struct names *names, size_t size)
{
	size = (size + sizeof(char *) - 1) & -sizeof(char *);
	if (size > names->left) {
		char *chunk = malloc(CHUNK);

		if (!chunk)
			return NULL;
		*(char **)chunk = names->chunks;
		names->chunks = chunk;
		names->chunk = chunk + sizeof(char *);
		names->left = CHUNK - sizeof(char *);
	}
	names->chunk += size;
	names->left -= size;
	return names->chunk - size;
}

static size_t hash(const char *text)
{
	const uint64_t prime = UINT64_C(1099511628211);
	uint64_t value = UINT64_C(14695981039346656037); /* FNV-1a */

	for (; *text; text++)
		value = (value ^ (unsigned char)*text) * prime;
	return value ^ value >> 32;
}

static struct name *find(const struct names *names, const char *text)
{
	struct name *name;

	if (!names->room)
		return NULL;
	name = names->table[hash(text) & (names->room - 1)];
	while (name && strcmp(name->text, text))
		name = name->next;
	return name;
}

static int widen(struct names *names)
{
	size_t room = names->room ? 2 * names->room : 64;
	struct name **table = calloc(room, sizeof(*table)), *name, *next;

	if (!table)
		return -ENOMEM;
	for (size_t i = 0; i < names->room; i++)
		for (name = names->table[i]; name; name = next) {
			struct name **slot =
				&table[hash(name->text) & (room - 1)];

			next = name->next;
			name->next = *slot;
			*slot = name;
		}
	free(names->table);
	names->table = table;
	names->room = room;
	return 0;
}

static int add(struct names *names, const char *text, const char *tag)
{
	size_t len = strlen(text) + 1;
	struct name *name, **slot;

	if (names->count == names->room && widen(names) < 0)
		return -ENOMEM;
	name = names_alloc(names, sizeof(*name) + len);
	if (!name)
		return -ENOMEM;
	memcpy(name->text, text, len);
	name->tag = tag;
	slot = &names->table[hash(text) & (names->room - 1)];
	name->next = *slot;
	*slot = name;
	names->count++;
	return 0;
}

static int add_plain(void *arg, const char *name)
{
	return add(arg, name, NULL);
}

int names_in_folder(struct names *names, const struct sysfs_node *folder,
		    const char *name)
{
	int rc;

	if (!names->loaded && names->asked++ < ASK_SINGLY)
		return sysfs_exists(folder, name);
	if (!names->loaded) {
		rc = sysfs_list(folder, add_plain, names);
		if (rc < 0)
			return rc;
		names->loaded = true;
	}
	return find(names, name) != NULL;
}

/* One walk over bus/BUS/drivers, one more over each driver below it. */
struct driver_walk {
	struct names *names;
	struct sysfs_node drivers;
	const char *driver;
};

static int add_device(void *arg, const char *name)
{
	const struct driver_walk *walk = arg;

	/* bind, unbind, uevent, new_id … and the link to the module */
	if (!strpbrk(name, "0123456789"))
		return 0;
	return add(walk->names, name, walk->driver);
}

static int add_driver(void *arg, const char *name)
{
	struct driver_walk *walk = arg;
	struct sysfs_node folder;
	char *driver;
	int rc;

	rc = sysfs_child(&walk->drivers, name, &folder);
	if (rc < 0)
		return rc;
	driver = names_alloc(walk->names, strlen(name) + 1);
	if (!driver)
		return -ENOMEM;
	walk->driver = strcpy(driver, name);
	return sysfs_list(&folder, add_device, walk);
}

static int load_drivers(struct names *names, const struct sysfs_node *root,
			const char *bus)
{
	struct driver_walk walk = { .names = names };
	char path[SYSFS_PATH];
	int rc;

	snprintf(path, sizeof(path), "bus/%s/drivers", bus);
	rc = sysfs_child(root, path, &walk.drivers);
	if (rc < 0)
		return rc;
	rc = sysfs_list(&walk.drivers, add_driver, &walk);
	if (rc == 0)
		names->loaded = true;
	return rc;
}

/* The last part of the device's driver link, remembered with the names. */
static int ask_driver(struct names *names, const struct sysfs_node *device,
		      const char **ret)
{
	char target[256], *driver;
	const char *last;
	int rc;

	rc = sysfs_read_link(device, "driver", target, sizeof(target));
	if (rc < 0)
		return rc;
	last = strrchr(target, '/');
	last = last ? last + 1 : target;
	driver = names_alloc(names, strlen(last) + 1);
	if (!driver)
		return -ENOMEM;
	*ret = strcpy(driver, last);
	return 0;
}

int names_driver(struct names *names, const struct sysfs_node *root,
		 const char *bus, const struct sysfs_node *device,
		 const char *name, const char **ret)
{
	const struct name *found;
	int rc;

	if (!names->loaded && names->asked++ < ASK_SINGLY)
		return ask_driver(names, device, ret);
	if (!names->loaded) {
		rc = load_drivers(names, root, bus);
		if (rc < 0)
			return rc;
	}
	found = find(names, name);
	if (!found)
		return -ENOENT;
	*ret = found->tag;
	return 0;
}
