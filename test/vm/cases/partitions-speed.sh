#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: maps are made, kept and removed several times as fast as by kpartx
# setups: stock
# kernels: all
# quiet: yes
# timeout: 900

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/partition.sh
. "$VM_SRC/test/vm/partition.sh"

# table N: so many partitions of 7 MiB, none of them the kernel's
table() {
	local i
	{
		echo "label: gpt"
		for ((i = 0; i < $1; i++)); do
			echo "start=$((4096 + 14336 * i)), size=14336"
		done
	} | must sfdisk --quiet --wipe always /dev/pmem0
	udevadm settle
	must partx --delete --nr "1:$1" /dev/pmem0
	udevadm settle
}

# took COMMAND...: in ms
took() {
	local from=${EPOCHREALTIME/./}
	"$@" >"$VM_TMP/took" 2>&1 || {
		printf '%s: status %s\n' "$*" $? >&2
		cat "$VM_TMP/took" >&2
		echo 0
		return
	}
	echo $(((${EPOCHREALTIME/./} - from) / 1000))
}

# calls COMMAND...: how many system calls it makes, all that its process does
calls() {
	"$VM_BUILD/test/bench/count" 3 "$(cat "$SYS_ENTER")" "$@" \
		3>"$VM_TMP/count" >"$VM_TMP/out" 2>&1
	cut -d ' ' -f 1 "$VM_TMP/count"
}

# faster NAME OURS THEIRS TENTHS: theirs takes so many tenths of ours, or more
faster() {
	local ratio=0
	[ "$2" -eq 0 ] || ratio=$(($3 * 10 / $2))
	printf '%s: %s ms, kpartx %s ms: %s.%s x\n' "$1" "$2" "$3" \
		$((ratio / 10)) $((ratio % 10))
	ok "$1" test "$ratio" -ge "$4"
}

# best MS...: the one with which others interfered least
best() {
	printf '%s\n' "$@" | sort -n | head -n 1
}

settled() {
	"$@" && udevadm settle
}

# Outside of what ends with this case: the next one needs it, too.
start_udevd() {
	(
		echo "$BASHPID" >/sys/fs/cgroup/cgroup.procs
		exec nsenter --target 1 --mount /lib/systemd/systemd-udevd --daemon
	)
	udevadm settle
}

# Nobody waits for an udevd whose socket isn't there.
stop_udevd() {
	udevadm settle
	must udevadm control --exit
	must wait_for 20 no_udevd
	rm -f /run/udev/control
}

no_udevd() {
	! pgrep -x systemd-udevd >/dev/null && ! pgrep -x '(udev-worker)'
}

mount -t tracefs none /sys/kernel/tracing 2>/dev/null
SYS_ENTER=/sys/kernel/tracing/events/raw_syscalls/sys_enter/id
must test -e "$SYS_ENTER"
fsdax_disks

# As it is for everybody: udev runs, and kpartx waits for it, map by map.
rules_install
table 32
theirs=() settled=()
for round in 1 2; do
	theirs+=("$(took settled kpartx -as /dev/pmem0)")
	must settled kpartx -dn /dev/pmem0
	settled+=("$(took settled "$DAXCTL" map-partitions pmem0)")
	is "round $round: 32 partitions have their links" \
		"$(compgen -G '/dev/pmem0p*' | wc -l)" 32
	must settled "$DAXCTL" unmap-partitions pmem0 2>"$VM_TMP/out"
done
faster "32 maps, until udev has made the links" "$(best "${settled[@]}")" \
	"$(best "${theirs[@]}")" 20

table 128
mapped=$(took kpartx -a /dev/pmem0)
udevadm settle
updated=$(took kpartx -u /dev/pmem0)
udevadm settle
removed=$(took kpartx -d /dev/pmem0)
udevadm settle
faster "128 maps" "$(took "$DAXCTL" map-partitions pmem0)" "$mapped" 25
is "all are there" "$(maps | wc -w)" 128
udevadm settle
faster "128 again, with nothing to do" \
	"$(took "$DAXCTL" map-partitions pmem0)" "$updated" 100
faster "128 removed" "$(took "$DAXCTL" unmap-partitions pmem0)" \
	"$removed" 40
is "all are gone" "$(maps)" ""
udevadm settle

# Without udev: what the programs and the kernel take alone. Nobody waits here,
# and nearly all of it is the kernel's, for both; a process that does nothing
# takes a third of the time of one that finds nothing to do.
stop_udevd
at_exit start_udevd
theirs=() theirs_again=() theirs_gone=() ours=() again=() gone=()
for round in 1 2 3; do
	theirs+=("$(took kpartx -a /dev/pmem0)")
	theirs_again+=("$(took kpartx -u /dev/pmem0)")
	theirs_gone+=("$(took kpartx -d /dev/pmem0)")
	ours+=("$(took "$DAXCTL" map-partitions pmem0)")
	is "round $round: all are there" "$(maps | wc -w)" 128
	again+=("$(took "$DAXCTL" map-partitions pmem0)")
	gone+=("$(took "$DAXCTL" unmap-partitions pmem0)")
done
faster "without udev: 128 maps" "$(best "${ours[@]}")" \
	"$(best "${theirs[@]}")" 12
faster "without udev: 128 again" "$(best "${again[@]}")" \
	"$(best "${theirs_again[@]}")" 20
faster "without udev: 128 removed" "$(best "${gone[@]}")" \
	"$(best "${theirs_gone[@]}")" 40
count=$(calls "$DAXCTL" map-partitions pmem0)
printf 'system calls: %s for 128 maps\n' "$count"
ok "four system calls a map, and 300 for all of them" \
	test "$count" -le $((4 * 128 + 300))
strace -f -e trace=ioctl -o "$VM_TMP/trace" "$DAXCTL" map-partitions pmem0
is "again, nothing is loaded" "$(grep -c DM_TABLE_LOAD "$VM_TMP/trace")" 0
is "and each map is looked at once" \
	"$(grep -c DM_TABLE_STATUS "$VM_TMP/trace")" 128
"$DAXCTL" unmap-partitions pmem0 2>"$VM_TMP/out"
