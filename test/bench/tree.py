#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tree.py - make a synthetic machine with any number of namespaces

OUT/sys is what Linux 6.1 shows of libnvdimm, the dax bus, disks and memory
blocks, attribute for attribute, as plain files and links; OUT/dev has the
device nodes. Of ten namespaces four are fsdax, three devdax, two sector and
one raw. The same options always make the same tree.
"""

import argparse
import os
import pathlib
import stat
import uuid

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
MODES = ("fsdax", "devdax", "fsdax", "sector", "fsdax", "devdax", "raw",
         "fsdax", "devdax", "sector")
NAMESPACE_SIZE = GIB
BTT_METADATA = MIB
PFN_START, PFN_METADATA = 2 * MIB, 18 * MIB
BLOCK_SIZE = 128 * MIB
ALIGNMENTS = "4096 2097152 1073741824 "
NULL_UUID = ""
BUS = "devices/LNXSYSTM:00/LNXSYBUS:00/ACPI0012:00/ndbus0"
DIMMS_PER_REGION = 4

NDCTL_MAJOR, NMEM_MAJOR, DAX_MAJOR, BLOCK_MAJOR = 246, 245, 252, 259


class NoDevice:
    """The value of an attribute that can't be read: open() gives ENXIO."""


class Tree:
    """Folders, attributes, links and nodes below OUT."""

    def __init__(self, out):
        self.sys = pathlib.Path(out).resolve() / "sys"
        self.dev = self.sys.parent / "dev"
        self.made = set()
        self.folder("")
        self.dev.mkdir(parents=True, exist_ok=True)

    def folder(self, path):
        if path not in self.made:
            os.makedirs(f"{self.sys}/{path}", exist_ok=True)
            self.made.add(path)
        return f"{self.sys}/{path}"

    def attributes(self, path, values):
        """Write each value of a dictionary; a key may hold a slash."""
        base = self.folder(path)
        for name, value in values.items():
            if "/" in name:
                self.folder(f"{path}/{os.path.dirname(name)}")
            if value is NoDevice:
                # the one kind of file whose open() fails as the kernel's
                os.mknod(f"{base}/{name}", stat.S_IFSOCK | 0o444)
                continue
            text = str(value).encode()
            fd = os.open(f"{base}/{name}", os.O_WRONLY | os.O_CREAT, 0o644)
            os.write(fd, text if text.endswith(b"\n") else text + b"\n")
            os.close(fd)

    def link(self, path, name, target):
        up = "../" * (path.count("/") + 1)
        os.symlink(up + target, f"{self.folder(path)}/{name}")

    def device(self, path, bus, driver=None):
        """Put a folder on a bus and, if it has one, under its driver."""
        name = os.path.basename(path)
        self.link(path, "subsystem", f"bus/{bus}")
        self.link(f"bus/{bus}/devices", name, path)
        if driver:
            self.link(path, "driver", f"bus/{bus}/drivers/{driver}")
            self.link(f"bus/{bus}/drivers/{driver}", name, path)

    def node(self, path, name, kind, major, minor):
        """A device node, and the way from its number back to the folder."""
        folder = "char" if kind == stat.S_IFCHR else "block"
        self.link(f"dev/{folder}", f"{major}:{minor}", path)
        os.mknod(self.dev / name, kind | 0o600, os.makedev(major, minor))


def uevent(**values):
    return "".join(f"{key}={value}\n" for key, value in values.items() if value)


def make_uuid(*numbers):
    """A valid uuid that differs for each list of small numbers."""
    value = 0
    for number in numbers:
        value = value << 32 | number + 1
    return str(uuid.UUID(int=value, version=4))


def add_base(tree):
    """What is there before any device: buses, drivers, nodes of the system."""
    drivers = {
        "nd": {"nd_bus": "libnvdimm", "nd_region": "libnvdimm",
               "nvdimm": "libnvdimm", "nd_pmem": "nd_pmem",
               "dax_pmem": "dax_pmem"},
        "dax": {"device_dax": "device_dax", "kmem": "kmem"},
    }
    for bus, modules in drivers.items():
        tree.folder(f"bus/{bus}/devices")
        for driver, module in modules.items():
            path = f"bus/{bus}/drivers/{driver}"
            tree.attributes(path, dict.fromkeys(("bind", "unbind", "uevent"), ""))
            tree.link(path, "module", f"module/{module}")
            if not os.path.isdir(tree.sys / "module" / module):
                tree.attributes(f"module/{module}",
                                {"initstate": "live", "refcnt": 1})
    for path in ("class/nd", "class/block", "dev/char", "dev/block", "kernel"):
        tree.folder(path)
    for name in ("null", "zero", "full", "random", "urandom", "tty"):
        known = os.stat(f"/dev/{name}")
        os.mknod(tree.dev / name, stat.S_IFCHR | 0o666, known.st_rdev)
    os.symlink("/proc/self/fd", tree.dev / "fd")


