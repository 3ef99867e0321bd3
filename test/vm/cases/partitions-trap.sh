#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a misaligned partition never gets a map that corrupts data
# setups: stock labelless
# kernels: all

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/partition.sh
. "$VM_SRC/test/vm/partition.sh"

# Written through @1 mounted with the options @2, read without DAX. Without an
# orphan file, the block of which lies before the first of data: what is written
# too low would destroy that, and nothing could be read at all.
round_trip() {
	local same
	mkfs.ext4 -q -F -b 4096 -O ^orphan_file "$1" || return 4
	mount -t ext4 -o "$2" "$1" /mnt/fs || return 3
	dd if="$VM_TMP/data" of=/mnt/fs/data bs=1M status=none
	umount /mnt/fs
	mount -t ext4 "$1" /mnt/fs || return 2
	cmp -s "$VM_TMP/data" /mnt/fs/data
	same=$?
	umount /mnt/fs
	return $same
}

fsdax_disks
at_exit "$DAXCTL unmap-partitions all"
mkdir -p /mnt/fs
modprobe ext4
dd if=/dev/urandom of="$VM_TMP/data" bs=1M count=8 status=none
must sfdisk --quiet /dev/pmem0 <<-TABLE
	label: gpt
	start=4096, size=204800
	start=413697, size=204800
TABLE
udevadm settle

# The trap, as another program sets it. Should a kernel refuse DAX here, so
# much the better: then nothing can differ.
must kpartx -as /dev/pmem0
round_trip /dev/mapper/pmem0p2 dax=always
case $? in
1) pass "the trap is there: written through DAX, read back different" ;;
3) pass "the trap is closed: the kernel refuses DAX on a misaligned map" ;;
*) fail "the trap is there, or the kernel refuses DAX" ;;
esac
fails_with "maps of another program are not taken over" 3 \
	"another program" "$DAXCTL" map-partitions pmem0p1
# It gives up where udev just looks into a map, as it does after an unmount.
must wait_for 20 kpartx -d /dev/pmem0
udevadm settle

fails_with "a misaligned partition isn't mapped" 1 "multiples of the page size" \
	"$DAXCTL" map-partitions pmem0p2
fails_with "the others are, and it's told which isn't" 7 "pmem0p2.*multiples" \
	"$DAXCTL" map-partitions --wait pmem0
is "only the aligned one has a map" "$(maps)" "pmem0p1"
ok "what goes through DAX there comes back" \
	round_trip /dev/mapper/pmem0p1 dax=always
fails_with "the disk isn't claimed in two ways" 3 "excludes the other" \
	"$DAXCTL" map-partitions --no-dax pmem0p2
ok "unmapping succeeds" "$DAXCTL" unmap-partitions --kernel --wait pmem0

ok "--no-dax maps both" "$DAXCTL" map-partitions --no-dax --wait pmem0
is "the misaligned one can't be used with DAX" \
	"$(cat /sys/block/"$(basename "$(readlink -f /dev/mapper/pmem0p2)")"/queue/dax)" 0
round_trip /dev/mapper/pmem0p2 dax=always
is "the kernel refuses to mount it with DAX" "$?" 3
ok "what is written to it comes back" round_trip /dev/mapper/pmem0p2 rw
ok "the aligned one can still" round_trip /dev/mapper/pmem0p1 dax=always
ok "a second run changes nothing" "$DAXCTL" map-partitions --no-dax pmem0

# The kernel isn't told of it, as while another partition is mounted.
must sfdisk --quiet --no-reread --no-tell-kernel --force -N 2 /dev/pmem0 \
	<<<"413697, 208896"
ok "what has grown is mapped anew" \
	"$DAXCTL" map-partitions --no-dax --wait pmem0
is "and whole" "$(blockdev --getsz /dev/mapper/pmem0p2)" 208896
