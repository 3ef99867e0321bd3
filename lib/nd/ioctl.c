/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ioctl.c - talk to a bus or a dimm through its device node
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/ndctl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "lib/nd/ioctl.h"
#include "lib/nd/nd.h"

static int kernel_ioctl(struct nd_device *device, unsigned long request,
			void *arg)
{
	return ioctl(device->fd, request, arg) < 0 ? -errno : 0;
}

/* A node left over from another boot would send commands to a stranger. */
static int check_identity(const struct sysfs_node *node, int fd)
{
	char want[32], is[32];
	struct stat st;
	int rc;

	rc = sysfs_read_text(node, "dev", want, sizeof(want));
	if (rc < 0)
		return rc;
	if (fstat(fd, &st) < 0)
		return -errno;
	snprintf(is, sizeof(is), "%u:%u", major(st.st_rdev), minor(st.st_rdev));
	return S_ISCHR(st.st_mode) && !strcmp(is, want) ? 0 : -ENODEV;
}

int nd_device_open(const struct daxctl_ctx *ctx, const struct sysfs_node *node,
		   const char *name, struct nd_device *ret)
{
	cleanup(close_p) int fd = -1;
	char path[64];
	int rc;

	if (ctx->captured)
		return -EROFS;
	rc = snprintf(path, sizeof(path), "dev/%s", name);
	if (rc >= (int)sizeof(path))
		return -ENAMETOOLONG;
	/* Should it be anything but our device, opening must not block. */
	fd = ctx_open(ctx, path, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return fd;
	rc = check_identity(node, fd);
	if (rc < 0)
		return rc;

	*ret = (struct nd_device){ .fd = take_fd(fd), .ioctl = kernel_ioctl };
	return 0;
}

int nd_dimm_open_node(struct daxctl_nd_dimm *dimm, struct nd_device *ret)
{
	return nd_device_open(nd_dimm_ctx(dimm), nd_dimm_node(dimm),
			      daxctl_nd_dimm_get_devname(dimm), ret);
}

void nd_device_close(const struct nd_device *device)
{
	close_p(&device->fd);
}

int nd_call(struct nd_device *device, const struct nd_call *call)
{
	cleanup(free_p) struct nd_cmd_pkg *package = NULL;
	int rc;

	package = calloc(1, sizeof(*package) + (size_t)call->in_len +
				    call->out_len);
	if (!package)
		return -ENOMEM;
	package->nd_family = call->family;
	package->nd_command = call->function;
	package->nd_size_in = call->in_len;
	package->nd_size_out = call->out_len;
	if (call->in_len)
		memcpy(package->nd_payload, call->in, call->in_len);

	rc = device->ioctl(device, ND_IOCTL_CALL, package);
	if (rc < 0)
		return rc;
	if (call->out_len)
		memcpy(call->out, package->nd_payload + call->in_len,
		       call->out_len);
	return 0;
}
