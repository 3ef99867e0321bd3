/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-dsm.c - what a dimm's firmware answers, and what becomes of it
 */
#include <errno.h>
#include <linux/ndctl.h>
#include <string.h>
#include <sys/ioctl.h>

#include "lib/nd/dsm.h"
#include "test.h"
#include "util/le.h"

enum {
	ALL_FUNCTIONS = 0x7ffff476, /* of the kernel's nfit_test.0 */
	SMART = 1 << 1,
	THRESHOLD = 1 << 2,
};

/* An Intel dimm that answers by what is written here. */
static struct {
	struct nd_device device;
	uint8_t smart[132];
	uint8_t threshold[12];
	uint8_t firmware[44];
	unsigned int asked; /* a bit for each function */
	int error;
} dimm;

static int serve(struct nd_device *device, unsigned long request, void *arg)
{
	struct nd_cmd_pkg *package = arg;
	const struct {
		const void *bytes;
		uint32_t len;
	} answers[] = {
		[1] = { dimm.smart, sizeof(dimm.smart) },
		[2] = { dimm.threshold, sizeof(dimm.threshold) },
		[12] = { dimm.firmware, sizeof(dimm.firmware) },
	};
	unsigned int function = package->nd_command;

	(void)device;
	if (dimm.error)
		return dimm.error;
	if (request != ND_IOCTL_CALL || package->nd_family ||
	    function >= ARRAY_SIZE(answers) || !answers[function].bytes)
		return -ENOTTY;
	if (package->nd_size_in ||
	    package->nd_size_out != answers[function].len)
		return -EINVAL;
	dimm.asked |= 1u << function;
	memcpy(package->nd_payload, answers[function].bytes,
	       answers[function].len);
	return 0;
}

/* The dimm as nfit_test's are at start. */
static void plug(void)
{
	memset(&dimm, 0, sizeof(dimm));
	dimm.device = (struct nd_device){ .fd = -1, .ioctl = serve };
	put_le32(dimm.smart + 4, 0x73f);
	dimm.smart[12] = 1;
	dimm.smart[13] = 75;
	dimm.smart[14] = 5;
	dimm.smart[15] = 3;
	put_le16(dimm.smart + 16, 23 * 16);
	put_le16(dimm.smart + 18, 25 * 16);
	put_le32(dimm.smart + 20, 42);
	put_le16(dimm.threshold + 4, 3);
	dimm.threshold[6] = 5;
	put_le16(dimm.threshold + 7, 40 * 16);
	put_le16(dimm.threshold + 9, 30 * 16);
	put_le32(dimm.firmware + 4, 0x19000);
	put_le32(dimm.firmware + 8, 0xfe0);
	put_le32(dimm.firmware + 12, 1000);
	put_le32(dimm.firmware + 16, 1000000);
}

static struct daxctl_nd_health health;
static struct daxctl_nd_firmware firmware;

static int ask_health(uint64_t mask)
{
	memset(&health, 0x55, sizeof(health));
	return dsm_intel.health(&dimm.device, mask, &health);
}

static int ask_firmware(uint64_t mask)
{
	memset(&firmware, 0x55, sizeof(firmware));
	return dsm_intel.firmware(&dimm.device, mask, &firmware);
}

/* ---- families ---------------------------------------------------------- */

TEST(family_0_is_intels)
{
	IS(dsm_family_find(0) == &dsm_intel);
	EQ_STR(dsm_intel.name, "Intel");
}

TEST(unknown_families_are_none)
{
	IS(!dsm_family_find(99));
	IS(!dsm_family_find(UINT64_C(1) << 32));
}

/* ---- health ------------------------------------------------------------ */

TEST(health_of_the_kernels_test_dimm)
{
	plug();
	OK(ask_health(ALL_FUNCTIONS));
	EQ(health.valid, 0x1ff);
	EQ(health.state, DAXCTL_ND_HEALTH_NON_CRITICAL);
	EQ(health.media_temperature, 23 * 16);
	EQ(health.ctrl_temperature, 25 * 16);
	EQ(health.spares, 75);
	EQ(health.life_used, 5);
	EQ(health.shutdown_count, 42);
	IS(!health.shutdown_dirty);
	EQ(health.alarms,
	   DAXCTL_ND_ALARM_SPARES | DAXCTL_ND_ALARM_MEDIA_TEMPERATURE);
}

