/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-policy.c - what rules of udev do with new memory blocks
 */
#include "policy-look.h"

/* What a rules file makes of a new block, whoever it is of. */
static const char *outcome_of(const char *rules)
{
	const char *text;

	make();
	test_file("etc/udev/rules.d/50-x.rules", rules);
	look(false);
	text = outcome();
	done();
	machine_remove("sys");
	return text;
}

TEST(a_rule_acts_after_the_kernel)
{
	make();
	test_file("usr/lib/udev/rules.d/40-a.rules", "\n" ONLINE_RULE);
	look(false);
	EQ_STR(actors(), AUTO " auto_online_blocks=offline offline\n"
			      "/usr/lib/udev/rules.d/40-a.rules:2 "
			      "ATTR{state}=online online/kernel\n");
	EQ_STR(outcome(), "online/kernel");
	EQ_STR(blocker(DAXCTL_POLICY_WANT_OFFLINE),
	       "/usr/lib/udev/rules.d/40-a.rules:2");
	EQ_STR(daxctl_policy_get_decider(policy)->name,
	       "/usr/lib/udev/rules.d/40-a.rules:2");
	done();
}

TEST(a_rule_for_offline_blocks_does_nothing_to_one_in_use)
{
	make();
	machine_set(MEMORY, "auto_online_blocks", "online_movable\n");
	test_file("etc/udev/rules.d/40-a.rules", ONLINE_RULE);
	look(false);
	IS(strstr(actors(), "40-a.rules:1 ATTR{state}=online nothing\n"));
	EQ_STR(outcome(), "online/movable");
	EQ_STR(blocker(DAXCTL_POLICY_WANT_OFFLINE), AUTO);
	EQ_STR(blocker(DAXCTL_POLICY_WANT_MOVABLE), "nobody");
	EQ_STR(blocker(DAXCTL_POLICY_WANT_KERNEL), AUTO);
	done();
}

TEST(of_files_of_one_name_the_administrators_counts)
{
	make();
	test_file("usr/lib/udev/rules.d/40-a.rules", ONLINE_RULE);
	test_file("run/udev/rules.d/40-a.rules", "A==\"1\"\n");
	look(false);
	EQ_STR(outcome(), "offline");
	done();
	test_file("etc/udev/rules.d/40-a.rules", "#\n" ONLINE_RULE);
	look(false);
	EQ_STR(blocker(DAXCTL_POLICY_WANT_OFFLINE),
	       "/etc/udev/rules.d/40-a.rules:2");
	done();
}

TEST(a_masked_file_says_nothing)
{
	make();
	test_file("usr/lib/udev/rules.d/40-a.rules", ONLINE_RULE);
	test_link("etc/udev/rules.d/40-a.rules", "/dev/null");
	test_file("usr/lib/udev/rules.d/41-a.rules", ONLINE_RULE);
	test_file("etc/udev/rules.d/41-a.rules", "");
	test_file("etc/udev/rules.d/42-a.rules.bak", ONLINE_RULE);
	look(false);
	EQ_STR(outcome(), "offline");
	done();
}

TEST(files_act_in_the_order_of_their_names_wherever_they_are)
{
	make();
	test_file("etc/udev/rules.d/60-b.rules",
		  "SUBSYSTEM==\"memory\", ATTR{state}=\"offline\"\n");
	test_file("usr/lib/udev/rules.d/40-a.rules", ONLINE_RULE);
	look(false);
	IS(strstr(actors(), "60-b.rules:1 ATTR{state}=offline offline\n"));
	EQ_STR(outcome(), "offline");
	EQ_STR(daxctl_policy_get_decider(policy)->name,
	       "/etc/udev/rules.d/60-b.rules:1");
	done();
}

TEST(jumps_and_labels_are_followed)
{
	EQ_STR(outcome_of("SUBSYSTEM!=\"memory\", GOTO=\"end\"\n"
			  "ACTION!=\"add\", GOTO=\"end\"\n"
			  "ATTR{state}=\"online\"\nLABEL=\"end\"\n"),
	       "online/kernel");
	EQ_STR(outcome_of("SUBSYSTEM==\"memory\", GOTO=\"end\"\n"
			  "ATTR{state}=\"online\"\nLABEL=\"end\"\n"),
	       "offline");
	EQ_STR(outcome_of("SUBSYSTEM==\"memory\", GOTO=\"nowhere\"\n"
			  "ATTR{state}=\"online\"\n"),
	       "online/kernel");
	EQ_STR(outcome_of("ATTR{removable}==\"0\", GOTO=\"end\"\n"
			  "ATTR{state}=\"online\"\nLABEL=\"end\"\n"),
	       "online/kernel?");
}

