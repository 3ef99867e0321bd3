#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: reconfiguring a namespace without label gives its region labels, as
# claim: upstream does, unless it is told not to
# setups: factory
# kernels: newest

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"

# A dimm that once had labels counts as one with labels until it is found anew.
found_anew() {
	local driver=/sys/bus/acpi/drivers/nfit
	echo ACPI0012:00 >$driver/unbind
	echo ACPI0012:00 >$driver/bind
	wait_for 30 test -e "$ND/region1"
}

no_labels() {
	bare_namespace
	"$PEER_NDCTL" disable-region all 2>/dev/null
	"$PEER_NDCTL" zero-labels all 2>/dev/null
	found_anew && ! with_labels && bare_namespace
}

lines() {
	echo "create-namespace -f -e namespace0.0 --no-autolabel -m sector"
	echo "create-namespace -f -e namespace0.0 --no-autolabel -s 64M -u $UUID"
	echo "create-namespace -f -e namespace0.0 -u $UUID -m fsdax"
	echo "create-namespace -f -e namespace0.0 -u ${UUID//1/2} -m devdax"
	echo "destroy-namespace -f namespace0.0"
}

LOOK=again
lines >"$VM_TMP/lines"
both_play region0 "$(dimms_of region0)" no_labels <"$VM_TMP/lines"
must no_labels
