/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * window.c - a virtio-fs device, and its DAX window if it has one
 *
 * The kernel has no file that tells of windows. What there is depends on the
 * transport and on who asks: root finds the capability in a PCI device's
 * config space, others see only that a BAR looks like a window; of an MMIO
 * device only what the driver has claimed is seen.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/virtiofs/pcicap.h"
#include "lib/virtiofs/proctext.h"
#include "lib/virtiofs/window.h"

enum {
	DEVICE_ID_FS = 26,
	REGION_CACHE = 0, /* the number of the window among shared memory */
	CONFIG_READ = 4096,
	INODE_BY_DEFAULT = 517, /* since then no dax option means dax=inode */
	TAG_SIZE = 36 + 1,	/* of the device's config, which has no NUL */
};

struct daxctl_window {
	struct daxctl_ctx *ctx; /* borrowed: the context owns us */
	unsigned int id;
	struct sysfs_node node;
	char address[64];
	const char *transport;
	char tag[256];
	bool extent_known;
	int extent_rc;
	struct daxctl_window_extent extent;
	char fault[128];
};

static const char *const sources[] = {
	[DAXCTL_WINDOW_CAPABILITY] = "capability",
	[DAXCTL_WINDOW_IOMEM] = "iomem",
	[DAXCTL_WINDOW_LOG] = "log",
	[DAXCTL_WINDOW_BAR] = "bar",
};

DAXCTL_EXPORT const char *
daxctl_window_source_name(enum daxctl_window_source source)
{
	return source < ARRAY_SIZE(sources) ? sources[source] : NULL;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "…/pci0000:00/0000:00:03.0/virtio1": who is above it, and on which bus. */
static void look_above(struct daxctl_window *window)
{
	static const struct {
		const char *bus, *transport;
	} transports[] = { { "pci", "pci" }, { "platform", "mmio" } };
	struct sysfs_node devices = { .dirfd = window->node.dirfd,
				      .captured = window->node.captured,
				      .path = "bus/virtio/devices" };
	char link[256];
	char *end;

	if (sysfs_read_link(&devices, last_part(window->node.path), link,
			    sizeof(link)) == 0) {
		end = strrchr(link, '/');
		if (end)
			*end = '\0';
		snprintf(window->address, sizeof(window->address), "%.63s",
			 last_part(link));
	}
	if (sysfs_read_link(&window->node, "../subsystem", link, sizeof(link)) <
	    0)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(transports); i++)
		if (!strcmp(last_part(link), transports[i].bus))
			window->transport = transports[i].transport;
}

struct scan {
	struct daxctl_ctx *ctx;
	struct sysfs_node folder;
	struct array *to;
};

static int add_window(void *arg, const char *name)
{
	const struct scan *scan = arg;
	struct daxctl_window *window;
	struct sysfs_node node;
	unsigned int id;
	uint64_t device;
	int rc;

	if (!parse_name(name, "virtio", &id))
		return 0;
	rc = sysfs_child(&scan->folder, name, &node);
	if (rc < 0)
		return rc;
	/* One that goes away while we look is none. */
	if (sysfs_read_hex(&node, "device", &device) < 0 ||
	    device != DEVICE_ID_FS)
		return 0;
	window = calloc(1, sizeof(*window));
	if (!window)
		return -ENOMEM;
	window->ctx = scan->ctx;
	window->id = id;
	window->node = node;
	rc = array_add(scan->to, window);
	if (rc < 0)
		free(window);
	else
		look_above(window);
	return rc;
}

static int compare(const void *a, const void *b)
{
	const struct daxctl_window *left = *(void *const *)a;
	const struct daxctl_window *right = *(void *const *)b;

	return left->id < right->id ? -1 : left->id > right->id;
}

/* Since Linux 6.9: fs/virtiofs/N has the tag, and a link to the device. */
static int read_told_tag(void *arg, const char *name)
{
	const struct scan *scan = arg;
	struct sysfs_node node;
	char link[256], tag[TAG_SIZE];

	if (sysfs_child(&scan->folder, name, &node) < 0 ||
	    sysfs_read_link(&node, "device", link, sizeof(link)) < 0 ||
	    sysfs_read_text(&node, "tag", tag, sizeof(tag)) < 0)
		return 0;
	for (size_t i = 0; i < scan->to->count; i++) {
		struct daxctl_window *window = scan->to->at[i];

		if (!strcmp(daxctl_window_get_devname(window), last_part(link)))
			strcpy(window->tag, tag);
	}
	return 0;
}

