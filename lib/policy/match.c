/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * match.c - what the rules of one file of udev do to a new memory block
 *
 * Rules are followed as udev does for the event "add" of a block, as far as
 * that can be known beforehand: a program that a rule asks may say yes or no,
 * and what follows from it is as uncertain.
 */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "lib/policy/policy.h"
#include "lib/policy/rules.h"

/* What our own rule asks whether the block is one of a dax device. */
static const char owner_program[] = "daxctl online-policy --owner";

static enum truth from_bool(bool yes)
{
	return yes ? YES : NO;
}

/* Does one of the patterns between bars match the text? */
static enum truth match_text(const struct rule_token *token, const char *text)
{
	const char *at = token->value, *end;
	char pattern[256];

	for (;; at = end + 1) {
		end = strchrnul(at, '|');
		if ((size_t)(end - at) >= sizeof(pattern))
			return MAYBE;
		memcpy(pattern, at, end - at);
		pattern[end - at] = '\0';
		if (!fnmatch(pattern, text, token->any_case ? FNM_CASEFOLD : 0))
			return YES;
		if (!*end)
			return NO;
	}
}

static enum truth match_number(const struct rule_token *token,
			       const char *prefix, unsigned int number)
{
	char name[64];

	snprintf(name, sizeof(name), "%smemory%u", prefix, number);
	return match_text(token, name);
}

/* A rule for some of the blocks only is no sure thing for all of them. */
static enum truth match_blocks(const struct look *look,
			       const struct rule_token *token,
			       const char *prefix)
{
	static const unsigned int any[] = { 7, 40, 300, 4096 };
	const unsigned int *numbers = look->n_blocks ? look->blocks : any;
	size_t count = look->n_blocks ? look->n_blocks : ARRAY_SIZE(any);
	bool named = strstr(token->value, "memory");
	size_t matching = 0;

	/* Most patterns are about something else, and the same for all. */
	if (!named)
		return match_number(token, prefix, numbers[0]);
	for (size_t i = 0; i < count; i++)
		matching += match_number(token, prefix, numbers[i]) == YES;
	if (matching == count)
		return YES;
	return matching || !look->n_blocks ? MAYBE : NO;
}

static struct var *find_var(const struct look *look, const char *name)
{
	for (size_t i = 0; i < look->n_vars; i++)
		if (!strcmp(look->vars[i].name, name))
			return &look->vars[i];
	return NULL;
}

static enum truth match_property(const struct look *look,
				 const struct rule_token *token)
{
	const struct var *var = find_var(look, token->arg);

	if (var)
		return var->set == YES ? match_text(token, var->value) : MAYBE;
	if (!strcmp(token->arg, "ACTION"))
		return match_text(token, "add");
	if (!strcmp(token->arg, "SUBSYSTEM"))
		return match_text(token, "memory");
	if (!strcmp(token->arg, "DEVPATH") || !strcmp(token->arg, "SEQNUM"))
		return MAYBE;
	return look->imported ? MAYBE : match_text(token, "");
}

/* What a block hasn't got matches nothing, be it == or !=. */
static enum truth has_attribute(const char *name)
{
	static const char *const names[] = { "removable", "valid_zones",
					     "phys_index", "phys_device",
					     "uevent" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i]))
			return YES;
	return strpbrk(name, "/[$%") ? MAYBE : NO;
}

static enum truth match_test(const struct look *look, const char *path)
{
	cleanup(close_p) int fd = -1;

	if (strpbrk(path, "[$%*"))
		return MAYBE;
	if (*path != '/')
		return !strcmp(path, "state") ? YES : has_attribute(path);
	fd = ctx_open(look->ctx, path + strspn(path, "/"), O_PATH);
	return fd < 0 && fd != -ENOENT && fd != -ENOTDIR ? MAYBE
							 : from_bool(fd >= 0);
}

/* The architecture, as udev calls it. */
static enum truth match_arch(const struct look *look,
			     const struct rule_token *token)
{
	static const struct {
		const char *machine, *arch;
	} names[] = {
		{ "x86_64", "x86-64" },
		{ "aarch64", "arm64" },
		{ "ppc64le", "ppc64-le" },
		{ "s390x", "s390x" },
	};
	struct utsname uts;

	if (look->ctx->captured || uname(&uts) < 0)
		return MAYBE;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(uts.machine, names[i].machine))
			return match_text(token, names[i].arch);
	return MAYBE;
}

/* x86 tells in the flags of its CPUs whether there is a hypervisor. */
static enum truth match_virt(const struct look *look,
			     const struct rule_token *token)
{
	cleanup(free_p) char *text = NULL;
	size_t size;

	if (policy_read(look->ctx, "proc/cpuinfo", &text, &size) < 0 ||
	    !strstr(text, "\nflags"))
		return MAYBE;
	if (!strstr(text, " hypervisor"))
		return match_text(token, "none");
	return !strcmp(token->value, "none") ? NO : MAYBE;
}

