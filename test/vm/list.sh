# SPDX-License-Identifier: GPL-2.0-or-later
# list.sh - a listing of ours beside Debian's, in the same state
#
# A case brings devices into a state with Debian's tools and compares what
# both say of it. Objects may come in any order; everything else is equal.
# Where we differ on purpose the case names the difference and hands a jq
# filter that takes it out of both.
# shellcheck shell=bash disable=SC2034

# Upstream before 77 tells no number above the largest signed one.
BIG_NUMBERS='walk(if type == "string" and test("^0x[89a-f][0-9a-f]{15}$")
	then "0x7fffffffffffffff" else . end)'

# Regions with their namespaces are an object "regions" to upstream if the
# last region it comes upon has any, else an array. It comes upon them in no
# order; ours are an object if any has.
REGIONS_AS_LIST='if type == "object" and keys == ["regions"]
	then .regions else . end'

# What the samples of upstream's manual pages and of its users ask for.
ND_LISTINGS=("" -u -v -vv -vvvu -B -BF -D -Di -R -Ri -Ni -Nc -X -NX -RD -DN
	-Rv -RNM -BRNDC -BDRNiXCMHF)
DAX_LISTINGS=("" -u -i -D -R -M -DR -DRM -DRMi -DRMiu)

_pairs=()

# both_list NAME TOOL OPTION...: keep what both print; no claim yet, unless
# ours fails.
both_list() {
	local ours=$NDCTL peer=$PEER_NDCTL pair=$VM_TMP/pair.${#_pairs[@]}
	if [ "$2" = daxctl ]; then
		ours=$DAXCTL peer=$PEER_DAXCTL
	fi
	"$peer" list "${@:3}" >"$pair.want" 2>"$VM_TMP/peer.err"
	if ! "$ours" list "${@:3}" >"$pair.got" 2>"$VM_TMP/ours.err"; then
		fail "$1" "ours failed" "$(cat "$VM_TMP/ours.err")"
	elif [ -s "$VM_TMP/ours.err" ] && [ ! -s "$VM_TMP/peer.err" ]; then
		fail "$1" "ours complains" "$(cat "$VM_TMP/ours.err")"
	else
		_pairs+=("$1")
	fi
}

# compare_pairs FILTER: claim all that was kept. One jq for all of them: it
# takes a guest most of a second. What differs is shown by another.
compare_pairs() {
	local filter="$1 | $BIG_NUMBERS" verdicts i pair
	for i in "${!_pairs[@]}"; do
		pair=$VM_TMP/pair.$i
		printf '{"got":[%s],"want":[%s]}\n' "$(cat "$pair.got")" \
			"$(cat "$pair.want")"
	done >"$VM_TMP/pairs"
	mapfile -t verdicts < <(jq "[.got, .want] | map(map($filter
		) | $_UNORDERED) | .[0] == .[1]" "$VM_TMP/pairs")
	for i in "${!_pairs[@]}"; do
		pair=$VM_TMP/pair.$i
		if [ "${verdicts[i]:-}" = true ]; then
			pass "${_pairs[i]}"
		else
			json_same "${_pairs[i]}" "$pair.got" "$pair.want" \
				"$filter"
		fi
	done
	_pairs=()
}

# same_as STATE FILTER TOOL WORDS...: each element of WORDS is the options of
# one listing; TOOL is ndctl or daxctl.
same_as() {
	local state=$1 filter=$2 tool=$3 options
	for options in "${@:4}"; do
		# shellcheck disable=SC2086 # words of one command line
		both_list "$state: $tool list $options" "$tool" $options
	done
	compare_pairs "$filter"
}

# same_each STATE TOOL WORDS...: no difference is meant.
same_each() {
	same_as "$1" . "${@:2}"
}

# same_bytes STATE TOOL OPTION...: where there is one object, byte for byte.
same_bytes() {
	local name="$1: $2 list ${*:3}, byte for byte" ours=$NDCTL
	local peer=$PEER_NDCTL
	if [ "$2" = daxctl ]; then
		ours=$DAXCTL peer=$PEER_DAXCTL
	fi
	shift 2
	"$ours" list "$@" >"$VM_TMP/ours.out"
	"$peer" list "$@" >"$VM_TMP/peer.out"
	same_file "$name" "$VM_TMP/ours.out" "$VM_TMP/peer.out"
}

# as_nobody COMMAND...: without privileges.
as_nobody() {
	setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"
}

# Copy ours to where everybody may go: the build folder may be somebody's own.
publish_ours() {
	mkdir -p "$VM_TMP/public"
	cp "$DAXCTL" "$VM_TMP/public/daxctl"
	ln -sf daxctl "$VM_TMP/public/ndctl"
	cp -L "$VM_BUILD/lib/libdaxctl.so.1" "$VM_TMP/public/"
	chmod -R a+rX "$VM_TMP"
}

# nobody_sees STATE TOOL OPTION...: all that Debian's tells to everybody, and
# no less.
nobody_sees() {
	local state=$1 tool=$2 want got
	shift 2
	want=$(as_nobody "/usr/bin/$tool" list "$@" 2>/dev/null)
	got=$(as_nobody env LD_LIBRARY_PATH="$VM_TMP/public" \
		"$VM_TMP/public/$tool" list "$@" 2>"$VM_TMP/ours.err")
	if jq -en --argjson got "${got:-null}" --argjson want "${want:-null}" \
		'$want == null or ($got | contains($want))' >/dev/null; then
		pass "$state: nobody sees as much: $tool list $*"
	else
		fail "$state: nobody sees as much: $tool list $*" \
			"got: $got" "wanted: $want" "$(cat "$VM_TMP/ours.err")"
	fi
}
