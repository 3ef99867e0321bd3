/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * select.c - which objects a command line is about
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/cmd/select.h"

/* Go on to the next of the blank-separated words; false after the last. */
static bool next_word(const char **words, char *word, size_t size)
{
	size_t len;

	*words += strspn(*words, " ");
	len = strcspn(*words, " ");
	if (!len)
		return false;
	snprintf(word, size, "%.*s", (int)len, *words);
	*words += len;
	return true;
}

/*
 * ipmctl tells the ids of regions in hex, and scripts pass them on. A sign or a
 * tab before the number is upstream's, too.
 */
static bool is_number(const char *word, unsigned int number)
{
	char *end;

	return strtoul(word, &end, 0) == number && end > word && !*end;
}

bool select_word(const char *words, const char *name, unsigned int number)
{
	char word[128];

	while (next_word(&words, word, sizeof(word)))
		if (!strcmp(word, "all") || !strcmp(word, name) ||
		    is_number(word, number))
			return true;
	return false;
}

/* "all" is no filter: a region may have no dimm that could be named. */
static void forget_all(const char **filter)
{
	const char *words = *filter;
	char word[128];

	while (words && next_word(&words, word, sizeof(word)))
		if (!strcmp(word, "all"))
			words = *filter = NULL;
}

static int parse_node(const struct cli *cli, struct selection *selection)
{
	char *end;
	long node;

	if (!selection->numa_node || !strcmp(selection->numa_node, "all"))
		return 0;
	errno = 0;
	node = strtol(selection->numa_node, &end, 0);
	if (errno || end == selection->numa_node || *end || node < 0 ||
	    node > INT32_MAX) {
		cli_error_remedy(cli, "give a node's number or \"all\"",
				 "invalid numa_node: '%s'",
				 selection->numa_node);
		return -EINVAL;
	}
	selection->by_node = true;
	selection->wanted_node = node;
	return 0;
}

int select_prepare(const struct cli *cli, struct selection *selection)
{
	forget_all(&selection->bus);
	forget_all(&selection->region);
	forget_all(&selection->dimm);
	forget_all(&selection->namespace);
	if (selection->type && !strcmp(selection->type, "pmem")) {
		selection->wanted_type = DAXCTL_ND_REGION_PMEM;
	} else if (selection->type && !strcmp(selection->type, "blk")) {
		selection->wanted_type = DAXCTL_ND_REGION_BLK;
	} else if (selection->type) {
		cli_error_remedy(cli, "the types are pmem and blk",
				 "unknown type \"%s\"", selection->type);
		return -EINVAL;
	}
	if (selection->mode) {
		selection->by_mode = true;
		if (daxctl_nd_mode_parse(selection->mode,
					 &selection->wanted_mode) < 0) {
			cli_error_remedy(
				cli,
				"the modes are raw, sector, fsdax and devdax",
				"invalid mode: '%s'", selection->mode);
			return -EINVAL;
		}
	}
	return parse_node(cli, selection);
}

static bool bus_named(const struct selection *selection,
		      struct daxctl_nd_bus *bus)
{
	const char *provider;

	if (!selection->bus)
		return true;
	if (select_word(selection->bus, daxctl_nd_bus_get_devname(bus),
			daxctl_nd_bus_get_id(bus)))
		return true;
	/* The one name that costs a read comes last. */
	provider = daxctl_nd_bus_get_provider(bus);
	return provider &&
	       select_word(selection->bus, provider, daxctl_nd_bus_get_id(bus));
}

static bool dimm_named(const struct selection *selection,
		       struct daxctl_nd_dimm *dimm)
{
	return !selection->dimm ||
	       select_word(selection->dimm, daxctl_nd_dimm_get_devname(dimm),
			   daxctl_nd_dimm_get_id(dimm));
}

static bool region_named(const struct selection *selection,
			 struct daxctl_nd_region *region)
{
	return !selection->region ||
	       select_word(selection->region,
			   daxctl_nd_region_get_devname(region),
			   daxctl_nd_region_get_id(region));
}

