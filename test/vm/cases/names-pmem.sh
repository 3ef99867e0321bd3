#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: udev names persistent memory by its uuid and name, but none by what
# claim: two devices have
# setups: stock
# kernels: all
# timeout: 300

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/names.sh
. "$VM_SRC/test/vm/names.sh"

install_names

# namespace NAME: makes one of devdax, and prints the name of its device
namespace() {
	"$DAXCTL" create-namespace -m devdax -s 128M -n "$1" \
		>"$VM_TMP/made" 2>"$VM_TMP/made.err" || return
	jq -r '.. | .chardev? // empty' "$VM_TMP/made" | tail -n 1
}

one=$(namespace "some name")
uuid=$(jq -r '.uuid' "$VM_TMP/made")
ns=$(jq -r '.dev' "$VM_TMP/made")
must "$DAXCTL" wait -t 20 "uuid=$uuid" >"$VM_TMP/out"
ok "by its uuid" leads_to "/dev/dax/by-uuid/$uuid" "$one"
ok "by its name, in one word" leads_to '/dev/dax/by-name/some\x20name' "$one"
like "and is listed by it" \
	"$("$DAXCTL" list -d '/dev/dax/by-name/some\x20name')" \
	"\"chardev\":\"$one\""

two=$(namespace "some name")
must "$DAXCTL" wait -t 20 "$two" >"$VM_TMP/out"
ok "a name that two have is none's" \
	wait_for 30 is_gone '/dev/dax/by-name/some\x20name'
ok "their uuids are" leads_to "$(link_of by-uuid "$two")" "$two"
ok "both of them" leads_to "/dev/dax/by-uuid/$uuid" "$one"
says=$("$DAXCTL" list -d '/dev/dax/by-name/some\x20name')
is "nothing is found by that name" "$says" ""

must "$DAXCTL" destroy-namespace -f "$ns" 2>"$VM_TMP/out"
ok "the last one to have the name has the link" \
	wait_for 30 leads_to '/dev/dax/by-name/some\x20name' "$two"
is "no link dangles" "$(find /dev/dax -xtype l)" ""
