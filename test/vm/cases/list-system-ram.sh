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

same_each "as found" daxctl "${DAX_LISTINGS[@]}"
if [ "$VM_SETUP" = hmem ]; then
	must "$PEER_DAXCTL" disable-device dax0.0 >/dev/null
	must "$PEER_DAXCTL" reconfigure-device -s 512M dax0.0 >/dev/null
	must "$PEER_DAXCTL" create-device -s 256M >/dev/null
	must "$PEER_DAXCTL" reconfigure-device -m system-ram dax0.0 >/dev/null
	must "$PEER_DAXCTL" reconfigure-device -N -m system-ram dax0.1 >/dev/null
	same_each "one online, one offline" daxctl "${DAX_LISTINGS[@]}" \
		"-d dax0.0" "-d dax0.1"
	must "$PEER_DAXCTL" offline-memory dax0.0 >/dev/null
	same_each "offline" daxctl "" -u -DRMi
	must "$PEER_DAXCTL" online-memory --no-movable dax0.0 >/dev/null
	same_each "not movable" daxctl "" -u -DRMi
fi
publish_ours
nobody_sees "system memory" daxctl
