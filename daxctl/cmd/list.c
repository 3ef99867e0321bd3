/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * list.c - what DAX memory there is
 *
 * One walk under two names: as ndctl it lists buses, dimms, regions and
 * namespaces, as daxctl the devices of the dax bus, and on request the others
 * as well. Which objects are shown is decided first, then they are handed to
 * the report one by one.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daxctl/cmd/select.h"
#include "daxctl/report/classes.h"

struct args {
	struct selection filter;
	const char *dax_dev, *dax_region;
	bool buses, dimms, regions, namespaces;
	bool dax_devices, dax_regions;
	bool firmware, health, dax, capabilities, media_errors, mappings;
	bool human;
	unsigned int verbose;
};

static const struct option_desc ndctl_options[] = {
	STRING('b', "bus", "bus-id", filter.bus, "only objects of this bus"),
	STRING('r', "region", "region-id", filter.region,
	       "only objects of this region"),
	STRING('d', "dimm", "dimm-id", filter.dimm,
	       "only objects that lie on this dimm"),
	STRING('n', "namespace", "namespace-id", filter.namespace,
	       "only this namespace, and what it is part of"),
	STRING('m', "mode", "namespace-mode", filter.mode,
	       "only namespaces in this mode"),
	STRING('t', "type", "region-type", filter.type,
	       "only regions of this type: pmem or blk"),
	STRING('U', "numa-node", "numa node", filter.numa_node,
	       "only objects on this node"),
	FLAG('B', "buses", buses, "list buses"),
	FLAG('D', "dimms", dimms, "list dimms, and what regions have of them"),
	FLAG('F', "firmware", firmware, "tell the firmware of dimms and buses"),
	FLAG('H', "health", health, "tell the health of dimms"),
	FLAG('R', "regions", regions, "list regions"),
	FLAG('N', "namespaces", namespaces, "list namespaces (default)"),
	FLAG('X', "device-dax", dax, "tell the devices of devdax namespaces"),
	FLAG('C', "capabilities", capabilities,
	     "tell which namespaces a region can have"),
	FLAG('i', "idle", filter.idle,
	     "also what is disabled, empty or a seed"),
	FLAG('c', "configured", filter.configured,
	     "also disabled namespaces that have a size"),
	FLAG('M', "media-errors", media_errors, "tell each bad range"),
	FLAG('u', "human", human, "write sizes for people"),
	COUNT('v', "verbose", verbose, "tell more; up to three times"),
};

static const struct option_desc daxctl_options[] = {
	STRING('r', "region", "region-id", dax_region, "only this dax region"),
	STRING('d', "dev", "dev-id", dax_dev, "only this dax device"),
	FLAG('D', "devices", dax_devices, "list dax devices (default)"),
	FLAG('R', "regions", dax_regions, "list dax regions"),
	FLAG('M', "mappings", mappings, "tell the ranges of a device"),
	FLAG('i', "idle", filter.idle,
	     "also what is disabled, empty or a seed"),
	FLAG('u', "human", human, "write sizes for people"),
	EXTRA_FLAG('N', "namespaces", namespaces, "list namespaces"),
	EXTRA_FLAG(0, "nd-regions", regions, "list the regions of namespaces"),
	EXTRA_FLAG(0, "dimms", dimms, "list dimms"),
	EXTRA_FLAG('B', "buses", buses, "list libnvdimm's buses"),
	EXTRA_STRING('n', "namespace", "namespace-id", filter.namespace,
		     "only this namespace, and what it is part of"),
	EXTRA_STRING('b', "bus", "bus-id", filter.bus,
		     "only objects of this bus"),
	EXTRA_FLAG('c', "configured", filter.configured,
		   "also disabled namespaces that have a size"),
	EXTRA_FLAG('F', "firmware", firmware,
		   "tell the firmware of dimms and buses"),
	EXTRA_FLAG('H', "health", health, "tell the health of dimms"),
	EXTRA_FLAG('C', "capabilities", capabilities,
		   "tell which namespaces a region can have"),
	EXTRA_FLAG(0, "media-errors", media_errors, "tell each bad range"),
	EXTRA_COUNT('v', "verbose", verbose, "tell more"),
};

