#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: wait ends when the device is there, in its mode and done with by udev,
# claim: within two seconds, and with status 8 when that doesn't come
# setups: hmem cxl
# kernels: all
# timeout: 300

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/device.sh
. "$VM_SRC/test/vm/device.sh"

echo offline >$MEMORY/auto_online_blocks
"$DAXCTL" reconfigure-device -m devdax -f dax0.0 >"$VM_TMP/out" 2>&1
must "$DAXCTL" disable-device dax0.0
must "$DAXCTL" reconfigure-device -s 128M dax0.0

now_ms() {
	local now=${EPOCHREALTIME/./}
	echo $((now / 1000))
}

# waiting WORD...: a wait in the background that notes when it ended, and how
waiting() {
	rm -f "$VM_TMP/end"
	{
		"$DAXCTL" wait "$@" >"$VM_TMP/wait" 2>"$VM_TMP/wait.err"
		echo "$? $(now_ms)" >"$VM_TMP/end"
	} &
	# It waits once it is asleep: its socket is there then.
	must wait_for 30 asleep
}

asleep() {
	local pid
	pid=$(pgrep -f "^$DAXCTL wait") &&
		grep -q '^State:.*S' "/proc/$pid/status" &&
		find "/proc/$pid/fd" -lname 'socket:*' | grep -q .
}

# ended NAME FILTER: the wait is done, well, and not long after $since
ended() {
	local status end
	wait
	read -r status end <"$VM_TMP/end"
	is "$1: status" "$status" 0
	ok "$1: within two seconds ($((end - since)) ms)" \
		test $((end - since)) -lt 2000
	ok "$1: it is reported" jq -e "$2" "$VM_TMP/wait"
}

waiting -t 60 dax0.1
"$DAXCTL" create-device -s 256M >"$VM_TMP/made" 2>&1
since=$(now_ms)
ended "a device that is made" '.[0].chardev == "dax0.1"'

waiting -t 60 size=256M -m system-ram --online
must "$DAXCTL" reconfigure-device -m system-ram dax0.1 >"$VM_TMP/out" 2>&1
since=$(now_ms)
ended "its memory" '.[0].online_memblocks == 2'

waiting -t 60 dax0.1 -m devdax
must "$DAXCTL" reconfigure-device -f -m devdax dax0.1 >"$VM_TMP/out" 2>&1
since=$(now_ms)
ended "and back" '.[0].mode == "devdax"'

since=$(now_ms)
says "what doesn't come is given up" 8 "no such device yet" wait -t 2 dax0.9
ok "at its time" test $(($(now_ms) - since)) -ge 2000
says "a mode that doesn't come as well" 8 "dax0.1 is there, but not in that" \
	wait -t 1 -m system-ram dax0.1
says "a look finds nothing" 4 "no such device$" wait -t 0 dax0.9
ok "a device that is there is found at once" "$DAXCTL" wait -t 0 dax0.1
says "and destroyed" 0 "^destroyed 1 device$" destroy-device -f dax0.1
