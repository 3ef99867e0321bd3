#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a recorded trace, replayed, gives the set-ups that the kernel asked for,
# claim: and its removes to within one run of its reclaimer, in a window that is
# claim: too small and in one that isn't
# setups: virtiofs_dax virtiofs_dax_1g
# kernels: all
# timeout: 400

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/window.sh
. "$VM_SRC/test/vm/window.sh"

mount -t tracefs tracefs /sys/kernel/tracing
truncate -s 128M "$VM_OUT/big"
mkdir -p "$VM_OUT/small"
for i in $(seq 50); do echo "$i" >"$VM_OUT/small/$i"; done

is_tracing() {
	local instances=(/sys/kernel/tracing/instances/daxctl-*)
	[ "$(cat "${instances[0]}/events/iomap/iomap_iter_dstmap/enable")" = 1 ]
}

# recorded NAME COMMAND...: what a command accesses, and what that makes the
# kernel ask for, into the variables set_ups and removes.
recorded() {
	local name=$1 tracer was is
	shift
	mount_share
	read -ra was <<<"$(counted set_ups removes)"
	"$DAXCTL" window-usage "--record=$VM_TMP/$name.trace" \
		--format=json share >"$VM_TMP/$name.json" &
	tracer=$!
	must wait_for 60 is_tracing
	"$@"
	read -ra is <<<"$(counted set_ups removes)"
	kill -INT $tracer
	ok "$name: the trace ends when it is told to" wait $tracer
	set_ups=$((is[0] - was[0]))
	removes=$((is[1] - was[1]))
	must umount /mnt
}

# replayed NAME: the same by the simulator, from the record.
replayed() {
	"$DAXCTL" size-window "--trace=$VM_TMP/$1.trace" "--window=$WINDOW" \
		--format=json >"$VM_TMP/$1.replay"
	jq -r ".devices[] | select(.kind == \"window_size\" and
		.size == $WINDOW) | \"\\(.setups) \\(.removes)\"" \
		"$VM_TMP/$1.replay"
}

# as_counted NAME SET-UPS REMOVES: whether the reclaimer, which takes ten at a
# time, ran once more depends on who was faster.
as_counted() {
	echo "$1: counted $set_ups/$removes, replayed $2/$3"
	is "$1: as many set-ups are replayed" "$2" "$set_ups"
	ok "$1: and as many removes, but for one run" \
		test $((removes - $3)) -ge -10 -a $((removes - $3)) -le 10
}

sequential() {
	for _ in 1 2 3; do
		dd if=/mnt/big of=/dev/null bs=1M status=none
	done
}

small_files() {
	cat /mnt/small/* /mnt/small/* >/dev/null
}

recorded sequential sequential
# shellcheck disable=SC2046 # two numbers
as_counted sequential $(replayed sequential)
case $VM_SETUP in
virtiofs_dax)
	is "sequential: nothing was found again" $set_ups $((3 * 64))
	ok "sequential: and no more are left than its reclaimer lets" \
		test $((set_ups - removes)) -gt 0 -a \
		$((set_ups - removes)) -le 26
	;;
*) is "sequential: all of it fits in" "$set_ups $removes" "64 0" ;;
esac
is "sequential: all pieces of the file were seen" \
	"$(jq -r '.devices[].file_ranges' "$VM_TMP/sequential.json")" 64

recorded small small_files
# shellcheck disable=SC2046 # two numbers
as_counted small $(replayed small)
