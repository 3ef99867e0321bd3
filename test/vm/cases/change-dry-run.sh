#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a dry run changes nothing and prints the very steps that the run
# claim: then makes
# setups: stock factory labelless
# kernels: all
# timeout: 400

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"

# everything LABELS...: all that a change could touch
everything() {
	local dimm
	sysfs_state
	for dimm in $(dimms_of region0); do
		labels "$dimm"
	done
}

# made_steps LOG: what strace has seen, in the words of a plan. A device is
# offered to one driver after the other, all of which is one step.
made_steps() {
	awk '
	function text(line) {
		if (!match(line, /"[^"]*"/))
			return ""
		line = substr(line, RSTART + 1, RLENGTH - 2)
		sub(/(\\n|\\0)$/, "", line)
		return line
	}
	match($0, /<[^>]*>/) {
		path = substr($0, RSTART + 1, RLENGTH - 2)
		n = split(path, part, "/")
		value = text($0)
		step = ""
		if (path ~ /^\/dev\/pmem/ && /write/)
			step = "clear the info blocks, bytes 0 to 8191 of " part[n]
		else if (path ~ /^\/dev\/nmem/ && /SET_CONFIG|0x4e, 0x6,/)
			step = part[n] ": write empty label indices, version 1.2"
		else if (path ~ /^\/sys\/.*\/(un)?bind$/)
			step = value ": " part[n]
		else if (path ~ /^\/sys\//)
			step = part[n - 1] ": write " part[n] " = " \
				(value == "" ? "\"\"" : value)
		if (step != "" && step != last)
			print step
		if (step != "")
			last = step
	}' "$1" | masked_seeds
}

# The seed of a region that comes up anew has no name before it is there.
plain_steps() {
	sed -E -e 's/^[^:]*: (clear the info blocks)/\1/' -e '/^note: /d' \
		-e "s/^region0's (btt|pfn|dax)_seed:/\10.N:/" | masked_seeds
}

# same_steps WORDS...: dry first, then for real under strace
same_steps() {
	local before name="$*"
	name=${name/ -u $UUID/}
	before=$(everything)
	ok "$name: a dry run succeeds" "$NDCTL" "$@" --dry-run
	plain_steps <"$VM_TMP/.out" | grep -v '^dry run: ' >"$VM_TMP/planned"
	is "$name: a dry run changes nothing" "$(everything)" "$before"
	ok "$name: the run succeeds" strace -f -y -s 256 -o "$VM_TMP/log" \
		-e trace=write,pwrite64,ioctl "$NDCTL" "$@"
	made_steps "$VM_TMP/log" >"$VM_TMP/made-steps"
	if diff -u "$VM_TMP/planned" "$VM_TMP/made-steps" >"$VM_TMP/.diff" &&
		[ -s "$VM_TMP/planned" ]; then
		pass "$name: the steps are those that were printed"
	else
		fail "$name: the steps are those that were printed" \
			"$(cat "$VM_TMP/.diff")" "$(head -50 "$VM_TMP/log")"
	fi
}

if [ "$VM_SETUP" = factory ]; then
	must "$NDCTL" create-namespace -f -e namespace0.0 --no-autolabel \
		-m sector >"$VM_TMP/.out"
	same_steps create-namespace -f -e namespace0.0 -m fsdax
	must no_labels
	exit
fi
# What is zero already needs no clearing, and would be no write.
dirty() {
	must dd if=/dev/urandom of=/dev/pmem0 bs=8k count=1 oflag=direct \
		status=none
}

if with_labels; then
	for mode in raw sector fsdax devdax; do
		same_steps create-namespace -r region0 -s 64M -u $UUID -m $mode
		[ $mode != raw ] || dirty
		same_steps destroy-namespace -f namespace0.0
	done
	must made -s 64M -m sector
	same_steps create-namespace -f -e namespace0.0 -m fsdax
else
	dirty
	for mode in sector fsdax devdax raw; do
		same_steps create-namespace -f -e namespace0.0 -m $mode
	done
	dirty
	same_steps destroy-namespace -f namespace0.0
	same_steps enable-namespace namespace0.0
fi
same_steps disable-namespace namespace0.0
same_steps enable-namespace namespace0.0
same_steps disable-region region0
same_steps disable-dimm "$(dimms_of region0)"
same_steps enable-dimm "$(dimms_of region0)"
same_steps enable-region region0
must gone
