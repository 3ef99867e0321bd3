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

# dangling: links in /dev that lead nowhere, or to another device than a map
dangling() {
	find /dev -xtype l -printf '%p '
	find /dev/mapper -name 'pmem*' ! -type l -printf '%p '
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

# rules_on: let udev follow our rule, with the program under test
rules_on() {
	mkdir -p /run/udev/rules.d /etc/daxctl.conf.d
	sed "s|@BINDIR@|$(dirname "$DAXCTL")|" \
		"$VM_SRC/rules.d/60-daxctl-partitions.rules.in" \
		>/run/udev/rules.d/60-daxctl-partitions.rules
	echo DAXCTL_PARTS=dm >/etc/daxctl.conf.d/partitions.env
	udevadm control --reload
	at_exit rules_off
}

rules_off() {
	rm -f /run/udev/rules.d/60-daxctl-partitions.rules \
		/etc/daxctl.conf.d/partitions.env
	udevadm control --reload
	udevadm settle
	"$DAXCTL" unmap-partitions all
}

# soon NAME MAP...: these and no others are there, with their links; the kernel's
# own partitions are not, and no link dangles
soon() {
	local name=$1 node links=() wrong=
	shift
	wait_for 30 maps_are "$@"
	udevadm settle
	for node in /dev/pmem0p*; do
		[ ! -L "$node" ] || links+=("${node#/dev/}")
		[ ! -b "$node" ] || [ -L "$node" ] || wrong+=" $node"
	done
	wrong+=$(dangling)
	is "$name" "$(maps) / ${links[*]} /$wrong" "$* / $* /"
}
