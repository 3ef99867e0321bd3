/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-report-firmware.c - what a dimm's firmware says of the dimm and itself
 *
 * The full health below is what the kernel's nfit_test module answers, and
 * its text what upstream printed of it.
 */
#include "daxctl/report/classes.h"
#include "machine.h"
#include "report-sample.h"

static const struct daxctl_nd_health full = {
	.valid = 0x1ff,
	.state = DAXCTL_ND_HEALTH_NON_CRITICAL,
	.alarms = DAXCTL_ND_ALARM_SPARES | DAXCTL_ND_ALARM_MEDIA_TEMPERATURE,
	.alarms_enabled = DAXCTL_ND_ALARM_SPARES |
			  DAXCTL_ND_ALARM_MEDIA_TEMPERATURE,
	.spares = 75,
	.spares_threshold = 5,
	.life_used = 5,
	.shutdown_count = 42,
	.media_temperature = 23 * 16,
	.ctrl_temperature = 25 * 16,
	.media_temperature_threshold = 40 * 16,
};

static int show_health(const struct daxctl_nd_health *health)
{
	struct health_answer answer = { .health = *health };

	return sample_show(REPORT_COMPAT, true, 0, &class_health, &answer);
}

TEST(health_is_shown_as_upstream_does)
{
	OK(show_health(&full));
	EQ_STR(listing, "{\n"
			"  \"health_state\":\"non-critical\",\n"
			"  \"temperature_celsius\":23.0,\n"
			"  \"controller_temperature_celsius\":25.0,\n"
			"  \"spares_percentage\":75,\n"
			"  \"alarm_temperature\":true,\n"
			"  \"alarm_controller_temperature\":false,\n"
			"  \"alarm_spares\":true,\n"
			"  \"alarm_enabled_media_temperature\":true,\n"
			"  \"temperature_threshold\":40.0,\n"
			"  \"alarm_enabled_ctrl_temperature\":false,\n"
			"  \"alarm_enabled_spares\":true,\n"
			"  \"spares_threshold\":5,\n"
			"  \"life_used_percentage\":5,\n"
			"  \"shutdown_state\":\"clean\",\n"
			"  \"shutdown_count\":42\n"
			"}\n");
}

TEST(what_firmware_does_not_vouch_for_is_left_out)
{
	struct daxctl_nd_health health = full;

	health.valid = DAXCTL_ND_HEALTH_HAS_SPARES;
	OK(show_health(&health));
	EQ_STR(listing, "{\n  \"spares_percentage\":75\n}\n");
}

TEST(temperatures_keep_their_sixteenths_and_sign)
{
	struct daxctl_nd_health health = full;

	health.media_temperature = -1;
	health.ctrl_temperature = 23 * 16 + 1;
	OK(show_health(&health));
	IS(strstr(listing, "\"temperature_celsius\":-0.0625,\n"));
	IS(strstr(listing, "\"controller_temperature_celsius\":23.0625,\n"));
}

TEST(a_dirty_shutdown_is_dirty)
{
	struct daxctl_nd_health health = full;

	health.shutdown_dirty = true;
	OK(show_health(&health));
	IS(strstr(listing, "\"shutdown_state\":\"dirty\""));
}

TEST(each_state_has_its_word)
{
	static const char *const words[] = { "\"ok\"", "\"non-critical\"",
					     "\"critical\"", "\"fatal\"" };
	struct daxctl_nd_health health = full;

	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++) {
		health.state = i;
		OK(show_health(&health));
		IS(strstr(listing, words[i]));
	}
}

TEST(health_that_can_not_be_told_is_unknown_and_says_why)
{
	const struct health_answer answer = { .rc = -EIO };

	EQ(sample_show(REPORT_COMPAT, false, 0, &class_health, &answer), 1);
	EQ_STR(listing, "{\n  \"health_state\":\"unknown\"\n}\n");
	EQ_STR(complaints, "health: Input/output error\n");
}

static int show_firmware(const struct daxctl_nd_firmware *firmware, int rc)
{
	struct daxctl_ctx *ctx = machine_open();
	struct firmware_answer answer = {
		.dimm = daxctl_nd_dimm_get_by_name(ctx, "nmem0"),
		.rc = rc,
		.firmware = *firmware,
	};

	IS(answer.dimm);
	rc = sample_show(REPORT_COMPAT, false, 0, &class_dimm_firmware,
			 &answer);
	daxctl_unref(ctx);
	return rc;
}

TEST(firmware_that_runs_is_all_there_is)
{
	const struct daxctl_nd_firmware firmware = { .can_update = true };

	machine_make();
	OK(show_firmware(&firmware, 0));
	EQ_STR(listing, "{\n"
			"  \"current_version\":0,\n"
			"  \"can_update\":true\n"
			"}\n");
}

TEST(firmware_that_waits_says_whether_it_is_armed)
{
	const struct daxctl_nd_firmware firmware = {
		.next_version = 281474976689101,
		.can_update = true,
	};

	machine_make();
	machine_set(MACHINE_BUS "/nmem0", "firmware/activate", "armed\n");
	machine_set(MACHINE_BUS "/nmem0", "firmware/result", "none\n");
	OK(show_firmware(&firmware, 0));
	EQ_STR(listing, "{\n"
			"  \"current_version\":0,\n"
			"  \"can_update\":true,\n"
			"  \"next_version\":281474976689101,\n"
			"  \"activate_state\":\"armed\"\n"
			"}\n");
}

TEST(firmware_that_failed_to_activate_needs_a_powercycle)
{
	const struct daxctl_nd_firmware firmware = { .next_version = 1 };

	machine_make();
	machine_set(MACHINE_BUS "/nmem0", "firmware/activate", "idle\n");
	machine_set(MACHINE_BUS "/nmem0", "firmware/result", "need_reset\n");
	OK(show_firmware(&firmware, 0));
	IS(strstr(listing, "\"activate_state\":\"idle\",\n"
			   "  \"need_powercycle\":true\n"));
}

TEST(where_the_kernel_can_not_activate_only_power_can)
{
	const struct daxctl_nd_firmware firmware = { .next_version = 1 };

	machine_make();
	OK(show_firmware(&firmware, 0));
	IS(strstr(listing, "\"next_version\":1,\n"
			   "  \"need_powercycle\":true\n"));
}

TEST(a_version_that_can_not_be_told_says_why)
{
	const struct daxctl_nd_firmware firmware = {
		.current_version = UINT64_MAX,
	};

	machine_make();
	EQ(show_firmware(&firmware, -EIO), 1);
	EQ_STR(listing, "{\n"
			"  \"current_version\":18446744073709551615\n"
			"}\n");
	EQ_STR(complaints, "firmware: Input/output error\n");
}
