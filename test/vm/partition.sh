# SPDX-License-Identifier: GPL-2.0-or-later
# partition.sh - for cases about partitions of pmem disks
#
# A case sources this after lib.sh.
# shellcheck shell=bash

# fsdax_disks: pmem0 and pmem1, in mode fsdax, without a table. Where there
# are no labels the raw namespaces that there are become that.
fsdax_disks() {
	local region
	modprobe dm_mod
	for region in 0 1; do
		if [ "$VM_SETUP" = labelless ]; then
			must "$DAXCTL" create-namespace --force --mode=fsdax \
				--reconfig="namespace$region.0" >/dev/null
		else
			must "$DAXCTL" create-namespace --mode=fsdax \
				--region="region$region" >/dev/null
		fi
		must wait_for 10 test -b "/dev/pmem$region"
		must wipefs --quiet --all "/dev/pmem$region"
	done
	udevadm settle
}

# the maps that there are, "pmem0p1 pmem0p2"
maps() {
	dmsetup ls 2>/dev/null | awk '/^pmem/ { print $1 }' | sort -V | xargs
}

# maps_are NAME...
maps_are() {
	[ "$(maps)" = "$*" ]
}

# dangling: links in /dev that lead nowhere, or to another device than they say
dangling() {
	local link
	find /dev -xtype l -printf '%p '
	find /dev -path '/dev/mapper/pmem*' ! -type l -printf '%p '
	for link in /dev/block/* /dev/char/*; do
		[ ! -e "$link" ] || [ "$(number_of "$link")" = "${link##*/}" ] ||
			printf '%s ' "$link"
	done
	for link in /dev/disk/by-diskseq/*; do
		[ ! -e "$link" ] ||
			[ "$(seq_of "$link")" = "${link##*/}" ] ||
			printf '%s ' "$link"
	done
}

# number_of NODE: its "259:0"
number_of() {
	stat --dereference --format=%Hr:%Lr "$1"
}

# seq_of LINK: the diskseq of what it leads to, with "-part1" if that is one
seq_of() {
	local sys
	sys=/sys/dev/block/$(number_of "$1")
	if [ -e "$sys/partition" ]; then
		printf '%s-part%s\n' "$(cat "$sys/../diskseq")" "$(cat "$sys/partition")"
	else
		cat "$sys/diskseq"
	fi
}

# place PARTITION: "start size" in bytes, as the tool has them
place() {
	"$DAXCTL" list-partitions "$1" |
		jq -r '.[0].partitions[0] | "\(.start) \(.size)"'
}

# map_state PARTITION: "current", or null
map_state() {
	"$DAXCTL" list-partitions "$1" |
		jq -r '.[0].partitions[0].map_state'
}

# rules_install: our rules, with the program under test; they map no partition
# that the kernel makes unless that is asked for
rules_install() {
	mkdir -p /run/udev/rules.d
	cp "$VM_SRC"/rules.d/{09,56}-daxctl-partitions.rules /run/udev/rules.d/
	sed "s|@BINDIR@|$(dirname "$DAXCTL")|" \
		"$VM_SRC/rules.d/60-daxctl-partitions.rules.in" \
		>/run/udev/rules.d/60-daxctl-partitions.rules
	udevadm control --reload
	at_exit rules_off
}

# rules_on: let udev follow our rules, and have seen the disks as at boot
rules_on() {
	mkdir -p /etc/daxctl.conf.d
	echo DAXCTL_PARTS=dm >/etc/daxctl.conf.d/partitions.env
	rules_install
	udevadm trigger --action=add --settle /dev/pmem0 /dev/pmem1
}

rules_off() {
	rm -f /run/udev/rules.d/{09,56,60}-daxctl-partitions.rules \
		/etc/daxctl.conf.d/partitions.env
	udevadm control --reload
	udevadm settle
	"$DAXCTL" unmap-partitions all
}

# is_kernels NODE: a partition of the kernel's, and no extended one: of those it
# shows two sectors or a page, and nobody can use them for anything
is_kernels() {
	[ -b "$1" ] && [ ! -L "$1" ] &&
		[ "$(cat "/sys/class/block/${1##*/}/size")" -gt 8 ]
}

# state: "maps / links of their names / what should not be there"
state() {
	local node links=() wrong=
	for node in /dev/pmem0p*; do
		[ ! -L "$node" ] || links+=("${node#/dev/}")
		! is_kernels "$node" || wrong+=" $node"
	done
	wrong+=$(dangling)
	printf '%s / %s /%s\n' "$(maps)" "${links[*]}" "$wrong"
}

state_is() {
	[ "$(state)" = "$1" ]
}

# soon NAME MAP...: these and no others are there, with their links; the kernel's
# own partitions are not, and no link dangles. A map that goes leaves the list
# before the kernel announces it: there is nothing for settle to wait for then.
soon() {
	local name=$1
	shift
	wait_for 30 state_is "$* / $* /"
	udevadm settle
	is "$name" "$(state)" "$* / $* /"
}

# events_on: keep the events of disks from now on
events_on() {
	EVENTS=$VM_TMP/events
	udevadm monitor --kernel --udev --subsystem-match=block >"$EVENTS" 2>&1 &
	MONITOR=$!
	at_exit "kill $MONITOR 2>/dev/null"
	must wait_for 10 grep -q '^KERNEL - ' "$EVENTS"
}

events_off() {
	kill "$MONITOR"
	wait "$MONITOR"
}

# time_of PARTITION: ms from the event that tells of it to the last one of a map
# that udev was done with, so that all links are there
time_of() {
	awk -F '[][]' -v node="/pmem0/$1 " '
		/^KERNEL.* add / && index($0, node) && !first { first = $2 }
		/^UDEV .*\/dm-[0-9]+ / { last = $2 }
		END { print first && last ? int((last - first) * 1000) : "no" }
	' "$EVENTS"
}
