# SPDX-License-Identifier: GPL-2.0-or-later
# packages.sh - which Debian packages each job needs, how to get them, and
# how to build with them
#
# Sourced by quickstart, runtests and the scripts in prepare/. Packages are
# named without a version wherever Debian has such a name, so that the same
# lists serve the next release.
# shellcheck shell=bash disable=SC2034

# Debian's programs, which the packages below are, before others of the same
# name that a machine may have: its python3 has the modules that we install.
PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH
export PATH

BUILD_PACKAGES=(gcc libc6-dev meson ninja-build pkg-config libkmod-dev
	libudev-dev libjson-c-dev libmount-dev uuid-dev libblkid-dev asciidoctor)
GUEST_PACKAGES=(qemu-system-x86 busybox-static cpio kmod udev python3
	ca-certificates xfsprogs e2fsprogs util-linux iproute2 procps ndctl)
TEST_PACKAGES=(g++ clang clang-format libclang-rt-dev libasan8 libubsan1
	shellcheck valgrind strace universal-ctags jq python3-jsonschema
	abigail-tools git daxctl keyutils bc attr fdisk gdisk parted
	dmsetup kpartx dracut-core initramfs-tools-core fio mdadm libdevmapper-dev libmount-dev
	librsvg2-bin)
ROOT_PACKAGES=(initramfs-tools-core dmsetup systemd login passwd jq fdisk ndctl)
NFIT_TEST_PACKAGES=(make gcc bc flex bison libelf-dev libssl-dev xz-utils)

say() {
	printf '%s\n' "$*" >&2
}

die() {
	say "$*"
	exit 1
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "'$*' needs root: run this as root, or install sudo"
	fi
}

# apt-get update, at most once in the life of all scripts of one run.
apt_update() {
	[ -z "${APT_UPDATED:-}" ] || return 0
	say "apt-get update"
	as_root apt-get update -qq >&2
	export APT_UPDATED=1
}

package_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# install_packages NAME...: hand apt the names, whether installed or not.
install_packages() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		--no-install-recommends "$@" </dev/null >&2
}

# install_missing NAME...: ask apt only for what is not there yet. The lists
# that apt has may be of another day than the archive, so a failure to fetch
# leads to one update and one more try.
install_missing() {
	local missing=() name
	command -v apt-get >/dev/null ||
		die "no apt-get here: these scripts run on Debian"
	for name in "$@"; do
		package_installed "$name" || missing+=("$name")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	say "installing from Debian: ${missing[*]}"
	apt-cache show "${missing[@]}" >/dev/null 2>&1 || apt_update
	install_packages "${missing[@]}" && return 0
	apt_update
	install_packages "${missing[@]}" ||
		die "apt could not install: ${missing[*]}"
}

# build DIR TARGET... [-DOPTION...]: configure once, compile what changed.
# What the build says matters only where it fails.
build() {
	local dir=$1 word log targets=() options=()
	shift
	for word in "$@"; do
		case $word in
		-D*) options+=("$word") ;;
		*) targets+=("$word") ;;
		esac
	done
	say "building in $dir"
	mkdir -p "$dir"
	log=$dir/build.log
	{
		[ -e "$dir/build.ninja" ] ||
			meson setup "$dir" "$SRC" "${options[@]}"
		ninja -C "$dir" "${targets[@]}"
	} >"$log" 2>&1 || {
		tail -40 "$log" >&2
		die "the build failed: see $log"
	}
}