bool select_pair(const char *word, const char *prefix, char *name, size_t size)
{
	unsigned int first, second;

	if (sscanf(word, "%u.%u", &first, &second) != 2)
		return false;
	snprintf(name, size, "%s%u.%u", prefix, first, second);
	return true;
}

/* In the order of numbers, and one that is named twice once. */
static int add_in_order(struct array *to, struct daxctl_nd_namespace *ns)
{
	const unsigned int id = daxctl_nd_namespace_get_id(ns);
	size_t at = 0;
	int rc;

	while (at < to->count && daxctl_nd_namespace_get_id(to->at[at]) < id)
		at++;
	if (at < to->count && to->at[at] == ns)
		return 0;
	rc = array_add(to, ns);
	if (rc < 0)
		return rc;
	for (size_t i = to->count - 1; i > at; i--)
		to->at[i] = to->at[i - 1];
	to->at[at] = ns;
	return 0;
}

/* Add the namespaces of @region whose names a filter's words are. */
static int add_named(const char *words, struct daxctl_nd_region *region,
		     struct array *to)
{
	struct daxctl_nd_bus *bus = daxctl_nd_region_get_bus(region);
	struct daxctl_nd_namespace *ns;
	char word[64], name[80];
	int rc = 0;

	while (rc == 0 && next_word(&words, word, sizeof(word))) {
		if (!select_pair(word, "namespace", name, sizeof(name)))
			snprintf(name, sizeof(name), "%s", word);
		ns = daxctl_nd_namespace_get_by_name(daxctl_nd_bus_get_ctx(bus),
						     name);
		if (ns && daxctl_nd_namespace_get_region(ns) == region)
			rc = add_in_order(to, ns);
	}
	return rc;
}

static bool has_named_namespace(const struct selection *selection,
				struct daxctl_nd_region *region)
{
	struct array found = { 0 };
	bool any;

	if (!selection->namespace)
		return true;
	if (add_named(selection->namespace, region, &found) < 0)
		return true;
	any = found.count;
	array_free(&found, NULL);
	return any;
}

static bool region_on_dimm(struct daxctl_nd_region *region,
			   struct daxctl_nd_dimm *dimm)
{
	struct daxctl_nd_mapping mapping;

	for (unsigned int i = 0;
	     daxctl_nd_region_get_mapping(region, i, &mapping) == 0; i++)
		if (!strcmp(mapping.dimm, daxctl_nd_dimm_get_devname(dimm)))
			return true;
	return false;
}

static bool on_named_dimm(const struct selection *selection,
			  struct daxctl_nd_region *region)
{
	struct daxctl_nd_dimm *dimm;

	if (!selection->dimm)
		return true;
	daxctl_nd_dimm_foreach(daxctl_nd_region_get_bus(region), dimm)
		if (dimm_named(selection, dimm) && region_on_dimm(region, dimm))
			return true;
	return false;
}

bool select_bus(const struct selection *selection, struct daxctl_nd_bus *bus)
{
	struct daxctl_nd_region *region;
	struct daxctl_nd_dimm *dimm;
	bool dimm_found = !selection->dimm;
	bool region_found = !selection->region;
	bool namespace_found = !selection->namespace;

	if (!bus_named(selection, bus))
		return false;
	/* Each filter asks for some object on the bus, not for the same. */
	if (!dimm_found)
		daxctl_nd_dimm_foreach(bus, dimm)
			dimm_found |= dimm_named(selection, dimm);
	if (region_found && namespace_found)
		return dimm_found;
	daxctl_nd_region_foreach(bus, region) {
		region_found |= region_named(selection, region);
		namespace_found |= has_named_namespace(selection, region);
	}
	return dimm_found && region_found && namespace_found;
}

/* A dimm, too, is on the node of the regions that are on it. */
static bool on_wanted_node(const struct selection *selection,
			   struct daxctl_nd_region *region)
{
	int node;

	return !selection->by_node ||
	       (daxctl_nd_region_get_numa_node(region, &node) == 0 &&
		node == selection->wanted_node);
}

