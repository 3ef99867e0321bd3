#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a change that is killed while the kernel's policy is held back is found
# claim: by the next one, which puts it back
# setups: hmem
# kernels: all
# timeout: 400

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/device.sh
. "$VM_SRC/test/vm/device.sh"

one_block_that_the_kernel_would_take

# all_out_of_use: the one block of the device
all_out_of_use() {
	[ "$(blocks dax0.0 | grep -cE "^[0-9]+ offline ")" = 1 ]
}

left=0
for n in 1 2 3 4 6 7; do
	strace -f -qq -o /dev/null -e trace=write \
		-e inject=write:signal=KILL:when=$n \
		"$DAXCTL" reconfigure-device -m system-ram -N dax0.0 \
		>"$VM_TMP/out" 2>&1
	[ ! -e $HELD ] || left=$((left + 1))
	ok "killed at write $n: the next run succeeds" \
		"$DAXCTL" reconfigure-device -m system-ram -N dax0.0
	is "killed at write $n: the policy" "$(cat $AUTO)" online
	ok "killed at write $n: nothing is left" test ! -e $HELD
	ok "killed at write $n: the block is out of use" all_out_of_use
	must "$DAXCTL" reconfigure-device -m devdax dax0.0 >"$VM_TMP/out"
done
isnt "some had held the policy" $left 0
