# SPDX-License-Identifier: GPL-2.0-or-later
# change.sh - for cases about changes: play them, and see what they leave
#
# A case sources this after lib.sh. "play" runs command lines with one tool
# and keeps, after each, all that there is to see: status, JSON, the kernel's
# attributes, the info blocks and label areas byte by byte. "same_plays" holds
# two plays of the same lines against each other. What no two runs have in
# common is masked: uuids that a tool makes up (give --uuid "$UUID" and it
# isn't masked), the checksum that follows from them, the numbers of seeds.
# shellcheck shell=bash

UUID=11111111-2222-3333-4444-555555555555
ND=/sys/bus/nd/devices

masked() {
	sed -E -e "s/$UUID/given/g" \
		-e 's/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/made/g'
}

# The kernel numbers seeds as they are used up; which one is no matter.
masked_seeds() {
	masked | sed -E 's/\b(btt|pfn|dax)([0-9]+)\.[0-9]+/\1\2.N/g'
}

driver_of() {
	[ -e "$1/driver" ] || return 0
	printf '%s/driver:' "$1"
	basename "$(readlink "$1/driver")"
}

# kernel_state REGION...: what the kernel knows of regions and what is in them
kernel_state() (
	cd "$ND" || exit
	for region in "$@"; do
		driver_of "$region"
		grep -Hs . "$region"/{size,nstype,available_size,max_available_extent,set_cookie}
		for ns in "$region"/namespace*; do
			[ -e "$ns/size" ] || continue
			grep -Hs . "$ns"/{size,uuid,alt_name,mode,sector_size,force_raw,resource,dpa_extents,holder}
			# a disk that went away leaves its class behind
			[ "$(<"$ns/size")" = 0 ] || grep -Hs . "$ns/holder_class"
			driver_of "$ns"
			holder=$(cat "$ns/holder" 2>/dev/null) || continue
			grep -Hs . "$region/$holder"/{uuid,size,align,mode,sector_size,resource,namespace}
			driver_of "$region/$holder"
		done
	done | masked_seeds
)

# in_region REGION: its namespaces that have a size, one a line
in_region() {
	local ns
	for ns in "$ND/$1"/namespace*; do
		[ -e "$ns/size" ] || continue
		[ "$(<"$ns/size")" = 0 ] || printf '%s\n' "${ns##*/}"
	done
}

# is_active NAMESPACE: it, or what claims it, has a driver
is_active() {
	local holder
	holder=$(cat "$ND/$1/holder" 2>/dev/null)
	[ -e "$ND/$1/driver" ] ||
		{ [ -n "$holder" ] && [ -e "$ND/$holder/driver" ]; }
}

# blank FILE OFFSET LENGTH: the bytes there become 0
blank() {
	dd if=/dev/zero of="$1" bs=1 seek="$2" count="$3" conv=notrunc \
		status=none
}

# A block at OFFSET of FILE has a signature: blank its uuid and checksum.
blank_identity() {
	local signature
	signature=$(dd if="$1" bs=1 skip="$2" count=8 status=none | od -An -tx8)
	[ "$signature" != " 0000000000000000" ] || return 0
	blank "$1" $(($2 + 16)) 16
	blank "$1" $(($2 + 4088)) 8
}

# medium TOOL NAMESPACE: its first 8 KiB, where the info blocks are. They can
# only be read while it is disabled; that the kernel finds it again by them
# is part of what is looked at.
medium() {
	local raw=$VM_TMP/.raw active=
	is_active "$2" && active=1
	[ -z "$active" ] || "$1" disable-namespace "$2" 2>/dev/null ||
		echo "can't be disabled"
	"$PEER_NDCTL" read-infoblock "$2" >"$raw" 2>/dev/null ||
		echo "can't be read"
	[ -z "$active" ] || "$1" enable-namespace "$2" 2>/dev/null ||
		echo "can't be enabled"
	blank_identity "$raw" 0
	blank_identity "$raw" 4096
	od -A d -t x1 "$raw"
}

labels() {
	"$PEER_NDCTL" read-labels "$1" 2>/dev/null | od -A d -t x1
}

# play TOOL DIR REGION [DIMM...] <LINES: run each line as arguments of TOOL,
# and keep in DIR/NUMBER what there is then of the region and the dimms.
play() {
	local tool=$1 dir=$2 region=$3 dimm ns at n=0 words
	shift 3
	while read -r -u 7 -a words; do
		n=$((n + 1))
		at=$dir/$(printf %03d $n)
		mkdir -p "$at"
		printf '%s\n' "${words[*]}" >"$at/words"
		if "$tool" "${words[@]}" >"$at/.json" 2>"$at/.err"; then
			echo done
		else
			echo refused
		fi >"$at/status"
		jq -S . <"$at/.json" 2>&1 | masked >"$at/json"
		kernel_state "$region" >"$at/kernel"
		for ns in $(in_region "$region"); do
			medium "$tool" "$ns" >"$at/medium-$ns"
		done
		kernel_state "$region" >"$at/kernel-again"
		for dimm in "$@"; do
			labels "$dimm" >"$at/labels-$dimm"
		done
	done 7<&0
}

