#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a create that is killed at any step leaves nothing that the next run
# claim: can't repair
# setups: stock
# kernels: all
# timeout: 600

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"
# shellcheck source=test/vm/faults.sh
. "$VM_SRC/test/vm/faults.sh"

back_to_start() {
	as_it_was && return
	"$PEER_NDCTL" destroy-namespace -f -r region0 all 2>"$VM_TMP/.err"
	as_it_was || fresh_labels all
	as_it_was
}

finish_off() {
	"$NDCTL" destroy-namespace -f -r region0 all >/dev/null 2>"$VM_TMP/.err"
}

must fresh_labels
AS=in_effect
PRISTINE=$(whole_state)
for mode in fsdax sector; do
	NAME="create $mode"
	survives_kill write create-namespace -r region0 -s 64M -m $mode
done
must finish_off
