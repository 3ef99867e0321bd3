#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a DAX window is listed with its place and size as the kernel has it,
# claim: and costs the guest the memory that is told
# setups: virtiofs_dax virtiofs_dax_1g
# kernels: all
# timeout: 300

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/window.sh
. "$VM_SRC/test/vm/window.sh"

# The kernel's own words for where the window is.
in_iomem() {
	sed -n "s/^ *\\([0-9a-f]*\\)-\\([0-9a-f]*\\) : $device\$/\\1 \\2/p" \
		/proc/iomem
}

# Bytes of memory without a driver that the machine has pages for.
spanned() {
	awk '/zone +Device/ { found = 1 }
		found && $1 == "spanned" { print $2 * 4096; exit }' \
		/proc/zoneinfo
}

# Those that each processor keeps at hand are free, too, and each counts for
# itself until it is asked.
free_memory() {
	udevadm settle
	sync
	echo 3 >/proc/sys/vm/drop_caches
	echo 1 >/proc/sys/vm/stat_refresh
	awk '$1 == "nr_free_pages" || $1 == "count:" { pages += $2 }
		END { print pages * 4 }' /proc/zoneinfo
}

# The kernel's objects of 128 bytes, which are counted exactly in these set-ups.
objects() {
	awk '$1 == "kmalloc-128" { print $2 }' /proc/slabinfo
}

# Of these, those that FUSE has made for DAX.
dax_objects() {
	awk '$2 ~ /^fuse_dax/ { count += $1 } END { print count + 0 }' \
		/sys/kernel/debug/slab/kmalloc-128/alloc_traces
}

device=$(of .dev "$DAXCTL")
ok "it is the kernel's device" \
	test -e "/sys/bus/virtio/drivers/virtiofs/$device"
read -r first last <<<"$(in_iomem)"
is "its place is that of the kernel" "$(of .base "$DAXCTL")" \
	"$(printf '0x%016x' "0x$first")"
is "and so is its length" "$(of .length "$DAXCTL")" \
	$((0x$last - 0x$first + 1))
is "which is that of the set-up" "$(of '"\(.length) \(.ranges)"' "$DAXCTL")" \
	"$WINDOW $RANGES"
is "it was told by the device itself" "$(of .source "$DAXCTL")" capability
is "the kernel has pages for all of it" \
	"$(of .struct_pages "$DAXCTL") $(spanned)" "true $WINDOW"
is "a fifth of it is kept free" "$(of '.capacity + .reclaim_threshold' \
	"$DAXCTL") $(of .reclaim_threshold "$DAXCTL")" "$RANGES $((RANGES / 5))"
is "nothing is wrong with it but that it isn't used" \
	"$("$DAXCTL" check-window | jq -r '.[].finding')" unused

mount -t debugfs debugfs /sys/kernel/debug
mount_share
is "the mount takes an object of 128 bytes for each range" \
	"$(dax_objects) $(of .mount_cost "$DAXCTL")" "$RANGES $((RANGES * 128))"
is "it is mounted and the option holds" \
	"$(of '.mounts[] | "\(.path) \(.dax)"' "$DAXCTL")" "/mnt always"
is "its tag is told" "$(of .tag "$DAXCTL")" share
is "then nothing is wrong" "$("$DAXCTL" check-window)" ""
must umount /mnt

# Of a small window the noise of other programs is too large a part: 64 MiB take
# 1 MiB and 32 objects.
told=$(of .probe_cost "$DAXCTL")
is "its pages take a 64th of it" "$told" $((WINDOW / 64))
[ "$VM_SETUP" = virtiofs_dax_1g ] || exit 0

# is_half_a_percent_off NUMBER WANTED
is_half_a_percent_off() {
	[ $((200 * ($1 - $2))) -gt "$2" ] || [ $((200 * ($2 - $1))) -gt "$2" ]
}

# Other programs come and go at that moment, and with them pages and objects.
takes_what_is_told() {
	local without taken try
	for try in 1 2 3; do
		echo "$device" >/sys/bus/virtio/drivers/virtiofs/unbind
		without=$(free_memory)
		echo "$device" >/sys/bus/virtio/drivers/virtiofs/bind
		taken=$(((without - $(free_memory)) * 1024))
		echo "$try: told: $told, taken: $taken"
		is_half_a_percent_off $taken "$told" || return 0
	done
	return 1
}

takes_an_object_for_each_range() {
	local before more try
	for try in 1 2 3 4 5; do
		before=$(objects)
		mount_share
		more=$(($(objects) - before))
		must umount /mnt
		echo "$try: ranges: $RANGES, objects: $more"
		is_half_a_percent_off $more $RANGES || return 0
	done
	return 1
}

ok "so much is taken when the driver is bound, to half a percent" \
	takes_what_is_told
ok "and so many objects when it is mounted" takes_an_object_for_each_range
