#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: with emulated firmware, errors and security listings equal Debian's
# setups: nfit_test
# kernels: all
# fresh: boot
# timeout: 900

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/list.sh
. "$VM_SRC/test/vm/list.sh"

BUS=nfit_test.0

peer() {
	must "$PEER_NDCTL" "$@" >/dev/null
}

# Upstream gives a raw namespace the bad blocks of all its region, counted
# from the region's start. Ours has its own.
RAW_HAS_ITS_OWN='walk(if type == "object" and .mode == "raw"
	then del(.badblocks, .badblock_count) else . end)'

same_with_errors() {
	same_as "$1 (a raw namespace's own bad blocks)" \
		"$RAW_HAS_ITS_OWN | $REGIONS_AS_LIST" ndctl \
		"-N -b $BUS" "-NM -b $BUS" "-RNM -b $BUS" "-vvv -b $BUS"
}

same_each "as found" ndctl "" -B -BF -vv -vvvu "-b nfit_test.1 -vvv" \
	"-DHFi -b $BUS" "-DHFu -d nmem0" "-R -b $BUS" "-b $BUS -d nmem1 -RD"

peer disable-region -b $BUS all
peer init-labels -f -V 1.2 -b $BUS all
peer enable-region -b $BUS all
peer create-namespace -b $BUS -m raw -s 16M
peer create-namespace -b $BUS -m raw -s 16M
same_each "labelled" ndctl "" -R -vvvu

region=$("$PEER_NDCTL" list -N -b $BUS | jq -r '.[0].dev' |
	sed 's/namespace\([0-9]*\).*/\1/')
first=$("$PEER_NDCTL" list -N -r "$region" | jq -r '[.[].dev] | sort | .[0]')
must "$PEER_NDCTL" inject-error -B 8 -n 4 "$first" >/dev/null
must "$PEER_NDCTL" inject-error -B 100 -n 2 "$first" >/dev/null
peer start-scrub $BUS
peer wait-scrub $BUS
same_with_errors "errors"
is "a raw namespace counts its own bad blocks" "$("$NDCTL" list -n "$first" |
	jq '.[0].badblock_count')" 6
is "where they are is told from its start" "$("$NDCTL" list -NM -n "$first" |
	jq -c '[.[0].badblocks[] | [.offset, .length]]')" "[[8,4],[100,2]]"

peer create-namespace -f -e "$first" -m sector -l 4096
same_with_errors "errors below a sector namespace"
peer create-namespace -f -e "$first" -m fsdax -M mem -a 4096
must "$PEER_NDCTL" inject-error -B 16 -n 3 "$first" >/dev/null
peer start-scrub $BUS
peer wait-scrub $BUS
same_with_errors "errors below an fsdax namespace"
same_each "errors below an fsdax namespace" ndctl "-NM -n $first"
peer create-namespace -f -e "$first" -m devdax -M mem -a 4096
same_with_errors "errors below a devdax namespace"
same_each "errors below a devdax namespace" ndctl "-NMX -n $first"
same_each "errors below a devdax namespace" daxctl "" -DRMi

# Whether a dimm takes a passphrase is up to kernel and tool: either way both
# tell the same.
mkdir -p /etc/ndctl/keys
keyctl add user nvdimm-master "$(printf '%032d' 0)" @u
"$PEER_NDCTL" setup-passphrase nmem2 -k user:nvdimm-master
"$PEER_NDCTL" freeze-security nmem3
same_each "security" ndctl "-Di -d nmem2" "-Di -d nmem3"

head -c 4096 /dev/zero >"$VM_TMP/image"
peer update-firmware -b $BUS -f "$VM_TMP/image" all
same_each "firmware staged" ndctl "-BDF -b $BUS" -BF
same_as "firmware staged (a raw namespace's own bad blocks)" \
	"$RAW_HAS_ITS_OWN" ndctl -vvvu
"$PEER_NDCTL" update-firmware -A -i -b $BUS all >/dev/null 2>&1
same_each "firmware armed" ndctl "-BDF -b $BUS" -BFu
"$PEER_NDCTL" update-firmware -D -b $BUS all >/dev/null 2>&1
same_each "firmware disarmed" ndctl "-BDF -b $BUS"
