/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * acpi-tables.h - divide a proximity domain in the tables that tell of it
 *
 * The tables are bytes of a file. They are as ACPI 6.3 has them: the SRAT in
 * 5.2.16, the SLIT in 5.2.17, the NFIT in 5.2.25.
 */
#ifndef DAXCTL_CMD_ACPI_TABLES_H
#define DAXCTL_CMD_ACPI_TABLES_H

#include <stddef.h>
#include <stdint.h>

#include "util/util.h"

struct acpi_table {
	uint8_t *bytes; /* owned */
	size_t size;
};

struct acpi_split {
	uint32_t domain;
	unsigned int nodes; /* parts; the first keeps the domain's number */
	uint32_t next;	    /* the number of the second, and so on */
	const char *fault;  /* what is wrong with a table, a literal */
};

void acpi_table_free(struct acpi_table *table);

/* Has it this signature, its length, a right checksum? 0 or -EINVAL. */
int acpi_check(const struct acpi_table *table, const char *signature,
	       struct acpi_split *split) must_check;

/* One above all domains that the two tables know; both are checked. */
int acpi_next_domain(const struct acpi_table *srat,
		     const struct acpi_table *slit, struct acpi_split *split,
		     uint32_t *ret) must_check;

/*
 * The table as it is with the domain divided, its revision one higher and its
 * checksum right. 0; -ENOENT: the table has nothing in that domain; -ENXIO: it
 * has several ranges in it; -EINVAL: the table is not well made; -ENOMEM.
 */
int acpi_split_srat(const struct acpi_table *srat, struct acpi_split *split,
		    struct acpi_table *ret) must_check;
int acpi_split_slit(const struct acpi_table *slit, struct acpi_split *split,
		    struct acpi_table *ret) must_check;
int acpi_split_nfit(const struct acpi_table *nfit, struct acpi_split *split,
		    struct acpi_table *ret) must_check;

#endif
