/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-create-options.c - the words of create-namespace, and what is asked of
 * the library for them
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cmd/create-options.h"
#include "test.h"

static char err[1024];

/* As after the parser: what was not given has its default. */
static const struct args plain = { .autolabel = true, .autorecover = true };

static void read_err(const char *path)
{
	FILE *f = fopen(path, "r");

	IS(f);
	err[fread(err, 1, sizeof(err) - 1, f)] = '\0';
	fclose(f);
}

/* Read @args; what is said on standard error is in err then. */
static int read_words(const struct args *args, struct daxctl_nd_create *want)
{
	static const struct command command = { .name = "create-namespace" };
	static const struct option_sets sets = { .usage = "usage" };
	const struct cli cli = { .tool = "ndctl",
				 .command = &command,
				 .options = &sets };
	int keep = dup(STDERR_FILENO), fd, rc;
	char path[256];

	snprintf(path, sizeof(path), "%s/err", test_dir());
	fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
	IS(keep >= 0 && fd >= 0);
	dup2(fd, STDERR_FILENO);
	*want = (struct daxctl_nd_create){ 0 };
	rc = create_options_read(&cli, args, want);
	fflush(stderr);
	dup2(keep, STDERR_FILENO);
	close(keep);
	close(fd);
	read_err(path);
	return rc;
}

/* @args is a mistake that is explained with @words. */
static void is_mistake(struct args args, const char *words)
{
	struct daxctl_nd_create want;

	EQ(read_words(&args, &want), STATUS_USAGE_COMPAT);
	if (!strstr(err, words))
		test_fail(__FILE__, __LINE__, "'%s' isn't in: %s", words, err);
}

TEST(no_words_leave_all_to_the_library)
{
	struct daxctl_nd_create want;

	OK(read_words(&plain, &want));
	IS(!want.has_mode && !want.has_map && !want.has_size);
	IS(!want.has_align && !want.has_sector_size);
	IS(!want.uuid && !want.name);
	IS(want.autolabel && want.autorecover);
	EQ_STR(err, "");
}

TEST(each_word_arrives_with_its_value)
{
	struct daxctl_nd_create want;
	struct args args = {
		.mode = "devdax",
		.map = "mem",
		.size = "64M",
		.align = "0x200000",
		.sector_size = "4k",
		.uuid = "0e1eae11-6c1b-4e92-8bf8-24ba4e1ae6b6",
		.name = "scratch",
	};

	OK(read_words(&args, &want));
	EQ(want.mode, DAXCTL_ND_MODE_DEVDAX);
	EQ(want.map, DAXCTL_ND_MAP_MEM);
	IS(want.has_mode && want.has_map && want.has_size && want.has_align);
	EQ_U64(want.size, 64 << 20);
	EQ_U64(want.align, 2 << 20);
	EQ_U64(want.sector_size, 4096);
	EQ_STR(want.uuid, args.uuid);
	EQ_STR(want.name, "scratch");
	IS(!want.autolabel && !want.autorecover);
}

TEST(upstreams_old_names_of_modes_are_understood)
{
	struct daxctl_nd_create want;
	struct args args = plain;

	args.mode = "safe";
	OK(read_words(&args, &want));
	EQ(want.mode, DAXCTL_ND_MODE_SECTOR);
	args.mode = "Memory";
	OK(read_words(&args, &want));
	EQ(want.mode, DAXCTL_ND_MODE_FSDAX);
}

TEST(a_map_needs_no_mode_because_the_default_has_one)
{
	struct daxctl_nd_create want;
	struct args args = { .map = "dev" };

	OK(read_words(&args, &want));
	EQ(want.map, DAXCTL_ND_MAP_DEV);
	IS(!want.has_mode);
}

TEST(what_modes_maps_and_types_there_are_is_told)
{
	is_mistake((struct args){ .mode = "foo" },
		   "invalid mode 'foo', the modes are raw, sector, fsdax");
	is_mistake((struct args){ .map = "ram" },
		   "invalid map location 'ram', there are mem and dev");
	is_mistake((struct args){ .type = "disk" },
		   "invalid type 'disk', the types are pmem and blk");
}

TEST(what_does_not_go_together_is_told)
{
	is_mistake((struct args){ .map = "mem", .mode = "sector" },
		   "--map is for the modes fsdax and devdax, not for sector");
	is_mistake((struct args){ .type = "blk", .mode = "devdax" },
		   "no devdax mode with --type=blk");
	is_mistake(
		(struct args){ .uuid = "0e1eae11-6c1b-4e92-8bf8-24ba4e1ae6b6",
			       .reconfig = "all" },
		"--uuid is for one namespace");
}

TEST(texts_that_are_no_sizes_are_told_with_their_option)
{
	is_mistake((struct args){ .size = "12q" },
		   "failed to parse --size='12q'");
	is_mistake((struct args){ .size = "" }, "failed to parse --size=''");
	is_mistake((struct args){ .size = "-1" },
		   "failed to parse --size='-1'");
	is_mistake((struct args){ .align = "2 M" }, "--align='2 M'");
	is_mistake((struct args){ .sector_size = "4096 " }, "--sector-size=");
	is_mistake((struct args){ .size = "18446744073709551615" },
		   "is more than a size can be");
	is_mistake((struct args){ .size = "16777216t" },
		   "--size=16777216t is more than a size can be");
	is_mistake((struct args){ .size = "0" }, "leave it out");
}

TEST(an_alignment_is_a_power_of_two_and_no_less_than_a_page)
{
	struct daxctl_nd_create want;
	struct args args = { .align = "4096" };

	OK(read_words(&args, &want));
	args.align = "1G";
	OK(read_words(&args, &want));
	is_mistake((struct args){ .align = "3M" },
		   "--align=3145728: align must be a power of two of at least");
	is_mistake((struct args){ .align = "2048" }, "power of two");
}

TEST(a_name_is_as_long_as_a_label_has_room_for)
{
	struct daxctl_nd_create want;
	char name[65];
	struct args args = { .name = name };

	memset(name, 'n', 64);
	name[63] = '\0';
	OK(read_words(&args, &want));
	name[63] = 'n';
	name[64] = '\0';
	is_mistake(args, "the name has 64 bytes, a label has room for 63");
}

TEST(a_text_that_is_no_uuid_is_told)
{
	is_mistake((struct args){ .uuid = "foo" }, "uuid 'foo'");
	is_mistake((struct args){ .uuid = "0e1eae11-6c1b-4e92-8bf8" }, "uuid");
}
