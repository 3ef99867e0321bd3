#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: valgrind finds no leak, no lost file and no wrong access in commands
# claim: that change something, whether they succeed or fail
# setups: stock
# kernels: stable
# timeout: 400

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"

# What the loader keeps of a library that stays loaded is not lost.
cat >"$VM_TMP/kept" <<-'END'
	{
	   libraries
	   Memcheck:Leak
	   match-leak-kinds: reachable
	   ...
	   fun:_dl_open
	   ...
	}
	{
	   variables of a library's threads
	   Memcheck:Leak
	   match-leak-kinds: reachable
	   fun:malloc
	   ...
	   fun:__tls_get_addr
	   ...
	}
END

# findings: what valgrind's log has, but for files that were open before
findings() {
	awk '/Open file descriptor/ { held = $0; next }
		/inherited from parent/ { held = ""; next }
		/FILE DESCRIPTORS|^==[0-9]*== *$/ { next }
		{ if (held) print held; held = ""; print }' "$VM_TMP/valgrind"
}

# clean STATUS WORDS...: ends with that status, and valgrind finds nothing
clean() {
	local want=$1 status found
	shift
	valgrind -q --leak-check=full --show-leak-kinds=all --track-fds=yes \
		--suppressions="$VM_TMP/kept" \
		--log-file="$VM_TMP/valgrind" "$NDCTL" "$@" \
		>"$VM_TMP/.out" 2>&1
	status=$?
	found=$(findings)
	if [ $status -eq "$want" ] && [ -z "$found" ]; then
		pass "clean: $*"
	else
		fail "clean: $*" "status $status, wanted $want" \
			"$(cat "$VM_TMP/.out")" "$found"
	fi
}

clean 0 create-namespace -r region0 -s 64M -m fsdax
clean 0 create-namespace -f -e namespace0.0 -m sector
clean 240 destroy-namespace namespace0.0
clean 237 create-namespace -r region0 -s 2G
clean 0 disable-region all
clean 0 disable-dimm all
clean 0 enable-dimm all
clean 0 enable-region all
clean 0 list -BDRNXi
clean 0 destroy-namespace -f all
