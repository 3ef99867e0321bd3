/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdaxctl-dimm.h - dimms, their health and their firmware
 *
 * Part of <daxctl/libdaxctl.h>, which tells the conventions.
 */
#ifndef _LIBDAXCTL_DIMM_H_
#define _LIBDAXCTL_DIMM_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct daxctl_ctx;
struct daxctl_nd_bus;
struct daxctl_nd_dimm;

/** enum daxctl_nd_fw_method - how a bus brings staged firmware to life */
enum daxctl_nd_fw_method {
	DAXCTL_ND_FW_RESET,   /* at the next reset */
	DAXCTL_ND_FW_SUSPEND, /* while the system is quiesced */
	DAXCTL_ND_FW_LIVE,    /* while it runs */
};

/** enum daxctl_nd_fw_state - is staged firmware waiting for activation? */
enum daxctl_nd_fw_state {
	DAXCTL_ND_FW_UNKNOWN,
	DAXCTL_ND_FW_IDLE,
	DAXCTL_ND_FW_ARMED,
	DAXCTL_ND_FW_BUSY,
	DAXCTL_ND_FW_OVERFLOW, /* armed dimms need more time than there is */
};

/** daxctl_nd_dimm_get_first() - Return: the bus's first dimm, or NULL. */
struct daxctl_nd_dimm *daxctl_nd_dimm_get_first(struct daxctl_nd_bus *bus);

/** daxctl_nd_dimm_get_next() - Return: the next dimm of the bus, or NULL. */
struct daxctl_nd_dimm *daxctl_nd_dimm_get_next(struct daxctl_nd_dimm *dimm);

#define daxctl_nd_dimm_foreach(bus, dimm)                    \
	for ((dimm) = daxctl_nd_dimm_get_first(bus); (dimm); \
	     (dimm) = daxctl_nd_dimm_get_next(dimm))

/** daxctl_nd_dimm_get_by_name() - Return: the dimm "nmemN", or NULL. */
struct daxctl_nd_dimm *daxctl_nd_dimm_get_by_name(struct daxctl_ctx *ctx,
						  const char *name);

/** daxctl_nd_dimm_get_bus() - Return: the bus it is on. */
struct daxctl_nd_bus *daxctl_nd_dimm_get_bus(struct daxctl_nd_dimm *dimm);

/** daxctl_nd_dimm_get_id() - Return: N of nmemN. */
unsigned int daxctl_nd_dimm_get_id(struct daxctl_nd_dimm *dimm);

/** daxctl_nd_dimm_get_devname() - Return: "nmemN". */
const char *daxctl_nd_dimm_get_devname(struct daxctl_nd_dimm *dimm);

/** daxctl_nd_dimm_is_enabled() - Return: 1 if a driver is bound, 0, -errno. */
int daxctl_nd_dimm_is_enabled(struct daxctl_nd_dimm *dimm);

/** daxctl_nd_dimm_is_active() - Return: 1 if an enabled region uses it, 0. */
int daxctl_nd_dimm_is_active(struct daxctl_nd_dimm *dimm);

/**
 * daxctl_nd_dimm_get_unique_id() - the dimm's identity across machines
 * @buf: receives for example "8680-56341200"
 * @size: of @buf
 *
 * Return: 0; -ENOENT if the bus's firmware names none; -E2BIG.
 */
int daxctl_nd_dimm_get_unique_id(struct daxctl_nd_dimm *dimm, char *buf,
				 size_t size);

/** daxctl_nd_dimm_get_handle() - NFIT device handle. Return: 0, -ENOENT. */
int daxctl_nd_dimm_get_handle(struct daxctl_nd_dimm *dimm, uint64_t *ret);

/** daxctl_nd_dimm_get_phys_id() - SMBIOS handle. Return: 0, -ENOENT. */
int daxctl_nd_dimm_get_phys_id(struct daxctl_nd_dimm *dimm, uint64_t *ret);

/** Flags of a dimm, as its firmware or the kernel reports them. */
enum {
	DAXCTL_ND_DIMM_FAILED_MAP = 1 << 0,
	DAXCTL_ND_DIMM_FAILED_SAVE = 1 << 1,
	DAXCTL_ND_DIMM_FAILED_ARM = 1 << 2,
	DAXCTL_ND_DIMM_FAILED_RESTORE = 1 << 3,
	DAXCTL_ND_DIMM_FAILED_FLUSH = 1 << 4,
	DAXCTL_ND_DIMM_SMART_EVENT = 1 << 5,
	DAXCTL_ND_DIMM_LOCKED = 1 << 6,	 /* labels can't be read */
	DAXCTL_ND_DIMM_ALIASED = 1 << 7, /* labels are required */
};

/** daxctl_nd_dimm_get_flags() - the flags above. Return: 0 or -errno. */
int daxctl_nd_dimm_get_flags(struct daxctl_nd_dimm *dimm, unsigned int *ret);

/**
 * daxctl_nd_dimm_get_security() - state of the passphrase protection
 * @buf: receives disabled, unlocked, locked, frozen or overwrite
 * @size: of @buf
 * @frozen: whether changes are refused until the next reset; may be NULL
 *
 * Return: 0; -ENOENT if the dimm has no such protection.
 */
int daxctl_nd_dimm_get_security(struct daxctl_nd_dimm *dimm, char *buf,
				size_t size, bool *frozen);

