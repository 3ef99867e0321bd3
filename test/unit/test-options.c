/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-options.c - the habits of the command line that scripts rely on
 *
 * The options are those of `ndctl list` and of a few other commands, and what
 * is wanted of them was seen in ndctl itself.
 */
#include <limits.h>
#include <string.h>

#include "test.h"
#include "util/options.h"

struct args {
	const char *bus, *region, *namespace, *mode, *name;
	bool buses, namespaces, human, autolabel, no_notify;
	unsigned int verbose, poll;
};

static const struct option_desc options[] = {
	STRING('b', "bus", "bus-id", bus, "filter by bus"),
	STRING('r', "region", "region-id", region, "filter by region"),
	STRING('n', "namespace", "namespace-id", namespace,
	       "filter by namespace id"),
	STRING(0, "media-temperature-alarm", "smart media temperature alarm",
	       mode, "enable or disable the smart media temperature alarm"),
	NUMBER('p', "poll", "n", poll, "poll interval (seconds)"),
	FLAG('L', "autolabel", autolabel, "write labels"),
	FLAG('N', "no-notify", no_notify, "do not notify"),
	FLAG('B', "buses", buses, "include bus info"),
	FLAG('A', "namespaces", namespaces, "include namespace info"),
	FLAG('u', "human", human, "use human friendly number formats"),
	COUNT('v', "verbose", verbose, "increase output detail"),
};

/* Options that ndctl doesn't have, in a struct of their own. */
static struct {
	const char *sysroot, *rest;
} shared;

static const struct option_desc shared_options[] = {
	{ 0, "sysroot", "dir", "read what is below <dir>", OPTION_STRING, 0,
	  true },
	{ 0, "verify", "what", "compare with <what>", OPTION_STRING,
	  sizeof(char *), true },
};

static struct args args;
static char *words[16];
static char said[4096];

/* Parse the blank-separated @line; what is explained goes to said. */
static enum options_result parse(const char *line)
{
	static char copy[512];
	const struct option_set both[] = {
		{ options, ARRAY_SIZE(options), &args },
		{ shared_options, ARRAY_SIZE(shared_options), &shared },
	};
	struct option_sets sets = { both, ARRAY_SIZE(both),
				    "ndctl list [<options>]", NULL };
	enum options_result result;
	unsigned int count = 0;

	args = (struct args){ .autolabel = true, .poll = 7 };
	shared.sysroot = shared.rest = NULL;
	memset(said, 0, sizeof(said));
	strcpy(copy, line);
	for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
		words[count++] = word;
	words[count] = NULL;
	sets.err = fmemopen(said, sizeof(said), "w");
	result = options_parse(&sets, words);
	fclose(sets.err);
	return result;
}

static void is_mistake(const char *line, const char *want)
{
	char first[256];

	EQ(parse(line), OPTIONS_MISTAKE);
	snprintf(first, sizeof(first), "%.*s", (int)strcspn(said, "\n"), said);
	EQ_STR(first, want);
}

TEST(no_words_leave_the_defaults)
{
	OK(parse(""));
	IS(!words[0] && !args.bus && !args.human && args.autolabel);
	EQ(args.poll, 7);
}

TEST(a_letter_sets_its_flag)
{
	OK(parse("-u"));
	IS(args.human && !args.buses);
}

TEST(a_value_is_the_next_word_or_attached)
{
	OK(parse("-b one -rtwo --namespace three"));
	EQ_STR(args.bus, "one");
	EQ_STR(args.region, "two");
	EQ_STR(args.namespace, "three");
}

TEST(a_long_option_takes_its_value_behind_an_equals_sign)
{
	OK(parse("--bus=a=b --region="));
	EQ_STR(args.bus, "a=b");
	EQ_STR(args.region, "");
}

TEST(the_last_value_counts)
{
	OK(parse("-b one --bus=two"));
	EQ_STR(args.bus, "two");
}

TEST(letters_are_bundled)
{
	OK(parse("-BAuvv"));
	IS(args.buses && args.namespaces && args.human);
	EQ(args.verbose, 2);
}

TEST(the_last_letter_of_a_bundle_takes_the_next_word)
{
	OK(parse("-Bb one"));
	IS(args.buses);
	EQ_STR(args.bus, "one");
}

TEST(a_value_may_look_like_an_option)
{
	OK(parse("--bus -- -r -u"));
	EQ_STR(args.bus, "--");
	EQ_STR(args.region, "-u");
	IS(!args.human);
}

