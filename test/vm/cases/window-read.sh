#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# claim: files are read right through a DAX window, by read() and by mmap()
# setups: virtiofs_dax virtiofs_dax_1g
# kernels: all
# timeout: 300

# shellcheck source=test/vm/lib.sh
. "$VM_LIB"
# shellcheck source=test/vm/window.sh
. "$VM_SRC/test/vm/window.sh"

# What is compared with lies in this guest's memory.
share=$VM_TMP/read
mkdir -p "$share/folder"
: >"$share/empty"
echo hello >"$share/small"
head -c 8M /dev/urandom >"$share/whole"
head -c 5000001 /dev/urandom >"$share/odd"
for i in $(seq 40); do echo "$i" >"$share/folder/$i"; done
rm -rf "$VM_OUT/read"
must cp -r "$share" "$VM_OUT"

mount_share
read -r before <<<"$(counted set_ups)"
same_file "a file that fills its ranges" /mnt/read/whole "$share/whole"
same_file "one that doesn't" /mnt/read/odd "$share/odd"
same_file "a small one" /mnt/read/small "$share/small"
same_file "an empty one" /mnt/read/empty "$share/empty"
read -r set_ups in_use <<<"$(counted set_ups in_use)"
is "each range of each was set up once" $((set_ups - before)) $((4 + 3 + 1))
is "and is kept" "$in_use" $((4 + 3 + 1))
ok "more files than there are ranges, in a folder" \
	diff -r /mnt/read/folder "$share/folder"
ok "by mmap()" python3 -c 'import mmap, sys
for name in ("whole", "odd"):
    with open("/mnt/read/" + name) as file:
        at = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        with open(sys.argv[1] + "/" + name, "rb") as other:
            assert at[:] == other.read(), name' "$share"
not_ok "nothing can be written" touch /mnt/read/new
