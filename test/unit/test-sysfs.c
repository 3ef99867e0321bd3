/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-sysfs.c - attributes are read whole or not at all, and never outside
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/sysfs.h"
#include "test.h"

/* The test's directory as a node; the descriptor lives as long as the test. */
static struct sysfs_node folder(bool captured)
{
	struct sysfs_node node = { .captured = captured };

	node.dirfd = open(test_dir(), O_PATH | O_DIRECTORY | O_CLOEXEC);
	IS(node.dirfd >= 0);
	return node;
}

static int read_number(const char *text, uint64_t *value)
{
	struct sysfs_node node;
	int rc;

	test_file("a", text);
	node = folder(false);
	rc = sysfs_read_u64(&node, "a", value);
	close(node.dirfd);
	return rc;
}

TEST(decimal_and_hexadecimal_numbers_are_read)
{
	uint64_t value = 0;

	OK(read_number("4096\n", &value));
	EQ_U64(value, 4096);
	OK(read_number("0x100000000\n", &value));
	EQ_U64(value, 0x100000000);
	OK(read_number("18446744073709551614\n", &value));
	EQ_U64(value, UINT64_MAX - 1);
}

TEST(leading_zeros_do_not_mean_octal)
{
	uint64_t value = 0;

	OK(read_number("0010\n", &value));
	EQ_U64(value, 10);
}

TEST(garbage_is_invalid_and_leaves_the_result_alone)
{
	static const char *const texts[] = {
		"", "\n", "12q\n", "-1\n", "1 2\n", "0x\n", " 1\n", "1.0\n"
	};
	uint64_t value = 7;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		EQ(read_number(texts[i], &value), -EINVAL);
	EQ(read_number("111111111111111111111111111111111111\n", &value),
	   -EINVAL);
	EQ_U64(value, 7);
}

TEST(an_empty_number_in_a_captured_tree_was_no_such_device)
{
	struct sysfs_node node;
	uint64_t value = 7;

	test_file("resource", "");
	node = folder(true);
	EQ(sysfs_read_u64(&node, "resource", &value), -ENXIO);
	EQ_U64(value, 7);
	close(node.dirfd);
}

TEST(two_to_the_64_minus_1_means_unknown)
{
	uint64_t value = 7;

	EQ(read_number("18446744073709551615\n", &value), -ERANGE);
	EQ(read_number("18446744073709551616\n", &value), -ERANGE);
	EQ_U64(value, 7);
}

TEST(hexadecimal_attributes_need_no_prefix)
{
	struct sysfs_node node;
	uint64_t value = 0;

	test_file("block_size_bytes", "8000000\n");
	node = folder(false);
	OK(sysfs_read_hex(&node, "block_size_bytes", &value));
	EQ_U64(value, 0x8000000);
	close(node.dirfd);
}

TEST(negative_nodes_are_read)
{
	struct sysfs_node node;
	int value = 0;

	test_file("numa_node", "-1\n");
	node = folder(false);
	OK(sysfs_read_int(&node, "numa_node", &value));
	EQ(value, -1);
	test_file("numa_node", "99999999999\n");
	EQ(sysfs_read_int(&node, "numa_node", &value), -ERANGE);
	test_file("numa_node", "--1\n");
	EQ(sysfs_read_int(&node, "numa_node", &value), -EINVAL);
	close(node.dirfd);
}

TEST(truth_values_are_0_1_N_and_Y)
{
	struct sysfs_node node;
	bool value = false;

	test_file("ro", "1\n");
	node = folder(false);
	OK(sysfs_read_bool(&node, "ro", &value));
	IS(value);
	test_file("ro", "N\n");
	OK(sysfs_read_bool(&node, "ro", &value));
	IS(!value);
	test_file("ro", "yes\n");
	EQ(sysfs_read_bool(&node, "ro", &value), -EINVAL);
	close(node.dirfd);
}

TEST(only_the_last_newline_is_cut)
{
	struct sysfs_node node;
	char text[16];

	test_file("a", "one\n\n");
	node = folder(false);
	EQ(sysfs_read(&node, "a", text, sizeof(text)), 4);
	EQ_STR(text, "one\n");
	close(node.dirfd);
}

TEST(a_text_that_does_not_fit_is_too_big)
{
	struct sysfs_node node;
	char text[4];

	test_file("a", "1234");
	node = folder(false);
	EQ(sysfs_read(&node, "a", text, sizeof(text)), -E2BIG);
	test_file("a", "123\n4");
	EQ(sysfs_read(&node, "a", text, sizeof(text)), -E2BIG);
	close(node.dirfd);
}

TEST(a_text_that_fits_but_for_its_newline_fits)
{
	struct sysfs_node node;
	char text[4];

	test_file("a", "123\n");
	node = folder(false);
	EQ(sysfs_read(&node, "a", text, sizeof(text)), 3);
	EQ_STR(text, "123");
	close(node.dirfd);
}

TEST(an_absent_attribute_is_enoent)
{
	struct sysfs_node node = folder(false);
	char text[4];

	EQ(sysfs_read(&node, "none", text, sizeof(text)), -ENOENT);
	EQ(sysfs_exists(&node, "none"), 0);
	test_file("some", "x");
	EQ(sysfs_exists(&node, "some"), 1);
	close(node.dirfd);
}

