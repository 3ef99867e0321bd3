# SPDX-License-Identifier: GPL-2.0-or-later
# window.sh - for cases about a real DAX window
#
# What lies in $VM_OUT is shared by the virtio-fs device with the tag "share".
# Its back-end (test/virtiofs) tells by extended attributes what it was asked
# to do by the kernel.
# shellcheck shell=bash disable=SC2034

case $VM_SETUP in
virtiofs_dax_1g) WINDOW=$((1 << 30)) ;;
*) WINDOW=$((64 << 20)) ;;
esac
RANGE=$((2 << 20))
RANGES=$((WINDOW / RANGE))

# counted WHAT...: set_ups, removes or in_use, as the back-end counts them; or
# vmm, the process of the VMM, whose mappings then lie in $VM_OUT/proc.
counted() {
	python3 -c 'import os, sys
print(*(os.getxattr("/mnt", "user.window." + name).decode()
        for name in sys.argv[1:]))' "$@"
}

mount_share() {
	must mount -t virtiofs -o dax=always share /mnt
}

# Without them in its memory the kernel gives ranges of files back.
drop_files() {
	echo 2 >/proc/sys/vm/drop_caches
}

# of FILTER [WHO...]: of the one device in a listing
of() {
	"${@:2}" windows --format=json | jq -r ".devices[] | $1"
}

# ---- Records ------------------------------------------------------------

is_tracing() {
	local instances=(/sys/kernel/tracing/instances/daxctl-*)
	[ "$(cat "${instances[0]}/events/iomap/iomap_iter_dstmap/enable")" = 1 ]
}

# The reclaimer goes on after the reader has ended, until enough is free.
is_at_rest() {
	local before
	before=$(counted in_use)
	[ "$before" -le $((RANGES - RANGES / 5)) ] || return 1
	sleep 2
	[ "$(counted in_use)" = "$before" ]
}

# recorded NAME COMMAND...: what a command accesses, and what that makes the
# kernel ask for until it is at rest, into the variables set_ups and removes.
# The share stays mounted.
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
	must wait_for 120 is_at_rest
	read -ra is <<<"$(counted set_ups removes)"
	kill -INT $tracer
	ok "$name: the trace ends when it is told to" wait $tracer
	set_ups=$((is[0] - was[0]))
	removes=$((is[1] - was[1]))
}

# replayed NAME: the same by the simulator, from the record.
replayed() {
	"$DAXCTL" size-window "--trace=$VM_TMP/$1.trace" "--window=$WINDOW" \
		--format=json >"$VM_TMP/$1.replay"
	jq -r ".devices[] | select(.kind == \"window_size\" and
		.size == $WINDOW) | \"\(.setups) \(.removes)\"" \
		"$VM_TMP/$1.replay"
}

# is_near WHAT IS WANTED PERCENT: to so many percent
is_near() {
	local most=$(($3 * $4))
	ok "$1, to $4 percent: $2 for $3" test $((100 * ($2 - $3))) -le $most \
		-a $((100 * ($3 - $2))) -le $most
}

# as_counted NAME PERCENT: a replay of this record tells the kernel's requests.
as_counted() {
	local replay
	read -ra replay <<<"$(replayed "$1")"
	is_near "$1: as many set-ups are replayed" "${replay[0]}" "$set_ups" "$2"
	is_near "$1: and as many removes" "${replay[1]}" "$removes" "$2"
}
