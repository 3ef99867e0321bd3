/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dimm.c - a dimm: a memory device that regions are made of
 *
 * What firmware tells of it is in a folder named by the firmware's kind: nfit
 * on ACPI, papr on PowerPC, cxl for CXL pmem.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/nd/dsm.h"
#include "lib/nd/nd.h"

struct daxctl_nd_dimm {
	struct daxctl_nd_bus *bus; /* borrowed: the bus owns us */
	unsigned int id;
	struct sysfs_node node;
};

int nd_dimm_new(struct daxctl_nd_bus *bus, unsigned int id, struct array *to)
{
	cleanup(free_p) struct daxctl_nd_dimm *dimm = NULL;
	char name[16];
	int rc;

	dimm = malloc(sizeof(*dimm));
	if (!dimm)
		return -ENOMEM;
	dimm->bus = bus;
	dimm->id = id;
	snprintf(name, sizeof(name), "nmem%u", id);
	rc = sysfs_child(nd_bus_node(bus), name, &dimm->node);
	if (rc == 0)
		rc = array_add(to, dimm);
	if (rc == 0)
		(void)take_ptr(dimm);
	return rc;
}

void nd_dimm_free(void *dimm)
{
	free(dimm);
}

unsigned int nd_dimm_id(const void *dimm)
{
	return ((const struct daxctl_nd_dimm *)dimm)->id;
}

const struct sysfs_node *nd_dimm_node(const struct daxctl_nd_dimm *dimm)
{
	return &dimm->node;
}

struct daxctl_ctx *nd_dimm_ctx(const struct daxctl_nd_dimm *dimm)
{
	return daxctl_nd_bus_get_ctx(dimm->bus);
}

DAXCTL_EXPORT struct daxctl_nd_dimm *
daxctl_nd_dimm_get_first(struct daxctl_nd_bus *bus)
{
	const struct array *all = nd_bus_dimms(bus);

	return all->count ? all->at[0] : NULL;
}

DAXCTL_EXPORT struct daxctl_nd_dimm *
daxctl_nd_dimm_get_next(struct daxctl_nd_dimm *dimm)
{
	const struct array *all = nd_bus_dimms(dimm->bus);

	for (size_t i = 0; i + 1 < all->count; i++)
		if (all->at[i] == dimm)
			return all->at[i + 1];
	return NULL;
}

DAXCTL_EXPORT struct daxctl_nd_dimm *
daxctl_nd_dimm_get_by_name(struct daxctl_ctx *ctx, const char *name)
{
	struct daxctl_nd_bus *bus;
	struct daxctl_nd_dimm *dimm;

	daxctl_nd_bus_foreach(ctx, bus)
		daxctl_nd_dimm_foreach(bus, dimm)
			if (!strcmp(dimm->node.path, name))
				return dimm;
	return NULL;
}

DAXCTL_EXPORT struct daxctl_nd_bus *
daxctl_nd_dimm_get_bus(struct daxctl_nd_dimm *dimm)
{
	return dimm->bus;
}

DAXCTL_EXPORT unsigned int daxctl_nd_dimm_get_id(struct daxctl_nd_dimm *dimm)
{
	return dimm->id;
}

DAXCTL_EXPORT const char *
daxctl_nd_dimm_get_devname(struct daxctl_nd_dimm *dimm)
{
	return dimm->node.path;
}

DAXCTL_EXPORT int daxctl_nd_dimm_is_enabled(struct daxctl_nd_dimm *dimm)
{
	return nd_is_bound(nd_dimm_ctx(dimm), &dimm->node);
}

DAXCTL_EXPORT int daxctl_nd_dimm_is_active(struct daxctl_nd_dimm *dimm)
{
	char state[16];
	int rc;

	rc = sysfs_read_text(&dimm->node, "state", state, sizeof(state));
	return rc < 0 ? rc : !strcmp(state, "active");
}

/* An attribute of whichever firmware describes the dimm. */
static int firmware_text(const struct daxctl_nd_dimm *dimm, const char *attr,
			 char *buf, size_t size)
{
	static const char *const kinds[] = { "nfit", "papr", "cxl" };
	char path[48];
	int rc = -ENOENT;

	for (size_t i = 0; i < ARRAY_SIZE(kinds) && rc == -ENOENT; i++) {
		snprintf(path, sizeof(path), "%s/%s", kinds[i], attr);
		rc = sysfs_read(&dimm->node, path, buf, size);
	}
	return rc;
}

DAXCTL_EXPORT int daxctl_nd_dimm_get_unique_id(struct daxctl_nd_dimm *dimm,
					       char *buf, size_t size)
{
	int len = firmware_text(dimm, "id", buf, size);

	return len > 0 ? 0 : len < 0 ? len : -ENOENT;
}

DAXCTL_EXPORT int daxctl_nd_dimm_get_handle(struct daxctl_nd_dimm *dimm,
					    uint64_t *ret)
{
	return sysfs_read_u64(&dimm->node, "nfit/handle", ret);
}

