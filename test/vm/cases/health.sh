#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: health and firmware are what the dimm's firmware says of them
# setups: nfit_test
# kernels: all
# fresh: boot

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"

compare() {
	json_same "$1" "$("$NDCTL" list -DHF)" "$("$PEER_NDCTL" list -DHF)"
}

# inject WHAT OPTION...: both tools tell the same afterwards.
inject() {
	local what=$1
	shift
	must "$PEER_NDCTL" inject-smart nmem0 "$@" >/dev/null
	compare "after $what"
}

health() {
	"$NDCTL" list -D -d nmem0 -H | jq -r ".. | .health? // empty | $1"
}

compare "at start"
if [ "$VM_SETUP" = stock ]; then
	is "a dimm without the functions has no health" \
		"$("$NDCTL" list -DHF | jq '[.. | .health?, .firmware? // empty] | length')" 0
	exit
fi

is "there is health to compare" "$(health .health_state)" non-critical
inject "a high temperature" -m 60 -M 40 --media-temperature-alarm=on
is "the temperature is in degrees" "$(health ".temperature_celsius == 60")" true
inject "few spares" -s 3 -S 5 --spares-alarm=on
inject "an alarm switched off" --spares-alarm=off
inject "a fatal state" -f
is "fatal is fatal" "$(health .health_state)" fatal
inject "an unsafe shutdown" -U
is "the shutdown was dirty" "$(health .shutdown_state)" dirty
must "$PEER_NDCTL" inject-smart nmem0 -N >/dev/null
compare "after all is taken back"

head -c 4096 /dev/zero >"$VM_TMP/image"
must "$PEER_NDCTL" update-firmware nmem0 -f "$VM_TMP/image" >/dev/null
compare "with firmware that waits"
isnt "the next version is told" "$("$NDCTL" list -DF -d nmem0 |
	jq -r '.. | .firmware? // empty | .next_version')" null
