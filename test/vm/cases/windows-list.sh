#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a virtio-fs device without a DAX window is listed, mounted and not, for
# claim: root and for nobody, and why dax=always fails is told
# setups: virtiofs_pci virtiofs_mmio
# kernels: all
# timeout: 300

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"

# Nobody may not look into the folder that we were built in.
mkdir "$VM_TMP/bin"
cp "$DAXCTL" "$VM_BUILD"/lib/libdaxctl.so.1 "$VM_TMP/bin"
chmod 755 "$VM_TMP" "$VM_TMP/bin" "$VM_TMP/bin"/*

as_nobody() {
	setpriv --reuid=65534 --regid=65534 --clear-groups \
		env LD_LIBRARY_PATH="$VM_TMP/bin" "$VM_TMP/bin/daxctl" "$@"
}

# of FILTER [WHO...]: of the one device in a listing
of() {
	"${@:2}" windows --format=json | jq -r ".devices[] | $1"
}

# Both of the two lists of the same device, one by root and one by nobody.
both() {
	local name=$1 filter=$2 want=$3
	is "$name" "$(of "$filter" "$DAXCTL")" "$want"
	is "$name, to nobody" "$(of "$filter" as_nobody)" "$want"
}

case $VM_SETUP in
virtiofs_pci) transport=pci address='^0000:00:[0-9a-f.]*$' ;;
*) transport=mmio address='^LNRO0005:' ;;
esac
# The newest kernel tells a tag before it is mounted.
case $VM_KERNEL in
stable) tag=null ;;
*) tag=share ;;
esac

both "there is one device" .kind window
both "its transport is known" .transport $transport
both "its driver is bound" .state enabled
both "it has no window" .window false
both "what a window would have is left out" 'has("length") or has("cost")' false
both "its tag is told where the kernel tells it" .tag $tag
both "nothing is mounted" '.mounts | length' 0
ok "its address is that of its bus" grep -qE "$address" \
	<<<"$(of .address "$DAXCTL")"
device=$(of .dev "$DAXCTL")
ok "it is the kernel's" test -e "/sys/bus/virtio/drivers/virtiofs/$device"

ok "nothing is wrong with it, which is a note" "$DAXCTL" check-window
is "and the note is that it has no window" \
	"$("$DAXCTL" check-window | jq -r '.[].finding')" no-window

mkdir /mnt/first /mnt/second
not_ok "a mount with dax=always fails" \
	mount -t virtiofs -o dax=always share /mnt/first
"$DAXCTL" check-window >"$VM_TMP/findings"
is "check-window then ends with status 1" $? 1
is "and says why" "$(jq -r '.[0] | .finding, .window, .severity' \
	"$VM_TMP/findings" | paste -sd ' ')" "mount-refused $device error"
like "and what helps" "$(jq -r '.[0].remedy' "$VM_TMP/findings")" \
	"give the device a window"

must mount -t virtiofs share /mnt/first
both "its tag is known once it is mounted" .tag share
both "the mount is listed" '.mounts[].path' /mnt/first
both "with the option that holds" '.mounts[].dax' inode
is "and the device number of its files" "$(of '.mounts[].device' "$DAXCTL")" \
	"$(stat -c %Hd:%Ld /mnt/first)"
ok "it is found by its tag" "$DAXCTL" windows share
ok "by its mount" "$DAXCTL" windows /mnt/first
ok "and by its name" "$DAXCTL" windows "$device"
fails_with "and by nothing else" 4 "no device, tag or mount" \
	"$DAXCTL" windows other

ok "a second mount's dax=always is accepted" \
	mount -t virtiofs -o dax=always share /mnt/second
is "and ignored, which shows" "$(of '.mounts[].dax' "$DAXCTL" | sort -u)" inode
is "as does the silent fallback" "$("$DAXCTL" check-window |
	jq -r '.[].finding' | paste -sd ' ')" \
	"mount-refused silent-fallback option-ignored"

fails_with "there is no use to tell of" 4 "has no DAX window" \
	"$DAXCTL" window-usage share
is "a window of nothing is in no use" "$("$DAXCTL" window-usage)" ""