/* What ndctl's filters and -v say about the kinds that are listed. */
static void choose_nd(struct args *a)
{
	bool lint = secure_getenv("NDCTL_LIST_LINT");
	bool chosen = a->buses || a->dimms || a->regions || a->namespaces;

	/* A filter alone asks for the kind that it names. */
	if (!chosen) {
		a->buses = a->filter.bus;
		a->regions = a->filter.region;
		a->dimms = a->filter.dimm;
		if (a->dax && !a->filter.mode)
			a->filter.mode = "devdax";
	}
	/* NDCTL_LIST_LINT: -v adds to what was asked for, and no new kinds. */
	if (a->verbose >= 1) {
		a->media_errors = a->dax = true;
		if (!lint)
			a->namespaces = true;
	}
	if (a->verbose >= 2 && (!lint || !chosen))
		a->dimms = a->buses = a->regions = true;
	if (a->verbose >= 3)
		a->filter.idle = a->firmware = a->health = a->capabilities =
			true;
	if (!a->buses && !a->dimms && !a->regions)
		a->namespaces = true;
}

/* The same for daxctl, whose own kinds are those of the dax bus. */
static void choose_dax(const struct cli *cli, struct args *a)
{
	bool nd = a->buses || a->dimms || a->regions || a->namespaces;

	if (!nd && (a->filter.namespace || a->filter.bus))
		nd = a->namespaces = true;
	if (!a->dax_devices && !a->dax_regions) {
		a->dax_regions = a->dax_region;
		a->dax_devices = a->dax_dev;
	}
	if (nd || a->dax_devices || a->dax_regions)
		return;
	a->dax_devices = true;
	/* For people: everything that programs can map or mount. */
	if (cli->format != REPORT_COMPAT)
		a->namespaces = true;
}

static unsigned int details(const struct args *a)
{
	return (a->verbose ? REPORT_VERBOSE : 0) |
	       (a->health ? REPORT_HEALTH : 0) |
	       (a->firmware ? REPORT_FIRMWARE : 0) |
	       (a->capabilities ? REPORT_CAPABILITIES : 0) |
	       (a->media_errors ? REPORT_MEDIA_ERRORS : 0) |
	       (a->dax ? REPORT_DAX : 0) | (a->dimms ? REPORT_MAPPINGS : 0) |
	       (a->mappings ? REPORT_RANGES : 0) |
	       (a->filter.idle ? REPORT_IDLE : 0);
}

/* Everything that is listed, in its order. */
struct walk {
	const struct args *args;
	struct daxctl_ctx *ctx;
	struct report *report;
	int rc; /* the first failure: no memory */
};

static void add(struct walk *walk, struct array *to, void *object)
{
	int rc = array_add(to, object);

	if (!walk->rc)
		walk->rc = rc;
}

/* Not shown unless asked for, because no driver uses it? */
static bool hidden(const struct walk *walk, int enabled)
{
	return enabled <= 0 && !walk->args->filter.idle &&
	       !walk->args->filter.configured;
}

static void find_dimms(struct walk *walk, struct daxctl_nd_bus *bus,
		       struct array *to)
{
	struct daxctl_nd_dimm *dimm;

	daxctl_nd_dimm_foreach(bus, dimm)
		if (select_dimm(&walk->args->filter, dimm) &&
		    !hidden(walk, daxctl_nd_dimm_is_enabled(dimm)))
			add(walk, to, dimm);
}

static void find_regions(struct walk *walk, struct daxctl_nd_bus *bus,
			 struct array *to)
{
	struct daxctl_nd_region *region;

	daxctl_nd_region_foreach(bus, region)
		if (select_region(&walk->args->filter, region) &&
		    !hidden(walk, daxctl_nd_region_is_enabled(region)))
			add(walk, to, region);
}

static void find_namespaces(struct walk *walk, struct daxctl_nd_bus *bus,
			    struct array *to)
{
	struct daxctl_nd_region *region;
	int rc;

	daxctl_nd_region_foreach(bus, region) {
		if (!select_region(&walk->args->filter, region))
			continue;
		rc = select_namespaces(&walk->args->filter, region, to);
		if (!walk->rc)
			walk->rc = rc;
	}
}

