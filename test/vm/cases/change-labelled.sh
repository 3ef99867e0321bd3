#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: every kind of namespace in a labelled region is made and destroyed
# claim: as upstream does it, in the kernel and on the media
# setups: stock
# timeout: 600

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"

each_kind() {
	local kind
	while read -r kind; do
		echo "create-namespace -r region0 -s 64M -u $UUID $kind"
		echo "destroy-namespace -f -r region0 all"
	done < <(kinds region0 2097152)
}

# One by one: upstream takes several in no order, and the order in which labels
# are freed can be seen.
side_by_side() {
	cat <<-LINES
		create-namespace -r region0 -s 64M -u $UUID -n first -m raw
		create-namespace -r region0 -s 128M -u ${UUID//1/2} -m devdax
		create-namespace -r region0 -s 32M -u ${UUID//1/3} -m sector
		destroy-namespace -f namespace0.1
		create-namespace -r region0 -u ${UUID//1/4}
		destroy-namespace -f namespace0.0
		destroy-namespace -f namespace0.2
		destroy-namespace -f -r region0 all
	LINES
}

# Upstream notices only half way, after labels are written, so these come last.
without_room_for_data() {
	local mode
	for mode in fsdax devdax; do
		echo "create-namespace -r region0 -m $mode -M mem -a 1G -s 64M"
	done
}

lines() {
	each_kind
	side_by_side
	without_room_for_data
}

must fresh_labels
lines >"$VM_TMP/lines"
both_play region0 "$(dimms_of region0)" fresh_labels <"$VM_TMP/lines"
