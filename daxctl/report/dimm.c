/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dimm.c - what is shown of a dimm
 *
 * Its health is in health.c, its firmware in firmware.c: both ask the dimm's
 * firmware, the rest is read from sysfs.
 */
#include <stdio.h>

#include "classes.h"
#include "values.h"

static struct daxctl_nd_dimm *dimm_of(const void *object)
{
	return (struct daxctl_nd_dimm *)object;
}

static const char *name(const void *object)
{
	return daxctl_nd_dimm_get_devname(dimm_of(object));
}

static const char *parent(const void *object)
{
	struct daxctl_nd_bus *bus = daxctl_nd_dimm_get_bus(dimm_of(object));

	return daxctl_nd_bus_get_devname(bus);
}

static int get_dev(const void *object, struct value *ret)
{
	return value_string(ret, name(object));
}

static int get_id(const void *object, struct value *ret)
{
	return value_text(ret, daxctl_nd_dimm_get_unique_id(dimm_of(object),
							    ret->text,
							    sizeof(ret->text)));
}

/* All ones stand for "no handle" in NFIT. */
static int known_handle(struct value *ret, int rc, uint64_t handle,
			uint64_t none)
{
	if (rc)
		return rc;
	return handle < none ? value_u64(ret, VALUE_HEX, handle) : -ENOENT;
}

static int get_handle(const void *object, struct value *ret)
{
	uint64_t handle = 0;
	int rc;

	rc = daxctl_nd_dimm_get_handle(dimm_of(object), &handle);
	return known_handle(ret, rc, handle, UINT32_MAX);
}

static int get_phys_id(const void *object, struct value *ret)
{
	uint64_t handle = 0;
	int rc;

	rc = daxctl_nd_dimm_get_phys_id(dimm_of(object), &handle);
	return known_handle(ret, rc, handle, UINT16_MAX);
}

static int get_disabled(const void *object, struct value *ret)
{
	return value_disabled(ret, daxctl_nd_dimm_is_enabled(dimm_of(object)));
}

static int get_state(const void *object, struct value *ret)
{
	return value_state(ret, daxctl_nd_dimm_is_enabled(dimm_of(object)));
}

static const struct flag {
	unsigned int bit;
	const char *word;
} flags[] = {
	{ DAXCTL_ND_DIMM_FAILED_MAP, "failed_map" },
	{ DAXCTL_ND_DIMM_FAILED_SAVE, "failed_save" },
	{ DAXCTL_ND_DIMM_FAILED_ARM, "failed_arm" },
	{ DAXCTL_ND_DIMM_FAILED_RESTORE, "failed_restore" },
	{ DAXCTL_ND_DIMM_FAILED_FLUSH, "failed_flush" },
	{ DAXCTL_ND_DIMM_SMART_EVENT, "smart_event" },
	{ DAXCTL_ND_DIMM_LOCKED, "locked" },
	{ DAXCTL_ND_DIMM_ALIASED, "aliased" },
};

static int has_flag(const void *object, unsigned int flag, struct value *ret)
{
	unsigned int set;
	int rc;

	rc = daxctl_nd_dimm_get_flags(dimm_of(object), &set);
	return rc ? rc : value_if_true(ret, set & flag);
}

#define FLAG_GETTER(getter, flag)                                \
	static int getter(const void *object, struct value *ret) \
	{                                                        \
		return has_flag(object, flag, ret);              \
	}

FLAG_GETTER(get_failed_map, DAXCTL_ND_DIMM_FAILED_MAP)
FLAG_GETTER(get_failed_save, DAXCTL_ND_DIMM_FAILED_SAVE)
FLAG_GETTER(get_failed_arm, DAXCTL_ND_DIMM_FAILED_ARM)
FLAG_GETTER(get_failed_restore, DAXCTL_ND_DIMM_FAILED_RESTORE)
FLAG_GETTER(get_failed_flush, DAXCTL_ND_DIMM_FAILED_FLUSH)
FLAG_GETTER(get_smart_event, DAXCTL_ND_DIMM_SMART_EVENT)

/* list->cursor is where in the flags to go on. */
static int next_flag(struct value_list *list, struct value *ret)
{
	const struct flag *flag = list->cursor ? list->cursor : flags;
	unsigned int set;

	memcpy(&set, list->owner, sizeof(set));
	for (; flag < flags + ARRAY_SIZE(flags); flag++)
		if (set & flag->bit) {
			list->cursor = flag + 1;
			return value_string(ret, flag->word);
		}
	list->cursor = flag;
	return -ENOENT;
}

static int get_flags(const void *object, struct value *ret)
{
	unsigned int set;
	int rc;

	rc = daxctl_nd_dimm_get_flags(dimm_of(object), &set);
	if (rc)
		return rc;
	memcpy(ret->text, &set, sizeof(set));
	return value_list(ret, ret->text, next_flag);
}

