#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: maps that nobody uses go with their namespace, and come with it
# setups: stock labelless
# kernels: all

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/partition.sh
. "$VM_SRC/test/vm/partition.sh"

fsdax_disks
rules_on
mkdir -p /mnt/fs
modprobe ext4
must sfdisk --quiet /dev/pmem0 <<-TABLE
	label: gpt
	start=4096, size=204800
	start=262144, size=65536
TABLE
soon "both are mapped" pmem0p1 pmem0p2
must mkfs.ext4 -q -F -b 4096 /dev/pmem0p1
must mount -t ext4 /dev/pmem0p1 /mnt/fs
dd if=/dev/urandom of=/mnt/fs/file bs=1M count=4 status=none
cp /mnt/fs/file "$VM_TMP/file"
fails_with "a namespace whose partition is mounted isn't disabled" 240 \
	"mounted on /mnt/fs" "$DAXCTL" disable-namespace namespace0.0
is "and its maps are still there" "$(maps)" "pmem0p1 pmem0p2"
must umount /mnt/fs

ok "maps that nobody uses are no obstacle" \
	"$DAXCTL" disable-namespace namespace0.0
soon "the namespace is disabled"
must "$DAXCTL" enable-namespace namespace0.0
soon "it is enabled" pmem0p1 pmem0p2
must mount -t ext4 /dev/pmem0p1 /mnt/fs
ok "what was written is there" cmp /mnt/fs/file "$VM_TMP/file"
must umount /mnt/fs
ok "it can be destroyed as well" \
	"$DAXCTL" destroy-namespace --force namespace0.0
soon "the namespace is destroyed"
