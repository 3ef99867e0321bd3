/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bus.c - what is shown of a libnvdimm bus
 */
#include "classes.h"
#include "values.h"

static struct daxctl_nd_bus *bus_of(const void *object)
{
	return (struct daxctl_nd_bus *)object;
}

static const char *name(const void *object)
{
	return daxctl_nd_bus_get_devname(bus_of(object));
}

static int get_dev(const void *object, struct value *ret)
{
	return value_string(ret, name(object));
}

static int get_provider(const void *object, struct value *ret)
{
	const char *provider = daxctl_nd_bus_get_provider(bus_of(object));

	return provider ? value_string(ret, provider) : -ENODATA;
}

static int get_scrub_state(const void *object, struct value *ret)
{
	bool active;
	int rc;

	rc = daxctl_nd_bus_get_scrub(bus_of(object), &active, NULL);
	if (rc)
		return rc;
	return value_string(ret, active ? "active" : "idle");
}

/*
 * How firmware is activated is of interest where a dimm takes firmware. One
 * that can't be asked just now may be such a dimm.
 */
static bool takes_firmware(struct daxctl_nd_bus *bus)
{
	struct daxctl_nd_firmware firmware;
	struct daxctl_nd_dimm *dimm;
	int rc;

	daxctl_nd_dimm_foreach(bus, dimm) {
		rc = daxctl_nd_dimm_get_firmware(dimm, &firmware);
		if (rc ? rc != -EOPNOTSUPP : firmware.can_update)
			return true;
	}
	return false;
}

static int get_firmware(const void *object, struct value *ret)
{
	struct daxctl_nd_bus *bus = bus_of(object);
	bool active;

	/* As upstream: a bus that can't scrub shows nothing more. */
	if (daxctl_nd_bus_get_scrub(bus, &active, NULL) || !takes_firmware(bus))
		return -ENOENT;
	return value_object(ret, &class_bus_firmware, bus);
}

static int get_activate_method(const void *object, struct value *ret)
{
	static const char *const names[] = {
		[DAXCTL_ND_FW_RESET] = "reset",
		[DAXCTL_ND_FW_SUSPEND] = "suspend",
		[DAXCTL_ND_FW_LIVE] = "live",
	};
	enum daxctl_nd_fw_method method;
	int rc;

	rc = daxctl_nd_bus_get_fw_method(bus_of(object), &method);
	return rc ? rc : value_string(ret, names[method]);
}

static int get_activate_state(const void *object, struct value *ret)
{
	static const char *const names[] = {
		[DAXCTL_ND_FW_IDLE] = "idle",
		[DAXCTL_ND_FW_ARMED] = "armed",
		[DAXCTL_ND_FW_OVERFLOW] = "overflow",
	};
	enum daxctl_nd_fw_state state;
	int rc;

	rc = daxctl_nd_bus_get_fw_state(bus_of(object), &state);
	if (rc)
		return rc;
	return names[state] ? value_string(ret, names[state]) : -ENOENT;
}

static const struct field fields[] = {
	{ .key = "dev",
	  .heading = "BUS",
	  .help = "name of the bus",
	  .flags = FIELD_NO_JSON,
	  .get = get_dev },
	{ .key = "provider",
	  .heading = "PROVIDER",
	  .tree = "",
	  .help = "who registered the bus: ACPI.NFIT, e820, ...",
	  .get = get_provider },
	{ .key = "dev",
	  .help = "name of the bus",
	  .flags = FIELD_COMPAT,
	  .get = get_dev },
	{ .key = "scrub_state",
	  .heading = "SCRUB",
	  .help = "whether the address range scrub is active or idle",
	  .get = get_scrub_state },
	{ .key = "firmware",
	  .help = "how staged firmware of the dimms is activated",
	  .when = REPORT_FIRMWARE,
	  .get = get_firmware },
};

const struct class class_bus = {
	.kind = "bus",
	.title = "Buses",
	.fields = fields,
	.n_fields = ARRAY_SIZE(fields),
	.name = name,
};

static const struct field firmware_fields[] = {
	{ .key = "activate_method",
	  .help = "reset, suspend or live",
	  .get = get_activate_method },
	{ .key = "activate_state",
	  .help = "idle, armed or overflow",
	  .get = get_activate_state },
};

/* Of a struct daxctl_nd_bus, too. */
const struct class class_bus_firmware = {
	.kind = "bus_firmware",
	.fields = firmware_fields,
	.n_fields = ARRAY_SIZE(firmware_fields),
};
