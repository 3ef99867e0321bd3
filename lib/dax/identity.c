/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * identity.c - what a dax device is known by, whatever its number
 *
 * The kernel gives numbers in the order in which it finds things. What stays
 * is what lies on the media (uuid and name of the namespace that the memory
 * is) and where the memory is. A path that leads to the device's node, through
 * whatever links, names the device too.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "lib/dax/dax.h"

/* The libnvdimm device whose memory it is; others have no such attributes. */
static int owner_of(struct daxctl_dev *dev, struct sysfs_node *ret)
{
	return sysfs_child(dax_dev_node(dev),
			   dax_dev_is_of_class(dev) ? "../.." : "..", ret);
}

DAXCTL_EXPORT int daxctl_dev_read_uuid(struct daxctl_dev *dev, char *buf)
{
	struct sysfs_node owner;
	char text[40];
	int rc;

	rc = owner_of(dev, &owner);
	if (rc == 0)
		rc = sysfs_read_text(&owner, "uuid", text, sizeof(text));
	if (rc < 0)
		return rc;
	if (strlen(text) != 36)
		return -EINVAL;
	if (strspn(text, "0-") == 36)
		return -ENOENT;
	for (int i = 0; i <= 36; i++)
		buf[i] = tolower((unsigned char)text[i]);
	return 0;
}

DAXCTL_EXPORT int daxctl_dev_read_name(struct daxctl_dev *dev, char *buf,
				       size_t size)
{
	char namespace[48], attr[64];
	struct sysfs_node owner;
	unsigned int region, id;
	int rc;

	rc = owner_of(dev, &owner);
	if (rc == 0)
		rc = sysfs_read_text(&owner, "namespace", namespace,
				     sizeof(namespace));
	if (rc < 0)
		return rc;
	if (!parse_name_pair(namespace, "namespace", &region, &id))
		return -EINVAL;
	snprintf(attr, sizeof(attr), "../%s/alt_name", namespace);
	return sysfs_read_text(&owner, attr, buf, size);
}

/* "…/daxX.Y", the last part of which begins at what is returned. */
static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int find(struct daxctl_ctx *ctx, const char *name,
		struct daxctl_dev **ret)
{
	struct daxctl_dev *dev = daxctl_dev_get_by_name(ctx, name);

	if (!dev)
		return -ENODEV;
	*ret = dev;
	return 0;
}

static int find_by_number(struct daxctl_ctx *ctx, dev_t number,
			  struct daxctl_dev **ret)
{
	char attr[40], link[PATH_MAX];
	int rc;

	snprintf(attr, sizeof(attr), "dev/char/%u:%u", major(number),
		 minor(number));
	rc = sysfs_read_link(&ctx->sys, attr, link, sizeof(link));
	if (rc < 0)
		return rc == -ENOENT ? -ENODEV : rc;
	return find(ctx, last_part(link), ret);
}

/*
 * A captured tree has no device nodes, but may have the links to them: the name
 * that one leads to is enough.
 */
static int find_by_link(struct daxctl_ctx *ctx, const char *path,
			struct daxctl_dev **ret)
{
	cleanup(close_p) int fd = -1;
	char target[PATH_MAX];
	ssize_t len;

	fd = ctx_open(ctx, path + strspn(path, "/"), O_PATH | O_NOFOLLOW);
	if (fd < 0)
		return fd;
	len = readlinkat(fd, "", target, sizeof(target) - 1);
	if (len <= 0)
		return find(ctx, last_part(path), ret);
	target[len] = '\0';
	return find(ctx, last_part(target), ret);
}

static int find_by_node(struct daxctl_ctx *ctx, const char *path,
			struct daxctl_dev **ret)
{
	struct stat st;

	if (ctx->captured)
		return find_by_link(ctx, path, ret);
	if (stat(path, &st) < 0)
		return -errno;
	/* A folder of sysfs, for example. */
	if (!S_ISCHR(st.st_mode))
		return find(ctx, last_part(path), ret);
	return find_by_number(ctx, st.st_rdev, ret);
}

/* A link of ours whose name looks like a device's must not be taken for it. */
static bool is_in_folder_of_links(const char *path)
{
	const char *folder = strstr(path, "/by-");

	return folder && strchr(folder + 1, '/');
}

DAXCTL_EXPORT int daxctl_dev_get_by_path(struct daxctl_ctx *ctx,
					 const char *path,
					 struct daxctl_dev **ret)
{
	const char *last = last_part(path);
	char name[64];
	int rc = -ENOENT;

	if (last != path)
		rc = find_by_node(ctx, path, ret);
	/* The node may be missing where there is no udev: the name will do. */
	if (rc != -ENOENT || is_in_folder_of_links(path))
		return rc;
	rc = snprintf(name, sizeof(name), "%s%s",
		      isdigit((unsigned char)*last) ? "dax" : "", last);
	if (rc >= (int)sizeof(name) || find(ctx, name, ret) < 0)
		return -ENOENT;
	return 0;
}

DAXCTL_EXPORT int daxctl_dev_announce(struct daxctl_dev *dev)
{
	return sysfs_write(dax_dev_node(dev), "uevent", "change");
}