TEST(rules_about_something_else_do_nothing)
{
	static const char *const rules[] = {
		"SUBSYSTEM==\"block\", ATTR{state}=\"online\"\n",
		"SUBSYSTEM==\"cpu\", ATTR{online}==\"0\", ATTR{online}=\"1\"\n",
		"ACTION==\"remove\", ATTR{state}=\"online\"\n",
		"KERNEL==\"sd*\", ATTR{state}=\"online\"\n",
		"DRIVER==\"kmem\", ATTR{state}=\"online\"\n",
		"ATTR{nothing}==\"1\", ATTR{state}=\"online\"\n",
		"ATTR{nothing}!=\"1\", ATTR{state}=\"online\"\n",
		"ENV{DEVTYPE}==\"disk\", ATTR{state}=\"online\"\n",
		"TEST==\"/no/such/file\", ATTR{state}=\"online\"\n",
		"SUBSYSTEM==\"memory\", ATTR{state}=\"nonsense\"\n",
		"SUBSYSTEM==\"memory\", RUN+=\"/bin/true\"\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		EQ_STR(outcome_of(rules[i]), "offline");
	}
}

TEST(patterns_match_as_udev_s_do)
{
	static const char *const rules[] = {
		"SUBSYSTEM==\"cpu|memory\", ATTR{state}=\"online\"\n",
		"KERNEL==\"memory[0-9]*\", ATTR{state}=\"online\"\n",
		"DEVPATH==\"/devices/system/memory/memory*\", "
		"ATTR{state}=\"online\"\n",
		"SUBSYSTEMS==\"m?mory\", TEST==\"state\", "
		"ATTR{state}=\"online\"\n",
		"SUBSYSTEM==i\"MEMORY\", ATTR{state}=\"online\"\n",
		"KERNEL!=\"sd*\", ENV{X}!=\"1\", ATTR{state}=\"online\"\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		EQ_STR(outcome_of(rules[i]), "online/kernel");
	}
}

TEST(a_rule_for_some_blocks_is_known_to_be_for_a_device_or_not)
{
	static const struct {
		const char *pattern, *want;
	} cases[] = {
		{ "memory40|memory41", "online/kernel" },
		{ "memory40", "online/kernel?" },
		{ "memory50", "offline" },
	};
	char rules[128];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		make();
		snprintf(rules, sizeof(rules),
			 "KERNEL==\"%s\", ATTR{state}=\"online\"\n",
			 cases[i].pattern);
		test_file("etc/udev/rules.d/50-x.rules", rules);
		look(true);
		EQ_STR(outcome(), cases[i].want);
		done();
		machine_remove("sys");
	}
	/* Of nobody's blocks any may be meant. */
	EQ_STR(outcome_of("KERNEL==\"memory50\", ATTR{state}=\"online\"\n"),
	       "online/kernel?");
}

TEST(properties_are_kept_and_put_in)
{
	EQ_STR(outcome_of("SUBSYSTEM==\"memory\", ENV{.s}=\"online_movable\"\n"
			  "ENV{.s}==\"?*\", ATTR{state}=\"$env{.s}\"\n"),
	       "online/movable");
	EQ_STR(outcome_of("ENV{.s}=\"movable\"\n"
			  "ATTR{state}=\"online_%E{.s}\"\n"),
	       "online/movable");
	EQ_STR(outcome_of("ATTR{state}=\"online$env{.nothing}\"\n"),
	       "online/kernel");
	EQ_STR(outcome_of("ATTR{state}=\"$attr{wanted}\"\n"), "online/either?");
}

/* The shape of the rule that ships with the Fedora family. */
static const char by_machine[] =
	"SUBSYSTEM!=\"memory\", GOTO=\"memory_end\"\n"
	"ACTION!=\"add\", GOTO=\"memory_end\"\n"
	"ENV{.state}=\"online\"\n"
	"CONST{virt}==\"none\", ENV{.state}=\"online_movable\"\n"
	"ATTR{state}==\"offline\", ATTR{state}=\"$env{.state}\"\n"
	"LABEL=\"memory_end\"\n";

