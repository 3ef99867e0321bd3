/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * query.c - devices by the keys of a configuration, asked for one by one
 *
 * Each condition is a section of its own with that one key, so that a word
 * means here what it means in a file, and size is a condition beside others.
 */
#include <errno.h>
#include <strings.h>

#include "lib/ctx.h"
#include "lib/layout/section.h"

struct daxctl_query {
	struct array conditions; /* owned: sections of one key */
};

DAXCTL_EXPORT int daxctl_query_new(struct daxctl_query **ret)
{
	struct daxctl_query *query = calloc(1, sizeof(*query));

	if (!query)
		return -ENOMEM;
	*ret = query;
	return 0;
}

DAXCTL_EXPORT void daxctl_query_free(struct daxctl_query *query)
{
	if (!query)
		return;
	array_free(&query->conditions, section_free);
	free(query);
}

/* "uuid" is short for the name that upstream gave the key. */
static enum config_key find_key(const char *name)
{
	enum config_key key;

	if (strcasecmp(name, "uuid") == 0)
		return KEY_NVDIMM_UUID;
	key = key_find(name);
	return key <= KEY_SIZE ? key : N_KEYS;
}

DAXCTL_EXPORT int daxctl_query_add(struct daxctl_query *query, const char *key,
				   const char *value, const char **fault,
				   const char **wanted)
{
	struct daxctl_config_section *section;
	enum config_key number = find_key(key);
	struct value_fault why = { 0 };
	int rc;

	if (number == N_KEYS) {
		*fault = "there is no such key";
		*wanted =
			"the keys are uuid, cxl.region, hmem.range, device, path, target_node and size";
		return -EINVAL;
	}
	rc = section_new("", 0, "", &section);
	if (rc < 0)
		return rc;
	rc = section_set(section, number, value, 1, &why);
	if (rc == 0 && why.message && !why.warning) {
		*fault = why.message;
		*wanted = why.wanted;
		rc = -EINVAL;
	}
	if (rc == 0)
		rc = array_add(&query->conditions, section);
	if (rc < 0)
		section_free(section);
	return rc;
}

DAXCTL_EXPORT int daxctl_query_matches(struct daxctl_query *query,
				       struct daxctl_dev *dev)
{
	int rc = 1;

	for (size_t i = 0; rc > 0 && i < query->conditions.count; i++)
		rc = section_matches(query->conditions.at[i], dev);
	return rc;
}
