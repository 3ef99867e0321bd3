#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: memory that the system has taken is listed as Debian's tools list it
# setups: hmem cxl
# kernels: all
# fresh: boot

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/list.sh
. "$VM_SRC/test/vm/list.sh"

# On the newest kernel memory may be online before a device can be changed:
# then a step fails, and the listings of what there is are compared.
peer() {
	if [ "$VM_KERNEL" = stable ]; then
		must "$PEER_DAXCTL" "$@" >/dev/null
	else
		"$PEER_DAXCTL" "$@" >/dev/null || echo "not done: daxctl $*"
	fi
}

same_each "as found" daxctl "${DAX_LISTINGS[@]}"
if [ "$VM_SETUP" = hmem ]; then
	peer disable-device dax0.0
	peer reconfigure-device -s 512M dax0.0
	peer create-device -s 256M
	peer reconfigure-device -m system-ram dax0.0
	peer reconfigure-device -N -m system-ram dax0.1
	same_each "one online, one offline" daxctl "${DAX_LISTINGS[@]}" \
		"-d dax0.0" "-d dax0.1"
	peer offline-memory dax0.0
	same_each "offline" daxctl "" -u -DRMi
	peer online-memory --no-movable dax0.0
	same_each "not movable" daxctl "" -u -DRMi
fi
publish_ours
nobody_sees "system memory" daxctl
