/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * check.c - is there anything wrong with how virtio-fs and DAX meet here?
 *
 * What is known to be bad is data (problems.def). Here is how each is
 * recognised, from what the other files of this room tell. Nothing is changed,
 * and a question that can't be answered is no finding.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/virtiofs/proctext.h"
#include "lib/virtiofs/window.h"

enum {
	LEAST_RANGES = 2,     /* fewer deadlock */
	USUAL_RANGES = 32,    /* fewer stall */
	DEAR_PERCENT = 5,     /* of the guest's memory: a warning */
	RUINOUS_PERCENT = 25, /* … an error */
	MOST_FILES = 256,     /* looked at to see what a server does */
};

#define PROBLEM(name, ...) P_##name,
enum problem_name {
#include "lib/virtiofs/problems.def"
	N_PROBLEMS,
};
#undef PROBLEM

struct problem {
	const char *id;
	enum daxctl_window_severity severity;
	unsigned int since, fixed;
	const char *summary, *remedy, *source, *dated;
};

#define PROBLEM(name, level, ...) \
	[P_##name] = { #name, DAXCTL_WINDOW_##level, __VA_ARGS__ },
static const struct problem problems[] = {
#include "lib/virtiofs/problems.def"
};
#undef PROBLEM

struct finding {
	const struct problem *problem;
	struct daxctl_window *window;
	char id[40];
	char detail[192];
};

/* What is asked for more than once while we look. */
struct check {
	struct daxctl_ctx *ctx;
	struct array *to;
	unsigned int kernel; /* 0: not known */
	uint64_t memory;     /* 0: not known */
	char *log;	     /* NULL: not readable */
	int rc;		     /* the first failure: no memory */
};

/* What one device is. */
struct facts {
	struct daxctl_window *window;
	struct daxctl_window_extent extent;
	int extent_rc;
	unsigned int mounts, always, inode;
	bool enabled;
};

void virtiofs_finding_free(void *finding)
{
	free(finding);
}

static void printf_like(4, 5)
	found(struct check *check, enum problem_name name,
	      struct daxctl_window *window, const char *format, ...)
{
	struct finding *finding = calloc(1, sizeof(*finding));
	va_list args;
	int rc = -ENOMEM;

	if (finding) {
		finding->problem = &problems[name];
		finding->window = window;
		snprintf(finding->id, sizeof(finding->id), "%s",
			 finding->problem->id);
		for (char *p = finding->id; (p = strchr(p, '_'));)
			*p = '-';
		va_start(args, format);
		vsnprintf(finding->detail, sizeof(finding->detail), format,
			  args);
		va_end(args);
		rc = array_add(check->to, finding);
	}
	if (rc < 0) {
		free(finding);
		check->rc = rc;
	}
}

static void check_kernel(struct check *check)
{
	for (size_t i = 0; i < N_PROBLEMS; i++)
		if (check->kernel && problems[i].since &&
		    check->kernel >= problems[i].since &&
		    check->kernel < problems[i].fixed)
			found(check, i, NULL, "this is Linux %u.%u",
			      check->kernel / 100, check->kernel % 100);
}

/* 1, 0; -ENOENT: nobody tells. */
static int has_fuse_dax(const struct check *check, const char *release)
{
	cleanup(free_p) char *config = NULL;
	char path[128];

	snprintf(path, sizeof(path), "boot/config-%.*s",
		 (int)strcspn(release, "\n"), release);
	if (proc_read(check->ctx, path, &config) < 0)
		return -ENOENT;
	return strstr(config, "\nCONFIG_FUSE_DAX=y\n") != NULL;
}

/* A driver that is there and knows no windows has other symbols. */
static int has_dax_symbols(const struct check *check)
{
	cleanup(free_p) char *symbols = NULL;

	if (sysfs_exists(&check->ctx->sys, "bus/virtio/drivers/virtiofs") <= 0)
		return -ENOENT;
	if (proc_read(check->ctx, "proc/kallsyms", &symbols) < 0)
		return -ENOENT;
	return strstr(symbols, " fuse_dax_") != NULL;
}

static bool any_window(struct daxctl_ctx *ctx)
{
	struct daxctl_window_extent extent;
	struct daxctl_window *window;

	daxctl_window_foreach(
		ctx, window) if (daxctl_window_read_extent(window, &extent) ==
				 0) return true;
	return false;
}

static void check_machine(struct check *check, const char *release)
{
	int has;

	if (!any_window(check->ctx))
		return;
	check_kernel(check);
	has = release ? has_fuse_dax(check, release) : -ENOENT;
	if (has < 0)
		has = has_dax_symbols(check);
	if (!has)
		found(check, P_no_fuse_dax, NULL, "%s", "");
}

static bool has_option(const struct daxctl_window_mount *mount,
		       const char *option)
{
	return mount->dax && !strcmp(mount->dax, option);
}

static void count_mounts(struct facts *facts)
{
	struct daxctl_window_mount mount;

	for (;
	     daxctl_window_get_mount(facts->window, facts->mounts, &mount) == 0;
	     facts->mounts++) {
		facts->always += has_option(&mount, "always");
		facts->inode += has_option(&mount, "inode");
	}
}

/*
 * What the kernel said when it refused the mount; only its tag could tell for
 * sure which device that was, and the message doesn't have it.
 */
static bool was_refused(const struct check *check)
{
	return check->log &&
	       proc_log_has(check->log, "virtio-fs: ", "dax can't be enabled");
}

static void check_no_window(struct check *check, const struct facts *facts)
{
	const char *fault = daxctl_window_get_fault(facts->window);

	if (fault)
		found(check, P_bad_capability, facts->window, "%s", fault);
	found(check, was_refused(check) ? P_mount_refused : P_no_window,
	      facts->window, "%s",
	      facts->extent.source == DAXCTL_WINDOW_BAR
		      ? "no BAR looks like one; root sees more"
		      : "");
	if (facts->inode)
		found(check, P_silent_fallback, facts->window,
		      "%u of %u mounts", facts->inode, facts->mounts);
}

static void check_size(struct check *check, const struct facts *facts)
{
	const struct daxctl_window_extent *extent = &facts->extent;
	uint64_t ranges = daxctl_window_ranges(extent->length);
	uint64_t cost = daxctl_window_cost(extent->length);
	uint64_t percent = check->memory ? cost / (check->memory / 100 + 1) : 0;

	if (extent->length % DAXCTL_RANGE_SIZE ||
	    extent->base % DAXCTL_RANGE_SIZE)
		found(check, P_unaligned, facts->window,
		      "%" PRIu64 " bytes at 0x%" PRIx64, extent->length,
		      extent->base);
	if (ranges < LEAST_RANGES)
		found(check, P_deadlock_size, facts->window,
		      "it has %" PRIu64 " ranges", ranges);
	else if (ranges < USUAL_RANGES)
		found(check, P_small_window, facts->window,
		      "it has %" PRIu64 " ranges", ranges);
	if (percent >= DEAR_PERCENT)
		found(check,
		      percent >= RUINOUS_PERCENT ? P_eats_memory
						 : P_costs_memory,
		      facts->window,
		      "%" PRIu64 " MiB, %" PRIu64 " %% of %" PRIu64 " MiB",
		      cost >> 20, percent, check->memory >> 20);
}

/* A regular file that is in use by DAX, 1; one that isn't, 0; no file: -1. */
static int is_dax_file(int dirfd, const char *name)
{
	struct statx st;

	if (statx(dirfd, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT,
		  STATX_TYPE | STATX_SIZE, &st) < 0 ||
	    !S_ISREG(st.stx_mode) || !st.stx_size)
		return -1;
	return !!(st.stx_attributes & STATX_ATTR_DAX);
}

/* Does a file of the top folder use DAX? 1, 0; -ENOENT: nothing to see. */
static int has_dax_files(struct daxctl_ctx *ctx, const char *path)
{
	int fd, one, rc = -ENOENT, left = MOST_FILES;
	struct dirent *entry;
	DIR *dir;

	/* The files of a captured machine are not in the capture. */
	if (ctx->captured)
		return -ENOENT;
	fd = ctx_open(ctx, path + (*path == '/'), O_RDONLY | O_DIRECTORY);
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir)
		return -ENOENT;
	while (rc <= 0 && left-- && (entry = readdir(dir))) {
		one = is_dax_file(fd, entry->d_name);
		if (one >= 0)
			rc = one;
	}
	closedir(dir);
	return rc;
}