DAXCTL_EXPORT int daxctl_nd_dimm_get_phys_id(struct daxctl_nd_dimm *dimm,
					     uint64_t *ret)
{
	return sysfs_read_u64(&dimm->node, "nfit/phys_id", ret);
}

/* Add the flags that a text such as "not_armed flush_fail " names. */
static unsigned int flags_of(char *text)
{
	static const struct {
		const char *word;
		unsigned int flag;
	} words[] = {
		{ "map_fail", DAXCTL_ND_DIMM_FAILED_MAP },
		{ "save_fail", DAXCTL_ND_DIMM_FAILED_SAVE },
		{ "not_armed", DAXCTL_ND_DIMM_FAILED_ARM },
		{ "restore_fail", DAXCTL_ND_DIMM_FAILED_RESTORE },
		{ "flush_fail", DAXCTL_ND_DIMM_FAILED_FLUSH },
		{ "smart_event", DAXCTL_ND_DIMM_SMART_EVENT },
		{ "lock", DAXCTL_ND_DIMM_LOCKED },
		{ "alias", DAXCTL_ND_DIMM_ALIASED },
	};
	unsigned int flags = 0;
	char *state, *word = strtok_r(text, " ", &state);

	for (; word; word = strtok_r(NULL, " ", &state))
		for (size_t i = 0; i < ARRAY_SIZE(words); i++)
			if (!strcmp(word, words[i].word))
				flags |= words[i].flag;
	return flags;
}

/*
 * On PowerPC "smart_notify" is the event itself; in NFIT the word only says
 * that there could be one.
 */
static unsigned int papr_flags_of(char *text)
{
	bool event = strstr(text, "smart_notify");

	return flags_of(text) | (event ? DAXCTL_ND_DIMM_SMART_EVENT : 0);
}

DAXCTL_EXPORT int daxctl_nd_dimm_get_flags(struct daxctl_nd_dimm *dimm,
					   unsigned int *ret)
{
	unsigned int flags = 0;
	char text[256];
	int rc;

	rc = sysfs_read(&dimm->node, "nfit/flags", text, sizeof(text));
	if (rc >= 0) {
		flags = flags_of(text);
	} else if (rc == -ENOENT) {
		rc = sysfs_read(&dimm->node, "papr/flags", text, sizeof(text));
		if (rc >= 0)
			flags = papr_flags_of(text);
	}
	if (rc < 0 && rc != -ENOENT)
		return rc;
	rc = sysfs_read(&dimm->node, "flags", text, sizeof(text));
	if (rc >= 0)
		flags |= flags_of(text);
	else if (rc != -ENOENT)
		return rc;
	*ret = flags;
	return 0;
}

DAXCTL_EXPORT int daxctl_nd_dimm_get_security(struct daxctl_nd_dimm *dimm,
					      char *buf, size_t size,
					      bool *frozen)
{
	int rc;

	rc = sysfs_read_text(&dimm->node, "security", buf, size);
	if (rc < 0 || !frozen)
		return rc;
	*frozen = false;
	rc = sysfs_read_bool(&dimm->node, "frozen", frozen);
	return rc == -ENOENT ? 0 : rc;
}

DAXCTL_EXPORT int daxctl_nd_dimm_get_fw_state(struct daxctl_nd_dimm *dimm,
					      enum daxctl_nd_fw_state *ret)
{
	return nd_fw_state(&dimm->node, ret);
}

DAXCTL_EXPORT int daxctl_nd_dimm_get_fw_result(struct daxctl_nd_dimm *dimm,
					       char *buf, size_t size)
{
	return sysfs_read_text(&dimm->node, "firmware/result", buf, size);
}

DAXCTL_EXPORT int daxctl_nd_dimm_get_health(struct daxctl_nd_dimm *dimm,
					    struct daxctl_nd_health *ret)
{
	return nd_dimm_health(dimm, ret);
}

DAXCTL_EXPORT int daxctl_nd_dimm_get_firmware(struct daxctl_nd_dimm *dimm,
					      struct daxctl_nd_firmware *ret)
{
	return nd_dimm_firmware(dimm, ret);
}

/* The bus's activate attribute tells by the same words. */
int nd_fw_state(const struct sysfs_node *node, enum daxctl_nd_fw_state *ret)
{
	static const struct {
		const char *word;
		enum daxctl_nd_fw_state state;
	} words[] = {
		{ "idle", DAXCTL_ND_FW_IDLE },
		{ "armed", DAXCTL_ND_FW_ARMED },
		{ "busy", DAXCTL_ND_FW_BUSY },
		{ "overflow", DAXCTL_ND_FW_OVERFLOW },
	};
	char text[32];
	int rc;

	rc = sysfs_read_text(node, "firmware/activate", text, sizeof(text));
	if (rc < 0)
		return rc;
	*ret = DAXCTL_ND_FW_UNKNOWN;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(text, words[i].word))
			*ret = words[i].state;
	return 0;
}
