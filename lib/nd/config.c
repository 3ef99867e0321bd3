/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * config.c - read and write the label storage area of a dimm
 *
 * Firmware moves a few KiB at a time, so each extent goes in pieces. A write
 * that fails half-way leaves the first pieces written: the format takes that,
 * since an index block with a wrong checksum doesn't count.
 */
#include <errno.h>
#include <linux/ndctl.h>
#include <string.h>
#include <sys/ioctl.h>

#include "lib/nd/config.h"
#include "util/le.h"

/* The kernel doesn't take more in one command, headers included. */
enum {
	TRANSFER_LIMIT = 1 << 20
};

/* The upper half tells more about a command that failed by a lock. */
static int check_status(struct nd_device *device, const void *status)
{
	device->status = get_le32(status);
	if (device->status >> ARS_EXT_STATUS_SHIFT & ND_CONFIG_LOCKED)
		return -EACCES;
	return device->status ? -EIO : 0;
}

int nd_config_get(struct nd_device *device, struct nd_config *ret)
{
	struct nd_cmd_get_config_size command = { 0 };
	int rc;

	rc = device->ioctl(device, ND_IOCTL_GET_CONFIG_SIZE, &command);
	if (rc < 0)
		return rc;
	rc = check_status(device, &command.status);
	if (rc < 0)
		return rc;
	if (!command.max_xfer)
		return -EIO;

	*ret = (struct nd_config){
		.size = command.config_size,
		.max_transfer = command.max_xfer < TRANSFER_LIMIT
					? command.max_xfer
					: TRANSFER_LIMIT,
	};
	return 0;
}

static int read_piece(struct nd_device *device, void *command, uint32_t offset,
		      uint8_t *buf, uint32_t len)
{
	struct nd_cmd_get_config_data_hdr *head = command;
	int rc;

	*head = (struct nd_cmd_get_config_data_hdr){ offset, len, 0 };
	rc = device->ioctl(device, ND_IOCTL_GET_CONFIG_DATA, command);
	if (rc < 0)
		return rc;
	rc = check_status(device, &head->status);
	if (rc < 0)
		return rc;
	memcpy(buf, head->out_buf, len);
	return 0;
}

static int write_piece(struct nd_device *device, void *command, uint32_t offset,
		       uint8_t *buf, uint32_t len)
{
	struct nd_cmd_set_config_hdr *head = command;
	uint8_t *status = head->in_buf + len;
	int rc;

	*head = (struct nd_cmd_set_config_hdr){ offset, len };
	memcpy(head->in_buf, buf, len);
	put_le32(status, 0);
	rc = device->ioctl(device, ND_IOCTL_SET_CONFIG_DATA, command);
	return rc < 0 ? rc : check_status(device, status);
}

static int move_extent(struct nd_device *device, const struct nd_config *config,
		       uint32_t offset, uint8_t *buf, uint32_t len,
		       int (*move)(struct nd_device *device, void *command,
				   uint32_t offset, uint8_t *buf, uint32_t len))
{
	cleanup(free_p) void *command = NULL;
	int rc = 0;

	if (offset > config->size || len > config->size - offset)
		return -ERANGE;
	/* Room for either header, and for the status after the data. */
	command = calloc(1, config->max_transfer + 16);
	if (!command)
		return -ENOMEM;

	for (uint32_t done = 0; done < len && !rc;) {
		uint32_t piece = len - done;

		if (piece > config->max_transfer)
			piece = config->max_transfer;
		rc = move(device, command, offset + done, buf + done, piece);
		done += piece;
	}
	return rc;
}

int nd_config_read(struct nd_device *device, const struct nd_config *config,
		   uint32_t offset, void *buf, uint32_t len)
{
	return move_extent(device, config, offset, buf, len, read_piece);
}

int nd_config_write(struct nd_device *device, const struct nd_config *config,
		    uint32_t offset, const void *buf, uint32_t len)
{
	/* write_piece() leaves it alone. */
	return move_extent(device, config, offset, (uint8_t *)buf, len,
			   write_piece);
}

int nd_config_read_index(struct nd_device *device,
			 const struct nd_config *config, void **ret_data,
			 struct nd_label_area *ret)
{
	uint32_t len = nd_label_index_extent(config->size);
	cleanup(free_p) void *data = NULL;
	int rc;

	if (!len)
		return -ENOSPC;
	data = malloc(len);
	if (!data)
		return -ENOMEM;
	rc = nd_config_read(device, config, 0, data, len);
	if (rc < 0)
		return rc;
	rc = nd_label_area_open(data, len, config->size, ret);
	if (rc < 0)
		return rc;
	*ret_data = take_ptr(data);
	return 0;
}

int nd_config_init_labels(struct nd_device *device,
			  const struct nd_config *config,
			  enum nd_label_version version)
{
	cleanup(free_p) void *blocks = NULL;
	uint32_t len;
	int rc;

	rc = nd_label_init_encode(config->size, version, &blocks, &len);
	if (rc < 0)
		return rc;
	return nd_config_write(device, config, 0, blocks, len);
}
