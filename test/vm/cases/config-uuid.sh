#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: the dax device of a namespace is as configured for its uuid within two
# claim: seconds after it appears; the second of two sections doesn't count
# setups: stock
# kernels: all
# fresh: boot
# quiet: yes
# timeout: 420

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/device.sh
. "$VM_SRC/test/vm/device.sh"
# shellcheck source=test/vm/systemd.sh
. "$VM_SRC/test/vm/systemd.sh"
# shellcheck source=test/vm/config.sh
. "$VM_SRC/test/vm/config.sh"

echo offline >$MEMORY/auto_online_blocks
must "$PEER_NDCTL" create-namespace -r region1 -m devdax -s 512M >"$VM_TMP/made"
ns=$(jq -r .dev "$VM_TMP/made")
uuid=$(jq -r .uuid "$VM_TMP/made")
dev=$(jq -r '.daxregion.devices[0].chardev' "$VM_TMP/made")
come() { "$PEER_NDCTL" enable-namespace "$ns"; }
again() {
	must "$PEER_DAXCTL" reconfigure-device -m devdax -f "$dev" >"$VM_TMP/out"
	must "$PEER_NDCTL" disable-namespace "$ns"
	udevadm settle
}

config_begin
must "$PEER_NDCTL" disable-namespace "$ns"
udevadm settle

# As in the manual of upstream, which has the same uuid twice.
configure "nvdimm.uuid = $uuid" "mode = system-ram"
printf '[reconfigure-device again]\nnvdimm.uuid = %s\nmode = devdax\n' \
	"$uuid" >>$CONFIG
appears "system memory by nvdimm.uuid" is_movable_ram
fails_with "the second section is told, with its line" 1 "1 error" \
	"$DAXCTL" check-config
"$DAXCTL" check-config >"$VM_TMP/faults" 2>/dev/null
like "which is that of its head" "$(cat "$VM_TMP/faults")" \
	"^$CONFIG:4: error: \\[again\\] it is never applied"
is "no unit has failed" "$(units list-units --state=failed)" ""
says "a second time it is unchanged" 0 "1 unchanged" \
	reconfigure-device --check-config "$dev"
must "$PEER_DAXCTL" reconfigure-device -m devdax -f "$dev" >"$VM_TMP/out"
