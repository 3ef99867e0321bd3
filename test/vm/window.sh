# SPDX-License-Identifier: GPL-2.0-or-later
# window.sh - for cases about a real DAX window
#
# What lies in $VM_OUT is shared by the virtio-fs device with the tag "share".
# Its back-end (test/virtiofs) tells by extended attributes what it was asked
# to do by the kernel.
# shellcheck shell=bash disable=SC2034

case $VM_SETUP in
virtiofs_dax_1g) WINDOW=$((1 << 30)) ;;
*) WINDOW=$((64 << 20)) ;;
esac
RANGE=$((2 << 20))
RANGES=$((WINDOW / RANGE))

# counted WHAT...: set_ups, removes or in_use, as the back-end counts them; or
# vmm, the process of the VMM, whose mappings then lie in $VM_OUT/proc.
counted() {
	python3 -c 'import os, sys
print(*(os.getxattr("/mnt", "user.window." + name).decode()
        for name in sys.argv[1:]))' "$@"
}

mount_share() {
	must mount -t virtiofs -o dax=always share /mnt
}

# Without them in its memory the kernel gives ranges of files back.
drop_files() {
	echo 2 >/proc/sys/vm/drop_caches
}

# of FILTER [WHO...]: of the one device in a listing
of() {
	"${@:2}" windows --format=json | jq -r ".devices[] | $1"
}
