#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: Debian's daxctl makes, changes and destroys devices on our library
# setups: hmem
# timeout: 480

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/abi.sh
. "$VM_SRC/test/vm/abi.sh"
# shellcheck source=test/vm/setups/hmem
. "$VM_SRC/test/vm/setups/hmem"

start() {
	setup_reset >/dev/null 2>&1
}

ok "Debian's daxctl runs on our library" uses_ours "$PEER_DAXCTL"

cat >"$VM_TMP/mappings.json" <<'JSON'
{"chardev":"dax0.1","size":268435456,"align":2097152,"mappings":[
{"page_offset":0,"start":6039797760,"end":6174015487,"size":134217728},
{"page_offset":32768,"start":5771362304,"end":5905580031,"size":134217728}]}
JSON

# Not "all": Debian 12's daxctl ends with the status of the last device, and
# which one that is depends on the order of a directory there.
both_libraries start <<LINES
daxctl list -DRMi
daxctl disable-device dax0.0
daxctl list -iu
daxctl disable-device dax0.0
daxctl reconfigure-device -s 256M dax0.0
daxctl enable-device dax0.0
daxctl enable-device dax0.0
daxctl create-device -r 0 -s 128M
daxctl create-device -r 0 -s 256M -a 2M
daxctl list -DRM
daxctl destroy-device dax0.1
daxctl disable-device dax0.1
daxctl destroy-device dax0.1
daxctl destroy-device -f dax0.2
daxctl create-device --input $VM_TMP/mappings.json
daxctl list -DRM
daxctl destroy-device -f dax0.1
daxctl create-device -r 0
daxctl create-device -r 0 -s 128M
daxctl create-device -r 7
daxctl destroy-device -f dax0.1
daxctl list -DRMi
LINES
