# SPDX-License-Identifier: GPL-2.0-or-later
# change.sh - for cases about changes: play them, and see what they leave
#
# A case sources this after lib.sh. "play" runs command lines with one tool
# and keeps, after each, all that there is to see: status, JSON, the kernel's
# attributes, the info blocks and label areas byte by byte. "both_play" holds
# two plays of the same lines against each other. What no two runs have in
# common is masked: uuids that a tool makes up (give --uuid "$UUID" and it
# isn't masked), the checksum that follows from them, the numbers of seeds.
#
# A new process takes a guest without KVM 20 ms and more, hence the builtins.
# shellcheck shell=bash

UUID=11111111-2222-3333-4444-555555555555
ND=/sys/bus/nd/devices

# What a tool has printed, without the uuids that it has made up.
masked() {
	sed -E -e "s/$UUID/given/g" \
		-e 's/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/made/g'
}

# The kernel numbers seeds as they are used up; which one is no matter.
masked_seeds() {
	masked | sed -E 's/\b(btt|pfn|dax)([0-9]+)\.[0-9]+/\1\2.N/g'
}

# driver_of DEVICE: into $REPLY; "" if none is bound
driver_of() {
	REPLY=
	[ ! -e "$ND/$1/driver" ] || {
		cd -P "$ND/$1/driver" && REPLY=${PWD##*/}
		cd "$OLDPWD" || exit
	}
}

# value PATH: of an attribute, into $REPLY; "" if it has none
value() {
	REPLY=
	[ ! -r "$ND/$1" ] || read -r REPLY 2>/dev/null <"$ND/$1"
}

# show DEVICE NAME ATTRIBUTE...: those that have a value, and the driver
show() {
	local device=$1 name=$2 attribute
	shift 2
	for attribute in "$@"; do
		value "$device/$attribute"
		case $attribute:$REPLY in
		*:) continue ;;
		uuid:00000000-* | "uuid:$UUID") ;;
		uuid:*) REPLY=made ;;
		holder:*) REPLY=${REPLY%.*}.N ;;
		esac
		printf '%s %s: %s\n' "$name" "$attribute" "$REPLY"
	done
	driver_of "$device"
	printf '%s driver: %s\n' "$name" "$REPLY"
}

# is_unused NAMESPACE: nothing is left of what it may have been
is_unused() {
	local attribute
	for attribute in size uuid holder force_raw; do
		value "$1/$attribute"
		case $REPLY in
		"" | 0 | 00000000-*) ;;
		*) return 1 ;;
		esac
	done
	[ ! -e "$ND/$1/driver" ]
}

namespace_state() {
	local holder
	show "$1" "$1" size uuid alt_name mode sector_size force_raw resource \
		dpa_extents holder holder_class
	value "$1/holder"
	holder=$REPLY
	[ -z "$holder" ] || show "$holder" "${holder%.*}.N" uuid size align \
		mode sector_size resource namespace
}

# kernel_state REGION...: what the kernel knows of regions and what is in them.
# It keeps some namespaces for the next to come; how many says nothing.
kernel_state() {
	local region path
	for region in "$@"; do
		show "$region" "$region" size nstype available_size \
			max_available_extent set_cookie
		for path in "$ND/$region"/namespace*; do
			[ ! -e "$path/size" ] || is_unused "${path##*/}" ||
				namespace_state "${path##*/}"
		done
	done
}

# in_region REGION: its namespaces that have a size, one a line
in_region() {
	local path
	for path in "$ND/$1"/namespace*; do
		[ -e "$path/size" ] || continue
		value "${path##*/}/size"
		[ "$REPLY" = 0 ] || printf '%s\n' "${path##*/}"
	done
}

# is_active NAMESPACE: it, or what claims it, has a driver
is_active() {
	value "$1/holder"
	[ -e "$ND/$1/driver" ] ||
		{ [ -n "$REPLY" ] && [ -e "$ND/$REPLY/driver" ]; }
}

# bytes: standard input as text, 16 bytes a line, zeros folded
bytes() {
	od -A d -t x1
}

# Info blocks are at 0 or 4096: their own uuid is at 16, and their checksum at
# 4088.
masked_identity() {
	sed -E -e 's/^(0000016|0004112) .*/\1 uuid/' \
		-e 's/^(0004080|0008176)(( ..){8}).*/\1\2 checksum/'
}

# medium TOOL NAMESPACE: its first 8 KiB, where the info blocks are. They can
# only be read while it is disabled. Where $LOOK is "again" it is then enabled:
# that the kernel finds it by what is there is part of what is looked at.
medium() {
	local active=
	is_active "$2" && active=1
	[ -z "$active" ] || "$1" disable-namespace "$2" 2>/dev/null ||
		echo "can't be disabled"
	"$PEER_NDCTL" read-infoblock "$2" 2>/dev/null | bytes |
		masked_identity
	[ -z "$active" ] || [ "${LOOK:-}" != again ] ||
		"$1" enable-namespace "$2" 2>/dev/null ||
		echo "can't be enabled"
}

# labels DIMM...: their label areas, one after the other
labels() {
	"$PEER_NDCTL" read-labels "$@" 2>/dev/null | bytes
}

