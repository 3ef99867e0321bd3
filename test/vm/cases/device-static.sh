#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: the device of a devdax namespace changes its mode, and is as large as
# claim: its namespace
# setups: stock
# kernels: all

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/device.sh
. "$VM_SRC/test/vm/device.sh"

# The newest kernel would put its blocks to use, and ours is asked to refuse.
echo offline >$MEMORY/auto_online_blocks

must "$NDCTL" create-namespace -r region0 -m devdax -M mem -s 512M \
	>"$VM_TMP/ns"
modprobe -a device_dax kmem
device=$(names)

says "no device is carved out of it" 228 "can't be divided" create-device
says "it isn't resized" 250 "only soft-reserved and CXL" \
	reconfigure-device -s 128M "$device"
says "it isn't destroyed" 250 "only soft-reserved and CXL" \
	destroy-device -f "$device"
is "and is as it was" "$(driver_of_dev "$device")" device_dax

says "it is disabled" 0 "^disabled 1 device$" disable-device "$device"
says "and enabled" 0 "^enabled 1 device$" enable-device all
says "it becomes system memory" 0 "^reconfigured 1 device$" \
	reconfigure-device -m system-ram "$device"
isnt "its blocks are there" "$(blocks "$device")" ""
is "all of them movable" "$(blocks "$device" | grep -vc 'online Movable$')" 0
fails_with "its namespace isn't destroyed then" 240 "in use as system memory" \
	"$NDCTL" destroy-namespace -f all
says "it is devdax again" 0 "^reconfigured 1 device$" \
	reconfigure-device -f -m devdax "$device"
ok "and its namespace can go" "$NDCTL" destroy-namespace -f all
