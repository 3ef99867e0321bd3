#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a create that fails beside another namespace leaves both that one and
# claim: the rest of the region as they were
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
	local ns
	as_it_was && return
	for ns in $(in_region region0); do
		[ "$ns" = namespace0.0 ] ||
			"$NDCTL" destroy-namespace -f "$ns" 2>"$VM_TMP/.err"
	done
	as_it_was
}

# Each disk has a number that no other one had since boot.
life() {
	cat /sys/class/block/pmem0/diskseq
}

must fresh_labels
must "$PEER_NDCTL" create-namespace -r region0 -s 64M -m raw -u $UUID \
	>"$VM_TMP/.out"
lives=$(life)
PRISTINE=$(whole_state)
# The region isn't brought up again for it: what is in effect is the same.
AS=in_effect
for mode in fsdax sector; do
	NAME="create $mode"
	fails_cleanly write EIO create-namespace -r region0 -s 64M -m $mode
done
is "the other one was never taken down" "$(life)" "$lives"
must gone
