/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli.c - the program around the commands
 *
 * Finds the command, reads its options and those that all commands share,
 * makes the library's context for the commands that need one, and turns their
 * result into an exit status. Scripts written for ndctl see its status, its
 * usage and its list of commands.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>

#include "daxctl/cli.h"
#include "daxctl/report/text.h"

/* The options that all commands take besides their own. */
struct args {
	const char *sysroot;
	const char *format;
};

static const struct option_desc shared_options[] = {
	EXTRA_STRING(0, "sysroot", "dir", sysroot,
		     "read the system captured below <dir>, not this one"),
	EXTRA_STRING(0, "format", "json|table|tree", format,
		     "report in that format, not in ndctl's JSON"),
};

/* --sysroot is no use without a context, --format without a report. */
static size_t count_shared(const struct command *command)
{
	if (command->no_context)
		return 0;
	return command->reports ? 2 : 1;
}

static enum tool tool_of(const struct cli *cli)
{
	return strcmp(cli->tool, "ndctl") == 0 ? TOOL_NDCTL : TOOL_DAXCTL;
}

const struct command *cli_next_command(const struct cli *cli, size_t *at)
{
	while (*at < cli->table->count) {
		const struct cli_entry *entry = &cli->table->entries[(*at)++];

		if (entry->tools & tool_of(cli))
			return entry->command;
	}
	return NULL;
}

static const struct command *find_command(const struct cli *cli,
					  const char *name)
{
	const struct command *command;
	size_t at = 0;

	while ((command = cli_next_command(cli, &at)))
		if (strcmp(command->name, name) == 0)
			break;
	return command;
}

void cli_print_usage(const struct cli *cli, FILE *out, bool all)
{
	const struct command *command;
	size_t at = 0;

	fprintf(out, "\n usage: %s [--version] [--help] COMMAND [ARGS]\n\n",
		cli->tool);
	while (all && (command = cli_next_command(cli, &at)))
		if (!command->hidden)
			fprintf(out, "    %-22s%s\n", command->name,
				command->summary);
	fprintf(out,
		"\n See '%s help COMMAND' for more information on a specific command.\n"
		" %s --list-cmds to see all available commands\n\n",
		cli->tool, cli->tool);
}

static int list_commands(const struct cli *cli)
{
	const struct command *command;
	size_t at = 0;

	while ((command = cli_next_command(cli, &at)))
		if (!command->hidden)
			puts(command->name);
	return STATUS_DONE;
}

static int usage_status(const struct cli *cli)
{
	fprintf(stderr, "  remedy: '%s %s -h' explains its options\n",
		cli->tool, cli->command->name);
	return cli->command->own ? STATUS_USAGE : STATUS_USAGE_COMPAT;
}

int cli_usage_error(const struct cli *cli, const char *format, ...)
{
	va_list args;

	fputs("  Error: ", stderr);
	va_start(args, format);
	text_vprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	options_usage(cli->options, stderr, false);
	return usage_status(cli);
}

int cli_no_operands(const struct cli *cli, char **operands)
{
	if (!*operands)
		return 0;
	return cli_usage_error(cli, "unknown parameter \"%s\"", *operands);
}

static int read_format(struct cli *cli, const char *text)
{
	static const struct {
		const char *text;
		enum report_format format;
	} formats[] = {
		{ "json", REPORT_JSON },
		{ "table", REPORT_TABLE },
		{ "tree", REPORT_TREE },
	};

	if (!text)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (strcmp(formats[i].text, text) == 0) {
			cli->format = formats[i].format;
			return 0;
		}
	return cli_usage_error(
		cli, "unknown format '%s', there are json, table and tree",
		text);
}

/*
 * A captured tree is named by --sysroot or, for scripts, the environment. An
 * empty name is a script's mistake: this machine is not what it meant.
 */
static int read_shared(struct cli *cli, const struct args *args)
{
	cli->sysroot = args->sysroot;
	if (cli->sysroot && !*cli->sysroot)
		return cli_usage_error(cli,
				       "--sysroot is empty, name a folder");
	if (!cli->sysroot)
		cli->sysroot = secure_getenv("DAXCTL_SYSROOT");
	if (cli->sysroot && !*cli->sysroot)
		cli->sysroot = NULL;
	return read_format(cli, args->format);
}

/* What --verbose and DAXCTL_LOG show. */
static void log_line(struct daxctl_ctx *ctx, int priority, const char *file,
		     int line, const char *fn, const char *format, va_list args)
{
	(void)ctx, (void)priority, (void)file, (void)line;
	fprintf(stderr, "libdaxctl: %s: ", fn);
	text_vprintf(stderr, format, args);
	fputc('\n', stderr);
}

static int open_context(struct cli *cli)
{
	int rc = daxctl_new_at(cli->sysroot, &cli->ctx);

	if (!rc)
		daxctl_set_log_fn(cli->ctx, log_line);
	if (!rc || rc == -ENOMEM)
		return rc;
	if (cli->sysroot)
		cli_error_remedy(cli, "name the folder that holds sys/",
				 "can't read the tree in '%s': %s",
				 cli->sysroot, strerror(-rc));
	else
		cli_error_remedy(cli, "mount -t sysfs sysfs /sys",
				 "can't read /sys: %s", strerror(-rc));
	return rc;
}

