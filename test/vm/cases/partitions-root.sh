#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a system whose root is a partition of pmem boots to a login prompt
# claim: from an initramfs with our hook, and its root is our map, with DAX
# setups: root root_labelled
# kernels: all
# timeout: 300

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"

prompt_is_there() {
	grep -aq 'guest login: ' "$VM_CONSOLE"
}

part() {
	daxctl list-partitions "$1" | jq -r ".[0].partitions[0].$2"
}

# 5: of a region whose namespaces have labels
[ "$VM_SETUP" = root ] && type=4 || type=5
is "it has labels where it should" \
	"$(cat /sys/bus/nd/devices/region0/nstype)" "$type"
is "the first process is the one of the root" "$(cat /proc/1/comm)" systemd
is "the root is on a map" "$(findmnt -n -o MAJ:MIN / | xargs)" \
	"$(cat "/sys/block/$(part pmem0p2 map)/dev")"
like "which is ours" "$(dmsetup info -c --noheadings -o uuid pmem0p2)" \
	'^part2-DAXCTL-'
is "a line on the disk" "$(dmsetup table pmem0p2)" \
	"0 $(($(part pmem0p2 size) / 512)) linear $(</sys/block/pmem0/dev) 36864"
is "as the table has it" "$(part pmem0p2 map_state)" current
like "it is mounted with DAX" "$(findmnt -n -o OPTIONS /)" 'dax=always'
truncate -s 4M /root/file
ok "and a file on it can be mapped so" \
	"$VM_BUILD/test/vm/map-dax" /root/file 4194304 sync
is "the name that we booted by is the map's" \
	"$(readlink -f /dev/pmem0p2)" "$(readlink -f /dev/mapper/pmem0p2)"
is "so is its label in the table" \
	"$(readlink -f /dev/disk/by-partlabel/root)" "$(readlink -f /dev/pmem0p2)"
is "the other partition has its map, too" "$(part pmem0p1 map_state)" current
is "the kernel has no partitions" "$(compgen -G '/sys/block/pmem0/pmem0p*')" ""
ok "the console shows a login prompt" wait_for 120 prompt_is_there
is "no unit has failed" \
	"$(systemctl --failed --plain --no-legend --no-pager)" ""
daxctl list-partitions pmem0
tail -n 5 "$VM_CONSOLE"
