/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-policy-kernel.c - what the kernel does with new memory blocks, and why
 */
#include "policy-look.h"

TEST(nobody_acts_where_the_policy_says_offline)
{
	make();
	look(true);
	EQ_STR(actors(), AUTO " auto_online_blocks=offline offline\n");
	EQ_STR(outcome(), "offline");
	EQ_STR(blocker(DAXCTL_POLICY_WANT_OFFLINE), "nobody");
	IS(!daxctl_policy_get_decider(policy));
	IS(!daxctl_policy_get_left_over(policy));
	done();
}

TEST(the_kernel_is_shown_from_its_building_to_its_policy_now)
{
	make();
	test_file("proc/sys/kernel/osrelease", "6.1.0-50\n");
	test_file("boot/config-6.1.0-50",
		  "CONFIG_A=y\n# CONFIG_MEMORY_HOTPLUG_DEFAULT_ONLINE is not "
		  "set\nCONFIG_MEMORY_HOTPLUG=y\n");
	test_file("proc/cmdline", "quiet memhp-default-state=online_kernel "
				  "memory_hotplug.online_policy=auto-movable "
				  "-- movable_node\n");
	machine_set("sys/module/memory_hotplug/parameters", "online_policy",
		    "auto-movable\n");
	machine_set("sys/module/memory_hotplug/parameters",
		    "auto_movable_ratio", "301\n");
	machine_set(MEMORY, "auto_online_blocks", "online\n");
	look(false);
	EQ_STR(actors(),
	       "/boot/config-6.1.0-50:2 "
	       "CONFIG_MEMORY_HOTPLUG_DEFAULT_ONLINE=n default\n"
	       "/proc/cmdline memhp_default_state=online_kernel default\n"
	       "/proc/cmdline memory_hotplug.online_policy=auto-movable "
	       "default\n"
	       "/sys/module/memory_hotplug/parameters/online_policy "
	       "online_policy=auto-movable default\n"
	       "/sys/module/memory_hotplug/parameters/auto_movable_ratio "
	       "auto_movable_ratio=301 default\n" AUTO
	       " auto_online_blocks=online online/either\n");
	EQ_STR(outcome(), "online/either");
	EQ_STR(blocker(DAXCTL_POLICY_WANT_MOVABLE), AUTO);
	done();
}

TEST(newer_kernels_name_the_type_that_is_their_default)
{
	make();
	test_file("proc/sys/kernel/osrelease", "7.2\n");
	test_file("lib/modules/7.2/config",
		  "# CONFIG_MHP_DEFAULT_ONLINE_TYPE_OFFLINE is not set\n"
		  "CONFIG_MHP_DEFAULT_ONLINE_TYPE_ONLINE_AUTO=y\n");
	look(false);
	IS(strstr(actors(), "/lib/modules/7.2/config:2 "
			    "CONFIG_MHP_DEFAULT_ONLINE_TYPE_ONLINE_AUTO=y"));
	IS(!strstr(actors(), "config:1 "));
	done();
}

/* CONFIG_MHP_DEFAULT_ONLINE_TYPE_ONLINE_KERNEL=y, as gzip has it */
static const unsigned char config_gz[] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x73, 0xf6,
	0xf7, 0x73, 0xf3, 0x74, 0x8f, 0xf7, 0xf5, 0x08, 0x88, 0x77, 0x71, 0x75,
	0x73, 0x0c, 0xf5, 0x09, 0x89, 0xf7, 0xf7, 0xf3, 0xf1, 0xf4, 0x73, 0x8d,
	0x0f, 0x89, 0x0c, 0x70, 0x85, 0xb1, 0xbd, 0x5d, 0x83, 0xfc, 0x5c, 0x7d,
	0x6c, 0x2b, 0xb9, 0x00, 0xe7, 0x63, 0x32, 0x1f, 0x2f, 0x00, 0x00, 0x00,
};

