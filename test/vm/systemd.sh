# SPDX-License-Identifier: GPL-2.0-or-later
# systemd.sh - a real systemd beside the guest's real udevd
#
# The guest's first process is no systemd. Cases that are about units source
# this after lib.sh: systemd runs as the first process of a namespace of its
# own, with our units and none of the machine's, and hears of devices from
# udevd as it always does.
# shellcheck shell=bash

UNITS=/run/case-units
UNIT_LOG=$VM_TMP/units.log

# install_rules NAME...: of rules.d, in the place of the machine's
install_rules() {
	local name
	for name in "$@"; do
		mkdir -p /etc/udev/rules.d
		must cp "$VM_SRC/rules.d/$name" "/etc/udev/rules.d/$name"
		at_exit "rm -f /etc/udev/rules.d/$name; udevadm control --reload"
	done
	must udevadm control --reload
}

# install_unit NAME: of rules.d/systemd; what it says goes to $UNIT_LOG
install_unit() {
	mkdir -p "$UNITS/$1.d"
	sed "s|@BINDIR@|${DAXCTL%/*}|; s|@CONFDIR@|/etc|" \
		"$VM_SRC/rules.d/systemd/$1.in" >"$UNITS/$1"
	printf '[Service]\nStandardError=append:%s\n' "$UNIT_LOG" \
		>"$UNITS/$1.d/log.conf"
	: >"$UNIT_LOG"
}

in_systemd() {
	nsenter --target "$_systemd" --pid --mount --cgroup -- "$@"
}

# systemctl's words, with the first process of that namespace
units() {
	in_systemd systemctl --no-pager --no-legend --plain "$@"
}

_systemd_is_up() {
	_systemd=$(cat "/proc/$_unshare/task/$_unshare/children") &&
		_systemd=${_systemd%% *} && [ -n "$_systemd" ] &&
		units is-active case.target
}

# start_systemd: until the case ends
start_systemd() {
	local target
	mkdir -p $UNITS
	for target in case sysinit basic shutdown; do
		printf '[Unit]\nDefaultDependencies=no\n' >"$UNITS/$target.target"
	done
	cat >"$VM_TMP/first" <<-'END'
	mount -t proc proc /proc
	umount /sys/fs/cgroup
	mount -t cgroup2 cgroup /sys/fs/cgroup
	exec env -i PATH="$PATH" container=case \
		SYSTEMD_UNIT_PATH=/run/case-units \
		SYSTEMD_GENERATOR_PATH=/nonexistent \
		SYSTEMD_ENVIRONMENT_GENERATOR_PATH=/nonexistent \
		/lib/systemd/systemd --system --unit=case.target \
		--log-target=console --show-status=no
	END
	unshare --pid --mount --cgroup --fork --kill-child \
		bash "$VM_TMP/first" >"$VM_TMP/systemd.log" 2>&1 </dev/null &
	_unshare=$!
	at_exit "kill -KILL $_unshare; rm -rf $UNITS /run/systemd/system"
	must wait_for 60 _systemd_is_up
}
