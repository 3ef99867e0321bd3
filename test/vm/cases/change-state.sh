#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: enabling and disabling does what upstream does, counts what changed,
# claim: and is done a second time with "unchanged"
# setups: stock

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"

# says NAME REGEX COMMAND...: status 0, and REGEX on standard error
says() {
	local name=$1 want=$2
	shift 2
	fails_with "$name" 0 "$want" "$NDCTL" "$@"
}

lines() {
	cat <<-LINES
		create-namespace -r region0 -s 64M -u $UUID
		create-namespace -r region0 -s 64M -u ${UUID//1/2} -m sector
		disable-namespace namespace0.0
		disable-namespace namespace0.0
		enable-namespace namespace0.0
		enable-namespace namespace0.0
		disable-namespace -r region0 all
		enable-namespace -r region0 all
		disable-region region0
		disable-region 0
		enable-region region0
		enable-region all
	LINES
}

LOOK=kernel
lines >"$VM_TMP/lines"
both_play region0 "" fresh_labels <"$VM_TMP/lines"

says "one namespace is disabled" "^disabled 1 namespace$" \
	disable-namespace namespace0.0
says "and is then unchanged" "^disabled 0 namespaces, 1 unchanged$" \
	disable-namespace namespace0.0
says "all: one is enabled, one unchanged" "^enabled 1 namespace, 1 unchanged$" \
	enable-namespace all
says "a region is disabled with its namespaces" "^disabled 1 region$" \
	disable-region region0
is "a disabled region has no namespaces" "$(in_region region0)" ""
fails_with "a namespace of it isn't there, and the error says why" 250 \
	"region0 is disabled" "$NDCTL" enable-namespace namespace0.0
says "a disabled region is unchanged" "^disabled 0 regions, 1 unchanged$" \
	disable-region region0
dimm=$(dimms_of region0 | tr -d ' ')
says "now its dimm can be disabled" "^disabled 1 nmem$" disable-dimm "$dimm"
driver_of "$dimm"
is "the dimm has no driver" "$REPLY" ""
says "twice is unchanged" "^disabled 0 nmems, 1 unchanged$" \
	disable-dimm "$dimm"
says "the dimm is enabled" "^enabled 1 nmem$" enable-dimm "$dimm"
says "all dimms are enabled" "^enabled 0 nmems, 2 unchanged$" enable-dimm all
says "the region is enabled" "^enabled 1 region$" enable-region region0
is "its namespaces are back" "$(in_region region0 | wc -l)" 2
says "both are destroyed" "^destroyed 2 namespaces$" \
	destroy-namespace -f -r region0 all
says "of none, none is destroyed" "^destroyed 0 namespaces$" \
	destroy-namespace -f -r region0 all
