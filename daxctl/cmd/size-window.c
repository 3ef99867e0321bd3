/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * size-window.c - say how big the DAX window of a virtiofs share should be
 *
 * What is needed is found in one of four ways, from a guess to a record of
 * what was really accessed; all the rest follows from it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "daxctl/report/classes.h"
#include "size-window.h"
#include "util/size.h"

struct args {
	const char *bytes;
	unsigned int files;
	const char *tree;
	const char *mounted;
	const char *trace;
	bool submounts;
	const char *min_file;
	const char *window;
	unsigned int threads;
	const char *guest_mem;
	unsigned int pa_bits;
	const char *vmm;
	const char *plot;
};

static const struct args defaults = { .files = 1, .threads = 1 };

static const struct option_desc options[] = {
	STRING(0, "bytes", "size", bytes,
	       "files of <size> in all are to fit, see --files"),
	NUMBER(0, "files", "number", files, "in so many files (1)"),
	STRING(0, "tree", "dir", tree, "all files below <dir> are to fit"),
	STRING(0, "mounted", "dir", mounted,
	       "what is in the page cache now of the files below <dir>"),
	STRING(0, "trace", "file", trace,
	       "what was accessed, as window-usage --record wrote it; - is standard input"),
	FLAG(0, "submounts", submounts,
	     "also files of filesystems mounted below <dir>"),
	STRING(0, "min-file", "size", min_file,
	       "smaller files don't use DAX, by dax=inode"),
	STRING(0, "window", "size", window,
	       "judge a window of <size>, not the recommended one"),
	NUMBER(0, "threads", "number", threads,
	       "that read or map files at the same time (1)"),
	STRING(0, "guest-mem", "size", guest_mem, "memory of the guest"),
	NUMBER(0, "pa-bits", "number", pa_bits,
	       "physical address bits of the guest"),
	STRING(0, "vmm", "name", vmm,
	       "print the setting of kata, crosvm, libkrun, qemu or alioth"),
	STRING(0, "plot", "file", plot, "draw the misses of all sizes as SVG"),
};

/* What is behind an advice, to be freed. */
struct source {
	struct daxctl_files *files;
	struct daxctl_trace *trace;
};

static void source_clear(struct source *source)
{
	daxctl_files_free(source->files);
	daxctl_trace_free(source->trace);
}

/* ---- The command line --------------------------------------------------- */

static int read_size(const struct cli *cli, const char *name, const char *text,
		     uint64_t *ret)
{
	uint64_t size;
	int rc;

	if (!text)
		return 0;
	rc = size_parse(text, &size);
	if (rc == -ERANGE)
		return cli_usage_error(cli,
				       "--%s: \"%s\" is more than 2^64 bytes",
				       name, text);
	if (rc)
		return cli_usage_error(
			cli, "--%s: \"%s\" is no size, a size is like 512M",
			name, text);
	*ret = size;
	return 0;
}

static int check_method(const struct cli *cli, const struct args *args)
{
	int methods =
		!!args->bytes + !!args->tree + !!args->mounted + !!args->trace;

	if (methods != 1)
		return cli_usage_error(
			cli,
			"give one of --bytes, --tree, --mounted and --trace");
	if (args->bytes && !args->files)
		return cli_usage_error(cli, "--files: there must be one");
	if (args->min_file && !args->tree && !args->mounted)
		return cli_usage_error(
			cli, "--min-file goes with --tree or --mounted");
	return 0;
}

static int check_window(const struct cli *cli, const struct args *args,
			uint64_t window)
{
	if (!args->window || window >= DAXCTL_RANGE_SIZE)
		return 0;
	return cli_usage_error(
		cli,
		"--window: a window has at least 2M: the kernel refuses smaller ones");
}

static int unknown_vmm(const struct cli *cli, const char *name)
{
	char names[128];

	vmm_names(names, sizeof(names));
	return cli_usage_error(cli, "--vmm: unknown '%s', there are %s", name,
			       names);
}

static int read_wish(const struct cli *cli, const struct args *args,
		     struct advice_wish *wish)
{
	int rc;

	*wish = (struct advice_wish){
		.threads = args->threads,
		.pa_bits = args->pa_bits,
		.vmm = args->vmm,
	};
	rc = read_size(cli, "min-file", args->min_file, &wish->min_file);
	if (!rc)
		rc = read_size(cli, "window", args->window, &wish->window);
	if (!rc)
		rc = read_size(cli, "guest-mem", args->guest_mem,
			       &wish->memory);
	if (!rc)
		rc = check_window(cli, args, wish->window);
	if (!rc && args->vmm && !vmm_is_known(args->vmm))
		rc = unknown_vmm(cli, args->vmm);
	return rc;
}

