#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: devices are made with sizes, alignments and ranges, resized, and
# claim: destroyed, and a second run finds nothing to do
# setups: hmem
# kernels: all
# timeout: 420

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/device.sh
. "$VM_SRC/test/vm/device.sh"

says "an enabled device isn't destroyed" 250 "is active, specify --force" \
	destroy-device dax0.0
says "the first device is emptied, and stays" 0 "^destroyed 1 device$" \
	destroy-device -f dax0.0
says "a second time there is nothing to do" 0 \
	"^destroyed 0 devices, 1 unchanged$" destroy-device -f dax0.0
is "all of the region is free" "$(free_bytes)" $((1024 * M))

made "a device of the size asked for" '.[0].size == 134217728' -s 128M
made "one with another alignment" '.[0].align == 4096 and
	.[0].size == 268435456' -r 0 -s 256M -a 4k
made "one object for people" '.size == "128.00 MiB (134.22 MB)"' -s 128M -u
made "the contract's shape" '.schema == 1 and (.devices | length) == 1' \
	-s 128M --format=json
is "and no more memory is taken than that" "$(free_bytes)" $((384 * M))

says "a size that can't be read takes nothing" 129 "'12q'" create-device -s 12q
says "a misaligned size takes nothing" 234 "no multiple" create-device -s 3M
says "more than there is takes nothing" 228 "room for" create-device -s 1G
is "nothing was taken" "$(free_bytes)" $((384 * M))
ok "a dry run is told" "$DAXCTL" create-device --dry-run
is "and takes nothing" "$(free_bytes)" $((384 * M))

says "several devices are destroyed at once" 0 "^destroyed 2 devices$" \
	destroy-device -f dax0.1 /dev/dax0.3
says "one that is gone is told" 250 "there is no dax device" \
	destroy-device -f dax0.1
made "a device in three ranges" '.[0].size == 671088640' -s 640M
json_same "its ranges are told" "$(ranges dax0.1 | jq length)" 3

"$DAXCTL" list -M -d dax0.1 | jq '.[0]' >"$VM_TMP/in.json"
must "$DAXCTL" destroy-device -f dax0.1
made "a device as a file describes it" '.[0].size == 671088640' \
	--input "$VM_TMP/in.json"
json_same "has the same ranges" "$(ranges dax0.1)" \
	"$(jq .mappings "$VM_TMP/in.json")"
says "and there is room for it once" 228 "room for" \
	create-device --input "$VM_TMP/in.json"

says "an enabled device isn't resized" 240 "is enabled" \
	reconfigure-device -s 128M dax0.1
says "it is, when it is disabled" 0 "^disabled 1 device$" disable-device 0.1
says "disabled twice" 0 "^disabled 0 devices, 1 unchanged$" disable-device 0.1
says "a smaller size" 0 "^reconfigured 1 device$" \
	reconfigure-device -s 128M dax0.1
says "a second time it is unchanged" 0 "^reconfigured 0 devices, 1 unchanged$" \
	reconfigure-device -s 128M dax0.1
is "the rest is free" "$(attr dax/devices/dax0.1/size)" $((128 * M))
says "an alignment alone" 0 "^reconfigured 1 device$" \
	reconfigure-device -a 4k dax0.1
is "it has it" "$(attr dax/devices/dax0.1/align)" 4096
says "the same alignment is unchanged" 0 \
	"^reconfigured 0 devices, 1 unchanged$" reconfigure-device -a 4k dax0.1
says "enabled again" 0 "^enabled 1 device$" enable-device dax0.1
says "enabled twice" 0 "^enabled 0 devices, 1 unchanged$" enable-device dax0.1
says "resized with force" 0 "^reconfigured 1 device$" \
	reconfigure-device -f -s 256M dax0.1
is "and enabled as before" "$(driver_of_dev dax0.1)" device_dax

says "all of them are destroyed" 0 "^destroyed 3 devices$" \
	destroy-device -f all
is "all is free again" "$(free_bytes)" $((1024 * M))
is "only the first is left" "$(names)" dax0.0
