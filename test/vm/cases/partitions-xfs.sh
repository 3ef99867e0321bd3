#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: two XFS with reflink use DAX on two partitions of one disk
# setups: stock labelless
# kernels: all

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/partition.sh
. "$VM_SRC/test/vm/partition.sh"

mounts_with_dax() {
	mount -o dax=always "$1" "$2" && grep -q "$2 .*dax=always" /proc/mounts
}

fsdax_disks
at_exit "$DAXCTL unmap-partitions all"
mkdir -p /mnt/a /mnt/b
must sfdisk --quiet /dev/pmem0 <<-TABLE
	label: gpt
	start=4096, size=819200, name=a
	size=819200, name=b
TABLE
udevadm settle
must mkfs.xfs -q -f -m reflink=1 /dev/pmem0p1
must mkfs.xfs -q -f -m reflink=1 /dev/pmem0p2
mounts_with_dax /dev/pmem0p1 /mnt/a
isnt "on the kernel's partition the kernel gives no DAX with reflink" "$?" 0
umount /mnt/a 2>/dev/null

must mount /dev/pmem0p1 /mnt/a
fails_with "nothing is mapped while a kernel partition is in use" 3 \
	"mounted on /mnt/a" "$DAXCTL" map-partitions pmem0
is "and none is deleted" "$(ls /dev/pmem0p*)" "/dev/pmem0p1
/dev/pmem0p2"
must umount /mnt/a

ok "both are mapped" "$DAXCTL" map-partitions --wait pmem0
ok "the first is mounted with DAX" mounts_with_dax /dev/mapper/pmem0p1 /mnt/a
ok "the second is, too" mounts_with_dax /dev/mapper/pmem0p2 /mnt/b
for at in a b; do
	dd if=/dev/urandom of=/mnt/$at/file bs=1M count=4 status=none
	ok "$at: extents are shared" cp --reflink=always /mnt/$at/file /mnt/$at/copy
	ok "$at: and read back" cmp /mnt/$at/file /mnt/$at/copy
done
like "it's told who uses it" \
	"$("$DAXCTL" list-partitions pmem0p1 | jq -r '.[0].partitions[0].user')" \
	"^mounted on /mnt/a$"
fails_with "a map in use isn't removed, nor any other" 3 "mounted on /mnt/a" \
	"$DAXCTL" unmap-partitions pmem0
is "both are still there" "$(maps)" "pmem0p1 pmem0p2"
ok "a second run changes nothing" "$DAXCTL" map-partitions pmem0
umount /mnt/a /mnt/b
ok "once unused they are removed" "$DAXCTL" unmap-partitions --wait pmem0
is "none is left" "$(maps)" ""
is "no link is left" "$(dangling)" ""
