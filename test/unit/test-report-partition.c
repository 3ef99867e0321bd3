/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-report-partition.c - what is shown of pmem disks and their partitions
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "block-machine.h"
#include "daxctl/report/classes.h"
#include "report-sample.h"

static struct daxctl_ctx *ctx;
static struct daxctl_disk *disk;

static void open_disk(void)
{
	ctx = block_machine_ctx();
	disk = block_machine_open(ctx);
}

static void end(void)
{
	daxctl_disk_free(disk);
	daxctl_unref(ctx);
}

/* One that is right, and one whose start and size are odd. */
static void make(void)
{
	block_machine_make();
	block_machine_entry(0, 1, BLOCK_LINUX, 4096, 32768);
	block_machine_entry(0, 2, BLOCK_LINUX, 67585, 8001);
}

static void show_part(enum report_format format,
		      const struct daxctl_partition *part)
{
	const struct partition_view view = { ctx, disk, part };

	OK(sample_show(format, false, 0, &class_partition, &view));
}

static void show(enum report_format format, unsigned int number)
{
	show_part(format, block_machine_part(disk, number));
}

static void show_disk(enum report_format format)
{
	OK(sample_show(format, false, 0, &class_disk, disk));
}

static bool has(const char *text)
{
	return strstr(listing, text) != NULL;
}

TEST(a_disk_is_shown_with_what_it_can)
{
	make();
	open_disk();
	show_disk(REPORT_COMPAT);
	EQ_STR(listing, "{\n"
			"  \"dev\":\"pmem0\",\n"
			"  \"table\":\"dos\",\n"
			"  \"size\":67108864,\n"
			"  \"sector_size\":512,\n"
			"  \"dax\":true,\n"
			"  \"kernel_partitions\":true\n"
			"}\n");
	end();
}

TEST(a_disk_in_a_table_and_a_tree)
{
	make();
	open_disk();
	show_disk(REPORT_TABLE);
	EQ_STR(listing, "DISK   TABLE    SIZE  SECTOR  DAX\n"
			"pmem0  dos    64 MiB     512  yes\n");
	show_disk(REPORT_TREE);
	EQ_STR(listing, "pmem0  dos, 64 MiB\n");
	end();
}

TEST(a_disk_without_a_table_shows_none)
{
	block_machine_make();
	block_machine_set("queue/dax", "0\n");
	block_machine_set("ext_range", "1\n");
	open_disk();
	show_disk(REPORT_COMPAT);
	IS(!has("\"table\""));
	IS(!has("\"table_id\""));
	IS(!has("\"table_damaged\""));
	IS(has("\"dax\":false"));
	IS(has("\"kernel_partitions\":false"));
	end();
}

TEST(a_captured_disk_without_an_image_has_no_error)
{
	char path[512];

	make();
	snprintf(path, sizeof(path), "%s/dev/pmem0", test_dir());
	EQ(unlink(path), 0);
	open_disk();
	show_disk(REPORT_TREE);
	EQ_STR(listing, "pmem0  64 MiB\n");
	EQ_STR(complaints, "");
	end();
}

TEST(a_table_that_cant_be_read_is_unknown)
{
	char path[512];

	make();
	snprintf(path, sizeof(path), "%s/dev/pmem0", test_dir());
	EQ(unlink(path), 0);
	test_link("dev/pmem0", "elsewhere");
	open_disk();
	EQ(sample_show(REPORT_JSON, false, 0, &class_disk, disk), 1);
	IS(has("\"table\":null"));
	IS(has("\"unknown\":{\"table\":\"Too many levels of symbolic links\"}"));
	EQ(sample_show(REPORT_TABLE, false, 0, &class_disk, disk), 1);
	EQ_STR(listing, "DISK   TABLE    SIZE  SECTOR  DAX\n"
			"pmem0  ?      64 MiB     512  yes\n");
	end();
}

TEST(an_id_of_a_table_shows)
{
	cleanup(close_p) int fd = -1;
	char path[512];

	make();
	snprintf(path, sizeof(path), "%s/dev/pmem0", test_dir());
	fd = open(path, O_WRONLY | O_CLOEXEC);
	EQ(pwrite(fd, "\x44\x33\x22\x11", 4, 440), 4);
	open_disk();
	show_disk(REPORT_COMPAT);
	IS(has("\"table_id\":\"11223344\""));
	show(REPORT_COMPAT, 2);
	IS(has("\"uuid\":\"11223344-02\""));
	end();
}

