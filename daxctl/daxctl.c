/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * daxctl.c - the table of commands, and nothing else
 *
 * A new command is a file in cmd/ and a line here: under which names of the
 * program it is offered, and what follows cmd_ in the name of its struct.
 */
#include "daxctl/cli.h"

#define COMMANDS(X)                        \
	X(TOOL_BOTH, version)              \
	X(TOOL_DAXCTL, daxctl_list)        \
	X(TOOL_NDCTL, ndctl_list)          \
	X(TOOL_BOTH, create_namespace)     \
	X(TOOL_BOTH, destroy_namespace)    \
	X(TOOL_BOTH, enable_namespace)     \
	X(TOOL_BOTH, disable_namespace)    \
	X(TOOL_BOTH, enable_region)        \
	X(TOOL_BOTH, disable_region)       \
	X(TOOL_BOTH, enable_dimm)          \
	X(TOOL_BOTH, disable_dimm)         \
	X(TOOL_BOTH, init_labels)          \
	X(TOOL_BOTH, start_scrub)          \
	X(TOOL_BOTH, wait_scrub)           \
	X(TOOL_DAXCTL, split_acpi)         \
	X(TOOL_DAXCTL, migrate_model)      \
	X(TOOL_DAXCTL, create_device)      \
	X(TOOL_DAXCTL, destroy_device)     \
	X(TOOL_DAXCTL, enable_device)      \
	X(TOOL_DAXCTL, disable_device)     \
	X(TOOL_DAXCTL, reconfigure_device) \
	X(TOOL_DAXCTL, check_config)       \
	X(TOOL_DAXCTL, online_memory)      \
	X(TOOL_DAXCTL, offline_memory)     \
	X(TOOL_DAXCTL, online_policy)      \
	X(TOOL_DAXCTL, wait)               \
	X(TOOL_DAXCTL, udev_names)         \
	X(TOOL_DAXCTL, size_window)        \
	X(TOOL_DAXCTL, list_partitions)    \
	X(TOOL_DAXCTL, map_partitions)     \
	X(TOOL_DAXCTL, unmap_partitions)   \
	X(TOOL_DAXCTL, windows)            \
	X(TOOL_DAXCTL, window_usage)       \
	X(TOOL_DAXCTL, check_window)       \
	X(TOOL_BOTH, help)

#define DECLARE(tools, symbol) extern const struct command cmd_##symbol;
COMMANDS(DECLARE)

#define ENTRY(tools, symbol) { tools, &cmd_##symbol },
static const struct cli_entry entries[] = { COMMANDS(ENTRY) };

int main(int argc, char **argv)
{
	const struct cli_table table = { entries, ARRAY_SIZE(entries) };

	(void)argc;
	return cli_main(&table, argv);
}
