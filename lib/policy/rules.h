/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rules.h - a rules file of udev, taken apart
 *
 * The form is that of udev(7). A line that isn't a rule is left out, as udev
 * does; nothing is resolved or matched here.
 */
#ifndef LIB_POLICY_RULES_H
#define LIB_POLICY_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "util/util.h"

enum rule_op {
	RULE_IS,      /* == */
	RULE_IS_NOT,  /* != */
	RULE_ASSIGN,  /* = */
	RULE_ADD,     /* += */
	RULE_REMOVE,  /* -= */
	RULE_FINALLY, /* := */
};

struct rule_token {
	const char *key; /* "ATTR" */
	const char *arg; /* "state"; NULL: no braces */
	const char *value;
	enum rule_op op;
	bool any_case;
};

struct rule {
	unsigned int line; /* where it begins, from 1 */
	size_t first;	   /* of its tokens */
	size_t count;
};

struct rules {
	char *text; /* owned: what the tokens point into */
	struct rule_token *tokens;
	size_t n_tokens;
	struct rule *rules;
	size_t n_rules;
};

/* 0 or -ENOMEM, whatever the bytes. */
int rules_parse(const void *bytes, size_t size, struct rules *ret) must_check;
void rules_free(struct rules *rules);

#endif
