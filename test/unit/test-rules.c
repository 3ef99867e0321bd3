/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-rules.c - rules files of udev, well-formed and not
 */
#include <stdio.h>
#include <string.h>

#include "lib/policy/rules.h"
#include "test.h"

/* All rules as one text: "LINE: KEY{ARG}OP VALUE ...; ..." */
static const char *parsed(const char *text)
{
	static const char *const ops[] = { "==", "!=", "=", "+=", "-=", ":=" };
	static char buf[1024];
	struct rules rules;
	size_t used = 0;

	*buf = '\0';
	OK(rules_parse(text, strlen(text), &rules));
	for (size_t i = 0; i < rules.n_rules; i++) {
		const struct rule *rule = &rules.rules[i];
		const struct rule_token *token;

		used += snprintf(buf + used, sizeof(buf) - used,
				 "%s%u:", i ? "; " : "", rule->line);
		array_foreach(token, rules.tokens + rule->first, rule->count)
			used += snprintf(buf + used, sizeof(buf) - used,
					 " %s%s%s%s%s%s%s", token->key,
					 token->arg ? "{" : "",
					 token->arg ? token->arg : "",
					 token->arg ? "}" : "", ops[token->op],
					 token->any_case ? "i" : "",
					 token->value);
	}
	rules_free(&rules);
	return buf;
}

TEST(a_rule_is_keys_operators_and_values)
{
	EQ_STR(parsed("SUBSYSTEM==\"memory\", ATTR{state}=\"online\"\n"),
	       "1: SUBSYSTEM==memory ATTR{state}=online");
	EQ_STR(parsed("A!=\"1\" B+=\"2\",C-=\"3\", D:=\"4\""),
	       "1: A!=1 B+=2 C-=3 D:=4");
	EQ_STR(parsed("\tENV{.state} = \"a, b=c\" ,"), "1: ENV{.state}=a, b=c");
}

TEST(comments_and_empty_lines_count_as_lines)
{
	EQ_STR(parsed("# A==\"1\"\n\n  \n   # more\nA==\"1\"\n"), "5: A==1");
}

TEST(a_line_that_goes_on_has_the_number_of_its_first)
{
	EQ_STR(parsed("\nA==\"1\", \\\n  B=\"2\"\nC=\"3\"\n"),
	       "2: A==1 B=2; 4: C=3");
	EQ_STR(parsed("A==\"1\", \\\n# not B\n  B=\"2\"\n"), "1: A==1 B=2");
	EQ_STR(parsed("A==\"1\", \\\n\nB=\"2\"\n"), "1: A==1; 3: B=2");
	EQ_STR(parsed("A==\"x\\\ny\"\n"), "1: A==xy");
}

TEST(a_backslash_at_the_end_of_the_file_ends_nothing)
{
	EQ_STR(parsed("A==\"1\" \\"), "1: A==1");
	EQ_STR(parsed("\\"), "");
	EQ_STR(parsed("\\\n\\\n\\\n"), "");
}

TEST(quotes_are_escaped_and_with_e_anything_is)
{
	EQ_STR(parsed("A=\"say \\\"no\\\"\""), "1: A=say \"no\"");
	EQ_STR(parsed("A=\"a\\nb\""), "1: A=a\\nb");
	EQ_STR(parsed("A=e\"a\\\\b\""), "1: A=a\\b");
	EQ_STR(parsed("A==i\"UPPER\""), "1: A==iUPPER");
	EQ_STR(parsed("A==ei\"x\\\"\""), "1: A==ix\"");
}

TEST(what_is_no_rule_is_left_out_with_its_whole_line)
{
	static const char *const bad[] = {
		"A==\"1\", B",
		"A==\"1\", B==",
		"A==\"1\", B==x",
		"A==\"1\", B==\"x",
		"A==\"1\", {x}=\"1\"",
		"A==\"1\", B{x=\"1\"",
		"A==\"1\", ==\"1\"",
		"A==\"1\", B~\"1\"",
		"\"A\"==\"1\"",
		"A==\"\\\"",
		"=",
		"A==e",
	};
	char text[128];

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		snprintf(text, sizeof(text), "%s\nGOOD==\"1\"\n", bad[i]);
		EQ_STR(parsed(text), "2: GOOD==1");
	}
}

TEST(a_byte_of_nothing_doesn_t_hide_what_follows)
{
	static const char text[] = "A==\"\0\"\nB==\"1\"\n";
	struct rules rules;

	OK(rules_parse(text, sizeof(text) - 1, &rules));
	EQ(rules.n_rules, 2);
	EQ(rules.rules[1].line, 2);
	rules_free(&rules);
}

TEST(an_empty_file_has_no_rules)
{
	struct rules rules;

	OK(rules_parse(NULL, 0, &rules));
	EQ(rules.n_rules, 0);
	rules_free(&rules);
}
