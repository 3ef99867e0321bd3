#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: a disk that goes and comes back is watched again
# setups: stock labelless
# kernels: all

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/partition.sh
. "$VM_SRC/test/vm/partition.sh"
# shellcheck source=test/vm/systemd.sh
. "$VM_SRC/test/vm/systemd.sh"

unit=daxctl-partitions@dev-pmem0.service

fsdax_disks
install_unit daxctl-partitions@.service
start_systemd
must sfdisk --quiet /dev/pmem0 <<-TABLE
	label: gpt
	start=4096, size=204800
	start=262144, size=65536
TABLE
rules_on
ok "the unit starts with the disk" wait_for 60 units is-active $unit
soon "both are mapped" pmem0p1 pmem0p2
must "$DAXCTL" disable-namespace namespace0.0
soon "the namespace is disabled"
not_ok "the unit has ended" units is-active $unit
must "$DAXCTL" enable-namespace namespace0.0
soon "it is enabled" pmem0p1 pmem0p2
ok "the unit has started again" wait_for 60 units is-active $unit
must units kill --signal=KILL $unit
ok "whoever kills it, it starts again" wait_for 60 units is-active $unit
sgdisk --delete=2 /dev/pmem0 >/dev/null
soon "sgdisk deletes one" pmem0p1
is "no unit has failed" "$(units list-units --state=failed)" ""
