#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a disk that is taken away under a mount leaves no map behind
# setups: stock labelless
# kernels: all
# expects-kernel: Buffer I/O error on dev dm-
# expects-kernel: EXT4-fs (error|warning) \(device dm-
# expects-kernel: I/O error

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/partition.sh
. "$VM_SRC/test/vm/partition.sh"

device_of() {
	basename "$(readlink -f /sys/block/pmem0/device)"
}

fsdax_disks
rules_on
mkdir -p /mnt/fs
modprobe ext4
must sfdisk --quiet /dev/pmem0 <<-TABLE
	label: dos
	start=4096, size=204800
	start=210944, size=409600, type=5
	start=212992, size=65536
TABLE
must wait_for 30 maps_are pmem0p1 pmem0p5
udevadm settle
must mkfs.ext4 -q -F -b 4096 /dev/pmem0p1
must mount -t ext4 /dev/pmem0p1 /mnt/fs
dd if=/dev/urandom of=/mnt/fs/file bs=1M count=4 status=none
sync
device=$(device_of)

echo "$device" >/sys/bus/nd/drivers/nd_pmem/unbind
ok "the map that nobody uses is gone" wait_for 30 maps_are pmem0p1
udevadm settle
echo 3 >/proc/sys/vm/drop_caches
not_ok "who uses the other one gets an error" \
	dd if=/mnt/fs/file of=/dev/null iflag=direct bs=4096 count=1
ok "and can be unmounted" umount /mnt/fs
soon "then its map is gone as well, and no link is left"

echo "$device" >/sys/bus/nd/drivers/nd_pmem/bind
soon "it comes back with its maps" pmem0p1 pmem0p5
ok "and its data" mount -t ext4 /dev/pmem0p1 /mnt/fs
umount /mnt/fs