static bool one_tag(const struct array *mounts)
{
	const struct virtiofs_mount *first, *mount;

	for (size_t i = 1; i < mounts->count; i++) {
		first = mounts->at[0];
		mount = mounts->at[i];
		if (strcmp(first->tag, mount->tag))
			return false;
	}
	return mounts->count;
}

/* Where there are one device and one tag they belong together. */
static void guess_tag(struct virtiofs *all)
{
	const struct virtiofs_mount *mount;
	struct daxctl_window *window;

	if (all->windows.count != 1 || !one_tag(&all->mounts))
		return;
	window = all->windows.at[0];
	mount = all->mounts.at[0];
	snprintf(window->tag, sizeof(window->tag), "%s", mount->tag);
}

static void match_mounts(struct virtiofs *all)
{
	for (size_t i = 0; i < all->mounts.count; i++) {
		struct virtiofs_mount *mount = all->mounts.at[i];

		for (size_t j = 0; j < all->windows.count; j++) {
			const struct daxctl_window *window = all->windows.at[j];

			if (*window->tag && !strcmp(window->tag, mount->tag))
				mount->taken = true;
		}
	}
}

static void find_tags(struct daxctl_ctx *ctx, struct virtiofs *all)
{
	struct scan scan = { .ctx = ctx, .to = &all->windows };
	int rc;

	rc = sysfs_exists(&ctx->sys, "fs/virtiofs");
	if (rc > 0)
		rc = sysfs_child(&ctx->sys, "fs/virtiofs", &scan.folder);
	else if (rc == 0)
		rc = -ENOENT;
	if (rc == 0)
		rc = sysfs_list(&scan.folder, read_told_tag, &scan);
	if (rc == -ENOENT)
		guess_tag(all);
	else if (rc < 0)
		ctx_scan_failed(ctx, rc, "/sys/fs/virtiofs");
}

static unsigned int read_kernel(const struct daxctl_ctx *ctx)
{
	cleanup(free_p) char *release = NULL;
	unsigned int number;

	if (proc_read(ctx, "proc/sys/kernel/osrelease", &release) < 0 ||
	    proc_release_number(release, &number) < 0)
		return 0;
	return number;
}

static void find_all(struct daxctl_ctx *ctx, struct virtiofs *all)
{
	struct scan scan = { .ctx = ctx, .to = &all->windows };
	int rc;

	rc = sysfs_child(&ctx->sys, "bus/virtio/devices", &scan.folder);
	if (rc == 0)
		rc = sysfs_list(&scan.folder, add_window, &scan);
	if (rc < 0)
		ctx_scan_failed(ctx, rc, "/sys/bus/virtio/devices");
	if (all->windows.count)
		qsort(all->windows.at, all->windows.count,
		      sizeof(*all->windows.at), compare);
	all->kernel = read_kernel(ctx);
	all->mounts_rc = virtiofs_read_mounts(ctx, &all->mounts);
	if (all->mounts_rc == -ENOENT) /* nothing mounted in what we have */
		all->mounts_rc = 0;
	if (all->mounts_rc < 0)
		ctx_scan_failed(ctx, all->mounts_rc, "/proc/self/mountinfo");
	find_tags(ctx, all);
	match_mounts(all);
}

struct virtiofs *virtiofs_of(struct daxctl_ctx *ctx)
{
	if (!ctx->virtiofs) {
		ctx->virtiofs = calloc(1, sizeof(*ctx->virtiofs));
		if (ctx->virtiofs)
			find_all(ctx, ctx->virtiofs);
		else
			ctx_scan_failed(ctx, -ENOMEM, "virtio-fs");
	}
	return ctx->virtiofs;
}

void virtiofs_forget(struct daxctl_ctx *ctx)
{
	if (!ctx->virtiofs)
		return;
	array_free(&ctx->virtiofs->windows, free);
	array_free(&ctx->virtiofs->mounts, virtiofs_mount_free);
	array_free(&ctx->virtiofs->findings, virtiofs_finding_free);
	free(ctx->virtiofs);
	ctx->virtiofs = NULL;
}

DAXCTL_EXPORT struct daxctl_window *
daxctl_window_get_first(struct daxctl_ctx *ctx)
{
	const struct virtiofs *all = virtiofs_of(ctx);

	return all && all->windows.count ? all->windows.at[0] : NULL;
}

DAXCTL_EXPORT struct daxctl_window *
daxctl_window_get_next(struct daxctl_window *window)
{
	const struct array *all = &window->ctx->virtiofs->windows;

	for (size_t i = 0; i + 1 < all->count; i++)
		if (all->at[i] == window)
			return all->at[i + 1];
	return NULL;
}

