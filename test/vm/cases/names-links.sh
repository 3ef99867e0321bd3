#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: udev names dax devices by where they are, the links follow a device
# claim: that is made, resized and destroyed, and every command takes them
# setups: hmem cxl
# kernels: all
# timeout: 300

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/device.sh
. "$VM_SRC/test/vm/device.sh"
# shellcheck source=test/vm/names.sh
. "$VM_SRC/test/vm/names.sh"

echo offline >$MEMORY/auto_online_blocks
"$DAXCTL" reconfigure-device -m devdax -f dax0.0 >"$VM_TMP/out" 2>&1
install_names
first=$(link_of by-path dax0.0)
ok "a device is named by its path" leads_to "$first" dax0.0
ok "and by its range" leads_to "$(link_of by-range dax0.0)" dax0.0
is "it has neither uuid nor name" "$(ls -d /dev/dax/by-[un]*/* 2>/dev/null)" ""

says "a link is disabled" 0 "^disabled 1 device$" disable-device "$first"
says "resized" 0 "^reconfigured 1 device$" reconfigure-device -s 128M "$first"
says "and enabled" 0 "^enabled 1 device$" enable-device "$first"
start=$(cat $DAX/dax0.0/mapping0/start)
end=$(printf '0x%x' $((start + 128 * M - 1)))
ok "the link by its range follows its size" wait_for 30 \
	leads_to "/dev/dax/by-range/$start-$end" dax0.0
is "the old one is gone" "$(find /dev/dax/by-range -type l | wc -l)" 1

made "another device is made" '.[0].size == 268435456' -s 256M
ok "and named" "$DAXCTL" wait -t 20 dax0.1
second=$(link_of by-path dax0.1)
ok "by its path" leads_to "$second" dax0.1
ln -s "$second" "$VM_TMP/mine"
like "a link from anywhere is followed" \
	"$("$DAXCTL" list -d "$VM_TMP/mine")" '"chardev":"dax0.1"'
says "a link becomes system memory" 0 "^reconfigured 1 device$" \
	reconfigure-device -m system-ram "$second"
says "goes out of use" 0 "^offlined memory for 1 device$" \
	offline-memory "$VM_TMP/mine"
says "and back" 0 "^onlined memory for 1 device$" online-memory "$second"
says "and is devdax again" 0 "^reconfigured 1 device$" \
	reconfigure-device -f -m devdax "$second"
says "another node is no dax device" 250 "no dax device '/dev/null'" \
	disable-device /dev/null
says "a link is destroyed" 0 "^destroyed 1 device$" \
	destroy-device -f "$second"
ok "and gone" wait_for 30 is_gone "$second"
says "its name is no device's then" 250 "no dax device" \
	destroy-device -f "$second"
is "no link dangles" "$(find /dev/dax -xtype l)" ""
