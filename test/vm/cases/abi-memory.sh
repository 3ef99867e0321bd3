#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: Debian's daxctl gives memory to the system and takes it back on our library
# setups: hmem
# kernels: all
# timeout: 480

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/abi.sh
. "$VM_SRC/test/vm/abi.sh"
# shellcheck source=test/vm/setups/hmem
. "$VM_SRC/test/vm/setups/hmem"

start() {
	setup_reset >/dev/null 2>&1 &&
		"$PEER_DAXCTL" disable-device dax0.0 &&
		"$PEER_DAXCTL" reconfigure-device -s 256M dax0.0 &&
		"$PEER_DAXCTL" enable-device dax0.0 &&
		"$PEER_DAXCTL" create-device -s 256M
} >/dev/null 2>&1

both_libraries start <<'LINES'
daxctl online-memory dax0.0
daxctl reconfigure-device -m system-ram dax0.0
daxctl list -DRM
daxctl disable-device dax0.0
daxctl reconfigure-device -m devdax dax0.0
daxctl offline-memory dax0.0
daxctl offline-memory dax0.0
daxctl list -u
daxctl online-memory dax0.0
daxctl reconfigure-device -m devdax -f dax0.0
daxctl reconfigure-device -m system-ram -N dax0.1
daxctl list
daxctl online-memory dax0.1
daxctl reconfigure-device -m system-ram dax0.1
daxctl offline-memory dax0.1
daxctl reconfigure-device -m devdax dax0.1
daxctl reconfigure-device -m system-ram dax0.1
daxctl reconfigure-device -m system-ram dax0.0
daxctl offline-memory all
daxctl reconfigure-device -m devdax all
daxctl list -DRM
LINES

# Another zone is for good: each library has a device of its own.
"$PEER_DAXCTL" reconfigure-device -m system-ram --no-movable dax0.0 \
	>"$VM_TMP/debians" 2>"$VM_TMP/debians.err"
with_ours "$PEER_DAXCTL" reconfigure-device -m system-ram --no-movable dax0.1 \
	>"$VM_TMP/ours" 2>"$VM_TMP/ours.err"
json_same "the same on ours: --no-movable" "$VM_TMP/ours" "$VM_TMP/debians" \
	'map(del(.chardev))'
same_file "the same is said of --no-movable" "$VM_TMP/ours.err" \
	"$VM_TMP/debians.err"
fails_with "memory elsewhere can't be had movable" 1 "already online" \
	with_ours "$PEER_DAXCTL" online-memory dax0.1

# On Debian's library this leaves memory that can't be had again before a boot.
fails_with "memory in use isn't torn from the system" 240 "resource busy" \
	with_ours "$PEER_DAXCTL" destroy-device -f dax0.1
like "it keeps its driver" \
	"$(readlink /sys/bus/dax/devices/dax0.1/driver)" '/kmem$'
is "and its size" "$(cat /sys/bus/dax/devices/dax0.1/size)" $((256 << 20))
