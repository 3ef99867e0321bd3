#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make the fuzzers' seeds: make-seeds.py OUT-FOLDER DUMP...

The seeds are the dumps of test/data/media: heads of namespaces as they are,
label areas cut down to a few slots, so that a fuzzer isn't lost in them.
"""
import os
import struct
import sys

INDEX_SIZE = 256
SMALL_AREA = 4096


def load(path):
    """The bytes of a dump: lines 'offset: bytes' in hexadecimal."""
    data = bytearray()
    with open(path, encoding="ascii") as dump:
        for line in dump:
            if line.startswith("#"):
                continue
            offset, text = line.split(":")
            start, part = int(offset, 16), bytes.fromhex(text)
            data.extend(bytes(max(0, start + len(part) - len(data))))
            data[start : start + len(part)] = part
    return data


def fletcher64(data):
    low = high = 0
    for (word,) in struct.iter_unpack("<I", data):
        low = (low + word) & 0xFFFFFFFF
        high = (high + low) & 0xFFFFFFFF
    return high << 32 | low


def shrink(area):
    """An area of a few KiB with the same first labels."""
    small = area[:SMALL_AREA] + bytes(max(0, SMALL_AREA - len(area)))
    for start in (0, INDEX_SIZE):
        index = small[start : start + INDEX_SIZE]
        size = 128 << index[19]
        nslot = (SMALL_AREA - 2 * INDEX_SIZE) // size
        struct.pack_into("<I", index, 56, nslot)
        for slot in range(nslot, (INDEX_SIZE - 72) * 8):
            index[72 + slot // 8] &= ~(1 << slot % 8)
        struct.pack_into("<Q", index, 64, 0)
        struct.pack_into("<Q", index, 64, fletcher64(index))
        small[start : start + INDEX_SIZE] = index
    return small


def main():
    out, dumps = sys.argv[1], sys.argv[2:]
    for dump in dumps:
        name = os.path.basename(dump).removesuffix(".hex")
        data = load(dump)
        if name.startswith("labels-"):
            data = shrink(data)
        elif not name.startswith(("acpi-", "pci-")):
            data += bytes(max(0, 8192 - len(data)))
        with open(os.path.join(out, name), "wb") as seed:
            seed.write(data)


main()
