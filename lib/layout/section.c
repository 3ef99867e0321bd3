/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * section.c - a section of the configuration, its keys and their values
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "lib/layout/section.h"
#include "lib/sysfs.h"
#include "util/size.h"
#include "util/uuid.h"

typedef struct daxctl_config_section section_t;

int section_new(const char *file, unsigned int line, const char *name,
		section_t **ret)
{
	section_t *section = malloc(sizeof(*section));

	if (!section)
		return -ENOMEM;
	*section = (section_t){ .file = file,
				.line = line,
				.mode = DAXCTL_DEV_MODE_RAM,
				.online = true,
				.movable = true };
	section->name = strdup(name);
	if (asprintf(&section->place, "%s:%u", file, line) < 0)
		section->place = NULL;
	if (!section->name || !section->place) {
		section_free(section);
		return -ENOMEM;
	}
	*ret = section;
	return 0;
}

void section_free(void *object)
{
	section_t *section = object;

	for (size_t i = 0; i < N_KEYS; i++)
		free(section->texts[i]);
	free(section->place);
	free(section->name);
	free(section);
}

/*
 * Readers of values: 0, -EINVAL, and 1 where upstream's library takes a text
 * for a value that isn't one. The text is kept, without blanks around it.
 */
static int read_uuid(section_t *section, const char *text)
{
	char lower[UUID_TEXT_SIZE];

	(void)section;
	return uuid_read(text, lower) == -EINVAL ? -EINVAL : 0;
}

static int read_cxl_region(section_t *section, const char *text)
{
	unsigned int id;

	(void)section;
	return parse_name(text, "region", &id) ? 0 : -EINVAL;
}

/* As /proc/iomem writes it; the first 0x and the second may be there. */
static int read_range(section_t *section, const char *text)
{
	const char *dash = strchr(text, '-');
	char start[24];
	uint64_t range[2];

	if (!dash || (size_t)(dash - text) >= sizeof(start))
		return -EINVAL;
	*(char *)mempcpy(start, text, dash - text) = '\0';
	if (parse_u64(start, 16, &range[0]) < 0 ||
	    parse_u64(dash + 1, 16, &range[1]) < 0 || range[1] < range[0])
		return -EINVAL;
	memcpy(section->range, range, sizeof(range));
	return 0;
}

static int read_device(section_t *section, const char *text)
{
	unsigned int region, id;

	(void)section;
	return parse_name_pair(text, "dax", &region, &id) ? 0 : -EINVAL;
}

static int read_path(section_t *section, const char *text)
{
	(void)section;
	return *text == '/' && text[1] ? 0 : -EINVAL;
}

static int read_node(section_t *section, const char *text)
{
	uint64_t node;

	if (parse_u64(text, 10, &node) < 0 || node > INT_MAX)
		return -EINVAL;
	section->target_node = (int)node;
	return 0;
}

static int read_size(section_t *section, const char *text)
{
	return size_parse(text, &section->size) < 0 || !section->size ? -EINVAL
								      : 0;
}

static int read_align(section_t *section, const char *text)
{
	uint64_t align;

	if (size_parse(text, &align) < 0 || align < 4096 || align & (align - 1))
		return -EINVAL;
	section->align = align;
	return 0;
}

static int read_mode(section_t *section, const char *text)
{
	static const char *const modes[] = {
		[DAXCTL_DEV_MODE_DEVDAX] = "devdax",
		[DAXCTL_DEV_MODE_RAM] = "system-ram",
		[DAXCTL_DEV_MODE_FAMFS] = "famfs",
	};

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
		if (strcmp(text, modes[i]) == 0) {
			section->mode = (enum daxctl_dev_mode)i;
			return 0;
		}
	return -EINVAL;
}

/* By its first letter, as upstream: "t", "true", "True", and "tomato". */
static int read_bool(const char *text, bool *ret)
{
	static const char *const words[] = { "true",  "t", "yes", "y", "1",
					     "false", "f", "no",  "n", "0" };

	if (!*text || !strchr("tTyY1fFnN0", *text))
		return -EINVAL;
	*ret = strchr("tTyY1", *text);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcasecmp(text, words[i]) == 0)
			return 0;
	return 1;
}