TEST(what_a_machine_is_decides_where_it_can_be_known)
{
	test_file("proc/cpuinfo", "processor : 0\nflags : fpu sse\n");
	EQ_STR(outcome_of(by_machine), "online/movable");
	test_file("proc/cpuinfo", "processor : 0\nflags : fpu hypervisor\n");
	EQ_STR(outcome_of(by_machine), "online/kernel");
	test_file("proc/cpuinfo", "processor : 0\n");
	EQ_STR(outcome_of(by_machine), "online/either?");
}

TEST(programs_are_suspected_by_their_words)
{
	EQ_STR(outcome_of("SUBSYSTEM==\"memory\", RUN+=\"/bin/sh -c 'echo "
			  "online > /sys$devpath/state'\"\n"),
	       "online/either?");
}

TEST(what_a_program_is_asked_may_be_so_or_not)
{
	make();
	test_file("etc/udev/rules.d/50-x.rules",
		  "SUBSYSTEM==\"memory\", PROGRAM==\"/bin/decide\", "
		  "ATTR{state}=\"online_kernel\"\n");
	look(true);
	EQ_STR(outcome(), "online/kernel?");
	EQ_STR(blocker(DAXCTL_POLICY_WANT_OFFLINE),
	       "/etc/udev/rules.d/50-x.rules:1");
	/* A movable zone may be had, so it is tried. */
	EQ_STR(blocker(DAXCTL_POLICY_WANT_MOVABLE), "nobody");
	done();
}

TEST(our_rule_holds_the_kernel_s_policy_for_devices_only)
{
	make();
	machine_set(MEMORY, "auto_online_blocks", "online\n");
	test_file("etc/udev/rules.d/00-daxctl-memory.rules", OUR_RULE);
	look(true);
	IS(daxctl_policy_is_held(policy));
	EQ_STR(blocker(DAXCTL_POLICY_WANT_OFFLINE), "nobody");
	EQ_STR(blocker(DAXCTL_POLICY_WANT_MOVABLE), "nobody");
	done();
	look(false);
	IS(!daxctl_policy_is_held(policy));
	EQ_STR(blocker(DAXCTL_POLICY_WANT_OFFLINE), AUTO);
	done();
}

TEST(a_rule_that_knows_of_ours_lets_the_blocks_of_devices_alone)
{
	make();
	test_file("etc/udev/rules.d/00-daxctl-memory.rules", OUR_RULE);
	test_file("etc/udev/rules.d/40-a.rules",
		  "ENV{DAXCTL_MEMORY}!=\"1\", " ONLINE_RULE);
	look(true);
	EQ_STR(outcome(), "offline");
	EQ_STR(blocker(DAXCTL_POLICY_WANT_OFFLINE), "nobody");
	done();
	look(false);
	EQ_STR(outcome(), "online/kernel");
	done();
}

TEST(a_rule_that_doesn_t_is_in_the_way_even_then)
{
	make();
	machine_set(MEMORY, "auto_online_blocks", "online\n");
	test_file("etc/udev/rules.d/00-daxctl-memory.rules", OUR_RULE);
	test_file("etc/udev/rules.d/40-a.rules",
		  "ATTR{state}!=\"offline\", GOTO=\"end\"\n" ONLINE_RULE
		  "LABEL=\"end\"\n");
	look(true);
	EQ_STR(blocker(DAXCTL_POLICY_WANT_OFFLINE),
	       "/etc/udev/rules.d/40-a.rules:2");
	IS(strstr(actors(), "40-a.rules:2 ATTR{state}=online nothing\n"));
	done();
}

TEST(a_rule_may_take_memory_out_of_use_and_another_put_it_back)
{
	make();
	machine_set(MEMORY, "auto_online_blocks", "online\n");
	test_file("etc/udev/rules.d/10-a.rules",
		  "SUBSYSTEM==\"memory\", ATTR{state}=\"offline\"\n");
	test_file("etc/udev/rules.d/20-b.rules",
		  "SUBSYSTEM==\"memory\", ATTR{state}==\"offline\", "
		  "ATTR{state}=\"online_movable\"\n");
	look(false);
	EQ_STR(actors(),
	       AUTO " auto_online_blocks=online online/kernel\n"
		    "/etc/udev/rules.d/10-a.rules:1 ATTR{state}=offline "
		    "offline\n"
		    "/etc/udev/rules.d/20-b.rules:1 ATTR{state}=online_movable "
		    "online/movable\n");
	EQ_STR(outcome(), "online/movable");
	done();
}

