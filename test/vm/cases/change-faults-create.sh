#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a create that fails at any step leaves the region as it was
# setups: stock
# kernels: all
# timeout: 900

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"
# shellcheck source=test/vm/faults.sh
. "$VM_SRC/test/vm/faults.sh"

# The calls by which anything can be changed.
CALLS="write pwrite64 openat ioctl fcntl mkdirat ftruncate"

# As after boot: no sector size is selected in a region that has just come up.
back_to_start() {
	as_it_was ||
		"$PEER_NDCTL" destroy-namespace -f -r region0 all 2>"$VM_TMP/.err"
	as_it_was || fresh_labels all
	echo region0 >/sys/bus/nd/drivers/nd_region/unbind &&
		echo region0 >/sys/bus/nd/drivers/nd_region/bind && as_it_was
}

must fresh_labels
PRISTINE=$(whole_state)
is "no sector size is selected yet" \
	"$(grep 'seed of [a-z]* sector_size' <<<"$PRISTINE" | grep -c '\[')" 0
for mode in "fsdax -a 4096" devdax sector raw "raw -l 4096"; do
	NAME="create $mode"
	# shellcheck disable=SC2086
	fails_cleanly write EIO create-namespace -r region0 -s 64M -m $mode
done
NAME="create fsdax"
fails_cleanly write ENODEV create-namespace -r region0 -s 64M
for call in $CALLS; do
	[ "$call" = write ] ||
		fails_cleanly "$call" EACCES create-namespace -r region0 -s 64M
done
