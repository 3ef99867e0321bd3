#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: where labels are empty or missing both listings equal Debian's
# setups: factory labelless misaligned
# kernels: all

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/list.sh
. "$VM_SRC/test/vm/list.sh"

same_each "as found" ndctl "" -u -Ni -vvv -vvvu -R -BDRNXCiM
same_each "as found" daxctl "" -DRMi

# Upstream makes nothing of a region that is no multiple of its alignment.
if [ "$VM_SETUP" != misaligned ]; then
	must "$PEER_NDCTL" create-namespace -f -e namespace0.0 -m sector \
		--no-autolabel >/dev/null
	same_each "sector without labels" ndctl "" -v -vvv -BDRNXCiM
	must "$PEER_NDCTL" create-namespace -f -e namespace0.0 -m fsdax \
		--no-autolabel >/dev/null
	same_each "fsdax without labels" ndctl "" -v -vvvu
	must "$PEER_NDCTL" create-namespace -f -e namespace0.0 -m devdax \
		--no-autolabel >/dev/null
	same_each "devdax without labels" ndctl "" -X -vvv
	same_each "devdax without labels" daxctl "" -DRMi
fi

must "$PEER_NDCTL" destroy-namespace -f all
same_each "after destroy-namespace" ndctl "" -Ni -Nc -vvv
