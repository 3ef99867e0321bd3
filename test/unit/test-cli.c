/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-cli.c - the program around the commands: finding them, what they are
 * given, and the status that it all ends with
 *
 * Each command line runs in a child, so that it may exec, close its streams
 * and change its environment.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "daxctl/cli.h"
#include "test.h"

struct args {
	const char *what;
	unsigned int count;
	bool on;
};

static const struct option_desc options[] = {
	STRING('w', "what", "what", what, "say what"),
	NUMBER('c', "count", "n", count, "how many"),
	FLAG('o', "on", on, "switch it on"),
};

static const struct args defaults = { .what = "default", .on = true };

/* Shows all that a command is given. */
static int run_show(struct cli *cli, const void *args, char **operands)
{
	const struct args *a = args;

	printf("%s %s what=%s count=%u on=%d format=%d sysroot=%s ctx=%d",
	       cli->tool, cli->command->name, a->what ? a->what : "-", a->count,
	       a->on, cli->format, cli->sysroot ? cli->sysroot : "-",
	       cli->ctx != NULL);
	for (; *operands; operands++)
		printf(" [%s]", *operands);
	putchar('\n');
	return 0;
}

/* Returns its operand: a status, or a negative errno. */
static int run_return(struct cli *cli, const void *args, char **operands)
{
	(void)args;
	if (!*operands)
		return cli_usage_error(cli, "specify a number, or \"all\"");
	return atoi(*operands);
}

static int run_fail(struct cli *cli, const void *args, char **operands)
{
	(void)args;
	(void)operands;
	cli_error(cli, "no %s here", "dimm");
	cli_error_remedy(cli, "enable it", "region%d is off", 3);
	return cli_failure(cli, -EBUSY, "can't write %s", "labels");
}

static int run_alone(struct cli *cli, const void *args, char **operands)
{
	(void)args;
	return cli_no_operands(cli, operands);
}

static int run_flood(struct cli *cli, const void *args, char **operands)
{
	(void)cli;
	(void)args;
	(void)operands;
	puts("text");
	return 0;
}

#define WITH_ARGS                                             \
	.options = options, .n_options = ARRAY_SIZE(options), \
	.args_size = sizeof(struct args)

static const struct command
	cmd_show = { .name = "show",
		     .operands = "<x>",
		     .summary = "show it",
		     .run = run_show,
		     .defaults = &defaults,
		     .reports = true,
		     WITH_ARGS },
	cmd_plain = { .name = "plain",
		      .run = run_show,
		      .no_context = true,
		      WITH_ARGS },
	cmd_own = { .name = "own",
		    .run = run_return,
		    .own = true,
		    .no_context = true,
		    WITH_ARGS },
	cmd_return = { .name = "return",
		       .run = run_return,
		       .no_context = true },
	cmd_fail = { .name = "fail", .run = run_fail, .no_context = true },
	cmd_alone = { .name = "alone", .run = run_alone, .no_context = true },
	cmd_flood = { .name = "flood", .run = run_flood, .no_context = true },
	cmd_hidden = { .name = "hidden",
		       .run = run_alone,
		       .hidden = true,
		       .no_context = true };

static const struct cli_entry entries[] = {
	{ TOOL_BOTH, &cmd_version }, { TOOL_BOTH, &cmd_help },
	{ TOOL_BOTH, &cmd_show },    { TOOL_DAXCTL, &cmd_plain },
	{ TOOL_NDCTL, &cmd_own },    { TOOL_BOTH, &cmd_return },
	{ TOOL_BOTH, &cmd_fail },    { TOOL_BOTH, &cmd_alone },
	{ TOOL_BOTH, &cmd_flood },   { TOOL_BOTH, &cmd_hidden },
};

static const struct cli_table table = { entries, ARRAY_SIZE(entries) };
static char out[4096], err[4096];