TEST(the_rest_of_a_bundle_is_the_value_of_a_letter_that_takes_one)
{
	OK(parse("-bu"));
	EQ_STR(args.bus, "u");
	IS(!args.human);
	OK(parse("-names"));
	EQ_STR(args.namespace, "ames");
}

TEST(options_may_follow_operands)
{
	OK(parse("one -u two --bus x three"));
	EQ_STR(words[0], "one");
	EQ_STR(words[1], "two");
	EQ_STR(words[2], "three");
	IS(!words[3] && args.human);
	EQ_STR(args.bus, "x");
}

TEST(two_dashes_end_the_options)
{
	OK(parse("one -- -u -- --bus"));
	EQ_STR(words[0], "one");
	EQ_STR(words[1], "-u");
	EQ_STR(words[2], "--");
	EQ_STR(words[3], "--bus");
	IS(!words[4] && !args.human);
}

TEST(a_dash_alone_is_an_operand)
{
	OK(parse("- -u"));
	EQ_STR(words[0], "-");
	IS(!words[1] && args.human);
}

TEST(a_unique_start_of_a_name_is_enough)
{
	OK(parse("--verb --hum --reg=x"));
	EQ(args.verbose, 1);
	IS(args.human);
	EQ_STR(args.region, "x");
}

TEST(an_exact_name_wins_over_a_longer_one)
{
	OK(parse("--bus x --namespace y"));
	EQ_STR(args.bus, "x");
	EQ_STR(args.namespace, "y");
	IS(!args.buses && !args.namespaces);
}

TEST(a_start_of_two_names_is_ambiguous)
{
	is_mistake("--b",
		   "  Error: Ambiguous option: b (could be --bus or --buses)");
	is_mistake("--name", "  Error: Ambiguous option: name (could be "
			     "--namespace or --namespaces)");
	is_mistake("--bu=x",
		   "  Error: Ambiguous option: bu (could be --bus or --buses)");
}

TEST(the_start_of_no_fits_every_option)
{
	is_mistake("--no", "  Error: Ambiguous option: no (could be "
			   "--no-human or --no-verbose)");
	is_mistake("--n", "  Error: Ambiguous option: n (could be "
			  "--no-human or --no-verbose)");
	is_mistake("--no-", "  Error: Ambiguous option: no- (could be "
			    "--no-human or --no-verbose)");
}

TEST(an_extra_option_makes_no_old_short_form_ambiguous)
{
	OK(parse("--ver"));
	EQ(args.verbose, 1);
	OK(parse("--no-ver"));
	IS(!shared.rest);
}

TEST(an_extra_option_is_found_by_its_name_or_its_start)
{
	OK(parse("--verify=a --sys b"));
	EQ_STR(shared.rest, "a");
	EQ_STR(shared.sysroot, "b");
}

TEST(a_no_form_takes_an_option_back)
{
	OK(parse("-u --no-human -b x --no-bus -vv --no-verbose --no-poll "
		 "--no-autolabel"));
	IS(!args.human && !args.bus && !args.autolabel);
	EQ(args.verbose, 0);
	EQ(args.poll, 0);
}

TEST(a_no_form_may_be_cut_short)
{
	OK(parse("--no-auto -u --no-hum"));
	IS(!args.autolabel && !args.human);
}

TEST(an_option_named_no_is_taken_back_without_it)
{
	OK(parse("--no-notify"));
	IS(args.no_notify);
	OK(parse("--no-notify --notify"));
	IS(!args.no_notify);
	OK(parse("-N --not"));
	IS(!args.no_notify);
	OK(parse("-N --no-no-notify"));
	IS(!args.no_notify);
}

TEST(a_flag_takes_no_value)
{
	is_mistake("--human=1", "  Error: option `human' takes no value");
	is_mistake("--verbose=2", "  Error: option `verbose' takes no value");
}

TEST(a_no_form_takes_no_value)
{
	is_mistake("--no-human=2", "  Error: option `no-human' takes no value");
	is_mistake("--no-bus=2", "  Error: option `no-bus' takes no value");
	is_mistake("--notify=2", "  Error: option `notify' takes no value");
}

TEST(a_missing_value_is_named_as_it_was_asked_for)
{
	is_mistake("-b", "  Error: switch `b' requires a value");
	is_mistake("-uub", "  Error: switch `b' requires a value");
	is_mistake("--bus", "  Error: option `bus' requires a value");
	is_mistake("--reg", "  Error: option `region' requires a value");
}

TEST(a_missing_value_shows_that_option_alone)
{
	EQ(parse("-b"), OPTIONS_MISTAKE);
	EQ_STR(said, "  Error: switch `b' requires a value\n"
		     "\n usage: ndctl list [<options>]\n\n"
		     "    -b, --bus <bus-id>    filter by bus\n");
}

