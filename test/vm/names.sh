# SPDX-License-Identifier: GPL-2.0-or-later
# names.sh - for cases about the names that udev gives dax devices
#
# A case sources this after lib.sh.
# shellcheck shell=bash

RULES=/run/udev/rules.d/60-daxctl-names.rules

# The rules as they are installed, with the program under test.
install_names() {
	mkdir -p "${RULES%/*}"
	sed "s|@BINDIR@|$(dirname "$DAXCTL")|" \
		"$VM_SRC/rules.d/60-daxctl-names.rules.in" >"$RULES"
	at_exit "rm -f $RULES; udevadm control --reload"
	must udevadm control --reload
	must udevadm trigger --action=add --subsystem-match=dax --settle
}

# link_of by-KIND DEVICE: the link that leads there, as udev has it
link_of() {
	udevadm info --query=symlink --root "/dev/$2" | tr ' ' '\n' |
		grep "^/dev/dax/$1/"
}

# leads_to LINK DEVICE
leads_to() {
	[ -n "$1" ] && [ "$(readlink -f "$1")" = "/dev/$2" ]
}

is_gone() {
	[ ! -L "$1" ]
}