static void show_list(struct walk *walk, const char *key,
		      const struct class *class, const struct array *objects)
{
	if (!objects->count)
		return;
	report_begin_list(walk->report, key, objects->count);
	for (size_t i = 0; i < objects->count; i++)
		report_object(walk->report, class, objects->at[i]);
	report_end_list(walk->report);
}

static void show_region(struct walk *walk, struct daxctl_nd_region *region)
{
	struct array namespaces = { 0 };
	int rc = 0;

	report_begin(walk->report, &class_region, region);
	if (walk->args->namespaces) {
		rc = select_namespaces(&walk->args->filter, region,
				       &namespaces);
		show_list(walk, "namespaces", &class_namespace, &namespaces);
		array_free(&namespaces, NULL);
	}
	if (!walk->rc)
		walk->rc = rc;
	report_end(walk->report);
}

static void show_regions(struct walk *walk, const char *key,
			 const struct array *regions)
{
	if (!regions->count)
		return;
	report_begin_list(walk->report, key, regions->count);
	for (size_t i = 0; i < regions->count; i++)
		show_region(walk, regions->at[i]);
	report_end_list(walk->report);
}

/* The kinds below buses, either of one bus or of all, as they were found. */
struct found {
	struct array dimms, regions, namespaces;
};

static void find(struct walk *walk, struct daxctl_nd_bus *bus,
		 struct found *found)
{
	if (walk->args->dimms)
		find_dimms(walk, bus, &found->dimms);
	if (walk->args->regions)
		find_regions(walk, bus, &found->regions);
	else if (walk->args->namespaces)
		find_namespaces(walk, bus, &found->namespaces);
}

static void show_found(struct walk *walk, struct found *found, bool keys)
{
	show_list(walk, keys ? "dimms" : NULL, &class_dimm, &found->dimms);
	show_regions(walk, keys ? "regions" : NULL, &found->regions);
	show_list(walk, keys ? "namespaces" : NULL, &class_namespace,
		  &found->namespaces);
	array_free(&found->dimms, NULL);
	array_free(&found->regions, NULL);
	array_free(&found->namespaces, NULL);
}

static void show_buses(struct walk *walk)
{
	struct array buses = { 0 };
	struct daxctl_nd_bus *bus;

	daxctl_nd_bus_foreach(walk->ctx, bus)
		if (select_bus(&walk->args->filter, bus))
			add(walk, &buses, bus);
	if (buses.count)
		report_begin_list(walk->report, NULL, buses.count);
	for (size_t i = 0; i < buses.count; i++) {
		struct found found = { 0 };

		report_begin(walk->report, &class_bus, buses.at[i]);
		find(walk, buses.at[i], &found);
		show_found(walk, &found, true);
		report_end(walk->report);
	}
	if (buses.count)
		report_end_list(walk->report);
	array_free(&buses, NULL);
}

static bool any_namespace(struct walk *walk, const struct array *regions)
{
	struct array namespaces = { 0 };
	bool any;
	int rc;

	for (size_t i = 0; i < regions->count && !namespaces.count; i++) {
		rc = select_namespaces(&walk->args->filter, regions->at[i],
				       &namespaces);
		if (!walk->rc)
			walk->rc = rc;
	}
	any = namespaces.count;
	array_free(&namespaces, NULL);
	return any;
}

/*
 * One kind is a plain list, several are told apart by keys. As with upstream
 * what was found decides, not what was asked for, and namespaces that are shown
 * inside their regions are a kind as well.
 */
static bool several_kinds(struct walk *walk, const struct found *found)
{
	bool dimms = found->dimms.count, regions = found->regions.count;
	bool namespaces = found->namespaces.count;

	if (walk->args->namespaces && regions && !dimms)
		namespaces = any_namespace(walk, &found->regions);
	return dimms + regions + namespaces > 1;
}

