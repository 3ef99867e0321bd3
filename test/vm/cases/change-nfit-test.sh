#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: in regions that several dimms share, every kind of namespace is made
# claim: and destroyed as upstream does it
# setups: nfit_test
# timeout: 600

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"

start() {
	fresh_labels nfit_test.0
}

# The region that lies on most dimms.
widest() {
	local mappings
	for mappings in "$ND"/region*/mappings; do
		printf '%s %s\n' "$(<"$mappings")" "${mappings%/mappings}"
	done | sort -n | tail -1 | sed 's:.*/::'
}

lines() {
	local kind
	while read -r kind; do
		echo "create-namespace -r $REGION -u $UUID $kind"
		echo "destroy-namespace -f -r $REGION all"
	done < <(kinds "$REGION" 4096)
}

REGION=$(widest)
must start
lines >"$VM_TMP/lines"
both_play "$REGION" "$(dimms_of "$REGION")" start <"$VM_TMP/lines"
