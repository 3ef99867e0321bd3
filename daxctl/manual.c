/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manual.c - show a manual page with the viewer of the user's choice
 */
#include <errno.h>
#include <string.h>

#include "daxctl/cli.h"

/* What a program ends with that could not even start the viewer. */
#define STATUS_NO_VIEWER 255

/* Pages of a private prefix are found first; an empty rest is man's own. */
static int add_to_manpath(void)
{
	cleanup(free_p) char *path = NULL;
	const char *old = getenv("MANPATH");

	if (asprintf(&path, "%s:%s", MANDIR, old ? old : "") < 0) {
		path = NULL;
		return -ENOMEM;
	}
	return setenv("MANPATH", path, 1) ? -errno : 0;
}

static const char *find_viewer(const struct cli *cli)
{
	const char *viewer = getenv(strcmp(cli->tool, "ndctl") == 0
					    ? "NDCTL_MAN_VIEWER"
					    : "DAXCTL_MAN_VIEWER");

	return viewer && *viewer ? viewer : "man";
}

int cli_show_manual(const struct cli *cli, const char *name)
{
	const char *viewer = find_viewer(cli), *format = "%s%s%s";
	cleanup(free_p) char *page = NULL;
	bool whole = !name || strncmp(name, cli->tool, strlen(cli->tool)) == 0;

	if (strcmp(viewer, "konqueror") == 0)
		format = "man:%s%s%s(1)";
	if (asprintf(&page, format, whole ? "" : cli->tool, whole ? "" : "-",
		     name ? name : cli->tool) < 0) {
		page = NULL;
		return cli_status(cli->command, -ENOMEM);
	}
	if (!add_to_manpath())
		execlp(viewer, viewer, page, (char *)NULL);
	cli_error_remedy(cli, "'COMMAND -h' explains a command without it",
			 "can't start '%s' for the page %s: %s", viewer, page,
			 strerror(errno));
	return STATUS_NO_VIEWER;
}