TEST(numbers_and_flags_of_a_partition_are_typed)
{
	make();
	open_disk();
	show(REPORT_COMPAT, 1);
	EQ_STR(listing, "{\n"
			"  \"dev\":\"pmem0p1\",\n"
			"  \"number\":1,\n"
			"  \"start\":2097152,\n"
			"  \"size\":16777216,\n"
			"  \"type\":\"0x83\",\n"
			"  \"in_kernel\":false,\n"
			"  \"page_aligned\":true,\n"
			"  \"huge_aligned\":true,\n"
			"  \"dax\":false,\n"
			"  \"dax_limit\":\"not mapped\"\n"
			"}\n");
	end();
}

TEST(a_partition_has_its_disk_as_parent)
{
	make();
	open_disk();
	show(REPORT_JSON, 1);
	IS(has("{\"kind\":\"partition\",\"dev\":\"pmem0p1\","
	       "\"parent\":\"pmem0\",\"number\":1,\"start\":2097152,"
	       "\"size\":16777216,"));
	show_disk(REPORT_JSON);
	IS(has("{\"kind\":\"disk\",\"dev\":\"pmem0\",\"parent\":null,"));
	end();
}

TEST(what_would_do_is_shown_for_what_doesnt)
{
	make();
	open_disk();
	show(REPORT_JSON, 2);
	IS(has("\"page_aligned\":false,\"huge_aligned\":false,"));
	IS(has("\"aligned_start\":34607104,\"aligned_size\":4091904}"));
	show(REPORT_JSON, 1);
	IS(!has("aligned_start"));
	IS(!has("aligned_size"));
	end();
}

TEST(pages_are_aligned_where_huge_ones_arent)
{
	struct daxctl_partition part;

	make();
	open_disk();
	part = *block_machine_part(disk, 1);
	part.start += 4096;
	show_part(REPORT_COMPAT, &part);
	IS(has("\"page_aligned\":true"));
	IS(has("\"huge_aligned\":false"));
	/* The end of it is of no matter to a huge page at its start. */
	part.start = 4 << 20;
	part.size = 4096;
	show_part(REPORT_COMPAT, &part);
	IS(has("\"huge_aligned\":true"));
	end();
}

TEST(a_partition_in_a_table)
{
	make();
	open_disk();
	show(REPORT_TABLE, 1);
	EQ_STR(listing,
	       "PARTITION    START    SIZE  KERNEL  DAX  WHY NOT, OR HOW FAR\n"
	       "pmem0p1    2097152  16 MiB  no      no   not mapped\n");
	end();
}

TEST(a_mapped_partition_on_a_line_of_a_tree)
{
	make();
	block_machine_map("dm-4", 0, "pmem0p1\n", "part1-DAXCTL-x\n", 32768);
	open_disk();
	show(REPORT_TREE, 1);
	EQ_STR(listing, "pmem0p1  16 MiB, dm-4, current, DAX\n");
	show(REPORT_TREE, 2);
	EQ_STR(listing, "pmem0p2  3.91 MiB\n");
	end();
}

TEST(a_mapped_partition_has_dax_without_a_limit)
{
	make();
	block_machine_map("dm-4", 0, "pmem0p1\n", "part1-DAXCTL-x\n", 32768);
	open_disk();
	show(REPORT_COMPAT, 1);
	IS(has("\"map\":\"dm-4\""));
	IS(has("\"map_state\":\"current\""));
	IS(has("\"dax\":true"));
	IS(!has("dax_limit"));
	IS(!has("\"user\""));
	end();
}

TEST(one_that_only_the_kernel_has_has_dax_with_a_limit)
{
	make();
	block_machine_kernel(1, 4096, 32768);
	open_disk();
	show(REPORT_COMPAT, 1);
	IS(has("\"in_kernel\":true"));
	IS(!has("\"map\""));
	IS(!has("\"map_state\""));
	IS(has("\"dax\":true"));
	IS(has("\"dax_limit\":\"not mapped: on all partitions"));
	show(REPORT_TREE, 1);
	EQ_STR(listing, "pmem0p1  16 MiB, in the kernel, DAX\n");
	end();
}

TEST(who_has_the_map_is_the_user_not_who_has_the_partition)
{
	make();
	block_machine_kernel(1, 4096, 32768);
	block_machine_map("dm-4", 1, "pmem0p1\n", "part1-DAXCTL-x\n", 32768);
	test_file("sys/class/block/dm-4/dev", "254:4\n");
	test_file("proc/self/mountinfo",
		  "36 25 254:4 / /mnt rw - xfs /dev/dm-4 rw\n");
	open_disk();
	show(REPORT_COMPAT, 1);
	IS(has("\"user\":\"mounted on \\/mnt\""));
	end();
}

