#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: the first region that has room is taken, in the order of their
# claim: numbers, and with --continue all the room there is
# setups: stock

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"

created() {
	"$NDCTL" create-namespace -m raw "$@" | jq -r .dev | tr '\n' ' '
}

must fresh_labels
is "region0 comes first" "$(created -s 512M)" "namespace0.0 "
is "a region without room is passed over" "$(created -s 768M)" "namespace1.0 "
is "--region chooses" "$(created -r region1 -s 64M)" "namespace1.1 "
fails_with "if none has room, each says why" 237 "region1.*free piece" \
	"$NDCTL" create-namespace -m raw -s 768M
must "$NDCTL" disable-region region0
is "a disabled region is passed over" "$(created -s 64M)" "namespace1.2 "
fails_with "alone, it says so with the remedy" 237 "region0 is disabled" \
	"$NDCTL" create-namespace -r region0
must "$NDCTL" enable-region region0
must gone
must "$NDCTL" destroy-namespace -f -r region1 all
echo 1 >$ND/region0/read_only
is "a read-only region is passed over" "$(created -s 64M)" "namespace1.0 "
fails_with "alone, it says so" 237 "region0 is read-only" \
	"$NDCTL" create-namespace -r region0
echo 0 >$ND/region0/read_only
must "$NDCTL" destroy-namespace -f -r region1 all

"$NDCTL" create-namespace -c -r region0 -m raw -s 256M >"$VM_TMP/out" \
	2>"$VM_TMP/err"
is "--continue ends with 0" $? 0
is "--continue fills the region" "$(<"$ND/region0/available_size")" 0
is "--continue shows each namespace" "$(jq -r .size <"$VM_TMP/out" | sort -u)" \
	268435456
like "--continue counts them" "$(<"$VM_TMP/err")" "^created 4 namespaces$"
fails_with "--continue without any room is an error" 237 "no free space" \
	"$NDCTL" create-namespace -c -r region0 -m raw -s 256M
must gone
is "without a size, --continue takes all regions" \
	"$(created -c 2>/dev/null)" "namespace0.0 namespace1.0 "
must "$NDCTL" destroy-namespace -f all
