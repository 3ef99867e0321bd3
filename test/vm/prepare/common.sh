# SPDX-License-Identifier: GPL-2.0-or-later
# common.sh - what the making of both kernels has in common
#
# A prepared kernel is a folder of the cache:
#   vmlinuz  initrd  lib/modules/VERSION/  nfit_test/lib/modules/VERSION/
# Everything is made beside its final name and renamed when whole, so that
# an interrupted run leaves nothing that a later one could take for good.
# shellcheck shell=bash

# shellcheck source=test/vm/packages.sh
. "$VM_DIR/packages.sh"

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/daxctl
export CACHE

# The status by which a preparation says "not possible here and now".
UNAVAILABLE=77

unavailable() {
	say "$*"
	exit "$UNAVAILABLE"
}

# A working folder inside the cache, removed however we end.
make_workdir() {
	mkdir -p "$CACHE"
	# The runner's lock keeps others out: what lies here is of a dead run.
	as_root find "$CACHE" -mindepth 1 -maxdepth 1 -name 'tmp.*' \
		-exec rm -rf -- {} +
	WORK=$(mktemp -d "$CACHE/tmp.XXXXXX")
	chmod 755 "$WORK"
	trap 'as_root rm -rf -- "$WORK"' EXIT
	trap 'exit 130' INT TERM
}

# The packages that hold the kernel which linux-image-amd64 stands for, on
# standard input the output of apt-cache depends: one in Debian 12 and 13,
# several since the image was split.
kernel_packages() {
	grep -xF -e "linux-image-$1" -e "linux-binary-$1" \
		-e "linux-modules-$1" -e "linux-base-$1"
}

# Drivers no emulated machine of ours has are most of a kernel package.
drop_unused_drivers() {
	local kernel=$1/kernel dir
	for dir in sound drivers/{media,net,infiniband,staging,usb,iio,hid} \
		drivers/{hwmon,isdn,bluetooth,comedi,ata,mmc,mtd,target} \
		drivers/{input,i2c,watchdog,mfd,powercap,cpufreq} arch/x86/kvm \
		drivers/gpu/drm/{amd,i915,nouveau,radeon,xe,ast,gma500}; do
		rm -rf -- "${kernel:?}/$dir"
	done
}

# unpack_kernel DEBS-FOLDER DESTINATION VERSION: the image and the modules
# out of the packages, the modules uncompressed so that any kmod reads them.
unpack_kernel() {
	local debs=$1 dest=$2 version=$3 deb modules
	mkdir -p "$debs/unpacked" "$dest/lib/modules"
	for deb in "$debs"/*.deb; do
		dpkg -x "$deb" "$debs/unpacked"
	done
	modules=$(find "$debs/unpacked" -type d -path "*/lib/modules/$version")
	find "$debs/unpacked" -name 'vmlinuz*' -exec cp {} "$dest/vmlinuz" \;
	drop_unused_drivers "$modules"
	find "$modules" -name '*.ko.xz' -print0 |
		xargs -0 -r -P 2 -n 100 xz -d -f
	find "$modules" -maxdepth 1 \( -name 'vmlinuz*' -o -name System.map \) \
		-delete
	mv "$modules" "$dest/lib/modules/"
	depmod -b "$dest" "$version"
	rm -rf "$debs/unpacked"
}

# The smallest initramfs: busybox and the modules it takes to mount the
# root. Its /init is added at each boot, so that it is always today's.
make_initrd() {
	local dest=$1 version=$2 root=$WORK/initrd file
	rm -rf "$root"
	mkdir -p "$root"/{bin,proc,sys,dev}
	mkdir -p "$root/lib/modules/$version"
	cp "$(command -v busybox)" "$root/bin/busybox"
	modprobe -d "$dest" -S "$version" --show-depends -a \
		virtio_pci 9pnet_virtio 9p overlay |
		while read -r verb file; do
			# built-in modules are listed as "builtin NAME"
			[ "$verb" = insmod ] || continue
			cp "$file" "$root/lib/modules/$version/"
		done
	cp "$dest/lib/modules/$version"/modules.{builtin,builtin.modinfo,order} \
		"$root/lib/modules/$version/"
	depmod -b "$root" "$version"
	(cd "$root" && find . | cpio -o -H newc --quiet -R 0:0 | gzip -1) \
		>"$dest/initrd"
	rm -rf "$root"
}

# What the kernel's nfit_test is built from, as tar patterns.
nfit_test_sources() {
	local dir
	for dir in tools/testing/nvdimm drivers/nvdimm drivers/acpi \
		drivers/dax include; do
		printf '%s/%s\n' "$1" "$dir"
	done
}

# The make arguments that build nfit_test outside a kernel tree: its folder
# takes sources of three drivers, whose headers lie beside them.
nfit_test_flags() {
	printf 'M=%s\n' "$1/tools/testing/nvdimm"
	printf 'KCFLAGS=-I%s -I%s -I%s\n' "$1/drivers/nvdimm" \
		"$1/drivers/acpi/nfit" "$1/drivers/dax"
}

# install_nfit_test BUILT KERNEL VERSION: a second module tree, hard links
# to the first save for the modules that nfit_test replaces.
install_nfit_test() {
	local built=$1 kernel=$2 version=$3 tree=$WORK/nfit_test module name
	local dir=$tree/lib/modules/$version
	rm -rf "$tree"
	mkdir -p "$tree/lib/modules"
	cp -al "$kernel/lib/modules/$version" "$tree/lib/modules/"
	mkdir -p "$dir/updates"
	for module in "$built"/*.ko "$built"/test/*.ko; do
		name=$(basename "$module")
		find "$dir/kernel" -name "$name" -delete
		strip -g "$module" -o "$dir/updates/$name"
	done
	# depmod writes in place: not through a link into the other tree
	find "$dir" -maxdepth 1 -name 'modules.*' -links +1 \
		-exec cp {} {}.own \; -exec mv {}.own {} \;
	depmod -b "$tree" "$version"
	mv "$tree" "$kernel/nfit_test"
}

# publish FOLDER NAME LINK: the finished kernel gets its name, then LINK
# points there, and what LINK pointed to before goes.
publish() {
	local made=$1 name=$2 link=$3 old
	old=$(readlink "$CACHE/$link" || true)
	as_root rm -rf -- "${CACHE:?}/$name"
	mv "$made" "$CACHE/$name"
	ln -s "$name" "$WORK/link"
	mv -T "$WORK/link" "$CACHE/$link"
	if [ -n "$old" ] && [ "$old" != "$name" ]; then
		as_root rm -rf -- "${CACHE:?}/$old"
	fi
}
