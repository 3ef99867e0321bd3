#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: namespaces aligned to 1 GiB are made, changed and destroyed as upstream
# claim: does it, and can be mounted and mapped
# setups: large
# timeout: 300

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"

MAP=$VM_BUILD/test/vm/map-dax

# What it becomes in its place needs an uuid that it doesn't have.
lines() {
	local kind
	while read -r kind; do
		echo "create-namespace -r region0 -u $UUID $kind -s 3G"
		echo "destroy-namespace -f -r region0 all"
	done < <(kinds region0 1073741824 | grep -e '-a 1073741824' |
		grep -v -e ' -l ')
	echo "create-namespace -r region0 -u $UUID -m devdax -s 3G"
	echo "create-namespace -f -e namespace0.0 -u ${UUID//1/2} -a 1G"
	echo "create-namespace -f -e namespace0.0 -u ${UUID//1/3} -m fsdax -a 1G"
	echo "destroy-namespace -f -r region0 all"
}

must fresh_labels
lines >"$VM_TMP/lines"
both_play region0 nmem0 fresh_labels <"$VM_TMP/lines"

modprobe ext4
for map in dev mem; do
	must made -m devdax -M $map -a 1G -s 3G
	dev=$(field daxregion.devices[0].chardev)
	is "devdax -M $map: its alignment" \
		"$(field daxregion.devices[0].align)" 1073741824
	ok "devdax -M $map: it maps" "$MAP" "/dev/$dev" 1073741824
	must gone
	must made -m fsdax -M $map -a 1G -s 3G
	disk=/dev/$(field blockdev)
	ok "fsdax -M $map: its data begins at a GiB" test \
		$(($(cat "/sys/block/${disk##*/}/device/resource") % (1 << 30))) = 0
	ok "fsdax -M $map: it mounts with DAX" \
		eval "mkfs.ext4 -q -F -b 4096 $disk && mount -o dax $disk /mnt"
	ok "fsdax -M $map: a file maps synchronously" \
		eval "fallocate -l 4M /mnt/file && '$MAP' /mnt/file 4194304 sync"
	must umount /mnt
	must gone
done
