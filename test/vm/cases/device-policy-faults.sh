#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: whichever write fails while the kernel's policy is held back, it is
# claim: what it was afterwards, and the device what it was
# setups: hmem
# kernels: all
# timeout: 400

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/device.sh
. "$VM_SRC/test/vm/device.sh"

one_block_that_the_kernel_would_take

change=("$DAXCTL" reconfigure-device -m system-ram -N dax0.0)

# faulty CALL HOW: the change, with a call tampered with
faulty() {
	strace -f -qq -o /dev/null -e trace="$1" -e inject="$1:$2" \
		"${change[@]}" >"$VM_TMP/out" 2>"$VM_TMP/err"
}

back() {
	must "$DAXCTL" reconfigure-device -m devdax dax0.0 >"$VM_TMP/out" \
		2>"$VM_TMP/err"
}

# as_before: the machine, after a change that failed
as_before() {
	[ "$(cat $AUTO)" = online ] && [ ! -e $HELD ] &&
		[ "$(driver_of_dev dax0.0)" = device_dax ]
}

# Which writes are the change. What the user is told is written, too: where
# that fails, the command does, but all has been done by then.
strace -f -y -e trace=write -o "$VM_TMP/log" "${change[@]}" \
	>"$VM_TMP/out" 2>"$VM_TMP/err" || fail "the change succeeds"
mapfile -t at < <(grep 'write(' "$VM_TMP/log" |
	awk '/<\/(sys|run\/daxctl)\// { print NR }')
back

failures=0
for n in "${at[@]}"; do
	if faulty write "error=EIO:when=$n"; then
		# The file of a lock says who has it, to be read by people.
		is "write $n fails, unneeded: the policy" "$(cat $AUTO)" online
		back
	else
		failures=$((failures + 1))
		ok "write $n fails: all is as before" as_before
		like "write $n fails: it is said" "$(cat "$VM_TMP/err")" \
			"Input/output"
	fi
	rm -f $HELD
done
# what is kept, the policy, unbind, bind, the policy again: at least
ok "each of those that matter was made to fail" [ $failures -ge 5 ]

if faulty write "error=EIO:when=$((at[-1] + 1))"; then
	fail "what can't be told is an error"
else
	is "what can't be told is an error, of a change that was made" \
		"$(driver_of_dev dax0.0) $(cat $AUTO)" "kmem online"
fi
back

for n in 1 2 3; do
	faulty mkdirat "error=EACCES:when=$n"
	is "folder $n can't be made: its status" $? 243
	ok "folder $n can't be made: all is as before" as_before
done
says "afterwards it can be had" 0 "^reconfigured 1 device$" \
	reconfigure-device -m system-ram -N dax0.0
is "with the policy as it was" "$(cat $AUTO)" online
back