static void show_nd(struct walk *walk)
{
	const struct args *a = walk->args;
	struct found found = { 0 };
	struct daxctl_nd_bus *bus;
	bool group;

	if (a->buses) {
		show_buses(walk);
		return;
	}
	if (!a->dimms && !a->regions && !a->namespaces)
		return;
	daxctl_nd_bus_foreach(walk->ctx, bus)
		if (select_bus(&a->filter, bus))
			find(walk, bus, &found);
	group = several_kinds(walk, &found);
	if (group)
		report_begin_group(walk->report);
	show_found(walk, &found, group);
	if (group)
		report_end_group(walk->report);
}

/*
 * Upstream's list takes a number with anything after it, too: "1x", "1,2" and
 * "region01" are region 1.
 */
static bool dax_region_wanted(const struct args *a,
			      struct daxctl_region *region)
{
	const char *words = a->dax_region;
	int id = daxctl_region_get_id(region), begins_with;
	char name[32], *end;

	if (!words)
		return true;
	snprintf(name, sizeof(name), "region%d", id);
	if (select_word(words, name, id))
		return true;
	(void)strtoul(words, &end, 0);
	return *end && *end != ' ' &&
	       (sscanf(words, "%d", &begins_with) == 1 ||
		sscanf(words, "region%d", &begins_with) == 1) &&
	       begins_with == id;
}

/* Without a size it is a seed: nobody has made a device of it yet. */
static bool dax_dev_shown(const struct args *a, struct daxctl_dev *dev)
{
	uint64_t size;

	return a->filter.idle || daxctl_dev_read_size(dev, &size) < 0 || size;
}

/* The device's name, whatever it was called by; NULL: all of them */
static const char *dax_dev_wanted(const struct walk *walk)
{
	const char *word = walk->args->dax_dev;
	struct daxctl_dev *dev;
	char name[32];

	if (!word || !strcmp(word, "all"))
		return NULL;
	if (select_pair(word, "dax", name, sizeof(name)))
		word = name;
	if (daxctl_dev_get_by_path(walk->ctx, word, &dev) < 0)
		return ""; /* which is none's */
	return daxctl_dev_get_devname(dev);
}

static void find_devices(struct walk *walk, struct daxctl_region *region,
			 const char *name, struct array *to)
{
	struct daxctl_dev *dev;

	daxctl_dev_foreach(region, dev)
		if ((!name || !strcmp(daxctl_dev_get_devname(dev), name)) &&
		    dax_dev_shown(walk->args, dev))
			add(walk, to, dev);
}

static void show_dax_regions(struct walk *walk)
{
	struct array regions = { 0 };
	struct daxctl_region *region;
	const char *name = dax_dev_wanted(walk);

	daxctl_region_foreach(walk->ctx, region)
		if (dax_region_wanted(walk->args, region))
			add(walk, &regions, region);
	if (regions.count)
		report_begin_list(walk->report, NULL, regions.count);
	for (size_t i = 0; i < regions.count; i++) {
		struct array devices = { 0 };

		report_begin(walk->report, &class_daxregion, regions.at[i]);
		if (walk->args->dax_devices) {
			find_devices(walk, regions.at[i], name, &devices);
			show_list(walk, "devices", &class_daxdev, &devices);
			array_free(&devices, NULL);
		}
		report_end(walk->report);
	}
	if (regions.count)
		report_end_list(walk->report);
	array_free(&regions, NULL);
}

/* One that is named costs the same however many there are. */
static void find_device(struct walk *walk, const char *name, struct array *to)
{
	struct daxctl_dev *dev = daxctl_dev_get_by_name(walk->ctx, name);

	if (dev && dax_region_wanted(walk->args, daxctl_dev_get_region(dev)) &&
	    dax_dev_shown(walk->args, dev))
		add(walk, to, dev);
}

static void find_all_devices(struct walk *walk, struct array *to)
{
	struct daxctl_region *region;

	daxctl_region_foreach(walk->ctx, region)
		if (dax_region_wanted(walk->args, region))
			find_devices(walk, region, NULL, to);
}

static void show_dax(struct walk *walk)
{
	struct array devices = { 0 };
	const char *name;

	if (walk->args->dax_regions) {
		show_dax_regions(walk);
		return;
	}
	if (!walk->args->dax_devices)
		return;
	name = dax_dev_wanted(walk);
	if (name)
		find_device(walk, name, &devices);
	else
		find_all_devices(walk, &devices);
	show_list(walk, NULL, &class_daxdev, &devices);
	array_free(&devices, NULL);
}

