/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * config.h - read and write the label storage area of a dimm
 *
 * The kernel calls the area "config data". What its bytes mean is label.h's.
 */
#ifndef LIB_ND_CONFIG_H
#define LIB_ND_CONFIG_H

#include <stdint.h>

#include "lib/nd/ioctl.h"
#include "lib/nd/label.h"

struct nd_config {
	uint32_t size;	       /* of the area */
	uint32_t max_transfer; /* what one command can move */
};

/*
 * All functions here: -EIO when the firmware refuses, with its status in the
 * device's; -EACCES when it is the lock on the dimm; -ENOTTY when the dimm has
 * no such area; -EBUSY when the kernel itself is using it.
 */
int nd_config_get(struct nd_device *device, struct nd_config *ret) must_check;

/* -ERANGE: some of the extent is outside the area. */
int nd_config_read(struct nd_device *device, const struct nd_config *config,
		   uint32_t offset, void *buf, uint32_t len) must_check;
int nd_config_write(struct nd_device *device, const struct nd_config *config,
		    uint32_t offset, const void *buf, uint32_t len) must_check;

/*
 * Read the index blocks, and nothing else, and judge them. @ret borrows
 * @ret_data, which the caller frees. -ENOSPC: no index fits in the area.
 */
int nd_config_read_index(struct nd_device *device,
			 const struct nd_config *config, void **ret_data,
			 struct nd_label_area *ret) must_check;

/* Write fresh index blocks: every slot is free then. */
int nd_config_init_labels(struct nd_device *device,
			  const struct nd_config *config,
			  enum nd_label_version version) must_check;

#endif
