#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: what installers and test farms do with ndctl works with ours, to the
# claim: words that they take out of its output
# setups: stock
# kernels: all

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"

# A disk for each region, taken out of the text as openQA's tests do it.
ok "a disk of each region is asked for: all are destroyed first" \
	"$NDCTL" destroy-namespace --force all
for region in 0 1; do
	text=$("$NDCTL" create-namespace --force --mode=fsdax 2>&1)
	disk=$(grep -oP '"blockdev":"\Kpmem\d+(?=")' <<<"$text")
	ok "region$region has a disk, there at once" test -b "/dev/${disk:-none}"
	ok "and it can be written" wipefs -a "/dev/${disk:-none}"
done
fails_with "there is no room for a third" 237 "no free space" \
	"$NDCTL" create-namespace --force --mode=fsdax
ok "their report has no failure" "$NDCTL" list -H -N -D -F

# Regions in the hex of ipmctl, as the tests of PMDK are given them.
must "$NDCTL" disable-namespace all -r 0x0000
must "$NDCTL" destroy-namespace all -r region0
ok "the disk of the other region is still there" test -b "/dev/$disk"
text=$("$NDCTL" create-namespace --mode devdax -a 4k -s 64M -r 0x0000 -f)
ok "a region in hex has a dax device" \
	test -c "/dev/$(jq -r '.daxregion.devices[].chardev' <<<"$text")"
is "list -X tells its alignment" "$("$NDCTL" list -X |
	jq -r '.[] | select(.mode == "devdax") | .align')" 4096
is "the other region's is a disk" "$("$NDCTL" list |
	jq -r '.[] | select(.mode == "fsdax") | .blockdev')" "$disk"

# Options one by one, with the old names of the modes, as avocado gives them.
uuid=aaa31e09-c0d9-4d58-b8e2-1a9b7d2a9d5e
must "$NDCTL" destroy-namespace -f all
ok "all options at once" "$NDCTL" create-namespace -t pmem -m memory -M dev \
	-r region1 -b ACPI.NFIT -n mine -s 64M -u "$uuid" -a 2M -f
is "its name finds it" "$("$NDCTL" list -Nv |
	jq -r '.[] | select(.name == "mine") | .raw_uuid')" "$uuid"
ns=$("$NDCTL" list -Ni -r 1 | jq -r '.[] | select(.name == "mine") | .dev')
for mode in raw sector devdax; do
	ok "reconfigured as $mode" \
		"$NDCTL" create-namespace --reconfig="$ns" --force --mode="$mode"
	is "and listed so" "$("$NDCTL" list -Ni -n "$ns" | jq -r '.[].mode')" \
		"$mode"
done
ok "a value may cling to its option" \
	"$NDCTL" create-namespace -f -e"$ns" -mraw
is "raw ones are found" "$("$NDCTL" list | jq -r \
	'((. | arrays | .[]), . | objects) | select(.mode == "raw") | .dev')" "$ns"

# What is empty is filled, as upstream's test of daxctl begins.
must "$NDCTL" destroy-namespace -f all
ns=$("$NDCTL" list -b ACPI.NFIT -Ni | jq -er '.[0].dev')
ok "an empty namespace is destroyed again" \
	"$NDCTL" destroy-namespace -f -b ACPI.NFIT "$ns"
text=$("$NDCTL" create-namespace -b ACPI.NFIT -m devdax -fe "$ns" -s 64M)
is "and filled when its size is told" "$(jq -r .dev <<<"$text")" "$ns"
fails_with "without a size there is nothing to reconfigure" 234 "has size 0" \
	"$NDCTL" create-namespace -m fsdax -e \
	"$("$NDCTL" list -Ni -r region1 | jq -r '.[0].dev')"

# A sector namespace is mended, and tested, by way of its raw disk.
must "$NDCTL" destroy-namespace -f all
text=$("$NDCTL" create-namespace -m sector -s 64M)
ns=$(jq -r .dev <<<"$text")
disk=$(jq -r .blockdev <<<"$text")
for raw in 1 0; do
	must "$NDCTL" disable-namespace "$ns"
	echo $raw >"/sys/bus/nd/devices/$ns/force_raw"
	ok "force_raw = $raw: it is enabled" "$NDCTL" enable-namespace "$ns"
	[ $raw = 1 ] && now=${disk%s} || now=$disk
	ok "force_raw = $raw: its disk is $now" test -b "/dev/$now"
done
ok "it is destroyed with all that it held" \
	"$NDCTL" destroy-namespace -f "$ns"
