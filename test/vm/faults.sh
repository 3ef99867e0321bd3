# SPDX-License-Identifier: GPL-2.0-or-later
# faults.sh - for cases about trouble half way: each step fails, or is the last
#
# A case sources this after change.sh and gives $NAME, for its claims,
# $PRISTINE, the state of region0 that trouble must leave, back_to_start, which
# brings that state about, and finish_off, which destroys what was made.
# shellcheck shell=bash

# count CALL WORDS...: how often a run that succeeds makes it
count() {
	local call=$1
	shift
	strace -f -o "$VM_TMP/log" -e trace="$call" "$NDCTL" "$@" \
		>"$VM_TMP/.out" 2>&1 || return
	grep -c "$call(" "$VM_TMP/log"
}

# injected CALL HOW WORDS...: run with CALL tampered with
injected() {
	local call=$1 how=$2
	shift 2
	strace -f -o "$VM_TMP/log" -e trace="$call" -e inject="$call:$how" \
		"$NDCTL" "$@" >"$VM_TMP/.out" 2>"$VM_TMP/.err"
}

# fails_cleanly CALL ERROR WORDS...: for each N, a run whose Nth CALL fails
# either fails with a message and leaves $PRISTINE, or didn't need it
fails_cleanly() {
	local call=$1 error=$2 n total status state bad="" failures=0
	shift 2
	total=$(count "$call" "$@") || total=0
	must back_to_start
	for ((n = 1; n <= total; n++)); do
		injected "$call" "error=$error:when=$n" "$@"
		status=$?
		if [ $status -ne 0 ]; then
			failures=$((failures + 1))
			state=$(kernel_state region0)
			[ "$state" = "$PRISTINE" ] ||
				bad+=" $n(left: $(diff <(echo "$PRISTINE") <(echo "$state")))"
			grep -q . "$VM_TMP/.err" || bad+=" $n(silent)"
			[ $status -lt 128 ] || grep -q Error: "$VM_TMP/.err" ||
				grep -q "^ndctl" "$VM_TMP/.err" ||
				bad+=" $n(status $status)"
		fi
		[ "$(kernel_state region0)" = "$PRISTINE" ] ||
			must back_to_start
	done
	[ "$total" -gt 0 ] || return 0
	is "$NAME: each of $total $call failing with $error ($failures matter)" \
		"$bad" ""
}

# survives_kill CALL WORDS...: killed at each CALL, the same command succeeds
# when run again, and its result can be destroyed to the last byte
survives_kill() {
	local call=$1 n total bad=""
	shift
	total=$(count "$call" "$@") || total=0
	must back_to_start
	for ((n = 1; n <= total; n++)); do
		injected "$call" "signal=KILL:when=$n" "$@"
		"$NDCTL" "$@" >"$VM_TMP/.out" 2>"$VM_TMP/.err" ||
			bad+=" $n(again: $(cat "$VM_TMP/.err"))"
		finish_off || bad+=" $n(destroy: $(cat "$VM_TMP/.err"))"
		[ "$(kernel_state region0)" = "$PRISTINE" ] ||
			bad+=" $n(left: $(diff <(echo "$PRISTINE") <(kernel_state region0)))"
		must back_to_start
	done
	[ "$total" -gt 0 ] || return 0
	is "$NAME: killed at each of $total $call, the next run repairs" "$bad" ""
}