static enum truth match_const(const struct look *look,
			      const struct rule_token *token)
{
	if (token->arg && !strcmp(token->arg, "arch"))
		return match_arch(look, token);
	if (token->arg && !strcmp(token->arg, "virt"))
		return match_virt(look, token);
	return MAYBE;
}

static bool is_one_of(const char *key, const char *one, const char *other)
{
	return !strcmp(key, one) || !strcmp(key, other);
}

/* As if it were "==". */
static enum truth match_is(const struct look *look,
			   const struct rule_token *token)
{
	const char *key = token->key;

	if (!strcmp(key, "ACTION"))
		return match_text(token, "add");
	if (is_one_of(key, "SUBSYSTEM", "SUBSYSTEMS"))
		return match_text(token, "memory");
	if (is_one_of(key, "KERNEL", "KERNELS"))
		return match_blocks(look, token, "");
	if (!strcmp(key, "DEVPATH"))
		return match_blocks(look, token, "/devices/system/memory/");
	if (is_one_of(key, "DRIVER", "DRIVERS") ||
	    is_one_of(key, "NAME", "SYMLINK"))
		return match_text(token, "");
	if (!strcmp(key, "ENV") && token->arg)
		return match_property(look, token);
	if (!strcmp(key, "TEST"))
		return match_test(look, token->value);
	if (!strcmp(key, "CONST"))
		return match_const(look, token);
	if (!strcmp(key, "PROGRAM") && strstr(token->value, owner_program))
		return from_bool(look->of_dax);
	return MAYBE;
}

static bool is_about_state(const struct rule_token *token)
{
	return is_one_of(token->key, "ATTR", "ATTRS") && token->arg &&
	       !strcmp(token->arg, "state");
}

static enum truth match_state(const struct look *look,
			      const struct rule_token *token)
{
	if (look->online == MAYBE)
		return MAYBE;
	return match_text(token, look->online ? "online" : "offline");
}

static enum truth match(const struct look *look, const struct rule_token *token)
{
	enum truth is;

	if (is_about_state(token))
		is = match_state(look, token);
	else if (is_one_of(token->key, "ATTR", "ATTRS") && token->arg)
		return both(has_attribute(token->arg), MAYBE);
	else
		is = match_is(look, token);
	if (is == MAYBE || token->op == RULE_IS)
		return is;
	return from_bool(is == NO);
}

/* A program that is asked, or asked for more, may fail as well. */
static bool asks(const struct rule_token *token)
{
	return token->op <= RULE_IS_NOT ||
	       is_one_of(token->key, "PROGRAM", "IMPORT");
}

static int set_var(struct look *look, const char *name, const char *value,
		   enum truth sure)
{
	struct var *var = find_var(look, name);

	if (!var) {
		var = reallocarray(look->vars, look->n_vars + 1, sizeof(*var));
		if (!var)
			return -ENOMEM;
		look->vars = var;
		var += look->n_vars;
		*var = (struct var){ .set = NO };
		if (strlen(name) >= sizeof(var->name))
			return 0;
		strcpy(var->name, name);
		look->n_vars++;
	}
	if (strlen(value) >= sizeof(var->value))
		sure = MAYBE;
	snprintf(var->value, sizeof(var->value), "%s", value);
	var->set = sure;
	return 0;
}

/* The name between braces behind "$env" or "%E"; where it ends, or NULL. */
static const char *property_at(const char *at, char name[POLICY_TEXT])
{
	const char *end;

	if (!strncmp(at, "$env{", 5))
		at += 5;
	else if (!strncmp(at, "%E{", 3))
		at += 3;
	else
		return NULL;
	end = strchr(at, '}');
	if (!end || end - at >= POLICY_TEXT)
		return NULL;
	memcpy(name, at, end - at);
	name[end - at] = '\0';
	return end + 1;
}

/* A value with its properties put in; "" and MAYBE if that can't be known. */
static enum truth expand(const struct look *look, const char *value, char *to,
			 size_t size)
{
	char name[POLICY_TEXT];
	size_t used = 0;

	while (*value && used + 1 < size) {
		const char *end = property_at(value, name);
		const struct var *var = end ? find_var(look, name) : NULL;

		if (end && (!var ? !look->imported : var->set == YES)) {
			used += snprintf(to + used, size - used, "%s",
					 var ? var->value : "");
			value = end;
		} else if (strchr("$%", *value)) {
			*to = '\0';
			return MAYBE;
		} else {
			to[used++] = *value++;
		}
	}
	if (*value || used >= size)
		used = 0;
	to[used] = '\0';
	return *value ? MAYBE : YES;
}

