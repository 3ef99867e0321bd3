#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: start-scrub and wait-scrub find what upstream's find, and end as they do
# setups: nfit_test stock

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"

scrubs() {
	tr -d + <"$bus/nfit/scrub"
}

if [ "$VM_SETUP" = stock ]; then
	for command in start-scrub wait-scrub; do
		for words in "" all ACPI.NFIT ndbus0; do
			# shellcheck disable=SC2086
			fails_with "$command $words: such a bus can't" 161 \
				"can't scrub" "$NDCTL" "$command" $words
		done
	done
	exit
fi

bus=$(grep -lx nfit_test.0 /sys/bus/nd/devices/ndbus*/provider)
bus=${bus%/provider}
must "$NDCTL" wait-scrub >/dev/null
for tool in "$NDCTL" "$PEER_NDCTL"; do
	before=$(scrubs)
	must "$tool" start-scrub nfit_test.0 >"$VM_TMP/started"
	must "$tool" wait-scrub nfit_test.0 >"$VM_TMP/waited"
	is "one more has ended: $tool" "$(scrubs)" $((before + 1))
	jq -S 'map(del(.scrub_state))' <"$VM_TMP/started" >"$VM_TMP/$(
		basename "$(dirname "$tool")").started"
	jq -S . <"$VM_TMP/waited" >"$VM_TMP/$(
		basename "$(dirname "$tool")").waited"
done
same_file "start-scrub prints what upstream's prints" \
	"$VM_TMP"/{daxctl,bin}.started
same_file "and wait-scrub" "$VM_TMP"/{daxctl,bin}.waited

must "$PEER_NDCTL" disable-region -b nfit_test.0 all
must "$PEER_NDCTL" init-labels -f -b nfit_test.0 all
must "$PEER_NDCTL" enable-region -b nfit_test.0 all
dev=$("$PEER_NDCTL" create-namespace -b nfit_test.0 -t pmem -m raw |
	jq -r .dev)
must "$PEER_NDCTL" inject-error --no-notify --block=8 --count=2 "$dev"
is "an error that nobody has looked for isn't known" \
	"$("$NDCTL" list -M -n "$dev" | jq '.[0].badblock_count')" null
must "$NDCTL" start-scrub "${bus##*/}" >/dev/null
must "$NDCTL" wait-scrub -p 1 >/dev/null
is "the scrub has found it" \
	"$("$NDCTL" list -M -n "$dev" | jq '.[0].badblock_count')" 2
ok "of all buses all that can are scrubbed" "$NDCTL" start-scrub all
is "both are shown" "$("$NDCTL" wait-scrub | jq length)" 2
fails_with "a bus that isn't there" 250 "no bus 'ndbus7'" \
	"$NDCTL" start-scrub ndbus7
fails_with "one that is there beside it is scrubbed" 250 "no bus 'ndbus7'" \
	"$NDCTL" start-scrub ndbus7 nfit_test.1
must "$NDCTL" wait-scrub >/dev/null