def add_bus(tree):
    tree.attributes(BUS, {
        "commands": "ars_cap ars_start ars_status clear_error cmd_call ",
        "provider": "ACPI.NFIT", "wait_probe": 1,
        "uevent": uevent(DRIVER="nd_bus", MODALIAS="nd:t0"),
        "firmware/activate": "idle", "firmware/capability": "quiesce",
        "nfit/dsm_mask": "0x3a0", "nfit/firmware_activate_noidle": "N",
        "nfit/hw_error_scrub": 0, "nfit/revision": 1, "nfit/scrub": 5,
    })
    tree.device(BUS, "nd", "nd_bus")
    control = f"{BUS}/nd/ndctl0"
    tree.attributes(control, {
        "dev": f"{NDCTL_MAJOR}:0",
        "uevent": uevent(MAJOR=NDCTL_MAJOR, MINOR="0", DEVNAME="ndctl0"),
    })
    tree.link(control, "subsystem", "class/nd")
    tree.link(control, "device", BUS)
    tree.link("class/nd", "ndctl0", control)
    tree.node(control, "ndctl0", stat.S_IFCHR, NDCTL_MAJOR, 0)


def add_dimm(tree, index):
    path = f"{BUS}/nmem{index}"
    serial = 0xFFFFFFFF - index
    nfit = {
        "device": "0x0000", "dirty_shutdown": 42, "dsm_mask": "0x7ffff476",
        "family": 0, "flags": "smart_notify ", "format": "0x0201",
        "formats": 1, "handle": f"{(index >> 4) << 12 | index & 15:#x}",
        "id": f"cdab-0a-07e0-{serial:08x}", "phys_id": f"{index:#x}",
        "rev_id": "0x0100", "serial": f"0x{serial:08x}",
        "subsystem_device": "0x0000", "subsystem_rev_id": "0x0000",
        "subsystem_vendor": "0x0000", "vendor": "0xcdab",
    }
    tree.attributes(path, {
        "available_slots": 1016, "dev": f"{NMEM_MAJOR}:{index}",
        "commands": "smart smart_thresh get_size get_data set_data cmd_call ",
        "devtype": "nvdimm", "flags": "label ", "frozen": 0,
        "modalias": "nd:t1", "security": "disabled", "state": "active",
        "firmware/activate": "idle", "firmware/result": "none",
        "uevent": uevent(MAJOR=NMEM_MAJOR, MINOR=str(index),
                         DEVNAME=f"nmem{index}", DEVTYPE="nvdimm",
                         DRIVER="nvdimm", MODALIAS="nd:t1"),
        **{f"nfit/{key}": value for key, value in nfit.items()},
    })
    tree.device(path, "nd", "nvdimm")
    tree.node(path, f"nmem{index}", stat.S_IFCHR, NMEM_MAJOR, index)


class Disks:
    """The block devices, whose minor numbers run through all regions."""

    def __init__(self, tree):
        self.tree = tree
        self.count = 0

    def add(self, parent, name, size, sector):
        minor, self.count = self.count, self.count + 1
        path = f"{parent}/block/{name}"
        queue = {
            "dax": 1, "fua": 1, "rotational": 0, "write_cache": "write back",
            "logical_block_size": sector, "hw_sector_size": sector,
            "physical_block_size": 4096, "minimum_io_size": 4096,
            "optimal_io_size": 0, "nr_requests": 128,
            "max_sectors_kb": 2147483647, "max_hw_sectors_kb": 2147483647,
        }
        self.tree.attributes(path, {
            "alignment_offset": 0, "badblocks": "", "capability": 0,
            "dev": f"{BLOCK_MAJOR}:{minor}", "discard_alignment": 0,
            "diskseq": minor + 1, "hidden": 0, "range": 0, "removable": 0,
            "ro": 0, "size": size // 512, "stat": "0 " * 17,
            "uevent": uevent(MAJOR=BLOCK_MAJOR, MINOR=str(minor),
                             DEVNAME=name, DEVTYPE="disk"),
            **{f"queue/{key}": value for key, value in queue.items()},
        })
        self.tree.link(path, "subsystem", "class/block")
        self.tree.link(path, "device", parent)
        self.tree.link("class/block", name, path)
        self.tree.node(path, name, stat.S_IFBLK, BLOCK_MAJOR, minor)


