#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: the namespace of a region without labels becomes every kind that the
# claim: kernel offers, and bare again, as with upstream
# setups: labelless
# kernels: all
# timeout: 600

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"

lines() {
	local kind
	while read -r kind; do
		echo "create-namespace -f -e namespace0.0 $kind"
	done < <(kinds region0 2097152)
	echo "create-namespace -f -e namespace0.0"
	echo "disable-namespace namespace0.0"
	echo "create-namespace -e namespace0.0 -m sector"
	echo "destroy-namespace namespace0.0"
	echo "destroy-namespace -f namespace0.0"
	echo "destroy-namespace -f namespace0.0"
	echo "create-namespace"
	echo "create-namespace -m devdax"
	echo "destroy-namespace -f all"
	echo "create-namespace -f -e namespace0.0 -s 64M"
}

lines >"$VM_TMP/lines"
both_play region0 "" bare_namespace <"$VM_TMP/lines"
