/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dax-machine.c - a made-up machine with a dax bus, and a kernel that answers
 *
 * The machine is a tree of files. A write is noted, and then changes the tree
 * the way the kernel's drivers/dax and memory hotplug would.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dax-machine.h"
#include "machine.h"
#include "test.h"
#include "lib/module.h"
#include "lib/sysfs.h"

#define MEMORY "sys/devices/system/memory"

static struct {
	char writes[1024];
	const char *refused;
	int error;
	const char *zone, *race;
	int no_modules;
} kernel;

int __wrap_sysfs_write(const struct sysfs_node *node, const char *attr,
		       const char *text);
int __wrap_sysfs_write_within(const struct sysfs_node *node, const char *attr,
			      const char *text, unsigned int ms);
int __wrap_module_load(const char *alias);

void dax_machine_bind(const char *name, const char *driver)
{
	char path[256], target[256];

	snprintf(path, sizeof(path), "%s/sys/bus/dax/devices/%s/driver",
		 test_dir(), name);
	snprintf(target, sizeof(target), "%s/sys/bus/dax/drivers/%s",
		 test_dir(), driver);
	IS(symlink(target, path) == 0);
}

static void unbind(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/sys/bus/dax/devices/%s/driver",
		 test_dir(), name);
	IS(unlink(path) == 0);
}

void dax_machine_device(const char *parent, const char *name,
			const char *driver)
{
	char path[256], target[256];

	snprintf(path, sizeof(path), "%s/%s", parent, name);
	machine_set(path, "size", "268435456\n");
	machine_set(path, "align", "2097152\n");
	machine_set(path, "target_node", "1\n");
	machine_set(path, "numa_node", "0\n");
	machine_set(path, "dev", "252:3\n");
	snprintf(path, sizeof(path), "sys/bus/dax/devices/%s", name);
	snprintf(target, sizeof(target), "../../../%s/%s", parent + 4, name);
	test_link(path, target);
	if (driver)
		dax_machine_bind(name, driver);
}

void dax_machine_range(const char *parent, const char *dev, unsigned int index,
		       unsigned int first, unsigned int blocks)
{
	char dir[256], text[32];

	snprintf(dir, sizeof(dir), "%s/%s/mapping%u", parent, dev, index);
	snprintf(text, sizeof(text), "%#llx\n", first * BLOCK);
	machine_set(dir, "start", text);
	snprintf(text, sizeof(text), "%#llx\n", (first + blocks) * BLOCK - 1);
	machine_set(dir, "end", text);
	snprintf(text, sizeof(text), "%#llx\n", index * BLOCK / 4096);
	machine_set(dir, "page_offset", text);
}

void dax_machine_block(unsigned int number, const char *state, const char *zone)
{
	char dir[128], text[32];

	snprintf(dir, sizeof(dir), MEMORY "/memory%u", number);
	snprintf(text, sizeof(text), "%s\n", state);
	machine_set(dir, "state", text);
	snprintf(text, sizeof(text), "%s\n", zone);
	machine_set(dir, "valid_zones", text);
	machine_set(dir, "removable", "1\n");
}

static void dax_machine_driver(const char *name)
{
	char dir[64];

	snprintf(dir, sizeof(dir), "sys/bus/dax/drivers/%s", name);
	machine_set(dir, "bind", "");
	machine_set(dir, "new_id", "");
}

void dax_machine_make(const char *driver)
{
	memset(&kernel, 0, sizeof(kernel));
	dax_machine_driver("device_dax");
	dax_machine_driver("kmem");
	machine_set(HMEM, "dax_region/size", "1073741824\n");
	machine_set(HMEM, "dax_region/available_size", "805306368\n");
	machine_set(HMEM, "dax_region/align", "2097152\n");
	machine_set(HMEM, "dax_region/seed", "dax0.0\n");
	machine_set(MEMORY, "block_size_bytes", "8000000\n");
	machine_set(MEMORY, "auto_online_blocks", "offline\n");
	dax_machine_device(HMEM, "dax0.0", driver);
	dax_machine_range(HMEM, "dax0.0", 0, 40, 2);
}

struct daxctl_dev *dax_machine_dev(struct daxctl_ctx *ctx, const char *name)
{
	struct daxctl_dev *dev = daxctl_dev_get_by_name(ctx, name);

