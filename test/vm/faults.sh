# SPDX-License-Identifier: GPL-2.0-or-later
# faults.sh - for cases about trouble half way: each step fails, or is the last
#
# A case sources this after change.sh and gives $NAME, for its claims,
# $PRISTINE, the whole_state that trouble must leave, back_to_start, which
# brings that state about, and finish_off, which destroys what was made.
# shellcheck shell=bash

# calls CALL WORDS...: run, and tell which of its CALLs have to do with the
# change: the first is 1. What is printed for the user has not, nor have the
# many files that are only read, but for a few of them. What is read after the
# last file that is written is for the report: the change is made by then.
calls() {
	local call=$1
	shift
	strace -f -y -o "$VM_TMP/log" -e trace="$call" "$NDCTL" "$@" \
		>"$VM_TMP/.out" 2>&1 || return
	grep "$call(" "$VM_TMP/log" | awk -v call="$call" '
		call == "write" && !/<\/(sys|dev|run\/daxctl)\// { next }
		call != "openat" || /O_WRONLY|O_RDWR/ { last = NR }
		last != NR && NR % 7 { next }
		{ at[++count] = NR }
		END { for (i = 1; i <= count && at[i] <= last; i++) print at[i] }'
}

# injected CALL HOW WORDS...: run with CALL tampered with
injected() {
	local call=$1 how=$2
	shift 2
	strace -f -o "$VM_TMP/log" -e trace="$call" -e inject="$call:$how" \
		"$NDCTL" "$@" >"$VM_TMP/.out" 2>"$VM_TMP/.err"
}

# seed_state: what is set in the devices that the kernel keeps for the next
# namespace
seed_state() {
	local kind seed
	for kind in namespace btt pfn dax; do
		value "region0/${kind}_seed"
		seed=$REPLY
		[ -z "$seed" ] || show "$seed" "seed of $kind" size uuid \
			alt_name holder force_raw namespace mode align sector_size
	done
}

# in_effect: a state with the sector size selected that is in effect: 512 where
# none is. No write takes a selection back, and not every region can be brought
# up again.
in_effect() {
	sed '/^seed of namespace sector_size: [^[]*$/s/\<512\>/[512]/'
}

# whole_state: all that a run that fails must leave as it found it
whole_state() {
	kernel_state region0
	seed_state
}

# as_listed: the region as Debian's tool tells it, with its unused namespaces
as_listed() {
	"$PEER_NDCTL" list -RNi -r region0
}

# as_it_was: is $PRISTINE what there is now? The seeds are not looked at again.
as_it_was() {
	[[ $PRISTINE = "$(kernel_state region0)"$'\n''seed of '* ]]
}

# left_over: what there is that wasn't at the start, or no longer is, after the
# filter $AS that says what counts
left_over() {
	diff <(printf '%s\n' "$PRISTINE" | ${AS:-cat}) \
		<(whole_state | ${AS:-cat}) | grep '^[<>]' | tr '\n' ' '
}

# fails_cleanly CALL ERROR WORDS...: for each N, a run whose Nth CALL fails
# either fails with a message, leaves $PRISTINE and is listed as before, or
# didn't need it
fails_cleanly() {
	local call=$1 error=$2 n at listed bad="" failures=0
	shift 2
	mapfile -t at < <(calls "$call" "$@")
	must back_to_start
	for n in "${at[@]}"; do
		listed=$(as_listed)
		if ! injected "$call" "error=$error:when=$n" "$@"; then
			failures=$((failures + 1))
			bad+=$(left_over | sed "s/^/ $n: /")
			[ "$(as_listed)" = "$listed" ] ||
				bad+=" $n: listed as $(as_listed)"
			[ -s "$VM_TMP/.err" ] || bad+=" $n: silent"
		fi
		must back_to_start
	done
	[ ${#at[@]} -gt 0 ] || return 0
	is "$NAME: each of ${#at[@]} $call fails with $error ($failures matter)" \
		"$bad" ""
}

# survives_kill CALL WORDS...: killed at each CALL, the same command succeeds
# when run again, and what it makes can be destroyed
survives_kill() {
	local call=$1 n at bad=""
	shift
	mapfile -t at < <(calls "$call" "$@")
	must back_to_start
	for n in "${at[@]}"; do
		injected "$call" "signal=KILL:when=$n" "$@"
		"$NDCTL" "$@" >"$VM_TMP/.out" 2>"$VM_TMP/.err" ||
			bad+=" $n: again: $(<"$VM_TMP/.err")"
		finish_off || bad+=" $n: finish: $(<"$VM_TMP/.err")"
		bad+=$(left_over | sed "s/^/ $n: left: /")
		must back_to_start
	done
	[ ${#at[@]} -gt 0 ] || return 0
	is "$NAME: killed at each of ${#at[@]} $call, the next run goes on" \
		"$bad" ""
}
