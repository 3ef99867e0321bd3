# SPDX-License-Identifier: GPL-2.0-or-later
# wait.sh - waiting for a condition, for cases and set-ups alike
# shellcheck shell=bash

# wait_for SECONDS COMMAND...: until the command succeeds, at most so long.
wait_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $end ] || return 1
		# a pause between two looks, not a guess at a duration
		read -r -t 0.1 <> <(:) || true
	done
}
