#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: each set-up has the devices that its description says
# setups: stock factory labelless misaligned nfit_test e820 hmem cxl
# kernels: all

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"

# what the tools would show, without the tools
sizes() {
	cat /sys/bus/nd/devices/region*/size | sort | xargs
}

# namespaces that take room, whatever their names
namespaces() {
	cat /sys/bus/nd/devices/namespace*/size 2>/dev/null | grep -cv '^0$'
}

is_multiple() {
	[ $(($(cat "$1") % (16 << 20))) -eq 0 ]
}

dimms() {
	printf '%s\n' /sys/bus/nd/devices/nmem* | grep -c 'nmem[0-9]'
}

case $VM_SETUP in
stock)
	is "two regions of 1 GiB" "$(sizes)" "1073741824 1073741824"
	is "two dimms" "$(dimms)" 2
	is "no namespace takes room" "$(namespaces)" 0
	is "all of the first region can be had" \
		"$(attr nd/devices/region0/available_size)" 1073741824
	ok "the second region starts on 16 MiB" \
		is_multiple /sys/bus/nd/devices/region1/resource
	;;
factory | labelless)
	is "two regions of 1 GiB" "$(sizes)" "1073741824 1073741824"
	is "a namespace fills each of them" "$(namespaces)" 2
	;;
misaligned)
	is "two regions short of 1 GiB" "$(sizes)" "1073610752 1073610752"
	not_ok "a region's size is no multiple of 16 MiB" \
		is_multiple /sys/bus/nd/devices/region0/size
	;;
nfit_test)
	is "six dimms" "$(dimms)" 6
	ok "a bus with firmware" grep -qx nfit_test.0 \
		/sys/bus/nd/devices/ndbus0/provider \
		/sys/bus/nd/devices/ndbus1/provider
	not_ok "no scrub is running" grep -q '+' \
		/sys/bus/nd/devices/ndbus0/nfit/scrub \
		/sys/bus/nd/devices/ndbus1/nfit/scrub
	;;
e820)
	is "one region of 256 MiB" "$(sizes)" 268435456
	is "no dimm" "$(dimms)" 0
	is "one namespace" "$(namespaces)" 1
	;;
hmem)
	is "one dax device of 1 GiB" "$(attr dax/devices/dax0.0/size)" 1073741824
	;;
cxl)
	is "a dax device of 512 MiB" "$(attr dax/devices/dax0.0/size)" 536870912
	ok "its region is a CXL region" test -e /sys/bus/cxl/devices/region0
	;;
esac

ok "a device manager runs" udevadm control --ping
