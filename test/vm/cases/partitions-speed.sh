#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: maps are made, kept and removed several times as fast as by kpartx
# setups: stock labelless
# kernels: all
# quiet: yes
# timeout: 1800

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/partition.sh
. "$VM_SRC/test/vm/partition.sh"

# Of both kinds of table, the Nth partition begins here, in sectors: 7 MiB each.
SIZE=14336
start_of() {
	echo $((4096 + SIZE * $1))
}

gpt() {
	local i
	{
		echo "label: gpt"
		for ((i = 0; i < $1; i++)); do
			echo "start=$(start_of $i), size=$SIZE"
		done
	} | must sfdisk --quiet --wipe always /dev/pmem0
}

# entry TYPE START SIZE: one of an MBR's four, for printf
entry() {
	local number
	printf '\\0\\0\\0\\0\\x%s\\0\\0\\0' "$1"
	for number in $2 $3; do
		printf '\\x%02x\\x%02x\\x%02x\\x%02x' $((number & 255)) \
			$((number >> 8 & 255)) $((number >> 16 & 255)) \
			$((number >> 24))
	done
}

# boot_record SECTOR ENTRY...: no program makes more than 60 of them
boot_record() {
	local at=$(($1 * 512 + 446)) size
	shift
	size=$((16 * (4 - $#)))
	{
		printf '%b' "$@"
		head -c $size /dev/zero
		printf '\x55\xaa'
	} | dd of="$VM_TMP/mbr" bs=66 iflag=fullblock oflag=seek_bytes seek=$at \
		conv=notrunc status=none
}

# Three are primary, the others logical.
mbr() {
	local i logical=$((SIZE - 2048)) from count=$(($1 - 3)) next
	from=$(start_of 3)
	rm -f "$VM_TMP/mbr"
	boot_record 0 "$(entry 83 "$(start_of 0)" $SIZE)" \
		"$(entry 83 "$(start_of 1)" $SIZE)" \
		"$(entry 83 "$(start_of 2)" $SIZE)" \
		"$(entry 0f "$from" $((SIZE * count)))"
	for ((i = 0; i < count; i++)); do
		next=$(entry 05 $((SIZE * (i + 1))) $SIZE)
		[ $((i + 1)) -lt "$count" ] || next='\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
		boot_record $((from + SIZE * i)) "$(entry 83 2048 $logical)" "$next"
	done
	must wipefs --quiet --all /dev/pmem0
	must dd if="$VM_TMP/mbr" of=/dev/pmem0 bs=64k conv=sparse status=none
}

# table KIND N: so many partitions, none of them the kernel's
table() {
	"$1" "$2"
	udevadm settle
	must partx --delete --nr "1:$(($2 + 1))" /dev/pmem0
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

# chain KIND: how many of them it takes libblkid to go along the logical
# partitions: each is described in a sector of its own, where the one before ends
chain() {
	[ "$1" = mbr ] || return
	echo $(($(calls partx --show /dev/pmem0) - $(calls partx --show /dev/pmem1)))
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
	no_udevd || return 0
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

# with_udev KIND: as it is for everybody: udev runs, and kpartx waits for it
with_udev() {
	local theirs=() settled=() round mapped updated removed
	table "$1" 32
	for round in 1 2; do
		theirs+=("$(took settled kpartx -as /dev/pmem0)")
		must settled kpartx -dn /dev/pmem0
		settled+=("$(took settled "$DAXCTL" map-partitions pmem0)")
		is "$1: round $round: 32 partitions have their links" \
			"$(compgen -G '/dev/pmem0p*' | wc -l)" 32
		must settled "$DAXCTL" unmap-partitions pmem0 2>"$VM_TMP/out"
	done
	faster "$1: 32 maps, until udev has made the links" \
		"$(best "${settled[@]}")" "$(best "${theirs[@]}")" 20

	table "$1" 128
	mapped=$(took kpartx -a /dev/pmem0)
	udevadm settle
	updated=$(took kpartx -u /dev/pmem0)
	udevadm settle
	removed=$(took kpartx -d /dev/pmem0)
	udevadm settle
	faster "$1: 128 maps" "$(took "$DAXCTL" map-partitions pmem0)" \
		"$mapped" 25
	is "$1: all are there" "$(maps | wc -w)" 128
	udevadm settle
	faster "$1: 128 again, with nothing to do" \
		"$(took "$DAXCTL" map-partitions pmem0)" "$updated" 100
	faster "$1: 128 removed" "$(took "$DAXCTL" unmap-partitions pmem0)" \
		"$removed" 40
	is "$1: all are gone" "$(maps)" ""
	udevadm settle
}

# without_udev KIND: what the programs and the kernel take alone. Nobody waits
# here, and nearly all of it is the kernel's, for both; a process that does
# nothing takes a third of the time of one that finds nothing to do.
without_udev() {
	local theirs=() theirs_again=() theirs_gone=() ours=() again=() gone=()
	local round count table
	stop_udevd
	for round in 1 2 3; do
		theirs+=("$(took kpartx -a /dev/pmem0)")
		theirs_again+=("$(took kpartx -u /dev/pmem0)")
		theirs_gone+=("$(took kpartx -d /dev/pmem0)")
		ours+=("$(took "$DAXCTL" map-partitions pmem0)")
		is "$1: round $round: all are there" "$(maps | wc -w)" 128
		again+=("$(took "$DAXCTL" map-partitions pmem0)")
		gone+=("$(took "$DAXCTL" unmap-partitions pmem0)")
	done
	faster "$1, without udev: 128 maps" "$(best "${ours[@]}")" \
		"$(best "${theirs[@]}")" 12
	faster "$1, without udev: 128 again" "$(best "${again[@]}")" \
		"$(best "${theirs_again[@]}")" 20
	faster "$1, without udev: 128 removed" "$(best "${gone[@]}")" \
		"$(best "${theirs_gone[@]}")" 40
	table=$(chain "$1")
	count=$(calls "$DAXCTL" map-partitions pmem0)
	printf '%s: %s system calls for 128 maps, %s of them for the chain\n' \
		"$1" "$count" "${table:-0}"
	ok "$1: four system calls a map, and 300 for all of them" \
		test $((count - table)) -le $((4 * 128 + 300))
	strace -f -e trace=ioctl -o "$VM_TMP/trace" \
		"$DAXCTL" map-partitions pmem0
	is "$1: again, nothing is loaded" \
		"$(grep -c DM_TABLE_LOAD "$VM_TMP/trace")" 0
	is "$1: and each map is looked at once" \
		"$(grep -c DM_TABLE_STATUS "$VM_TMP/trace")" 128
	"$DAXCTL" unmap-partitions pmem0 2>"$VM_TMP/out"
	start_udevd
}

mount -t tracefs none /sys/kernel/tracing 2>/dev/null
SYS_ENTER=/sys/kernel/tracing/events/raw_syscalls/sys_enter/id
must test -e "$SYS_ENTER"
fsdax_disks
rules_install
at_exit start_udevd
for kind in gpt mbr; do
	with_udev $kind
	without_udev $kind
done
