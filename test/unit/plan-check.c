/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plan-check.c - what a plan would do to the made-up machine
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"
#include "plan-check.h"
#include "test.h"

struct daxctl_ctx *plan_machine(void)
{
	machine_make();
	machine_set(MACHINE_REGION, "namespace_seed", "namespace0.4\n");
	machine_set(MACHINE_REGION, "dax_seed", "dax0.1\n");
	machine_set(MACHINE_REGION, "dax0.1/supported_alignments",
		    "4096 2097152 \n");
	machine_set(MACHINE_REGION, "dax0.1/align", "2097152\n");
	machine_set(MACHINE_REGION, "pfn0.1/align", "2097152\n");
	machine_set(MACHINE_REGION, "mappings", "1\n");
	return machine_open();
}

void plan_machine_without_labels(void)
{
	machine_set(MACHINE_REGION, "nstype", "4\n");
	machine_set(MACHINE_REGION, "namespace0.0/size", "1073741824\n");
	machine_set(MACHINE_REGION, "namespace0.0/resource", "0x100000000\n");
	machine_set(MACHINE_REGION, "namespace0.0/sector_size", "\n");
	machine_set(MACHINE_BUS, "nmem0/commands",
		    "get_size get_data set_data\n");
}

/* A random uuid has a 4 where its version is told. */
static bool is_made_up(const char *text)
{
	size_t i;

	for (i = 0; i < 36; i++)
		if (strchr("\x08\x0d\x12\x17", (int)i) && i
			    ? text[i] != '-'
			    : !isxdigit((unsigned char)text[i]))
			return false;
	return text[14] == '4';
}

static void mask(const char *text, char *out, size_t size)
{
	size_t at = strlen(out);

	while (*text && at + 2 < size) {
		if (strlen(text) >= 36 && is_made_up(text)) {
			out[at++] = 'U';
			text += 36;
			continue;
		}
		out[at++] = *text++;
	}
	out[at++] = '\n';
	out[at] = '\0';
}

void plan_is(const char *file, int line, struct daxctl_plan *plan,
	     const char *want)
{
	char is[8192] = "";
	const char *step;

	for (unsigned int i = 0; (step = daxctl_plan_get_step(plan, i)); i++)
		mask(step, is, sizeof(is));
	daxctl_plan_free(plan);
	test_str(file, line, "the plan", is, want);
}

void plan_refused(const char *file, int line, struct daxctl_ctx *ctx, int rc,
		  int want, const char *error, const char *remedy)
{
	test_int(file, line, "the result", rc, want);
	test_str(file, line, "the error", daxctl_get_error(ctx), error);
	test_str(file, line, "the remedy", daxctl_get_remedy(ctx), remedy);
}