static int get_security(const void *object, struct value *ret)
{
	return value_text(
		ret, daxctl_nd_dimm_get_security(dimm_of(object), ret->text,
						 sizeof(ret->text), NULL));
}

static int get_frozen(const void *object, struct value *ret)
{
	char security[32];
	bool frozen;
	int rc;

	rc = daxctl_nd_dimm_get_security(dimm_of(object), security,
					 sizeof(security), &frozen);
	if (rc)
		return rc;
	return value_bool(ret, frozen || !strcmp(security, "frozen"));
}

static int get_frozen_if_true(const void *object, struct value *ret)
{
	int rc = get_frozen(object, ret);

	return rc ? rc : value_if_true(ret, ret->flag);
}

static const struct field fields[] = {
	{ .key = "dev",
	  .heading = "DIMM",
	  .help = "name of the dimm",
	  .flags = FIELD_COMPAT,
	  .get = get_dev },
	{ .key = "id",
	  .heading = "ID",
	  .tree = "",
	  .help = "its identity across machines and slots",
	  .get = get_id },
	{ .key = "handle",
	  .heading = "HANDLE",
	  .help = "its place, as the NFIT numbers it",
	  .digits = 8,
	  .get = get_handle },
	{ .key = "phys_id",
	  .heading = "PHYS-ID",
	  .help = "its handle in SMBIOS",
	  .digits = 4,
	  .get = get_phys_id },
	{ .key = "state",
	  .help = "disabled, if no driver is bound",
	  .tree = "",
	  .flags = FIELD_COMPAT,
	  .get = get_disabled },
	{ .key = "state",
	  .heading = "STATE",
	  .help = "enabled or disabled",
	  .flags = FIELD_CONTRACT,
	  .get = get_state },
	{ .key = "flag_failed_map",
	  .help = "true, if mapping it failed",
	  .flags = FIELD_COMPAT,
	  .get = get_failed_map },
	{ .key = "flag_failed_save",
	  .help = "true, if it failed to save its data at power-off",
	  .flags = FIELD_COMPAT,
	  .get = get_failed_save },
	{ .key = "flag_failed_arm",
	  .help = "true, if it will not save its data at power-off",
	  .flags = FIELD_COMPAT,
	  .get = get_failed_arm },
	{ .key = "flag_failed_restore",
	  .help = "true, if it failed to restore its data",
	  .flags = FIELD_COMPAT,
	  .get = get_failed_restore },
	{ .key = "flag_failed_flush",
	  .help = "true, if the platform failed to flush to it",
	  .flags = FIELD_COMPAT,
	  .get = get_failed_flush },
	{ .key = "flag_smart_event",
	  .help = "true, if its health has news",
	  .flags = FIELD_COMPAT,
	  .get = get_smart_event },
	{ .key = "flags",
	  .heading = "FLAGS",
	  .help = "what its firmware and the kernel complain of",
	  .flags = FIELD_CONTRACT,
	  .get = get_flags },
	{ .key = "security",
	  .heading = "SECURITY",
	  .help = "disabled, unlocked, locked, frozen or overwrite",
	  .get = get_security },
	{ .key = "security_frozen",
	  .help = "true, if security can't change until a reset",
	  .flags = FIELD_COMPAT,
	  .get = get_frozen_if_true },
	{ .key = "security_frozen",
	  .help = "whether security can't change until a reset",
	  .flags = FIELD_CONTRACT,
	  .get = get_frozen },
	{ .key = "firmware",
	  .help = "firmware that runs and that waits",
	  .when = REPORT_FIRMWARE,
	  .flags = FIELD_COMPAT,
	  .get = dimm_get_firmware_or_reason },
	{ .key = "firmware",
	  .help = "firmware that runs and that waits",
	  .when = REPORT_FIRMWARE,
	  .flags = FIELD_CONTRACT | FIELD_WHEN_BOUND,
	  .get = dimm_get_firmware },
	{ .key = "health",
	  .help = "temperatures, spares, wear and alarms",
	  .when = REPORT_HEALTH,
	  .flags = FIELD_COMPAT,
	  .get = dimm_get_health_or_reason },
	{ .key = "health",
	  .help = "temperatures, spares, wear and alarms",
	  .when = REPORT_HEALTH,
	  .flags = FIELD_CONTRACT | FIELD_WHEN_BOUND,
	  .get = dimm_get_health },
	{ .key = "health",
	  .heading = "HEALTH",
	  .tree = "",
	  .help = "ok, non-critical, critical or fatal",
	  .when = REPORT_HEALTH,
	  .flags = FIELD_NO_JSON | FIELD_WHEN_BOUND,
	  .get = dimm_get_health_state },
};

const struct class class_dimm = {
	.kind = "dimm",
	.title = "DIMMs",
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
	.name = name,
	.parent = parent,
};
