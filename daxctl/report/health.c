/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * health.c - how a dimm's firmware says the dimm is
 *
 * The firmware vouches for some values and not for others; those it doesn't
 * vouch for are left out.
 */
#include "classes.h"
#include "values.h"

static const struct daxctl_nd_health *health_of(const void *object)
{
	return &((const struct health_answer *)object)->health;
}

static int ask(const void *dimm, struct health_answer *ret)
{
	*ret = (struct health_answer){ 0 };
	ret->rc = daxctl_nd_dimm_get_health((struct daxctl_nd_dimm *)dimm,
					    &ret->health);
	return ret->rc == -EOPNOTSUPP ? -ENOENT : ret->rc;
}

int dimm_get_health(const void *dimm, struct value *ret)
{
	struct health_answer answer;
	int rc = ask(dimm, &answer);

	return rc ? rc : value_copy(ret, &class_health, answer);
}

/* Upstream shows a health that can't be told, too: its state is unknown. */
int dimm_get_health_or_reason(const void *dimm, struct value *ret)
{
	struct health_answer answer;
	int rc = ask(dimm, &answer);

	return rc == -ENOENT ? rc : value_copy(ret, &class_health, answer);
}

static int get_state(const void *object, struct value *ret);

/* The one word of it that has room in a table. */
int dimm_get_health_state(const void *dimm, struct value *ret)
{
	struct health_answer answer;
	int rc = ask(dimm, &answer);

	return rc ? rc : get_state(&answer, ret);
}

static bool has(const void *object, enum daxctl_nd_health_valid bit)
{
	return health_of(object)->valid & bit;
}

static int get_state(const void *object, struct value *ret)
{
	static const char *const names[] = {
		[DAXCTL_ND_HEALTH_OK] = "ok",
		[DAXCTL_ND_HEALTH_NON_CRITICAL] = "non-critical",
		[DAXCTL_ND_HEALTH_CRITICAL] = "critical",
		[DAXCTL_ND_HEALTH_FATAL] = "fatal",
	};

	if (((const struct health_answer *)object)->rc)
		return value_string(ret, "unknown");
	if (!has(object, DAXCTL_ND_HEALTH_HAS_STATE))
		return -ENOENT;
	return value_string(ret, names[health_of(object)->state]);
}

/* Never shown: it fails, and so tells why the state is unknown. */
static int get_reason(const void *object, struct value *ret)
{
	const struct health_answer *answer = object;

	(void)ret;
	return answer->rc ? answer->rc : -ENOENT;
}

static int degrees(struct value *ret, bool known, int sixteenths)
{
	if (!known)
		return -ENOENT;
	ret->type = VALUE_REAL;
	ret->real = sixteenths / 16.0;
	return 0;
}

static int get_temperature(const void *object, struct value *ret)
{
	return degrees(ret, has(object, DAXCTL_ND_HEALTH_HAS_MEDIA_TEMPERATURE),
		       health_of(object)->media_temperature);
}

static int get_ctrl_temperature(const void *object, struct value *ret)
{
	return degrees(ret, has(object, DAXCTL_ND_HEALTH_HAS_CTRL_TEMPERATURE),
		       health_of(object)->ctrl_temperature);
}

static int get_spares(const void *object, struct value *ret)
{
	if (!has(object, DAXCTL_ND_HEALTH_HAS_SPARES))
		return -ENOENT;
	return value_int(ret, health_of(object)->spares);
}

static int alarm_passed(const void *object, enum daxctl_nd_alarm alarm,
			struct value *ret)
{
	if (!has(object, DAXCTL_ND_HEALTH_HAS_ALARMS))
		return -ENOENT;
	return value_bool(ret, health_of(object)->alarms & alarm);
}

static int get_alarm_temperature(const void *object, struct value *ret)
{
	return alarm_passed(object, DAXCTL_ND_ALARM_MEDIA_TEMPERATURE, ret);
}

static int get_alarm_ctrl(const void *object, struct value *ret)
{
	return alarm_passed(object, DAXCTL_ND_ALARM_CTRL_TEMPERATURE, ret);
}

static int get_alarm_spares(const void *object, struct value *ret)
{
	return alarm_passed(object, DAXCTL_ND_ALARM_SPARES, ret);
}

static int alarm_enabled(const void *object, enum daxctl_nd_alarm alarm,
			 struct value *ret)
{
	if (!has(object, DAXCTL_ND_HEALTH_HAS_THRESHOLDS))
		return -ENOENT;
	return value_bool(ret, health_of(object)->alarms_enabled & alarm);
}

