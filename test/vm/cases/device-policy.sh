#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: who would put new memory to use is named before anything is touched,
# claim: and with our rule in force it is kept from it
# setups: hmem
# kernels: all
# timeout: 400

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/device.sh
. "$VM_SRC/test/vm/device.sh"

RULES=/etc/udev/rules.d
THEIRS=/usr/lib/udev/rules.d/40-memory-test.rules

# clean: other cases see the machine as it was
clean() {
	rm -f $RULES/00-daxctl-memory.rules $RULES/${THEIRS##*/} $THEIRS $HELD
	echo offline >$AUTO
	udevadm control --reload
}
at_exit clean
mkdir -p $RULES
must "$DAXCTL" reconfigure-device -f -s 256M dax0.0 >"$VM_TMP/out"

# all_are STATE ZONE-REGEX: both blocks of the device
all_are() {
	[ "$(blocks dax0.0 | grep -cE "^[0-9]+ $1 $2\$")" = 2 ]
}
# policy FILTER: true of what is told of dax0.0
policy() {
	"$DAXCTL" online-policy dax0.0 | jq -e ".[0] | $1"
}
back() {
	must "$DAXCTL" reconfigure-device -m devdax -f dax0.0 >"$VM_TMP/out" \
		2>"$VM_TMP/err"
}
untouched() {
	[ "$(driver_of_dev dax0.0)" = device_dax ] && [ "$(cat $AUTO)" = "$1" ]
}

# With Debian's own rules, and nothing else.
echo online >$AUTO
says "the kernel's policy is named" 240 "$AUTO says online" \
	reconfigure-device -m system-ram --no-online dax0.0
ok "and nothing was touched" untouched online
ok "the report says who, and that it can't be had" policy \
	".state == \"online\" and .zone == \"kernel\" and .no_online == false
	and .movable == false and .no_online_blocker == \"$AUTO\""

# Somebody's rule, for which the kernel's policy plays no part.
printf '%s\n' '# for hotplugged memory' \
	'SUBSYSTEM=="memory", ACTION=="add", ATTR{state}=="offline", ATTR{state}="online"' \
	>$THEIRS
udevadm control --reload
echo offline >$AUTO
says "a rule is named with its line" 240 "$THEIRS:2" \
	reconfigure-device -m system-ram --no-online dax0.0
says "also where its zone is another one" 240 "$THEIRS:2" \
	reconfigure-device -m system-ram dax0.0
ok "and nothing was touched then" untouched offline

# What the rule would have done: it is no empty threat.
"$DAXCTL" reconfigure-device -m system-ram --no-online -f dax0.0 \
	>"$VM_TMP/out" 2>"$VM_TMP/err"
is "forced, blocks that did not follow are an error" $? 251
like "which names each" "$(cat "$VM_TMP/err")" \
	"2 of 2 memory blocks did not follow: memory[0-9]+ is online in Normal, memory[0-9]+ is"
back

# The remedies that both errors name.
echo online >$AUTO
sed "s,@BINDIR@/daxctl,$DAXCTL," "$VM_SRC/rules.d/00-daxctl-memory.rules.in" \
	>$RULES/00-daxctl-memory.rules
sed '2s/^/ENV{DAXCTL_MEMORY}!="1", /' $THEIRS >$RULES/${THEIRS##*/}
udevadm control --reload
ok "with our rule it can be had" policy '.no_online and .movable and .held'
says "and is" 0 "^reconfigured 1 device$" \
	reconfigure-device -m system-ram --no-online dax0.0
udevadm settle
ok "no block is online" all_are offline ".*"
is "the policy is what it was" "$(cat $AUTO)" online
back
says "ZONE_MOVABLE, too" 0 "^reconfigured 1 device$" \
	reconfigure-device -m system-ram dax0.0
ok "is where all are" all_are online Movable
back
