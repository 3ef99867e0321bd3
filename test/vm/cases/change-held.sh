#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: what is in use is not changed, and the error says who uses it
# setups: stock

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"

# refuses HOW REGEX: all commands that would take namespace0.0 away do so
refuses() {
	local before
	before=$(kernel_state region0)
	fails_with "$1: disable-namespace refuses" 240 "$2" \
		"$NDCTL" disable-namespace namespace0.0
	fails_with "$1: destroy-namespace --force refuses" 240 "$2" \
		"$NDCTL" destroy-namespace -f namespace0.0
	fails_with "$1: destroy-namespace --dry-run says so, too" 240 "$2" \
		"$NDCTL" destroy-namespace -f --dry-run namespace0.0
	fails_with "$1: reconfiguring refuses" 240 "$2" \
		"$NDCTL" create-namespace -f -e namespace0.0 -m raw
	fails_with "$1: disable-region refuses" 240 "$2" \
		"$NDCTL" disable-region region0
	is "$1: nothing has changed" "$(kernel_state region0)" "$before"
}

must made -s 256M -m fsdax
must mkfs.ext4 -q -F -b 4096 /dev/pmem0
mkdir -p /mnt/fs
must mount -o dax /dev/pmem0 /mnt/fs
refuses "a mounted disk" "/mnt/fs"
ok "the mount still works" touch /mnt/fs/file
must umount /mnt/fs

must dmsetup create held --table "0 1000 linear /dev/pmem0 0"
refuses "a disk below dm" "dm-|held"
must dmsetup remove held

must mkswap /dev/pmem0 >/dev/null
must swapon /dev/pmem0
refuses "swap" "swap"
must swapoff /dev/pmem0

fails_with "an active namespace is not destroyed without --force" 240 \
	"active" "$NDCTL" destroy-namespace namespace0.0
fails_with "nor made anew" 240 "active" \
	"$NDCTL" create-namespace -e namespace0.0 -m sector
fails_with "a dimm of an enabled region is not disabled" 1 "region" \
	"$NDCTL" disable-dimm "$(dimms_of region0 | tr -d ' ')"
ok "once nobody holds it, it goes" "$NDCTL" destroy-namespace -f namespace0.0

# The newest kernel would put its blocks to use, and Debian's tool refuses then.
echo offline >/sys/devices/system/memory/auto_online_blocks
must made -s 256M -m devdax
must "$PEER_DAXCTL" reconfigure-device -m system-ram dax0.0
refuses "memory in use by the system" "memory|offline"
must "$PEER_DAXCTL" offline-memory dax0.0
ok "offline memory goes" "$NDCTL" destroy-namespace -f namespace0.0
