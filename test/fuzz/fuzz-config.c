/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz-config.c - any bytes as a file of the configuration
 *
 * Whatever is there, each fault has a place in the file, and what can match a
 * device has values that were read.
 */
#include <string.h>

#include "fuzz.h"
#include "lib/layout/config.h"

static unsigned int count_lines(const uint8_t *data, size_t size)
{
	unsigned int lines = 1;

	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	return lines;
}

static void check_fault(const struct daxctl_config_fault *fault,
			unsigned int lines)
{
	MUST(!strcmp(fault->file, "f"));
	MUST(fault->line > 0 && fault->line <= lines);
	MUST(!strncmp(fault->place, "f:", 2));
	MUST(*fault->message && *fault->remedy);
	MUST(!fault->key || *fault->key);
}

static void check_section(const struct daxctl_config_section *section,
			  unsigned int lines)
{
	MUST(section->line > 0 && section->line <= lines);
	for (enum config_key key = 0; key < N_KEYS; key++) {
		MUST(!section->lines[key] == !section->texts[key]);
		MUST(!section->lines[key] ||
		     section->lines[key] > section->line);
	}
	MUST(section->range[0] <= section->range[1]);
	MUST(!(section->align & (section->align - 1)));
	MUST(section->target_node >= 0);
	if (section->never)
		return;
	MUST(section_has_match(section));
	MUST(section_covers(section, section));
	for (enum config_key key = 0; key <= KEY_SIZE; key++)
		MUST(!section_matches_by(section, key) ||
		     !(section->bad & 1u << key));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct daxctl_config config = { 0 };
	const unsigned int lines = count_lines(data, size);
	char *text = malloc(size + 1);

	MUST(text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	MUST(config_read_text(&config, "f", text, size) == 0);
	/* Nothing may point into the text. */
	memset(text, 'x', size);
	free(text);
	fault_sort(&config);
	for (size_t i = 0; i < config.faults.count; i++)
		check_fault(config.faults.at[i], lines);
	for (size_t i = 0; i < config.sections.count; i++)
		check_section(config.sections.at[i], lines);
	array_free(&config.faults, fault_free);
	array_free(&config.sections, section_free);
	return 0;
}
