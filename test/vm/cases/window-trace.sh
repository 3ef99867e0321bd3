#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: accesses to DAX files are traced, those of other filesystems are not,
# claim: and nothing is left behind, however the trace ends
# setups: stock
# kernels: all
# timeout: 300

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"

TRACER=$VM_BUILD/test/vm/trace-files
INSTANCES=/sys/kernel/tracing/instances
mount -t tracefs tracefs /sys/kernel/tracing

must "$NDCTL" create-namespace -m fsdax -r region0 -s 256M >"$VM_TMP/namespace"
disk=/dev/$(jq -r .blockdev "$VM_TMP/namespace")
wait_for 30 [ -b "$disk" ]
must mkfs.ext4 -q -b 4096 "$disk"
must mount -o dax=always "$disk" /mnt
head -c 16M /dev/zero >/mnt/file
head -c 16M /dev/zero >"$VM_TMP/other"
sync /mnt/file

is_tracing() {
	compgen -G "$INSTANCES/daxctl-*" >/dev/null &&
		[ "$(cat $INSTANCES/daxctl-*/events/iomap/iomap_iter_dstmap/enable)" = 1 ]
}

# traced COMMAND...: what the tracer counts while it runs.
traced() {
	"$TRACER" /mnt 120 >"$VM_TMP/count" &
	local tracer=$!
	wait_for 30 is_tracing || echo "the trace did not begin"
	"$@" >/dev/null
	kill -TERM $tracer
	wait $tracer || echo "status $?"
	cat "$VM_TMP/count"
}

# number WORD: what stands behind it in the last count
number() {
	sed -n "s/.*\\b$1 \\([0-9]*\\).*/\\1/p" "$VM_TMP/count"
}

is "who reads nothing is not seen" "$(traced true)" \
	"accesses 0 file_ranges 0 device_ranges 0"
is "other filesystems are not seen" "$(traced cat "$VM_TMP/other")" \
	"accesses 0 file_ranges 0 device_ranges 0"
traced cat /mnt/file
is "a file of 16 MiB is eight ranges" "$(number file_ranges)" 8
ok "each was looked up" test "$(number accesses)" -ge 8
ok "and lies somewhere on the disk" test "$(number device_ranges)" -ge 8
traced dd if=/mnt/file bs=4096 skip=1024 count=1 status=none
is "one page is one range" "$(number file_ranges)" 1
is "nothing of the tracer is left" "$(ls $INSTANCES)" ""

ok "a trace ends when its time is over" "$TRACER" /mnt 1
is "and leaves nothing either" "$(ls $INSTANCES)" ""

# Nobody may not look into the folder that we were built in.
mkdir "$VM_TMP/bin"
cp "$TRACER" "$VM_BUILD"/lib/libdaxctl.so.1 "$VM_TMP/bin"
chmod 755 "$VM_TMP" "$VM_TMP/bin" "$VM_TMP/bin"/*
fails_with "others than root can't trace" 1 "can't trace: Permission denied" \
	setpriv --reuid=65534 --regid=65534 --clear-groups env \
	LD_LIBRARY_PATH="$VM_TMP/bin" "$VM_TMP/bin/trace-files" /mnt 1
