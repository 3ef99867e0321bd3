#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: two changes to a region at once happen one after the other, or the
# claim: second says who is in its way
# setups: stock

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"

LOCK=/run/daxctl/region-0.lock

# slow_create OPTION...: a create that stays at its first step until it is
# killed by slow_end or its minute is over
slow_create() {
	strace -f -o "$VM_TMP/log" -e trace=write \
		-e inject=write:delay_enter=60000000:when=1 \
		"$NDCTL" create-namespace "$@" >"$VM_TMP/slow" 2>&1 &
	SLOW=$!
	wait_for 20 is_locked
}

is_locked() {
	grep -q . "$LOCK" && grep -q 'OFDLCK.*WRITE' /proc/locks
}

slow_end() {
	pkill -KILL -P "$SLOW"
	kill -KILL "$SLOW"
	wait
}

must fresh_labels
for i in 1 2 3 4; do
	"$NDCTL" create-namespace -r region0 -m sector -s 64M \
		>"$VM_TMP/made.$i" 2>"$VM_TMP/err.$i" &
done
wait
is "four creates at once all succeed" "$(cat "$VM_TMP"/err.*)" ""
is "and each has made its own" \
	"$(jq -r .dev "$VM_TMP"/made.* | sort | uniq | wc -l)" 4
is "as large as it was to be" \
	"$(for ns in $(in_region region0); do cat "$ND/$ns/size"; done | sort -u)" \
	67108864
must gone

"$NDCTL" create-namespace -r region0 -m raw -s 768M >"$VM_TMP/made.1" 2>&1 &
"$NDCTL" create-namespace -r region0 -m raw -s 768M >"$VM_TMP/made.2" 2>&1 &
wait
is "of two that have room for one, one succeeds" \
	"$(grep -l '"dev"' "$VM_TMP"/made.[12] | wc -l)" 1
like "and the other says why not" "$(cat "$VM_TMP"/made.[12])" "free"
must gone

must slow_create -r region0 -m raw -s 64M
fails_with "--lock-timeout 0 doesn't wait, and says who has the lock" 245 \
	"region0 is locked by .*ndctl\[[0-9]+\]" \
	"$NDCTL" create-namespace -r region0 -m raw -s 64M --lock-timeout 0
fails_with "so does destroy" 245 "is locked by" \
	"$NDCTL" destroy-namespace --lock-timeout 0 -f namespace0.0
ok "a dry run needs no lock" \
	"$NDCTL" create-namespace -r region0 -m raw -s 64M --dry-run
ok "another region isn't locked" \
	"$NDCTL" create-namespace -r region1 -m raw -s 64M --lock-timeout 0
slow_end
ok "the lock of one that was killed is free" \
	"$NDCTL" create-namespace -r region0 -m raw -s 64M --lock-timeout 0
must gone
must "$NDCTL" destroy-namespace -f -r region1 all
fails_with "a time that is no time is a mistake" 129 "lock-timeout" \
	"$NDCTL" create-namespace --lock-timeout 5000000
