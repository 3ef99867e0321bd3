# SPDX-License-Identifier: GPL-2.0-or-later
# device.sh - for cases about changes of dax devices
#
# A case sources this after lib.sh.
# shellcheck shell=bash

# shellcheck disable=SC2034  # of the cases
M=1048576
DAX=/sys/bus/dax/devices
MEMORY=/sys/devices/system/memory

# says NAME STATUS REGEX COMMAND...: of daxctl, on standard error
says() {
	local name=$1 status=$2 want=$3
	shift 3
	fails_with "$name" "$status" "$want" "$DAXCTL" "$@"
}

# made NAME FILTER ARGUMENT...: create-device counts 1, and the jq FILTER is
# true of what it prints
made() {
	local name=$1 filter=$2
	shift 2
	"$DAXCTL" create-device "$@" >"$VM_TMP/made" 2>"$VM_TMP/made.err"
	is "$name: succeeds" "$?" 0
	like "$name: counts" "$(cat "$VM_TMP/made.err")" "^created 1 device$"
	ok "$name" jq -e "$filter" "$VM_TMP/made"
}

free_bytes() {
	cat $DAX/dax0.0/../dax_region/available_size
}

# names: of all devices on the bus
names() {
	(cd $DAX && echo dax*)
}

# ranges DEVICE: as JSON
ranges() {
	"$DAXCTL" list -M -d "$1" | jq '.[0].mappings'
}

# driver_of_dev DEVICE: "" if none is bound
driver_of_dev() {
	[ ! -e "$DAX/$1/driver" ] ||
		basename "$(readlink "$DAX/$1/driver")"
}

# blocks DEVICE: "NUMBER STATE ZONES" of each block in its ranges, as the
# kernel tells them
blocks() {
	local size range start end block
	size=$((16#$(cat $MEMORY/block_size_bytes)))
	for range in "$DAX/$1"/mapping[0-9]*; do
		start=$(cat "$range/start")
		end=$(cat "$range/end")
		for ((block = (start + size - 1) / size;
			(block + 1) * size - 1 <= end; block++)); do
			[ -e "$MEMORY/memory$block" ] || continue
			echo "$block $(cat "$MEMORY/memory$block/state")" \
				"$(cat "$MEMORY/memory$block/valid_zones")"
		done
	done | sort -n
}

# three_ranges: makes a device of 512 MiB in three ranges, between which other
# devices lie, and prints its name
three_ranges() {
	local i
	must "$DAXCTL" destroy-device -f dax0.0
	for i in 1 2 3 4 5 6; do
		must "$DAXCTL" create-device -s 128M >"$VM_TMP/made"
	done
	for i in 2 4 6; do
		must "$DAXCTL" destroy-device -f dax0.$i
	done
	# two holes of 128 MiB, and the rest behind the last device
	must "$DAXCTL" create-device -s 512M >"$VM_TMP/made"
	jq -r '.[0].chardev' "$VM_TMP/made"
}

RULE=/etc/udev/rules.d/00-daxctl-memory.rules
AUTO=$MEMORY/auto_online_blocks
HELD=/run/daxctl/policy.held

no_policy() {
	rm -f $RULE $HELD
	echo offline >$AUTO
	udevadm control --reload
}

# one_block_that_the_kernel_would_take: dax0.0 is as small as can be, the
# kernel's policy is to put memory to use, and our rule lets us hold it back
one_block_that_the_kernel_would_take() {
	at_exit no_policy
	mkdir -p "${RULE%/*}"
	must "$DAXCTL" reconfigure-device -f -s 128M dax0.0 >"$VM_TMP/out"
	sed "s,@BINDIR@/daxctl,$DAXCTL," \
		"$VM_SRC/rules.d/00-daxctl-memory.rules.in" >$RULE
	udevadm control --reload
	echo online >$AUTO
}
