/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-block-names.c - names and uuids of disks, partitions and maps
 *
 * They come from sysfs, from device-mapper and from command lines; what is
 * almost a name must not be taken for one.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daxctl/cmd/partition.h"
#include "block-machine.h"
#include "test.h"

static char mangled[64];

static const char *mangle(const char *text)
{
	OK(dm_mangle(text, mangled, sizeof(mangled)));
	return mangled;
}

TEST(names_of_disks_have_room)
{
	IS(block_is_disk_name("pmem00000000000000000000000000000000001"));
	IS(!block_is_disk_name("pmem000000000000000000000000000000000001"));
}

TEST(what_is_almost_a_disk_is_none)
{
	static const char *const names[] = {
		"",	     "pme0",	"pmem-1",   "pmem 0", "Pmem0",
		"pmem0.1.2", "pmem0ss", "pmem0s.1", "pmem.1", "pmem0 ",
		"pmem0\n",   "pmem0p",	"xpmem0",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (block_is_disk_name(names[i]))
			test_fail(__FILE__, __LINE__, "'%s'", names[i]);
}

TEST(what_is_almost_a_partition_is_none)
{
	static const char *const names[] = {
		"",
		"p1",
		"pmem0p-1",
		"pmem0p+1",
		"pmem0p 1",
		"pmem0p1 ",
		"pmem0p1p2",
		"pmem0pp1",
		"pmem0p0x1",
		"pmem0P1",
		"pmem0-part1",
		"pmem0p65536",
		"pmem0p01",
		"pmem0p4294967297",
		"pmem0p18446744073709551617",
	};
	unsigned int number = 77;
	char disk[40] = "untouched";

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (block_split_name(names[i], disk, &number))
			test_fail(__FILE__, __LINE__, "'%s'", names[i]);
	EQ(number, 77);
	EQ_STR(disk, "untouched");
}

TEST(a_disk_in_a_name_of_a_partition_has_room_or_is_none)
{
	unsigned int number;
	char disk[40];

	IS(block_split_name("pmem00000000000000000000000000000000001p65535",
			    disk, &number));
	EQ(strlen(disk), 39);
	EQ(number, 65535);
	IS(!block_split_name("pmem000000000000000000000000000000000001p1", disk,
			     &number));
}

TEST(uuids_of_ours_have_a_number_and_an_identity)
{
	EQ(block_uuid_number("part255-DAXCTL-11223344"), 255);
	EQ(block_uuid_number("part9999-DAXCTL-x"), 9999);
	EQ(block_uuid_number("part12345-DAXCTL-x"), 0);
	EQ(block_uuid_number("part007-DAXCTL-x"), 0);
	EQ(block_uuid_number("part-1-DAXCTL-x"), 0);
	EQ(block_uuid_number("part+1-DAXCTL-x"), 0);
	EQ(block_uuid_number("part 1-DAXCTL-x"), 0);
	EQ(block_uuid_number("part0-DAXCTL-x"), 0);
	EQ(block_uuid_number("part-DAXCTL-x"), 0);
	EQ(block_uuid_number("part1DAXCTL-x"), 0);
	EQ(block_uuid_number("part1-daxctl-x"), 0);
	EQ(block_uuid_number("part1-DAXCTL"), 0);
	EQ(block_uuid_number(" part1-DAXCTL-x"), 0);
}

TEST(names_of_ours_need_no_mangling)
{
	EQ_STR(mangle("pmem0p1"), "pmem0p1");
	EQ_STR(mangle("pmem1.2sp34"), "pmem1.2sp34");
	EQ_STR(mangle("part1-DAXCTL-aaaaaaaa-0000-0000-0000-000000000001"),
	       "part1-DAXCTL-aaaaaaaa-0000-0000-0000-000000000001");
	EQ_STR(mangle("#+-.:=@_"), "#+-.:=@_");
	EQ_STR(mangle(""), "");
}

TEST(bytes_that_udev_doesnt_take_are_mangled)
{
	EQ_STR(mangle("a b"), "a\\x20b");
	EQ_STR(mangle("../x"), "..\\x2fx");
	EQ_STR(mangle("a\nb"), "a\\x0ab");
	EQ_STR(mangle("\\x20"), "\\x5cx20");
	/* Each byte of a letter by itself, and none as if it were negative. */
	EQ_STR(mangle("\xc3\xa9"), "\\xc3\\xa9");
	EQ_STR(mangle("\xff\x7f\x01"), "\\xff\\x7f\\x01");
}

TEST(what_is_mangled_must_fit_with_its_end)
{
	char small[6];

	OK(dm_mangle("abcde", small, sizeof(small)));
	EQ_STR(small, "abcde");
	EQ(dm_mangle("abcdef", small, sizeof(small)), -ENAMETOOLONG);
	OK(dm_mangle("a b", (char[7]){ 0 }, 7));
	EQ(dm_mangle("a b", small, sizeof(small)), -ENAMETOOLONG);
	OK(dm_mangle(" ", small, sizeof(small)));
	EQ_STR(small, "\\x20");
}

/* The targets of a command line, as "disk:number disk:number!". */
static char targets[256];

static void list_targets(const struct array *array)
{
	size_t used = 0;

	*targets = '\0';
	for (size_t i = 0; i < array->count; i++) {
		const struct partition_target *at = array->at[i];

		used += snprintf(targets + used, sizeof(targets) - used,
				 "%s%s:%u%s", i ? " " : "", at->disk,
				 at->number, at->named ? "!" : "");
	}
}

static int read_words(const char *const *words)
{
	static const struct command command = { .name = "list-partitions" };
	static const struct option_sets sets = { .usage = "usage" };
	struct cli cli = { .tool = "daxctl",
			   .command = &command,
			   .options = &sets,
			   .ctx = block_machine_ctx() };
	int keep = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY), rc;
	struct array array = { 0 };

	/* What is said of mistakes isn't for who reads the tests. */
	IS(keep >= 0 && null >= 0);
	dup2(null, STDERR_FILENO);
	rc = partition_targets(&cli, (char **)words, &array);
	fflush(stderr);
	dup2(keep, STDERR_FILENO);
	close(keep);
	close(null);
	list_targets(&array);
	partition_targets_free(&array);
	daxctl_unref(cli.ctx);
	return rc;
}

