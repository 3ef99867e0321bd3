#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: on our library Debian's daxctl handles a device in three ranges whole
# setups: hmem
#
# On Debian's own it puts the blocks of one range to use and reports success.

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/abi.sh
. "$VM_SRC/test/vm/abi.sh"

must "$PEER_DAXCTL" disable-device dax0.0
must "$PEER_DAXCTL" reconfigure-device -s 128M dax0.0
for _ in 1 2 3 4; do
	must "$PEER_DAXCTL" create-device -s 128M >/dev/null
done
for hole in dax0.1 dax0.3; do
	must "$PEER_DAXCTL" destroy-device -f $hole
done
must with_ours "$PEER_DAXCTL" create-device >"$VM_TMP/created"
dev=$(jq -r '.[].chardev' "$VM_TMP/created")
is "it has three ranges" \
	"$(echo /sys/bus/dax/devices/"$dev"/mapping*/start | wc -w)" 3

# The numbers of the blocks in its ranges, as the kernel tells them.
blocks_of() {
	local mapping
	for mapping in /sys/bus/dax/devices/"$1"/mapping*/; do
		seq $(($(<"$mapping/start") >> 27)) $(($(<"$mapping/end") >> 27))
	done
}

# zones_of DEV: how its blocks are, each kind once
zones_of() {
	local block
	for block in $(blocks_of "$1"); do
		(cd "/sys/devices/system/memory/memory$block" &&
			echo "$(<state) $(<valid_zones)")
	done | sort -u
}

ok "it goes to the system" \
	with_ours "$PEER_DAXCTL" reconfigure-device -m system-ram "$dev"
is "each of its blocks is in ZONE_MOVABLE" "$(zones_of "$dev")" \
	"online Movable"
json_same "and so it is told" \
	"$(with_ours "$PEER_DAXCTL" list -d "$dev")" \
	'[{"online_memblocks":5,"total_memblocks":5,"movable":true}]' \
	'map({online_memblocks,total_memblocks,movable})'
ok "all of it goes out of use" \
	with_ours "$PEER_DAXCTL" offline-memory "$dev"
like "no block is left in use" "$(zones_of "$dev")" '^offline [^\n]*$'
ok "it goes back to devdax" \
	with_ours "$PEER_DAXCTL" reconfigure-device -m devdax "$dev"
ok "it is deleted" with_ours "$PEER_DAXCTL" destroy-device -f "$dev"
is "its room is free again" \
	"$(cat /sys/bus/dax/devices/dax0.0/../dax_region/available_size)" \
	$((5 << 27))
