/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * target.c - what a namespace shall be, down to the last value
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/change/target.h"
#include "util/uuid.h"

/* What the kernel doesn't tell, but holds to. */
enum {
	MIN_CLAIM = 16 << 20,	   /* namespace that can carry an info block */
	DEFAULT_ALIGN = 2 << 20,   /* before kernels told it */
	PHYSICAL_ALIGN = 16 << 20, /* of memory that gets struct pages */
	DEFAULT_BTT_SECTOR = 4096,
};

const char *mode_seed(enum daxctl_nd_mode mode)
{
	static const char *const seeds[] = {
		[DAXCTL_ND_MODE_RAW] = NULL,
		[DAXCTL_ND_MODE_SECTOR] = "btt_seed",
		[DAXCTL_ND_MODE_FSDAX] = "pfn_seed",
		[DAXCTL_ND_MODE_DEVDAX] = "dax_seed",
	};

	return seeds[mode];
}

static const char *region_name(const struct target_from *from)
{
	return daxctl_nd_region_get_devname(from->region);
}

static bool has_seed(const struct target_from *from, enum daxctl_nd_mode mode)
{
	char seed[40];

	return !mode_seed(mode) ||
	       sysfs_read_text(nd_region_node(from->region), mode_seed(mode),
			       seed, sizeof(seed)) == 0;
}

/* The mode before; RAW if it isn't known. */
static enum daxctl_nd_mode old_mode(const struct target_from *from)
{
	enum daxctl_nd_mode mode;

	if (daxctl_nd_namespace_get_mode(from->ns, &mode) < 0)
		return DAXCTL_ND_MODE_RAW;
	return mode;
}

static int pick_mode(struct daxctl_plan *plan, const struct target_from *from,
		     const struct daxctl_nd_create *want, struct target *target)
{
	if (want->has_mode)
		target->mode = want->mode;
	else if (from->anew)
		target->mode = old_mode(from);
	else
		target->mode = has_seed(from, DAXCTL_ND_MODE_FSDAX)
				       ? DAXCTL_ND_MODE_FSDAX
				       : DAXCTL_ND_MODE_RAW;
	if (!has_seed(from, target->mode))
		return plan_fail(
			plan, -ENODEV,
			"see what it offers: ndctl list -RC; raw needs nothing",
			"%s: the kernel offers no %s mode here",
			region_name(from), daxctl_nd_mode_name(target->mode));
	if ((want->has_map || want->has_align) &&
	    (target->mode == DAXCTL_ND_MODE_RAW ||
	     target->mode == DAXCTL_ND_MODE_SECTOR))
		return plan_fail(plan, -EINVAL, "choose -m fsdax or -m devdax",
				 "%s mode has no map and no alignment",
				 daxctl_nd_mode_name(target->mode));
	target->map = want->has_map ? want->map : DAXCTL_ND_MAP_DEV;
	target->native = from->anew && !target->labelled &&
			 target->mode == DAXCTL_ND_MODE_FSDAX &&
			 target->map == DAXCTL_ND_MAP_MEM &&
			 old_mode(from) == DAXCTL_ND_MODE_FSDAX &&
			 !nd_namespace_claim_node(from->ns);
	return 0;
}

/* "4K, 2M, 1G"; each value of the region's choices for a mode. */
static bool in_choices(const struct target_from *from, enum daxctl_nd_mode mode,
		       uint64_t value, char *list, size_t size)
{
	uint64_t choice;
	bool found = false;
	char word[24];

	*list = '\0';
	for (unsigned int i = 0;
	     daxctl_nd_region_get_choice(from->region, mode, i, &choice) == 0;
	     i++) {
		size_t used = strlen(list);

		found |= choice == value;
		/* Sector sizes are said in bytes: 4104 among 4096 and 4160. */
		if (mode == DAXCTL_ND_MODE_SECTOR)
			snprintf(word, sizeof(word), "%ju", (uintmax_t)choice);
		else
			size_words(choice, word);
		snprintf(list + used, size - used, "%s%s", used ? ", " : "",
			 word);
	}
	return found;
}

