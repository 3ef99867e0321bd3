/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * device-config.c - reconfigure dax devices as daxctl.conf(5) wants them
 *
 * This is what runs at boot for each device: that nothing is configured for it
 * is the usual case and no failure.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daxctl/cmd/device.h"

typedef struct daxctl_config_section section_t;

static void config_free_p(struct daxctl_config **config)
{
	daxctl_config_free(*config);
}

/* Upstream says so, too, and ends with 0. */
static void tell_unconfigured(const struct change *change,
			      struct daxctl_config *config, const char *name)
{
	fprintf(stderr, "%s: no section of the configuration is for it\n",
		name);
	if (daxctl_config_get_fault(config, 0))
		fprintf(stderr,
			"  note: the configuration has faults, '%s check-config' tells them\n",
			change->cli->tool);
}

/* What is wrong with this section, each with its line. */
static int tell_faults(const struct change *change,
		       struct daxctl_config *config, const section_t *section)
{
	const struct daxctl_config_fault *fault;
	const char *place = daxctl_config_section_get_place(section);
	const char *name = daxctl_config_section_get_name(section);

	for (unsigned int i = 0; (fault = daxctl_config_get_fault(config, i));
	     i++) {
		size_t len = strlen(fault->file);

		if (!fault->key || strcmp(fault->section, name) ||
		    strncmp(place, fault->file, len) || place[len] != ':')
			continue;
		cli_error_remedy(change->cli, fault->remedy, "%s: %s",
				 fault->place, fault->message);
	}
	return -EINVAL;
}

static int carry_out(struct change *change, const char *name,
		     const struct daxctl_dev_reconfigure *want,
		     unsigned int flags)
{
	const unsigned int before = change->flags;
	struct daxctl_plan *plan;
	int rc;

	change->flags |= flags;
	rc = device_plan_reconfigure(change, name, want, &plan);
	change->flags = before;
	if (!rc)
		rc = change_carry_out(change, plan);
	daxctl_invalidate(change->cli->ctx);
	return rc;
}

static bool is_system_ram(const struct change *change, const char *name)
{
	struct daxctl_dev *dev = daxctl_dev_get_by_name(change->cli->ctx, name);

	return dev && daxctl_dev_is_system_ram_mode(dev) > 0;
}

/* Of the new size, but not in its mode: at least it can be mapped. */
static void enable(struct change *change, const char *name)
{
	struct daxctl_dev *dev = daxctl_dev_get_by_name(change->cli->ctx, name);
	struct daxctl_plan *plan;

	if (!dev || change->args->dry_run ||
	    daxctl_dev_plan_enable(dev, change->flags, &plan) < 0)
		return;
	(void)daxctl_plan_run(plan);
	daxctl_plan_free(plan);
}

/*
 * Size and mode are two changes, but one device, which needs no driver in
 * between: device_dax would make the pages of all of it. It has a driver as
 * soon as it is there, and perhaps its memory is in use, as new kernels do with
 * CXL memory: nobody is there at boot to say --force. But memory that shall
 * stay out of use is not even plugged where the kernel would put it to use.
 */
static int carry_out_all(struct change *change, const char *name,
			 const section_t *section, bool *resized)
{
	const struct daxctl_dev_reconfigure devdax = {
		.mode = DAXCTL_DEV_MODE_DEVDAX
	};
	const unsigned int changed = change->changed;
	struct daxctl_dev_reconfigure want;
	int rc = 0;

	if (daxctl_config_section_get_size(section, &want) == 0) {
		want.disabled = true;
		rc = carry_out(change, name, &want, DAXCTL_PLAN_FORCE);
		*resized = change->changed > changed;
	}
	daxctl_config_section_get_mode(section, &want);
	/* In a dry run it isn't. */
	want.disabled = *resized;
	if (!rc && !*resized && want.mode == DAXCTL_DEV_MODE_FAMFS &&
	    is_system_ram(change, name)) {
		rc = carry_out(change, name, &devdax, DAXCTL_PLAN_FORCE);
		/* Only of memory to map famfs can be planned. */
		if (change->args->dry_run)
			return rc;
	}
	if (!rc)
		rc = carry_out(change, name, &want,
			       want.no_online ? 0 : DAXCTL_PLAN_FORCE);
	return rc;
}

static int apply(struct change *change, const char *name,
		 const section_t *section)
{
	const unsigned int changed = change->changed;
	const unsigned int unchanged = change->unchanged;
	bool resized = false, any;
	int rc;

	rc = carry_out_all(change, name, section, &resized);
	any = change->changed > changed;
	change->changed = changed + (!rc && any);
	change->unchanged = unchanged + (!rc && !any);
	if (!rc)
		return 0;
	change_failed(change, rc, name);
	if (resized)
		enable(change, name);
	return rc;
}

/* 1 if it is as its section wants it, 0 if there is none; or -errno. */
static int configure(struct change *change, struct daxctl_config *config,
		     const char *name)
{
	struct daxctl_dev *dev = daxctl_dev_get_by_name(change->cli->ctx, name);
	const section_t *section;
	int rc = -ENXIO;

	if (dev)
		rc = daxctl_config_find(config, dev, change->flags, &section);
	if (rc == -ENOENT) {
		tell_unconfigured(change, config, name);
		return 0;
	}
	if (rc == 0) {
		fprintf(stderr, "%s: [reconfigure-device %s] in %s\n", name,
			daxctl_config_section_get_name(section),
			daxctl_config_section_get_place(section));
		if (daxctl_config_section_is_faulty(section)) {
			rc = tell_faults(change, config, section);
			change->rc = change->rc ? change->rc : rc;
			return rc;
		}
		rc = apply(change, name, section);
	} else {
		change_failed(change, rc, name);
	}
	daxctl_invalidate(change->cli->ctx);
	return rc < 0 ? rc : 1;
}

int device_configure(struct change *change, const struct array *names,
		     struct array *done, bool *any)
{
	cleanup(config_free_p) struct daxctl_config *config = NULL;
	int rc;

	rc = daxctl_config_read(change->cli->ctx, NULL, &config);
	if (rc)
		return cli_failure(change->cli, rc, "the configuration");
	for (size_t i = 0; i < names->count; i++) {
		rc = configure(change, config, names->at[i]);
		*any |= rc != 0;
		if (rc > 0 && device_add_name(done, names->at[i]))
			return -ENOMEM;
	}
	return change->rc;
}
