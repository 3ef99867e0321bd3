/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * change.c - plan and carry out, for one object after the other
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "daxctl/cmd/change.h"
#include "daxctl/report/text.h"

int change_begin(struct change *change)
{
	const struct change_args *args = change->args;

	if (args->lock_timeout > UINT_MAX / 1000)
		return cli_usage_error(
			change->cli,
			"--lock-timeout=%u: the longest is %u seconds",
			args->lock_timeout, UINT_MAX / 1000);
	daxctl_set_lock_timeout(change->cli->ctx, args->lock_timeout * 1000);
	if (args->verbose)
		daxctl_set_log_priority(change->cli->ctx, LOG_DEBUG);
	if (args->dry_run)
		change->flags |= DAXCTL_PLAN_DRY_RUN;
	if (args->dry_run || !change->cli->sysroot)
		return 0;
	cli_error_remedy(
		change->cli, "--dry-run shows what would be done",
		"the tree in '%s' is a picture of a machine, which can't be changed",
		change->cli->sysroot);
	return -EROFS;
}

static void print_steps(const struct daxctl_plan *plan)
{
	const char *step;

	for (unsigned int i = 0; (step = daxctl_plan_get_step(plan, i)); i++)
		text_line(stdout, "%s", step);
}

/* What was found in disorder must be told, too, when nobody asks for steps. */
static void tell_notes(const struct daxctl_plan *plan)
{
	const char *step;

	for (unsigned int i = 0; (step = daxctl_plan_get_step(plan, i)); i++)
		if (strncmp(step, "note: ", strlen("note: ")) == 0)
			text_line(stderr, "%s", step);
}

int change_carry_out(struct change *change, struct daxctl_plan *plan)
{
	int rc = 0;

	if (change->args->dry_run) {
		print_steps(plan);
	} else {
		tell_notes(plan);
		rc = daxctl_plan_run(plan);
	}
	if (!rc && daxctl_plan_is_unchanged(plan))
		change->unchanged++;
	else if (!rc)
		change->changed++;
	/* A device that was made has its name only now. */
	snprintf(change->object_done, sizeof(change->object_done), "%s",
		 daxctl_plan_get_object(plan));
	daxctl_plan_free(plan);
	return rc;
}

void change_failed(struct change *change, int rc, const char *name)
{
	const char *cause = daxctl_get_error(change->cli->ctx);

	/* Nearly always the library names the object, or the one below it. */
	if (cause && strstr(cause, name))
		cli_error_remedy(change->cli,
				 daxctl_get_remedy(change->cli->ctx), "%s",
				 cause);
	else
		cli_failure(change->cli, rc, "%s", name);
	if (!change->rc)
		change->rc = rc;
}

void change_pass_over(const struct change *change, FILE *reasons, int rc,
		      const char *name)
{
	const char *cause = daxctl_get_error(change->cli->ctx);
	const char *remedy = daxctl_get_remedy(change->cli->ctx);

	text_line(reasons, "  %s%s%s%s%s%s", cause ? "" : name,
		  cause ? "" : ": ", cause ? cause : strerror(-rc),
		  remedy ? " (" : "", remedy ? remedy : "", remedy ? ")" : "");
}

void change_each(struct change *change, const struct array *names,
		 change_plan *plan_for)
{
	for (size_t i = 0; i < names->count; i++) {
		struct daxctl_plan *plan;
		int rc = plan_for(change, names->at[i], &plan);

		if (!rc)
			rc = change_carry_out(change, plan);
		if (rc)
			change_failed(change, rc, names->at[i]);
		/* What the next plan looks at may have changed with it. */
		daxctl_invalidate(change->cli->ctx);
	}
}

void change_count(const struct change *change)
{
	fprintf(stderr, "%s%s %u %s%s",
		change->args->dry_run ? "dry run: would have " : "",
		change->verb, change->changed, change->object,
		change->changed == 1 ? "" : "s");
	if (change->unchanged)
		fprintf(stderr, ", %u unchanged", change->unchanged);
	fputc('\n', stderr);
}

int change_all(struct change *change, int rc, const struct array *names,
	       change_plan *plan_for)
{
	if (!rc)
		change_each(change, names, plan_for);
	change_count(change);
	return rc ? rc : change->rc;
}

int change_dimms(struct change *change, const char *infinitive, const char *bus,
		 char **words, change_plan *plan_for)
{
	cleanup(target_free) struct array names = { 0 };
	int rc;

	if (!*words)
		return cli_usage_error(change->cli,
				       "specify dimms to %s, or \"all\"",
				       infinitive);
	rc = change_begin(change);
	if (rc)
		return rc;
	for (; *words && !rc; words++) {
		struct selection selection = { .bus = bus, .dimm = *words };

		rc = target_dimms(change, &selection, &names);
	}
	if (!rc)
		change_each(change, &names, plan_for);
	change_count(change);
	/* ndctl's commands for dimms have one status for every failure. */
	return rc || change->rc ? STATUS_FAILED : STATUS_DONE;
}
