#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: on labelled NVDIMMs both listings equal Debian's, in every state
# setups: stock
# kernels: all
# timeout: 600

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/list.sh
. "$VM_SRC/test/vm/list.sh"

create() {
	must "$PEER_NDCTL" create-namespace "$@" >/dev/null
}

disable() {
	must "$PEER_NDCTL" "disable-$1" "${@:2}"
}

same_each "no namespace" ndctl "" -u -Ni -Nc -vvv -vvvu -R -RN -DN
same_each "no namespace" daxctl "" -DRMi

create -r region0 -m raw -s 64M -n 'my "raw" /na\me'
create -r region0 -m sector -s 64M -l 512
create -r region0 -m sector -s 64M -l 4096 -n blocks
create -r region0 -m fsdax -M mem -s 128M
create -r region0 -m fsdax -M dev -s 128M \
	--uuid=11111111-2222-3333-4444-555555555555
create -r region0 -m devdax -s 128M
create -r region0 -m devdax -M mem -a 4k -s 128M
create -r region1 -m devdax

same_each "all modes" ndctl "${ND_LISTINGS[@]}"
same_each "all modes" daxctl "${DAX_LISTINGS[@]}"
same_each "all modes" ndctl "-m fsdax" "-m sector" "-m devdax -X" "-m raw -v" \
	"-b ACPI.NFIT" "-b 0 -N" "-r region0" "-r 1 -N" "-d nmem0" \
	"-d nmem1 -RN" "-n namespace0.1 -u" "-t pmem -N" "-U 0 -RN" \
	"-B -r region1" "-n namespace0.0 -RDB"
same_each "all modes" daxctl "-r 0" "-r 1 -D" "-d dax0.5" "-d dax1.0 -u"
NDCTL_LIST_LINT=1 same_each "with NDCTL_LIST_LINT" ndctl -Rv
for name in /sys/bus/nd/devices/namespace*; do
	[ "$(cat "$name/size")" -gt 0 ] || continue
	same_bytes "one namespace" ndctl -v -n "${name##*/}"
done
same_bytes "one namespace" ndctl -u -n namespace1.0

same_bytes "one region" ndctl -R -r region0
same_bytes "one dimm" ndctl -D -d nmem1

publish_ours
for options in "" -vvv -BDRNiXCMHF; do
	# shellcheck disable=SC2086 # words of one command line
	nobody_sees "all modes" ndctl $options
done
nobody_sees "all modes" daxctl -DRMi

for name in namespace0.0 namespace0.1 namespace0.4 namespace0.5; do
	disable namespace $name
done
same_each "some disabled" ndctl "" -Ni -Nc -NXi -vvv "-c -B" "-i -m raw" \
	"-NXi -n namespace0.5"
same_each "some disabled" daxctl "" -DRMi

disable region all
same_each "regions disabled" ndctl "" -R -Ri -Rc -Ni -vvv
disable dimm nmem1
same_each "a dimm disabled" ndctl -D -Di -Dc -vvv