TEST(what_holds_a_partition_of_the_kernel_is_its_user)
{
	make();
	block_machine_kernel(1, 4096, 32768);
	block_machine_set("pmem0p1/holders/md3", "");
	open_disk();
	show(REPORT_COMPAT, 1);
	IS(has("\"user\":\"held by md3\""));
	show(REPORT_COMPAT, 2);
	IS(!has("\"user\""));
	end();
}

TEST(each_fault_has_a_word)
{
	static const char *const words[] = {
		[DAXCTL_PARTITION_CONTAINER] = "container",
		[DAXCTL_PARTITION_NESTED] = "nested",
		[DAXCTL_PARTITION_EMPTY] = "empty",
		[DAXCTL_PARTITION_OUTSIDE] = "outside",
		[DAXCTL_PARTITION_OVERLAPS] = "overlaps",
		[DAXCTL_PARTITION_NUMBER] = "number",
		[DAXCTL_PARTITION_UNLISTED] = "unlisted",
	};
	struct daxctl_partition part;
	char want[64];

	make();
	open_disk();
	part = *block_machine_part(disk, 1);
	for (size_t i = 1; i < ARRAY_SIZE(words); i++) {
		part.fault = i;
		show_part(REPORT_COMPAT, &part);
		snprintf(want, sizeof(want), "\"fault\":\"%s\"", words[i]);
		IS(has(want));
		IS(has("\"dax\":false"));
	}
	part.fault = DAXCTL_PARTITION_GOOD;
	show_part(REPORT_COMPAT, &part);
	IS(!has("\"fault\""));
	end();
}

TEST(each_state_of_a_map_has_a_word)
{
	static const char *const words[] = {
		[DAXCTL_MAP_CURRENT] = "current",
		[DAXCTL_MAP_OUTDATED] = "outdated",
		[DAXCTL_MAP_FOREIGN] = "foreign",
		[DAXCTL_MAP_LOST] = "lost",
	};
	struct daxctl_partition part;
	char want[64];

	make();
	block_machine_map("dm-4", 0, "x\n", "\n", 8);
	open_disk();
	part = *block_machine_part(disk, 1);
	strcpy(part.map, "dm-4");
	for (size_t i = 1; i < ARRAY_SIZE(words); i++) {
		part.map_state = i;
		show_part(REPORT_COMPAT, &part);
		snprintf(want, sizeof(want), "\"map_state\":\"%s\"", words[i]);
		IS(has(want));
	}
	end();
}

TEST(only_a_map_that_is_current_has_dax)
{
	struct daxctl_partition part;

	make();
	block_machine_map("dm-4", 0, "x\n", "\n", 8);
	open_disk();
	part = *block_machine_part(disk, 1);
	strcpy(part.map, "dm-4");
	part.map_state = DAXCTL_MAP_OUTDATED;
	show_part(REPORT_COMPAT, &part);
	IS(has("\"dax\":false"));
	IS(has("\"dax_limit\":\"not mapped\""));
	end();
}

TEST(names_of_partitions_are_shown_where_there_are_some)
{
	struct daxctl_partition part;

	make();
	open_disk();
	part = *block_machine_part(disk, 1);
	strcpy(part.name, "say \"hi\"");
	strcpy(part.uuid, "11223344-01");
	show_part(REPORT_COMPAT, &part);
	IS(has("\"name\":\"say \\\"hi\\\"\""));
	IS(has("\"uuid\":\"11223344-01\""));
	*part.name = *part.uuid = *part.type = '\0';
	show_part(REPORT_COMPAT, &part);
	IS(!has("\"name\""));
	IS(!has("\"uuid\""));
	IS(!has("\"type\""));
	end();
}

TEST(a_name_cant_break_the_line_of_a_tree)
{
	struct daxctl_partition part;

	make();
	open_disk();
	part = *block_machine_part(disk, 1);
	strcpy(part.name, "a\n\033[2Jb");
	show_part(REPORT_TREE, &part);
	EQ_U64(strcspn(listing, "\n"), strlen(listing) - 1);
	IS(!strchr(listing, '\033'));
	end();
}

TEST(sizes_past_what_a_double_holds_are_exact)
{
	struct daxctl_partition part;

	make();
	open_disk();
	part = *block_machine_part(disk, 1);
	part.start = (1ull << 53) + 4096;
	part.size = (1ull << 62) + 4096;
	show_part(REPORT_COMPAT, &part);
	IS(has("\"start\":9007199254745088"));
	IS(has("\"size\":4611686018427392000"));
	end();
}