static bool is_called(struct daxctl_window *window, const char *name)
{
	struct daxctl_window_mount mount;

	if (!strcmp(daxctl_window_get_devname(window), name) ||
	    !strcmp(window->tag, name))
		return true;
	for (unsigned int i = 0;
	     daxctl_window_get_mount(window, i, &mount) == 0; i++)
		if (!strcmp(mount.path, name))
			return true;
	return false;
}

DAXCTL_EXPORT struct daxctl_window *daxctl_window_find(struct daxctl_ctx *ctx,
						       const char *name)
{
	struct daxctl_window *window;

	if (!*name)
		return NULL;
	daxctl_window_foreach(
		ctx, window) if (is_called(window, name)) return window;
	return NULL;
}

DAXCTL_EXPORT struct daxctl_ctx *
daxctl_window_get_ctx(struct daxctl_window *window)
{
	return window->ctx;
}

DAXCTL_EXPORT const char *
daxctl_window_get_devname(struct daxctl_window *window)
{
	return last_part(window->node.path);
}

DAXCTL_EXPORT const char *
daxctl_window_get_transport(struct daxctl_window *window)
{
	return window->transport;
}

DAXCTL_EXPORT const char *
daxctl_window_get_address(struct daxctl_window *window)
{
	return window->address;
}

DAXCTL_EXPORT int daxctl_window_is_enabled(struct daxctl_window *window)
{
	return sysfs_exists(&window->node, "driver");
}

DAXCTL_EXPORT const char *daxctl_window_get_tag(struct daxctl_window *window)
{
	return *window->tag ? window->tag : NULL;
}

DAXCTL_EXPORT const char *daxctl_window_get_fault(struct daxctl_window *window)
{
	struct daxctl_window_extent extent;

	/* Not known before somebody has looked. */
	if (daxctl_window_read_extent(window, &extent) == 0)
		return NULL;
	return *window->fault ? window->fault : NULL;
}

/* A capability says where in which BAR; the BAR, where that is. */
static int by_capability(struct daxctl_window *window, const char *resource,
			 struct extent *ret)
{
	struct pcicap_skipped skipped;
	uint8_t config[CONFIG_READ];
	struct pcicap_shm shm;
	struct pci_bar bar;
	int len, rc;

	len = sysfs_read_bytes(&window->node, "../config", config,
			       sizeof(config));
	if (len < 0)
		return len;
	rc = pcicap_find_shm(config, len, REGION_CACHE, &shm, &skipped);
	pcicap_describe(&skipped, window->fault, sizeof(window->fault));
	if (rc < 0)
		return rc;
	rc = proc_resource_bar(resource, shm.bar, &bar);
	if (rc < 0)
		return rc == -ENOENT ? -EINVAL : rc;
	skipped = (struct pcicap_skipped){ .at = shm.at };
	ret->length = shm.length;
	rc = pcicap_place(&shm, bar.start, bar.end, &ret->base, &skipped.fault);
	pcicap_describe(&skipped, window->fault, sizeof(window->fault));
	return rc == -ERANGE ? -ENOENT : rc;
}

static int find_on_pci(struct daxctl_window *window, struct extent *ret,
		       enum daxctl_window_source *source)
{
	char resource[4096];
	int rc;

	rc = sysfs_read_text(&window->node, "../resource", resource,
			     sizeof(resource));
	if (rc < 0)
		return rc == -ENOENT ? -ENODATA : rc;
	*source = DAXCTL_WINDOW_CAPABILITY;
	rc = by_capability(window, resource, ret);
	if (rc != -EACCES)
		return rc;
	*source = DAXCTL_WINDOW_BAR;
	return proc_resource_guess(resource, ret);
}

/* What isn't in iomem the driver hasn't claimed; it may have said why. */
static int by_log(struct daxctl_window *window, struct extent *ret)
{
	const char *name = daxctl_window_get_devname(window);
	cleanup(free_p) char *log = NULL;
	int rc;

	rc = proc_read_log(window->ctx, &log);
	if (rc < 0)
		return rc == -EPERM ? -EACCES : -ENODATA;
	rc = proc_log_window(log, name, ret);
	if (rc == -ENOENT && !proc_log_has(log, name, "No cache capability"))
		return -ENODATA;
	return rc;
}

static int find_elsewhere(struct daxctl_window *window, struct extent *ret,
			  enum daxctl_window_source *source)
{
	cleanup(free_p) char *iomem = NULL;
	int rc;

