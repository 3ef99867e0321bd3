#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: migrate-device-model makes the link that Debian's does, modprobe reads
# claim: what it leads to, and a second run is unchanged
# setups: hmem
# kernels: all
# fresh: none

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"

LINK=/etc/modprobe.d/daxctl.conf
FILE=/usr/share/daxctl/daxctl.conf

at_exit "rm -f $LINK"
mkdir -p "${LINK%/*}" "${FILE%/*}"
must cp "$VM_SRC/contrib/daxctl.conf" $FILE
rm -f $LINK
must "$PEER_DAXCTL" migrate-device-model
theirs=$(readlink $LINK)
must rm $LINK

fails_with "it is installed" 0 "^ success: installed $LINK$" \
	"$DAXCTL" migrate-device-model
is "as Debian's" "$(readlink $LINK)" "$theirs"
like "modprobe keeps the old module out" \
	"$(modprobe --showconfig | grep dax_pmem_compat)" \
	"blacklist dax_pmem_compat"
fails_with "a second time it is unchanged" 0 "^unchanged: $LINK" \
	"$DAXCTL" migrate-device-model
is "and the link is the same" "$(readlink $LINK)" "$theirs"

ln -sf /dev/null $LINK
fails_with "what somebody else has put there stays" 1 "File exists" \
	"$DAXCTL" migrate-device-model
is "as it was" "$(readlink $LINK)" /dev/null
