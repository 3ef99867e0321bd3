#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: what create-namespace makes can be used: mounted with DAX, mapped,
# claim: written and read back
# setups: stock

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"

MAP=$VM_BUILD/test/vm/map-dax
SIZE=
# xfs has a least size that the others don't need
! with_labels || SIZE="-s 320M"

format() {
	case $1 in
	ext4) mkfs.ext4 -q -F -b 4096 "$2" ;;
	xfs) mkfs.xfs -q -f -m reflink=0 "$2" ;;
	esac
}

# mounts FILESYSTEM OPTIONS: the disk made last, on /mnt/fs
mounts() {
	mkdir -p /mnt/fs
	modprobe "$1" && format "$1" "/dev/$(field blockdev)" &&
		mount -t "$1" -o "$2" "/dev/$(field blockdev)" /mnt/fs
}

# A file on a DAX mount takes a mapping that no page cache could give.
is_dax() {
	fallocate -l 4M /mnt/fs/file && "$MAP" /mnt/fs/file 4194304 sync
}

keeps_data() {
	head -c 1M /dev/urandom >"$VM_TMP/data"
	cp "$VM_TMP/data" /mnt/fs/data && umount /mnt/fs &&
		mount "/dev/$(field blockdev)" /mnt/fs &&
		cmp "$VM_TMP/data" /mnt/fs/data
}

# shellcheck disable=SC2086
for options in "-M dev" "-M mem" "-M dev -a 4096"; do
	must made $SIZE -m fsdax $options
	ok "fsdax $options: ext4 mounts with DAX" mounts ext4 dax
	ok "fsdax $options: a file maps synchronously" is_dax
	ok "fsdax $options: unmounts" umount /mnt/fs
done
# shellcheck disable=SC2086
if with_labels; then
	must gone
	must made $SIZE -m fsdax
	ok "xfs mounts with DAX" mounts xfs dax
	ok "xfs: a file maps synchronously" is_dax
	ok "xfs: unmounts" umount /mnt/fs
fi
with_labels && must gone
must made -m sector
ok "sector: ext4 mounts" mounts ext4 defaults
ok "sector: what is written comes back" keeps_data
ok "sector: unmounts" umount /mnt/fs
with_labels && must gone
for options in "-M dev" "-M mem -a 4096"; do
	# shellcheck disable=SC2086
	must made -m devdax $options
	dev=$(field daxregion.devices[0].chardev)
	ok "devdax $options: the device maps" "$MAP" "/dev/$dev" 4194304
	ok "devdax $options: goes" gone
done
must made -m raw
ok "raw: the disk is as large as told" test \
	"$(blockdev --getsize64 "/dev/$(field blockdev)")" = "$(field size)"
ok "all goes" gone
