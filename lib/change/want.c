/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * want.c - what is wrong with a wish for a namespace, whatever the region
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/target.h"
#include "util/uuid.h"

const char *size_words(uint64_t size, char buf[24])
{
	static const char units[] = "KMGT";
	size_t unit = 0;

	if (!size || size % 1024) {
		snprintf(buf, 24, "%ju", (uintmax_t)size);
		return buf;
	}
	for (size /= 1024; !(size % 1024) && units[unit + 1]; unit++)
		size /= 1024;
	snprintf(buf, 24, "%ju%c", (uintmax_t)size, units[unit]);
	return buf;
}

static bool maps(enum daxctl_nd_mode mode)
{
	return mode == DAXCTL_ND_MODE_FSDAX || mode == DAXCTL_ND_MODE_DEVDAX;
}

static int check_align(struct daxctl_ctx *ctx, uint64_t align)
{
	uint64_t page = sysconf(_SC_PAGESIZE);
	char is[24], least[24];

	if (align >= page && !(align & (align - 1)))
		return 0;
	return ctx_fail(ctx, -EINVAL,
			"see which alignments a region offers: ndctl list -RC",
			"alignment %s: a power of two of at least %s is wanted",
			size_words(align, is), size_words(page, least));
}

static int check_uuid(struct daxctl_ctx *ctx, const char *text)
{
	char uuid[UUID_TEXT_SIZE];
	int rc;

	rc = uuid_read(text, uuid);
	if (rc == -EINVAL)
		return ctx_fail(ctx, rc,
				"make one with uuidgen, or leave it out",
				"'%s' is no uuid", text);
	if (rc < 0)
		return ctx_fail(ctx, rc, "install libuuid1",
				"libuuid.so.1 can't be loaded");
	return 0;
}

int want_check(struct daxctl_ctx *ctx, const struct daxctl_nd_create *want)
{
	int rc = 0;

	if (want->has_mode && want->has_map && !maps(want->mode))
		return ctx_fail(ctx, -EINVAL, "leave the map out",
				"a map is for fsdax and devdax, not for %s",
				daxctl_nd_mode_name(want->mode));
	if (want->has_mode && want->has_align && !maps(want->mode))
		return ctx_fail(
			ctx, -EINVAL, "leave the alignment out",
			"an alignment is for fsdax and devdax, not for %s",
			daxctl_nd_mode_name(want->mode));
	if (want->has_map && want->map == DAXCTL_ND_MAP_NONE)
		return ctx_fail(ctx, -EINVAL, NULL, "the map is mem or dev");
	if (want->has_align)
		rc = check_align(ctx, want->align);
	if (rc == 0 && want->uuid)
		rc = check_uuid(ctx, want->uuid);
	if (rc == 0 && want->name && strlen(want->name) > 63)
		rc = ctx_fail(ctx, -EINVAL, "choose a shorter one",
			      "a name of %zu bytes: a label has room for 63",
			      strlen(want->name));
	if (rc == 0 && want->has_size && !want->size)
		rc = ctx_fail(ctx, -EINVAL, "leave it out to take all there is",
			      "a namespace of size 0 is none");
	return rc;
}