/* ---- What is needed ----------------------------------------------------- */

/* On a terminal, each second: a scan can take an hour. */
static int show_progress(void *arg, uint64_t files)
{
	time_t *last = arg, now = time(NULL);

	if (now == *last)
		return 0;
	*last = now;
	fprintf(stderr, "\r%llu files", (unsigned long long)files);
	fflush(stderr);
	return 0;
}

static int scan(const struct cli *cli, const char *path, unsigned int flags,
		struct daxctl_files **ret)
{
	bool watched = isatty(STDERR_FILENO);
	time_t last = time(NULL), start = last;
	int rc;

	rc = daxctl_files_scan(path, flags, watched ? show_progress : NULL,
			       &last, ret);
	if (watched && last != start)
		fputc('\n', stderr);
	if (rc == -EOPNOTSUPP)
		cli_error_remedy(
			cli,
			"ask on the host, or record a trace with window-usage",
			"%s: its files are mapped by DAX, so none is in the page cache",
			path);
	else if (rc)
		cli_failure(cli, rc, "%s", path);
	return rc;
}

/* All files are read twice, so that it shows whether they stay. */
static int trace_files(struct advice *advice, struct source *source)
{
	int rc;

	rc = daxctl_files_make_trace(source->files, advice->wish.min_file, 2,
				     &source->trace);
	/* A curve of hours is no use: the advice does without it. */
	return rc == -E2BIG ? 0 : rc;
}

static int sum_up(struct advice *advice, struct source *source)
{
	daxctl_files_get_sum(source->files, advice->wish.min_file,
			     &advice->sizing.sum);
	advice->sizing.has_bytes = true;
	return trace_files(advice, source);
}

static int from_bytes(const struct cli *cli, const struct args *args,
		      struct advice *advice, struct source *source)
{
	uint64_t bytes = 0;
	int rc;

	rc = read_size(cli, "bytes", args->bytes, &bytes);
	if (rc)
		return rc;
	rc = daxctl_files_assume(bytes, args->files, &source->files);
	if (rc)
		return cli_failure(cli, rc, "--bytes %s", args->bytes);
	advice->sizing.method = "bytes";
	advice->sizing.meaning =
		"an upper bound: what so many files can need at most";
	return sum_up(advice, source);
}

static int from_folder(const struct cli *cli, const struct args *args,
		       struct advice *advice, struct source *source)
{
	const char *path = args->tree ? args->tree : args->mounted;
	unsigned int flags = 0;
	int rc;

	if (args->submounts)
		flags |= DAXCTL_FILES_SUBMOUNTS;
	if (args->mounted)
		flags |= DAXCTL_FILES_RESIDENT;
	rc = scan(cli, path, flags, &source->files);
	if (rc)
		return rc;
	advice->files = source->files;
	advice->sizing.method = args->tree ? "tree" : "mounted";
	advice->sizing.meaning =
		args->tree ? "an upper bound: each file is used"
			   : "what was used and is still in the page cache";
	return sum_up(advice, source);
}

static int bad_trace(const struct cli *cli, const struct args *args,
		     const struct daxctl_trace *trace, int rc)
{
	unsigned long line = daxctl_trace_get_line(trace);

	if (rc == -EINVAL)
		cli_error_remedy(
			cli,
			"record one with 'daxctl window-usage --record', or save the events iomap_iter_dstmap of tracefs",
			"%s: line %lu is no access to a DAX file", args->trace,
			line);
	else if (rc == -EXDEV)
		cli_error_remedy(
			cli, "filter the trace by the number of the device",
			"%s: line %lu is of another filesystem than those before",
			args->trace, line);
	else if (rc == -ENODATA)
		cli_error_remedy(
			cli,
			"was it mounted with dax, and was anything read meanwhile? see daxctl windows",
			"%s: no access in it took a range of a window",
			args->trace);
	else
		cli_failure(cli, rc, "%s", args->trace);
	return rc;
}

static int read_trace(int fd, struct daxctl_trace *trace)
{
	static char text[1 << 16];
	ssize_t len;
	int rc = 0;

	while (!rc && (len = read(fd, text, sizeof(text)))) {
		if (len < 0 && errno == EINTR)
			continue;
		rc = len < 0 ? -errno : daxctl_trace_feed(trace, text, len);
	}
	return rc ? rc : daxctl_trace_finish(trace);
}

static int from_trace(const struct cli *cli, const struct args *args,
		      struct advice *advice, struct source *source)
{
	cleanup(close_p) int fd = -1;
	struct daxctl_trace_info info;
	int rc;

