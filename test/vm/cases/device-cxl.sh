#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: the dax device of a CXL region leaves system-ram, is famfs and devdax,
# claim: is divided, and becomes system memory again
# setups: cxl
# kernels: newest
# fresh: boot

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/device.sh
. "$VM_SRC/test/vm/device.sh"

region() {
	basename /sys/bus/cxl/devices/region*
}

device_is_there() {
	[ "$("$DAXCTL" list | jq length)" = 1 ]
}

is "the kernel has put it to use before anyone asked" \
	"$(driver_of_dev dax0.0) $(blocks dax0.0 | cut -d' ' -f2- | sort -u)" \
	"kmem online Movable"
says "which is what was wanted" 0 "^reconfigured 0 devices, 1 unchanged$" \
	reconfigure-device -m system-ram dax0.0
says "it stays unless it is forced" 240 "in use as system memory" \
	reconfigure-device -m devdax dax0.0
says "it is given back" 0 "^reconfigured 1 device$" \
	reconfigure-device -m devdax -f dax0.0
is "to device_dax" "$(driver_of_dev dax0.0)" device_dax
says "it is unchanged then" 0 "1 unchanged" \
	reconfigure-device -m devdax dax0.0

says "famfs" 0 "^reconfigured 1 device$" reconfigure-device -m famfs dax0.0
is "it is what the listing tells" "$("$DAXCTL" list | jq -r '.[0].mode')" famfs
says "famfs is unchanged, too" 0 "1 unchanged" \
	reconfigure-device -m famfs dax0.0
says "and back" 0 "^reconfigured 1 device$" reconfigure-device -m devdax dax0.0
is "to device_dax again" "$(driver_of_dev dax0.0)" device_dax

must "$DAXCTL" disable-device dax0.0
says "it shrinks" 0 "^reconfigured 1 device$" \
	reconfigure-device -s 128M dax0.0
made "and another one is made" '.[0].size == 268435456' -s 256M
says "that becomes system memory" 0 "^reconfigured 1 device$" \
	reconfigure-device -m system-ram dax0.1
is "all of it movable" \
	"$(blocks dax0.1 | grep -c 'online Movable$')" 2
says "a second time it is unchanged" 0 "1 unchanged" \
	reconfigure-device -m system-ram dax0.1
says "and is devdax again" 0 "^reconfigured 1 device$" \
	reconfigure-device -f -m devdax dax0.1
says "and destroyed" 0 "^destroyed 1 device$" destroy-device -f dax0.1

must cxl destroy-region -f "$(region)" 2>/dev/null
is "without its region there is no device" "$("$DAXCTL" list)" ""
must cxl create-region -m -t ram -d decoder0.0 -w 1 mem0 >/dev/null 2>&1
ok "with another one there is" wait_for 10 device_is_there
dev=$("$DAXCTL" list | jq -r '.[0].chardev')
is "which the kernel has put to use, too" \
	"$(driver_of_dev "$dev") $(blocks "$dev" | cut -d' ' -f2- | sort -u)" \
	"kmem online Movable"
says "and which can be had as the first one" 0 "^reconfigured 1 device$" \
	reconfigure-device -m devdax -f "$dev"
