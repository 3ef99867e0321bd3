#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: devices are reset before a case where the one before changed them
# setups: stock factory labelless nfit_test e820
# kernels: all

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"

modes=$("$PEER_NDCTL" list --namespaces | jq -r '.. | .mode? // empty' | sort -u)
case $VM_SETUP in
stock) is "no namespace is left" "$modes" "" ;;
e820) is "the namespace is as at boot" "$modes" fsdax ;;
*) is "namespaces are as at boot" "$modes" raw ;;
esac
