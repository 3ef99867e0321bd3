/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-config.c - label areas move in pieces, and only what was asked for
 */
#include <errno.h>
#include <linux/ndctl.h>
#include <sys/ioctl.h>

#include "lib/nd/config.h"
#include "media.h"
#include "test.h"

enum {
	AREA = 131072,
	TRANSFER = 1000
};

/* A dimm whose area is in memory, and that counts what is asked of it. */
static struct {
	struct nd_device device;
	uint8_t area[AREA];
	uint32_t size, max_transfer;
	uint32_t status; /* of every command, from number fail_at on */
	unsigned int commands, fail_at;
	uint32_t lowest, highest; /* the extent that was touched */
	int error;
} dimm;

static uint32_t touch(uint32_t offset, uint32_t len)
{
	if (offset < dimm.lowest)
		dimm.lowest = offset;
	if (offset + len > dimm.highest)
		dimm.highest = offset + len;
	if (len > dimm.max_transfer || offset + len > dimm.size)
		return 3;
	return ++dimm.commands > dimm.fail_at ? dimm.status : 0;
}

static void get_size(struct nd_cmd_get_config_size *command)
{
	command->status = dimm.status;
	command->config_size = dimm.size;
	command->max_xfer = dimm.max_transfer;
}

static void get_data(struct nd_cmd_get_config_data_hdr *command)
{
	command->status = touch(command->in_offset, command->in_length);
	if (!command->status)
		memcpy(command->out_buf, dimm.area + command->in_offset,
		       command->in_length);
}

static void set_data(struct nd_cmd_set_config_hdr *command)
{
	uint32_t status = touch(command->in_offset, command->in_length);

	if (!status)
		memcpy(dimm.area + command->in_offset, command->in_buf,
		       command->in_length);
	put_le32(command->in_buf + command->in_length, status);
}

static int serve(struct nd_device *device, unsigned long request, void *arg)
{
	(void)device;
	if (dimm.error)
		return dimm.error;
	switch (request) {
	case ND_IOCTL_GET_CONFIG_SIZE:
		get_size(arg);
		return 0;
	case ND_IOCTL_GET_CONFIG_DATA:
		get_data(arg);
		return 0;
	case ND_IOCTL_SET_CONFIG_DATA:
		set_data(arg);
		return 0;
	default:
		return -ENOTTY;
	}
}

static struct nd_config config;

static void plug(const char *media)
{
	memset(&dimm, 0, sizeof(dimm));
	dimm.device = (struct nd_device){ .fd = -1, .ioctl = serve };
	dimm.size = AREA;
	dimm.max_transfer = TRANSFER;
	dimm.lowest = AREA;
	media_load(media, dimm.area, AREA);
	OK(nd_config_get(&dimm.device, &config));
}

TEST(size_and_limit_are_the_firmwares)
{
	plug("labels-v1.2");
	EQ(config.size, AREA);
	EQ(config.max_transfer, TRANSFER);
}

TEST(huge_limit_is_cut_to_what_the_kernel_takes)
{
	plug("labels-v1.2");
	dimm.max_transfer = UINT32_MAX;
	OK(nd_config_get(&dimm.device, &config));
	EQ(config.max_transfer, 1 << 20);
}

TEST(limit_of_nothing_is_an_io_error)
{
	plug("labels-v1.2");
	dimm.max_transfer = 0;
	EQ(nd_config_get(&dimm.device, &config), -EIO);
}

TEST(refused_size_is_an_io_error_with_a_status)
{
	plug("labels-v1.2");
	dimm.status = 4;
	EQ(nd_config_get(&dimm.device, &config), -EIO);
	EQ(dimm.device.status, 4);
}

TEST(locked_dimm_is_access_denied)
{
	plug("labels-v1.2");
	dimm.status = ND_CONFIG_LOCKED << ARS_EXT_STATUS_SHIFT;
	EQ(nd_config_get(&dimm.device, &config), -EACCES);
}

TEST(dimm_without_labels_is_told_by_the_kernel)
{
	plug("labels-v1.2");
	dimm.error = -ENOTTY;
	EQ(nd_config_get(&dimm.device, &config), -ENOTTY);
}

TEST(whole_area_is_read_in_pieces)
{
	static uint8_t all[AREA];

	plug("labels-v1.2");
	dimm.area[AREA - 1] = 0x5a;
	OK(nd_config_read(&dimm.device, &config, 0, all, AREA));
	EQ_MEM(all, dimm.area, AREA);
	EQ(dimm.commands, 132);
}

