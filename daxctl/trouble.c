/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trouble.c - how commands say what went wrong, and the status they end with
 */
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "daxctl/cli.h"
#include "daxctl/report/text.h"

/*
 * "TOOL COMMAND: message: cause", and what helps against it. Names of labels,
 * of maps and of processes are in it, which anybody may have chosen.
 */
static void say(const struct cli *cli, const char *format, va_list args,
		const char *cause, const char *remedy)
{
	fprintf(stderr, "%s %s: ", cli->tool, cli->command->name);
	text_vprintf(stderr, format, args);
	if (cause)
		text_line(stderr, ": %s", cause);
	else
		fputc('\n', stderr);
	if (remedy)
		text_line(stderr, "  remedy: %s", remedy);
}

void cli_error(const struct cli *cli, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(cli, format, args, NULL, NULL);
	va_end(args);
}

void cli_error_remedy(const struct cli *cli, const char *remedy,
		      const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(cli, format, args, NULL, remedy);
	va_end(args);
}

int cli_failure(const struct cli *cli, int rc, const char *format, ...)
{
	const char *cause = NULL, *remedy = NULL;
	va_list args;

	if (cli->ctx) {
		cause = daxctl_get_error(cli->ctx);
		remedy = daxctl_get_remedy(cli->ctx);
	}
	va_start(args, format);
	say(cli, format, args, cause ? cause : strerror(-rc), remedy);
	va_end(args);
	return rc;
}

const struct report_host *cli_host(const struct cli *cli)
{
	static const struct report_host captured;

	return cli->sysroot ? &captured : NULL;
}

int cli_finish_report(const struct cli *cli, struct report *report)
{
	int rc = report_finish(report);

	if (rc < 0 && rc != -EPIPE)
		cli_error(cli, "write failure on standard output: %s",
			  strerror(-rc));
	return rc ? STATUS_FAILED : STATUS_DONE;
}

static int own_status(int error)
{
	switch (error) {
	case EBUSY:
	case EAGAIN:
	case EDEADLK:
		return STATUS_HELD;
	case ENOENT:
	case ENODEV:
	case ENXIO:
		return STATUS_NOT_FOUND;
	case EOPNOTSUPP:
	case ENOSYS:
	case ENOTTY:
		return STATUS_UNSUPPORTED;
	case EPERM:
	case EACCES:
	case EROFS:
		return STATUS_PERMISSION;
	case ETIMEDOUT:
	case ETIME:
		return STATUS_TIMEOUT;
	default:
		return STATUS_FAILED;
	}
}

int cli_status(const struct command *command, int rc)
{
	if (rc < 0 && command->own)
		return own_status(-rc);
	/* ndctl's commands end with 256 - errno, and scripts know those. */
	return rc & 0xff;
}
