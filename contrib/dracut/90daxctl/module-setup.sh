#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# module-setup.sh - what an initramfs needs to boot from a partition of a pmem
# disk, for dracut
#
# The partition has its map, and the name /dev/pmem0p2, from the rules
# *-daxctl-partitions.rules.

# called by dracut: only where it is asked for, or the root is on such a disk
check() {
	require_binaries daxctl || return 1
	[[ ${hostonly-} ]] || return 0
	[[ -e /etc/daxctl.conf.d/partitions.env ]] && return 0
	compgen -G '/sys/class/block/pmem*' >/dev/null && return 0
	return 255
}

# called by dracut
depends() {
	echo dm
}

# called by dracut
installkernel() {
	hostonly='' instmods nfit nd_e820 virtio_pmem of_pmem nd_pmem nd_btt dm_mod
}

# called by dracut: libraries that the program loads when it first needs them
# are in none of its headers
install() {
	inst_binary daxctl
	inst_libdir_file 'libblkid.so.1*' 'libkmod.so.2*'
	inst_rules {09,56,60}-daxctl-partitions.rules
	inst_simple -H /etc/daxctl.conf.d/partitions.env 2>/dev/null || :
}
