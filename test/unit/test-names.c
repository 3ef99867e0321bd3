/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-names.c - names are answered the same, asked singly or read at once
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/names.h"
#include "test.h"

static struct sysfs_node root(void)
{
	struct sysfs_node node = { .captured = true };

	node.dirfd = open(test_dir(), O_PATH | O_DIRECTORY | O_CLOEXEC);
	IS(node.dirfd >= 0);
	return node;
}

TEST(a_folder_answers_alike_before_and_after_it_is_read)
{
	struct names names = { 0 };
	struct sysfs_node node, folder;

	test_file("class/block/pmem0/size", "1\n");
	test_file("class/block/pmem0.1s/size", "1\n");
	node = root();
	OK(sysfs_child(&node, "class/block", &folder));
	for (int i = 0; i < 20; i++) {
		EQ(names_in_folder(&names, &folder, "pmem0"), 1);
		EQ(names_in_folder(&names, &folder, "pmem0.1s"), 1);
		EQ(names_in_folder(&names, &folder, "pmem0.1"), 0);
	}
	IS(names.loaded);
	names_clear(&names);
	close(node.dirfd);
}

TEST(a_few_questions_do_not_read_the_folder)
{
	struct names names = { 0 };
	struct sysfs_node node, folder;

	test_file("class/block/pmem0/size", "1\n");
	node = root();
	OK(sysfs_child(&node, "class/block", &folder));
	EQ(names_in_folder(&names, &folder, "pmem0"), 1);
	EQ(names_in_folder(&names, &folder, "pmem1"), 0);
	IS(!names.loaded);
	names_clear(&names);
	close(node.dirfd);
}

TEST(thousands_of_names_are_all_found)
{
	struct names names = { 0 };
	struct sysfs_node node, folder;
	char name[32];

	for (int i = 0; i < 3000; i++) {
		snprintf(name, sizeof(name), "disks/pmem%d", i);
		test_file(name, "");
	}
	node = root();
	OK(sysfs_child(&node, "disks", &folder));
	for (int i = 0; i < 3000; i++) {
		snprintf(name, sizeof(name), "pmem%d", i);
		EQ(names_in_folder(&names, &folder, name), 1);
	}
	EQ(names_in_folder(&names, &folder, "pmem3000"), 0);
	names_clear(&names);
	close(node.dirfd);
}

/* A device whose driver is asked for, again and again. */
static int driver_of(struct names *names, const struct sysfs_node *node,
		     const char *device, const char **ret)
{
	struct sysfs_node folder;
	char path[64];

	snprintf(path, sizeof(path), "devices/%s", device);
	OK(sysfs_child(node, path, &folder));
	return names_driver(names, node, "nd", &folder, device, ret);
}

TEST(a_device_is_bound_to_the_driver_whose_folder_has_it)
{
	struct names names = { 0 };
	struct sysfs_node node;
	const char *driver = NULL;

	test_file("devices/region0/size", "1\n");
	test_file("devices/region1/size", "1\n");
	test_file("bus/nd/drivers/nd_region/bind", "");
	test_link("bus/nd/drivers/nd_region/region0",
		  "../../../../devices/region0");
	test_link("devices/region0/driver", "../../bus/nd/drivers/nd_region");
	node = root();
	for (int i = 0; i < 10; i++) {
		OK(driver_of(&names, &node, "region0", &driver));
		EQ_STR(driver, "nd_region");
		EQ(driver_of(&names, &node, "region1", &driver), -ENOENT);
	}
	IS(names.loaded);
	names_clear(&names);
	close(node.dirfd);
}
