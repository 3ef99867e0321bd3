/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fault.c - what is wrong with the configuration, and where
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/layout/config.h"

typedef struct daxctl_config_fault fault_t;

/* Every string of a fault is its own. */
void fault_free(void *object)
{
	fault_t *fault = object;

	free((char *)fault->file);
	free((char *)fault->place);
	free((char *)fault->section);
	free((char *)fault->key);
	free((char *)fault->message);
	free((char *)fault->remedy);
	free(fault);
}

static char *copy(const char *text, bool *failed)
{
	char *made = text ? strdup(text) : NULL;

	*failed |= text && !made;
	return made;
}

static char *name_place(const struct fault_place *place, bool *failed)
{
	char *made;

	if (!place->line)
		return copy(place->file, failed);
	if (asprintf(&made, "%s:%u", place->file, place->line) >= 0)
		return made;
	*failed = true;
	return NULL;
}

static char *say(const char *format, va_list args, bool *failed)
{
	char *made;

	if (vasprintf(&made, format, args) >= 0)
		return made;
	*failed = true;
	return NULL;
}

int fault_add(struct daxctl_config *config, const struct fault_place *place,
	      bool warning, const char *remedy, const char *format, ...)
{
	fault_t *fault = malloc(sizeof(*fault));
	bool failed = false;
	va_list args;

	if (!fault)
		return -ENOMEM;
	va_start(args, format);
	*fault = (fault_t){
		.warning = warning,
		.file = copy(place->file, &failed),
		.line = place->line,
		.place = name_place(place, &failed),
		.section = copy(place->section, &failed),
		.key = copy(place->key, &failed),
		.message = say(format, args, &failed),
		.remedy = copy(remedy, &failed),
	};
	va_end(args);
	if (!failed && array_add(&config->faults, fault) == 0)
		return 0;
	fault_free(fault);
	return -ENOMEM;
}

static int compare(const void *one, const void *other)
{
	const fault_t *a = *(fault_t *const *)one,
		      *b = *(fault_t *const *)other;
	int order = strcmp(a->file, b->file);

	if (order)
		return order;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return strcmp(a->message, b->message);
}

void fault_sort(struct daxctl_config *config)
{
	if (config->faults.count)
		qsort(config->faults.at, config->faults.count,
		      sizeof(*config->faults.at), compare);
}

DAXCTL_EXPORT const struct daxctl_config_fault *
daxctl_config_get_fault(struct daxctl_config *config, unsigned int index)
{
	return index < config->faults.count ? config->faults.at[index] : NULL;
}