static void check_server(struct check *check, const struct facts *facts)
{
	struct daxctl_window_mount mount;

	/* All mounts show the same files. */
	if (daxctl_window_get_mount(facts->window, 0, &mount) == 0 &&
	    has_dax_files(check->ctx, mount.path) == 0)
		found(check, P_server_decides_against, facts->window, "%s",
		      mount.path);
}

static void check_use(struct check *check, const struct facts *facts)
{
	uint64_t cost = daxctl_window_probe_cost(facts->extent.length);

	if (!facts->always && !facts->inode)
		found(check, P_unused, facts->window, "%" PRIu64 " KiB",
		      cost >> 10);
	else if (!facts->always)
		check_server(check, facts);
}

static void check_log(struct check *check, const struct facts *facts)
{
	if (check->log &&
	    proc_log_has(check->log, "FUSE: map_alignment ", "incompatible"))
		found(check, P_map_alignment, facts->window, "%s", "");
}

static void check_window(struct check *check, struct daxctl_window *window)
{
	struct facts facts = {
		.window = window,
		.enabled = daxctl_window_is_enabled(window) > 0,
	};
	char probe[96];

	facts.extent_rc = daxctl_window_read_extent(window, &facts.extent);
	count_mounts(&facts);
	snprintf(probe, sizeof(probe), "probe of %s failed",
		 daxctl_window_get_devname(window));
	if (!facts.enabled && check->log &&
	    proc_log_has(check->log, "virtiofs", probe))
		found(check, P_probe_failed, window, "%s", "");
	if (facts.extent_rc == -ENOENT)
		check_no_window(check, &facts);
	if (facts.extent_rc == 0) {
		check_size(check, &facts);
		check_log(check, &facts);
	}
	if (facts.extent_rc == 0 && facts.enabled)
		check_use(check, &facts);
	if (facts.mounts > 1)
		found(check, P_option_ignored, window, "%u mounts",
		      facts.mounts);
}