/** daxctl_nd_dimm_get_fw_state() - firmware/activate. Return: 0, -ENOENT. */
int daxctl_nd_dimm_get_fw_state(struct daxctl_nd_dimm *dimm,
				enum daxctl_nd_fw_state *ret);

/**
 * daxctl_nd_dimm_get_fw_result() - how the last activation ended
 * @buf: receives none, success, fail, need_reset or unknown
 * @size: of @buf
 *
 * Return: 0, -ENOENT.
 */
int daxctl_nd_dimm_get_fw_result(struct daxctl_nd_dimm *dimm, char *buf,
				 size_t size);

/**
 * enum daxctl_nd_health_state - the dimm's verdict about itself, worst last
 */
enum daxctl_nd_health_state {
	DAXCTL_ND_HEALTH_OK,
	DAXCTL_ND_HEALTH_NON_CRITICAL,
	DAXCTL_ND_HEALTH_CRITICAL,
	DAXCTL_ND_HEALTH_FATAL,
};

/**
 * enum daxctl_nd_health_valid - which members of struct daxctl_nd_health hold
 * a value that the firmware vouches for
 */
enum daxctl_nd_health_valid {
	DAXCTL_ND_HEALTH_HAS_STATE = 1 << 0,
	DAXCTL_ND_HEALTH_HAS_SPARES = 1 << 1,
	DAXCTL_ND_HEALTH_HAS_LIFE_USED = 1 << 2,
	DAXCTL_ND_HEALTH_HAS_MEDIA_TEMPERATURE = 1 << 3,
	DAXCTL_ND_HEALTH_HAS_CTRL_TEMPERATURE = 1 << 4,
	DAXCTL_ND_HEALTH_HAS_SHUTDOWN_COUNT = 1 << 5,
	DAXCTL_ND_HEALTH_HAS_ALARMS = 1 << 6,
	DAXCTL_ND_HEALTH_HAS_SHUTDOWN_STATE = 1 << 7,
	/* alarms_enabled and the three thresholds */
	DAXCTL_ND_HEALTH_HAS_THRESHOLDS = 1 << 8,
};

/**
 * enum daxctl_nd_alarm - bits of @alarms and @alarms_enabled
 */
enum daxctl_nd_alarm {
	DAXCTL_ND_ALARM_SPARES = 1 << 0,
	DAXCTL_ND_ALARM_MEDIA_TEMPERATURE = 1 << 1,
	DAXCTL_ND_ALARM_CTRL_TEMPERATURE = 1 << 2,
};

/**
 * struct daxctl_nd_health - health of a dimm as its firmware tells it
 * @valid: bits of enum daxctl_nd_health_valid; members without theirs are 0
 * @state: enum daxctl_nd_health_state, the worst that is reported
 * @alarms: bits of enum daxctl_nd_alarm: limits that are passed now
 * @alarms_enabled: bits of enum daxctl_nd_alarm: limits that are watched
 * @spares: spare capacity left, in percent
 * @spares_threshold: alarm below this much spare capacity, in percent
 * @life_used: share of the expected life that is used up, in percent
 * @shutdown_dirty: whether the last shutdown may have lost data
 * @shutdown_count: shutdowns that may have lost data, ever
 * @media_temperature: in 1/16 degree Celsius
 * @ctrl_temperature: temperature of the controller, in 1/16 degree Celsius
 * @media_temperature_threshold: alarm above this, in 1/16 degree Celsius
 * @ctrl_temperature_threshold: alarm above this, in 1/16 degree Celsius
 */
struct daxctl_nd_health {
	uint32_t valid;
	uint8_t state;
	uint8_t alarms;
	uint8_t alarms_enabled;
	uint8_t spares;
	uint8_t spares_threshold;
	uint8_t life_used;
	bool shutdown_dirty;
	uint32_t shutdown_count;
	int16_t media_temperature;
	int16_t ctrl_temperature;
	int16_t media_temperature_threshold;
	int16_t ctrl_temperature_threshold;
};

/**
 * struct daxctl_nd_firmware - what runs on a dimm, and what comes next
 * @current_version: the firmware that runs
 * @next_version: the firmware that waits for its activation, 0 when there is
 *	none
 * @storage_size: largest image that can be uploaded, in bytes
 * @max_send: largest piece of an image that one command takes, in bytes
 * @query_interval: time to wait between two questions for the result, in
 *	microseconds
 * @max_query_time: time after which there will be no result, in microseconds
 * @can_update: whether all functions that an update needs are there
 */
struct daxctl_nd_firmware {
	uint64_t current_version;
	uint64_t next_version;
	uint32_t storage_size;
	uint32_t max_send;
	uint32_t query_interval;
	uint32_t max_query_time;
	bool can_update;
};

/**
 * daxctl_nd_dimm_get_health() - ask the firmware how the dimm is
 *
 * Return: 0; -EOPNOTSUPP if we know no way to ask; -EROFS below a sysroot;
 * -EACCES for anybody but root; -ENXIO while the dimm is disabled; else what
 * the firmware's status means.
 */
int daxctl_nd_dimm_get_health(struct daxctl_nd_dimm *dimm,
			      struct daxctl_nd_health *ret);

/** daxctl_nd_dimm_get_firmware() - ask for its firmware. Errors as above. */
int daxctl_nd_dimm_get_firmware(struct daxctl_nd_dimm *dimm,
				struct daxctl_nd_firmware *ret);

#ifdef __cplusplus
}
#endif

#endif
