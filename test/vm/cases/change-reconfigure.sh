#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a namespace is made anew in its place as upstream does it, whatever
# claim: it was before and shall be
# setups: stock
# timeout: 600

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"

# A new uuid each time: upstream can't give a namespace the one that it has.
COUNT=11
again() {
	COUNT=$((COUNT + 1))
	echo "create-namespace -f -e namespace0.0 -u ${UUID/11/$COUNT} $*"
}

lines() {
	echo "create-namespace -r region0 -s 128M -u $UUID -n kept"
	again -m devdax
	again -m devdax -M mem -a 4096
	again -m sector
	again -m sector -l 512
	again -m raw
	again -m raw -l 4096
	again -m fsdax -M mem
	again
	again -M dev -a 4096
	again -s 64M
	again -s 256M -n renamed
	echo "create-namespace -e namespace0.0 -u ${UUID/11/30} -m raw"
	echo "disable-namespace namespace0.0"
	echo "create-namespace -e namespace0.0 -u ${UUID/11/31} -m sector"
	echo "disable-namespace namespace0.0"
	echo "enable-namespace namespace0.0"
	echo "destroy-namespace namespace0.0"
	echo "destroy-namespace -f namespace0.0"
}

LOOK=again
lines >"$VM_TMP/lines"
both_play region0 "$(dimms_of region0)" fresh_labels <"$VM_TMP/lines"
