# SPDX-License-Identifier: GPL-2.0-or-later
# abi.sh - for cases about Debian's programs on our libdaxctl.so.1
#
# A case sources this after lib.sh. "both_libraries" plays the same command
# lines of Debian's tools twice, each after the same start: on Debian's library
# and on ours. What is printed, the status and what the kernel shows afterwards
# must be the same, step by step.
# shellcheck shell=bash

# with_ours COMMAND...: run it on our library
with_ours() {
	LD_LIBRARY_PATH=$VM_BUILD/lib "$@"
}

with_debians() {
	"$@"
}

# Else everything below would compare Debian's library with itself.
uses_ours() {
	with_ours ldd "$1" | grep -q "libdaxctl.so.1 => $VM_BUILD/lib/"
}

# What the kernel tells of the dax bus, and of the memory blocks of PLUGGED,
# a range of their numbers that no other memory has.
dax_state() (
	cd /sys/bus/dax/devices || exit
	grep -s . dax*/{size,align,mapping*/start,mapping*/end} \
		dax*/../dax_region/available_size
	find -H dax* -maxdepth 1 -name driver -printf '%p %l\n' | sort
	cd /sys/devices/system/memory || exit
	eval "grep -s . memory{${PLUGGED:-40..47}}/{state,valid_zones}"
)

# The kernel numbers what is made anew; which number is no matter.
mask_numbers() {
	sed -i -E -e 's/\b(namespace|dax|pfn|btt)([0-9]+)\.[0-9]+/\1\2.N/g' \
		-e 's/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/uuid/g' \
		"$@"
}

# Words that name what the play has made: @ns and @dax, the last of each.
named() {
	local ns dax
	ns=$(for ns in /sys/bus/nd/devices/namespace*; do
		[ "$(cat "$ns/size" 2>/dev/null || echo 0)" = 0 ] ||
			echo "${ns##*/}"
	done | sort -V | tail -1)
	dax=$(cd /sys/bus/dax/devices && printf '%s\n' dax* | sort -V | tail -1)
	sed -e "s/@ns/$ns/g" -e "s/@dax/$dax/g"
}

# play_on with_ours|with_debians DIR <LINES: "daxctl WORDS" or "ndctl WORDS"
play_on() {
	local library=$1 dir=$2 line words at n=0 tool
	while read -r -u 7 line; do
		n=$((n + 1))
		at=$dir/$(printf %03d $n)
		mkdir -p "$at"
		printf '%s\n' "$line" >"$at/words"
		case $line in
		*@*) line=$(named <<<"$line") ;;
		esac
		read -r -a words <<<"$line"
		tool=$PEER_DAXCTL
		[ "${words[0]}" = daxctl ] || tool=$PEER_NDCTL
		"$library" "$tool" "${words[@]:1}" >"$at/printed" 2>"$at/said"
		echo $? >"$at/status"
		dax_state >"$at/kernel"
	done 7<&0
}

# same_step OURS DEBIANS: objects may come in any order
same_step() {
	local part
	for part in status said kernel printed; do
		cmp -s "$1/$part" "$2/$part" && continue
		if [ $part = printed ]; then
			json_same "the same on ours: $(<"$1/words")" \
				"$1/$part" "$2/$part"
			return
		fi
		fail "the same on ours: $(<"$1/words")" \
			"$(diff -u --label "$part on Debian's" --label ours \
				"$2/$part" "$1/$part" | head -40)"
		return
	done
	pass "the same on ours: $(<"$1/words")"
}

# both_libraries START <LINES: START is a function that brings the devices to
# where the play begins.
both_libraries() {
	local start=$1 lines at ours=$VM_TMP/on-ours debians=$VM_TMP/on-debians
	lines=$(cat)
	must "$start"
	play_on with_debians "$debians" <<<"$lines"
	must "$start"
	play_on with_ours "$ours" <<<"$lines"
	mask_numbers {"$ours","$debians"}/*/{said,kernel,printed}
	for at in "$ours"/*; do
		same_step "$at" "$debians/${at##*/}"
	done
	tail -n +1 "$ours"/*/{words,status,said,printed}
	rm -rf "$ours" "$debians"
}