static int run_in_context(struct cli *cli, const void *args, char **operands)
{
	int rc;

	/* A change must not be cut off because nobody reads our messages. */
	signal(SIGPIPE, SIG_IGN);
	rc = open_context(cli);
	if (rc)
		return rc;
	rc = cli->command->run(cli, args, operands);
	daxctl_unref(cli->ctx);
	cli->ctx = NULL;
	return rc;
}

static int show_help(const struct cli *cli)
{
	if (cli->command->own) {
		options_usage(cli->options, stdout, true);
		return STATUS_DONE;
	}
	options_usage(cli->options, stderr, true);
	return STATUS_USAGE_COMPAT;
}

static int run_parsed(struct cli *cli, const struct args *shared,
		      const void *args, char **words)
{
	int rc;

	switch (options_parse(cli->options, words)) {
	case OPTIONS_MISTAKE:
		return usage_status(cli);
	case OPTIONS_HELP:
		return show_help(cli);
	case OPTIONS_NAMES:
		options_names(cli->options, stdout);
		return STATUS_NAMES_COMPAT;
	case OPTIONS_OK:
		break;
	}
	rc = read_shared(cli, shared);
	if (rc)
		return rc;
	if (cli->command->no_context)
		rc = cli->command->run(cli, args, words);
	else
		rc = run_in_context(cli, args, words);
	return cli_status(cli->command, rc);
}

static int run_command(struct cli *cli, const struct command *command,
		       char **words)
{
	cleanup(free_p) void *args = calloc(1, command->args_size + 1);
	struct args shared = { NULL, NULL };
	const struct option_set both[] = {
		{ command->options, command->n_options, args },
		{ shared_options, count_shared(command), &shared },
	};
	char usage[256];
	const struct option_sets sets = { both, ARRAY_SIZE(both), usage,
					  stderr };

	cli->command = command;
	cli->options = &sets;
	if (!args)
		return cli_status(command, -ENOMEM);
	if (*words && strcmp(*words, "--help") == 0)
		return cli_show_manual(cli, command->name);
	if (command->defaults)
		memcpy(args, command->defaults, command->args_size);
	snprintf(usage, sizeof(usage), "%s %s %s%s[<options>]", cli->tool,
		 command->name, command->operands ? command->operands : "",
		 command->operands ? " " : "");
	return run_parsed(cli, &shared, args, words);
}

static int unknown_option(const struct cli *cli, const char *word)
{
	text_line(stderr, "Unknown option: %s", word);
	fprintf(stderr, "\n Usage: %s [--version] [--help] COMMAND [ARGS]\n",
		cli->tool);
	return STATUS_USAGE_COMPAT;
}

static int unknown_command(const struct cli *cli, const char *word)
{
	const struct cli daxctl = { .table = cli->table, .tool = "daxctl" };

	text_line(stderr, "Unknown command: '%s'", word);
	if (find_command(&daxctl, word))
		fprintf(stderr, "  remedy: daxctl %s\n", word);
	else
		fprintf(stderr,
			"  remedy: '%s --list-cmds' names all commands\n",
			cli->tool);
	return STATUS_FAILED;
}

/* The options that stand where a command is expected. */
static int run_option(struct cli *cli, char **words)
{
	char *none[] = { NULL };

	if (strcmp(*words, "-v") == 0 || strcmp(*words, "--version") == 0)
		return run_command(cli, &cmd_version, none);
	if (strcmp(*words, "-h") == 0 || strcmp(*words, "--help") == 0)
		return run_command(cli, &cmd_help, words + 1);
	if (strcmp(*words, "--list-cmds") == 0)
		return list_commands(cli);
	return unknown_option(cli, *words);
}

int cli_run(const struct cli_table *table, char **argv)
{
	const char *slash = argv[0] ? strrchr(argv[0], '/') : NULL;
	const char *name = slash ? slash + 1 : argv[0];
	struct cli cli = { .table = table };
	const struct command *command;

	cli.tool = name && strcmp(name, "ndctl") == 0 ? "ndctl" : "daxctl";
	if (!name || !argv[1]) {
		cli_print_usage(&cli, stdout, false);
		return STATUS_FAILED;
	}
	if (argv[1][0] == '-')
		return run_option(&cli, argv + 1);
	command = find_command(&cli, argv[1]);
	if (!command)
		return unknown_command(&cli, argv[1]);
	return run_command(&cli, command, argv + 2);
}

/*
 * A stream that the caller has closed would be the number of the next file
 * that is opened, a disk perhaps, and messages would end up there.
 */
static void occupy_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)open("/dev/null", O_RDONLY);
}

int cli_main(const struct cli_table *table, char **argv)
{
	int status;

	occupy_streams();
	/* Whole lines, so that those of two programs don't mix. */
	setvbuf(stderr, NULL, _IOLBF, 0);
	status = cli_run(table, argv);
	errno = EIO;
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	if (errno != EPIPE)
		fprintf(stderr, "write failure on standard output: %s\n",
			strerror(errno));
	return status ? status : STATUS_FAILED;
}
