/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * match.c - is it this device that a section means?
 */
#include <errno.h>
#include <string.h>

#include "lib/dax/dax.h"
#include "lib/layout/section.h"

typedef struct daxctl_config_section section_t;

/* A text that a device hasn't is another one. */
static int is_text(int rc, const char *text, const char *want)
{
	if (rc == -ENOENT)
		return 0;
	return rc < 0 ? rc : !strcasecmp(text, want);
}

/* The parent of a pmem dax device is libnvdimm's, and knows the uuid. */
static int match_uuid(const section_t *section, struct daxctl_dev *dev)
{
	char uuid[64];
	int rc;

	rc = dax_region_read_text(daxctl_dev_get_region(dev), "../uuid", uuid,
				  sizeof(uuid));
	return is_text(rc, uuid, section->texts[KEY_NVDIMM_UUID]);
}

static bool begins(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* ".../region0/dax_region0": libnvdimm has regions, too, but not those. */
static int match_cxl(const section_t *section, struct daxctl_dev *dev)
{
	struct daxctl_region *region = daxctl_dev_get_region(dev);
	const char *path = daxctl_region_get_path(region);
	const char *want = section->texts[KEY_CXL_REGION];
	const char *last = daxctl_region_get_devname(region) - 1;
	size_t len = strlen(want);

	if (!begins(last, "/dax_region") || (size_t)(last - path) <= len)
		return 0;
	return last[-(ptrdiff_t)len - 1] == '/' &&
	       !strncmp(last - len, want, len);
}

/* All of it lies in the range, not just some. */
static int match_range(const section_t *section, struct daxctl_dev *dev)
{
	struct daxctl_region *region = daxctl_dev_get_region(dev);
	struct daxctl_range range;
	unsigned int count = 0;
	int rc;

	if (!begins(daxctl_region_get_devname(region), "hmem"))
		return 0;
	while ((rc = daxctl_dev_read_range(dev, count, &range)) == 0) {
		if (range.start < section->range[0] ||
		    range.end > section->range[1])
			return 0;
		count++;
	}
	return rc == -ENOENT ? count > 0 : rc;
}

static int match_device(const section_t *section, struct daxctl_dev *dev)
{
	return !strcmp(daxctl_dev_get_devname(dev), section->texts[KEY_DEVICE]);
}

/* A link that udev has made, or the node itself. */
static int match_link(struct daxctl_dev *dev, const char *path)
{
	struct daxctl_dev *found;
	int rc;

	rc = daxctl_dev_get_by_path(daxctl_dev_get_ctx(dev), path, &found);
	if (rc == -ENOENT || rc == -ENODEV)
		return 0;
	return rc < 0 ? rc
		      : !strcmp(daxctl_dev_get_devname(found),
				daxctl_dev_get_devname(dev));
}

/* What is below it as well: a region's devices, a bus's regions. */
static int match_path(const section_t *section, struct daxctl_dev *dev)
{
	static const char top[] = "/sys/devices";
	const char *want = section->texts[KEY_PATH], *path, *name;
	size_t len;

	if (begins(want, "/dev/"))
		return match_link(dev, want);
	path = daxctl_region_get_path(daxctl_dev_get_region(dev));
	name = daxctl_dev_get_devname(dev);
	if (!begins(want, "/sys/") && begins(path, top))
		path += strlen(top);
	len = strlen(want);
	while (len > 1 && want[len - 1] == '/')
		len--;
	if (!strncmp(path, want, len))
		return !path[len] || path[len] == '/';
	if (strncmp(path, want, strlen(path)) || want[strlen(path)] != '/')
		return 0;
	want += strlen(path) + 1;
	return !strcmp(want, name);
}

static int match_node(const section_t *section, struct daxctl_dev *dev)
{
	int node, rc;

	rc = daxctl_dev_read_target_node(dev, &node);
	if (rc == -ENOENT)
		return 0;
	return rc < 0 ? rc : node == section->target_node;
}

static int match_size(const section_t *section, struct daxctl_dev *dev)
{
	uint64_t size;
	int rc;

	rc = daxctl_dev_read_size(dev, &size);
	return rc < 0 ? rc : size == section->size;
}

int section_matches(const section_t *section, struct daxctl_dev *dev)
{
	static int (*const match[])(const section_t *section,
				    struct daxctl_dev *dev) = {
		[KEY_NVDIMM_UUID] = match_uuid, [KEY_CXL_REGION] = match_cxl,
		[KEY_HMEM_RANGE] = match_range, [KEY_DEVICE] = match_device,
		[KEY_PATH] = match_path,	[KEY_TARGET_NODE] = match_node,
		[KEY_SIZE] = match_size,
	};
	int rc = section_has_match(section), unknown = 0;

	if (section->never)
		return 0;
	/* That it isn't the one is certain as soon as one key says so. */
	for (size_t i = 0; rc && i < ARRAY_SIZE(match); i++) {
		if (!section_matches_by(section, i))
			continue;
		rc = match[i](section, dev);
		if (rc < 0)
			unknown = rc;
	}
	return rc && unknown ? unknown : rc;
}
