#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: reconfiguring a namespace without label gives its region labels, as
# claim: upstream does, unless it is told not to
# setups: factory
# kernels: all

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"

# As in change.sh, but for what upstream writes otherwise than UEFI has it: the
# bits of an index behind the last of 510 slots, and with them its sum.
labels() {
	"$PEER_NDCTL" read-labels "$@" 2>/dev/null | bytes |
		sed -E -e 's/^(0000064|0000320)( ..){8}/\1 sum/' \
			-e 's/^(0000128|0000384)(( ..){7}) ../\1\2 end/'
}

play_lines() {
	both_play region0 "$(dimms_of region0)" no_labels
}

LOOK=again
play_lines <<-LINES
	create-namespace -f -e namespace0.0 --no-autolabel -m sector
	create-namespace -f -e namespace0.0 --no-autolabel -s 64M -u $UUID
	create-namespace -f -e namespace0.0 -u $UUID -m fsdax
	create-namespace -f -e namespace0.0 -u ${UUID//1/2} -m devdax
	destroy-namespace -f namespace0.0
LINES
for mode in raw fsdax devdax sector "sector -l 512"; do
	play_lines <<-LINES
		create-namespace -f -e namespace0.0 -u $UUID -m $mode
		destroy-namespace -f namespace0.0
	LINES
done
must no_labels
ok "a sector size can be chosen on the way" \
	"$NDCTL" create-namespace -f -e namespace0.0 -m fsdax -l 4096
is "and is selected" \
	"$(cat "$ND/namespace0.0/sector_size")" "512 [4096] "
must no_labels