static int get_enabled_temperature(const void *object, struct value *ret)
{
	return alarm_enabled(object, DAXCTL_ND_ALARM_MEDIA_TEMPERATURE, ret);
}

static int get_enabled_ctrl(const void *object, struct value *ret)
{
	return alarm_enabled(object, DAXCTL_ND_ALARM_CTRL_TEMPERATURE, ret);
}

static int get_enabled_spares(const void *object, struct value *ret)
{
	return alarm_enabled(object, DAXCTL_ND_ALARM_SPARES, ret);
}

/* A threshold that nobody watches says nothing. */
static bool watched(const void *object, enum daxctl_nd_alarm alarm)
{
	return has(object, DAXCTL_ND_HEALTH_HAS_THRESHOLDS) &&
	       (health_of(object)->alarms_enabled & alarm);
}

static int get_temperature_threshold(const void *object, struct value *ret)
{
	return degrees(ret, watched(object, DAXCTL_ND_ALARM_MEDIA_TEMPERATURE),
		       health_of(object)->media_temperature_threshold);
}

static int get_ctrl_threshold(const void *object, struct value *ret)
{
	return degrees(ret, watched(object, DAXCTL_ND_ALARM_CTRL_TEMPERATURE),
		       health_of(object)->ctrl_temperature_threshold);
}

static int get_spares_threshold(const void *object, struct value *ret)
{
	if (!watched(object, DAXCTL_ND_ALARM_SPARES))
		return -ENOENT;
	return value_int(ret, health_of(object)->spares_threshold);
}

static int get_life_used(const void *object, struct value *ret)
{
	if (!has(object, DAXCTL_ND_HEALTH_HAS_LIFE_USED))
		return -ENOENT;
	return value_int(ret, health_of(object)->life_used);
}

static int get_shutdown_state(const void *object, struct value *ret)
{
	if (!has(object, DAXCTL_ND_HEALTH_HAS_SHUTDOWN_STATE))
		return -ENOENT;
	return value_string(ret, health_of(object)->shutdown_dirty ? "dirty"
								   : "clean");
}

static int get_shutdown_count(const void *object, struct value *ret)
{
	if (!has(object, DAXCTL_ND_HEALTH_HAS_SHUTDOWN_COUNT))
		return -ENOENT;
	return value_int(ret, health_of(object)->shutdown_count);
}

static const struct field fields[] = {
	{ .key = "health_state",
	  .help = "ok, non-critical, critical or fatal",
	  .get = get_state },
	{ .key = "health",
	  .help = "why the state is unknown, told as an error",
	  .flags = FIELD_COMPAT | FIELD_WHEN_BOUND,
	  .get = get_reason },
	{ .key = "temperature_celsius",
	  .help = "temperature of the media",
	  .get = get_temperature },
	{ .key = "controller_temperature_celsius",
	  .help = "temperature of the controller",
	  .get = get_ctrl_temperature },
	{ .key = "spares_percentage",
	  .help = "spare capacity that is left",
	  .get = get_spares },
	{ .key = "alarm_temperature",
	  .help = "whether the media is too hot",
	  .get = get_alarm_temperature },
	{ .key = "alarm_controller_temperature",
	  .help = "whether the controller is too hot",
	  .get = get_alarm_ctrl },
	{ .key = "alarm_spares",
	  .help = "whether spare capacity is low",
	  .get = get_alarm_spares },
	{ .key = "alarm_enabled_media_temperature",
	  .help = "whether the media's temperature is watched",
	  .get = get_enabled_temperature },
	{ .key = "temperature_threshold",
	  .help = "its limit, if it is watched",
	  .get = get_temperature_threshold },
	{ .key = "alarm_enabled_ctrl_temperature",
	  .help = "whether the controller's temperature is watched",
	  .get = get_enabled_ctrl },
	{ .key = "controller_temperature_threshold",
	  .help = "its limit, if it is watched",
	  .get = get_ctrl_threshold },
	{ .key = "alarm_enabled_spares",
	  .help = "whether spare capacity is watched",
	  .get = get_enabled_spares },
	{ .key = "spares_threshold",
	  .help = "its limit in percent, if it is watched",
	  .get = get_spares_threshold },
	{ .key = "life_used_percentage",
	  .help = "share of the expected life that is used up",
	  .get = get_life_used },
	{ .key = "shutdown_state",
	  .help = "clean, or dirty if the last one may have lost data",
	  .get = get_shutdown_state },
	{ .key = "shutdown_count",
	  .help = "shutdowns that may have lost data, ever",
	  .get = get_shutdown_count },
};

const struct class class_health = {
	.kind = "health",
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
};
