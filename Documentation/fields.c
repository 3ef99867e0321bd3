/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fields.c - the part of daxctl-schema(5) that the program knows itself
 *
 * Each member of each kind of object is described where it is read, in the
 * tables of daxctl/report/. This writes those tables down, so that the page
 * can't tell anything else than the program does.
 */
#include <stdio.h>

#include "daxctl/report/classes.h"

static bool in_contract(const struct field *field)
{
	return !(field->flags & FIELD_COMPAT);
}

/* The option that asks for it. */
static const char *condition(const struct field *field)
{
	if (field->when & REPORT_VERBOSE)
		return " (with *-v*)";
	if (field->when & REPORT_HEALTH)
		return " (with *-H*)";
	if (field->when & REPORT_FIRMWARE)
		return " (with *-F*)";
	if (field->when & REPORT_CAPABILITIES)
		return " (with *-C*)";
	if (field->when & REPORT_MEDIA_ERRORS)
		return " (with *--media-errors*)";
	if (field->when & REPORT_MAPPINGS)
		return " (with *-D*)";
	if (field->when & REPORT_RANGES)
		return " (with *-M*)";
	if (field->when & REPORT_DAX)
		return " (with *-X*)";
	return "";
}

static void describe(const struct class *class)
{
	printf("\n=== %s\n\n", class->kind);
	for (size_t i = 0; i < class->n_fields; i++) {
		const struct field *field = &class->fields[i];

		if (in_contract(field))
			printf("`%s`%s:: %s\n", field->key, condition(field),
			       field->help);
	}
}

int main(void)
{
	for (size_t i = 0; i < n_report_classes; i++)
		describe(report_classes[i]);
	return 0;
}
