#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: the dax device of a CXL region leaves system-ram, is famfs and devdax,
# claim: is divided, and becomes system memory again
# setups: cxl
# kernels: newest
# fresh: boot
# timeout: 420

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/device.sh
. "$VM_SRC/test/vm/device.sh"

echo offline >$MEMORY/auto_online_blocks
must "$DAXCTL" reconfigure-device -m devdax -f dax0.0
is "what the kernel has put to use is given back" "$(driver_of_dev dax0.0)" \
	device_dax
says "it is unchanged then" 0 "was already in devdax mode" \
	reconfigure-device -m devdax dax0.0

if modinfo fsdev_dax >/dev/null 2>&1 ||
	[ -d /sys/bus/dax/drivers/fsdev_dax ]; then
	says "famfs, where the kernel has it" 0 "^reconfigured 1 device$" \
		reconfigure-device -m famfs dax0.0
	says "and back" 0 "^reconfigured 1 device$" \
		reconfigure-device -m devdax dax0.0
else
	not_ok "famfs is refused where the kernel has none" \
		"$DAXCTL" reconfigure-device -m famfs dax0.0
fi
is "it is devdax, whatever came of famfs" "$(driver_of_dev dax0.0)" device_dax

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
