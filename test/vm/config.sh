# SPDX-License-Identifier: GPL-2.0-or-later
# config.sh - for cases about the configuration of dax devices
#
# A case sources this after lib.sh, device.sh and systemd.sh, and sets $dev to
# the device that is about to come.
# shellcheck shell=bash

# shellcheck disable=SC2034,SC2154  # of the cases
UNIT=daxdev-reconfigure@dev
CONFIG=/etc/daxctl.conf.d/case.conf
exec 7<> <(:)

# Half of it is what a guest needs that QEMU interprets; beside other guests it can
# be more than all of it, which is why such a case is a quiet one.
limit=2000

there() { [ -e "$DAX/$dev" ]; }
is_devdax() { [ -e "/sys/bus/dax/drivers/device_dax/$dev" ]; }
is_ram() { [ -e "/sys/bus/dax/drivers/kmem/$dev" ]; }

# Builtins only: a process takes this guest tens of milliseconds. To ask for the
# zone of a block that isn't in use yet is an oops in kernel 6.1.
is_movable_ram() {
	local start block state zone
	is_ram && read -r start <"$DAX/$dev/mapping0/start" || return
	block=$MEMORY/memory$(((start + 0x7ffffff) / 0x8000000))
	[ -e "$block" ] && read -r state <"$block/state" &&
		[ "$state" = online ] && read -r zone <"$block/valid_zones" &&
		[ "$zone" = Movable ]
} 2>/dev/null

# until_true COMMAND: looks all the time, ten seconds long at most
until_true() {
	local end=$((SECONDS + 10))
	until "$@"; do
		[ $SECONDS -lt $end ] || return
		read -r -t 0.01 -u 7 || true
	done
}

# configure LINE...: a section of these, the only one
configure() {
	mkdir -p "${CONFIG%/*}"
	printf '[reconfigure-device case]\n' >$CONFIG
	printf '%s\n' "$@" >>$CONFIG
}

# comes CONDITION: the device comes by the case's come(); it is true after $took
comes() {
	local start
	come >"$VM_TMP/come" 2>&1 &
	must until_true there
	start=${EPOCHREALTIME/./}
	until_true "$1"
	took=$(((${EPOCHREALTIME/./} - start) / 1000))
	wait $!
	"$1" && [ "$took" -le $limit ]
}

# appears NAME CONDITION: the device comes, and CONDITION is true in time. What
# else this machine does at that moment says nothing about us: where the case
# has again(), which takes the device away, the best of three counts.
appears() {
	local name=$1 tries=3 took
	declare -F again >/dev/null || tries=1
	until comes "$2"; do
		printf '%s: %s ms\n' "$name" "$took"
		tries=$((tries - 1))
		if [ $tries = 0 ]; then
			fail "$name, in time" "$(cat "$UNIT_LOG")"
			return
		fi
		again
	done
	pass "$name, in time"
	printf '%s: %s ms\n' "$name" "$took"
}

# config_begin: rule, unit and systemd are there, and no configuration. What
# will be read has been, because no disk is as slow as this guest's.
config_begin() {
	"$DAXCTL" online-policy >"$VM_TMP/out" 2>&1
	rm -f /etc/daxctl.conf.d/*.conf /etc/daxctl.conf
	install_rules 90-daxctl-device.rules
	install_unit daxdev-reconfigure@.service
	start_systemd
}
