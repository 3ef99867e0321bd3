#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# tour.sh - a first tour of the tool, run by quickstart in the guest
#
# Every command is shown before its output; the first that fails ends the
# tour with its status.
set -euo pipefail
PATH=$(dirname "$DAXCTL"):$PATH

title() {
	printf '\n== %s\n' "$*"
}

run() {
	printf '\n$ %s\n' "$*"
	"$@" || {
		local status=$?
		printf 'quickstart: "%s" failed with status %s\n' "$*" $status
		exit $status
	}
}

# field NAME: one field of the JSON on standard input
field() {
	sed -n "s/^ *\"$1\":\"\\{0,1\\}\\([^\",]*\\)\"\\{0,1\\},\\{0,1\\}\$/\\1/p" |
		head -1
}

# create OPTION...: make a namespace, show it, remember it in $created
create() {
	printf '\n$ daxctl create-namespace %s\n' "$*"
	created=$(daxctl create-namespace "$@") || {
		local status=$?
		printf 'quickstart: create-namespace failed: status %s\n' $status
		exit $status
	}
	printf '%s\n' "$created"
}

printf 'Linux %s, two emulated NVDIMMs of 1 GiB\n' "$(uname -r)"

title "What memory is there"
run daxctl list --buses --dimms --nd-regions --namespaces --format=tree

title "A namespace for a filesystem"
create --mode=fsdax --region=region0 --size=512M --name=files
disk=/dev/$(field blockdev <<<"$created")

title "One for a program that maps it whole"
create --mode=devdax --region=region1 --size=512M --name=program

title "One for a database that wants no torn sectors"
create --mode=sector --region=region1 --size=256M --name=database

title "A filesystem on the first, its files mapped straight to the memory"
run mkfs.ext4 -q -b 4096 "$disk"
mkdir -p /mnt/files
run mount -o dax=always "$disk" /mnt/files
run cp /etc/os-release /mnt/files/
run findmnt -o TARGET,SOURCE,FSTYPE,OPTIONS /mnt/files

title "The same as a table, and as JSON for programs"
run daxctl list --namespaces --format=table
run daxctl list --namespaces --format=json
run ndctl list --namespaces

title "Back to how it was"
run umount /mnt/files
run daxctl destroy-namespace --force all
run daxctl list --nd-regions --namespaces --format=table

printf '\nThat was the tour. ./quickstart --shell gives a prompt there.\n'