TEST(a_number_is_decimal)
{
	OK(parse("-p 10 --poll=010"));
	EQ(args.poll, 10);
	OK(parse("-p4294967295"));
	EQ(args.poll, UINT_MAX);
}

TEST(text_that_is_no_number_is_refused)
{
	is_mistake("-p 0x10", "  Error: switch `p' expects a numerical value");
	is_mistake("-p 2s", "  Error: switch `p' expects a numerical value");
	is_mistake("-p -h", "  Error: switch `p' expects a numerical value");
	is_mistake("--poll=",
		   "  Error: option `poll' expects a numerical value");
	is_mistake("--poll=+1",
		   "  Error: option `poll' expects a numerical value");
	EQ(args.poll, 7);
}

TEST(a_negative_number_is_refused)
{
	is_mistake("--poll=-1",
		   "  Error: option `poll' expects a numerical value");
}

TEST(a_number_that_is_too_large_is_refused)
{
	is_mistake("-p 4294967296",
		   "  Error: switch `p' expects a smaller number");
	is_mistake("-p 99999999999999999999",
		   "  Error: switch `p' expects a smaller number");
	EQ(args.poll, 7);
}

TEST(an_unknown_name_is_a_mistake)
{
	is_mistake("--bogus", "  Error: unknown option `bogus'");
	is_mistake("--no-no-bus", "  Error: unknown option `no-no-bus'");
	is_mistake("--hel", "  Error: unknown option `hel'");
	is_mistake("--lis", "  Error: unknown option `lis'");
}

TEST(an_unknown_letter_is_a_mistake)
{
	is_mistake("-z", "  Error: unknown switch `z'");
	is_mistake("-vz", "  Error: unknown switch `z'");
	is_mistake("-v=2", "  Error: unknown switch `='");
	is_mistake("-ve", "  Error: unknown switch `e'");
}

TEST(a_mistake_ends_with_the_usage)
{
	EQ(parse("--bogus"), OPTIONS_MISTAKE);
	EQ_STR(said, "  Error: unknown option `bogus'\n"
		     "\n usage: ndctl list [<options>]\n\n");
}

TEST(a_long_option_with_one_dash_is_taken_for_a_typo)
{
	is_mistake("-verb",
		   "  Error: did you mean `--verb` (with two dashes ?)");
	is_mistake("-ver", "  Error: did you mean `--ver` (with two dashes ?)");
}

TEST(help_is_asked_for_in_four_ways)
{
	EQ(parse("-h"), OPTIONS_HELP);
	EQ(parse("--help"), OPTIONS_HELP);
	EQ(parse("--help-all"), OPTIONS_HELP);
	EQ(parse("-vh"), OPTIONS_HELP);
	EQ(parse("x -u -humn"), OPTIONS_HELP);
}

TEST(the_value_h_asks_for_no_help)
{
	OK(parse("-bh"));
	EQ_STR(args.bus, "h");
}

TEST(the_first_mistake_ends_the_reading)
{
	EQ(parse("--bogus -h"), OPTIONS_MISTAKE);
	EQ(parse("-h --bogus"), OPTIONS_HELP);
}

TEST(the_names_are_asked_for_anywhere)
{
	EQ(parse("--list-opts"), OPTIONS_NAMES);
	EQ(parse("x --no-human --list-opts"), OPTIONS_NAMES);
}

static const struct option_set one_set = { options, 6, NULL };
static const struct option_sets one = { &one_set, 1, "ndctl x [<options>]",
					NULL };

TEST(names_are_listed_with_a_blank_behind_each)
{
	char text[256] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	options_names(&one, out);
	fclose(out);
	EQ_STR(text, "--bus --region --namespace --media-temperature-alarm "
		     "--poll --autolabel ");
}

TEST(help_has_the_widths_of_ndctl)
{
	char text[1024] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	options_usage(&one, out, true);
	fclose(out);
	EQ_STR(text,
	       "\n usage: ndctl x [<options>]\n\n"
	       "    -b, --bus <bus-id>    filter by bus\n"
	       "    -r, --region <region-id>\n"
	       "                          filter by region\n"
	       "    -n, --namespace <namespace-id>\n"
	       "                          filter by namespace id\n"
	       "        --media-temperature-alarm "
	       "<smart media temperature alarm>\n"
	       "                          enable or disable the smart media "
	       "temperature alarm\n"
	       "    -p, --poll <n>        poll interval (seconds)\n"
	       "    -L, --autolabel       write labels\n\n");
}
