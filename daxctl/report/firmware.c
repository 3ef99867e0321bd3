/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * firmware.c - the firmware that runs on a dimm, and the one that waits
 */
#include "classes.h"
#include "values.h"

static const struct daxctl_nd_firmware *firmware_of(const void *object)
{
	const struct firmware_answer *answer = object;

	return &answer->firmware;
}

static int ask(const void *dimm, struct firmware_answer *ret)
{
	*ret = (struct firmware_answer){ 0 };
	ret->dimm = (struct daxctl_nd_dimm *)dimm;
	ret->rc = daxctl_nd_dimm_get_firmware(ret->dimm, &ret->firmware);
	return ret->rc == -EOPNOTSUPP ? -ENOENT : ret->rc;
}

int dimm_get_firmware(const void *dimm, struct value *ret)
{
	struct firmware_answer answer;
	int rc = ask(dimm, &answer);

	return rc ? rc : value_copy(ret, &class_dimm_firmware, answer);
}

/* Upstream shows a version that can't be told, too: as all ones. */
int dimm_get_firmware_or_reason(const void *dimm, struct value *ret)
{
	struct firmware_answer answer;
	int rc = ask(dimm, &answer);

	if (rc == -ENOENT)
		return rc;
	if (rc)
		answer.firmware.current_version = UINT64_MAX;
	return value_copy(ret, &class_dimm_firmware, answer);
}

static int get_current(const void *object, struct value *ret)
{
	return value_u64(ret, VALUE_HEX, firmware_of(object)->current_version);
}

/* Never shown: it fails, and so tells why the version isn't known. */
static int get_reason(const void *object, struct value *ret)
{
	const struct firmware_answer *answer = object;

	(void)ret;
	return answer->rc ? answer->rc : -ENOENT;
}

static int get_can_update(const void *object, struct value *ret)
{
	if (((const struct firmware_answer *)object)->rc)
		return -ENOENT;
	return value_bool(ret, firmware_of(object)->can_update);
}

static bool is_staged(const void *object)
{
	return firmware_of(object)->next_version;
}

static int get_next(const void *object, struct value *ret)
{
	if (!is_staged(object))
		return -ENOENT;
	return value_u64(ret, VALUE_HEX, firmware_of(object)->next_version);
}

static int get_activate_state(const void *object, struct value *ret)
{
	static const char *const names[] = {
		[DAXCTL_ND_FW_IDLE] = "idle",
		[DAXCTL_ND_FW_ARMED] = "armed",
		[DAXCTL_ND_FW_BUSY] = "busy",
		[DAXCTL_ND_FW_OVERFLOW] = NULL, /* of a bus only */
	};
	const struct firmware_answer *answer = object;
	enum daxctl_nd_fw_state state;
	int rc;

	if (!is_staged(object))
		return -ENOENT;
	rc = daxctl_nd_dimm_get_fw_state(answer->dimm, &state);
	if (rc)
		return rc;
	return names[state] ? value_string(ret, names[state]) : -ENOENT;
}

/* Where the kernel can't activate firmware, only power can. */
static int get_need_powercycle(const void *object, struct value *ret)
{
	static const char *const fine[] = { "none", "success", "not_staged" };
	const struct firmware_answer *answer = object;
	char result[32];
	int rc;

	if (!is_staged(object))
		return -ENOENT;
	rc = daxctl_nd_dimm_get_fw_result(answer->dimm, result, sizeof(result));
	if (rc && rc != -ENOENT)
		return rc;
	for (size_t i = 0; !rc && i < ARRAY_SIZE(fine); i++)
		if (!strcmp(result, fine[i]))
			return -ENOENT;
	return value_bool(ret, true);
}

static const struct field fields[] = {
	{ .key = "current_version",
	  .help = "version of the firmware that runs",
	  .get = get_current },
	{ .key = "firmware",
	  .help = "why the version isn't known, told as an error",
	  .flags = FIELD_COMPAT | FIELD_WHEN_BOUND,
	  .get = get_reason },
	{ .key = "can_update",
	  .help = "whether it takes new firmware",
	  .get = get_can_update },
	{ .key = "next_version",
	  .help = "version of the firmware that waits",
	  .get = get_next },
	{ .key = "activate_state",
	  .help = "idle, armed or busy",
	  .get = get_activate_state },
	{ .key = "need_powercycle",
	  .help = "true, if only switching off activates it",
	  .get = get_need_powercycle },
};

const struct class class_dimm_firmware = {
	.kind = "dimm_firmware",
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
};
