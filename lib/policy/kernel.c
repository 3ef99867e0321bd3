/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * kernel.c - what the kernel itself does with a new memory block
 *
 * What it was built with is what it was started with unless the command line
 * says otherwise, and that is what it does unless somebody has written to
 * auto_online_blocks since. So only the last one acts; the others tell where
 * it comes from. Facts: the kernel's admin-guide/mm/memory-hotplug.rst and
 * admin-guide/kernel-parameters.txt.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/policy/policy.h"

static int add_default(struct look *look, enum daxctl_policy_source source,
		       const char *path, unsigned int line, const char *setting,
		       const char *value)
{
	const struct daxctl_policy_actor actor = {
		.source = source,
		.effect = DAXCTL_POLICY_DEFAULT,
		.certain = true,
		.path = path,
		.line = line,
		.setting = setting,
		.value = value,
	};

	return look_add(look, &actor);
}

/* Is this line of a configuration about new memory? Cut into name and value. */
static bool is_about_memory(char *line, const char **name, const char **value)
{
	static const char before[] = "CONFIG_MEMORY_HOTPLUG_DEFAULT_ONLINE";
	/* Since 6.14; of four only the one that is set says something. */
	static const char since[] = "CONFIG_MHP_DEFAULT_ONLINE_TYPE_";
	char *end;

	*name = line + (!strncmp(line, "# ", 2) ? 2 : 0);
	end = line + (*name - line) + strcspn(*name, "= ");
	*value = *end == '=' ? end + 1 : "n";
	*end = '\0';
	if (!strcmp(*name, before))
		return true;
	return !strncmp(*name, since, strlen(since)) && strcmp(*value, "n");
}

static int look_at_config(struct look *look, const char *path, char *text)
{
	const char *name, *value;
	char *next;
	int rc = 0;

	for (unsigned int line = 1; rc == 0 && text; line++, text = next) {
		next = strchr(text, '\n');
		if (next)
			*next++ = '\0';
		if (is_about_memory(text, &name, &value))
			rc = add_default(look, DAXCTL_POLICY_KERNEL_CONFIG,
					 path, line, name, value);
	}
	return rc;
}

/* The configuration is nice to know, so that it can't be read is no failure. */
static int find_config(struct look *look)
{
	static const char *const places[] = { "/boot/config-%s",
					      "/lib/modules/%s/config" };
	static const char shown[] = "/proc/config.gz";
	cleanup(free_p) char *release = NULL;
	cleanup(free_p) char *text = NULL;
	char path[POLICY_TEXT];
	size_t size;

	if (policy_read(look->ctx, "proc/sys/kernel/osrelease", &release,
			&size) == 0) {
		release[strcspn(release, "\n/")] = '\0';
		for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
			snprintf(path, sizeof(path), places[i], release);
			if (policy_read(look->ctx, path + 1, &text, &size) == 0)
				return look_at_config(look, path, text);
		}
	}
	if (policy_read_gzip(look->ctx, shown + 1, &text, &size) == 0)
		return look_at_config(look, shown, text);
	return 0;
}

/* To the kernel '-' and '_' are one in the names of parameters. */
static void normalise(char *name)
{
	for (; *name && *name != '='; name++)
		if (*name == '-')
			*name = '_';
}

static bool is_parameter(const char *word, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(word, name, len) && (!word[len] || word[len] == '=');
}

static int look_at_word(struct look *look, char *word)
{
	static const char module[] = "memory_hotplug.";
	char *value;

	normalise(word);
	if (is_parameter(word, "movable_node"))
		look->usual = DAXCTL_POLICY_MOVABLE;
	else if (!is_parameter(word, "memhp_default_state") &&
		 strncmp(word, module, strlen(module)) != 0)
		return 0;
	value = strchr(word, '=');
	if (value)
		*value++ = '\0';
	return add_default(look, DAXCTL_POLICY_COMMAND_LINE, "/proc/cmdline", 0,
			   word, value ? value : "");
}

static int look_at_command_line(struct look *look)
{
	cleanup(free_p) char *text = NULL;
	char *word, *rest;
	size_t size;
	int rc;

	rc = policy_read(look->ctx, "proc/cmdline", &text, &size);
	if (rc < 0)
		return rc == -ENOENT || rc == -ENOTDIR ? 0 : rc;
	for (word = strtok_r(text, " \t\n", &rest); rc == 0 && word;
	     word = strtok_r(NULL, " \t\n", &rest)) {
		/* What follows is for the first process. */
		if (!strcmp(word, "--"))
			break;
		rc = look_at_word(look, word);
	}
	return rc;
}

/* How "online" chooses a zone; kernels before 5.15 have no choice. */
static int look_at_parameters(struct look *look)
{
	static const char folder[] = "/sys/module/memory_hotplug/parameters";
	static const char *const names[] = { "online_policy",
					     "auto_movable_ratio",
					     "auto_movable_numa_aware" };
	char path[POLICY_TEXT], value[32];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		if (sysfs_read_text(&look->ctx->sys, path + strlen("/sys/"),
				    value, sizeof(value)) < 0)
			break;
		rc = add_default(look, DAXCTL_POLICY_KERNEL_PARAMETER, path, 0,
				 names[i], value);
		/* The others are about the automatic choice. */
		if (!i && strcmp(value, "auto-movable") != 0)
			break;
		look->usual = DAXCTL_POLICY_EITHER;
	}
	return rc;
}

static int look_at_auto_online(struct look *look)
{
	static const char path[] =
		"/sys/devices/system/memory/auto_online_blocks";
	struct daxctl_policy_actor actor = {
		.source = DAXCTL_POLICY_AUTO_ONLINE,
		.path = path,
		.setting = "auto_online_blocks",
	};
	char value[32];
	int rc;

	rc = sysfs_read_text(&look->ctx->sys, path + strlen("/sys/"), value,
			     sizeof(value));
	if (rc < 0)
		return rc == -ENOENT ? 0 : rc;
	actor.value = value;
	return look_write(look, actor, value, YES, look->held ? NO : YES);
}

int look_at_kernel(struct look *look)
{
	int rc;

	look->usual = DAXCTL_POLICY_KERNEL;
	rc = find_config(look);
	if (rc == 0)
		rc = look_at_command_line(look);
	if (rc == 0)
		rc = look_at_parameters(look);
	return rc == 0 ? look_at_auto_online(look) : rc;
}