# look TOOL DIR REGION [DIMM...]: keep what there is to see of the region and
# the dimms. $LOOK chooses: "kernel" only what the kernel says, "again" also
# what it finds when all is enabled again. Label areas keep what was freed, so
# they are read when all is destroyed, or at each step of "again".
look() {
	local tool=$1 dir=$2 region=$3 ns left
	shift 3
	kernel_state "$region" >"$dir/kernel"
	[ "${LOOK:-}" != kernel ] || return 0
	left=$(in_region "$region")
	for ns in $left; do
		medium "$tool" "$ns" >"$dir/medium-$ns"
	done
	[ "${LOOK:-}" != again ] || kernel_state "$region" >"$dir/kernel-again"
	[ -z "$left" ] || [ "${LOOK:-}" = again ] || return 0
	labels "$@" >"$dir/labels"
}

# play TOOL DIR REGION [DIMM...] <LINES: run each line as arguments of TOOL,
# and keep in DIR/NUMBER its answer and how things look then
play() {
	local tool=$1 dir=$2 at n=0 words
	shift 2
	while read -r -u 7 -a words; do
		n=$((n + 1))
		printf -v at '%s/%03d' "$dir" $n
		mkdir -p "$at"
		printf '%s\n' "${words[*]}" >"$at/words"
		echo 'done' >"$at/status"
		"$tool" "${words[@]}" >"$at/.json" 2>"$at/.err" ||
			echo 'refused' >"$at/status"
		masked <"$at/.json" >"$at/json"
		look "$tool" "$at" "$@"
	done 7<&0
}

# same_plays OURS PEERS: each step left the same
same_plays() {
	local at peer words
	for at in "$1"/*; do
		peer=$2/${at##*/}
		words=$(<"$at/words")
		words="like upstream: ${words/ -u $UUID/}"
		if diff -r -x .err -x .json "$peer" "$at" >"$VM_TMP/.diff"; then
			pass "$words"
		else
			fail "$words" "$(head -40 "$VM_TMP/.diff")" \
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

# fresh_labels [BUS]: empty index blocks on all dimms, so that the regions have
# labels and no namespace
fresh_labels() {
	local bus=${1:-all}
	"$PEER_NDCTL" disable-region -b "$bus" all &&
		"$PEER_NDCTL" zero-labels -b "$bus" all &&
		"$PEER_NDCTL" init-labels -b "$bus" -f all &&
		"$PEER_NDCTL" enable-region -b "$bus" all
} 2>/dev/null

# The one namespace of a region without labels, active and without metadata.
bare_namespace() {
	"$PEER_NDCTL" destroy-namespace -f all &&
		"$PEER_NDCTL" enable-namespace all
} 2>/dev/null

# A dimm that once had labels counts as one with labels until it is found anew.
found_anew() {
	local driver
	for driver in acpi/drivers/nfit platform/drivers/acpi-nfit; do
		driver=/sys/bus/$driver
		[ ! -e $driver/ACPI0012:00 ] || break
	done
	echo ACPI0012:00 >$driver/unbind
	echo ACPI0012:00 >$driver/bind
	wait_for 30 test -e "$ND/region1"
}

# no_labels: on no dimm, so that each region has one namespace that fills it
no_labels() {
	bare_namespace
	"$PEER_NDCTL" disable-region all 2>/dev/null
	"$PEER_NDCTL" zero-labels all 2>/dev/null
	found_anew && ! with_labels && bare_namespace
}

# dimms_of REGION: the dimms below it, in one line
dimms_of() {
	local mapping
	for mapping in "$ND/$1"/mapping[0-9]*; do
		[ -e "$mapping" ] && cut -d, -f1 "$mapping"
	done | sort -u | paste -sd ' '
}

# offered REGION SEED ATTRIBUTE: the values of a list like "[512] 4096 "
offered() {
	value "$1/$2_seed"
	value "$REPLY/$3"
	printf '%s\n' "${REPLY//[][]/}"
}

# kinds REGION MAX_ALIGN: the options of all kinds of namespaces that
# the kernel offers there, one kind a line; alignments up to MAX_ALIGN
kinds() {
	local map align sector
	for sector in "" $(offered "$1" namespace sector_size); do
		printf '%s\n' "-m raw${sector:+ -l $sector}"
		for map in mem dev; do
			for align in $(offered "$1" pfn supported_alignments); do
				[ "$align" -gt "$2" ] ||
					printf '%s\n' "-m fsdax -M $map -a $align${sector:+ -l $sector}"
			done
		done
	done
	for map in mem dev; do
		for align in $(offered "$1" dax supported_alignments); do
			[ "$align" -gt "$2" ] ||
				printf '%s\n' "-m devdax -M $map -a $align"
		done
	done
	for sector in $(offered "$1" btt sector_size); do
		printf '%s\n' "-m sector -l $sector"
	done
	printf '%s\n' "-m fsdax" "-m devdax" "-m sector"
}

# with_labels: does region0 have labels?
with_labels() {
	value region0/nstype
	[ "$REPLY" = 5 ]
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
