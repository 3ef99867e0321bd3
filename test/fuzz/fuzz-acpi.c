/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz-acpi.c - any bytes as tables of the firmware
 *
 * Whatever the tables say, dividing a domain stays within their bytes, and what
 * is made is a table that can be divided again.
 */
#include <stdbool.h>
#include <string.h>

#include "daxctl/cmd/acpi-tables.h"
#include "fuzz.h"
#include "util/le.h"

enum {
	LARGEST = 4096
};

typedef int split_fn(const struct acpi_table *table, struct acpi_split *split,
		     struct acpi_table *ret);

/* Right but for what stands in its entries. */
static void make_whole(struct acpi_table *table, const char *signature)
{
	uint8_t sum = 0;

	memcpy(table->bytes, signature, 4);
	put_le32(table->bytes + 4, table->size);
	table->bytes[9] = 0;
	for (size_t i = 0; i < table->size; i++)
		sum += table->bytes[i];
	table->bytes[9] = -sum;
}

static void divide(const struct acpi_table *table, const char *signature,
		   split_fn *fn, struct acpi_split *split)
{
	struct acpi_table made = { 0 }, again = { 0 };

	if (acpi_check(table, signature, split) || fn(table, split, &made))
		return;
	MUST(made.size > table->size);
	MUST(acpi_check(&made, signature, split) == 0);
	split->next += split->nodes - 1;
	if (fn(&made, split, &again) == 0)
		acpi_table_free(&again);
	acpi_table_free(&made);
}

static void divide_all(struct acpi_table *table, bool whole)
{
	static const struct {
		const char *signature;
		split_fn *fn;
	} kinds[] = {
		{ "SRAT", acpi_split_srat },
		{ "SLIT", acpi_split_slit },
		{ "NFIT", acpi_split_nfit },
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct acpi_split split = { .domain = 1, .nodes = 4 };

		if (whole)
			make_whole(table, kinds[i].signature);
		if (table->size < 44 ||
		    acpi_next_domain(table, table, &split, &split.next))
			split.next = 64;
		divide(table, kinds[i].signature, kinds[i].fn, &split);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct acpi_table table = { .size = size };

	if (size < 36 || size > LARGEST)
		return 0;
	table.bytes = malloc(size);
	MUST(table.bytes);
	memcpy(table.bytes, data, size);
	divide_all(&table, false);
	divide_all(&table, true);
	acpi_table_free(&table);
	return 0;
}