/* Where the memory starts that is to be mapped; 0 where nobody may know. */
static uint64_t physical_start(const struct target_from *from)
{
	uint64_t start;

	if (from->anew && sysfs_read_u64(nd_namespace_node(from->ns),
					 "resource", &start) == 0)
		return start;
	if (daxctl_nd_region_get_resource(from->region, &start) == 0)
		return start;
	return 0;
}

/* What nobody asked for: as before, or the kernel's own choice. */
static uint64_t default_align(const struct target_from *from,
			      const struct target *target)
{
	uint64_t page = sysconf(_SC_PAGESIZE), align = DEFAULT_ALIGN;
	char seed[40], attr[48];

	if (target->mode == DAXCTL_ND_MODE_RAW ||
	    target->mode == DAXCTL_ND_MODE_SECTOR)
		return page;
	if (from->anew && old_mode(from) == target->mode) {
		if (daxctl_nd_namespace_get_align(from->ns, &align) < 0)
			align = page;
	} else if (sysfs_read_text(nd_region_node(from->region),
				   mode_seed(target->mode), seed,
				   sizeof(seed)) == 0) {
		snprintf(attr, sizeof(attr), "%s/align", seed);
		(void)!sysfs_read_u64(nd_region_node(from->region), attr,
				      &align);
	}
	return !align || physical_start(from) % align ? page : align;
}

static int pick_align(struct daxctl_plan *plan, const struct target_from *from,
		      const struct daxctl_nd_create *want,
		      struct target *target)
{
	char list[160], is[24];

	target->align = want->has_align ? want->align
					: default_align(from, target);
	if (want->has_align &&
	    !in_choices(from, target->mode, target->align, list, sizeof(list)))
		return plan_fail(plan, -EINVAL, "choose one of these",
				 "%s: alignment %s is not supported, only %s",
				 region_name(from),
				 size_words(target->align, is),
				 *list ? list : "the default");
	return 0;
}

/* Another region may do: that's no fault of the wish. */
static int check_start(struct daxctl_plan *plan, const struct target_from *from,
		       const struct target *target)
{
	uint64_t start = physical_start(from);

	if (target->mode == DAXCTL_ND_MODE_RAW ||
	    target->mode == DAXCTL_ND_MODE_SECTOR ||
	    plan->flags & DAXCTL_PLAN_FORCE || !(start % PHYSICAL_ALIGN))
		return 0;
	return plan_fail(
		plan, from->anew ? -EINVAL : -ENODEV,
		"use raw or sector mode, or --force if the kernel can map it",
		"%s: its memory starts at 0x%jx, which is no multiple of 16M, as %s mode wants",
		region_name(from), (uintmax_t)start,
		daxctl_nd_mode_name(target->mode));
}

/* The sector sizes that the namespace itself can have; none is fine. */
static void own_sectors(const struct target_from *from,
			struct nd_choices *choices)
{
	uint64_t selected;
	char text[256];

	*choices = (struct nd_choices){ 0 };
	if (sysfs_read_text(nd_namespace_node(from->ns), "sector_size", text,
			    sizeof(text)) == 0)
		(void)!nd_choices_parse(text, choices, &selected);
	if (!choices->count && from->labels_later)
		*choices = (struct nd_choices){ 2, { 512, 4096 }, true };
}

static bool chooses(const struct nd_choices *choices, uint64_t value)
{
	for (unsigned int i = 0; i < choices->count; i++)
		if (choices->at[i] == value)
			return true;
	return false;
}

static int pick_btt_sector(struct daxctl_plan *plan,
			   const struct target_from *from,
			   const struct daxctl_nd_create *want,
			   struct target *target)
{
	uint64_t size = DEFAULT_BTT_SECTOR;
	char list[160];

	if (want->has_sector_size)
		size = want->sector_size;
	else if (from->anew && old_mode(from) == DAXCTL_ND_MODE_SECTOR)
		(void)!daxctl_nd_namespace_get_sector_size(from->ns, &size);
	target->sector_size = size;
	if (in_choices(from, DAXCTL_ND_MODE_SECTOR, size, list, sizeof(list)))
		return 0;
	return plan_fail(plan, -EINVAL, "choose one of these",
			 "%s: sector size %ju is not supported, only %s",
			 region_name(from), (uintmax_t)size, list);
}

