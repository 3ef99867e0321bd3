#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: what one case leaves on the devices, the next does not find
# setups: stock factory labelless nfit_test e820
# kernels: all
#
# Makes what the file after it in the alphabet looks for.

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"

case $VM_SETUP in
stock | nfit_test)
	must "$PEER_NDCTL" create-namespace --mode=raw >/dev/null
	;;
*)
	must "$PEER_NDCTL" create-namespace --force --mode=sector \
		--no-autolabel --reconfig=namespace0.0 >/dev/null
	;;
esac
ok "a namespace is left behind" \
	grep -q '^[1-9]' /sys/bus/nd/devices/namespace*/size