static void packed_config(size_t size)
{
	char path[256];
	FILE *file;

	test_file("proc/config.gz", "");
	snprintf(path, sizeof(path), "%s/proc/config.gz", test_dir());
	file = fopen(path, "w");
	IS(file && fwrite(config_gz, 1, size, file) == size);
	fclose(file);
}

TEST(a_packed_configuration_is_read_where_there_is_no_other)
{
	make();
	packed_config(sizeof(config_gz));
	look(false);
	IS(strstr(actors(),
		  "/proc/config.gz:1 "
		  "CONFIG_MHP_DEFAULT_ONLINE_TYPE_ONLINE_KERNEL=y default"));
	done();
	test_file("proc/sys/kernel/osrelease", "7.2\n");
	test_file("boot/config-7.2", "CONFIG_A=y\n");
	look(false);
	IS(!strstr(actors(), "config.gz"));
	done();
}

TEST(a_configuration_that_can_t_be_read_is_no_failure)
{
	make();
	packed_config(sizeof(config_gz) / 2);
	look(false);
	EQ_STR(outcome(), "offline");
	done();
	test_file("proc/config.gz", "this is not gzip");
	look(false);
	EQ_STR(outcome(), "offline");
	done();
}

TEST(a_release_that_leads_elsewhere_is_not_followed)
{
	make();
	test_file("proc/sys/kernel/osrelease", "../../etc/passwd\n");
	test_file("etc/passwd", "CONFIG_MEMORY_HOTPLUG_DEFAULT_ONLINE=y\n");
	look(false);
	IS(!strstr(actors(), "passwd"));
	done();
}

TEST(a_rules_file_of_any_size_up_to_the_largest_is_read)
{
	const size_t largest = 4 << 20;
	char *text = malloc(largest + 2);

	make();
	IS(text);
	memset(text, '#', largest + 1);
	text[largest + 1] = '\0';
	memcpy(text + 100000, "\n" ONLINE_RULE, strlen("\n" ONLINE_RULE));
	text[largest] = '\0';
	test_file("etc/udev/rules.d/50-x.rules", text);
	look(false);
	EQ_STR(outcome(), "online/kernel");
	done();
	text[largest] = '#';
	test_file("etc/udev/rules.d/50-x.rules", text);
	ctx = machine_open();
	EQ(daxctl_policy_new(ctx, NULL, &policy), -EFBIG);
	IS(strstr(daxctl_get_error(ctx), "/etc/udev/rules.d/50-x.rules"));
	daxctl_unref(ctx);
	free(text);
}

TEST(words_of_the_command_line_are_taken_as_the_kernel_takes_them)
{
	make();
	test_file("proc/cmdline",
		  "memhp_default_states=online xmemhp_default_state=online "
		  "memhp_default_state memory-hotplug.auto_movable_ratio=100 "
		  "movable_node=1\n");
	look(false);
	EQ_STR(actors(),
	       "/proc/cmdline memhp_default_state= default\n"
	       "/proc/cmdline memory_hotplug.auto_movable_ratio=100 default\n"
	       "/proc/cmdline movable_node=1 default\n" AUTO
	       " auto_online_blocks=offline offline\n");
	done();
}

TEST(the_zone_is_what_the_policy_and_the_command_line_make_it)
{
	static const struct {
		const char *policy, *cmdline, *want;
	} cases[] = {
		{ "online\n", "", "online/kernel" },
		{ "online_kernel\n", "movable_node", "online/kernel" },
		{ "online_movable\n", "", "online/movable" },
		{ "online\n", "movable_node", "online/movable" },
		{ "offline\n", "movable_node", "offline" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		make();
		test_file("proc/cmdline", cases[i].cmdline);
		machine_set(MEMORY, "auto_online_blocks", cases[i].policy);
		look(true);
		EQ_STR(outcome(), cases[i].want);
		done();
		machine_remove("sys");
	}
}