/* What had no sector size of its own is to have none, with a label or not. */
static bool had_none(const struct target_from *from)
{
	uint64_t selected;

	if (from->labels_later)
		return true;
	return from->anew && old_mode(from) != DAXCTL_ND_MODE_SECTOR &&
	       daxctl_nd_namespace_is_idle(from->ns) == 0 &&
	       nd_sector_size_selected(nd_namespace_node(from->ns),
				       &selected) == 0 &&
	       !selected;
}

static int pick_sector(struct daxctl_plan *plan, const struct target_from *from,
		       const struct daxctl_nd_create *want,
		       struct target *target)
{
	struct nd_choices choices;
	uint64_t size = ND_SECTOR_SIZE;
	int rc;

	own_sectors(from, &choices);
	if (target->mode == DAXCTL_ND_MODE_SECTOR) {
		rc = pick_btt_sector(plan, from, want, target);
		target->has_sector_size =
			chooses(&choices, target->sector_size);
		return rc;
	}
	if (!want->has_sector_size && had_none(from))
		return 0;
	if (want->has_sector_size) {
		size = want->sector_size;
	} else if (from->anew) {
		(void)!daxctl_nd_namespace_get_sector_size(from->ns, &size);
		if (!chooses(&choices, size))
			size = ND_SECTOR_SIZE;
	}
	target->sector_size = size;
	target->has_sector_size = chooses(&choices, size);
	if (target->has_sector_size || (!choices.count && size == 512))
		return 0;
	return plan_fail(
		plan, -EINVAL,
		"choose one of them, or -m sector, which offers others",
		"%s: sector size %ju is not supported in %s mode, only %s",
		daxctl_nd_namespace_get_devname(from->ns), (uintmax_t)size,
		daxctl_nd_mode_name(target->mode),
		choices.count ? "512 and 4096" : "512");
}

/* What a size must be a multiple of: of both, and of all dimms. */
static uint64_t size_unit(const struct target_from *from,
			  const struct target *target)
{
	uint64_t region = 0, ways = 1, unit;

	(void)!daxctl_nd_region_get_align(from->region, &region);
	(void)!sysfs_read_u64(nd_region_node(from->region), "mappings", &ways);
	if (!ways || __builtin_mul_overflow(target->align, ways, &unit))
		unit = target->align;
	/* All are powers of two, but for the number of dimms. */
	if (!region || !(unit % region))
		return unit;
	if (!(region % unit))
		return region;
	return __builtin_mul_overflow(region, unit, &unit) ? region : unit;
}

static int misaligned(struct daxctl_plan *plan, const struct target_from *from,
		      uint64_t size, uint64_t unit)
{
	uint64_t below = size - size % unit, above = below + unit;
	char is[24], want[24], low[24], high[24], remedy[96];

	size_words(below, low);
	size_words(above, high);
	if (below && above <= from->room)
		snprintf(remedy, sizeof(remedy), "use -s %s or -s %s", low,
			 high);
	else
		snprintf(remedy, sizeof(remedy), "use -s %s",
			 below ? low : high);
	return plan_fail(plan, -EINVAL, remedy,
			 "%s: size %s is no multiple of %s", region_name(from),
			 size_words(size, is), size_words(unit, want));
}

static int check_whole(struct daxctl_plan *plan, const struct target_from *from,
		       const struct target *target)
{
	char is[24], whole[24];
	uint64_t size;
	int rc;

	rc = daxctl_nd_region_get_size(from->region, &size);
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: size: %s",
				 region_name(from), strerror(-rc));
	if (target->size == size)
		return 0;
	return plan_fail(
		plan, -EINVAL,
		"leave the size out; labels, which divide a region, are made by --autolabel",
		"%s has no labels: a namespace takes all of it, %s, not %s",
		region_name(from), size_words(size, whole),
		size_words(target->size, is));
}