TEST(an_uncertain_rule_makes_what_follows_uncertain)
{
	make();
	test_file("etc/udev/rules.d/10-a.rules",
		  "SUBSYSTEM==\"memory\", PROGRAM==\"/bin/x\", "
		  "ATTR{state}=\"online_movable\"\n" ONLINE_RULE);
	look(true);
	IS(strstr(actors(), "10-a.rules:1 ATTR{state}=online_movable "
			    "online/movable?\n"));
	IS(strstr(actors(),
		  "10-a.rules:2 ATTR{state}=online online/kernel?\n"));
	EQ_STR(outcome(), "online/either?");
	done();
}

TEST(properties_that_are_added_to_are_not_known)
{
	EQ_STR(outcome_of("ENV{.s}=\"online\"\nENV{.s}+=\"x\"\n"
			  "ENV{.s}==\"online\", ATTR{state}=\"online\"\n"),
	       "online/kernel?");
	EQ_STR(outcome_of("IMPORT{program}=\"/bin/x\"\n"
			  "ENV{ANY}==\"1\", ATTR{state}=\"online\"\n"),
	       "online/kernel?");
	EQ_STR(outcome_of("IMPORT{builtin}=\"path_id\"\n"
			  "ENV{ANY}==\"1\", ATTR{state}=\"online\"\n"),
	       "offline");
	EQ_STR(outcome_of("ENV{SUBSYSTEM}==\"memory\", ENV{ACTION}==\"add\", "
			  "ATTR{state}=\"online\"\n"),
	       "online/kernel");
}

TEST(very_long_words_are_no_sure_thing)
{
	char rules[1024], word[400];

	memset(word, 'a', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	snprintf(rules, sizeof(rules),
		 "SUBSYSTEM==\"%s\", ATTR{state}=\"online\"\n", word);
	EQ_STR(outcome_of(rules), "online/kernel?");
	snprintf(rules, sizeof(rules),
		 "ENV{%s}=\"1\"\nENV{x}=\"%s\"\n"
		 "ENV{x}==\"a*\", ATTR{state}=\"online\"\n",
		 word, word);
	EQ_STR(outcome_of(rules), "online/kernel?");
	snprintf(rules, sizeof(rules), "ATTR{state}=\"$env{%s}\"\n", word);
	EQ_STR(outcome_of(rules), "online/either?");
}

TEST(a_file_that_can_t_be_looked_at_is_named)
{
	make();
	test_link("etc/udev/rules.d/40-a.rules", "40-a.rules");
	ctx = machine_open();
	EQ(daxctl_policy_new(ctx, NULL, &policy), -ELOOP);
	IS(strstr(daxctl_get_error(ctx), "/etc/udev/rules.d/40-a.rules: "));
	daxctl_unref(ctx);
}

TEST(what_a_change_holds_back_is_told)
{
	make();
	test_file("run/daxctl/policy.held", "online_movable daxctl[12]\n");
	look(true);
	EQ_STR(daxctl_policy_get_left_over(policy), "online_movable");
	done();
}

TEST(without_memory_hotplug_nothing_acts)
{
	dax_machine_make("device_dax");
	machine_remove(MEMORY);
	look(true);
	EQ_STR(actors(), "");
	EQ_STR(outcome(), "offline");
	done();
}

TEST(a_block_s_device_is_found_by_its_ranges)
{
	struct daxctl_dev *dev = NULL;

	make();
	ctx = machine_open();
	OK(daxctl_find_memory_block(ctx, "memory41", &dev));
	EQ_STR(daxctl_dev_get_devname(dev), "dax0.0");
	OK(daxctl_find_memory_block(ctx, "/devices/system/memory/memory40",
				    &dev));
	EQ(daxctl_find_memory_block(ctx, "memory42", &dev), -ENOENT);
	EQ(daxctl_find_memory_block(ctx, "memory", &dev), -EINVAL);
	EQ(daxctl_find_memory_block(ctx, "dax0.0", &dev), -EINVAL);
	daxctl_unref(ctx);
}
