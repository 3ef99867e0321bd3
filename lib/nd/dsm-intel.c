/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dsm-intel.c - firmware commands of the Intel family of dimms
 *
 * Others than Intel's dimms speak it too: the kernel's nfit_test, and QEMU,
 * which has none of the functions here.
 */
#include <errno.h>
#include <linux/ndctl.h>

#include "lib/nd/dsm.h"
#include "util/le.h"

enum {
	FN_SMART = 1,
	FN_THRESHOLD = 2,
	FN_FW_INFO = 12,
	FN_FW_QUERY = 16,
};

/* Each answer starts with its status. */
enum {
	SMART_FLAGS = 4,
	SMART_HEALTH = 12,
	SMART_SPARES = 13,
	SMART_LIFE_USED = 14,
	SMART_ALARMS = 15,
	SMART_MEDIA_TEMPERATURE = 16,
	SMART_CTRL_TEMPERATURE = 18,
	SMART_SHUTDOWN_COUNT = 20,
	SMART_SHUTDOWN_STATE = 35,
	SMART_SIZE = 132,
};

enum {
	SMART_HEALTH_VALID = 1 << 0,
	SMART_SPARES_VALID = 1 << 1,
	SMART_LIFE_USED_VALID = 1 << 2,
	SMART_MEDIA_TEMPERATURE_VALID = 1 << 3,
	SMART_CTRL_TEMPERATURE_VALID = 1 << 4,
	SMART_SHUTDOWN_COUNT_VALID = 1 << 5,
	SMART_ALARMS_VALID = 1 << 9,
	SMART_SHUTDOWN_STATE_VALID = 1 << 10,
};

enum {
	SMART_NON_CRITICAL = 1 << 0,
	SMART_CRITICAL = 1 << 1,
	SMART_FATAL = 1 << 2,
};

enum {
	THRESHOLD_ALARMS = 4,
	THRESHOLD_SPARES = 6,
	THRESHOLD_MEDIA_TEMPERATURE = 7,
	THRESHOLD_CTRL_TEMPERATURE = 9,
	THRESHOLD_SIZE = 12,
};

enum {
	FW_STORAGE_SIZE = 4,
	FW_MAX_SEND = 8,
	FW_QUERY_INTERVAL = 12,
	FW_MAX_QUERY_TIME = 16,
	FW_RUN_VERSION = 28,
	FW_UPDATED_VERSION = 36,
	FW_SIZE = 44,
};

/* The alarms' bits are the same in an answer and in our own enum. */
enum {
	ALL_ALARMS = DAXCTL_ND_ALARM_SPARES |
		     DAXCTL_ND_ALARM_MEDIA_TEMPERATURE |
		     DAXCTL_ND_ALARM_CTRL_TEMPERATURE,
};

/* The upper half has details of commands that change something. */
static int status_to_errno(uint32_t status)
{
	switch (status & 0xffff) {
	case 0:
		return 0;
	case 1: /* not supported */
		return -EOPNOTSUPP;
	case 2: /* no such device; not the kernel's ENXIO: no driver */
		return -ENODEV;
	case 3: /* invalid input */
		return -EINVAL;
	case 4: /* hardware error */
		return -EIO;
	case 5: /* retry */
	case 8: /* out of resources */
		return -EAGAIN;
	case 9: /* hardware not ready */
		return -EBUSY;
	default:
		return -ENOMSG;
	}
}

/* A function without input. */
static int ask(struct nd_device *device, unsigned int function, void *out,
	       uint32_t out_len)
{
	const struct nd_call call = {
		.family = NVDIMM_FAMILY_INTEL,
		.function = function,
		.out = out,
		.out_len = out_len,
	};
	int rc;

	rc = nd_call(device, &call);
	if (rc < 0)
		return rc;
	device->status = get_le32(out);
	return status_to_errno(device->status);
}

static bool has_functions(uint64_t mask, unsigned int first, unsigned int last)
{
	for (unsigned int function = first; function <= last; function++)
		if (!(mask >> function & 1))
			return false;
	return true;
}

/* Sign and magnitude, not two's complement. */
static int16_t temperature(const uint8_t *from)
{
	uint16_t value = get_le16(from);
	int16_t magnitude = value & 0x7fff;

	return value & 0x8000 ? -magnitude : magnitude;
}

static enum daxctl_nd_health_state worst(uint8_t health)
{
	if (health & SMART_FATAL)
		return DAXCTL_ND_HEALTH_FATAL;
	if (health & SMART_CRITICAL)
		return DAXCTL_ND_HEALTH_CRITICAL;
	if (health & SMART_NON_CRITICAL)
		return DAXCTL_ND_HEALTH_NON_CRITICAL;
	return DAXCTL_ND_HEALTH_OK;
}

