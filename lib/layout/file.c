/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * file.c - the sections of one file, and what can be said of them without a
 * machine
 *
 * A section whose values are all right is taken even if other things are wrong
 * in it or around it: upstream takes more than it says, and a boot is no time
 * to be strict.
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "lib/layout/config.h"
#include "lib/layout/ini.h"

static const char kind[] = "reconfigure-device";

struct reader {
	struct daxctl_config *config;
	const char *file;
	/* The one that keys belong to; NULL: none yet, or not ours. */
	struct daxctl_config_section *section;
	bool in_section;
};

static struct fault_place here(const struct reader *reader,
			       const struct ini_item *item)
{
	return (struct fault_place){
		reader->file, item->line,
		reader->section ? reader->section->name : NULL,
		item->kind == INI_KEY ? item->name : NULL
	};
}

/* NAME of "reconfigure-device NAME", "" if it has none; NULL: another kind. */
static const char *section_name(const char *text)
{
	size_t len = strlen(kind);

	if (strncasecmp(text, kind, len) != 0)
		return NULL;
	text += len;
	if (*text && !isspace((unsigned char)*text))
		return NULL;
	while (isspace((unsigned char)*text))
		text++;
	return text;
}

/* Only one of two that match the same devices can ever count. */
static int check_covered(struct daxctl_config *config,
			 struct daxctl_config_section *section)
{
	const struct fault_place place = place_of(section, NULL, 0);

	for (size_t i = 0; i < config->sections.count; i++) {
		const struct daxctl_config_section *first =
			config->sections.at[i];

		if (first == section)
			break;
		if (first->never || !section_covers(first, section))
			continue;
		section->never = true;
		return fault_add(
			config, &place, false,
			"delete one of them, or add a key that tells their devices apart",
			"it is never applied: [%s %s] in %s comes before it and matches %s",
			kind, first->name, first->place,
			section_covers(section, first)
				? "the same devices"
				: "all devices that it matches");
	}
	return 0;
}

static int check_match(struct daxctl_config *config,
		       struct daxctl_config_section *section)
{
	const struct fault_place place = place_of(section, NULL, 0);
	enum config_key one, other;

	for (enum config_key key = 0; key <= KEY_SIZE; key++)
		if (section->bad & 1u << key &&
		    section_matches_by(section, key))
			section->never = true;
	if (section->never)
		return 0;
	if (!section_has_match(section)) {
		section->never = true;
		return fault_add(
			config, &place, false,
			"give it nvdimm.uuid, cxl.region, hmem.range, device, path, target_node or size",
			"it doesn't say which devices it is for");
	}
	if (!section_contradicts(section, &one, &other))
		return check_covered(config, section);
	section->never = true;
	return fault_add(config, &place, false, "make it two sections",
			 "it matches nothing: no device has both %s and %s",
			 key_name(one), key_name(other));
}

static int check_settings(struct daxctl_config *config,
			  struct daxctl_config_section *section)
{
	struct fault_place place =
		place_of(section, "online", section->lines[KEY_ONLINE]);
	int rc = 0;

	section->faulty = section->bad;
	if (!section->online && section->mode != DAXCTL_DEV_MODE_RAM) {
		section->faulty = true;
		rc = fault_add(config, &place, false,
			       "delete that line, or write mode = system-ram",
			       "online = false is for mode = system-ram alone");
	}
	if (rc || section_matches_by(section, KEY_SIZE) || !section->align ||
	    section->size % section->align == 0)
		return rc;
	section->faulty = true;
	place = place_of(section, "size", section->lines[KEY_SIZE]);
	return fault_add(config, &place, false, "change one of the two",
			 "size = %s is no multiple of align = %s",
			 section->texts[KEY_SIZE], section->texts[KEY_ALIGN]);
}

static int end_section(struct reader *reader)
{
	struct daxctl_config_section *section = reader->section;
	int rc;

	reader->section = NULL;
	if (!section)
		return 0;
	rc = check_match(reader->config, section);
	return rc ? rc : check_settings(reader->config, section);
}

static int check_name(struct reader *reader, const struct ini_item *item,
		      const char *name)
{
	const struct array *all = &reader->config->sections;
	const struct fault_place place = { reader->file, item->line, name,
					   NULL };

	for (size_t i = 0; i < all->count; i++) {
		const struct daxctl_config_section *other = all->at[i];

		if (strcasecmp(other->name, name) == 0)
			return fault_add(
				reader->config, &place, false,
				"give each section a name of its own",
				"a second section of this name, the other is in %s",
				other->place);
	}
	return 0;
}

static int begin_section(struct reader *reader, const struct ini_item *item)
{
	const char *name = section_name(item->name);
	const struct fault_place place = { reader->file, item->line, item->name,
					   NULL };
	int rc;

	reader->in_section = true;
	if (!name)
		return fault_add(reader->config, &place, false,
				 "the sections are [reconfigure-device NAME]",
				 "there is no kind of section '%s'",
				 item->name);
	rc = check_name(reader, item, name);
	if (rc == 0)
		rc = section_new(reader->file, item->line, name,
				 &reader->section);
	if (rc)
		return rc;
	rc = array_add(&reader->config->sections, reader->section);
	if (rc) {
		section_free(reader->section);
		reader->section = NULL;
	}
	return rc;
}

static int read_value(struct reader *reader, const struct ini_item *item,
		      enum config_key key)
{
	const struct fault_place place = here(reader, item);
	struct value_fault fault;
	int rc;

	rc = section_set(reader->section, key, item->value, item->line, &fault);
	if (rc || !fault.message)
		return rc;
	return fault_add(reader->config, &place, fault.warning, fault.wanted,
			 "%s%s%s: %s", item->name, *item->value ? " = " : "",
			 item->value, fault.message);
}

static int read_key(struct reader *reader, const struct ini_item *item)
{
	const struct fault_place place = here(reader, item);
	enum config_key key = key_find(item->name);
	int rc = 0;

	if (!reader->in_section)
		return fault_add(reader->config, &place, false,
				 "write [reconfigure-device NAME] above it",
				 "%s is in no section", item->name);
	if (!reader->section) /* of a section that has been told */
		return 0;
	if (key == N_KEYS)
		return fault_add(reader->config, &place, false,
				 "daxctl.conf(5) tells the keys",
				 "there is no key '%s'", item->name);
	if (reader->section->lines[key])
		rc = fault_add(
			reader->config, &place, false, "delete one",
			"%s is there twice, first in line %u; the last one counts",
			item->name, reader->section->lines[key]);
	return rc ? rc : read_value(reader, item, key);
}

static int read_item(void *arg, const struct ini_item *item)
{
	struct reader *reader = arg;
	struct fault_place place;
	int rc;

	if (item->kind == INI_KEY)
		return read_key(reader, item);
	if (item->kind == INI_SECTION || item->kind == INI_BAD_SECTION) {
		rc = end_section(reader);
		if (rc)
			return rc;
	}
	if (item->kind == INI_SECTION)
		return begin_section(reader, item);
	reader->in_section |= item->kind == INI_BAD_SECTION;
	place = here(reader, item);
	return fault_add(reader->config, &place, false,
			 "daxctl.conf(5) tells the format", "%s", item->fault);
}

int config_read_text(struct daxctl_config *config, const char *file, char *text,
		     size_t len)
{
	struct reader reader = { .config = config, .file = file };
	int rc;

	rc = ini_read(text, len, read_item, &reader);
	return rc ? rc : end_section(&reader);
}
