/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-acpi-tables.c - divide a proximity domain in the tables that tell of it
 *
 * What whole tables become is tested on files, by test/cli/split-acpi.
 */
#include <errno.h>
#include <string.h>

#include "daxctl/cmd/acpi-tables.h"
#include "test.h"
#include "util/le.h"

/* A table that grows as entries are added. */
static uint8_t bytes[1024];
static struct acpi_table table;

static void seal(void)
{
	uint8_t sum = 0;

	put_le32(bytes + 4, table.size);
	bytes[9] = 0;
	for (size_t i = 0; i < table.size; i++)
		sum += bytes[i];
	bytes[9] = -sum;
}

static void begin(const char *signature, size_t size)
{
	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, signature, 4);
	table = (struct acpi_table){ bytes, size };
	seal();
}

static uint8_t *add(size_t size)
{
	uint8_t *entry = bytes + table.size;

	table.size += size;
	return entry;
}

static void add_memory(uint32_t domain, uint64_t base, uint64_t length,
		       uint32_t flags)
{
	uint8_t *entry = add(40);

	entry[0] = 1;
	entry[1] = 40;
	put_le32(entry + 2, domain);
	put_le64(entry + 8, base);
	put_le64(entry + 16, length);
	put_le32(entry + 28, flags);
	seal();
}

static void add_spa(uint16_t index, uint32_t domain, uint16_t flags)
{
	uint8_t *entry = add(56);

	put_le16(entry + 2, 56);
	put_le16(entry + 4, index);
	put_le16(entry + 6, flags);
	put_le32(entry + 12, domain);
	put_le64(entry + 32, 0x100000000);
	put_le64(entry + 40, 0x40000000);
	seal();
}

static void add_map(uint16_t region, uint16_t index)
{
	uint8_t *entry = add(48);

	put_le16(entry, 1);
	put_le16(entry + 2, 48);
	put_le16(entry + 10, region);
	put_le16(entry + 12, index);
	put_le64(entry + 16, 0x40000000);
	seal();
}

static void make_slit(unsigned int count)
{
	begin("SLIT", 44 + count * count);
	put_le64(bytes + 36, count);
	memset(bytes + 44, 20, count * count);
	seal();
}

static struct acpi_split split = { .domain = 1, .nodes = 2, .next = 2 };

TEST(a_right_table_is_one)
{
	begin("SRAT", 48);
	OK(acpi_check(&table, "SRAT", &split));
	EQ(acpi_check(&table, "SLIT", &split), -EINVAL);
	bytes[20]++;
	EQ(acpi_check(&table, "SRAT", &split), -EINVAL);
	EQ_STR(split.fault, "has a wrong checksum");
	table.size = 35;
	EQ(acpi_check(&table, "SRAT", &split), -EINVAL);
}

/* The number that the first new domain gets beside a SLIT of two nodes. */
static int next_domain(void)
{
	uint8_t slit[48] = { [36] = 2 };
	const struct acpi_table other = { slit, sizeof(slit) };
	uint32_t next = 0;
	int rc = acpi_next_domain(&table, &other, &split, &next);

	return rc < 0 ? rc : (int)next;
}

TEST(new_domains_are_above_those_of_cpus_and_devices)
{
	uint8_t *entry;

	begin("SRAT", 48);
	EQ(next_domain(), 2);
	add_memory(3, 0, 4096, 1);
	EQ(next_domain(), 4);
	entry = add(16); /* a CPU, its domain in two pieces */
	entry[1] = 16;
	entry[2] = 2;
	entry[9] = 1;
	EQ(next_domain(), 0x103);
	entry = add(32); /* an initiator */
	entry[0] = 5;
	entry[1] = 32;
	put_le32(entry + 4, 0x200);
	EQ(next_domain(), 0x201);
}

TEST(a_domain_that_is_no_node_is_refused)
{
	begin("SRAT", 48);
	add_memory(0xffffffff, 0, 4096, 1);
	EQ(next_domain(), -EINVAL);
}

TEST(memory_that_is_disabled_is_not_divided)
{
	struct acpi_table made = { 0 };

	begin("SRAT", 48);
	add_memory(1, 0, 8192, 0);
	EQ(acpi_split_srat(&table, &split, &made), -ENOENT);
	IS(!made.bytes);
	add_memory(1, 0, 8192, 1);
	OK(acpi_split_srat(&table, &split, &made));
	acpi_table_free(&made);
}

TEST(the_last_part_has_what_is_left_over)
{
	struct acpi_table made = { 0 };

	begin("SRAT", 48);
	add_memory(1, 4096, 8193, 1);
	OK(acpi_split_srat(&table, &split, &made));
	EQ_U64(get_le64(made.bytes + 48 + 16), 4096);
	EQ_U64(get_le64(made.bytes + 88 + 8), 8192);
	EQ_U64(get_le64(made.bytes + 88 + 16), 4097);
	acpi_table_free(&made);
	begin("SRAT", 48);
	add_memory(1, 4096, 1, 1);
	EQ(acpi_split_srat(&table, &split, &made), -EINVAL);
}

TEST(a_domain_that_the_matrix_does_not_know_is_told)
{
	struct acpi_table made = { 0 };

	make_slit(1);
	EQ(acpi_split_slit(&table, &split, &made), -ENOENT);
	bytes[36] = 7;
	EQ(acpi_split_slit(&table, &split, &made), -EINVAL);
}

TEST(domains_that_the_matrix_leaves_out_are_remote)
{
	struct acpi_split far = { .domain = 0, .nodes = 2, .next = 3 };
	struct acpi_table made = { 0 };

	make_slit(2);
	OK(acpi_split_slit(&table, &far, &made));
	EQ_U64(get_le64(made.bytes + 36), 4);
	EQ(made.bytes[44 + 2 * 4 + 2], 10);
	EQ(made.bytes[44 + 2 * 4 + 3], 20);
	EQ(made.bytes[44 + 3 * 4 + 0], 11);
	acpi_table_free(&made);
}

TEST(a_part_on_a_dimm_may_come_before_its_range)
{
	struct acpi_table made = { 0 };

	begin("NFIT", 40);
	add_map(4, 7);
	add_spa(7, 1, 2);
	OK(acpi_split_nfit(&table, &split, &made));
	EQ(made.size, table.size + 56 + 48);
	EQ(get_le16(made.bytes + table.size + 4), 8);
	EQ(get_le16(made.bytes + table.size + 56 + 10), 5);
	EQ(get_le16(made.bytes + table.size + 56 + 12), 8);
	acpi_table_free(&made);
}

TEST(a_range_whose_domain_counts_for_nothing_is_left_alone)
{
	struct acpi_table made = { 0 };

	begin("NFIT", 40);
	add_spa(7, 1, 0);
	EQ(acpi_split_nfit(&table, &split, &made), -ENOENT);
	add_spa(8, 1, 2);
	add_spa(9, 1, 2);
	EQ(acpi_split_nfit(&table, &split, &made), -ENXIO);
}

TEST(numbers_of_ranges_can_run_out)
{
	struct acpi_table made = { 0 };

	begin("NFIT", 40);
	add_spa(0xffff, 1, 2);
	EQ(acpi_split_nfit(&table, &split, &made), -EINVAL);
	EQ_STR(split.fault, "has no numbers left for more ranges");
}
