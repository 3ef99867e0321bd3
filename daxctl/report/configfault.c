/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * configfault.c - what is shown of a fault in the configuration
 */
#include "classes.h"
#include "values.h"

static const struct daxctl_config_fault *fault_of(const void *object)
{
	return object;
}

static const char *name(const void *object)
{
	return fault_of(object)->place;
}

static int get_place(const void *object, struct value *ret)
{
	return value_string(ret, name(object));
}

static int get_file(const void *object, struct value *ret)
{
	return value_string(ret, fault_of(object)->file);
}

static int get_line(const void *object, struct value *ret)
{
	unsigned int line = fault_of(object)->line;

	return line ? value_u64(ret, VALUE_NUMBER, line) : -ENOENT;
}

static int get_severity(const void *object, struct value *ret)
{
	return value_string(ret,
			    fault_of(object)->warning ? "warning" : "error");
}

static int string_if_any(struct value *ret, const char *text)
{
	return text ? value_string(ret, text) : -ENOENT;
}

static int get_section(const void *object, struct value *ret)
{
	return string_if_any(ret, fault_of(object)->section);
}

static int get_key(const void *object, struct value *ret)
{
	return string_if_any(ret, fault_of(object)->key);
}

static int get_message(const void *object, struct value *ret)
{
	return value_string(ret, fault_of(object)->message);
}

static int get_remedy(const void *object, struct value *ret)
{
	return string_if_any(ret, fault_of(object)->remedy);
}

static const struct field fields[] = {
	{ .key = "dev",
	  .heading = "PLACE",
	  .help = "file and line",
	  .flags = FIELD_NO_JSON,
	  .get = get_place },
	{ .key = "file",
	  .help = "the file",
	  .flags = FIELD_CONTRACT | FIELD_ALWAYS,
	  .get = get_file },
	{ .key = "line",
	  .help = "the line, from 1; not there if it is the file as a whole",
	  .flags = FIELD_CONTRACT,
	  .get = get_line },
	{ .key = "severity",
	  .heading = "SEVERITY",
	  .tree = "",
	  .help = "error or warning",
	  .flags = FIELD_CONTRACT | FIELD_ALWAYS,
	  .get = get_severity },
	{ .key = "section",
	  .heading = "SECTION",
	  .help = "name of the section",
	  .flags = FIELD_CONTRACT,
	  .get = get_section },
	{ .key = "key",
	  .heading = "KEY",
	  .help = "name of the key",
	  .flags = FIELD_CONTRACT,
	  .get = get_key },
	{ .key = "message",
	  .heading = "MESSAGE",
	  .tree = "",
	  .help = "what is wrong, in words",
	  .flags = FIELD_CONTRACT | FIELD_ALWAYS,
	  .get = get_message },
	{ .key = "remedy",
	  .help = "what helps against it",
	  .flags = FIELD_CONTRACT,
	  .get = get_remedy },
};

const struct class class_configfault = {
	.kind = "configfault",
	.title = "Faults",
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
	.name = name,
};