TEST(thresholds_of_the_kernels_test_dimm)
{
	plug();
	OK(ask_health(ALL_FUNCTIONS));
	EQ(health.alarms_enabled,
	   DAXCTL_ND_ALARM_SPARES | DAXCTL_ND_ALARM_MEDIA_TEMPERATURE);
	EQ(health.spares_threshold, 5);
	EQ(health.media_temperature_threshold, 40 * 16);
	EQ(health.ctrl_temperature_threshold, 30 * 16);
}

TEST(worst_state_wins)
{
	const uint8_t states[] = {
		DAXCTL_ND_HEALTH_OK,	   DAXCTL_ND_HEALTH_NON_CRITICAL,
		DAXCTL_ND_HEALTH_CRITICAL, DAXCTL_ND_HEALTH_CRITICAL,
		DAXCTL_ND_HEALTH_FATAL,	   DAXCTL_ND_HEALTH_FATAL,
		DAXCTL_ND_HEALTH_FATAL,	   DAXCTL_ND_HEALTH_FATAL,
		DAXCTL_ND_HEALTH_OK,
	};

	plug();
	for (uint8_t bits = 0; bits < ARRAY_SIZE(states); bits++) {
		dimm.smart[12] = bits;
		OK(ask_health(SMART));
		EQ(health.state, states[bits]);
	}
}

TEST(value_without_its_flag_is_not_valid_and_zero)
{
	plug();
	put_le32(dimm.smart + 4, 0);
	OK(ask_health(SMART));
	EQ(health.valid, 0);
	EQ(health.state, 0);
	EQ(health.spares, 0);
	EQ(health.media_temperature, 0);
	EQ(health.shutdown_count, 0);
}

TEST(each_flag_stands_for_its_own_value)
{
	const struct {
		uint32_t flag, valid;
	} flags[] = {
		{ 1 << 0, DAXCTL_ND_HEALTH_HAS_STATE },
		{ 1 << 1, DAXCTL_ND_HEALTH_HAS_SPARES },
		{ 1 << 2, DAXCTL_ND_HEALTH_HAS_LIFE_USED },
		{ 1 << 3, DAXCTL_ND_HEALTH_HAS_MEDIA_TEMPERATURE },
		{ 1 << 4, DAXCTL_ND_HEALTH_HAS_CTRL_TEMPERATURE },
		{ 1 << 5, DAXCTL_ND_HEALTH_HAS_SHUTDOWN_COUNT },
		{ 1 << 9, DAXCTL_ND_HEALTH_HAS_ALARMS },
		{ 1 << 10, DAXCTL_ND_HEALTH_HAS_SHUTDOWN_STATE },
		{ 1 << 11, 0 }, /* the vendor's own data */
	};

	plug();
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		put_le32(dimm.smart + 4, flags[i].flag);
		OK(ask_health(SMART));
		EQ(health.valid, flags[i].valid);
	}
}

TEST(temperature_below_zero_has_sign_and_magnitude)
{
	plug();
	put_le16(dimm.smart + 16, 0x8000 | (5 * 16 + 8));
	put_le16(dimm.smart + 18, 0xffff);
	OK(ask_health(SMART));
	EQ(health.media_temperature, -(5 * 16 + 8));
	EQ(health.ctrl_temperature, -0x7fff);
}

TEST(any_shutdown_state_but_zero_is_dirty)
{
	plug();
	dimm.smart[35] = 0x80;
	OK(ask_health(SMART));
	IS(health.shutdown_dirty);
}

TEST(health_is_told_without_thresholds)
{
	plug();
	OK(ask_health(SMART));
	IS(!(health.valid & DAXCTL_ND_HEALTH_HAS_THRESHOLDS));
	EQ(health.spares_threshold, 0);
	EQ(dimm.asked, SMART);
}

TEST(thresholds_that_fail_leave_the_rest)
{
	plug();
	put_le32(dimm.threshold, 4);
	OK(ask_health(SMART | THRESHOLD));
	IS(!(health.valid & DAXCTL_ND_HEALTH_HAS_THRESHOLDS));
	EQ(health.spares_threshold, 0);
	IS(health.valid & DAXCTL_ND_HEALTH_HAS_SPARES);
}

TEST(failing_health_leaves_the_result_alone)
{
	plug();
	put_le32(dimm.smart, 4);
	EQ(ask_health(ALL_FUNCTIONS), -EIO);
	EQ(health.valid, 0x55555555);
	EQ(dimm.device.status, 4);
}

TEST(kernels_refusal_is_passed_on)
{
	plug();
	dimm.error = -EPERM;
	EQ(ask_health(ALL_FUNCTIONS), -EPERM);
	EQ(ask_firmware(ALL_FUNCTIONS), -EPERM);
}

