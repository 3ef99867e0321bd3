#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: when a namespace is made anew and a step fails, the old one is back;
# claim: when it is killed, the next run makes the new one all the same
# setups: stock
# kernels: all
# timeout: 600

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"
# shellcheck source=test/vm/faults.sh
. "$VM_SRC/test/vm/faults.sh"

old_one() {
	"$PEER_NDCTL" create-namespace -r region0 -s 64M -m fsdax -u $UUID
} >/dev/null

back_to_start() {
	as_it_was && return
	{ gone && old_one; } >/dev/null 2>&1
	as_it_was || { fresh_labels all && old_one; } >/dev/null 2>&1
	as_it_was
}

finish_off() {
	"$NDCTL" create-namespace -f -e namespace0.0 -m fsdax -l 512 -u $UUID \
		>/dev/null 2>"$VM_TMP/.err"
}

must fresh_labels
must old_one
PRISTINE=$(whole_state)
NAME="reconfigure"
for call in write pwrite64; do
	fails_cleanly "$call" EIO create-namespace -f -e namespace0.0 -m sector
	survives_kill "$call" create-namespace -f -e namespace0.0 -m sector
done
must gone