#define WORDS(...) read_words((const char *const[]){ __VA_ARGS__, NULL })

static void make_two(void)
{
	block_machine_make();
	test_file("sys/class/block/pmem1s/size", "8\n");
	test_file("sys/class/block/sda/size", "8\n");
}

TEST(no_word_means_every_disk)
{
	make_two();
	OK(read_words((const char *const[]){ NULL }));
	EQ_STR(targets, "pmem0:0 pmem1s:0");
	OK(WORDS("all"));
	EQ_STR(targets, "pmem0:0 pmem1s:0");
}

TEST(disks_and_partitions_can_be_meant)
{
	make_two();
	OK(WORDS("pmem0"));
	EQ_STR(targets, "pmem0:0!");
	OK(WORDS("/dev/pmem1sp12"));
	EQ_STR(targets, "pmem1s:12!");
	OK(WORDS("pmem1.2p3", "/dev/mapper/pmem0p1"));
	EQ_STR(targets, "pmem1.2:3! pmem0:1!");
}

TEST(what_is_meant_twice_counts_once)
{
	make_two();
	OK(WORDS("pmem0", "/dev/pmem0", "all"));
	EQ_STR(targets, "pmem0:0! pmem1s:0");
	/* A partition of a disk is another thing than the disk. */
	OK(WORDS("pmem0p1", "pmem0", "pmem0p1"));
	EQ_STR(targets, "pmem0:1! pmem0:0!");
}

TEST(disks_that_are_not_there_can_be_meant)
{
	make_two();
	OK(WORDS("pmem7p1"));
	EQ_STR(targets, "pmem7:1!");
}

TEST(other_words_are_mistakes)
{
	static const char *const words[] = {
		"",
		"sda",
		"pmem",
		"pmem0p",
		"pmem0p0",
		"pmem0px",
		"pmem0p1x",
		"pmem0p-1",
		"pmem0p 1",
		"pmem0/",
		"All",
		"pmem0p1p2",
		"pmem0..s",
		"pmem0p007",
		"pmem0p000012",
		"pmem0p100001",
		"pmem0p65536",
	};

	make_two();
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!WORDS(words[i]))
			test_fail(__FILE__, __LINE__, "'%s' means %s", words[i],
				  targets);
}