class DaxDevices:
    """The devices on the dax bus, and the memory that kmem took from them."""

    def __init__(self, tree, kmem):
        self.tree = tree
        self.driver = "kmem" if kmem else "device_dax"
        self.count = 0
        self.hotplugged = []

    def add(self, parent, name, region, start):
        minor, self.count = self.count, self.count + 1
        path = f"{parent}/{name}"
        first = start + PFN_METADATA
        size = NAMESPACE_SIZE - PFN_METADATA
        self.tree.attributes(f"{parent}/dax_region", {
            "align": 2 * MIB, "id": region, "size": size,
        })
        self.tree.attributes(path, {
            "align": 2 * MIB, "dev": f"{DAX_MAJOR}:{minor}",
            "modalias": "dax:t0", "numa_node": 0, "target_node": 0,
            "resource": f"{first:#x}", "size": size,
            "uevent": uevent(MAJOR=DAX_MAJOR, MINOR=str(minor), DEVNAME=name,
                             DRIVER=self.driver, MODALIAS="dax:t0"),
            "mapping0/start": f"{first:#x}",
            "mapping0/end": f"{first + size - 1:#x}",
            "mapping0/page_offset": "0x0",
        })
        self.tree.device(path, "dax", self.driver)
        self.tree.node(path, name, stat.S_IFCHR, DAX_MAJOR, minor)
        if self.driver == "kmem":
            self.hotplugged += range(-(-first // BLOCK_SIZE),
                                     (first + size) // BLOCK_SIZE)


class Region:
    """A region, its namespaces, and the idle seed of each kind of device."""

    def __init__(self, tree, index, count, disks, dax_devices):
        self.tree, self.index = tree, index
        self.path = f"{BUS}/region{index}"
        self.base = 4 * GIB + index * (1 << 44)
        self.disks, self.dax_devices = disks, dax_devices
        self.count = count
        self.claims = {"btt": 0, "pfn": 0, "dax": 0}

    def common(self, devtype, kind, driver):
        modalias = f"nd:t{kind}"
        return {
            "devtype": devtype, "modalias": modalias,
            "numa_node": 0, "target_node": 0,
            "uevent": uevent(DEVTYPE=devtype, DRIVER=driver, MODALIAS=modalias),
        }

    def namespace(self, number, mode, claim="", driver=None, idle=False):
        name = f"namespace{self.index}.{number}"
        path = f"{self.path}/{name}"
        word = {"fsdax": "memory", "devdax": "dax", "sector": "safe"}
        sectors = "512 [4096] " if mode == "sector" else "[512] 4096 "
        start = self.base + number * NAMESPACE_SIZE
        self.tree.attributes(path, {
            **self.common("nd_namespace_pmem", 5, driver),
            "alt_name": f"vol{self.index}-{number}" if number % 2 else "",
            "dpa_extents": 0 if idle else DIMMS_PER_REGION,
            "force_raw": 0, "holder": claim,
            "holder_class": claim[:3], "mode": word.get(mode, "raw"),
            "nstype": 5, "resource": NoDevice if idle else f"{start:#x}",
            "sector_size": "512 4096 " if idle else sectors,
            "size": 0 if idle else NAMESPACE_SIZE,
            "uuid": NULL_UUID if idle else make_uuid(self.index, number, 1),
        })
        self.tree.device(path, "nd", driver)
        return path

    def claim(self, kind, number=None):
        """A btt, pfn or dax device on a namespace; without one, the seed."""
        seed = number is None
        name = f"{kind}{self.index}.{self.claims[kind]}"
        self.claims[kind] += 1
        path = f"{self.path}/{name}"
        driver = "dax_pmem" if kind == "dax" else "nd_pmem"
        driver = None if seed else driver
        values = {
            **self.common(f"nd_{kind}", 7 if kind == "dax" else 5, driver),
            "namespace": "" if seed else f"namespace{self.index}.{number}",
            "uuid": NULL_UUID if seed else make_uuid(self.index, number, 2),
        }
        if kind == "btt":
            chosen = "4096" if seed else "[4096]"
            values.update({
                "log_zero_flags": "Y",
                "sector_size": f"512 520 528 {chosen} 4104 4160 4224 ",
                "size": NoDevice if seed else NAMESPACE_SIZE - BTT_METADATA,
            })
        else:
            start = self.base + (number or 0) * NAMESPACE_SIZE + PFN_START
            values.update({
                "align": 2 * MIB, "mode": "none" if seed else "pmem",
                "resource": NoDevice if seed else f"{start:#x}",
                "size": NoDevice if seed else NAMESPACE_SIZE - PFN_METADATA,
                "supported_alignments": ALIGNMENTS,
            })
        self.tree.attributes(path, values)
        self.tree.device(path, "nd", driver)
        return path

    def add_namespace(self, number):
        mode = MODES[number % len(MODES)]
        disk = f"pmem{self.index}" + (f".{number}" if number else "")
        if mode == "raw":
            path = self.namespace(number, mode, driver="nd_pmem")
            self.disks.add(path, disk, NAMESPACE_SIZE, 512)
            return
        kind = {"fsdax": "pfn", "devdax": "dax", "sector": "btt"}[mode]
        claim = f"{kind}{self.index}.{self.claims[kind]}"
        self.namespace(number, mode, claim)
        path = self.claim(kind, number)
        if mode == "sector":
            size = NAMESPACE_SIZE - BTT_METADATA
            self.disks.add(path, disk + "s", size, 4096)
        elif mode == "fsdax":
            size = NAMESPACE_SIZE - PFN_METADATA
            self.disks.add(path, disk, size, 512)
        else:
            start = self.base + number * NAMESPACE_SIZE
            name = f"dax{self.index}.{number}"
            self.dax_devices.add(path, name, self.index, start)

    def add(self):
        for number in range(self.count):
            self.add_namespace(number)
        seeds = {kind: self.claim(kind) for kind in self.claims}
        seeds["namespace"] = self.namespace(self.count, "raw", idle=True)
        size = (self.count + 1) * NAMESPACE_SIZE
        dimms = [self.index * DIMMS_PER_REGION + i
                 for i in range(DIMMS_PER_REGION)]
        self.tree.attributes(self.path, {
            **self.common("nd_pmem", 2, "nd_region"),
            "align": "0x1000000", "available_size": NAMESPACE_SIZE,
            "badblocks": "", "deep_flush": 1,
            "init_namespaces": f"{self.count}/{self.count}",
            "mappings": len(dimms), "max_available_extent": NAMESPACE_SIZE,
            "nfit/range_index": self.index + 1, "nstype": 5,
            "persistence_domain": "memory_controller", "read_only": 0,
            "resource": f"{self.base:#x}", "size": size,
            "set_cookie": f"{0xC0FFADB0100FEFB + self.index:#x}",
            **{f"{kind}_seed": os.path.basename(path)
               for kind, path in seeds.items()},
            **{f"mapping{i}": f"nmem{dimm},0,{size // len(dimms)},{i}"
               for i, dimm in enumerate(dimms)},
        })
        self.tree.device(self.path, "nd", "nd_region")


def add_memory(tree, count, hotplugged):
    """Memory blocks: the system's own first, then those of dax devices."""
    memory, node = "devices/system/memory", "devices/system/node/node0"
    tree.attributes(memory, {
        "block_size_bytes": f"{BLOCK_SIZE:x}", "auto_online_blocks": "offline",
    })
    tree.attributes("devices/system/node", dict.fromkeys(
        ("online", "possible", "has_cpu", "has_memory"), 0))
    tree.attributes(node, {
        "cpulist": "0-1", "cpumap": 3, "distance": 10,
        "meminfo": "Node 0 MemTotal:        3145728 kB",
    })
    tree.link("bus/node/devices", "node0", node)
    tree.link(node, "subsystem", "bus/node")
    zones = dict.fromkeys(range(count), "Normal")
    zones.update(dict.fromkeys(hotplugged, "Movable"))
    for index, zone in zones.items():
        path = f"{memory}/memory{index}"
        tree.attributes(path, {
            "online": 1, "phys_device": 0, "phys_index": f"{index:08x}",
            "removable": 1, "state": "online", "valid_zones": zone,
        })
        tree.link(path, "subsystem", "bus/memory")
        tree.link(path, "node0", node)
        tree.link(node, f"memory{index}", path)
        tree.link("bus/memory/devices", f"memory{index}", path)


def make(out, namespaces, per_region=500, kmem=False, memory_blocks=24):
    """Make the tree; with no namespaces, that of a machine without devices."""
    tree = Tree(out)
    add_base(tree)
    disks, dax_devices = Disks(tree), DaxDevices(tree, kmem)
    if namespaces:
        add_bus(tree)
    for index, first in enumerate(range(0, namespaces, per_region)):
        for dimm in range(DIMMS_PER_REGION):
            add_dimm(tree, index * DIMMS_PER_REGION + dimm)
        count = min(per_region, namespaces - first)
        Region(tree, index, count, disks, dax_devices).add()
    add_memory(tree, memory_blocks, dax_devices.hotplugged)


def main():
    parser = argparse.ArgumentParser(prog="tree.py", description="see tree.py")
    parser.add_argument("out")
    parser.add_argument("-n", "--namespaces", type=int, default=10)
    parser.add_argument("-p", "--per-region", type=int, default=500)
    parser.add_argument("-k", "--kmem", action="store_true",
                        help="all devdax namespaces are system memory")
    parser.add_argument("-m", "--memory-blocks", type=int, default=24)
    options = parser.parse_args()
    make(**vars(options))


if __name__ == "__main__":
    main()
