#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a destroy of which a step fails leaves the namespace as it was, one
# claim: that is killed is brought to its end by the next run
# setups: stock
# kernels: all
# timeout: 900

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

# What is destroyed is gone to the last byte if a new one looks as the old.
finish_off() {
	[ -z "$(in_region region0)" ] && old_one
} 2>"$VM_TMP/.err"

must fresh_labels all
must old_one
PRISTINE=$(whole_state)
NAME="destroy"
for call in write pwrite64; do
	fails_cleanly "$call" EIO destroy-namespace -f namespace0.0
	survives_kill "$call" destroy-namespace -f namespace0.0
done
fails_cleanly openat EACCES destroy-namespace -f namespace0.0
must gone
