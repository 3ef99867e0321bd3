#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a device in three ranges becomes system memory with all its blocks in
# claim: ZONE_MOVABLE, goes out of use and back, and to devdax again
# setups: hmem
# timeout: 420

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/device.sh
. "$VM_SRC/test/vm/device.sh"

device=$(three_ranges | tail -n 1)
is "the device has three ranges" "$(ranges "$device" | jq length)" 3
neighbours=$(names)

# all_are STATE ZONE-REGEX: each of the device's four blocks
all_are() {
	[ "$(blocks "$device" | grep -cE "^[0-9]+ $1 $2\$")" = 4 ] &&
		[ "$(blocks "$device" | wc -l)" = 4 ]
}

# listed FILTER: true of the device as a listing has it
listed() {
	"$DAXCTL" list -d "$device" | jq -e ".[0] | $1"
}

says "memory that isn't system memory can't be put to use" 250 \
	"not applicable in devdax mode" online-memory "$device"

ok "a dry run names each block" "$DAXCTL" reconfigure-device \
	-m system-ram --dry-run "$device"
"$DAXCTL" reconfigure-device -m system-ram --dry-run "$device" \
	2>/dev/null | grep '^memory' >"$VM_TMP/dry"
is "a dry run has four of them" "$(wc -l <"$VM_TMP/dry")" 4
is "and does nothing" "$(driver_of_dev "$device")" device_dax

echo online >$MEMORY/auto_online_blocks
says "a kernel that would put it elsewhere is told, with the file" 240 \
	"auto_online_blocks says online" reconfigure-device -m system-ram "$device"
says "also for --no-online" 240 "auto_online_blocks says online" \
	reconfigure-device -m system-ram -N "$device"
is "and nothing was touched" "$(driver_of_dev "$device")" device_dax
echo offline >$MEMORY/auto_online_blocks

says "it becomes system memory" 0 "^reconfigured 1 device$" \
	reconfigure-device -m system-ram "$device"
ok "all four blocks are movable" all_are online Movable
ok "and are reported so" listed '.mode == "system-ram" and .movable == true
	and .online_memblocks == 4 and .total_memblocks == 4'
says "a second time it is unchanged" 0 \
	"^reconfigured 0 devices, 1 unchanged$" \
	reconfigure-device -m system-ram "$device"
is "no other device was touched" "$(names)" "$neighbours"

says "in use it can't be enabled as devdax" 250 "only applicable" \
	enable-device "$device"
says "nor leave the mode" 240 "4 of 4 blocks online" \
	reconfigure-device -m devdax "$device"
says "nor be destroyed, force or not" 240 "in use as system memory" \
	destroy-device -f "$device"

says "its memory goes out of use" 0 "^offlined memory for 1 device$" \
	offline-memory "$device"
ok "each block does" all_are offline ".*"
says "a second time that is status 1" 1 "\(4\) already offline" \
	offline-memory "$device"
says "and back" 0 "^onlined memory for 1 device$" online-memory "$device"
ok "each block is movable again" all_are online Movable
says "a second time that is status 1" 1 "\(4\) already online" \
	online-memory "$device"

says "another zone takes force" 240 "in another zone" \
	reconfigure-device -m system-ram --no-movable "$device"
says "out of use, it can leave the mode" 0 "^reconfigured 1 device$" \
	reconfigure-device -m devdax -f "$device"
is "it is devdax" "$(driver_of_dev "$device")" device_dax
is "and has no block any more" "$(blocks "$device")" ""
says "a second time it is unchanged" 0 "was already in devdax mode" \
	reconfigure-device -m devdax "$device"

echo online >$MEMORY/auto_online_blocks
says "with force, what the kernel put elsewhere is moved" 0 "reconfigured" \
	reconfigure-device -m system-ram -f "$device"
ok "to ZONE_MOVABLE" all_are online Movable
echo offline >$MEMORY/auto_online_blocks
must "$DAXCTL" reconfigure-device -m devdax -f "$device" >"$VM_TMP/out"

says "it can be left out of use" 0 "^reconfigured 1 device$" \
	reconfigure-device -m system-ram -N "$device"
ok "no block is online then" all_are offline ".*"
says "and put in a zone of the kernel's" 0 "^onlined memory for 1 device$" \
	online-memory --no-movable "$device"
# Last of all, as the kernel may keep what it has put there.
ok "where all blocks are" all_are online Normal