TEST(an_empty_text_is_enoent_for_those_who_want_one)
{
	struct sysfs_node node;
	char text[8];

	test_file("alt_name", "\n");
	node = folder(false);
	EQ(sysfs_read_text(&node, "alt_name", text, sizeof(text)), -ENOENT);
	close(node.dirfd);
}

TEST(a_captured_tree_is_never_written)
{
	struct sysfs_node node;

	test_file("size", "0\n");
	node = folder(true);
	EQ(sysfs_write(&node, "size", "1"), -EROFS);
	close(node.dirfd);
}

TEST(what_is_written_is_there)
{
	struct sysfs_node node;
	char text[8];

	test_file("size", "");
	node = folder(false);
	OK(sysfs_write(&node, "size", "42"));
	EQ(sysfs_read(&node, "size", text, sizeof(text)), 2);
	EQ_STR(text, "42");
	close(node.dirfd);
}

TEST(links_do_not_lead_out_of_a_captured_tree)
{
	struct sysfs_node node;
	char text[64];

	test_file("etc/hostname", "inside\n");
	test_link("absolute", "/etc/hostname");
	test_link("upwards", "../../../../../../etc/hostname");
	node = folder(true);
	/* Both are taken as if the tree were the root. */
	EQ(sysfs_read(&node, "absolute", text, sizeof(text)), 6);
	EQ_STR(text, "inside");
	EQ(sysfs_read(&node, "upwards", text, sizeof(text)), 6);
	EQ_STR(text, "inside");
	close(node.dirfd);
}

TEST(a_loop_of_links_is_an_error)
{
	struct sysfs_node node;
	char text[64];

	test_link("a", "b");
	test_link("b", "a");
	node = folder(true);
	EQ(sysfs_read(&node, "a", text, sizeof(text)), -ELOOP);
	close(node.dirfd);
}

TEST(a_path_too_long_for_the_kernel_is_refused)
{
	struct sysfs_node node = { .dirfd = AT_FDCWD }, child;
	char name[256];

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	EQ(sysfs_child(&node, name, &child), -ENAMETOOLONG);
	EQ(sysfs_exists(&node, name), -ENAMETOOLONG);
}

static int count(void *arg, const char *name)
{
	IS(name[0] != '.');
	return ++*(int *)arg == 1000 ? 77 : 0;
}

TEST(a_folder_lists_all_its_names)
{
	struct sysfs_node node, names;
	char path[32];
	int n = 0;

	for (int i = 0; i < 500; i++) {
		snprintf(path, sizeof(path), "names/%d", i);
		test_file(path, "");
	}
	node = folder(false);
	OK(sysfs_child(&node, "names", &names));
	OK(sysfs_list(&names, count, &n));
	EQ(n, 500);
	/* The callback can end it. */
	n = 999;
	EQ(sysfs_list(&names, count, &n), 77);
	close(node.dirfd);
}

TEST(a_folder_that_is_not_there_has_no_names)
{
	struct sysfs_node node = folder(false), names;
	int n = 0;

	OK(sysfs_child(&node, "none", &names));
	OK(sysfs_list(&names, count, &n));
	EQ(n, 0);
	close(node.dirfd);
}

TEST(names_of_objects_are_told_from_others)
{
	unsigned int id = 0, minor = 0;

	IS(parse_name("region12", "region", &id));
	EQ(id, 12);
	IS(!parse_name("region", "region", &id));
	IS(!parse_name("region1x", "region", &id));
	IS(!parse_name("region4294967296", "region", &id));
	IS(parse_name_pair("namespace3.14", "namespace", &id, &minor));
	EQ(id, 3);
	EQ(minor, 14);
	IS(!parse_name_pair("namespace3", "namespace", &id, &minor));
	IS(!parse_name_pair("namespace3.", "namespace", &id, &minor));
	IS(!parse_name_pair("namespace3.1.2", "namespace", &id, &minor));
	IS(!parse_name_pair("namespace-3.1", "namespace", &id, &minor));
}

TEST(a_write_that_ends_in_time_says_what_the_kernel_said)
{
	struct sysfs_node node;
	char text[16];

	test_file("state", "online\n");
	node = folder(false);
	OK(sysfs_write_within(&node, "state", "offline", 5000));
	IS(sysfs_read(&node, "state", text, sizeof(text)) > 0);
	EQ_STR(text, "offline");
	EQ(sysfs_write_within(&node, "none", "offline", 5000), -ENOENT);
	node.captured = true;
	EQ(sysfs_write_within(&node, "state", "offline", 5000), -EROFS);
	close(node.dirfd);
}

/* A pipe that nobody empties takes no more after a while. */
TEST(a_write_that_takes_for_ever_is_given_up)
{
	struct sysfs_node node;
	char path[256], filler[4096] = "";
	int fd;

	snprintf(path, sizeof(path), "%s/state", test_dir());
	IS(mkfifo(path, 0600) == 0);
	fd = open(path, O_RDWR | O_NONBLOCK);
	IS(fd >= 0);
	while (write(fd, filler, sizeof(filler)) > 0)
		;
	node = folder(false);
	EQ(sysfs_write_within(&node, "state", "offline", 50), -ETIMEDOUT);
	close(node.dirfd);
	close(fd);
}
