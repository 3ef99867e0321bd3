#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a dax device that appears after boot is as configured within two
# claim: seconds, by each key that can match it; faults come with file and line
# setups: hmem cxl
# kernels: all
# fresh: boot
# quiet: yes
# timeout: 600

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/device.sh
. "$VM_SRC/test/vm/device.sh"
# shellcheck source=test/vm/systemd.sh
. "$VM_SRC/test/vm/systemd.sh"
# shellcheck source=test/vm/config.sh
. "$VM_SRC/test/vm/config.sh"

dev=dax0.0
echo offline >$MEMORY/auto_online_blocks

# How a device goes away and comes again; $dev is what it will be.
case $VM_SETUP in
hmem)
	go() { modprobe -r dax_hmem; }
	come() { modprobe dax_hmem; }
	;;
cxl)
	root=/sys/bus/cxl/devices/decoder0.0
	region=region0
	go() {
		cxl disable-region -f "$region" && cxl destroy-region "$region"
		region=$(cat "$root/create_ram_region")
		dev=dax${region#region}.0
	}
	come() { cxl create-region -m -t ram -d decoder0.0 -w 1 mem0; }
	;;
esac

# leave: the device as the kernel made it, and then gone
leave() {
	if there; then
		is_devdax || must "$PEER_DAXCTL" reconfigure-device \
			-m devdax -f "$dev" >"$VM_TMP/out" 2>&1
		must go >"$VM_TMP/out" 2>&1
	fi
	must wait_for 20 no_device
	udevadm settle
	units reset-failed >/dev/null 2>&1
	: >"$UNIT_LOG"
}

# The kernel may number it otherwise then.
again() {
	leave
	sed -i "s/^cxl.region = .*/cxl.region = $region/
		s/^device = .*/device = $dev/" $CONFIG
}

unit_is() { [ "$(units is-active "$UNIT-$dev.service")" = "$1" ]; }
no_device() { ! compgen -G "$DAX/dax*" >/dev/null; }

config_begin
leave

come >"$VM_TMP/come" 2>&1
must wait_for 20 there
udevadm settle
like "the rule tags the device" "$(udevadm info "$DAX/$dev")" \
	"CURRENT_TAGS=.*:systemd:"
is "systemd has taken note of it" "$(units is-active "dev-$dev.device")" active
is "where nothing is configured it is not started" \
	"$(units show -P ConditionResult "$UNIT-$dev.service")" no
is "and says nothing" "$(cat "$UNIT_LOG")" ""
path=$(readlink -f "$DAX/$dev")
path=${path%/dax*}
node=$(cat "$DAX/$dev/target_node")
size=$(cat "$DAX/$dev/size")
# Old kernels make it memory to map, new ones give it to the system: the mode
# that it doesn't have by itself.
if is_devdax; then
	other=("mode = system-ram" "online = false") is_other=is_ram
else
	other=("mode = devdax") is_other=is_devdax
fi
leave

is_famfs() { [ -e "/sys/bus/dax/drivers/fsdev_dax/$dev" ]; }
is_movable_256m() {
	local now
	is_movable_ram && read -r now <"$DAX/$dev/size" && [ "$now" = $((256 * M)) ]
}
is_128m_devdax() {
	local now
	is_devdax && read -r now <"$DAX/$dev/size" && [ "$now" = $((128 * M)) ]
}

case $VM_SETUP in
hmem)
	configure "hmem.range = 0x140000000-0x17fffffff" "size = 256M"
	appears "system memory of a size, by hmem.range" is_movable_256m
	leave
	configure "path = ${path#/sys/devices}" "size = 128M" "mode = devdax"
	appears "memory to map, of a size, by path" is_128m_devdax
	dev=dax0.1
	unset -f again
	configure "size = 256M" "mode = system-ram"
	come() { "$DAXCTL" create-device -s 256M; }
	appears "system memory by the size of a device that is made" \
		is_movable_ram
	come() { modprobe dax_hmem; }
	leave
	dev=dax0.0
	again() { leave; }

	echo online >$MEMORY/auto_online_blocks
	configure "device = $dev" "size = 128M" "online = false"
	come >"$VM_TMP/come" 2>&1
	ok "memory that can't be left out of use fails the unit" \
		wait_for 20 units is-failed "$UNIT-$dev.service"
	like "which says what puts it to use" "$(cat "$UNIT_LOG")" \
		"auto_online_blocks says online"
	ok "its device has its size, and can be mapped" is_128m_devdax
	echo offline >$MEMORY/auto_online_blocks
	leave
	;;
cxl)
	configure "cxl.region = $region"
	appears "system memory by cxl.region" is_movable_ram
	leave
	configure "cxl.region = $region" "size = 256M"
	appears "and of a size" is_movable_256m
	leave
	configure "path = /platform/ACPI0017:00"
	appears "system memory by path" is_movable_ram
	leave
	;;
esac
configure "target_node = $node" "movable = true"
appears "system memory by target_node" is_movable_ram
leave
configure "device = $dev" "${other[@]}"
appears "another mode by the kernel's name" $is_other
leave
if modinfo fsdev_dax >/dev/null 2>&1; then
	configure "device = $dev" "mode = famfs"
	appears "famfs" is_famfs
	leave
fi
configure "size = $size" "${other[@]}"
appears "another mode by size" $is_other
like "the log names the section" "$(cat "$UNIT_LOG")" \
	"$dev: \[reconfigure-device case\] in $CONFIG:1"
must wait_for 20 unit_is active
must "$PEER_DAXCTL" reconfigure-device -m devdax -f "$dev" >"$VM_TMP/out" 2>&1
must "$PEER_DAXCTL" disable-device "$dev" >"$VM_TMP/out" 2>&1
must "$PEER_DAXCTL" enable-device "$dev" >"$VM_TMP/out" 2>&1
udevadm settle
is "what an administrator does later starts nothing" \
	"$(grep -c 'reconfigure-device case' "$UNIT_LOG")" 1
is "no unit has failed" "$(units list-units --state=failed)" ""

leave
configure "target_node = $node" "mode = system"
come >"$VM_TMP/come" 2>&1
must wait_for 20 test -s "$UNIT_LOG"
ok "a fault in the section fails the unit" \
	wait_for 20 units is-failed "$UNIT-$dev.service"
like "which says file and line" "$(cat "$UNIT_LOG")" "$CONFIG:3: mode = system"
fails_with "and so does check-config" 1 "1 error, 0 warnings" \
	"$DAXCTL" check-config
units reset-failed

ok "for a device that isn't there the unit ends well" \
	units start "$UNIT-dax9.9.service"
is "no unit has failed then" "$(units list-units --state=failed)" ""
