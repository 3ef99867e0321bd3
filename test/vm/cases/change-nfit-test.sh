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

bus() {
	local bus
	for bus in "$ND"/ndbus*; do
		[ "$(<"$bus/provider")" = nfit_test.0 ] && echo "$bus"
	done
}

must start
for path in "$(bus)"/region*; do
	region=${path##*/}
	[ "$(<"$path/available_size")" -ge 33554432 ] || continue
	while read -r kind; do
		echo "create-namespace -r $region -s 32M -u $UUID $kind"
		echo "destroy-namespace -f -r $region all"
	done < <(every_kind "$region" 4096) >"$VM_TMP/lines"
	both_play "$region" "$(dimms_of "$region")" start <"$VM_TMP/lines"
done
