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
