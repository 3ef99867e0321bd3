/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmm.c - how virtual machine monitors are told the size of a DAX window
 */
#include <stdio.h>
#include <string.h>

#include "size-window.h"

#define MIB (UINT64_C(1) << 20)

struct vmm {
	const char *name;
	uint64_t unit;
	bool power_of_two;
	uint64_t fixed;
	const char *line, *source, *dated;
};

#define VMM(name, unit, power_of_two, fixed, line, source, dated) \
	{ #name, unit, power_of_two, fixed, line, source, dated },

static const struct vmm vmms[] = {
#include "vmms.def"
};

static const struct vmm *find(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_SIZE(vmms); i++)
		if (strcmp(vmms[i].name, name) == 0)
			return &vmms[i];
	return NULL;
}

bool vmm_is_known(const char *name)
{
	return find(name);
}

void vmm_describe(const char *name, uint64_t size, struct sizing *sizing)
{
	const struct vmm *vmm = find(name);

	if (!vmm)
		return;
	sizing->vmm = vmm->name;
	sizing->source = vmm->source;
	sizing->dated = vmm->dated;
	snprintf(sizing->config, sizeof(sizing->config), vmm->line,
		 (unsigned long long)((size + vmm->unit - 1) / vmm->unit));
}

void vmm_names(char *text, size_t room)
{
	size_t used = 0;

	for (size_t i = 0; i < ARRAY_SIZE(vmms) && used < room; i++)
		used += snprintf(text + used, room - used, "%s%s",
				 i ? ", " : "", vmms[i].name);
}

uint64_t vmm_fixed_size(const char *name)
{
	const struct vmm *vmm = find(name);

	return vmm ? vmm->fixed : 0;
}

bool vmm_needs_power_of_two(const char *name)
{
	const struct vmm *vmm = find(name);

	return !vmm || vmm->power_of_two;
}
