/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz-rules.c - any bytes as a rules file of udev
 *
 * Whatever they are, all keys and values are strings within the copy of them,
 * each rule has its tokens, and rules come in the order of their lines.
 */
#include <string.h>

#include "fuzz.h"
#include "lib/policy/rules.h"

static void check_string(const struct rules *rules, size_t size,
			 const char *text)
{
	MUST(text >= rules->text && text <= rules->text + size);
	MUST(text + strlen(text) <= rules->text + size);
}

static void check_token(const struct rules *rules, size_t size,
			const struct rule_token *token)
{
	MUST(*token->key);
	check_string(rules, size, token->key);
	check_string(rules, size, token->value);
	if (token->arg)
		check_string(rules, size, token->arg);
	MUST(token->op <= RULE_FINALLY);
	MUST(!strchr(token->key, '=') && !strchr(token->key, '{'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned int line = 0;
	struct rules rules;
	size_t tokens = 0;

	MUST(rules_parse(data, size, &rules) == 0);
	for (size_t i = 0; i < rules.n_rules; i++) {
		const struct rule *rule = &rules.rules[i];

		MUST(rule->line > line && rule->line <= size + 1);
		MUST(rule->count && rule->first == tokens);
		line = rule->line;
		tokens += rule->count;
	}
	MUST(tokens == rules.n_tokens);
	for (size_t i = 0; i < rules.n_tokens; i++)
		check_token(&rules, size, &rules.tokens[i]);
	rules_free(&rules);
	return 0;
}
