#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a memory block with a pinned page is named with its zone and user, and
# claim: what had gone out of use before it is put back
# setups: hmem
# kernels: all
# timeout: 300

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/device.sh
. "$VM_SRC/test/vm/device.sh"

# Few blocks, so that the guest is done soon; the last one is filled first.
must "$DAXCTL" reconfigure-device -f -s 384M dax0.0 >"$VM_TMP/out"
must "$DAXCTL" reconfigure-device -m system-ram -N dax0.0 >"$VM_TMP/out"
last=$(blocks dax0.0 | tail -n 1 | cut -d ' ' -f 1)
must test "$(blocks dax0.0 | wc -l)" = 3
echo online_movable >"$MEMORY/memory$last/state"

"$VM_BUILD/test/vm/pin-page" >"$VM_TMP/pinned" &
user=$!
wait_for 30 grep -q pinned "$VM_TMP/pinned"
must "$DAXCTL" online-memory dax0.0

# all_online: each block, in ZONE_MOVABLE
all_online() {
	[ "$(blocks dax0.0 | grep -c ' online Movable$')" = 3 ]
}
ok "all blocks are in use" all_online

"$DAXCTL" offline-memory --timeout 4 dax0.0 >"$VM_TMP/out" 2>"$VM_TMP/busy"
is "it can't go out of use" $? 240
busy=$(cat "$VM_TMP/busy")
like "the block and its zone are named" "$busy" \
	"memory$last \(zone Movable\): given up after 4 s"
like "and its user" "$busy" "mapped by pin-page\[$user\]"
like "and what it holds" "$busy" "pages: .*[0-9]+ anonymous"
like "and what the kernel says" "$busy" "kernel: .*migrat"
like "and that nothing is otherwise" "$busy" "all is as it was before"
ok "what had gone before is back" all_online

fails_with "another block that is left is reported with it" 240 \
	"memory$last \(zone Movable\)" \
	"$DAXCTL" reconfigure-device -m devdax -f --timeout 4 dax0.0
ok "and back as well" all_online
is "the device has its mode" "$(driver_of_dev dax0.0)" kmem

kill $user
wait $user
says "without its user it goes" 0 "^reconfigured 1 device$" \
	reconfigure-device -m devdax -f dax0.0
is "to the other mode" "$(driver_of_dev dax0.0)" device_dax
