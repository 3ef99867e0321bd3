/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window-usage.c - how much of a DAX window is in use
 *
 * Three ways to know: the page tables of the guest's processes, a trace of
 * what the kernel looks up, and, on the host, what the VMM has mapped.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cmd/window.h"
#include "daxctl/report/classes.h"
#include "daxctl/report/window.h"
#include "util/size.h"

struct args {
	unsigned int trace, vmm;
	const char *record, *length;
	bool human;
};

static const struct option_desc options[] = {
	NUMBER(0, "trace", "seconds", trace,
	       "follow all accesses for so long, through tracefs"),
	STRING(0, "record", "file", record,
	       "write the trace into <file>, for size-window --trace"),
	NUMBER(0, "vmm", "pid", vmm,
	       "on the host: look at the mappings of this VMM"),
	STRING(0, "length", "size", length,
	       "of the VMM's window, where it isn't recognised"),
	FLAG('u', "human", human, "write sizes for people"),
};

/* Without --trace a record ends when the user says so. */
#define UNTIL_STOPPED UINT32_MAX

struct use {
	struct cli *cli;
	const struct args *args;
	struct report *report;
	size_t shown, failed;
	int rc; /* the first failure */
};

/* NULL: what the errno says is good enough. */
static const char *reason(int rc)
{
	switch (rc) {
	case -ENOENT:
		return "it has no DAX window";
	case -ENODEV:
		return "it isn't mounted";
	case -EACCES:
	case -EPERM:
		return "only root may look at that";
	case -EOPNOTSUPP:
		return "there is no tracefs, or no event iomap:iomap_iter_dstmap in it";
	default:
		return NULL;
	}
}

static void tell_failure(struct use *use, const char *name, int rc)
{
	use->failed++;
	if (!use->rc)
		use->rc = rc;
	report_error(use->report, name, NULL, rc, reason(rc));
}

static void show(struct use *use, const struct window_answer *answer)
{
	report_object(use->report, &class_window_usage, answer);
	use->shown++;
}

static void show_mapped(struct use *use, struct daxctl_window *window)
{
	struct window_answer answer = {
		.method = WINDOW_PAGE_TABLES,
		.name = daxctl_window_get_devname(window),
		.window = window,
	};
	int rc = daxctl_window_read_extent(window, &answer.extent);

	if (rc == 0)
		rc = daxctl_window_read_mapped(window, &answer.usage);
	if (rc == 0)
		show(use, &answer);
	else
		tell_failure(use, answer.name, rc);
}

/* Where accesses go: into figures and, if asked for, into a file. */
struct record {
	struct daxctl_window_counter *counter;
	FILE *file;
};

static int take(void *arg, const struct daxctl_window_access *access)
{
	struct record *record = arg;

	if (record->file && access->lost &&
	    fprintf(record->file, "# lost %" PRIu64 "\n", access->lost) < 0)
		return -EIO;
	if (record->file &&
	    fprintf(record->file,
		    "0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64
		    " %s\n",
		    access->inode, access->address, access->offset,
		    access->length, access->type) < 0)
		return -EIO;
	return daxctl_window_counter_add(record->counter, access);
}

static int open_record(const struct use *use, struct record *record)
{
	const char *path = use->args->record;

	record->counter = daxctl_window_counter_new();
	if (!record->counter)
		return -ENOMEM;
	record->file = path ? fopen(path, "we") : NULL;
	if (path && !record->file) {
		int rc = -errno;

		cli_error(use->cli, "can't write '%s': %s", path,
			  strerror(-rc));
		return rc;
	}
	return 0;
}

static int close_record(const struct use *use, struct record *record)
{
	int rc = 0;

	daxctl_window_counter_free(record->counter);
	if (record->file && fclose(record->file) < 0) {
		rc = -errno;
		cli_error(use->cli, "can't write '%s': %s", use->args->record,
			  strerror(-rc));
	}
	return rc;
}

static void on_signal(int number)
{
	(void)number;
}