TEST(each_status_has_its_errno)
{
	const int errors[] = { 0,	-EOPNOTSUPP, -ENODEV, -EINVAL,
			       -EIO,	-EAGAIN,     -ENOMSG, -ENOMSG,
			       -EAGAIN, -EBUSY,	     -ENOMSG };

	plug();
	for (uint32_t status = 0; status < ARRAY_SIZE(errors); status++) {
		put_le32(dimm.smart, status | 0x70000);
		EQ(ask_health(SMART), errors[status]);
		EQ(dimm.device.status, status | 0x70000);
	}
}

/* ---- firmware ---------------------------------------------------------- */

TEST(firmware_of_the_kernels_test_dimm)
{
	plug();
	OK(ask_firmware(ALL_FUNCTIONS));
	EQ_U64(firmware.current_version, 0);
	EQ_U64(firmware.next_version, 0);
	EQ(firmware.storage_size, 0x19000);
	EQ(firmware.max_send, 0xfe0);
	EQ(firmware.query_interval, 1000);
	EQ(firmware.max_query_time, 1000000);
	IS(firmware.can_update);
}

TEST(versions_have_64_bits)
{
	plug();
	put_le64(dimm.firmware + 28, 0x1122334455667788);
	put_le64(dimm.firmware + 36, 0x99aabbccddeeff00);
	OK(ask_firmware(ALL_FUNCTIONS));
	EQ_U64(firmware.current_version, 0x1122334455667788);
	EQ_U64(firmware.next_version, 0x99aabbccddeeff00);
}

TEST(update_needs_all_its_functions)
{
	plug();
	for (int function = 13; function <= 16; function++) {
		OK(ask_firmware(ALL_FUNCTIONS & ~(1 << function)));
		IS(!firmware.can_update);
	}
}

TEST(failing_firmware_leaves_the_result_alone)
{
	plug();
	put_le32(dimm.firmware, 9);
	EQ(ask_firmware(ALL_FUNCTIONS), -EBUSY);
	EQ(firmware.storage_size, 0x55555555);
}

/* ---- from the object --------------------------------------------------- */

static int ask_tree(const char *family, const char *mask)
{
	struct daxctl_nd_dimm *nmem;
	struct daxctl_ctx *ctx;
	int rc;

	test_file("sys/devices/ndbus0/nd/ndctl0/dev", "250:0\n");
	test_link("sys/devices/ndbus0/nd/ndctl0/device", "../../../ndbus0");
	test_link("sys/class/nd/ndctl0", "../../devices/ndbus0/nd/ndctl0");
	test_file("sys/devices/ndbus0/nmem0/dev", "251:0\n");
	if (family)
		test_file("sys/devices/ndbus0/nmem0/nfit/family", family);
	if (mask)
		test_file("sys/devices/ndbus0/nmem0/nfit/dsm_mask", mask);
	OK(daxctl_new_at(test_dir(), &ctx));
	nmem = daxctl_nd_dimm_get_by_name(ctx, "nmem0");
	if (!nmem)
		test_fail(__FILE__, __LINE__, "no nmem0");
	rc = daxctl_nd_dimm_get_health(nmem, &health);
	EQ(daxctl_nd_dimm_get_firmware(nmem, &firmware), rc);
	daxctl_unref(ctx);
	return rc;
}

TEST(captured_dimm_of_our_family_cannot_be_asked)
{
	EQ(ask_tree("0\n", "0x7ffff476\n"), -EROFS);
}

/* Told apart from a tree that can't be asked at all. */
TEST(dimm_without_the_function_is_not_asked)
{
	EQ(ask_tree("0\n", "0x70\n"), -EOPNOTSUPP);
}

TEST(dimm_of_a_foreign_family_is_not_supported)
{
	EQ(ask_tree("2\n", "0x7ffff476\n"), -EOPNOTSUPP);
}

TEST(dimm_without_a_family_is_not_supported)
{
	EQ(ask_tree(NULL, NULL), -EOPNOTSUPP);
}

/* A capture keeps no text where the kernel answers ENXIO. */
TEST(dimm_of_no_family_is_not_supported)
{
	EQ(ask_tree("\n", "0x0\n"), -EOPNOTSUPP);
}

TEST(garbage_for_a_family_is_invalid)
{
	EQ(ask_tree("intel\n", "0x7ffff476\n"), -EINVAL);
}
