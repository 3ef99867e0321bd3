/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-ioctl.c - device nodes are checked before they are used
 *
 * /dev/null plays the dimm: it is a character device on every machine.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/ndctl.h>
#include <string.h>
#include <sys/ioctl.h>

#include "lib/nd/ioctl.h"
#include "test.h"

/* A context and an object in the test's folder, seen as a live system. */
static struct daxctl_ctx ctx;
static struct sysfs_node node;
static struct nd_device device;

static void live(const char *root, const char *dev)
{
	test_file("sys/nmem0/dev", dev);
	ctx = (struct daxctl_ctx){ 0 };
	ctx.root = open(root, O_PATH | O_DIRECTORY);
	node = (struct sysfs_node){ .path = "sys/nmem0" };
	node.dirfd = open(test_dir(), O_PATH | O_DIRECTORY);
	IS(ctx.root >= 0 && node.dirfd >= 0);
	device = ND_DEVICE_NONE;
}

static int open_node(const char *name)
{
	int rc = nd_device_open(&ctx, &node, name, &device);

	close(ctx.root);
	close(node.dirfd);
	return rc;
}

TEST(node_with_the_right_number_is_opened)
{
	live("/", "1:3\n");
	OK(open_node("null"));
	IS(device.fd >= 0);
	IS(fcntl(device.fd, F_GETFD) & FD_CLOEXEC);
	nd_device_close(&device);
	EQ(fcntl(device.fd, F_GETFD), -1);
}

TEST(node_of_another_device_is_refused)
{
	live("/", "1:5\n");
	EQ(open_node("null"), -ENODEV);
	EQ(device.fd, -1);
}

TEST(number_is_compared_as_a_whole)
{
	live("/", "1:33\n");
	EQ(open_node("null"), -ENODEV);
}

TEST(ordinary_file_is_refused)
{
	live(test_dir(), "0:0\n");
	test_file("dev/nmem0", "not a device");
	EQ(open_node("nmem0"), -ENODEV);
}

TEST(link_to_a_device_is_refused)
{
	live(test_dir(), "1:3\n");
	test_file("dev/other", "");
	test_link("dev/nmem0", "/dev/null");
	EQ(open_node("nmem0"), -ELOOP);
}

TEST(missing_node_is_no_entry)
{
	live("/", "1:3\n");
	EQ(open_node("nmem4294967295"), -ENOENT);
}

TEST(object_without_a_number_is_no_entry)
{
	live("/", "1:3\n");
	strcpy(node.path, "sys/nmem1");
	EQ(open_node("null"), -ENOENT);
}

TEST(captured_tree_has_no_devices)
{
	live("/", "1:3\n");
	ctx.captured = true;
	EQ(open_node("null"), -EROFS);
}

TEST(overlong_name_is_refused)
{
	live("/", "1:3\n");
	EQ(open_node(
		   "a-name-of-a-device-that-is-much-longer-than-any-that-a-kernel-makes"),
	   -ENAMETOOLONG);
}

TEST(what_is_no_dimm_refuses_commands)
{
	const struct nd_call call = { .function = 1 };

	live("/", "1:3\n");
	OK(open_node("null"));
	EQ(nd_call(&device, &call), -ENOTTY);
	nd_device_close(&device);
}

/* ---- calls, with the test as the firmware ------------------------------ */

static struct nd_cmd_pkg seen;
static unsigned long seen_request;
static int answer;

static int firmware(struct nd_device *dev, unsigned long request, void *arg)
{
	struct nd_cmd_pkg *package = arg;

	(void)dev;
	seen = *package;
	seen_request = request;
	for (uint32_t i = 0; i < package->nd_size_out; i++)
		if (package->nd_payload[package->nd_size_in + i])
			return -EILSEQ;
	if (answer < 0)
		return answer;
	/* The reversed input is all that this firmware has to say. */
	for (uint32_t i = 0; i < package->nd_size_in; i++)
		package->nd_payload[2 * package->nd_size_in - 1 - i] =
			package->nd_payload[i];
	package->nd_fw_size = package->nd_size_in;
	return 0;
}

static int call_firmware(const void *in, uint32_t in_len, void *out,
			 uint32_t out_len)
{
	struct nd_device fake = { .fd = -1, .ioctl = firmware };
	const struct nd_call call = {
		.family = 3,
		.function = 12,
		.in = in,
		.in_len = in_len,
		.out = out,
		.out_len = out_len,
	};

	return nd_call(&fake, &call);
}

TEST(call_carries_input_and_brings_output)
{
	uint8_t out[6] = { 9, 9, 9, 9, 9, 9 };

	answer = 0;
	OK(call_firmware("\1\2\3\4", 4, out, 6));
	EQ_MEM(out, "\4\3\2\1\0\0", 6);
	EQ(seen.nd_family, 3);
	EQ(seen.nd_command, 12);
	EQ(seen.nd_size_in, 4);
	EQ(seen.nd_size_out, 6);
	EQ_U64(seen_request, ND_IOCTL_CALL);
}

TEST(call_may_have_no_input_and_no_output)
{
	answer = 0;
	OK(call_firmware(NULL, 0, NULL, 0));
	EQ(seen.nd_size_in, 0);
	EQ(seen.nd_size_out, 0);
}

TEST(refused_call_leaves_the_output_alone)
{
	uint8_t out[2] = { 7, 7 };

	answer = -EBUSY;
	EQ(call_firmware("\1", 1, out, 2), -EBUSY);
	EQ_MEM(out, "\7\7", 2);
}
