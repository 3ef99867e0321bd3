/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-window-record.c - what window-usage makes of a trace
 *
 * The program's command line runs as it is, on a made-up machine; only the
 * tracer of the library is ours, and plays a few accesses.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "daxctl/cli.h"
#include "window-machine.h"

extern const struct command cmd_window_usage;

static const struct daxctl_window_access played[] = {
	{ 0xada171, 0x0, 0x0, 0x1000, true, "MAPPED", 0 },
	{ 0xada171, UINT64_MAX, 0x1000, 0x1f000, false, "HOLE", 0 },
	{ 0xada18c, 0x200000, 0x400000, 0x200000, true, "MAPPED", 6 },
	{ 0xada171, 0x0, 0x0, 0x1000, true, "MAPPED", 0 },
};

static dev_t traced;
static unsigned int traced_ms;
static int tracer_rc;

int __wrap_daxctl_window_trace(
	struct daxctl_ctx *ctx, dev_t device, unsigned int ms,
	int (*each)(void *arg, const struct daxctl_window_access *access),
	void *arg);

int __wrap_daxctl_window_trace(
	struct daxctl_ctx *ctx, dev_t device, unsigned int ms,
	int (*each)(void *arg, const struct daxctl_window_access *access),
	void *arg)
{
	int rc = tracer_rc;

	(void)ctx;
	traced = device;
	traced_ms = ms;
	for (size_t i = 0; rc == 0 && i < ARRAY_SIZE(played); i++)
		rc = each(arg, &played[i]);
	return rc;
}

static char output[4096];

static void read_file(const char *path, char *buf, size_t size)
{
	FILE *file = fopen(path, "re");
	size_t len;

	IS(file);
	len = fread(buf, 1, size - 1, file);
	buf[len] = '\0';
	fclose(file);
}

/* The status; what is printed on either stream is in output. */
static int run(const char *word, const char *more)
{
	const struct cli_entry entry = { TOOL_DAXCTL, &cmd_window_usage };
	const struct cli_table table = { &entry, 1 };
	char tool[] = "daxctl", name[] = "window-usage", path[256];
	char first[256], second[256];
	char *argv[] = { tool, name, first, second, NULL };
	int out = dup(1), err = dup(2), fd, status;

	snprintf(first, sizeof(first), "%s", word);
	snprintf(second, sizeof(second), "%s", more);
	if (!*second)
		argv[3] = NULL;
	snprintf(path, sizeof(path), "%s/output", test_dir());
	setenv("DAXCTL_SYSROOT", test_dir(), 1);
	fflush(stdout);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	IS(fd >= 0 && out >= 0 && err >= 0);
	dup2(fd, 1);
	dup2(fd, 2);
	status = cli_run(&table, argv);
	fflush(stdout);
	fflush(stderr);
	dup2(out, 1);
	dup2(err, 2);
	close(fd);
	close(out);
	close(err);
	read_file(path, output, sizeof(output));
	return status;
}

static void make(void)
{
	window_machine_pci(1, "0000:00:03.0", WINDOW_64M);
	test_file("proc/self/mountinfo",
		  "37 1 0:33 / /a rw - virtiofs t rw,dax=always\n");
	tracer_rc = 0;
}

static bool says(const char *text)
{
	return strstr(output, text) != NULL;
}

TEST(a_trace_is_of_the_mounts_files_and_as_long_as_asked)
{
	make();
	EQ(run("--trace=60", ""), STATUS_DONE);
	IS(traced == makedev(0, 33));
	EQ(traced_ms, 60000);
	IS(says("\"method\":\"trace\""));
	IS(says("\"accesses\":3"));
	IS(says("\"busy\":2"));
	IS(says("\"file_ranges\":2"));
	IS(says("\"set_ups\":2"));
	IS(says("\"lost\":6"));
}

TEST(a_record_has_a_line_for_each_access)
{
	char option[256], text[512];

	make();
	snprintf(option, sizeof(option), "--record=%s/trace", test_dir());
	EQ(run(option, "t"), STATUS_DONE);
	EQ(traced_ms, UINT32_MAX);
	read_file(option + strlen("--record="), text, sizeof(text));
	EQ_STR(text, "0xada171 0x0 0x0 0x1000 MAPPED\n"
		     "0xada171 0xffffffffffffffff 0x1000 0x1f000 HOLE\n"
		     "# lost 6\n"
		     "0xada18c 0x200000 0x400000 0x200000 MAPPED\n"
		     "0xada171 0x0 0x0 0x1000 MAPPED\n");
}

TEST(a_record_that_can_not_be_written_is_no_trace)
{
	make();
	traced_ms = 0;
	EQ(run("--record=/nowhere/trace", ""), STATUS_NOT_FOUND);
	IS(says("can't write '/nowhere/trace': No such file or directory"));
	EQ(traced_ms, 0);
}

TEST(a_disk_that_is_full_is_told)
{
	make();
	EQ(run("--record=/dev/full", ""), STATUS_FAILED);
	IS(says("can't write '/dev/full': No space left on device"));
}

TEST(what_only_root_may_do_is_told_to_others)
{
	make();
	tracer_rc = -EACCES;
	EQ(run("--trace=1", ""), STATUS_PERMISSION);
	IS(says("virtio1: only root may look at that"));
}

TEST(a_kernel_without_that_event_is_told)
{
	make();
	tracer_rc = -EOPNOTSUPP;
	EQ(run("--trace=1", ""), STATUS_UNSUPPORTED);
	IS(says("virtio1: there is no tracefs, or no event"));
}

TEST(what_is_not_mounted_can_not_be_traced)
{
	make();
	test_file("proc/self/mountinfo", "");
	EQ(run("--trace=1", "virtio1"), STATUS_NOT_FOUND);
	IS(says("virtio1: it isn't mounted"));
}

TEST(two_devices_have_no_common_record)
{
	make();
	window_machine_pci(2, "0000:00:04.0", WINDOW_64M);
	EQ(run("--record=/dev/null", ""), STATUS_FAILED);
	IS(says("--record is of one device: name it"));
}