TEST(extent_is_read_from_its_own_start)
{
	uint8_t part[2500] = { 0 };

	plug("labels-v1.2");
	for (uint32_t i = 0; i < AREA; i++)
		dimm.area[i] = i / 7;
	OK(nd_config_read(&dimm.device, &config, 4096, part, 2500));
	EQ_MEM(part, dimm.area + 4096, 2500);
	EQ(dimm.commands, 3);
	EQ(dimm.lowest, 4096);
	EQ(dimm.highest, 4096 + 2500);
}

TEST(extent_is_written_where_it_belongs)
{
	static uint8_t before[AREA];
	uint8_t part[1500];

	plug("labels-v1.2");
	memcpy(before, dimm.area, AREA);
	memset(part, 0x77, sizeof(part));
	OK(nd_config_write(&dimm.device, &config, 300, part, 1500));
	EQ_MEM(dimm.area, before, 300);
	EQ_MEM(dimm.area + 300, part, 1500);
	EQ_MEM(dimm.area + 1800, before + 1800, AREA - 1800);
	EQ(dimm.commands, 2);
}

TEST(nothing_is_moved_by_no_command)
{
	plug("labels-v1.2");
	OK(nd_config_read(&dimm.device, &config, AREA, NULL, 0));
	EQ(dimm.commands, 0);
}

TEST(extent_past_the_end_is_out_of_range)
{
	uint8_t part[16];

	plug("labels-v1.2");
	EQ(nd_config_read(&dimm.device, &config, AREA - 15, part, 16), -ERANGE);
	EQ(nd_config_write(&dimm.device, &config, AREA + 1, part, 0), -ERANGE);
	EQ(nd_config_read(&dimm.device, &config, UINT32_MAX, part, 16),
	   -ERANGE);
	EQ(nd_config_read(&dimm.device, &config, 16, part, UINT32_MAX),
	   -ERANGE);
	EQ(dimm.commands, 0);
}

TEST(read_stops_at_the_piece_that_fails)
{
	uint8_t part[3000];

	plug("labels-v1.2");
	dimm.fail_at = 1;
	dimm.status = 5;
	EQ(nd_config_read(&dimm.device, &config, 0, part, 3000), -EIO);
	EQ(dimm.commands, 2);
	EQ(dimm.device.status, 5);
}

TEST(write_that_is_refused_is_no_success)
{
	uint8_t part[10] = { 0 };

	plug("labels-v1.2");
	dimm.status = 4;
	EQ(nd_config_write(&dimm.device, &config, 0, part, 10), -EIO);
	EQ(dimm.area[0], 'N');
}

TEST(kernels_refusal_is_passed_on)
{
	uint8_t part[10] = { 0 };

	plug("labels-v1.2");
	dimm.error = -EBUSY;
	EQ(nd_config_write(&dimm.device, &config, 0, part, 10), -EBUSY);
	EQ(nd_config_read(&dimm.device, &config, 0, part, 10), -EBUSY);
}

TEST(index_is_judged_without_reading_labels)
{
	struct nd_label_area area;
	void *data;

	plug("labels-v1.2");
	OK(nd_config_read_index(&dimm.device, &config, &data, &area));
	EQ(area.current, 1);
	EQ(dimm.commands, 1);
	EQ(dimm.highest, 512);
	free(data);
}

TEST(index_that_cannot_be_read_is_an_error)
{
	struct nd_label_area area = { .current = 42 };
	void *data = &area;

	plug("labels-v1.2");
	dimm.status = 4;
	EQ(nd_config_read_index(&dimm.device, &config, &data, &area), -EIO);
	EQ(area.current, 42);
	IS(data == &area);
}

TEST(area_too_small_for_labels_is_no_space)
{
	struct nd_label_area area;
	void *data;

	plug("labels-v1.2");
	config.size = 512;
	EQ(nd_config_read_index(&dimm.device, &config, &data, &area), -ENOSPC);
	EQ(nd_config_init_labels(&dimm.device, &config, ND_LABEL_V1_2),
	   -ENOSPC);
	EQ(dimm.commands, 0);
}

TEST(new_index_frees_every_slot_and_leaves_labels_alone)
{
	static uint8_t before[AREA];
	struct nd_label_area area;
	struct nd_label label;

	plug("labels-v1.2");
	memcpy(before, dimm.area, AREA);
	OK(nd_config_init_labels(&dimm.device, &config, ND_LABEL_V1_2));
	EQ(dimm.highest, 512);
	EQ_MEM(dimm.area + 512, before + 512, AREA - 512);
	OK(nd_label_area_open(dimm.area, AREA, AREA, &area));
	EQ(area.current, 0);
	for (uint32_t slot = 0; slot < 6; slot++) {
		OK(nd_label_decode(&area, slot, &label));
		IS(!nd_label_is_live(&label));
	}
}