	if (strcmp(args->trace, "-") == 0)
		fd = dup(STDIN_FILENO);
	else
		fd = open(args->trace, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return cli_failure(cli, -errno, "%s", args->trace);
	rc = daxctl_trace_new(&source->trace);
	if (rc)
		return rc;
	rc = read_trace(fd, source->trace);
	if (rc == 0) {
		daxctl_trace_get_info(source->trace, &info);
		rc = info.accesses ? 0 : -ENODATA;
	}
	if (rc)
		return bad_trace(cli, args, source->trace, rc);
	advice->sizing.method = "trace";
	advice->sizing.meaning = "all that was accessed while it was recorded";
	advice->sizing.sum.files = info.files;
	advice->sizing.sum.ranges = info.ranges;
	advice->sizing.recorded_setups = info.recorded_setups;
	advice->sizing.recorded_size = info.recorded_ranges * DAXCTL_RANGE_SIZE;
	return 0;
}

static int find_need(const struct cli *cli, const struct args *args,
		     struct advice *advice, struct source *source)
{
	if (args->bytes)
		return from_bytes(cli, args, advice, source);
	if (args->trace)
		return from_trace(cli, args, advice, source);
	return from_folder(cli, args, advice, source);
}

/* ---- What is told ------------------------------------------------------- */

/* Whether there was anything. */
static bool put_unreadable(struct report *report, const struct advice *advice)
{
	const char *first;
	char text[200];
	uint64_t count;
	int rc;

	if (!advice->files)
		return false;
	count = daxctl_files_unreadable(advice->files, &first, &rc);
	if (!count)
		return false;
	snprintf(text, sizeof(text), "%s; left out: %llu files or folders",
		 strerror(-rc), (unsigned long long)count);
	report_error(report, first, NULL, rc, text);
	return true;
}

static void put_lists(struct report *report, const struct advice *advice)
{
	report_begin_list(report, "sizes", advice->n_rows);
	for (size_t i = 0; i < advice->n_rows; i++)
		report_object(report, &class_window_size, &advice->rows[i]);
	report_end_list(report);
	report_begin_list(report, "thresholds", advice->n_thresholds);
	for (size_t i = 0; i < advice->n_thresholds; i++)
		report_object(report, &class_size_threshold,
			      &advice->thresholds[i]);
	report_end_list(report);
	report_begin_list(report, "warnings", advice->n_warnings);
	for (size_t i = 0; i < advice->n_warnings; i++)
		report_object(report, &class_size_warning,
			      &advice->warnings[i]);
	report_end_list(report);
}

static int tell(const struct cli *cli, const struct advice *advice)
{
	const struct report_options how = {
		.format = cli->format,
		.fd = STDOUT_FILENO,
		.host = cli_host(cli),
	};
	struct report *report = report_new(&how);
	bool partly;
	int status;

	if (!report)
		return -ENOMEM;
	report_begin_list(report, NULL, 1);
	report_begin(report, &class_sizing, &advice->sizing);
	put_lists(report, advice);
	report_end(report);
	report_end_list(report);
	partly = put_unreadable(report, advice);
	status = cli_finish_report(cli, report);
	return status && partly ? STATUS_PARTLY : status;
}

static int draw(const struct cli *cli, const struct advice *advice,
		const char *path)
{
	int rc;

	if (!advice->trace) {
		cli_error_remedy(cli, "take a part of the tree",
				 "there are too many ranges to draw a curve");
		return -E2BIG;
	}
	rc = plot_write(advice, path);
	if (rc == -ENODATA)
		cli_error(cli, "there is no access to draw");
	else if (rc)
		cli_failure(cli, rc, "%s", path);
	return rc;
}

static int run(struct cli *cli, const void *data, char **operands)
{
	cleanup(source_clear) struct source source = { NULL, NULL };
	struct advice advice = { .n_rows = 0 };
	const struct args *args = data;
	int rc;

	rc = cli_no_operands(cli, operands);
	if (!rc)
		rc = check_method(cli, args);
	if (!rc)
		rc = read_wish(cli, args, &advice.wish);
	if (!rc)
		rc = find_need(cli, args, &advice, &source);
	if (rc)
		return rc;
	advice.trace = source.trace;
	rc = advice_make(&advice);
	if (!rc && args->plot)
		rc = draw(cli, &advice, args->plot);
	return rc ? rc : tell(cli, &advice);
}

const struct command cmd_size_window = {
	.name = "size-window",
	.summary = "recommend a size for a virtiofs DAX window",
	.options = options,
	.n_options = ARRAY_SIZE(options),
	.args_size = sizeof(struct args),
	.defaults = &defaults,
	.run = run,
	.own = true,
	.reports = true,
};
