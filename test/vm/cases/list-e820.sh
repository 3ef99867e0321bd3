#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: on memory that the firmware's map alone tells of, listings equal Debian's
# setups: e820
# kernels: all

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/list.sh
. "$VM_SRC/test/vm/list.sh"

same_each "as found" ndctl "" -u -v -X -RD -DN -RN -BRNDC -BDRNiXCMHFu -vvv

for mode in raw sector fsdax devdax; do
	must "$PEER_NDCTL" create-namespace -f -e namespace0.0 -m $mode >/dev/null
	same_each "$mode" ndctl "" -X -BRNDC -vvvu
	same_each "$mode" daxctl "" -DRMi
done

must "$PEER_NDCTL" disable-namespace all
same_each "disabled" ndctl "" -Ni -Nc -vvv
same_each "disabled" daxctl "" -DRMi
