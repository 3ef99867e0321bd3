# SPDX-License-Identifier: GPL-2.0-or-later
# lib.sh - what a case is written with
#
# A case sources this ( . "$VM_LIB" ) and states its claims with the words
# below; each is one result, named by its first argument. A case goes on
# after a failed claim; "must" is for steps without which the rest has no
# meaning. A case that ends with a status other than 0, or claims nothing,
# fails. Nothing here sleeps for a fixed time to let something happen: wait
# on the condition with wait_for.
#
# Given: DAXCTL NDCTL (the programs under test), PEER_DAXCTL PEER_NDCTL
# (Debian's), VM_SETUP, VM_KERNEL (stable or newest), VM_TMP (empty folder
# of this case), VM_OUT (kept on the machine), VM_CONSOLE (what it showed),
# VM_SRC, VM_BUILD.
# shellcheck shell=bash

# shellcheck source=test/vm/guest/wait.sh
. "$VM_SRC/test/vm/guest/wait.sh"

exec 6>"$VM_CHANNEL"
_claims=0
_atexit=()

_send() {
	_claims=$((_claims + 1))
	printf '@ %s %s\n' "$1" "${2//$'\n'/ }" >&6
	printf '%s %s\n' "$1" "$2"
}

_on_exit() {
	local status=$? i
	for ((i = ${#_atexit[@]} - 1; i >= 0; i--)); do
		eval "${_atexit[i]}"
	done
	if [ $status -eq 0 ] && [ $_claims -eq 0 ]; then
		_send not "claims something"
	fi
	exit $status
}
trap _on_exit EXIT

# at_exit COMMAND: run COMMAND when the case ends, the last one first.
at_exit() {
	_atexit+=("$*")
}

pass() {
	_send ok "$1"
}

# fail NAME [DETAIL]: the detail goes to the case's log.
fail() {
	_send not "$1"
	[ $# -lt 2 ] || printf '%s\n' "${@:2}" | sed 's/^/	/'
}

# skip NAME REASON: counts as skipped; say why it can't be had here.
skip() {
	_send skip "$1: $2"
}

# skip_case REASON: the whole case has no meaning here.
skip_case() {
	_send skip "$1"
	exit 0
}

# ok NAME COMMAND...: the command succeeds.
ok() {
	local name=$1 status
	shift
	"$@" >"$VM_TMP/.out" 2>&1
	status=$?
	if [ $status -eq 0 ]; then
		pass "$name"
	else
		fail "$name" "status $status: $*" "$(cat "$VM_TMP/.out")"
	fi
}

# not_ok NAME COMMAND...: the command ends with an error of its own (a
# signal or a missing program is none).
not_ok() {
	local name=$1 status
	shift
	"$@" >"$VM_TMP/.out" 2>&1
	status=$?
	if [ $status -gt 0 ] && [ $status -lt 126 ]; then
		pass "$name"
	else
		fail "$name" "status $status: $*" "$(cat "$VM_TMP/.out")"
	fi
}

# fails_with NAME STATUS REGEX COMMAND...: the status, and what is said of
# it on standard error.
fails_with() {
	local name=$1 want=$2 regex=$3 status
	shift 3
	"$@" >"$VM_TMP/.out" 2>"$VM_TMP/.err"
	status=$?
	if [ $status -eq "$want" ] && grep -qE -- "$regex" "$VM_TMP/.err"; then
		pass "$name"
	else
		fail "$name" "status $status (wanted $want): $*" \
			"wanted on stderr: $regex" "$(cat "$VM_TMP/.err")"
	fi
}

# is NAME GOT WANT
is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "got:    $2" "wanted: $3"
	fi
}

# isnt NAME GOT UNWANTED
isnt() {
	if [ "$2" != "$3" ]; then
		pass "$1"
	else
		fail "$1" "got what was not wanted: $2"
	fi
}

# like NAME GOT REGEX
like() {
	if grep -qE -- "$3" <<<"$2"; then
		pass "$1"
	else
		fail "$1" "got:    $2" "wanted: $3"
	fi
}

_value_or_file() {
	if [ -f "$1" ]; then
		cat "$1"
	else
		printf '%s\n' "$1"
	fi
}

# In jq's own order objects compare by their sorted keys.
_UNORDERED='walk(if type == "array" then sort else . end)'

# json_normal: standard input with keys and arrays sorted. Empty input stays
# empty: some commands print nothing for "none".
json_normal() {
	jq -S "$_UNORDERED"
}

# json_same NAME GOT WANT [FILTER]: two JSON texts (or files of them) are
# equal whatever the order of keys and array elements. The jq FILTER is
# applied to both first: each difference that is meant is named there.
# A jq takes a guest most of a second, hence one for both.
json_same() {
	local filter=${4:-.} got=$VM_TMP/.got want=$VM_TMP/.want
	_value_or_file "$2" >"$got"
	_value_or_file "$3" >"$want"
	jq -n -e --slurpfile got "$got" --slurpfile want "$want" \
		"[\$got, \$want] | map(map($filter
			) | $_UNORDERED) |
			.[0] == .[1]" >/dev/null 2>"$VM_TMP/.err"
	case $? in
	0) pass "$1" ;;
	1) fail "$1" "$(diff -u --label wanted --label got \
		<(jq "$filter" "$want" | json_normal) \
		<(jq "$filter" "$got" | json_normal))" ;;
	*) fail "$1" "not JSON" "$(cat "$VM_TMP/.err" "$got" "$want")" ;;
	esac
}

# same_file NAME GOT WANT: byte for byte.
same_file() {
	if cmp "$2" "$3" >"$VM_TMP/.out" 2>&1; then
		pass "$1"
	else
		fail "$1" "$(cat "$VM_TMP/.out")"
	fi
}

# must COMMAND...: a step that is no claim but must work for the rest.
must() {
	local status
	"$@"
	status=$?
	[ $status -eq 0 ] && return 0
	fail "step: $*" "status $status"
	exit 1
}

# attr PATH: a sysfs attribute below /sys/bus, e.g. attr nd/devices/region0/size
attr() {
	cat "/sys/bus/$1"
}

# sysfs_state [DIR]: every readable attribute of the nd and dax buses, to
# compare before with after.
sysfs_state() {
	local bus
	for bus in nd dax; do
		[ -d "/sys/bus/$bus/devices" ] || continue
		(cd "/sys/bus/$bus/devices" && find -H ./* -maxdepth 2 -type f \
			-readable ! -name uevent ! -path '*/power/*' \
			-print0 | sort -z | xargs -0 grep -Hs . ;
			find -H ./* -maxdepth 1 -name driver -printf '%p %l\n' |
				sort)
	done
}

# labels_anew [DIMM...]: initialise labels, as a region that is to be divided
# needs them; with Debian's tool, so that a fault in ours can't hide itself.
labels_anew() {
	must "$PEER_NDCTL" disable-region all
	must "$PEER_NDCTL" init-labels --force "${@:-all}"
	must "$PEER_NDCTL" enable-region all
}

# regions: the names of the libnvdimm regions, one a line.
regions() {
	(cd /sys/bus/nd/devices && printf '%s\n' region*)
}
