#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: on a dynamic dax region the listings equal Debian's
# setups: hmem
# kernels: all

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

same_each "as found" daxctl "${DAX_LISTINGS[@]}" "-r 0" "-d dax0.0" "-r 7"
same_each "as found" ndctl "" -vvv

peer disable-device dax0.0
same_each "disabled" daxctl "" -i -DRMi
peer reconfigure-device -s 256M dax0.0
peer create-device -r 0 -s 128M
peer create-device -r 0 -s 256M -a 2M
same_each "three devices" daxctl "${DAX_LISTINGS[@]}" "-d dax0.1 -M" \
	"-d dax0.2 -u"

peer disable-device dax0.1
peer destroy-device dax0.1
peer create-device -s 384M
same_each "one in two ranges" daxctl "${DAX_LISTINGS[@]}"

peer disable-device dax0.2
peer reconfigure-device -s 0 dax0.2
same_each "one without a size" daxctl "" -i -DRMi -DRMiu

publish_ours
nobody_sees "one without a size" daxctl
nobody_sees "one without a size" daxctl -DRMi
