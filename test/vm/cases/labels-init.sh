#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: init-labels writes the indices that upstream's writes and nothing else,
# claim: keeps labels that are there or in use, and the kernel takes what it wrote
# setups: stock factory nfit_test
# fresh: boot

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"

case $VM_SETUP in
nfit_test) bus=nfit_test.0 ;;
*) bus=ACPI.NFIT ;;
esac
must "$PEER_NDCTL" disable-region -b "$bus" all
dimm=$("$PEER_NDCTL" list -Di -b "$bus" | jq -r '.[0].dev')
area=$VM_TMP/area

# what_is_left COMMAND...: the indices after that, and that the slots behind them
# are as they were; of the indices all but bits past the last slot, and the sum
what_is_left() {
	must "$PEER_NDCTL" write-labels -i "$area.noise" "$dimm" >&2
	must "$@" >&2
	must "$PEER_NDCTL" read-labels -o "$area.read" "$dimm" >&2
	cmp -i 512 "$area.noise" "$area.read" || echo "slots changed by $1"
	"$PEER_NDCTL" read-labels -j "$dimm" | jq -S 'del(.. | .checksum?)'
}

must "$PEER_NDCTL" read-labels -o "$area.old" "$dimm"
head -c "$(stat -c %s "$area.old")" /dev/urandom >"$area.noise"
for version in 1.1 1.2; do
	want=$(what_is_left "$PEER_NDCTL" init-labels -V "$version" "$dimm")
	is "version $version is written as upstream writes it" \
		"$(what_is_left "$NDCTL" init-labels -V "$version" "$dimm")" \
		"$want"
done
is "version 1.1 is the default, and the bus may be named" \
	"$(what_is_left "$NDCTL" init-labels -b "$bus" "$dimm")" \
	"$(what_is_left "$PEER_NDCTL" init-labels "$dimm")"

fails_with "labels that are there are kept" 1 "has labels already" \
	"$NDCTL" init-labels "$dimm"
fails_with "and lost by force" 0 "^initialized 1 nmem$" \
	"$NDCTL" init-labels -f -V v1.2 "$dimm"
must "$PEER_NDCTL" disable-dimm "$dimm"
fails_with "a disabled dimm takes labels" 0 "^initialized 1 nmem$" \
	"$NDCTL" init-labels --force "$dimm"
ok "and stays disabled" test ! -e "/sys/bus/nd/devices/$dimm/driver"
fails_with "all of a bus" 0 "^initialized [0-9]* nmems$" \
	"$NDCTL" init-labels -f -b "$bus" all
must "$NDCTL" enable-dimm -b "$bus" "$dimm"
must "$NDCTL" enable-region -b "$bus" all
ok "Debian's verifies them" "$PEER_NDCTL" check-labels -b "$bus" all
fails_with "a dimm in use is refused, with the region" 1 \
	"$dimm is in use by region" "$NDCTL" init-labels -f "$dimm"

made=$("$NDCTL" create-namespace -b "$bus" -t pmem -m raw -s 32M -n labelled)
like "a namespace can be made with them" "$made" '"name":"labelled"'
must "$NDCTL" disable-region -b "$bus" all
must "$NDCTL" init-labels -f -b "$bus" all
must "$NDCTL" enable-region -b "$bus" all
is "and is gone with new ones" "$("$NDCTL" list -N -b "$bus")" ""