static int pick_size(struct daxctl_plan *plan, const struct target_from *from,
		     const struct daxctl_nd_create *want, struct target *target)
{
	uint64_t unit = size_unit(from, target);
	char is[24], room[24];
	int rc;

	target->size = from->room;
	if (want->has_size)
		target->size = want->size;
	else if (from->anew &&
		 daxctl_nd_namespace_get_raw_size(from->ns, &target->size) < 0)
		target->size = 0;
	if (!target->labelled) {
		rc = check_whole(plan, from, target);
		if (rc < 0)
			return rc;
	}
	if (target->size > from->room)
		return plan_fail(
			plan, -ENOSPC,
			"ask for less, or destroy what is no longer wanted",
			"%s: %s is wanted, the largest free piece is %s",
			region_name(from), size_words(target->size, is),
			size_words(from->room, room));
	if (!want->has_size && !from->anew && target->labelled)
		target->size -= target->size % unit;
	if (target->size % unit || !target->size)
		return misaligned(plan, from, target->size, unit);
	if (target->mode != DAXCTL_ND_MODE_RAW && target->size < MIN_CLAIM)
		return plan_fail(plan, -EINVAL, "use -s 16M or more, or -m raw",
				 "%s: size %s is too small for %s mode",
				 region_name(from),
				 size_words(target->size, is),
				 daxctl_nd_mode_name(target->mode));
	return 0;
}

/* The kernel refuses a uuid that another namespace of the bus has. */
static int check_uuid(struct daxctl_plan *plan, const struct target_from *from,
		      const char *uuid)
{
	struct daxctl_nd_bus *bus = daxctl_nd_region_get_bus(from->region);
	struct daxctl_nd_region *region;
	struct daxctl_nd_namespace *ns;
	char raw[38], shown[38];

	daxctl_nd_region_foreach(bus, region)
		daxctl_nd_namespace_foreach(region, ns) {
			if (ns == from->ns ||
			    ((daxctl_nd_namespace_get_raw_uuid(ns, raw) < 0 ||
			      strcmp(raw, uuid)) &&
			     (daxctl_nd_namespace_get_uuid(ns, shown) < 0 ||
			      strcmp(shown, uuid))))
				continue;
			return plan_fail(plan, -EINVAL,
					 "leave it out to get a new one",
					 "the uuid %s is that of %s", uuid,
					 daxctl_nd_namespace_get_devname(ns));
		}
	return 0;
}

static int pick_names(struct daxctl_plan *plan, const struct target_from *from,
		      const struct daxctl_nd_create *want,
		      struct target *target)
{
	int rc;

	rc = uuid_make(target->claim_uuid);
	if (rc == 0 && want->uuid)
		rc = uuid_read(want->uuid, target->uuid);
	else if (rc == 0)
		rc = uuid_make(target->uuid);
	if (rc == 0 && want->uuid && target->labelled)
		rc = check_uuid(plan, from, target->uuid);
	if (rc < 0)
		return rc;
	if (want->name)
		snprintf(target->name, sizeof(target->name), "%s", want->name);
	else if (!from->anew ||
		 daxctl_nd_namespace_get_alt_name(from->ns, target->name,
						  sizeof(target->name)) < 0)
		*target->name = '\0';
	return 0;
}

int target_make(struct daxctl_plan *plan, const struct target_from *from,
		const struct daxctl_nd_create *want, struct target *ret)
{
	enum daxctl_nd_region_type type;
	struct target target = { 0 };
	int rc;

	rc = daxctl_nd_region_get_type(from->region, &type);
	if (rc < 0)
		return plan_fail(plan, rc, NULL, "%s: type: %s",
				 region_name(from), strerror(-rc));
	target.labelled = type == DAXCTL_ND_REGION_PMEM || from->labels_later;
	rc = pick_mode(plan, from, want, &target);
	if (rc == 0)
		rc = pick_align(plan, from, want, &target);
	if (rc == 0)
		rc = pick_sector(plan, from, want, &target);
	if (rc == 0)
		rc = pick_size(plan, from, want, &target);
	if (rc == 0)
		rc = check_start(plan, from, &target);
	if (rc == 0)
		rc = pick_names(plan, from, want, &target);
	if (rc == 0)
		*ret = target;
	return rc;
}
