/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * create-options.c - the words of create-namespace, and what they ask for
 *
 * Here is what can be told wrong without knowing a region. What a region
 * offers, the library checks when it makes the plan.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "daxctl/cmd/create-options.h"
#include "util/size.h"
#include "util/uuid.h"

/* Bytes for a name in a label, its end included. */
#define LABEL_NAME_SIZE 64

static bool can_map(const struct daxctl_nd_create *want)
{
	return want->mode == DAXCTL_ND_MODE_FSDAX ||
	       want->mode == DAXCTL_ND_MODE_DEVDAX;
}

static int read_mode(const struct cli *cli, const struct args *args,
		     struct daxctl_nd_create *want)
{
	if (!args->mode)
		return 0;
	want->has_mode = true;
	if (daxctl_nd_mode_parse(args->mode, &want->mode) == 0)
		return 0;
	return cli_usage_error(
		cli,
		"invalid mode '%s', the modes are raw, sector, fsdax and devdax",
		args->mode);
}

/* A reconfigured namespace may keep a mode that has a map. */
static int read_map(const struct cli *cli, const struct args *args,
		    struct daxctl_nd_create *want)
{
	if (!args->map)
		return 0;
	want->has_map = true;
	if (strcmp(args->map, "mem") == 0)
		want->map = DAXCTL_ND_MAP_MEM;
	else if (strcmp(args->map, "dev") == 0)
		want->map = DAXCTL_ND_MAP_DEV;
	else
		return cli_usage_error(
			cli, "invalid map location '%s', there are mem and dev",
			args->map);
	if (!want->has_mode || can_map(want))
		return 0;
	return cli_usage_error(
		cli, "--map is for the modes fsdax and devdax, not for %s",
		daxctl_nd_mode_name(want->mode));
}

static int read_type(const struct cli *cli, const struct args *args,
		     const struct daxctl_nd_create *want)
{
	if (!args->type || strcmp(args->type, "pmem") == 0)
		return 0;
	if (strcmp(args->type, "blk") != 0)
		return cli_usage_error(
			cli, "invalid type '%s', the types are pmem and blk",
			args->type);
	if (!want->has_mode || !can_map(want))
		return 0;
	return cli_usage_error(
		cli, "only pmem can be mapped: no %s mode with --type=blk",
		daxctl_nd_mode_name(want->mode));
}

/* @given says whether there is a word, which 0 can't tell. */
static int read_bytes(const struct cli *cli, const char *option,
		      const char *text, bool *given, uint64_t *ret)
{
	int rc;

	if (!text)
		return 0;
	*given = true;
	rc = size_parse(text, ret);
	if (!rc && *ret)
		return 0;
	if (!rc)
		return cli_usage_error(cli,
				       "--%s=%s: leave it out for the default",
				       option, text);
	return cli_usage_error(
		cli,
		rc == -ERANGE
			? "--%s=%s is more than a size can be"
			: "failed to parse --%s='%s', write it like 4096, 64M or 2g",
		option, text);
}

static int check_align(const struct cli *cli,
		       const struct daxctl_nd_create *want)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);

	if (!want->has_align ||
	    (want->align >= page && !(want->align & (want->align - 1))))
		return 0;
	return cli_usage_error(
		cli,
		"--align=%" PRIu64
		": align must be a power of two of at least %" PRIu64,
		want->align, page);
}

static int read_sizes(const struct cli *cli, const struct args *args,
		      struct daxctl_nd_create *want)
{
	int rc = read_bytes(cli, "size", args->size, &want->has_size,
			    &want->size);

	if (!rc)
		rc = read_bytes(cli, "align", args->align, &want->has_align,
				&want->align);
	if (!rc)
		rc = read_bytes(cli, "sector-size", args->sector_size,
				&want->has_sector_size, &want->sector_size);
	return rc ? rc : check_align(cli, want);
}

static int read_identity(const struct cli *cli, const struct args *args,
			 struct daxctl_nd_create *want)
{
	char uuid[UUID_TEXT_SIZE];

	want->uuid = args->uuid;
	want->name = args->name;
	if (args->uuid && uuid_read(args->uuid, uuid) == -EINVAL)
		return cli_usage_error(
			cli, "failed to parse uuid '%s', uuidgen makes one",
			args->uuid);
	if (args->name && strlen(args->name) >= LABEL_NAME_SIZE)
		return cli_usage_error(
			cli, "the name has %zu bytes, a label has room for %d",
			strlen(args->name), LABEL_NAME_SIZE - 1);
	if (!args->uuid || !args->reconfig ||
	    strcmp(args->reconfig, "all") != 0)
		return 0;
	return cli_usage_error(
		cli, "--uuid is for one namespace, not for --reconfig=all");
}

int create_options_read(const struct cli *cli, const struct args *args,
			struct daxctl_nd_create *want)
{
	int rc = read_mode(cli, args, want);

	want->autolabel = args->autolabel;
	want->autorecover = args->autorecover;
	if (!rc)
		rc = read_map(cli, args, want);
	if (!rc)
		rc = read_type(cli, args, want);
	if (!rc)
		rc = read_sizes(cli, args, want);
	return rc ? rc : read_identity(cli, args, want);
}
