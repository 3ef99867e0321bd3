#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: what one case leaves on the devices, the next does not find
# setups: stock factory labelless e820
# kernels: all
#
# Makes what the file after it in the alphabet looks for.

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"

case $VM_SETUP in
stock)
	must "$PEER_NDCTL" create-namespace --mode=raw >/dev/null
	;;
*)
	raw=$("$PEER_NDCTL" list --namespaces | jq -r '[.. | .dev? // empty][0]')
	must "$PEER_NDCTL" create-namespace --force --mode=sector \
		--no-autolabel --reconfig="$raw" >/dev/null
	;;
esac
ok "a namespace is left behind" \
	grep -q '^[1-9]' /sys/bus/nd/devices/namespace*/size