/* The rule that is being followed. */
struct step {
	const char *path;
	const struct rule *rule;
	enum truth sure; /* of all but the block's state */
	enum truth done; /* the state is as it wants it */
};

static int write_state(struct look *look, const struct step *step,
		       const struct rule_token *token)
{
	const struct daxctl_policy_actor actor = {
		.source = DAXCTL_POLICY_UDEV_RULE,
		.path = step->path,
		.line = step->rule->line,
		.setting = "ATTR{state}",
		.value = token->value,
	};
	char value[POLICY_TEXT];
	enum truth known = expand(look, token->value, value, sizeof(value));

	return look_write(look, actor, value, both(step->sure, known),
			  step->done);
}

/* Of programs only those whose words say what they are for are suspected. */
static int run_program(struct look *look, const struct step *step,
		       const struct rule_token *token)
{
	const struct daxctl_policy_actor actor = {
		.source = DAXCTL_POLICY_UDEV_RULE,
		.path = step->path,
		.line = step->rule->line,
		.setting = token->key,
		.value = token->value,
	};

	if (!strstr(token->value, "online") ||
	    strstr(token->value, owner_program))
		return 0;
	return look_write(look, actor, "", MAYBE, both(step->done, MAYBE));
}

static int assign(struct look *look, const struct step *step,
		  const struct rule_token *token)
{
	enum truth sure = both(step->sure, step->done);
	char value[POLICY_TEXT];

	if (is_about_state(token) && token->op != RULE_REMOVE)
		return write_state(look, step, token);
	if (!strcmp(token->key, "RUN") || asks(token))
		return run_program(look, step, token);
	if (strcmp(token->key, "ENV") != 0 || !token->arg || !sure)
		return 0;
	/* More words, or fewer: nobody asks for those here. */
	if (token->op != RULE_ASSIGN)
		return set_var(look, token->arg, "", MAYBE);
	sure = both(sure, expand(look, token->value, value, sizeof(value)));
	return set_var(look, token->arg, value, sure);
}

/* What all its conditions say, but for those on the state. */
static void judge(struct look *look, const struct rule_token *tokens,
		  struct step *step)
{
	const struct rule_token *token;

	array_foreach(token, tokens, step->rule->count) {
		enum truth is;

		if (!asks(token))
			continue;
		is = match(look, token);
		if (is_about_state(token))
			step->done = both(step->done, is);
		else
			step->sure = both(step->sure, is);
	}
	array_foreach(token, tokens, step->rule->count)
		if (!strcmp(token->key, "IMPORT") && step->sure && token->arg &&
		    strcmp(token->arg, "builtin") != 0)
			look->imported = true;
}

static const char *value_of(const struct rules *rules, size_t rule,
			    const char *key)
{
	const struct rule_token *token;

	array_foreach(token, rules->tokens + rules->rules[rule].first,
		      rules->rules[rule].count)
		if (!strcmp(token->key, key))
			return token->value;
	return NULL;
}

/* The rule with that label, behind the one at @from; @from: there is none. */
static size_t find_label(const struct rules *rules, size_t from,
			 const char *label)
{
	for (size_t i = from + 1; i < rules->n_rules; i++) {
		const char *here = value_of(rules, i, "LABEL");

		if (here && !strcmp(here, label))
			return i;
	}
	return from;
}

static int follow(struct look *look, const struct rules *rules,
		  const struct step *step)
{
	const struct rule_token *token;
	int rc;

	array_foreach(token, rules->tokens + step->rule->first,
		      step->rule->count) {
		/* Programs that are asked run, too; other questions don't. */
		if (token->op <= RULE_IS_NOT &&
		    !is_one_of(token->key, "PROGRAM", "IMPORT"))
			continue;
		rc = assign(look, step, token);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int look_at_file(struct look *look, const struct rules_file *file)
{
	const struct rules *rules = &file->rules;
	size_t doubt = 0; /* rules before this one may be jumped over */
	int rc = 0;

	for (size_t i = 0, next; rc == 0 && i < rules->n_rules; i = next) {
		struct step step = { .path = file->path,
				     .rule = &rules->rules[i],
				     .sure = i < doubt ? MAYBE : YES,
				     .done = YES };
		const char *label = value_of(rules, i, "GOTO");
		enum truth jump;

		next = i + 1;
		judge(look, rules->tokens + step.rule->first, &step);
		if (step.sure)
			rc = follow(look, rules, &step);
		jump = label ? both(step.sure, step.done) : NO;
		if (jump == NO)
			continue;
		i = find_label(rules, i, label);
		if (jump == YES && i >= next)
			next = i;
		else if (i > doubt)
			doubt = i;
	}
	return rc;
}

int look_at_udev(struct look *look)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < look->files->count; i++)
		rc = look_at_file(look, look->files->at[i]);
	return rc;
}
