#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a window of 1 GiB that doesn't hold all that is read is reclaimed: files
# claim: are read right, its use is told, and a replay gives what was requested
# setups: virtiofs_dax_1g
# kernels: all
# timeout: 600

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/window.sh
. "$VM_SRC/test/vm/window.sh"

# The 410 that are used before anything is taken back, and 71 more. Each change
# takes QEMU a quarter of a second then: see test/virtiofs/vhost-user.c. After 71
# the reclaimer, which takes ten at a time, ends with the 80th in any case: after
# 70 it would have depended on who was faster whether it ran once more.
CAPACITY=$((RANGES - RANGES / 5))
PIECES=$((CAPACITY + 40))
AGAIN=31

mount -t tracefs tracefs /sys/kernel/tracing
# a tree with nothing but the mappings of the VMM
mkdir -p "$VM_OUT/sys"
python3 -c 'import sys
with open(sys.argv[1], "wb") as file:
    for i in range(int(sys.argv[2])):
        file.seek(i << 21)
        file.write(b"%4096d" % i)
    file.truncate((i + 1) << 21)' "$VM_OUT/marked" $PIECES

# All pieces, then the first again, which have been given back by then.
read_all() {
	python3 -c 'import os, sys
pieces, again = map(int, sys.argv[1:])
with open("/mnt/marked") as file:
    for i in [*range(pieces), *range(again)]:
        if os.pread(file.fileno(), 4096, i << 21) != b"%4096d" % i:
            sys.exit(f"piece {i} is not what was written")' \
		$PIECES $AGAIN >"$VM_TMP/read" 2>&1
	echo $? >>"$VM_TMP/read"
}

recorded reclaim read_all
is "what is read is right, before and after a range was given back" \
	"$(cat "$VM_TMP/read")" 0
is "each piece was set up, those that were given back twice" \
	"$set_ups" $((PIECES + AGAIN))
echo "removes: $removes"
ok "a fifth was made free, and no more than one run too much" \
	test $((set_ups - removes)) -le $CAPACITY -a \
	$((set_ups - removes)) -gt $((CAPACITY - 20))
as_counted reclaim 2
read -r vmm in_use <<<"$(counted vmm in_use)"
is "what is in use is told by the mappings of the VMM" \
	"$("$DAXCTL" window-usage "--sysroot=$VM_OUT" "--vmm=$vmm" \
		"--length=$WINDOW" --format=json |
		jq -r '.devices[] | "\(.bound) \(.busy)"')" "exact $in_use"
is "which is all that was set up and not given back" "$in_use" \
	$((set_ups - removes))
