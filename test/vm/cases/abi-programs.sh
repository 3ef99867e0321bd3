#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: programs that are linked with libdaxctl.so.1 run on ours
# setups: stock hmem
# kernels: all
# timeout: 480

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/abi.sh
. "$VM_SRC/test/vm/abi.sh"

if [ "$VM_SETUP" = stock ]; then
	must "$PEER_NDCTL" create-namespace -r region0 -m devdax -s 256M \
		>/dev/null
fi
udevadm settle
dax=/dev/$(cd /sys/bus/dax/devices && echo dax*)
must test -c "$dax"
size=$(cat "/sys/bus/dax/devices/${dax##*/}/size")

# fio LIBRARY: write 16 MiB through the dev-dax engine, and read it back
run_fio() {
	"$1" fio --name=job --ioengine=dev-dax --filename="$dax" --rw=write \
		--bs=2M --size=16M --iodepth=1 --verify=crc32c --do_verify=1
}

ok "fio is linked with libdaxctl.so.1" uses_ours "$(command -v fio)"
ok "fio's dev-dax engine writes and verifies" run_fio with_ours

# A machine whose memory is the device, stopped before its first instruction.
# QEMU reaches us by way of libpmem and libndctl.
run_qemu() {
	echo quit | "$1" qemu-system-x86_64 -S -nodefaults -display none \
		-machine pc,nvdimm=on -m 64M,slots=1,maxmem=8G -monitor stdio \
		-object "memory-backend-file,id=mem,share=on,mem-path=$dax,size=$size,align=2M,pmem=on" \
		-device nvdimm,memdev=mem
}

ok "QEMU is linked with libdaxctl.so.1" \
	uses_ours "$(command -v qemu-system-x86_64)"
ok "QEMU takes the device as an NVDIMM" run_qemu with_ours