/* A signal ends the trace, which then takes its things away again. */
static void catch_signals(void)
{
	const struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

static int trace(struct use *use, struct daxctl_window *window,
		 struct window_answer *answer)
{
	struct record record = { NULL, NULL };
	struct daxctl_window_mount mount;
	uint64_t ms = use->args->trace * 1000ull;
	int rc, closed;

	rc = daxctl_window_get_mount(window, 0, &mount);
	if (rc < 0)
		return rc == -ENOENT ? -ENODEV : rc;
	rc = open_record(use, &record);
	if (rc == 0) {
		catch_signals();
		rc = daxctl_window_trace(
			use->cli->ctx, mount.device,
			ms && ms < UNTIL_STOPPED ? ms : UNTIL_STOPPED, take,
			&record);
	}
	if (rc == 0)
		daxctl_window_counter_read(record.counter, &answer->tally);
	closed = close_record(use, &record);
	return rc < 0 ? rc : closed;
}

static void show_trace(struct use *use, struct daxctl_window *window)
{
	struct window_answer answer = {
		.method = WINDOW_TRACE,
		.name = daxctl_window_get_devname(window),
		.window = window,
	};
	int rc = daxctl_window_read_extent(window, &answer.extent);

	if (rc == 0)
		rc = trace(use, window, &answer);
	if (rc == 0)
		show(use, &answer);
	else
		tell_failure(use, answer.name, rc);
}

static bool has_window(void *object)
{
	struct daxctl_window_extent extent;

	return daxctl_window_read_extent(object, &extent) != -ENOENT;
}

/* What isn't named but has no window is left out. */
static void show_guest(struct use *use, const struct array *windows, bool named)
{
	for (size_t i = 0; i < windows->count; i++) {
		struct daxctl_window *window = windows->at[i];

		if (!named && !has_window(window))
			continue;
		if (use->args->trace || use->args->record)
			show_trace(use, window);
		else
			show_mapped(use, window);
	}
}

static int show_vmm(struct use *use, uint64_t length)
{
	struct window_answer answer = { .method = WINDOW_VMM };
	char name[32];
	int rc;

	snprintf(name, sizeof(name), "pid%u", use->args->vmm);
	answer.name = name;
	while ((rc = daxctl_window_read_vmm(use->cli->ctx, use->args->vmm,
					    length, use->shown,
					    &answer.usage)) == 0)
		show(use, &answer);
	if (rc == -ENOENT && use->shown)
		return 0;
	if (rc == -ENOENT)
		cli_error_remedy(
			use->cli,
			"tell its length with --length, or look later: an empty window isn't recognised",
			"%s: no DAX window is seen in its mappings", name);
	else if (rc == -ESRCH)
		cli_error(use->cli, "%s: there is no such process", name);
	else
		cli_error(use->cli, "%s: can't read its mappings: %s", name,
			  strerror(-rc));
	return rc == -ESRCH ? -ENOENT : rc;
}

static int check_args(const struct cli *cli, const struct args *a,
		      char **operands, uint64_t *length)
{
	*length = 0;
	if (a->vmm && (a->trace || a->record || *operands))
		return cli_usage_error(
			cli, "--vmm is about a process of this host alone");
	if (a->length && !a->vmm)
		return cli_usage_error(cli, "--length is of a --vmm's window");
	if (a->length && (size_parse(a->length, length) < 0 ||
			  !daxctl_window_ranges(*length)))
		return cli_usage_error(
			cli, "'%s' is no length: it is 2M at least", a->length);
	if (a->vmm > INT32_MAX)
		return cli_usage_error(cli, "%u is no process", a->vmm);
	return 0;
}

/* What a failure means where nothing could be shown. */
static int outcome(const struct use *use, int status)
{
	if (!use->failed || status == STATUS_NOT_FOUND)
		return status;
	return use->shown ? STATUS_PARTLY : use->rc;
}

static int run_guest(struct use *use, char **operands)
{
	struct array windows = { 0 };
	size_t missing;
	int rc;

	rc = window_select(use->cli, use->report, operands, &windows, &missing);
	report_begin_list(use->report, NULL, windows.count);
	if (rc == 0 && use->args->record && windows.count > 1)
		report_error(use->report, NULL, NULL, -EINVAL,
			     "--record is of one device: name it");
	else if (rc == 0)
		show_guest(use, &windows, *operands);
	report_end_list(use->report);
	if (rc < 0)
		report_error(use->report, NULL, NULL, rc, NULL);
	rc = window_finish(use->cli, use->report, use->shown, missing);
	array_free(&windows, NULL);
	return outcome(use, rc);
}

static int run(struct cli *cli, const void *args, char **operands)
{
	struct use use = { .cli = cli, .args = args };
	uint64_t length;
	int rc, status;

	rc = check_args(cli, args, operands, &length);
	if (rc)
		return rc;
	use.report = window_report(cli, use.args->human);
	if (!use.report)
		return -ENOMEM;
	if (!use.args->vmm)
		return run_guest(&use, operands);
	report_begin_list(use.report, NULL, 1);
	rc = show_vmm(&use, length);
	report_end_list(use.report);
	status = cli_finish_report(cli, use.report);
	return rc < 0 ? rc : status;
}

const struct command cmd_window_usage = {
	.name = "window-usage",
	.operands = "[<device|tag|mount point>...]",
	.summary = "tell how much of a DAX window is in use",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.run = run,
	.own = true,
	.reports = true,
};
