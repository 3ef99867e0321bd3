#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: maps follow a disk with an MBR and logical partitions through its life
# setups: stock labelless
# kernels: all

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/partition.sh
. "$VM_SRC/test/vm/partition.sh"
# shellcheck source=test/vm/systemd.sh
. "$VM_SRC/test/vm/systemd.sh"

is_at() {
	[ "$(place "$1")" = "$2" ] && [ "$(map_state "$1")" = current ]
}

same() {
	cmp "/mnt/$1/file" "$VM_TMP/file"
}

fsdax_disks
install_unit daxctl-partitions@.service
start_systemd
rules_on
mkdir -p /mnt/fs /mnt/logical
modprobe ext4

parted --script /dev/pmem0 mklabel msdos mkpart primary ext4 2MiB 130MiB \
	mkpart extended 130MiB 700MiB mkpart logical ext4 132MiB 258MiB
soon "parted makes a primary and a logical one" pmem0p1 pmem0p5
must mkfs.ext4 -q -F -b 4096 /dev/pmem0p1
must mount -t ext4 -o dax=always /dev/pmem0p1 /mnt/fs
dd if=/dev/urandom of=/mnt/fs/file bs=1M count=8 status=none
cp /mnt/fs/file "$VM_TMP/file"

parted --script /dev/pmem0 mkpart logical ext4 500MiB 600MiB
soon "parted adds a logical one" pmem0p1 pmem0p5 pmem0p6
must mkfs.ext4 -q -F -b 4096 /dev/pmem0p6
must mount -t ext4 -o dax=always /dev/pmem0p6 /mnt/logical
cp "$VM_TMP/file" /mnt/logical/file
must umount /mnt/logical
before=$(place pmem0p5)
sixth=$(place pmem0p6)
echo ", 150MiB" | sfdisk --quiet --no-reread --force -N 5 /dev/pmem0
ok "sfdisk lets one grow, and its map with it" \
	wait_for 30 is_at pmem0p5 "${before% *} $((150 << 20))"
sfdisk --quiet --no-reread --force --delete /dev/pmem0 5
ok "when it goes the next one takes its number" \
	wait_for 30 is_at pmem0p5 "$sixth"
soon "and the last number is no more" pmem0p1 pmem0p5
must mount -t ext4 -o dax=always /dev/pmem0p5 /mnt/logical
ok "the data has come along" same logical
must umount /mnt/logical
ok "the mounted one never noticed" same fs
ok "nor did udev wait for anybody" udevadm settle --timeout=5
must umount /mnt/fs
parted --script /dev/pmem0 rm 2
soon "without the extended one the logical one is gone" pmem0p1
is "no unit has failed" "$(units list-units --state=failed)" ""