static int check_all(struct daxctl_ctx *ctx, struct virtiofs *all)
{
	cleanup(free_p) char *release = NULL, *log = NULL;
	struct check check = {
		.ctx = ctx,
		.to = &all->findings,
		.kernel = all->kernel,
	};
	struct daxctl_window *window;

	if (proc_read(ctx, "proc/sys/kernel/osrelease", &release) < 0)
		release = NULL;
	if (proc_read_log(ctx, &log) == 0)
		check.log = log;
	if (daxctl_window_read_memory(ctx, &check.memory) < 0)
		check.memory = 0;
	check_machine(&check, release);
	daxctl_window_foreach(ctx, window) check_window(&check, window);
	return check.rc;
}

DAXCTL_EXPORT int daxctl_window_get_finding(struct daxctl_ctx *ctx,
					    unsigned int index,
					    struct daxctl_window_finding *ret)
{
	struct virtiofs *all = virtiofs_of(ctx);
	const struct finding *finding;
	int rc;

	if (!all)
		return -ENOMEM;
	if (!all->checked) {
		rc = check_all(ctx, all);
		if (rc < 0)
			return rc;
		all->checked = true;
	}
	if (index >= all->findings.count)
		return -ENOENT;
	finding = all->findings.at[index];
	*ret = (struct daxctl_window_finding){
		.id = finding->id,
		.severity = finding->problem->severity,
		.window = finding->window,
		.summary = finding->problem->summary,
		.detail = finding->detail,
		.remedy = finding->problem->remedy,
		.source = finding->problem->source,
		.dated = finding->problem->dated,
	};
	return 0;
}