static int read_online(section_t *section, const char *text)
{
	return read_bool(text, &section->online);
}

static int read_movable(section_t *section, const char *text)
{
	return read_bool(text, &section->movable);
}

static const struct {
	const char *name;
	int (*read)(section_t *section, const char *text);
	const char *wanted;
} keys[N_KEYS] = {
	[KEY_NVDIMM_UUID] = { "nvdimm.uuid", read_uuid,
			      "a uuid as 'ndctl list --device-dax' shows it" },
	[KEY_CXL_REGION] = { "cxl.region", read_cxl_region,
			     "a CXL region, region0" },
	[KEY_HMEM_RANGE] = { "hmem.range", read_range,
			     "first and last address as /proc/iomem writes them, 0x140000000-0x17fffffff" },
	[KEY_DEVICE] = { "device", read_device,
			 "the kernel's name of a dax device, dax0.0" },
	[KEY_PATH] = { "path", read_path,
		       "a path as 'daxctl list --regions' shows it, /platform/hmem.0, or of a link below /dev" },
	[KEY_TARGET_NODE] = { "target_node", read_node, "a number" },
	[KEY_SIZE] = { "size", read_size,
		       "bytes; k, m, g, t may follow the number" },
	[KEY_MODE] = { "mode", read_mode, "system-ram, devdax or famfs" },
	[KEY_ONLINE] = { "online", read_online, "true or false" },
	[KEY_MOVABLE] = { "movable", read_movable, "true or false" },
	[KEY_ALIGN] = { "align", read_align, "4k, 2m or 1g" },
};

enum config_key key_find(const char *name)
{
	enum config_key key = 0;

	while (key < N_KEYS && strcasecmp(keys[key].name, name))
		key++;
	return key;
}

const char *key_name(enum config_key key)
{
	return keys[key].name;
}

int section_set(section_t *section, enum config_key key, const char *text,
		unsigned int line, struct value_fault *ret)
{
	char *copy = strdup(text);
	int rc;

	if (!copy)
		return -ENOMEM;
	free(section->texts[key]);
	section->texts[key] = copy;
	section->lines[key] = line;
	section->bad &= ~(1u << key);
	rc = keys[key].read(section, copy);
	*ret = (struct value_fault){ .wanted = keys[key].wanted,
				     .warning = rc > 0 };
	if (rc > 0)
		ret->message = "only its first letter counts";
	if (rc >= 0)
		return 0;
	ret->message = *text ? "not a value that it can have"
			     : "it has no value";
	section->bad |= 1u << key;
	return 0;
}

bool section_matches_by(const section_t *section, enum config_key key)
{
	if (key > KEY_SIZE || !section->lines[key])
		return false;
	if (key < KEY_SIZE)
		return true;
	for (key = 0; key < KEY_SIZE; key++)
		if (section->lines[key])
			return false;
	return true;
}

bool section_has_match(const section_t *section)
{
	for (enum config_key key = 0; key <= KEY_SIZE; key++)
		if (section->lines[key])
			return true;
	return false;
}

static bool same_value(const section_t *a, const section_t *b,
		       enum config_key key)
{
	switch (key) {
	case KEY_HMEM_RANGE:
		return !memcmp(a->range, b->range, sizeof(a->range));
	case KEY_TARGET_NODE:
		return a->target_node == b->target_node;
	case KEY_SIZE:
		return a->size == b->size;
	default:
		return !strcasecmp(a->texts[key], b->texts[key]);
	}
}

bool section_covers(const section_t *a, const section_t *b)
{
	for (enum config_key key = 0; key <= KEY_SIZE; key++)
		if (section_matches_by(a, key) &&
		    (!section_matches_by(b, key) || !same_value(a, b, key)))
			return false;
	return section_has_match(a);
}

/* Memory is of one of these kinds. */
bool section_contradicts(const section_t *section, enum config_key *one,
			 enum config_key *other)
{
	static const enum config_key kinds[] = { KEY_NVDIMM_UUID,
						 KEY_CXL_REGION,
						 KEY_HMEM_RANGE };
	unsigned int found = 0;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!section->lines[kinds[i]])
			continue;
		if (found++) {
			*other = kinds[i];
			return true;
		}
		*one = kinds[i];
	}
	return false;
}