static void redirect(int fd, const char *name)
{
	char path[256];
	int file;

	snprintf(path, sizeof(path), "%s/%s", test_dir(), name);
	file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
	dup2(file, fd);
	close(file);
}

static void read_back(const char *name, char *text, size_t size)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", test_dir(), name);
	f = fopen(path, "r");
	IS(f);
	text[fread(text, 1, size - 1, f)] = '\0';
	fclose(f);
}

static void split_words(char *line, char **words)
{
	unsigned int count = 0;

	for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
		words[count++] = word;
	words[count] = NULL;
}

/* Run the blank-separated @line with its output to @path, closed if NULL. */
static int cli_into(const char *line, const char *path)
{
	char copy[256], *words[16];
	int status;
	pid_t pid;

	test_dir();
	fflush(stdout);
	pid = fork();
	if (!pid) {
		redirect(STDERR_FILENO, "err");
		close(STDOUT_FILENO);
		if (path)
			(void)open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
		/* The frame of the tests made it write each line at once. */
		setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
		strcpy(copy, line);
		split_words(copy, words);
		_exit(cli_main(&table, words));
	}
	waitpid(pid, &status, 0);
	read_back("err", err, sizeof(err));
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* The same, and what it wrote is in out and err. */
static int cli(const char *line)
{
	char path[256];
	int status;

	snprintf(path, sizeof(path), "%s/out", test_dir());
	status = cli_into(line, path);
	read_back("out", out, sizeof(out));
	return status;
}

static void sysroot(void)
{
	test_file("root/sys/class/x", "");
}

TEST(no_arguments_print_the_usage_and_fail)
{
	EQ(cli("ndctl"), 1);
	IS(strstr(out, " usage: ndctl [--version] [--help] COMMAND [ARGS]\n"));
	IS(strstr(out, " See 'ndctl help COMMAND'"));
	EQ_STR(err, "");
}

TEST(the_version_is_that_of_the_ndctl_we_follow)
{
	static const char *const lines[] = { "ndctl --version", "daxctl -v",
					     "/usr/bin/ndctl version",
					     "daxctl --version list" };

	for (unsigned int i = 0; i < ARRAY_SIZE(lines); i++) {
		OK(cli(lines[i]));
		EQ_STR(out, "85\n");
	}
}

TEST(the_full_version_names_ours)
{
	OK(cli("daxctl version --full"));
	IS(strncmp(out, "85\ndaxctl ", 10) == 0);
}

TEST(help_lists_the_commands_of_the_tool)
{
	OK(cli("daxctl --help"));
	IS(strstr(out, "    show                  show it\n"));
	IS(strstr(out, "plain") && !strstr(out, "own"));
	IS(!strstr(out, "hidden"));
	OK(cli("ndctl help"));
	IS(strstr(out, "own") && !strstr(out, "plain"));
}

TEST(each_name_of_the_program_has_its_own_commands)
{
	OK(cli("daxctl --list-cmds"));
	EQ_STR(out, "version\nhelp\nshow\nplain\nreturn\nfail\nalone\nflood\n");
	OK(cli("ndctl --list-cmds"));
	EQ_STR(out, "version\nhelp\nshow\nown\nreturn\nfail\nalone\nflood\n");
}

TEST(any_other_name_of_the_program_is_daxctl)
{
	OK(cli("./my-daxctl plain"));
	IS(strncmp(out, "daxctl plain", 12) == 0);
}

TEST(an_unknown_command_fails)
{
	EQ(cli("ndctl bogus"), 1);
	IS(strncmp(err, "Unknown command: 'bogus'\n", 25) == 0);
	EQ_STR(out, "");
}

TEST(a_command_is_not_abbreviated)
{
	EQ(cli("ndctl sho"), 1);
}

TEST(a_hidden_command_runs)
{
	OK(cli("ndctl hidden"));
}

TEST(an_unknown_option_before_the_command_is_a_mistake)
{
	EQ(cli("ndctl --list"), 129);
	EQ_STR(err, "Unknown option: --list\n\n"
		    " Usage: ndctl [--version] [--help] COMMAND [ARGS]\n");
	EQ(cli("ndctl -x"), 129);
}

TEST(a_command_gets_its_defaults)
{
	sysroot();
	setenv("DAXCTL_SYSROOT", "", 1);
	OK(cli("daxctl plain"));
	EQ_STR(out, "daxctl plain what=- count=0 on=0 format=0 sysroot=- "
		    "ctx=0\n");
}

TEST(a_command_gets_its_options_and_operands)
{
	OK(cli("daxctl plain one -w x two -c 3 --on"));
	EQ_STR(out, "daxctl plain what=x count=3 on=1 format=0 sysroot=- "
		    "ctx=0 [one] [two]\n");
}

TEST(a_context_reads_the_tree_that_is_named)
{
	char line[256], want[256];

	sysroot();
	snprintf(line, sizeof(line), "ndctl show --sysroot %s/root",
		 test_dir());
	OK(cli(line));
	snprintf(want, sizeof(want),
		 "ndctl show what=default count=0 on=1 format=0 "
		 "sysroot=%s/root ctx=1\n",
		 test_dir());
	EQ_STR(out, want);
}

TEST(the_environment_names_a_tree_for_scripts)
{
	char root[256];

	sysroot();
	snprintf(root, sizeof(root), "%s/root", test_dir());
	setenv("DAXCTL_SYSROOT", root, 1);
	OK(cli("ndctl show"));
	IS(strstr(out, root));
	unsetenv("DAXCTL_SYSROOT");
}

TEST(the_option_goes_before_the_environment)
{
	setenv("DAXCTL_SYSROOT", "/", 1);
	IS(cli("ndctl show --sysroot /nowhere") != 0);
	IS(strstr(err, "'/nowhere'"));
	unsetenv("DAXCTL_SYSROOT");
}

TEST(a_tree_that_is_not_there_is_an_error_with_a_remedy)
{
	EQ(cli("ndctl show --sysroot /nowhere"), 256 - ENOENT);
	EQ_STR(err, "ndctl show: can't read the tree in '/nowhere': No such "
		    "file or directory\n"
		    "  remedy: name the folder that holds sys/\n");
	EQ_STR(out, "");
}

TEST(a_format_is_one_of_three)
{
	char line[256];

	sysroot();
	snprintf(line, sizeof(line),
		 "ndctl show --format=tree --sysroot %s/root", test_dir());
	OK(cli(line));
	IS(strstr(out, "format=3"));
	EQ(cli("ndctl show --format yaml"), 129);
	IS(strstr(err, "  Error: unknown format 'yaml', there are json, table "
		       "and tree\n"));
}

TEST(a_command_without_a_report_takes_no_format)
{
	EQ(cli("daxctl plain --format=json"), 129);
	EQ(cli("daxctl plain --sysroot=/"), 129);
}

TEST(options_are_listed_for_completion)
{
	EQ(cli("ndctl show --list-opts"), 130);
	EQ_STR(out, "--what --count --on --sysroot --format ");
	EQ(cli("daxctl plain x --list-opts"), 130);
	EQ_STR(out, "--what --count --on ");
}

TEST(help_of_a_command_of_ndctl_is_a_usage_error)
{
	EQ(cli("ndctl show -h"), 129);
	EQ_STR(out, "");
	IS(strstr(err, "\n usage: ndctl show <x> [<options>]\n\n"
		       "    -w, --what <what>     say what\n"));
	IS(strstr(err, "        --sysroot <dir>   "));
}

TEST(help_of_our_own_commands_succeeds)
{
	OK(cli("ndctl own -h"));
	EQ_STR(err, "");
	IS(strstr(out, " usage: ndctl own [<options>]\n"));
}

TEST(a_mistake_has_the_status_of_its_kind_of_command)
{
	EQ(cli("daxctl plain --bogus"), 129);
	IS(strstr(err, "  remedy: 'daxctl plain -h' explains its options\n"));
	EQ(cli("ndctl own --bogus"), 64);
	EQ(cli("ndctl return"), 129);
	IS(strstr(err, "  Error: specify a number, or \"all\"\n"
		       "\n usage: ndctl return [<options>]\n"));
	EQ(cli("ndctl own"), 64);
}

TEST(an_operand_too_many_is_a_mistake)
{
	OK(cli("ndctl alone"));
	EQ(cli("ndctl alone foo"), 129);
	IS(strstr(err, "  Error: unknown parameter \"foo\"\n"));
}

TEST(ndctl_commands_end_with_256_minus_errno)
{
	EQ(cli("ndctl return 0"), 0);
	EQ(cli("ndctl return 1"), 1);
	EQ(cli("ndctl return -- -2"), 254);
	EQ(cli("ndctl return -- -6"), 250);
	EQ(cli("ndctl return -- -16"), 240);
	EQ(cli("ndctl return -- -95"), 161);
}

TEST(own_commands_end_with_the_status_of_the_trouble)
{
	static const struct {
		int error, status;
	} want[] = {
		{ EBUSY, 3 },	   { EAGAIN, 3 }, { ENOENT, 4 }, { ENODEV, 4 },
		{ ENXIO, 4 },	   { ENOTTY, 5 }, { EPERM, 6 },	 { EACCES, 6 },
		{ EOPNOTSUPP, 5 }, { EROFS, 6 },  { EIO, 1 },	 { ETIME, 8 },
		{ ETIMEDOUT, 8 },  { EINVAL, 1 }, { ENOSYS, 5 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(want); i++)
		EQ(cli_status(&cmd_own, -want[i].error), want[i].status);
	EQ(cli_status(&cmd_own, STATUS_PENDING), 2);
}

TEST(trouble_is_said_with_its_cause_and_remedy)
{
	EQ(cli("ndctl fail"), 256 - EBUSY);
	EQ_STR(err, "ndctl fail: no dimm here\n"
		    "ndctl fail: region3 is off\n"
		    "  remedy: enable it\n"
		    "ndctl fail: can't write labels: Device or resource "
		    "busy\n");
}

TEST(help_with_a_command_shows_its_manual_page)
{
	setenv("NDCTL_MAN_VIEWER", "echo", 1);
	OK(cli("ndctl help list"));
	EQ_STR(out, "ndctl-list\n");
	OK(cli("ndctl --help list"));
	EQ_STR(out, "ndctl-list\n");
	OK(cli("ndctl show --help"));
	EQ_STR(out, "ndctl-show\n");
	OK(cli("ndctl help ndctl-show"));
	EQ_STR(out, "ndctl-show\n");
	unsetenv("NDCTL_MAN_VIEWER");
}

TEST(help_later_in_the_line_is_short)
{
	setenv("DAXCTL_MAN_VIEWER", "echo", 1);
	EQ(cli("daxctl plain -o --help"), 129);
	IS(strstr(err, "--what"));
	unsetenv("DAXCTL_MAN_VIEWER");
}

TEST(a_viewer_that_is_not_there_is_named)
{
	setenv("NDCTL_MAN_VIEWER", "no-such-viewer", 1);
	EQ(cli("ndctl help list"), 255);
	IS(strstr(err, "'no-such-viewer'"));
	unsetenv("NDCTL_MAN_VIEWER");
}

TEST(output_that_can_not_be_written_is_an_error)
{
	EQ(cli_into("ndctl flood", "/dev/full"), 1);
	EQ_STR(err, "write failure on standard output: No space left on "
		    "device\n");
}

TEST(output_that_is_closed_is_an_error)
{
	EQ(cli_into("ndctl flood", NULL), 1);
	EQ_STR(err, "write failure on standard output: Bad file "
		    "descriptor\n");
}
