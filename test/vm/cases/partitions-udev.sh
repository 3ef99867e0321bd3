#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: maps follow a disk with a GPT through its life by udev's rule
# setups: stock labelless
# kernels: all

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/partition.sh
. "$VM_SRC/test/vm/partition.sh"
# shellcheck source=test/vm/systemd.sh
. "$VM_SRC/test/vm/systemd.sh"

is_current() {
	[ "$(map_state "$1")" = current ]
}

# udev may be the one that tells the kernel of it.
kernel_has() {
	partx --add --nr "$1" /dev/pmem0 || test -e "/sys/class/block/pmem0p$1"
}

same() {
	cmp /mnt/fs/file "$VM_TMP/file"
}

fsdax_disks
install_unit daxctl-partitions@.service
start_systemd
rules_on
mkdir -p /mnt/fs
modprobe ext4
soon "no table"

parted --script /dev/pmem0 mklabel gpt mkpart one ext4 2MiB 130MiB \
	mkpart two ext4 130MiB 258MiB
soon "parted makes two" pmem0p1 pmem0p2
ok "by-partlabel is the map's" test \
	/dev/disk/by-partlabel/one -ef /dev/mapper/pmem0p1
must mkfs.ext4 -q -F -b 4096 /dev/pmem0p1
udevadm settle
uuid=/dev/disk/by-uuid/$(blkid -o value -s UUID /dev/pmem0p1)
if wait_for 20 test "$uuid" -ef /dev/mapper/pmem0p1; then
	pass "by-uuid is, too"
else
	fail "by-uuid is, too" "$uuid" "$(ls -l /dev/disk/by-uuid)" \
		"$(udevadm info /dev/mapper/pmem0p1)"
fi
udevadm settle
must dmsetup suspend pmem0p1
udevadm trigger --settle --action=change "$(readlink -f /dev/mapper/pmem0p1)"
ok "while a map is suspended it keeps its link" test -b /dev/pmem0p1
ok "and that by uuid" test -b "$uuid"
must dmsetup resume pmem0p1
udevadm settle
must mkfs.ext4 -q -F -b 4096 /dev/pmem0p2
udevadm settle
wiped=/dev/disk/by-uuid/$(blkid -o value -s UUID /dev/pmem0p2)
ok "the other one has a link by uuid" wait_for 20 test -b "$wiped"
must wipefs --quiet --all /dev/pmem0p2
ok "which goes with its filesystem" wait_for 20 test ! -e "$wiped"
udevadm settle

ok "it is mounted with DAX" mount -t ext4 -o dax=always /dev/pmem0p1 /mnt/fs
dd if=/dev/urandom of=/mnt/fs/file bs=1M count=8 status=none
cp /mnt/fs/file "$VM_TMP/file"

# Programs want to be forced: they see that the disk is in use.
parted --script /dev/pmem0 mkpart three ext4 300MiB 400MiB
soon "parted adds one" pmem0p1 pmem0p2 pmem0p3
before=$(place pmem0p2)
echo ", 150MiB" | sfdisk --quiet --no-reread --force -N 2 /dev/pmem0
soon "sfdisk lets one grow" pmem0p1 pmem0p2 pmem0p3
isnt "it has grown" "$(place pmem0p2)" "$before"
ok "and its map with it" wait_for 30 is_current pmem0p2
sgdisk --delete=2 /dev/pmem0 >/dev/null
soon "sgdisk deletes one" pmem0p1 pmem0p3
sgdisk --new=4:1048576:1253375 --change-name=4:four /dev/pmem0 >/dev/null
soon "sgdisk adds one" pmem0p1 pmem0p3 pmem0p4
sfdisk --quiet --no-reread --force --delete /dev/pmem0 3
soon "sfdisk deletes one" pmem0p1 pmem0p4
partx --add /dev/pmem0 2>/dev/null
soon "partitions that a program adds to the kernel go again" pmem0p1 pmem0p4
must udevadm control --stop-exec-queue
sgdisk --new=5:1253376:1458175 /dev/pmem0 >/dev/null
ok "a map comes before udev hears of it" \
	"$DAXCTL" map-partitions --lock-timeout=10 pmem0p5
ok "then the kernel's partition" wait_for 10 kernel_has 5
must udevadm control --start-exec-queue
soon "and gets the name that the kernel's partition had" pmem0p1 pmem0p4 pmem0p5
ok "the mounted one never noticed" same
ok "nor did udev wait for anybody" udevadm settle --timeout=5
must umount /mnt/fs
