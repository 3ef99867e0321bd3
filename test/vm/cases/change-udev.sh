#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: udev knows that a disk is gone before it comes again
# setups: stock
# kernels: all

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/partition.sh
. "$VM_SRC/test/vm/partition.sh"

# slow_udev SECONDS COMMAND...: it hears of nothing for so long, and the number of
# the disk that there is now isn't free again either
slow_udev() {
	local pid seconds=$1
	shift
	pid=$(pgrep -o systemd-udevd)
	udevadm settle
	exec {held}</dev/pmem0
	kill -STOP "$pid"
	(sleep "$seconds" && kill -CONT "$pid") &
	"$@"
	wait $!
	exec {held}<&-
	udevadm settle
}

off_and_on() {
	"$DAXCTL" disable-namespace namespace0.0 &&
		"$DAXCTL" enable-namespace namespace0.0
}

again() {
	"$DAXCTL" create-namespace --force --mode="$1" --reconfig=namespace0.0 >/dev/null
}

modprobe dm_mod
must "$DAXCTL" create-namespace --mode=raw --region=region0 >/dev/null
must wait_for 10 test -b /dev/pmem0
before=$(number_of /dev/pmem0)
ok "a disk goes and comes while udev is slow" slow_udev 1 off_and_on
ok "with another number" [ "$(number_of /dev/pmem0)" != "$before" ]
is "udev left nothing of the first one" "$(dangling)" ""
ok "a namespace gets another mode meanwhile" slow_udev 1 again fsdax
is "nothing is left of the disk before" "$(dangling)" ""
ok "the other way round" slow_udev 1 again raw
is "nothing is left of that, either" "$(dangling)" ""

# The kernel takes partitions away and makes them anew in one call.
must "$DAXCTL" create-namespace --force --mode=fsdax --reconfig=namespace0.0 >/dev/null
must sfdisk --quiet /dev/pmem0 <<-TABLE
	label: gpt
	start=4096, size=204800
	start=262144, size=65536
TABLE
for _ in 1 2 3; do
	udevadm settle
	must blockdev --rereadpt /dev/pmem0
done
udevadm settle
must "$DAXCTL" map-partitions --wait pmem0 >/dev/null
is "what it leaves is gone when maps have taken their place" "$(dangling)" ""
must "$DAXCTL" unmap-partitions pmem0 >/dev/null

# timed COMMAND...: true if it does it in five seconds
timed() {
	local begin=$SECONDS
	"$@" && [ $((SECONDS - begin)) -lt 5 ]
}
ok "nobody is held up for long by a udev that doesn't answer" \
	slow_udev 8 timed "$DAXCTL" disable-namespace namespace0.0
is "whose links go when it does" "$(dangling)" ""
