#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: what a killed tool has left of a namespace is listed, doesn't keep the
# claim: next create from its work, which names it, and is destroyed without force
# setups: stock

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"

seed() {
	value "region0/$1_seed"
}

# The one that is taken first in an empty region.
HALF=namespace0.0

# Each is a step further than the one before.
with_uuid() {
	echo $UUID >"$ND/$HALF/uuid"
}

with_size() {
	with_uuid && echo 67108864 >"$ND/$HALF/size"
}

with_claim() {
	with_size && seed pfn && cd "$ND/$REPLY" && echo $UUID >uuid &&
		echo pmem >mode && echo "$HALF" >namespace
}

# A namespace that is bound raw, where fsdax was to be made.
with_driver() {
	with_size && echo "$HALF" >/sys/bus/nd/drivers/nd_pmem/bind
}

# left STATE WHO: the next create makes namespace WHO and says what was left
left() {
	ok "$1: another is created" made -s 128M -m fsdax
	cat "$VM_TMP/err"
	is "$1: from what was left, if it holds nothing" \
		"$(field dev) $(field mode)" "$2 fsdax"
	like "$1: and what was left is named" "$(<"$VM_TMP/err")" \
		"note: $HALF .*left half-made"
	ok "$1: what is made can be destroyed" gone
}

must fresh_labels all
pristine=$(kernel_state region0)
for state in with_uuid with_size with_claim; do
	must $state
	like "$state: it is listed" \
		"$("$NDCTL" list -Ni -r region0 | jq -c '.[]')" \
		"\"$HALF\".*\"state\":\"disabled\""
	case $state in
	with_uuid) left $state $HALF ;;
	*) left $state namespace0.1 ;;
	esac
	[ $state = with_uuid ] || ok "$state: destroy needs no force" \
		"$NDCTL" destroy-namespace $HALF
	is "$state: and then nothing is left" "$(kernel_state region0)" \
		"$pristine"

	must $state
	ok "$state: destroy all needs no force" \
		"$NDCTL" destroy-namespace -r region0 all
	is "$state: destroy leaves nothing" "$(kernel_state region0)" \
		"$pristine"
done

must with_driver
fails_with "an active namespace is not taken for half-made" 240 "active" \
	"$NDCTL" destroy-namespace "$HALF"
ok "another is made beside it" made -s 64M -m fsdax
isnt "with another name" "$(field dev)" "$HALF"
must gone
