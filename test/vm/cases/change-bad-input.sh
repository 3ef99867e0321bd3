#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: what can't be done is told in one error with its cause and what
# claim: helps, and changes nothing
# setups: stock e820
# kernels: all

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/change.sh
. "$VM_SRC/test/vm/change.sh"

# refuses STATUS REGEX WORDS...: on standard error, nothing on standard out
refuses() {
	local status=$1 regex=$2
	shift 2
	fails_with "$*" "$status" "$regex" "$NDCTL" "$@"
	[ ! -s "$VM_TMP/.out" ] || fail "$*: silent on standard output"
	grep -qi "remedy\|(.*)" "$VM_TMP/.err" || fail "$*: says what helps"
}

words() {
	refuses 129 "mode 'foo'.*raw, sector, fsdax and devdax" \
		create-namespace -m foo
	refuses 129 "map location 'foo'" create-namespace -M foo
	refuses 129 "not for raw" create-namespace -m raw -M mem
	refuses 129 "type 'foo'" create-namespace -t foo
	refuses 129 "'12q'" create-namespace -s 12q
	refuses 129 "more than a size can be" create-namespace -s 18446744073709551615
	refuses 129 "more than a size can be" create-namespace -s 20000000t
	refuses 129 "'-1'" create-namespace -s -1
	refuses 129 "size=0" create-namespace -s 0
	refuses 129 "power of two" create-namespace -m fsdax -a 3M
	refuses 129 "power of two" create-namespace -m fsdax -a 2048
	refuses 129 "uuid 'foo'" create-namespace -u foo
	refuses 129 "64 bytes.*63" create-namespace -n "$(printf %064d 0)"
	refuses 129 "unknown parameter \"foo\"" create-namespace foo
	refuses 129 "unknown option" create-namespace --foo
	refuses 129 "specify a namespace" destroy-namespace
	refuses 129 "unknown parameter \"foo\"" disable-namespace all foo
	refuses 129 "specify a region" enable-region
	refuses 129 "specify dimms" disable-dimm
	refuses 129 "not for --reconfig=all" create-namespace -e all -u $UUID
}

names() {
	refuses 237 "no region 'region7'" create-namespace -r region7
	refuses 237 "no bus 'foo'" create-namespace -b foo
	refuses 237 "no region" create-namespace -t blk
	refuses 250 "no namespace 'namespace7.7'" create-namespace -e namespace7.7
	refuses 250 "no namespace 'namespace7.7'" destroy-namespace -f namespace7.7
	refuses 250 "no namespace ''" enable-namespace ""
	refuses 0 "no region '9'" destroy-namespace -r 9 all
	refuses 250 "no region 'foo'" disable-region foo
	refuses 1 "no dimm 'nmem9'" enable-dimm nmem9
}

# What depends on the region: alignments, sizes, sectors.
values_labelled() {
	refuses 234 "100000.*16M|16M.*100000" \
		create-namespace -r region0 -m fsdax -s 100000
	refuses 234 "16M" create-namespace -r region0 -m fsdax -s 8M
	refuses 234 "16M" create-namespace -r region0 -m fsdax -s 65M
	refuses 237 "2G.*free" create-namespace -r region0 -m fsdax -s 2G
	refuses 234 "512.*4096" create-namespace -r region0 -m sector -l 1000
	refuses 234 "512" create-namespace -r region0 -m raw -l 520
	refuses 234 "raw" create-namespace -r region0 -m raw -a 2M
	refuses 234 "16M.*4K, 2M, 1G" create-namespace -r region0 -m fsdax -a 16M -s 64M
}

values_labelless() {
	refuses 234 "label" create-namespace -f -e namespace0.0 -s 64M
	refuses 237 "in use" create-namespace
}

# The regions are no multiple of any alignment, as upstream's users meet it.
values_misaligned() {
	refuses 234 "16M" create-namespace -f -e namespace0.0 -m sector \
		--no-autolabel
}

# The build may lie where only root may look: nobody gets a copy.
somebody() {
	local NDCTL=$VM_TMP/nobody/run
	mkdir "$VM_TMP/nobody"
	cp -L "$VM_BUILD/daxctl/ndctl" "$VM_BUILD/lib/libdaxctl.so.1" \
		"$VM_TMP/nobody"
	cat >"$NDCTL" <<-RUN
		#!/bin/sh
		export LD_LIBRARY_PATH=$VM_TMP/nobody
		exec setpriv --reuid=65534 --clear-groups -- \
			$VM_TMP/nobody/ndctl "\$@"
	RUN
	chmod -R a+rX "$VM_TMP" && chmod a+x "$NDCTL"
	refuses 243 "root" create-namespace -r region0 -s 64M
	refuses 243 "root" destroy-namespace -f namespace0.0
	refuses 243 "root" disable-region region0
}

before=$(sysfs_state)
words
names
case $VM_SETUP in
stock)
	values_labelled
	somebody
	;;
e820) values_labelless ;;
misaligned) values_misaligned ;;
esac
is "nothing has changed" "$(sysfs_state)" "$before"