# same_plays OURS PEERS: each step left the same
same_plays() {
	local at peer
	for at in "$1"/*; do
		peer=$2/${at##*/}
		if diff -r -x .err -x .json "$peer" "$at" >"$VM_TMP/.diff"; then
			pass "like upstream: $(<"$at/words")"
		else
			fail "like upstream: $(<"$at/words")" \
				"$(head -40 "$VM_TMP/.diff")" \
				"theirs: $(cat "$peer/.err")" \
				"ours: $(cat "$at/.err")"
		fi
	done
}

# both_play REGION DIMMS START <LINES: play with Debian's tool and with ours,
# each after the function START, and compare
both_play() {
	local region=$1 dimms=$2 start=$3 lines
	lines=$(cat)
	must "$start"
	# shellcheck disable=SC2086
	play "$PEER_NDCTL" "$VM_TMP/theirs" "$region" $dimms <<<"$lines"
	must "$start"
	# shellcheck disable=SC2086
	play "$NDCTL" "$VM_TMP/ours" "$region" $dimms <<<"$lines"
	same_plays "$VM_TMP/ours" "$VM_TMP/theirs"
	rm -rf "$VM_TMP/ours" "$VM_TMP/theirs"
}

# Empty index blocks on all dimms: the regions have labels and no namespace.
fresh_labels() {
	"$PEER_NDCTL" disable-region "$@" all &&
		"$PEER_NDCTL" zero-labels "$@" all &&
		"$PEER_NDCTL" init-labels -f "$@" all &&
		"$PEER_NDCTL" enable-region "$@" all
} 2>/dev/null

# The one namespace of a region without labels, active and without metadata.
bare_namespace() {
	"$PEER_NDCTL" destroy-namespace -f all &&
		"$PEER_NDCTL" enable-namespace all
} 2>/dev/null

# dimms_of REGION: the dimms below it, in one line
dimms_of() {
	local mapping
	for mapping in "$ND/$1"/mapping[0-9]*; do
		[ -e "$mapping" ] && cut -d, -f1 "$mapping"
	done | sort -u | tr '\n' ' '
}

# offered FILE: the values of an attribute like "[512] 4096 "
offered() {
	tr -d '[]' <"$1"
}

alignments() {
	offered "$ND/$(<"$ND/$1/pfn_seed")/supported_alignments"
}

btt_sectors() {
	offered "$ND/$(<"$ND/$1/btt_seed")/sector_size"
}

namespace_sectors() {
	local seed=$ND/$(<"$ND/$1/namespace_seed")
	[ ! -e "$seed/sector_size" ] || offered "$seed/sector_size"
}

# every_kind REGION MAX_ALIGN: the options of all kinds of namespaces that
# the kernel offers there, one kind a line; alignments up to MAX_ALIGN
every_kind() {
	local map align sector
	for sector in "" $(namespace_sectors "$1"); do
		printf '%s\n' "-m raw${sector:+ -l $sector}"
		for map in mem dev; do
			for align in $(alignments "$1"); do
				[ "$align" -gt "$2" ] ||
					printf '%s\n' "-m fsdax -M $map -a $align${sector:+ -l $sector}"
			done
		done
	done
	for map in mem dev; do
		for align in $(alignments "$1"); do
			[ "$align" -gt "$2" ] ||
				printf '%s\n' "-m devdax -M $map -a $align"
		done
	done
	for sector in $(btt_sectors "$1"); do
		printf '%s\n' "-m sector -l $sector"
	done
	printf '%s\n' "-m fsdax" "-m devdax" "-m sector"
}

# with_labels: does region0 have labels?
with_labels() {
	[ "$(<"$ND/region0/nstype")" = 5 ]
}

# made OPTION...: a namespace in region0 by our tool, its JSON in $MADE; where
# there is only one namespace, that one is made anew
MADE=$VM_TMP/made
made() {
	if with_labels; then
		"$NDCTL" create-namespace -r region0 "$@"
	else
		"$NDCTL" create-namespace -f -e namespace0.0 "$@"
	fi >"$MADE"
}

# field NAME: of what was made last
field() {
	jq -r ".$1" <"$MADE"
}

# gone: destroy all in region0
gone() {
	"$NDCTL" destroy-namespace -f -r region0 all
}