	rc = proc_read(window->ctx, "proc/iomem", &iomem);
	if (rc < 0)
		return rc == -ENOENT ? -ENODATA : rc;
	*source = DAXCTL_WINDOW_IOMEM;
	rc = proc_iomem_find(iomem, daxctl_window_get_devname(window), ret);
	/* A driver that is bound would have claimed what there is. */
	if (rc != -ENOENT || daxctl_window_is_enabled(window) > 0)
		return rc;
	*source = DAXCTL_WINDOW_LOG;
	return by_log(window, ret);
}

static int find_extent(struct daxctl_window *window)
{
	struct extent found = { 0, 0 };
	int rc;

	if (window->transport && !strcmp(window->transport, "pci"))
		rc = find_on_pci(window, &found, &window->extent.source);
	else
		rc = find_elsewhere(window, &found, &window->extent.source);
	window->extent.base = found.base;
	window->extent.length = found.length;
	return rc;
}

DAXCTL_EXPORT int daxctl_window_read_extent(struct daxctl_window *window,
					    struct daxctl_window_extent *ret)
{
	if (!window->extent_known) {
		window->extent_rc = find_extent(window);
		window->extent_known = true;
	}
	if (window->extent_rc == 0)
		*ret = window->extent;
	return window->extent_rc;
}

/* What all windows of bound devices take together, in bytes. */
static uint64_t all_lengths(struct daxctl_ctx *ctx)
{
	struct daxctl_window_extent extent;
	struct daxctl_window *window;
	uint64_t sum = 0;

	daxctl_window_foreach(
		ctx, window) if (daxctl_window_is_enabled(window) > 0 &&
				 daxctl_window_read_extent(window, &extent) ==
					 0) sum += extent.length;
	return sum;
}

DAXCTL_EXPORT int daxctl_window_has_pages(struct daxctl_window *window)
{
	/* A captured machine doesn't tell; it has the usual pages. */
	const uint64_t page = window->ctx->captured ? 4096
						    : sysconf(_SC_PAGESIZE);
	cleanup(free_p) char *zoneinfo = NULL;
	struct daxctl_window_extent extent;
	uint64_t pages;
	int rc;

	rc = daxctl_window_read_extent(window, &extent);
	if (rc == 0)
		rc = proc_read(window->ctx, "proc/zoneinfo", &zoneinfo);
	if (rc < 0)
		return rc;
	pages = proc_zoneinfo_device(zoneinfo);
	return daxctl_window_is_enabled(window) > 0 &&
	       pages >= all_lengths(window->ctx) / page;
}

DAXCTL_EXPORT int daxctl_window_read_memory(struct daxctl_ctx *ctx,
					    uint64_t *ret)
{
	cleanup(free_p) char *meminfo = NULL;
	int rc;

	rc = proc_read(ctx, "proc/meminfo", &meminfo);
	return rc < 0 ? rc : proc_meminfo_total(meminfo, ret);
}

static void tell_mount(const struct virtiofs *all,
		       const struct virtiofs_mount *mount,
		       struct daxctl_window_mount *ret)
{
	const char *usual = all->kernel >= INODE_BY_DEFAULT ? "inode" : "never";

	*ret = (struct daxctl_window_mount){
		.path = mount->path,
		.tag = mount->tag,
		.dax = mount->dax || !all->kernel ? mount->dax : usual,
		.device = mount->device,
	};
}

DAXCTL_EXPORT int daxctl_window_get_mount(struct daxctl_window *window,
					  unsigned int index,
					  struct daxctl_window_mount *ret)
{
	const struct virtiofs *all = window->ctx->virtiofs;

	for (size_t i = 0; i < all->mounts.count; i++) {
		const struct virtiofs_mount *mount = all->mounts.at[i];

		if (!*window->tag || strcmp(mount->tag, window->tag) || index--)
			continue;
		tell_mount(all, mount, ret);
		return 0;
	}
	return -ENOENT;
}

DAXCTL_EXPORT int daxctl_window_get_stray_mount(struct daxctl_ctx *ctx,
						unsigned int index,
						struct daxctl_window_mount *ret)
{
	const struct virtiofs *all = virtiofs_of(ctx);

	if (!all)
		return -ENOMEM;
	for (size_t i = 0; i < all->mounts.count; i++) {
		const struct virtiofs_mount *mount = all->mounts.at[i];

		if (mount->taken || index--)
			continue;
		tell_mount(all, mount, ret);
		return 0;
	}
	return all->mounts_rc < 0 ? all->mounts_rc : -ENOENT;
}
