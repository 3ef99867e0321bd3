#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: whichever write fails while the kernel's policy is held back, it is
# claim: what it was afterwards, and the device what it was
# setups: hmem
# kernels: stable
# timeout: 400

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/device.sh
. "$VM_SRC/test/vm/device.sh"

RULE=/etc/udev/rules.d/00-daxctl-memory.rules
AUTO=$MEMORY/auto_online_blocks
HELD=/run/daxctl/policy.held

clean() {
	rm -f $RULE $HELD
	echo offline >$AUTO
	udevadm control --reload
}
at_exit clean
mkdir -p "${RULE%/*}"
must "$DAXCTL" reconfigure-device -f -s 128M dax0.0 >"$VM_TMP/out"
sed "s,@BINDIR@/daxctl,$DAXCTL," "$VM_SRC/rules.d/00-daxctl-memory.rules.in" >$RULE
udevadm control --reload
echo online >$AUTO

# faulty CALL HOW: the change, with a call tampered with
faulty() {
	strace -f -qq -o /dev/null -e trace="$1" -e inject="$1:$2" \
		"$DAXCTL" reconfigure-device -m system-ram -N dax0.0 \
		>"$VM_TMP/out" 2>"$VM_TMP/err"
}

# as_before: the machine, after a change that failed
as_before() {
	[ "$(cat $AUTO)" = online ] && [ ! -e $HELD ] &&
		[ "$(driver_of_dev dax0.0)" = device_dax ]
}

failures=0
for n in 1 2 3 4 5 6 7; do
	if faulty write "error=EIO:when=$n"; then
		# What failed was not needed, or told to the user only.
		is "write $n fails: the policy" "$(cat $AUTO)" online
		must "$DAXCTL" reconfigure-device -m devdax dax0.0 >"$VM_TMP/out"
	else
		failures=$((failures + 1))
		ok "write $n fails: all is as before" as_before
		like "write $n fails: it is said" "$(cat "$VM_TMP/err")" "Input/output"
	fi
	rm -f $HELD
done
isnt "some of the writes matter" $failures 0

faulty mkdirat "error=EACCES"
ok "no folder for what it was: all is as before" as_before
says "afterwards it can be had" 0 "^reconfigured 1 device$" \
	reconfigure-device -m system-ram -N dax0.0
is "with the policy as it was" "$(cat $AUTO)" online
must "$DAXCTL" reconfigure-device -m devdax dax0.0 >"$VM_TMP/out"
