/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target.c - the objects that a changing command is told to change
 *
 * A listing shows what matches and is silent where nothing does. A change
 * that was meant for an object which isn't there is a mistake, and told. So is
 * a filter for what isn't there; but scripts give filters for what may be gone,
 * and upstream's status is 0 then.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cmd/change.h"

void target_free(struct array *names)
{
	array_free(names, free);
}

static int add(struct array *to, const char *name)
{
	char *copy = strdup(name);
	int rc = copy ? array_add(to, copy) : -ENOMEM;

	if (rc)
		free(copy);
	return rc;
}

static bool is_ndctl(const struct change *change)
{
	return strcmp(change->cli->tool, "ndctl") == 0;
}

struct missing {
	struct change *change;
	const char *own; /* kind that is no filter: that of the objects */
	int rc;		 /* -ENXIO: one of these isn't there */
};

static void tell_missing(void *arg, const char *kind, const char *name)
{
	struct missing *missing = arg;
	const struct cli *cli = missing->change->cli;

	cli_error_remedy(
		cli,
		is_ndctl(missing->change)
			? "'ndctl list -BDRi' shows what there is"
			: "'daxctl list -B --dimms --nd-regions -i' shows what there is",
		"there is no %s '%s'", kind, name);
	missing->change->told = true;
	if (missing->own && !strcmp(kind, missing->own))
		missing->rc = -ENXIO;
}

/* A filter for what isn't there would make "all" nothing, in silence. */
static int check_filters(struct change *change, struct selection *selection,
			 const char *own)
{
	struct missing missing = { .change = change, .own = own };
	int rc = select_prepare(change->cli, selection);

	if (rc)
		return rc;
	select_missing(selection, change->cli->ctx, tell_missing, &missing);
	return missing.rc;
}

static int walk(struct change *change, struct selection *selection,
		const char *own, struct array *to)
{
	struct daxctl_nd_region *region;
	struct daxctl_nd_bus *bus;
	int rc = check_filters(change, selection, own);

	if (rc)
		return rc;
	daxctl_nd_bus_foreach(change->cli->ctx, bus) {
		daxctl_nd_region_foreach(bus, region) {
			if (!rc && select_region(selection, region))
				rc = add(to,
					 daxctl_nd_region_get_devname(region));
		}
	}
	return rc;
}

int target_region_walk(struct change *change, struct selection *selection,
		       struct array *to)
{
	return walk(change, selection, NULL, to);
}

/* What was named is there, but the filters together leave nothing of it. */
static void nothing_left(struct change *change, const char *word)
{
	if (word && strcmp(word, "all") != 0 && !change->told)
		cli_error_remedy(change->cli, "leave the other filters out",
				 "there is no %s '%s' among those asked for",
				 change->object, word);
}

int target_regions(struct change *change, struct selection *selection,
		   struct array *to)
{
	int rc = walk(change, selection, "region", to);

	if (!rc && !to->count)
		nothing_left(change, selection->region);
	return rc;
}

int target_dimms(struct change *change, struct selection *selection,
		 struct array *to)
{
	const size_t before = to->count;
	struct daxctl_nd_dimm *dimm;
	struct daxctl_nd_bus *bus;
	int rc = check_filters(change, selection, "dimm");

	if (rc)
		return rc;
	daxctl_nd_bus_foreach(change->cli->ctx, bus) {
		daxctl_nd_dimm_foreach(bus, dimm) {
			if (!rc && select_dimm(selection, dimm))
				rc = add(to, daxctl_nd_dimm_get_devname(dimm));
		}
	}
	if (!rc && to->count == before)
		nothing_left(change, selection->dimm);
	return rc;
}

static int add_all(struct selection *selection, struct daxctl_nd_bus *bus,
		   struct array *to)
{
	struct daxctl_nd_namespace *ns;
	struct daxctl_nd_region *region;
	int rc = 0;

	daxctl_nd_region_foreach(bus, region) {
		if (!select_region(selection, region))
			continue;
		daxctl_nd_namespace_foreach(region, ns) {
			if (!rc && daxctl_nd_namespace_is_idle(ns) != 1)
				rc = add(to,
					 daxctl_nd_namespace_get_devname(ns));
		}
	}
	return rc;
}

/* A disabled region hides its namespaces: that is the likeliest reason. */
static int tell_no_namespace(struct change *change, const char *name)
{
	struct daxctl_nd_region *region;
	unsigned int id, at;
	char devname[24];

	if (sscanf(name, "namespace%u.%u", &id, &at) == 2) {
		snprintf(devname, sizeof(devname), "region%u", id);
		region =
			daxctl_nd_region_get_by_name(change->cli->ctx, devname);
		if (region && daxctl_nd_region_is_enabled(region) == 0) {
			cli_error_remedy(change->cli,
					 "enable the region with enable-region",
					 "%s is not there while %s is disabled",
					 name, devname);
			return -ENXIO;
		}
	}
	cli_error_remedy(change->cli,
			 is_ndctl(change)
				 ? "'ndctl list -Ni' shows those there are"
				 : "'daxctl list -Ni' shows those there are",
			 "there is no namespace '%s'", name);
	return -ENXIO;
}

int target_namespaces(struct change *change, struct selection *selection,
		      const char *word, struct array *to)
{
	struct daxctl_ctx *ctx = change->cli->ctx;
	struct daxctl_nd_namespace *ns;
	struct daxctl_nd_bus *bus;
	int rc = check_filters(change, selection, NULL);

	if (rc)
		return rc;
	if (strcmp(word, "all") == 0) {
		daxctl_nd_bus_foreach(ctx, bus)
			rc = rc ? rc : add_all(selection, bus, to);
		return rc;
	}
	ns = daxctl_nd_namespace_get_by_name(ctx, word);
	if (!ns)
		return tell_no_namespace(change, word);
	if (select_region(selection, daxctl_nd_namespace_get_region(ns)))
		return add(to, word);
	nothing_left(change, word);
	return -ENXIO;
}
