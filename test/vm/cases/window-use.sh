#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: what is in use of a window is told: no less in the guest, exactly by
# claim: the mappings of the VMM
# setups: virtiofs_dax virtiofs_dax_1g
# kernels: all
# timeout: 300

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/window.sh
. "$VM_SRC/test/vm/window.sh"

truncate -s 16M "$VM_OUT/mapped" "$VM_OUT/unmapped"
# a tree with nothing but the mappings of the VMM
mkdir -p "$VM_OUT/sys"

# A process that maps the first half of a file, page by page, and waits.
hold() {
	python3 -c 'import mmap, os, signal
with open("/mnt/mapped") as file:
    at = mmap.mmap(file.fileno(), 8 << 20, prot=mmap.PROT_READ)
for i in range(0, len(at), 4096):
    at[i]
print("holds", flush=True)
signal.pause()' >"$VM_TMP/held" &
	holder=$!
	must wait_for 60 grep -q holds "$VM_TMP/held"
}

# The use as the guest knows it.
use() {
	"$DAXCTL" window-usage --format=json |
		jq -r '.devices[] | "\(.bound) \(.busy) \(.processes // 0)"'
}

# The same from the host, by the VMM's mappings as they are now.
use_of_vmm() {
	vmm=$(counted vmm)
	"$DAXCTL" window-usage "--sysroot=$VM_OUT" "--vmm=$vmm" \
		"--length=$WINDOW" --format=json |
		jq -r '.devices[] | "\(.bound) \(.busy)"'
}

nothing_is_in_use() {
	[ "$(counted in_use)" = 0 ]
}

mount_share
is "nothing is in use" "$(use)" "lower 0 0"
hold
is "what a process maps is in use" "$(use)" "lower 4 1"
is "and by the VMM that is all" "$(use_of_vmm)" "exact 4"
ok "what is only read" cat /mnt/unmapped
is "isn't seen in the guest" "$(use)" "lower 4 1"
is "but by the VMM" "$(use_of_vmm)" "exact 12"
is "the back-end has counted the same" "$(counted in_use)" 12
kill $holder
wait $holder
is "a process that ends maps nothing" "$(use)" "lower 0 0"
is "but its ranges stay in use" "$(use_of_vmm)" "exact 12"
drop_files
must wait_for 30 nothing_is_in_use
vmm=$(counted vmm)
fails_with "until its files are forgotten" 4 "no DAX window is seen" \
	"$DAXCTL" window-usage "--sysroot=$VM_OUT" "--vmm=$vmm"