bool select_region(const struct selection *selection,
		   struct daxctl_nd_region *region)
{
	enum daxctl_nd_region_type type;

	if (!region_named(selection, region) ||
	    !bus_named(selection, daxctl_nd_region_get_bus(region)) ||
	    !on_named_dimm(selection, region) ||
	    !has_named_namespace(selection, region))
		return false;
	/* Both kinds of pmem, with labels and without, are "pmem". */
	if (selection->wanted_type &&
	    (daxctl_nd_region_get_type(region, &type) < 0 ||
	     (type == DAXCTL_ND_REGION_BLK) !=
		     (selection->wanted_type == DAXCTL_ND_REGION_BLK)))
		return false;
	return on_wanted_node(selection, region);
}

bool select_dimm(const struct selection *selection, struct daxctl_nd_dimm *dimm)
{
	struct daxctl_nd_bus *bus = daxctl_nd_dimm_get_bus(dimm);
	struct daxctl_nd_region *region;

	if (!dimm_named(selection, dimm) || !bus_named(selection, bus))
		return false;
	/* Without these the regions need not be read. */
	if (!selection->region && !selection->namespace && !selection->by_node)
		return true;
	daxctl_nd_region_foreach(bus, region)
		if (region_named(selection, region) &&
		    has_named_namespace(selection, region) &&
		    on_wanted_node(selection, region) &&
		    region_on_dimm(region, dimm))
			return true;
	return false;
}

static bool wanted(const struct selection *selection,
		   struct daxctl_nd_namespace *ns)
{
	enum daxctl_nd_mode mode;
	uint64_t size;
	int node;

	/* "Configured" has a size of its own though no driver uses it now. */
	if (!selection->idle && daxctl_nd_namespace_is_active(ns) <= 0 &&
	    !(selection->configured &&
	      daxctl_nd_namespace_get_raw_size(ns, &size) == 0 && size))
		return false;
	if (selection->by_mode &&
	    (daxctl_nd_namespace_get_mode(ns, &mode) < 0 ||
	     mode != selection->wanted_mode))
		return false;
	return !selection->by_node ||
	       (daxctl_nd_namespace_get_numa_node(ns, &node) == 0 &&
		node == selection->wanted_node);
}

int select_namespaces(const struct selection *selection,
		      struct daxctl_nd_region *region, struct array *to)
{
	struct daxctl_nd_namespace *ns;
	struct array named = { 0 };
	int rc = 0;

	if (selection->namespace) {
		rc = add_named(selection->namespace, region, &named);
		for (size_t i = 0; i < named.count && rc == 0; i++)
			if (wanted(selection, named.at[i]))
				rc = array_add(to, named.at[i]);
		array_free(&named, NULL);
		return rc;
	}
	daxctl_nd_namespace_foreach(region, ns) {
		if (wanted(selection, ns))
			rc = array_add(to, ns);
		if (rc < 0)
			break;
	}
	return rc;
}

/* Does a filter with this one word, and no other, find anything? */
static bool found(struct daxctl_ctx *ctx, const struct selection *one)
{
	struct daxctl_nd_bus *bus;

	daxctl_nd_bus_foreach(ctx, bus)
		if (select_bus(one, bus))
			return true;
	return false;
}

void select_missing(const struct selection *selection, struct daxctl_ctx *ctx,
		    void (*tell)(void *arg, const char *kind, const char *name),
		    void *arg)
{
	struct selection one = { 0 };
	const struct {
		const char *kind, *words;
		const char **filter;
	} filters[] = {
		{ "bus", selection->bus, &one.bus },
		{ "region", selection->region, &one.region },
		{ "dimm", selection->dimm, &one.dimm },
		{ "namespace", selection->namespace, &one.namespace },
	};
	char word[128];

	for (size_t i = 0; i < ARRAY_SIZE(filters); i++) {
		const char *words = filters[i].words;

		while (words && next_word(&words, word, sizeof(word))) {
			one = (struct selection){ 0 };
			*filters[i].filter = word;
			if (!found(ctx, &one))
				tell(arg, filters[i].kind, word);
		}
	}
}
