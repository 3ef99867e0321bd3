/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-schema.c - the contract's JSON Schema and the classes say the same
 *
 * That what is printed fits the schema is tested where things are printed.
 * Here: no field without its place in the schema, no place without its field.
 */
#include <stdio.h>

#include "daxctl/report/classes.h"
#include "report-sample.h"

static char schema[1 << 17];

static void load(void)
{
	FILE *file = fopen(
		TEST_DATA "/../../Documentation/daxctl-list.schema.json", "r");
	size_t len;

	IS(file);
	len = fread(schema, 1, sizeof(schema) - 1, file);
	fclose(file);
	IS(len && len < sizeof(schema) - 1);
	schema[len] = '\0';
}

static const char *skip_string(const char *p)
{
	for (p++; *p != '"'; p++)
		if (*p == '\\')
			p++;
	return p + 1;
}

/* The end of a value: of an object or array, its last bracket. */
static const char *skip_value(const char *p)
{
	int depth = 0;

	for (; *p; p++) {
		while (*p == '"')
			p = skip_string(p);
		if (*p == '{' || *p == '[')
			depth++;
		if (*p == '}' || *p == ']')
			depth--;
		if (depth < 0 || (!depth && strchr(",}]", *p)))
			return p;
	}
	return p;
}

/* Where the members of an object are; NULL after the last. */
static const char *next_key(const char *p)
{
	while (*p && *p != '"' && *p != '}')
		p++;
	return *p == '"' ? p + 1 : NULL;
}

static const char *value_of(const char *key)
{
	const char *p = skip_string(key - 1);

	return p + strspn(p, ": \n");
}

static const char *after(const char *key)
{
	const char *value = value_of(key), *end = skip_value(value);

	return *value == '{' || *value == '[' ? end + 1 : end;
}

static bool is_key(const char *key, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(key, name, len) && key[len] == '"';
}

/* The value of a member of the object that p is the brace of. */
static const char *member(const char *p, const char *name)
{
	const char *key;

	if (!p)
		return NULL;
	for (key = next_key(p + 1); key; key = next_key(after(key)))
		if (is_key(key, name))
			return value_of(key);
	return NULL;
}

static const char *members_of(const struct class *class)
{
	const char *kind = member(member(schema, "$defs"), class->kind);

	if (!kind)
		test_fail(__FILE__, __LINE__, "no definition of %s",
			  class->kind);
	return member(kind, "properties");
}

static bool in_contract(const struct field *field)
{
	return !(field->flags & FIELD_COMPAT);
}

static void check_fields(const struct class *class)
{
	const char *members = members_of(class);
	const struct field *field;

	array_foreach(field, class->fields, class->n_fields)
		if (in_contract(field) && !member(members, field->key))
			test_fail(__FILE__, __LINE__, "%s.%s isn't defined",
				  class->kind, field->key);
}

static bool has_field(const struct class *class, const char *key)
{
	static const char *const header[] = { "kind", "dev", "parent" };
	const struct field *field;

	if (is_key(key, "unknown"))
		return true;
	for (size_t i = 0; class->name && i < ARRAY_SIZE(header); i++)
		if (is_key(key, header[i]))
			return true;
	array_foreach(field, class->fields, class->n_fields)
		if (in_contract(field) && is_key(key, field->key))
			return true;
	return false;
}

static void check_members(const struct class *class)
{
	const char *key = next_key(members_of(class) + 1);

	for (; key; key = next_key(after(key)))
		if (!has_field(class, key))
			test_fail(__FILE__, __LINE__, "%s has no field %.20s",
				  class->kind, key);
}

TEST(each_field_of_the_contract_is_in_the_schema)
{
	load();
	for (size_t i = 0; i < n_report_classes; i++)
		check_fields(report_classes[i]);
}

TEST(each_member_in_the_schema_is_a_field)
{
	load();
	for (size_t i = 0; i < n_report_classes; i++)
		check_members(report_classes[i]);
}

TEST(members_that_are_not_there_are_missed)
{
	strcpy(schema, "{\"a\": {\"b\": [1, {\"x\": 2}], \"c\\\"\": \"}\"},"
		       " \"d\": null}");
	IS(member(schema, "a"));
	IS(member(member(schema, "a"), "b"));
	IS(!member(member(schema, "a"), "x"));
	IS(!member(schema, "b"));
	IS(!strncmp(member(schema, "d"), "null", 4));
}

TEST(each_class_has_its_own_kind)
{
	for (size_t i = 0; i < n_report_classes; i++)
		for (size_t j = 0; j < i; j++)
			IS(strcmp(report_classes[i]->kind,
				  report_classes[j]->kind));
}

TEST(each_field_has_a_key_a_help_and_a_getter)
{
	for (size_t i = 0; i < n_report_classes; i++) {
		const struct class *class = report_classes[i];
		const struct field *field;

		array_foreach(field, class->fields, class->n_fields)
			IS(field->key && field->help && field->get);
	}
}

/* Two rows of one key are fine where never both are printed. */
static bool overlap(const struct field *a, const struct field *b)
{
	unsigned int kept_from = (a->flags | b->flags) & FIELD_NO_JSON;

	return kept_from != FIELD_NO_JSON && !(a->unless & b->when) &&
	       !(b->unless & a->when);
}

TEST(no_key_can_be_printed_twice)
{
	for (size_t i = 0; i < n_report_classes; i++) {
		const struct class *class = report_classes[i];
		const struct field *a, *b;

		array_foreach(a, class->fields, class->n_fields)
			array_foreach(b, class->fields,
				      (size_t)(a - class->fields))
				if (!strcmp(a->key, b->key) && overlap(a, b))
					test_fail(__FILE__, __LINE__,
						  "%s.%s twice", class->kind,
						  a->key);
	}
}
