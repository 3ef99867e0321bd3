/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rules.c - take a rules file of udev apart
 *
 * The file is copied once and cut into strings in place. What udev would not
 * take for a rule we leave out with the whole of its line, as udev does.
 */
#include <errno.h>
#include <string.h>

#include "lib/policy/rules.h"

static const char blank[] = " \t\r\f\v";

struct reader {
	char *at;
	unsigned int line;
};

/* One line of the file, without the blanks that it begins with. */
static char *physical_line(struct reader *reader)
{
	char *line = reader->at, *end = strchrnul(line, '\n');

	reader->at = *end ? end + 1 : end;
	reader->line++;
	*end = '\0';
	return line + strspn(line, blank);
}

/*
 * The next line that says something, joined with those it is continued on;
 * comments between these don't end it. NULL at the end of the file.
 */
static char *logical_line(struct reader *reader, unsigned int *number)
{
	char *start = NULL, *to = NULL;

	while (*reader->at) {
		char *line = physical_line(reader);
		size_t len = strlen(line);

		if (*line == '#' || (!start && !len))
			continue;
		if (!start) {
			start = to = line;
			*number = reader->line;
		}
		memmove(to, line, len + 1);
		if (!len || to[len - 1] != '\\')
			break;
		to += len - 1;
		*to = '\0';
	}
	return start;
}

static int read_op(char **at, enum rule_op *ret)
{
	static const struct {
		const char *text;
		enum rule_op op;
	} ops[] = {
		{ "==", RULE_IS },	{ "!=", RULE_IS_NOT },
		{ "+=", RULE_ADD },	{ "-=", RULE_REMOVE },
		{ ":=", RULE_FINALLY }, { "=", RULE_ASSIGN },
	};

	for (size_t i = 0; i < ARRAY_SIZE(ops); i++) {
		size_t len = strlen(ops[i].text);

		if (strncmp(*at, ops[i].text, len))
			continue;
		*at += len;
		*ret = ops[i].op;
		return 0;
	}
	return -EINVAL;
}

/*
 * A quoted value. Without "e" before it a backslash is one, but for a quote;
 * with it, it takes the next character as it is: names of escapes don't occur
 * in what we look for.
 */
static int read_value(char **at, struct rule_token *token)
{
	bool escapes = false;
	char *from = *at, *to;

	for (; *from == 'e' || *from == 'i'; from++) {
		escapes |= *from == 'e';
		token->any_case |= *from == 'i';
	}
	if (*from++ != '"')
		return -EINVAL;
	token->value = to = from;
	while (*from && *from != '"') {
		if (*from == '\\' && from[1] && (escapes || from[1] == '"'))
			from++;
		*to++ = *from++;
	}
	if (!*from)
		return -EINVAL;
	*at = from + 1;
	*to = '\0';
	return 0;
}

/* KEY{ARG} OP "VALUE"; 1, 0: the line has no more, or -EINVAL. */
static int read_token(char **at, struct rule_token *token)
{
	char *key = *at + strspn(*at, " \t\r\f\v,"), *end, *p, *arg_end = NULL;

	*token = (struct rule_token){ .key = key };
	if (!*key)
		return 0;
	end = p = key + strcspn(key, " \t\r\f\v=!+-:{\",");
	if (*p == '{') {
		token->arg = p + 1;
		arg_end = strchr(p, '}');
		if (!arg_end)
			return -EINVAL;
		p = arg_end + 1;
	}
	p += strspn(p, blank);
	if (end == key || read_op(&p, &token->op) < 0)
		return -EINVAL;
	*end = '\0';
	if (arg_end)
		*arg_end = '\0';
	p += strspn(p, blank);
	*at = p;
	return read_value(at, token) < 0 ? -EINVAL : 1;
}

static int add_token(struct rules *rules, const struct rule_token *token)
{
	struct rule_token *at;

	at = reallocarray(rules->tokens, rules->n_tokens + 1, sizeof(*at));
	if (!at)
		return -ENOMEM;
	rules->tokens = at;
	at[rules->n_tokens++] = *token;
	return 0;
}

static int add_rule(struct rules *rules, const struct rule *rule)
{
	struct rule *at;

	at = reallocarray(rules->rules, rules->n_rules + 1, sizeof(*at));
	if (!at)
		return -ENOMEM;
	rules->rules = at;
	at[rules->n_rules++] = *rule;
	return 0;
}

static int read_rule(struct rules *rules, char *line, unsigned int number)
{
	struct rule rule = { .line = number, .first = rules->n_tokens };
	struct rule_token token;
	int rc;

	while ((rc = read_token(&line, &token)) > 0) {
		rc = add_token(rules, &token);
		if (rc < 0)
			return rc;
	}
	if (rc < 0) {
		rules->n_tokens = rule.first;
		return 0;
	}
	rule.count = rules->n_tokens - rule.first;
	return rule.count ? add_rule(rules, &rule) : 0;
}

int rules_parse(const void *bytes, size_t size, struct rules *ret)
{
	struct rules rules = { .text = malloc(size + 1) };
	struct reader reader = { .at = rules.text };
	unsigned int number;
	char *line;
	int rc = 0;

	if (!rules.text)
		return -ENOMEM;
	if (size)
		memcpy(rules.text, bytes, size);
	rules.text[size] = '\0';
	/* No text has such bytes; one of them shall not hide the rest. */
	for (size_t i = 0; i < size; i++)
		if (!rules.text[i])
			rules.text[i] = '\x01';
	while (rc == 0 && (line = logical_line(&reader, &number)))
		rc = read_rule(&rules, line, number);
	if (rc < 0) {
		rules_free(&rules);
		return rc;
	}
	*ret = rules;
	return 0;
}

void rules_free(struct rules *rules)
{
	free(rules->text);
	free(rules->tokens);
	free(rules->rules);
	*rules = (struct rules){ 0 };
}
