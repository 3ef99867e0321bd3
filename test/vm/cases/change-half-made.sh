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
	with_size && seed pfn && echo $UUID >"$ND/$REPLY/uuid" &&
		echo pmem >"$ND/$REPLY/mode" &&
		echo "$HALF" >"$ND/$REPLY/namespace"
}

# A namespace that is bound raw, where fsdax was to be made.
with_driver() {
	with_size && echo "$HALF" >/sys/bus/nd/drivers/nd_pmem/bind
}

# left STATE: the next create succeeds and says what was left
left() {
	ok "$1: the next create succeeds" made -s 128M -m fsdax
	like "$1: and names what was left" "$(<"$VM_TMP/.out")" \
		"note: $HALF .*left half-made"
	if [ "$1" = with_uuid ]; then
		is "$1: which it uses" "$(field dev)" $HALF
	else
		isnt "$1: which it leaves, for it may hold something" \
			"$(field dev)" $HALF
	fi
	ok "$1: what is made can be destroyed" \
		"$NDCTL" destroy-namespace -f "$(field dev)"
}

must fresh_labels all
pristine=$(kernel_state region0)
for state in with_uuid with_size with_claim; do
	must $state
	like "$state: it is listed" \
		"$("$NDCTL" list -Ni -r region0 | jq -c '.[]')" \
		"\"$HALF\".*\"state\":\"disabled\""
	left $state
	[ $state = with_uuid ] ||
		ok "$state: what was left is destroyed without force" \
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
