#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: Debian's ndctl and daxctl handle devdax namespaces on our library
# setups: stock
# kernels: all
# timeout: 480

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"
# shellcheck source=test/vm/abi.sh
. "$VM_SRC/test/vm/abi.sh"

PLUGGED=48..64
echo offline >/sys/devices/system/memory/auto_online_blocks

start() {
	"$PEER_NDCTL" destroy-namespace -f all 2>/dev/null
	fresh_labels "$@"
} >/dev/null

ok "Debian's ndctl runs on our library" uses_ours "$PEER_NDCTL"

both_libraries start <<'LINES'
ndctl create-namespace -r region0 -m devdax -s 256M -n first
ndctl create-namespace -r region0 -m devdax -s 512M -n second
ndctl list -RNXiu
daxctl list -DRM
daxctl disable-device @dax
ndctl list -NX
daxctl list -i
daxctl enable-device @dax
daxctl create-device
daxctl reconfigure-device -m system-ram @dax
daxctl list -DRM
ndctl list -NX
ndctl disable-namespace @ns
ndctl destroy-namespace -f @ns
daxctl offline-memory @dax
daxctl reconfigure-device -m devdax @dax
ndctl create-namespace -f -e @ns -m devdax -a 4K
ndctl list -NX
ndctl destroy-namespace -f all
daxctl list
LINES
