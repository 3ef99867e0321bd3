#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: udev knows that a device is gone before it comes again
# setups: stock
# kernels: all

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/partition.sh
. "$VM_SRC/test/vm/partition.sh"
# shellcheck source=test/vm/names.sh
. "$VM_SRC/test/vm/names.sh"

# slow_udev SECONDS DEVICE COMMAND...: it hears of nothing for so long, and the
# number that the device has now isn't free again either
slow_udev() {
	local pid status seconds=$1 device=$2
	shift 2
	pid=$(pgrep -o systemd-udevd)
	udevadm settle
	exec {held}<"/dev/$device"
	kill -STOP "$pid"
	(sleep "$seconds" && kill -CONT "$pid") &
	"$@"
	status=$?
	wait $!
	exec {held}<&-
	udevadm settle
	return $status
}

off_and_on() {
	"$DAXCTL" disable-namespace "$1" && "$DAXCTL" enable-namespace "$1"
}

again() {
	"$DAXCTL" create-namespace --force --mode="$1" --reconfig=namespace0.0 >/dev/null
}

modprobe dm_mod
must "$DAXCTL" create-namespace --mode=raw --region=region0 >/dev/null
must wait_for 10 test -b /dev/pmem0
before=$(number_of /dev/pmem0)
ok "a disk goes and comes while udev is slow" slow_udev 1 pmem0 off_and_on namespace0.0
ok "with another number" [ "$(number_of /dev/pmem0)" != "$before" ]
is "udev left nothing of the first one" "$(dangling)" ""
ok "a namespace gets another mode meanwhile" slow_udev 1 pmem0 again fsdax
is "nothing is left of the disk before" "$(dangling)" ""
ok "the other way round" slow_udev 1 pmem0 again raw
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
	slow_udev 8 pmem0 timed "$DAXCTL" disable-namespace namespace0.0
is "whose links go when it does" "$(dangling)" ""

install_names
must "$DAXCTL" create-namespace --mode=devdax --region=region1 >"$VM_TMP/made"
must "$DAXCTL" wait -t 20 "uuid=$(jq -r .uuid "$VM_TMP/made")" >"$VM_TMP/out"
before=$(number_of /dev/dax1.0)
ok "a character device goes and comes" \
	slow_udev 1 dax1.0 off_and_on namespace1.0
ok "with another number as well" [ "$(number_of /dev/dax1.0)" != "$before" ]
is "udev left nothing of that" "$(dangling)" ""
before=$(number_of /dev/dax1.0)
other_data() {
	"$DAXCTL" create-namespace --force --mode=devdax \
		--reconfig=namespace1.0 >"$VM_TMP/again"
}
ok "it goes and comes with other data" \
	slow_udev 1 dax1.0 other_data
ok "with another number, too" [ "$(number_of /dev/dax1.0)" != "$before" ]
must "$DAXCTL" wait -t 20 "uuid=$(jq -r .uuid "$VM_TMP/again")" >"$VM_TMP/out"
is "it has the name of its own uuid alone" "$(ls /dev/dax/by-uuid)" \
	"$(jq -r .uuid "$VM_TMP/again")"
is "and no link is of the one before" "$(dangling)" ""