/*
 * Upstream shows those mappings of a region whose dimms it would list. The
 * contract tells all of them.
 */
static bool is_shown(void *arg, const struct class *class, const void *object)
{
	const struct daxctl_nd_mapping *mapping = object;
	const struct walk *walk = arg;
	const char *words = walk->args->filter.dimm;
	struct daxctl_nd_dimm *dimm;

	if (class != &class_mapping)
		return true;
	dimm = daxctl_nd_dimm_get_by_name(walk->ctx, mapping->dimm);
	return dimm && !hidden(walk, daxctl_nd_dimm_is_enabled(dimm)) &&
	       (!words ||
		select_word(words, mapping->dimm, daxctl_nd_dimm_get_id(dimm)));
}

static void tell_missing(void *arg, const char *kind, const char *name)
{
	struct walk *walk = arg;
	char text[160];

	snprintf(text, sizeof(text), "there is no %s of this name", kind);
	report_error(walk->report, name, NULL, -ENOENT, text);
}

/* The same of the dax bus. */
static void tell_missing_dax(struct walk *walk)
{
	const char *name = dax_dev_wanted(walk);
	const char *words = walk->args->dax_region;
	struct daxctl_region *region;

	if (name && !*name)
		tell_missing(walk, "dax device", walk->args->dax_dev);
	if (!words || !strcmp(words, "all"))
		return;
	daxctl_region_foreach(walk->ctx, region)
		if (dax_region_wanted(walk->args, region))
			return;
	tell_missing(walk, "dax region", words);
}

static int show(struct cli *cli, struct args *a)
{
	struct report_options options = {
		.format = cli->format,
		.human = a->human,
		.detail = details(a),
		.fd = STDOUT_FILENO,
		.host = cli_host(cli),
	};
	struct walk walk = { .args = a, .ctx = cli->ctx };
	int rc;

	if (cli->format == REPORT_COMPAT) {
		options.shown = is_shown;
		options.shown_arg = &walk;
	}
	walk.report = report_new(&options);
	if (!walk.report)
		return cli_failure(cli, -ENOMEM, "no report");
	show_nd(&walk);
	show_dax(&walk);
	/* Upstream finds no fault with a name that isn't there. */
	if (cli->format != REPORT_COMPAT) {
		select_missing(&a->filter, cli->ctx, tell_missing, &walk);
		tell_missing_dax(&walk);
	}
	/* What was found is shown even where something could not be read. */
	rc = daxctl_get_scan_error(cli->ctx);
	if (rc < 0)
		report_error(walk.report, NULL, NULL, rc,
			     daxctl_get_error(cli->ctx));
	rc = cli_finish_report(cli, walk.report);
	return walk.rc < 0 ? cli_failure(cli, walk.rc, "not all is shown") : rc;
}

static int list(struct cli *cli, const void *args, char **operands, bool nd)
{
	struct args a = *(const struct args *)args;
	int rc = cli_no_operands(cli, operands);

	if (rc)
		return rc;
	if (nd)
		choose_nd(&a);
	else
		choose_dax(cli, &a);
	rc = select_prepare(cli, &a.filter);
	return rc < 0 ? rc : show(cli, &a);
}

static int run_ndctl(struct cli *cli, const void *args, char **operands)
{
	return list(cli, args, operands, true);
}

static int run_daxctl(struct cli *cli, const void *args, char **operands)
{
	return list(cli, args, operands, false);
}

const struct command cmd_ndctl_list = {
	.name = "list",
	.summary = "show buses, dimms, regions and namespaces",
	.options = ndctl_options,
	.n_options = ARRAY_SIZE(ndctl_options),
	.args_size = sizeof(struct args),
	.run = run_ndctl,
	.reports = true,
};

const struct command cmd_daxctl_list = {
	.name = "list",
	.summary = "show dax devices, and all other DAX memory",
	.options = daxctl_options,
	.n_options = ARRAY_SIZE(daxctl_options),
	.args_size = sizeof(struct args),
	.run = run_daxctl,
	.reports = true,
};