	IS(dev);
	return dev;
}

const char *dax_machine_writes(void)
{
	return kernel.writes;
}

void dax_machine_refuse(const char *attr, int error)
{
	kernel.refused = attr;
	kernel.error = error;
}

void dax_machine_zone(const char *zone)
{
	kernel.zone = zone;
}

void dax_machine_race(const char *zone)
{
	kernel.race = zone;
}

void dax_machine_no_modules(int error)
{
	kernel.no_modules = error;
}

/* dax0.1 appears, and is what the region tells as made last. */
static int create(void)
{
	dax_machine_device(HMEM, "dax0.1", NULL);
	machine_set(HMEM, "dax0.1/size", "0\n");
	machine_set(HMEM, "dax_region/seed", "dax0.1\n");
	return 0;
}

static int delete (const char *name)
{
	char path[256];

	if (!strcmp(name, "dax0.0"))
		return -EBUSY;
	snprintf(path, sizeof(path), "%s/sys/bus/dax/devices/%s", test_dir(),
		 name);
	IS(unlink(path) == 0);
	snprintf(path, sizeof(path), "rm -r %s/" HMEM "/%s", test_dir(), name);
	IS(system(path) == 0);
	return 0;
}

/* device_dax takes all; the others those whose names they were told. */
static int bind(const char *driver, const char *attr, const char *name)
{
	static char told[32];

	if (!strcmp(attr, "remove_id"))
		*told = '\0';
	if (!strcmp(attr, "new_id"))
		snprintf(told, sizeof(told), "%s", name);
	if (strcmp(attr, "bind"))
		return 0;
	if (strcmp(driver, "device_dax") && strcmp(told, name))
		return -ENODEV;
	dax_machine_bind(name, driver);
	return 0;
}

static int set_state(const char *block, const char *text)
{
	unsigned int number;

	IS(parse_name(block, "memory", &number));
	if (kernel.race) {
		dax_machine_block(number, "online", kernel.race);
		return -EINVAL;
	}
	if (!strcmp(text, "offline"))
		dax_machine_block(number, "offline", "Normal Movable");
	else if (kernel.zone)
		dax_machine_block(number, "online", kernel.zone);
	else
		dax_machine_block(number, "online",
				  strcmp(text, "online_movable") ? "Normal"
								 : "Movable");
	return 0;
}

static int react(const char *folder, const char *attr, const char *text)
{
	char path[256];

	if (!strcmp(attr, "create"))
		return create();
	if (!strcmp(attr, "delete"))
		return delete (text);
	if (!strcmp(attr, "state"))
		return set_state(folder, text);
	if (!strcmp(attr, "auto_online_blocks")) {
		machine_set(MEMORY, attr, text);
		return 0;
	}
	if (!strcmp(attr, "driver/unbind")) {
		unbind(text);
		return 0;
	}
	if (!strcmp(attr, "size")) {
		snprintf(path, sizeof(path), HMEM "/%s", folder);
		machine_set(path, "size", text);
		return 0;
	}
	return bind(folder, attr, text);
}

int __wrap_sysfs_write(const struct sysfs_node *node, const char *attr,
		       const char *text)
{
	const char *slash = strrchr(node->path, '/');
	const char *folder = slash ? slash + 1 : node->path;
	const char *name = strrchr(attr, '/') ? strrchr(attr, '/') + 1 : attr;
	size_t at = strlen(kernel.writes);

	if (kernel.refused && !strcmp(name, kernel.refused)) {
		kernel.refused = NULL;
		return kernel.error;
	}
	snprintf(kernel.writes + at, sizeof(kernel.writes) - at, "%s%s/%s=%s",
		 at ? "; " : "", folder, attr, text);
	return react(folder, attr, text);
}

int __wrap_sysfs_write_within(const struct sysfs_node *node, const char *attr,
			      const char *text, unsigned int ms)
{
	(void)ms;
	return __wrap_sysfs_write(node, attr, text);
}

int __wrap_module_load(const char *alias)
{
	size_t at = strlen(kernel.writes);

	if (kernel.no_modules)
		return kernel.no_modules;
	snprintf(kernel.writes + at, sizeof(kernel.writes) - at, "%sload %s",
		 at ? "; " : "", alias);
	dax_machine_driver(alias);
	return 0;
}