static void decode_wear(const uint8_t *smart, struct daxctl_nd_health *health)
{
	uint32_t flags = get_le32(smart + SMART_FLAGS);

	if (flags & SMART_HEALTH_VALID) {
		health->valid |= DAXCTL_ND_HEALTH_HAS_STATE;
		health->state = worst(smart[SMART_HEALTH]);
	}
	if (flags & SMART_SPARES_VALID) {
		health->valid |= DAXCTL_ND_HEALTH_HAS_SPARES;
		health->spares = smart[SMART_SPARES];
	}
	if (flags & SMART_LIFE_USED_VALID) {
		health->valid |= DAXCTL_ND_HEALTH_HAS_LIFE_USED;
		health->life_used = smart[SMART_LIFE_USED];
	}
	if (flags & SMART_ALARMS_VALID) {
		health->valid |= DAXCTL_ND_HEALTH_HAS_ALARMS;
		health->alarms = smart[SMART_ALARMS] & ALL_ALARMS;
	}
}

static void decode_environment(const uint8_t *smart,
			       struct daxctl_nd_health *health)
{
	uint32_t flags = get_le32(smart + SMART_FLAGS);

	if (flags & SMART_MEDIA_TEMPERATURE_VALID) {
		health->valid |= DAXCTL_ND_HEALTH_HAS_MEDIA_TEMPERATURE;
		health->media_temperature =
			temperature(smart + SMART_MEDIA_TEMPERATURE);
	}
	if (flags & SMART_CTRL_TEMPERATURE_VALID) {
		health->valid |= DAXCTL_ND_HEALTH_HAS_CTRL_TEMPERATURE;
		health->ctrl_temperature =
			temperature(smart + SMART_CTRL_TEMPERATURE);
	}
	if (flags & SMART_SHUTDOWN_COUNT_VALID) {
		health->valid |= DAXCTL_ND_HEALTH_HAS_SHUTDOWN_COUNT;
		health->shutdown_count = get_le32(smart + SMART_SHUTDOWN_COUNT);
	}
	if (flags & SMART_SHUTDOWN_STATE_VALID) {
		health->valid |= DAXCTL_ND_HEALTH_HAS_SHUTDOWN_STATE;
		health->shutdown_dirty = smart[SMART_SHUTDOWN_STATE] != 0;
	}
}

static void decode_thresholds(const uint8_t *thresholds,
			      struct daxctl_nd_health *health)
{
	health->valid |= DAXCTL_ND_HEALTH_HAS_THRESHOLDS;
	health->alarms_enabled = get_le16(thresholds + THRESHOLD_ALARMS) &
				 ALL_ALARMS;
	health->spares_threshold = thresholds[THRESHOLD_SPARES];
	health->media_temperature_threshold =
		temperature(thresholds + THRESHOLD_MEDIA_TEMPERATURE);
	health->ctrl_temperature_threshold =
		temperature(thresholds + THRESHOLD_CTRL_TEMPERATURE);
}

static int read_health(struct nd_device *device, uint64_t mask,
		       struct daxctl_nd_health *ret)
{
	struct daxctl_nd_health health = { 0 };
	uint8_t thresholds[THRESHOLD_SIZE];
	uint8_t smart[SMART_SIZE];
	int rc;

	rc = ask(device, FN_SMART, smart, sizeof(smart));
	if (rc < 0)
		return rc;
	decode_wear(smart, &health);
	decode_environment(smart, &health);

	/* What a dimm tells of itself is worth having without its limits. */
	if (has_functions(mask, FN_THRESHOLD, FN_THRESHOLD) &&
	    !ask(device, FN_THRESHOLD, thresholds, sizeof(thresholds)))
		decode_thresholds(thresholds, &health);

	*ret = health;
	return 0;
}

static int read_firmware(struct nd_device *device, uint64_t mask,
			 struct daxctl_nd_firmware *ret)
{
	uint8_t info[FW_SIZE];
	int rc;

	rc = ask(device, FN_FW_INFO, info, sizeof(info));
	if (rc < 0)
		return rc;

	*ret = (struct daxctl_nd_firmware){
		.current_version = get_le64(info + FW_RUN_VERSION),
		.next_version = get_le64(info + FW_UPDATED_VERSION),
		.storage_size = get_le32(info + FW_STORAGE_SIZE),
		.max_send = get_le32(info + FW_MAX_SEND),
		.query_interval = get_le32(info + FW_QUERY_INTERVAL),
		.max_query_time = get_le32(info + FW_MAX_QUERY_TIME),
		.can_update = has_functions(mask, FN_FW_INFO, FN_FW_QUERY),
	};
	return 0;
}

const struct dsm_family dsm_intel = {
	.id = NVDIMM_FAMILY_INTEL,
	.name = "Intel",
	.health_needs = 1 << FN_SMART,
	.firmware_needs = 1 << FN_FW_INFO,
	.health = read_health,
	.firmware = read_firmware,
};
